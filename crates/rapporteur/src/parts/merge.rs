//! Parts of an export put together.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use rapporteur_schema::model::Sha256;

use super::{Form, PartFile, PartManifest, PartsError, read_json};
use crate::{
    export::{ExportError, FileReport, Report, context_file, counted},
    files::{Staging, fail},
    format::FormatName,
    manifest::{self, Counts, MANIFEST},
};

/// Puts the parts in a folder together, in another: the files are those that
/// [`export`](crate::export()) writes of the whole dataset, byte for byte, with the manifest
/// beside them. The parts are left as they are.
///
/// # Errors
/// Everything that is wrong with the parts, in one run: one that is missing, doubled, of another
/// dataset or number of parts, with other options, or not as its manifest says. Then nothing is
/// written.
pub fn merge(folder: &Path, out: &Path, stop: &AtomicBool) -> Result<Report, PartsError> {
    let parts = manifests(folder)?;
    let first = one_export(&parts)?;
    let wholes = wholes(&parts)?;
    let staging = Staging::beside(out)?;
    let mut problems = Vec::new();
    let mut files = Vec::new();
    let mut linked = false;
    for (name, pieces) in &wholes {
        linked |= pieces.iter().any(|piece| piece.options.contains("linked context"));
        match together(folder, name, pieces, &staging, stop, &mut problems) {
            Err(_) if stop.load(Ordering::Relaxed) => return Err(ExportError::Interrupted.into()),
            written => files.extend(written?),
        }
    }
    incomplete(&wholes, &first.identity.counts, &mut problems);
    if !problems.is_empty() {
        return Err(PartsError::Parts(problems));
    }
    if linked {
        files.push(context_file(&staging)?);
    }
    let identity = &first.identity;
    let report = Report {
        report_version: 1,
        generator: identity.generator.clone(),
        dataset: identity.dataset.clone(),
        version: identity.version.clone(),
        sha256: identity.sha256.clone(),
        counts: identity.counts,
        files,
    };
    staging.write(Path::new(MANIFEST), &manifest::write(&first.meta, &report))?;
    let mut names: Vec<PathBuf> = report.files.iter().map(|file| (&file.name).into()).collect();
    names.push(MANIFEST.into());
    staging.publish(&names)?;
    Ok(report)
}

/// The manifests of a folder, with their names, by the numbers of their parts.
fn manifests(folder: &Path) -> Result<Vec<(String, PartManifest)>, PartsError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail("list", folder))? {
        let name = entry.map_err(fail("list", folder))?.file_name().to_string_lossy().into_owned();
        let ends = Path::new(&name).extension().is_some_and(|end| end == "json");
        if name.starts_with("part-") && ends {
            names.push(name);
        }
    }
    names.sort();
    let mut all = Vec::new();
    for name in names {
        let path = folder.join(&name);
        let bytes = fs::read(&path).map_err(fail("read", &path))?;
        let manifest: PartManifest = read_json(&path, &bytes)?;
        all.push((name, manifest));
    }
    all.sort_by_key(|(_, manifest)| manifest.part);
    Ok(all)
}

/// The first of some parts, if they are all those of one export.
fn one_export(parts: &[(String, PartManifest)]) -> Result<&PartManifest, PartsError> {
    let Some((first_name, first)) = parts.first() else {
        let why = "there is no part here: no manifest `part-…-of-….json`; `rapporteur export \
                   --partition I/N` writes one";
        return Err(PartsError::Parts(vec![why.to_owned()]));
    };
    let mut problems = Vec::new();
    let options = |manifest: &PartManifest| -> BTreeMap<String, String> {
        manifest.files.iter().map(|file| (file.format.clone(), file.options.clone())).collect()
    };
    let wanted = options(first);
    for (name, manifest) in parts {
        let (one, other) = (&first.identity, &manifest.identity);
        if one.sha256 != other.sha256 || one.dataset != other.dataset {
            problems.push(format!(
                "{name} is of another dataset than {first_name}: {} ({:.12}…) and {} ({:.12}…)",
                other.dataset, other.sha256, one.dataset, one.sha256
            ));
        } else if one.of != other.of {
            problems.push(format!(
                "{name} is one of {} parts, and {first_name} one of {}",
                other.of, one.of
            ));
        } else if one != other || first.meta != manifest.meta {
            problems.push(format!(
                "{name} was written by {}, and {first_name} by {}",
                other.generator, one.generator
            ));
        }
        for (format, asked) in options(manifest) {
            match wanted.get(&format) {
                Some(before) if *before != asked => problems.push(format!(
                    "{name} has {format} with other options than {first_name}: `{asked}` and `{before}`"
                )),
                _ => {}
            }
        }
    }
    let mut numbers = BTreeSet::new();
    // They are in the order of their numbers.
    for alike in parts.chunk_by(|(_, a), (_, b)| a.part == b.part) {
        let same = alike.iter().filter(|(_, manifest)| manifest.identity == first.identity);
        let same: Vec<usize> = same.map(|(_, manifest)| manifest.part).collect();
        if let [part, _, ..] = same[..] {
            let names: Vec<&str> = alike.iter().map(|(name, _)| name.as_str()).collect();
            let (times, names) = (names.len(), names.join(", "));
            problems.push(format!("part {part} is there {times} times: {names}"));
        }
        numbers.extend(same);
    }
    if let Some(why) = first.identity.no_number() {
        problems.push(format!("{first_name}: {why}"));
        return Err(PartsError::Parts(problems));
    }
    let missing: Vec<String> = (1..=first.identity.of)
        .filter(|part| !numbers.contains(part))
        .map(|part| format!("{part}/{}", first.identity.of))
        .collect();
    if !missing.is_empty() {
        let shown = missing.iter().take(20).cloned().collect::<Vec<_>>().join(", ");
        let more = missing.len().saturating_sub(20);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        problems.push(format!(
            "missing: {shown}{more}; `rapporteur export --partition {}` writes it",
            missing.first().map_or("", String::as_str)
        ));
    }
    if let Some(part) = numbers.iter().find(|part| !(1..=first.identity.of).contains(part)) {
        problems.push(format!("there is no part {part} of {}", first.identity.of));
    }
    if problems.is_empty() { Ok(first) } else { Err(PartsError::Parts(problems)) }
}

