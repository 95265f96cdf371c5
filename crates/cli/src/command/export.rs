//! `export`

use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use rapporteur::{
    ExportError, Format, FormatName, Plan, Report, Secrets,
    apparatus::phrase,
    export, jsonld,
    parts::{OUTLINE, Partition, export_part, export_part_of},
    pdf,
    schema::{
        Dataset, Id,
        select::{Expression, Key, Passages, named, select, undated},
    },
    tei, xlsx,
};

use super::{
    parts::tell_part,
    progress::{How, Told},
};
use crate::{
    context::{Context, Exit, interruptible, open},
    output,
};

/// What an expression may say.
const WHERE: &str = "\
What --where picks:
  kind=upr-review             records whose kind it is; kind=upr-review,upr-session either
  kind!=stage                 any other kind
  register=event              records of a register
  state=br, state=brazil      about a state, by ISO 3166-1 code or id, or what is part of it
  body=hrc                    about a person or body, in the same way
  date=2015.., date=2015-06   a date that may lie in that time; also ..2018 and 2015..2018
  source=a-hrc-8-27           records that cite the source
  mechanism=upr               as briefs file them; id=ID, one record
  a and b, a or b, not a      as one reads it, with brackets; `and` binds closer than `or`

For instance: rapporteur export --where 'state=br and date=2015..' --to pdf,xlsx";

/// Write a dataset as JSON-LD, TEI, PDF, XLSX and other formats.
///
/// The output folder gets all of the files or, when something fails, none.
#[derive(Debug, clap::Args)]
#[command(after_long_help = WHERE)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct ExportArgs {
    /// The folder of the dataset
    dataset: Option<PathBuf>,
    /// The formats, separated by commas: jsonld, ndjsonld (a document a line), nquads,
    /// turtle, trig, tei, pdf, xlsx, csv (a data package in a folder); or `all`
    #[arg(
        long,
        value_name = "FORMATS",
        value_delimiter = ',',
        default_value = "jsonld,tei,pdf,xlsx"
    )]
    to: Vec<Chosen>,
    /// The folder for the files; `dist`, if not given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// PDF: which briefs, separated by commas: overview, mechanism:CODE, partner:ID,
    /// person:ID, source:ID; with `*` for the id, each of a kind; `all`
    #[arg(long, value_name = "BRIEFS", value_delimiter = ',', default_value = "overview")]
    brief: Vec<String>,
    /// PDF: add every record with every reading to each brief
    #[arg(long)]
    annex: bool,
    /// PDF: the size of the pages
    #[arg(long, value_name = "SIZE", value_enum, default_value_t)]
    page: PageSize,
    /// PDF: a folder with further fonts, for scripts that the built-in ones lack
    #[arg(long, value_name = "DIR")]
    font_dir: Vec<PathBuf>,
    /// PDF: take what no other font has from the fonts of this machine; the bytes then
    /// depend on what is installed
    #[arg(long)]
    system_fonts: bool,
    /// XLSX: what the workbook is for
    #[arg(long, value_name = "PURPOSE", value_enum, default_value_t)]
    profile: Profile,
    /// TEI: where the registers stand
    #[arg(long, value_name = "PLACE", value_enum, default_value_t)]
    layout: Layout,
    /// TEI: several documents that point to each other, each small enough for a browser
    #[arg(long)]
    split: bool,
    /// JSON-LD: where the context stands. If not given, `embedded` for a document and
    /// `linked` for a document a line, each of which would have to have all of it
    #[arg(long, value_name = "WHERE", value_enum)]
    context: Option<ContextPlace>,
    /// N-Quads, TriG: statements in a graph with the name of the dataset
    #[arg(long)]
    named_graph: bool,
    /// Also write a description for search engines (schema.org), to stand in a web page
    #[arg(long)]
    describe: bool,
    /// Where on the web the files will be published, for the description
    #[arg(long, value_name = "URL", requires = "describe")]
    at: Option<String>,
    /// Export only the records that EXPR picks, with those that they refer to and the
    /// sources that they cite, as a dataset of its own (see below)
    #[arg(long = "where", value_name = "EXPR")]
    selection: Option<Expression>,
    /// The id of the dataset of the selection; else the whole one's with `-selection`
    #[arg(long = "as", value_name = "ID", requires = "selection")]
    name: Option<Id>,
    /// Export restricted records as well
    #[arg(long)]
    restricted: bool,
    /// A text of what is restricted that may stand in what is published; without it the
    /// export fails, and says where it stands. May be given several times
    #[arg(long, value_name = "TEXT", conflicts_with = "restricted")]
    accept: Vec<String>,
    /// Write only the I-th of N parts, counted from 1, which other runs, here or on other
    /// machines, complete: `rapporteur merge-parts` puts them together. DATASET may be what
    /// `rapporteur split --into N` wrote; then only the records of the part are read. Parts
    /// have: linked data and CSV, by record; TEI with --split, by document; briefs
    #[arg(long, value_name = "I/N", conflicts_with = "describe")]
    partition: Option<Partition>,
    /// How to tell of progress, on standard error
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    progress: How,
    /// Write a report as JSON to standard output
    #[arg(long)]
    json: bool,
}

