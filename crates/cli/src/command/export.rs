//! `export`

use std::{
    io::IsTerminal as _,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use rapporteur::{ExportError, FormatName, Progress, Report, apparatus::phrase, export};

use crate::{
    context::{Context, Exit, open},
    output,
};

/// Write a dataset as JSON-LD, TEI, PDF and XLSX.
///
/// The output folder gets all of the files or, when something fails, none.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// The folder of the dataset
    dataset: Option<PathBuf>,
    /// The formats, separated by commas
    #[arg(
        long,
        value_name = "FORMATS",
        value_delimiter = ',',
        default_value = "jsonld,tei,pdf,xlsx"
    )]
    to: Vec<FormatName>,
    /// The folder for the files
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Export restricted records as well
    #[arg(long)]
    restricted: bool,
    /// Write a report as JSON to standard output
    #[arg(long)]
    json: bool,
}

impl ExportArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let mut dataset = match open(&context.dataset_or(self.dataset)) {
            Ok(dataset) => dataset,
            Err(exit) => return exit,
        };
        if self.restricted {
            if dataset.has_restricted() {
                output::warning(&"restricted records are exported: do not publish these files");
            }
        } else {
            dataset = dataset.published();
        }
        let mut names: Vec<FormatName> = self.to;
        names.sort();
        names.dedup();
        let formats: Vec<_> = names.into_iter().map(FormatName::with_defaults).collect();
        let out = self.out.unwrap_or_else(|| context.out.clone());
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        // Without a handler the staging folder would stay behind until the next export.
        let _ = ctrlc::set_handler(move || told.store(true, Ordering::Relaxed));
        let bars = Bars::new();
        let result = export(&dataset, &formats, &out, &stop, &|progress| bars.tell(progress));
        bars.clear();
        match result {
            Ok(report) => tell(&report, &out, self.json),
            Err(error) => {
                output::error(&error);
                match error {
                    ExportError::Format { .. } => {
                        output::say(
                            "nothing was written; --to names the formats to write without this one",
                        );
                        Exit::Data
                    }
                    ExportError::Incomplete { .. } => Exit::Data,
                    _ => Exit::Io,
                }
            }
        }
    }
}

fn tell(report: &Report, out: &std::path::Path, json: bool) -> Exit {
    for file in &report.files {
        for warning in &file.warnings {
            output::warning(&format!("{}: {warning}", file.name));
        }
    }
    if json {
        return output::json(report);
    }
    output::say(&format!(
        "{} {}: {}, {}, {} → {}",
        report.dataset,
        report.version,
        phrase::count(report.records, "record", "records"),
        phrase::count(report.readings, "reading", "readings"),
        phrase::count(report.citations, "citation", "citations"),
        out.display(),
    ));
    let widest = report.files.iter().map(|file| file.name.len()).max().unwrap_or_default();
    for file in &report.files {
        let size = phrase::number(i64::try_from(file.bytes).unwrap_or(i64::MAX).into());
        output::say(&format!("  {:widest$}  {size:>12} bytes", file.name));
    }
    Exit::Fine
}

/// A line for each format on a terminal; nothing in a pipe.
struct Bars {
    all: MultiProgress,
    lines: std::sync::Mutex<Vec<(FormatName, ProgressBar)>>,
}

impl Bars {
    fn new() -> Self {
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self { all: MultiProgress::with_draw_target(target), lines: std::sync::Mutex::default() }
    }

    fn tell(&self, progress: Progress<'_>) {
        let Ok(mut lines) = self.lines.lock() else { return };
        match progress {
            Progress::Begun(format) => {
                let bar = self.all.add(ProgressBar::new_spinner());
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
                    bar.set_style(style);
                }
                bar.set_message(format.name().name());
                bar.enable_steady_tick(Duration::from_millis(100));
                lines.push((format.name(), bar));
            }
            Progress::Finished(format) => {
                for (name, bar) in lines.iter() {
                    if *name == format.name() {
                        bar.finish_with_message(format!("{name} done"));
                    }
                }
            }
            _ => {}
        }
    }

    fn clear(&self) {
        // What cannot be cleared stays on the screen, and does no harm there.
        let _ = self.all.clear();
    }
}