/// The files of the whole export, in its order, each with its pieces in theirs.
fn wholes(parts: &[(String, PartManifest)]) -> Result<Vec<(&str, Vec<&PartFile>)>, PartsError> {
    let mut wholes: Vec<(&str, Vec<&PartFile>)> = Vec::new();
    let mut problems = Vec::new();
    for (manifest_name, manifest) in parts {
        for file in &manifest.files {
            if !safe(&file.name) || !safe(&file.piece) {
                problems.push(format!(
                    "{manifest_name} names the file `{}`, which does not stand below the folder",
                    file.piece.escape_debug()
                ));
            }
            match wholes.iter_mut().find(|(name, _)| *name == file.name) {
                Some((_, pieces)) => pieces.push(file),
                None => wholes.push((&file.name, vec![file])),
            }
        }
    }
    for (name, pieces) in &wholes {
        let in_pieces = pieces.iter().any(|piece| piece.piece != piece.name);
        let expected = if in_pieces { parts.len() } else { 1 };
        if pieces.len() != expected {
            problems.push(format!(
                "{name} is in {} of {expected} parts: they were not written with the same formats",
                pieces.len()
            ));
        }
    }
    // The order of formats is that of an export, of files that of their parts.
    wholes.sort_by_key(|(_, pieces)| {
        let format = pieces.first().map_or("", |piece| &piece.format);
        format.parse::<FormatName>().map_or(FormatName::ALL.len(), |format| {
            FormatName::ALL.iter().position(|one| *one == format).unwrap_or_default()
        })
    });
    if problems.is_empty() { Ok(wholes) } else { Err(PartsError::Parts(problems)) }
}

/// Whether a name leads to a file below a folder, and nowhere else.
fn safe(name: &str) -> bool {
    let path = Path::new(name);
    !name.is_empty()
        && path.components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// Counts what pieces say that they hold, beside what the dataset holds.
fn incomplete(wholes: &[(&str, Vec<&PartFile>)], held: &Counts, problems: &mut Vec<String>) {
    let mut sums: BTreeMap<&str, Counts> = BTreeMap::new();
    for piece in wholes.iter().flat_map(|(_, pieces)| pieces) {
        // Each brief has the whole dataset attached.
        if piece.format == FormatName::Pdf.name() {
            if piece.counts != *held {
                problems.push(format!("{} does not hold the whole dataset", piece.name));
            }
            continue;
        }
        let sum = sums.entry(&piece.format).or_default();
        sum.records += piece.counts.records;
        sum.readings += piece.counts.readings;
        sum.claims += piece.counts.claims;
        sum.citations += piece.counts.citations;
    }
    for (format, sum) in sums {
        for ((what, found), (_, held)) in sum.named().into_iter().zip(held.named()) {
            if found != held {
                problems.push(format!(
                    "the parts of {format} hold {found} {what}, and the dataset {held}: this is a \
                     defect of the program, please report it"
                ));
            }
        }
    }
}

/// Writes a file of its pieces, one after the other, each of which must be as it is listed.
fn together(
    folder: &Path,
    name: &str,
    pieces: &[&PartFile],
    staging: &Staging,
    stop: &AtomicBool,
    problems: &mut Vec<String>,
) -> Result<Option<FileReport>, PartsError> {
    let mut warnings = Vec::new();
    let ((), (bytes, hash)) = counted(staging, Path::new(name), stop, |out| {
        let mut buffer = vec![0; 1 << 18];
        for piece in pieces {
            let path = folder.join(&piece.piece);
            let mut input = match fs::File::open(&path) {
                Ok(input) => input,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    problems.push(format!("{} is missing; write its part again", piece.piece));
                    continue;
                }
                Err(error) => return Err(fail("open", &path)(error).into()),
            };
            let (mut hash, mut bytes) = (Sha256::stream(), 0);
            loop {
                let read = input.read(&mut buffer).map_err(fail("read", &path))?;
                let Some(some) = buffer.get(..read).filter(|some| !some.is_empty()) else { break };
                hash.update(some);
                bytes += some.len() as u64;
                out.write_all(some)?;
            }
            if bytes != piece.bytes || hash.finish().as_str() != piece.sha256 {
                problems.push(format!(
                    "{} is not what its part wrote: its SHA-256 or its size is another; write the \
                     part again",
                    piece.piece
                ));
            }
            warnings.extend(piece.warnings.iter().cloned());
        }
        Ok::<_, PartsError>(())
    })?;
    let format = pieces.first().map_or("", |piece| &piece.format);
    let (format, media_type, what) = match format.parse::<FormatName>() {
        Ok(format) => (format.name(), format.media_type(), format.description()),
        Err(_) if Form::named(format).is_some() => {
            ("canonical", "text/plain", "The dataset in canonical form, a record a line")
        }
        Err(error) => {
            problems.push(format!("{name}: {error}"));
            return Ok(None);
        }
    };
    Ok(Some(FileReport {
        name: name.to_owned(),
        format,
        media_type,
        bytes,
        sha256: hash.finish().as_str().to_owned(),
        warnings,
        what,
    }))
}
