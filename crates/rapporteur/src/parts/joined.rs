//! The join of sorted lines of facts.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
    fs,
    io::{self, BufRead},
    path::{Path, PathBuf},
};

use rapporteur_schema::{Register, check};

use super::{Outline, Partition, PartsError, facts::registers};
use crate::files::fail;

/// Something wrong, and where: the line, and the path in the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) at: At,
    pub(super) path: String,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// Where a line of facts is from: the part (0 for what the dataset says of itself), the line of the
/// record and its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) part: usize,
    pub(super) line: usize,
    pub(super) offset: u64,
}

/// A line of facts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Fact {
    key: String,
    /// What is between the key and the place.
    cells: Vec<String>,
    at: At,
}

impl Fact {
    /// One of its cells; nothing if there is none.
    fn cell(&self, n: usize) -> &str {
        self.cells.get(n).map_or("", String::as_str)
    }
}

/// The lines of a file.
struct Lines {
    path: PathBuf,
    part: usize,
    read: usize,
    cells: usize,
    rest: io::Lines<io::BufReader<fs::File>>,
    last: String,
}

impl Lines {
    fn next(&mut self) -> Result<Option<Fact>, PartsError> {
        let Some(line) = self.rest.next() else { return Ok(None) };
        let line = line.map_err(fail("read", &self.path))?;
        self.read += 1;
        let broken = |why: &str| PartsError::Facts {
            path: self.path.clone(),
            line: self.read,
            why: why.to_owned(),
        };
        if line < self.last {
            return Err(broken("the lines are not sorted as bytes"));
        }
        let mut cells: Vec<String> = line.split('\t').map(ToOwned::to_owned).collect();
        let place = (cells.pop(), cells.pop());
        let (Some(Ok(offset)), Some(Ok(number))) =
            (place.0.map(|cell| cell.parse()), place.1.map(|cell| cell.parse()))
        else {
            return Err(broken("there is no place in it"));
        };
        if cells.len() != self.cells {
            return Err(broken("it has too few cells, or too many"));
        }
        let key = cells.remove(0);
        self.last = line;
        Ok(Some(Fact { key, cells, at: At { part: self.part, line: number, offset } }))
    }
}

/// The facts of all parts, in the order of their keys, those of a key by part and line.
struct Sorted {
    files: Vec<Lines>,
    heap: BinaryHeap<Reverse<(Fact, usize)>>,
}

impl Sorted {
    fn open(of: usize, facts: &Path, end: &str, cells: usize) -> Result<Self, PartsError> {
        let mut sorted = Self { files: Vec::new(), heap: BinaryHeap::new() };
        for partition in Partition::all(of) {
            let path = facts.join(format!("{partition}.{end}"));
            let file = fs::File::open(&path).map_err(fail("open", &path))?;
            let rest = io::BufReader::new(file).lines();
            let part = partition.part();
            sorted.files.push(Lines { path, part, read: 0, cells, rest, last: String::new() });
            sorted.more(part - 1)?;
        }
        Ok(sorted)
    }

    fn more(&mut self, file: usize) -> Result<(), PartsError> {
        if let Some(lines) = self.files.get_mut(file)
            && let Some(fact) = lines.next()?
        {
            self.heap.push(Reverse((fact, file)));
        }
        Ok(())
    }

    fn key(&self) -> Option<&str> {
        self.heap.peek().map(|Reverse((fact, _))| fact.key.as_str())
    }

    /// The facts of a key.
    fn take(&mut self, key: &str) -> Result<Vec<Fact>, PartsError> {
        let mut facts = Vec::new();
        while self.key() == Some(key) {
            let Some(Reverse((fact, file))) = self.heap.pop() else { break };
            facts.push(fact);
            self.more(file)?;
        }
        facts.sort_by_key(|fact| fact.at);
        Ok(facts)
    }
}

/// Goes through the facts of all parts.
pub(super) fn run(outline: &Outline, facts: &Path, join: &mut Join) -> Result<(), PartsError> {
    let of = outline.identity.of;
    let mut defined = Sorted::open(of, facts, "defined", 3)?;
    let mut cited = Sorted::open(of, facts, "cited", 5)?;
    let subjects = outline.meta.subject.iter().flat_map(|list| list.iter()).enumerate();
    let mut subjects: BTreeMap<String, Vec<Fact>> =
        subjects.fold(BTreeMap::new(), |mut all, (n, subject)| {
            let key = format!("record:{subject}");
            let cells =
                ["organisation", "", "", &format!("/subject/{n}")].map(str::to_owned).into();
            let at = At { part: 0, line: 1, offset: 0 };
            all.entry(key.clone()).or_default().push(Fact { key, cells, at });
            all
        });
    loop {
        let first = subjects.keys().next().map(String::as_str);
        let next = [defined.key(), cited.key(), first].into_iter().flatten().min();
        let Some(key) = next.map(ToOwned::to_owned) else { return Ok(()) };
        let mut pointing = cited.take(&key)?;
        pointing.extend(subjects.remove(&key).unwrap_or_default());
        let there = defined.take(&key)?;
        match key.split_once(':') {
            Some(("record", id)) => join.record(id, &there, &pointing),
            Some(("passage", cite)) => join.passage(cite, &there, &pointing),
            _ => {}
        }
    }
}