/// What to do about a leak.
pub(super) const ACCEPT: &str = "nothing was written; reword what is open, restrict it as well, or, when the \
text says nothing about whom you protect, name it with --accept TEXT";

/// Where the registers of a TEI document stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Layout {
    /// In the text, where every reader shows them
    #[default]
    Body,
    /// In `standOff`
    Standoff,
}

/// Where the context of a JSON-LD document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ContextPlace {
    /// In the document, so that nothing is fetched
    Embedded,
    /// On the web: the document names it, and it is written beside the document too
    Linked,
}

/// What `--to` names.
#[derive(Debug, Clone, Copy)]
enum Chosen {
    One(FormatName),
    All,
}

impl Chosen {
    fn names(&self) -> &[FormatName] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::All => &FormatName::ALL,
        }
    }
}

impl FromStr for Chosen {
    type Err = <FormatName as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" { Ok(Self::All) } else { text.parse().map(Self::One) }
    }
}

/// What a workbook is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Profile {
    /// To read and cite; edits can be taken back as long as the dataset is unchanged
    #[default]
    Publish,
    /// To correct the dataset: drop-down lists, and what edits need to be merged later
    Edit,
}

/// The size of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum PageSize {
    /// 210 × 297 mm
    #[default]
    A4,
    /// 8.5 × 11 in
    Letter,
}

impl ExportArgs {
    /// The formats that are asked for, each once.
    fn names(&self) -> Vec<FormatName> {
        let mut names: Vec<FormatName> = self.to.iter().flat_map(Chosen::names).copied().collect();
        names.sort();
        names.dedup();
        names
    }

    /// What the arguments ask for.
    fn plan(&self, dataset: &Dataset) -> Result<Plan, Exit> {
        let names = self.names();
        let mut formats = Vec::new();
        for name in names {
            if name == FormatName::Pdf {
                formats.extend(self.briefs(dataset)?);
            } else {
                formats.push(self.format(name));
            }
        }
        let mut plan = Plan::new(formats);
        plan.description = self.describe;
        plan.at = self.at.as_ref().map(|at| format!("{}/", at.trim_end_matches('/')));
        Ok(plan)
    }

    /// The part of a dataset that an expression picks, under its own name.
    fn select(&self, dataset: &Dataset, expression: &Expression) -> Result<Dataset, Exit> {
        let part = select(dataset, expression, Passages::Cited).map_err(|error| {
            output::error(&format!("--where: {error}"));
            Exit::Usage
        })?;
        if expression.asks(Key::Date) {
            let (without, all) = undated(dataset);
            if without > 0 {
                output::warning(&format!(
                    "--where: {without} of {all} events and statements have no date, nor has the event to \
                     which they belong: date= picks none of them"
                ));
            }
        }
        if part.is_empty() {
            output::error(&format!(
                "--where: no record is picked by `{expression}`; nothing was written"
            ));
            return Err(Exit::Data);
        }
        let usual = || format!("{}-selection", dataset.meta.id).parse().ok();
        match self.name.clone().or_else(usual) {
            Some(id) if id != dataset.meta.id => Ok(named(part, id, expression)),
            _ => {
                output::error(&format!(
                    "`{}` is the id of the whole dataset, which a selection would replace if it were \
                     imported: give another with --as",
                    dataset.meta.id
                ));
                Err(Exit::Usage)
            }
        }
    }

    /// The briefs that the arguments name.
    fn briefs(&self, dataset: &Dataset) -> Result<Vec<Format>, Exit> {
        let mut briefs: Vec<pdf::Brief> = Vec::new();
        for text in &self.brief {
            let named = pdf::Brief::parse(dataset, text).map_err(|error| {
                output::error(&error);
                Exit::Usage
            })?;
            briefs
                .extend(named.into_iter().filter(|one| !briefs.contains(one)).collect::<Vec<_>>());
        }
        let mut options = pdf::Options::default();
        options.annex = self.annex;
        options.font_dirs.clone_from(&self.font_dir);
        options.system_fonts = self.system_fonts;
        if self.page == PageSize::Letter {
            options.page = pdf::Page::Letter;
        }
        let renderer = pdf::Renderer::new(&options).map_err(|error| {
            output::error(&error);
            Exit::Io
        })?;
        let renderer = Arc::new(renderer);
        Ok(briefs
            .into_iter()
            .map(|brief| {
                let mut options = options.clone();
                options.brief = brief;
                Format::Brief(Arc::clone(&renderer), options)
            })
            .collect())
    }

