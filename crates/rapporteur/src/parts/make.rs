//! A part of an export, of a whole dataset or of one that was split.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use rapporteur_apparatus::Summary;
use rapporteur_schema::Dataset;
use rayon::prelude::*;

use super::{
    Outline, PartFile, PartManifest, Partition, PartsError,
    stream::{Form, described, write_all, write_some},
};
use crate::{
    export::{Counting, ExportError, Plan, counted},
    files::{self, Staging, fail},
    format::{Format, WriteError, Writer},
    leak,
};

/// Writes a part of an export of a dataset that is all there into a folder, where those of other
/// parts may stand, or be written at the same time; says what it wrote, which stands in the
/// [`PartManifest`] beside it too. The description of a plan is not made: it is of whole files.
///
/// # Errors
/// When a format has no parts; otherwise as [`export`](crate::export()).
pub fn export_part(
    dataset: &Dataset,
    plan: &Plan,
    partition: Partition,
    out: &Path,
    stop: &AtomicBool,
) -> Result<PartManifest, PartsError> {
    refuse(&plan.formats)?;
    if let Some(secrets) = &plan.secrets {
        leak::refuse(secrets.in_dataset(dataset))?;
    }
    let mut outline = Outline::without_codes(dataset, partition.of());
    if partition.share().end && plan.formats.iter().any(|format| Form::of(format).is_some()) {
        outline.codes = rapporteur_jsonld::codes_of(dataset.records())?;
    }
    let staging = Staging::beside(out)?;
    let maker = Maker { dataset, outline: &outline, partition, staging: &staging, stop };
    // The briefs are parted together: they are files of a format each.
    let is_brief = |format: &&Format| matches!(format, Format::Pdf(_) | Format::Brief(..));
    let own = partition.range(plan.formats.iter().filter(is_brief).count());
    let mut briefs = 0..;
    let jobs: Vec<&Format> = plan
        .formats
        .iter()
        .filter(|format| !is_brief(format) || briefs.next().is_some_and(|n| own.contains(&n)))
        .collect();
    let written: Vec<Result<Vec<PartFile>, PartsError>> =
        jobs.into_par_iter().map(|format| maker.format(format)).collect();
    if stop.load(Ordering::Relaxed) {
        return Err(ExportError::Interrupted.into());
    }
    let files = written.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    if let Some(secrets) = &plan.secrets {
        let names: Vec<PathBuf> = files.iter().map(|file| (&file.piece).into()).collect();
        leak::refuse(leak::in_files(secrets, &names, &staging)?)?;
    }
    publish(&outline, partition, files, &staging)
}

/// As [`export_part`], of a dataset that [`split`](super::split()) wrote into a folder: only the
/// records of the part are read.
///
/// # Errors
/// When a format needs more than the records, or these are not those of the part.
pub fn export_part_of(
    folder: &Path,
    formats: &[Format],
    partition: Partition,
    out: &Path,
    stop: &AtomicBool,
) -> Result<PartManifest, PartsError> {
    let outline = Outline::open(folder)?;
    let part = outline.part(partition, folder)?;
    refuse(formats)?;
    let forms: Vec<Form> = formats
        .iter()
        .map(|format| {
            Form::of(format).ok_or(PartsError::Format {
                format: format.name().name(),
                why: " of the records of a part alone: name the folder of the whole dataset",
            })
        })
        .collect::<Result<_, _>>()?;
    let staging = Staging::beside(out)?;
    let mut outs = Vec::new();
    for form in &forms {
        let file = form.file_name(&outline.identity.dataset);
        let piece = format!("{file}.{partition}");
        let out = Counting::new(staging.create(Path::new(&piece))?, stop);
        outs.push((form, file, piece, out));
    }
    let path = folder.join(&part.file);
    let input = fs::File::open(&path).map_err(fail("open", &path))?;
    let writers = outs.iter_mut().map(|(form, _, _, out)| (*form, out as &mut dyn Write)).collect();
    let result = write_all(&outline, partition, &path, input, writers);
    let mut files = Vec::new();
    // What the system said of a file says more than that it took no more.
    for (_, _, piece, out) in &mut outs {
        if let Some(error) = out.failed.take() {
            return Err(fail("write", &staging.target(Path::new(piece)))(error).into());
        }
    }
    if stop.load(Ordering::Relaxed) {
        return Err(ExportError::Interrupted.into());
    }
    for ((form, name, piece, out), summary) in outs.into_iter().zip(result?) {
        let Counting { inner, hash, bytes, .. } = out;
        files::finish(inner, &staging.target(Path::new(&piece)))?;
        files.push(described(name, piece, form.name(), form.options(), &summary, (bytes, hash)));
    }
    publish(&outline, partition, files, &staging)
}

/// Refuses formats that have no parts, before anything is done.
fn refuse(formats: &[Format]) -> Result<(), PartsError> {
    for format in formats {
        let why = match format {
            Format::Tei(_) => ": it is one document; with --split it is several",
            Format::Xlsx(_) => ": one workbook is the work of one machine; csv has the same tables",
            _ => continue,
        };
        return Err(PartsError::Format { format: format.name().name(), why });
    }
    Ok(())
}