/// A record in the order of a dataset: by register, then by id.
type Node = (Register, String);

/// What has been found up to now.
#[derive(Debug)]
pub(super) struct Join {
    sources: BTreeSet<String>,
    found: Vec<Found>,
    /// What is part of what, with the field that says so and its place.
    parents: BTreeMap<Node, Vec<(Node, String, At)>>,
}

impl Join {
    pub(super) fn new(outline: &Outline) -> Self {
        let sources = outline.sources.iter().cloned().collect();
        Self { sources, found: Vec::new(), parents: BTreeMap::new() }
    }

    fn wrong(
        &mut self,
        code: &'static str,
        (at, path): (At, &str),
        message: String,
        help: Option<String>,
    ) {
        self.found.push(Found { at, path: path.to_owned(), code, message, help });
    }

    /// A record, and what points to it.
    fn record(&mut self, id: &str, there: &[Fact], pointing: &[Fact]) {
        let Some((first, again)) = there.split_first() else {
            for fact in pointing.iter().filter(|fact| !fact.cell(0).starts_with('.')) {
                let allowed = registers(fact.cell(0));
                let (message, help) = check::nowhere(id, &allowed);
                self.wrong("E102", (fact.at, fact.cell(3)), message, Some(help));
            }
            return;
        };
        for other in again {
            let message = format!(
                "the id `{id}` is used already, in part {}, line {}",
                first.at.part, first.at.line
            );
            let help = "ids are unique over the whole dataset, whatever the register";
            self.wrong("E101", (other.at, "/id"), message, Some(help.to_owned()));
        }
        let Ok(register) = first.cell(0).parse::<Register>() else { return };
        let fields = first.cell(1);
        for fact in pointing {
            let (what, path) = (fact.cell(0), fact.cell(3));
            if let Some(field) = what.strip_prefix('.') {
                if !fields.split(',').any(|one| one == field) {
                    let (message, help) = check::no_field(id, field);
                    self.wrong("E108", (fact.at, path), message, Some(help));
                }
                continue;
            }
            let allowed = registers(what);
            if !allowed.contains(&register) {
                let message = check::elsewhere(id, register, &allowed);
                self.wrong("E103", (fact.at, path), message, None);
            }
            let field = path.split('/').nth(1).unwrap_or_default();
            if let (true, Ok(from)) = (check::PARENTS.contains(&field), fact.cell(2).parse()) {
                let child = (from, fact.cell(1).to_owned());
                let parent = ((register, id.to_owned()), field.to_owned(), fact.at);
                self.parents.entry(child).or_default().push(parent);
            }
        }
    }

    /// A passage, and what cites it.
    fn passage(&mut self, cite: &str, there: &[Fact], citing: &[Fact]) {
        let (source, key) = cite.split_once('#').unwrap_or((cite, ""));
        if there.is_empty() {
            for fact in citing {
                let known = self.sources.contains(source);
                let (code, message) = if known {
                    ("E105", format!("the source `{source}` lists no passage `{key}`"))
                } else {
                    ("E104", format!("the citation `{cite}` names a source that is not there"))
                };
                self.wrong(code, (fact.at, fact.cell(3)), message, None);
            }
            return;
        }
        // What a source says of its own text does not make a passage cited.
        if citing.iter().all(|fact| fact.cell(2) == Register::Source.name()) {
            return;
        }
        for fact in there.iter().filter(|fact| fact.cell(0) == "uncited") {
            let path = format!("/passages/{}/uncited", fact.cell(1));
            let (message, help) = check::wrongly_cited(key);
            self.wrong("E111", (fact.at, &path), message, Some(help));
        }
    }

    /// Everything that was found.
    pub(super) fn finish(mut self) -> Vec<Found> {
        let mut nodes: BTreeSet<&Node> = self.parents.keys().collect();
        nodes.extend(self.parents.values().flatten().map(|(parent, ..)| parent));
        let nodes: Vec<&Node> = nodes.into_iter().collect();
        let place =
            |node: &Node| nodes.binary_search(&node).ok().and_then(|at| u32::try_from(at).ok());
        let parents: Vec<Vec<u32>> = nodes
            .iter()
            .map(|node| {
                // In the order in which a record names them.
                let mut of: Vec<&(Node, String, At)> =
                    self.parents.get(*node).into_iter().flatten().collect();
                of.sort_by(|a, b| (&a.1, a.2).cmp(&(&b.1, b.2)));
                of.into_iter().filter_map(|(parent, ..)| place(parent)).collect()
            })
            .collect();
        let mut rings = Vec::new();
        for ring in check::rings(&parents) {
            let ring: Vec<&Node> = ring
                .iter()
                .filter_map(|at| nodes.get(usize::try_from(*at).ok()?).copied())
                .collect();
            let names: Vec<&str> = ring.iter().map(|(_, id)| id.as_str()).collect();
            let Some(parent) = ring.last().and_then(|last| self.parents.get(*last)?.first()) else {
                continue;
            };
            rings.push((parent.2, parent.1.clone(), check::part_of_itself(&names)));
        }
        for (at, path, (message, help)) in rings {
            self.wrong("E107", (at, &format!("/{path}")), message, Some(help));
        }
        self.found.sort();
        self.found
    }
}
