//! How far an export or an audit has come: for a person, or for a program.

use std::{
    io::IsTerminal as _,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use rapporteur::{FormatName, Progress, audit::Step};

use crate::output;

/// How to tell of progress.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum How {
    /// A line for each format on a terminal; nothing in a pipe
    #[default]
    Auto,
    /// Nothing
    None,
    /// A line of JSON for each step (schema/report-progress.schema.json)
    Json,
}

/// A step, as a line of JSON.
#[derive(serde::Serialize)]
struct Line {
    progress_version: u32,
    event: &'static str,
    format: &'static str,
    /// How many files, or groups of files, are finished.
    done: usize,
    /// Of how many.
    of: usize,
}

/// Tells of progress.
pub(super) struct Told {
    how: How,
    done: AtomicUsize,
    all: MultiProgress,
    bars: Mutex<Vec<(&'static str, ProgressBar)>>,
}

/// What is told of files that are of no format.
const OTHER: &str = "other";

impl Told {
    pub(super) fn new(how: How) -> Self {
        let target = if how == How::Auto && std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            how,
            done: AtomicUsize::new(0),
            all: MultiProgress::with_draw_target(target),
            bars: Mutex::default(),
        }
    }

    /// Tells of an export of so many files, or groups of files, from several threads.
    pub(super) fn exported(&self, progress: Progress<'_>, of: usize) {
        let (event, format, done) = match progress {
            Progress::Begun(format) => ("begun", format, self.done.load(Ordering::Relaxed)),
            Progress::Finished(format) => {
                ("finished", format, self.done.fetch_add(1, Ordering::Relaxed) + 1)
            }
            _ => return,
        };
        let format = format.name().name();
        self.tell(&Line { progress_version: 1, event, format, done, of });
    }

    /// Tells of an audit.
    pub(super) fn audited(&self, step: Step) {
        let Step { format, finished, done, of, .. } = step;
        let event = if finished { "finished" } else { "begun" };
        let format = format.map_or(OTHER, FormatName::name);
        self.tell(&Line { progress_version: 1, event, format, done, of });
    }

    fn tell(&self, line: &Line) {
        match self.how {
            How::Auto => self.draw(line),
            How::None => {}
            How::Json => {
                if let Ok(line) = serde_json::to_string(line) {
                    output::say(&line);
                }
            }
        }
    }

    fn draw(&self, line: &Line) {
        let Ok(mut bars) = self.bars.lock() else { return };
        let bar = bars.iter().find(|(name, _)| *name == line.format).map(|(_, bar)| bar);
        match (line.event, bar) {
            ("finished", Some(bar)) => bar.finish_with_message(format!("{} done", line.format)),
            // Several files of a format have one line.
            (_, Some(_)) | ("finished", None) => {}
            (_, None) => {
                let bar = self.all.add(ProgressBar::new_spinner());
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                    bar.set_style(style);
                }
                bar.set_message(line.format);
                bar.enable_steady_tick(Duration::from_millis(100));
                bars.push((line.format, bar));
            }
        }
    }

    pub(super) fn clear(&self) {
        // What cannot be cleared stays on the screen, and does no harm there.
        let _ = self.all.clear();
    }
}