    /// A format with the options that the arguments set.
    fn format(&self, name: FormatName) -> Format {
        match name.with_defaults() {
            Format::JsonLd(mut options) => {
                options.named_graph = self.named_graph;
                match self.context {
                    Some(ContextPlace::Embedded) => options.context = jsonld::Context::Embedded,
                    Some(ContextPlace::Linked) => options.context = jsonld::Context::Linked,
                    None => {}
                }
                Format::JsonLd(options)
            }
            Format::Tei(mut options) => {
                if self.layout == Layout::Standoff {
                    options.layout = tei::Layout::StandOff;
                }
                if self.split { Format::TeiParts(options) } else { Format::Tei(options) }
            }
            Format::Xlsx(mut options) => {
                if self.profile == Profile::Edit {
                    options.profile = xlsx::Profile::Edit;
                }
                Format::Xlsx(options)
            }
            other => other,
        }
    }

    /// Writes a part of a dataset that was split.
    fn of_split(&self, folder: &Path, partition: Partition, out: &Path) -> Exit {
        if self.selection.is_some() {
            output::error(&"--where picks from a whole dataset: split what it picks instead");
            return Exit::Usage;
        }
        let names = self.names();
        let formats: Vec<Format> = names.into_iter().map(|name| self.format(name)).collect();
        let stop = interruptible();
        tell_part(export_part_of(folder, &formats, partition, out, &stop), out, self.json)
    }

    pub(crate) fn run(self, context: &Context) -> Exit {
        let folder = context.dataset_or(self.dataset.clone());
        let out = self.out.clone().unwrap_or_else(|| context.out.clone());
        if folder.join(OUTLINE).is_file() {
            if let Some(partition) = self.partition {
                return self.of_split(&folder, partition, &out);
            }
            output::error(&format!(
                "`{}` is a dataset that was split: ask for a part of it with --partition I/N",
                folder.display()
            ));
            return Exit::Usage;
        }
        let mut dataset = match open(&folder) {
            Ok(dataset) => dataset,
            Err(exit) => return exit,
        };
        if self.restricted && dataset.has_restricted() {
            output::warning(&"restricted records are exported: do not publish these files");
        }
        let secrets = match publish(&mut dataset, self.restricted, &self.accept) {
            Ok(secrets) => secrets,
            Err(exit) => return exit,
        };
        if let Some(expression) = &self.selection {
            dataset = match self.select(&dataset, expression) {
                Ok(part) => part,
                Err(exit) => return exit,
            };
        }
        let mut plan = match self.plan(&dataset) {
            Ok(plan) => plan,
            Err(exit) => return exit,
        };
        plan.secrets = secrets;
        let stop = interruptible();
        if let Some(partition) = self.partition {
            let made = export_part(&dataset, &plan, partition, &out, &stop);
            return tell_part(made, &out, self.json);
        }
        let told = Told::new(self.progress);
        let of = plan.formats.len();
        let result = export(&dataset, &plan, &out, &stop, &|progress| told.exported(progress, of));
        told.clear();
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
                    ExportError::Leak(_) => {
                        output::say(ACCEPT);
                        Exit::Data
                    }
                    ExportError::Incomplete { .. } => Exit::Data,
                    ExportError::Description(_) => Exit::Usage,
                    _ => Exit::Io,
                }
            }
        }
    }
}

/// Takes out of a dataset what is restricted, if that is not to be published too; the texts that
/// must not be.
pub(super) fn publish(
    dataset: &mut Dataset,
    restricted: bool,
    accept: &[String],
) -> Result<Option<Secrets>, Exit> {
    if restricted || !dataset.has_restricted() {
        return Ok(None);
    }
    let published = dataset.clone().published();
    let secrets = Secrets::of(dataset, &published, accept).map_err(|error| {
        output::error(&error);
        Exit::Data
    })?;
    *dataset = published;
    Ok(secrets)
}

fn tell(report: &Report, out: &Path, json: bool) -> Exit {
    for file in &report.files {
        for warning in &file.warnings {
            output::warning(&format!("{}: {warning}", file.name));
        }
    }
    if json {
        return output::json(report);
    }
    for line in listing(report, &out.display().to_string()) {
        output::say(&line);
    }
    Exit::Fine
}

/// What was exported and where to, line by line.
pub fn listing(report: &Report, out: &str) -> Vec<String> {
    let mut lines = vec![format!(
        "{} {}: {}, {}, {} → {out}",
        report.dataset,
        report.version,
        phrase::count(report.counts.records, "record", "records"),
        phrase::count(report.counts.readings, "reading", "readings"),
        phrase::count(report.counts.citations, "citation", "citations"),
    )];
    lines.extend(sizes(report.files.iter().map(|file| (file.name.as_str(), file.bytes))));
    lines
}

/// The names of files and their sizes, line by line.
pub(super) fn sizes<'a>(
    files: impl Iterator<Item = (&'a str, u64)> + Clone,
) -> impl Iterator<Item = String> {
    let widest = files.clone().map(|(name, _)| name.len()).max().unwrap_or_default();
    files.map(move |(name, bytes)| {
        let size = phrase::number(bytes.into());
        format!("  {name:widest$}  {size:>12} bytes")
    })
}
