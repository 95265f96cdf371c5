//! Checks over several records, in two steps: each part says what it defines and what it cites, as
//! sorted lines; a join of these lines finds what leads nowhere.
//!
//! A line has cells with tabs between. The first is the key, by which the lines are sorted as
//! bytes, and on which an engine joins.
//!
//! | file | key | cells |
//! |---|---|---|
//! | `.defined` | `record:ID` | its register; the fields that it has, with commas between; the place |
//! | `.defined` | `passage:SOURCE#KEY` | `uncited`, if it is marked so; its place in the list; the place |
//! | `.cited` | `record:ID` | the registers in which it may be, or `.FIELD`, which it must have; the record that cites, its register and the path in it; the place |
//! | `.cited` | `passage:SOURCE#KEY` | nothing; the record that cites, its register and the path in it; the place |
//!
//! The place is the line in the file of records, and the byte at which it begins. What is cited
//! and not defined, defined twice, or in another register, is wrong: an anti-join.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs,
    io::{self, BufRead as _},
    path::{Path, PathBuf},
};

use rapporteur_schema::{
    Place, Problem, RecordRef, Register, Severity,
    check::{Pointer, alone, pointers},
    locate::{Step, locate, pointer as path_of},
    model::Sha256,
};
use serde::{Deserialize, Serialize};

use super::{Identity, Outline, Partition, PartsError, joined, read_json, stream};
use crate::files::{Staging, fail};

/// What the facts of a part are: beside their files, written after them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FactsReport {
    /// Of which dataset.
    #[serde(flatten)]
    pub identity: Identity,
    /// Which part, counted from 1.
    pub part: usize,
    /// How many records were read.
    pub read: usize,
    /// How many lines say what is defined.
    pub defined: usize,
    /// How many lines say what is cited.
    pub cited: usize,
    /// The SHA-256 of the two files, one after the other.
    pub facts_sha256: String,
}

/// The end of the name of a [`FactsReport`].
const REPORT: &str = ".facts.json";

/// Writes what the records of a part of a split dataset define and cite into a folder; says what
/// is wrong with each of them alone. Of records that cannot be read, or are not those that were
/// split, nothing is written.
///
/// # Errors
/// When the part cannot be read or the facts not be written.
pub fn facts(
    folder: &Path,
    partition: Partition,
    out: &Path,
) -> Result<(FactsReport, Vec<Problem>), PartsError> {
    let outline = Outline::open(folder)?;
    let part = outline.part(partition, folder)?;
    let path = folder.join(&part.file);
    let input = fs::File::open(&path).map_err(fail("open", &path))?;
    let (mut defined, mut cited, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    let mut read = 0;
    stream::read(Some((partition, part)), &path, input, None, &mut |line| {
        let record = line.record.as_ref();
        read += 1;
        let at = format!("{}\t{}", line.number, line.offset);
        says(record, &at, &mut defined, &mut cited);
        for found in alone(record) {
            let span = locate(line.json, &found.path);
            let span = span.start + line.column - 1..span.end + line.column - 1;
            let place = Place::in_text(path.clone(), line.number, line.text, span);
            problems.push(Problem::new(
                found.code,
                found.severity,
                found.message,
                found.help,
                place,
            ));
        }
        Ok(())
    })?;
    defined.sort_unstable();
    cited.sort_unstable();
    let staging = Staging::beside(out)?;
    let mut hash = Sha256::stream();
    let mut names = Vec::new();
    for (end, lines) in [("defined", &defined), ("cited", &cited)] {
        let name = PathBuf::from(format!("{partition}.{end}"));
        let text = lines.concat();
        hash.update(text.as_bytes());
        staging.write(&name, text.as_bytes())?;
        names.push(name);
    }
    let report = FactsReport {
        identity: outline.identity,
        part: partition.part(),
        read,
        defined: defined.len(),
        cited: cited.len(),
        facts_sha256: hash.finish().as_str().to_owned(),
    };
    let name = PathBuf::from(format!("{partition}{REPORT}"));
    staging.write(&name, &super::to_bytes(&report)?)?;
    names.push(name);
    staging.publish(&names)?;
    Ok((report, problems))
}

/// The lines of a record.
fn says(record: RecordRef<'_>, at: &str, defined: &mut Vec<String>, cited: &mut Vec<String>) {
    let (id, register) = (record.id(), record.register().name());
    let fields: Vec<&str> = record.fields().iter().map(|field| field.def.name).collect();
    defined.push(format!("record:{id}\t{register}\t{}\t{at}\n", fields.join(",")));
    if let RecordRef::Source(source) = record {
        for (n, passage) in source.passages.iter().flat_map(|list| list.iter()).enumerate() {
            let uncited = if passage.uncited.is_some() { "uncited" } else { "" };
            defined.push(format!("passage:{id}#{}\t{uncited}\t{n}\t{at}\n", passage.key.as_str()));
        }
    }
    pointers(record, &mut |path, pointer| {
        let (key, what) = match pointer {
            Pointer::Record(target, allowed) => {
                let names: Vec<&str> = allowed.iter().map(|register| register.name()).collect();
                (format!("record:{target}"), names.join(","))
            }
            Pointer::Passage(cite) => (format!("passage:{cite}"), String::new()),
            Pointer::Field(target, field) => (format!("record:{target}"), format!(".{field}")),
            _ => return,
        };
        let path = path_of(&path);
        cited.push(format!("{key}\t{what}\t{id}\t{register}\t{path}\t{at}\n"));
    });
}

/// What a join found.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Joined {
    /// Everything that is wrong, in the order of the files of records.
    pub problems: Vec<Problem>,
    /// How many records the parts read.
    #[serde(skip)]
    pub records: usize,
}

