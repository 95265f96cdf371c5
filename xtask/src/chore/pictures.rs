//! `pictures`: what each output looks like, for the README.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use clap::Parser as _;
use rapporteur::{files, schema::Dataset};
use rapporteur_cli::{Cli, Context, Exit};

use super::{looks, run, say};

/// Make the pictures in `docs/pictures` anew: the brief and the workbook as pages, by
/// pdftoppm (poppler-utils) and `LibreOffice`; JSON-LD and TEI as text.
///
/// The pages depend on the versions of those programs, so that no test compares them; a
/// test holds every picture to 100 kB.
#[derive(Debug, clap::Args)]
pub(crate) struct PicturesArgs {
    /// Only the pictures of text, for which no other program is needed
    #[arg(long)]
    text: bool,
}

/// The dataset of which the pictures of text are, and the record.
const EXAMPLE: (&str, &str) = ("docs/example", "election-hrc-2023");

/// Pictures of text: so many lines, and characters of each.
const LINES: usize = 26;
const WIDE: usize = 92;

impl PicturesArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        match pictures(root, self.text) {
            Ok(made) => {
                say(&format!("wrote {made} pictures to docs/pictures"));
                ExitCode::SUCCESS
            }
            Err(error) => {
                say(&error);
                ExitCode::FAILURE
            }
        }
    }
}

fn pictures(root: &Path, only_text: bool) -> Result<usize, String> {
    let mut made: Vec<(&str, Vec<u8>)> = Vec::new();
    let example = Dataset::open(root.join(EXAMPLE.0)).map_err(|error| error.to_string())?;
    for (name, text) in [
        ("jsonld.svg", looks::in_jsonld(&example, EXAMPLE.1)?),
        ("tei.svg", looks::in_tei(&example, EXAMPLE.1)?),
    ] {
        made.push((name, drawn(&text).into_bytes()));
    }

    if !only_text {
        made.extend(pages(root)?);
    }
    for (name, bytes) in &made {
        let path = root.join("docs/pictures").join(name);
        files::replace(&path, bytes).map_err(|error| error.to_string())?;
    }
    Ok(made.len())
}

/// The pictures of pages.
fn pages(root: &Path) -> Result<[(&'static str, Vec<u8>); 2], String> {
    let work = tempfile::tempdir().map_err(|error| error.to_string())?;
    let out = work.path();
    // The brief is that of the built-in dataset; its workbook has too many pages to print.
    let built_in = exported(&root.join("data").join(crate::DATASET), "pdf", out)?;
    let small = exported(&root.join(EXAMPLE.0), "xlsx", out)?;
    let mut office = Command::new("soffice");
    office.args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(out).arg(&small);
    if !run(office.stdout(std::process::Stdio::null())) {
        return Err("missing: LibreOffice, which shows the workbook".to_owned());
    }
    let printed = small.with_extension("pdf");
    let sheet = page_titled(&printed, "Readings: every claim with its source")?;
    Ok([
        ("pdf.png", page(&built_in, 1, "56", out)?),
        ("xlsx.png", page(&printed, sheet, "74", out)?),
    ])
}

/// A file that the export of a dataset makes.
fn exported(dataset: &Path, format: &str, out: &Path) -> Result<PathBuf, String> {
    let words = ["rapporteur", "export", "--progress", "none", "--to", format, "--out"];
    let words = words.map(OsStr::new).into_iter().chain([out.as_os_str(), dataset.as_os_str()]);
    let cli = Cli::try_parse_from(words).map_err(|error| error.to_string())?;
    if cli.run(&Context::for_program()) != Exit::Fine {
        return Err(format!("{} cannot be exported", dataset.display()));
    }
    let id = Dataset::open(dataset).map_err(|error| error.to_string())?.meta.id;
    let brief = if format == "pdf" { ".overview" } else { "" };
    Ok(out.join(format!("{id}{brief}.{format}")))
}

/// The first page that begins with a title.
fn page_titled(pdf: &Path, title: &str) -> Result<usize, String> {
    let output = Command::new("pdftotext").arg(pdf).arg("-").output();
    let text = output.map_err(|error| format!("missing: pdftotext, of poppler-utils: {error}"))?;
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    let at = text.split('\u{c}').position(|page| page.trim_start().starts_with(title));
    at.map(|at| at + 1).ok_or_else(|| format!("no page begins with `{title}`"))
}

/// A page of a PDF as a small picture, with so many dots to the inch.
fn page(pdf: &Path, page: usize, dots: &str, out: &Path) -> Result<Vec<u8>, String> {
    let name: PathBuf =
        out.join(format!("{}-{page}", pdf.file_stem().unwrap_or_default().display()));
    let number = page.to_string();
    let mut command = Command::new("pdftoppm");
    command.args(["-png", "-r", dots, "-singlefile", "-f", &number, "-l", &number]);
    if !run(command.arg(pdf).arg(&name)) {
        return Err("missing: pdftoppm, of poppler-utils".to_owned());
    }
    fs::read(name.with_file_name(format!("{}.png", name.file_name().unwrap_or_default().display())))
        .map_err(|error| error.to_string())
}

/// The beginning of a text as a drawing.
fn drawn(text: &str) -> String {
    let escape = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 {0}\" font-family=\"monospace\" \
         font-size=\"11\"><rect width=\"640\" height=\"{0}\" fill=\"#fafafa\" stroke=\"#ccc\"/>\n",
        LINES * 14 + 16
    );
    for (n, line) in text.lines().take(LINES).enumerate() {
        let mut shown: String = line.chars().take(WIDE).collect();
        if shown.len() < line.len() {
            shown.push('…');
        }
        svg.push_str(&format!(
            "<text x=\"10\" y=\"{}\" xml:space=\"preserve\" fill=\"#222\">{}</text>\n",
            (n + 1) * 14 + 6,
            escape(&shown)
        ));
    }
    svg.push_str("</svg>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_is_small_and_the_drawn_ones_are_up_to_date() {
        let root = crate::root();
        let entries = fs::read_dir(root.join("docs/pictures")).unwrap_or_else(|e| panic!("{e}"));
        let mut seen = 0;
        for entry in entries.flatten() {
            let size = entry.metadata().map_or(u64::MAX, |meta| meta.len());
            assert!(size < 100_000, "{}: {size} bytes", entry.path().display());
            seen += 1;
        }
        assert_eq!(seen, 4);
        let example = Dataset::open(root.join(EXAMPLE.0)).unwrap_or_else(|e| panic!("{e}"));
        let read = |name: &str| fs::read_to_string(root.join("docs/pictures").join(name));
        let jsonld = looks::in_jsonld(&example, EXAMPLE.1).map(|text| drawn(&text));
        assert_eq!(read("jsonld.svg").ok(), jsonld.ok(), "run `cargo xtask pictures`");
        let tei = looks::in_tei(&example, EXAMPLE.1).map(|text| drawn(&text));
        assert_eq!(read("tei.svg").ok(), tei.ok(), "run `cargo xtask pictures`");
    }
}
