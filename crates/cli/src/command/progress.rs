//! How far an export has come: for a person, or for a program.

use std::{
    io::IsTerminal as _,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use rapporteur::{FormatName, Progress};

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
    of: usize,
    done: AtomicUsize,
    all: MultiProgress,
    bars: Mutex<Vec<(FormatName, ProgressBar)>>,
}

impl Told {
    pub(super) fn new(how: How, of: usize) -> Self {
        let target = if how == How::Auto && std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            how,
            of,
            done: AtomicUsize::new(0),
            all: MultiProgress::with_draw_target(target),
            bars: Mutex::default(),
        }
    }

    pub(super) fn tell(&self, progress: Progress<'_>) {
        match self.how {
            How::Auto => self.draw(progress),
            How::None => {}
            How::Json => self.line(progress),
        }
    }

    fn line(&self, progress: Progress<'_>) {
        let (event, format, done) = match progress {
            Progress::Begun(format) => ("begun", format, self.done.load(Ordering::Relaxed)),
            Progress::Finished(format) => {
                ("finished", format, self.done.fetch_add(1, Ordering::Relaxed) + 1)
            }
            _ => return,
        };
        let format = format.name().name();
        let line = Line { progress_version: 1, event, format, done, of: self.of };
        if let Ok(line) = serde_json::to_string(&line) {
            output::say(&line);
        }
    }

    fn draw(&self, progress: Progress<'_>) {
        let Ok(mut bars) = self.bars.lock() else { return };
        match progress {
            Progress::Begun(format) => {
                // Several files of a format have one line.
                if bars.iter().any(|(name, _)| *name == format.name()) {
                    return;
                }
                let bar = self.all.add(ProgressBar::new_spinner());
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                    bar.set_style(style);
                }
                bar.set_message(format.name().name());
                bar.enable_steady_tick(Duration::from_millis(100));
                bars.push((format.name(), bar));
            }
            Progress::Finished(format) => {
                for (name, bar) in bars.iter() {
                    if *name == format.name() {
                        bar.finish_with_message(format!("{name} done"));
                    }
                }
            }
            _ => {}
        }
    }

    pub(super) fn clear(&self) {
        // What cannot be cleared stays on the screen, and does no harm there.
        let _ = self.all.clear();
    }
}