/// Joins the facts of all parts of a split dataset: what [`check`](rapporteur_schema::check::check())
/// says of several records. Memory is that of a line for each part, of the problems, and of what
/// says that it is a part of something.
///
/// # Errors
/// When facts of a part are missing, or are not those of this dataset, or not as they were written.
pub fn join(folder: &Path, facts: &Path) -> Result<Joined, PartsError> {
    let outline = Outline::open(folder)?;
    let records = complete(&outline, facts)?;
    let mut join = joined::Join::new(&outline);
    joined::run(&outline, facts, &mut join)?;
    let mut problems = Vec::new();
    let mut files: BTreeMap<usize, fs::File> = BTreeMap::new();
    for found in join.finish() {
        let place = place(folder, &outline, &found, &mut files);
        let joined::Found { code, message, help, .. } = found;
        problems.push(Problem::new(code, Severity::Error, message, help, place));
    }
    problems.sort_by(|a, b| {
        let key = |p: &Problem| (p.place.file.clone(), p.place.line, p.place.column, p.code);
        key(a).cmp(&key(b))
    });
    Ok(Joined { problems, records })
}

/// Whether the facts of all parts are there, of this dataset, as they were written; how many
/// records they are of.
fn complete(outline: &Outline, facts: &Path) -> Result<usize, PartsError> {
    let of = outline.identity.of;
    let mut problems = Vec::new();
    let mut records = 0;
    for partition in Partition::all(of) {
        let path = facts.join(format!("{partition}{REPORT}"));
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                problems.push(format!(
                    "missing: the facts of part {0}/{of}; `rapporteur check --partition {0}/{of}` \
                     writes them",
                    partition.part()
                ));
                continue;
            }
            Err(error) => return Err(fail("read", &path)(error).into()),
        };
        let report: FactsReport = read_json(&path, &bytes)?;
        let mut hash = Sha256::stream();
        for end in ["defined", "cited"] {
            let path = facts.join(format!("{partition}.{end}"));
            let mut file = io::BufReader::new(fs::File::open(&path).map_err(fail("open", &path))?);
            loop {
                let some = file.fill_buf().map_err(fail("read", &path))?;
                if some.is_empty() {
                    break;
                }
                hash.update(some);
                let read = some.len();
                file.consume(read);
            }
        }
        if report.identity != outline.identity || report.part != partition.part() {
            problems.push(format!("{partition}{REPORT} is of another dataset, or another part"));
        } else if hash.finish().as_str() != report.facts_sha256 {
            problems.push(format!("the facts of {partition} are not what was written"));
        }
        records += report.read;
    }
    if problems.is_empty() { Ok(records) } else { Err(PartsError::Parts(problems)) }
}

/// The place of what was found: its line is read again, for the column.
fn place(
    folder: &Path,
    outline: &Outline,
    found: &joined::Found,
    files: &mut BTreeMap<usize, fs::File>,
) -> Place {
    use io::{Seek as _, SeekFrom};
    let Some(part) = outline.parts.get(found.at.part.wrapping_sub(1)) else {
        return Place::in_file(folder.join(super::OUTLINE));
    };
    let path = folder.join(&part.file);
    let mut place = Place::in_file(path.clone());
    place.line = found.at.line;
    let file = match files.entry(found.at.part) {
        Entry::Occupied(open) => open.into_mut(),
        Entry::Vacant(none) => match fs::File::open(&path) {
            Ok(file) => none.insert(file),
            Err(_) => return place,
        },
    };
    if file.seek(SeekFrom::Start(found.at.offset)).is_err() {
        return place;
    }
    let mut text = String::new();
    if io::BufReader::new(file).read_line(&mut text).is_err() {
        return place;
    }
    let text = text.trim_end_matches('\n');
    let before = text.find(' ').map_or(0, |at| at + 1);
    let steps: Vec<Step> = found
        .path
        .split('/')
        .skip(1)
        .map(|step| step.parse().map_or_else(|_| Step::from(step), |n: usize| Step::from(n)))
        .collect();
    let span = locate(text.get(before..).unwrap_or_default(), &steps);
    Place::in_text(path, found.at.line, text, span.start + before..span.end + before)
}

/// The registers that a cell names.
pub(super) fn registers(cell: &str) -> Vec<Register> {
    cell.split(',').filter_map(|name| name.parse().ok()).collect()
}