/// Moves the files of a part into place, and last its manifest.
fn publish(
    outline: &Outline,
    partition: Partition,
    files: Vec<PartFile>,
    staging: &Staging,
) -> Result<PartManifest, PartsError> {
    let manifest = PartManifest::new(outline, partition, files);
    let bytes = manifest.to_bytes()?;
    let name = PathBuf::from(PartManifest::file_name(partition));
    staging.write(&name, &bytes)?;
    let mut names: Vec<PathBuf> = manifest.files.iter().map(|file| (&file.piece).into()).collect();
    names.push(name);
    staging.publish(&names)?;
    Ok(manifest)
}

struct Maker<'a> {
    dataset: &'a Dataset,
    outline: &'a Outline,
    partition: Partition,
    staging: &'a Staging,
    stop: &'a AtomicBool,
}

impl Maker<'_> {
    fn format(&self, format: &Format) -> Result<Vec<PartFile>, PartsError> {
        if let Some(form) = Form::of(format) {
            return self.linked(&form).map(|file| vec![file]);
        }
        match format {
            Format::Csv(options) => self.csv(options),
            Format::TeiParts(options) => self.documents(options),
            brief => self.brief(brief),
        }
    }

    /// Writes a piece of a file, or all of one, through `write`.
    fn piece(
        &self,
        (name, piece): (String, String),
        (format, options): (&'static str, String),
        write: impl FnOnce(&mut dyn Write) -> Result<Summary, PartsError>,
    ) -> Result<PartFile, PartsError> {
        let (summary, size) = counted(self.staging, Path::new(&piece), self.stop, write)?;
        Ok(described(name, piece, format, options, &summary, size))
    }

    fn linked(&self, form: &Form) -> Result<PartFile, PartsError> {
        let name = form.file_name(&self.outline.identity.dataset);
        let piece = format!("{name}.{}", self.partition);
        let range = self.partition.range(self.dataset.len());
        let share = self.partition.share();
        self.piece((name, piece), (form.name(), form.options()), |out| {
            let records = self.dataset.records().skip(range.start).take(range.len());
            write_some(self.outline, form, share, records, out)
        })
    }

    /// Every table, with the rows of the records of the part.
    fn csv(&self, options: &rapporteur_csv::Options) -> Result<Vec<PartFile>, PartsError> {
        let package = rapporteur_csv::Package::new(self.dataset, options);
        let range = self.partition.range(self.dataset.len());
        let first = self.partition.share().begin;
        let told = format!("language {}", options.language);
        let mut files = Vec::new();
        for (n, file) in package.files().into_iter().enumerate() {
            let name = format!("{}.csv/{file}", self.outline.identity.dataset);
            let piece = format!("{name}.{}", self.partition);
            files.push(self.piece((name, piece), ("csv", told.clone()), |out| {
                package.write_part(&file, &range, first, out).map_err(|error| {
                    let source = WriteError::Csv(error);
                    PartsError::from(ExportError::Format { format: "csv", source })
                })?;
                // The files hold the records of the part together.
                let mut totals = rapporteur_schema::Totals::default();
                if n == 0 {
                    let records = self.dataset.records().skip(range.start).take(range.len());
                    records.for_each(|record| totals.count(record));
                }
                Ok(Summary::from(&totals))
            })?);
        }
        Ok(files)
    }

    /// The documents of an edition that are the share of the part.
    fn documents(&self, options: &rapporteur_tei::Options) -> Result<Vec<PartFile>, PartsError> {
        let split = rapporteur_tei::Split::new(self.dataset, options);
        let own = split.parts().get(self.partition.range(split.parts().len())).unwrap_or_default();
        let told = format!("split, {:?}", options.layout).to_lowercase();
        own.iter()
            .map(|document| {
                let both = (document.file.clone(), document.file.clone());
                self.piece(both, ("tei", told.clone()), |out| {
                    let failed = |error: rapporteur_tei::Error| ExportError::Format {
                        format: "tei",
                        source: error.into(),
                    };
                    Ok(split.write(document, out).map_err(failed)?)
                })
            })
            .collect()
    }

    /// A brief, which is a file of its own.
    fn brief(&self, format: &Format) -> Result<Vec<PartFile>, PartsError> {
        let name = format.name().name();
        let told = match format {
            Format::Pdf(options) | Format::Brief(_, options) => {
                let annex = if options.annex { ", annex" } else { "" };
                format!("{:?}{annex}", options.page).to_lowercase()
            }
            _ => String::new(),
        };
        let mut files = Vec::new();
        format.write(self.dataset, |file, writer: Writer<'_>| {
            let both = (file.to_owned(), file.to_owned());
            files.push(self.piece(both, (name, told.clone()), |out| {
                let failed = |source| ExportError::Format { format: name, source };
                Ok(writer(out).map_err(failed)?)
            })?);
            Ok::<_, PartsError>(())
        })?;
        Ok(files)
    }
}
