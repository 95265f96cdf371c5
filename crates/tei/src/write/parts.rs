//! An edition in several files: each a document of its own, with pointers from one to
//! another by the names of the files.
//!
//! Which record stands in which file must be known before the first pointer is
//! written, and depends on how much each takes. So everything is written twice: the
//! first time only to be measured, with pointers as long as any can become.

use std::{
    io::{self, Write},
    ops::Range,
};

use rapporteur_apparatus::{Disagreement, Summary, differences};
use rapporteur_schema::{Dataset, RecordRef, Register, canonical, model::Sha256};

use super::{
    Group, begin, begin_text,
    claims::{self, Found},
    end,
    files::Files,
    header::{self, Cover, PartOf},
    index::Index,
    narrative::{self, Line, Story},
    registers::{self, Place},
    stand_off, summary,
    xml::Xml,
};
use crate::{Error, Layout, Options};

/// What a part of an edition is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Role {
    /// What the dataset is, and a list of all files: the one to open first.
    Contents,
    /// The sources with their passages, the code lists, and what the dataset says of
    /// itself.
    Sources,
    /// What the sources report, by mechanism and year, to be read as a text.
    Narrative,
    /// Where the sources differ.
    Differences,
    /// Records of a register, with the claims about them.
    Register(Register),
}

impl Role {
    /// How its files are called.
    fn name(self) -> &'static str {
        match self {
            Self::Contents => "",
            Self::Sources => Register::Source.folder(),
            Self::Narrative => "narrative",
            Self::Differences => "where-sources-differ",
            Self::Register(register) => register.folder(),
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Contents => "Contents",
            Self::Sources => "Sources",
            Self::Narrative => "What the sources report, by mechanism and year",
            Self::Differences => "Where sources differ",
            Self::Register(Register::Difference) => "Editors’ notes on differences",
            Self::Register(register) => register.label(),
        }
    }
}

/// One file of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// What comes after the id of the dataset in the name of the file:
    /// `.events-2.tei.xml`.
    pub suffix: String,
    /// What a reader is shown: `Events, part 2 of 3`.
    pub title: String,
    /// What it is for.
    pub role: Role,
    /// The name of the file. The other files point to it by this name.
    pub file: String,
    /// Which file of the edition it is, counted from 1.
    pub number: usize,
    /// Which of the records, events or differences stand in it.
    range: Range<usize>,
}

/// An edition that has been divided into parts. With it a program writes several
/// parts without dividing the dataset anew for each.
///
/// ```
/// use rapporteur_tei::{Options, Split, read_parts};
///
/// # fn export(dataset: &rapporteur_schema::Dataset) -> Result<(), Box<dyn std::error::Error>> {
/// let split = Split::new(dataset, &Options::default());
/// let mut files = Vec::new();
/// for part in split.parts() {
///     let mut document = Vec::new();
///     split.write(part, &mut document)?;
///     files.push((part.file.clone(), document));
/// }
/// assert_eq!(&read_parts(files)?, dataset);
/// # Ok(())
/// # }
/// ```
pub struct Split<'a> {
    index: Index<'a>,
    options: Options,
    hash: Sha256,
    story: Option<Story<'a>>,
    differences: Vec<Disagreement>,
    parts: Vec<Part>,
}

/// The parts into which a dataset is divided: the same for the same dataset and
/// options. The first is the one to open first.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) {
/// for part in rapporteur_tei::parts(dataset, &rapporteur_tei::Options::default()) {
///     println!("{}: {}", part.file, part.title);
/// }
/// # }
/// ```
pub fn parts(dataset: &Dataset, options: &Options) -> Vec<Part> {
    Split::new(dataset, options).parts
}

/// Writes one of the [`parts`] of a dataset. The summaries of all parts add up to that
/// of the whole. To write several, make a [`Split`] once.
///
/// # Errors
/// [`Error::NoSuchPart`], if dataset or options are not those of which the part is one.
pub fn write_part(
    dataset: &Dataset,
    options: &Options,
    part: &Part,
    out: &mut dyn Write,
) -> Result<Summary, Error> {
    Split::new(dataset, options).write(part, out)
}

/// A number as large as that of any part; whoever has more gets files that are a few
/// bytes larger than the measure said.
const WIDEST: &str = "-00000";
/// What a document takes beside its header and its records: the heads of its lists
/// and divisions.
const FRAME: usize = 6_000;
/// The heads of a mechanism and a year, with the lists they begin.
const HEADS: usize = 400;
/// What a record takes beside what is measured: its share in the heads of long lists.
const SHARE: usize = 16;

impl<'a> Split<'a> {
    /// Divides a dataset.
    pub fn new(dataset: &'a Dataset, options: &Options) -> Self {
        let mut split = Self {
            index: Index::new(dataset),
            options: options.clone(),
            hash: canonical::hash(dataset),
            story: options.narrative.then(|| Story::new(dataset)),
            differences: if options.narrative { differences(dataset) } else { Vec::new() },
            parts: Vec::new(),
        };
        let id = dataset.meta.id.as_str();
        // Every pointer leads to another file, and every name is as long as it can be.
        let name = |role: Role| format!("{id}.{}{WIDEST}.tei.xml", role.name());
        let mut files = Files::new(Register::ALL.map(|r| name(of(r))).to_vec(), 0);
        for (n, register) in Register::ALL.into_iter().enumerate() {
            files.add(register, 0, n);
        }
        files.enter(usize::MAX);
        split.index.files = files;
        split.divide();
        split.name_files();
        split.index.take_dangling();
        split
    }

    /// The parts, in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    fn divide(&mut self) {
        let room = |overhead: usize| self.options.part_size.saturating_sub(overhead + FRAME);
        let (front, plain) = (self.header_size(true), self.header_size(false));
        let mut found: Vec<(Role, Range<usize>)> = vec![(Role::Contents, 0..0)];
        let mut add = |role: Role, sizes: &[usize], room: usize| {
            found.extend(pack(sizes, room).into_iter().map(|range| (role, range)));
        };
        let sources = self.sizes_of(Register::Source);
        if sources.is_empty() {
            found.push((Role::Sources, 0..0));
        } else {
            // The first of them has the taxonomies; the others are not the fuller for it.
            add(Role::Sources, &sources, room(front));
        }
        let mut add = |role: Role, sizes: &[usize], room: usize| {
            found.extend(pack(sizes, room).into_iter().map(|range| (role, range)));
        };
        add(Role::Narrative, &self.sizes_of_narrative(), room(plain));
        let differences: Vec<usize> = self
            .differences
            .iter()
            .map(|one| size(|xml| narrative::line(xml, &self.index, &Line::Difference(one))))
            .collect();
        add(Role::Differences, &differences, room(plain));
        for register in Register::ALL.into_iter().filter(|r| *r != Register::Source) {
            add(of(register), &self.sizes_of(register), room(plain));
        }
        self.parts = found
            .into_iter()
            .enumerate()
            .map(|(n, (role, range))| Part {
                suffix: String::new(),
                title: role.title().to_owned(),
                role,
                file: String::new(),
                number: n + 1,
                range,
            })
            .collect();
    }

    /// Gives each part its name, and notes where each record stands.
    fn name_files(&mut self) {
        let id = self.index.dataset.meta.id.as_str();
        let roles: Vec<Role> = self.parts.iter().map(|part| part.role).collect();
        for (n, part) in self.parts.iter_mut().enumerate() {
            let of = roles.iter().filter(|role| **role == part.role).count();
            let which = roles.iter().take(n + 1).filter(|role| **role == part.role).count();
            let number = if of > 1 { format!("-{which}") } else { String::new() };
            let name = part.role.name();
            let dot = if name.is_empty() { "" } else { "." };
            part.suffix = format!("{dot}{name}{number}.tei.xml");
            part.file = format!("{id}{}", part.suffix);
            if of > 1 {
                part.title.push_str(&format!(", part {which} of {of}"));
            }
        }
        let front = roles.iter().position(|role| *role == Role::Sources).unwrap_or_default();
        let names = self.parts.iter().map(|part| part.file.clone()).collect();
        let mut files = Files::new(names, front);
        for (n, part) in self.parts.iter().enumerate() {
            if let Some(register) = register(part.role) {
                files.add(register, part.range.start, n);
            }
        }
        self.index.files = files;
    }

    /// How many bytes each record of a register takes.
    fn sizes_of(&self, register: Register) -> Vec<usize> {
        let index = &self.index;
        let one = |record: RecordRef<'_>| {
            SHARE
                + size(|xml| {
                    let mut found = Found::default();
                    claims::one(xml, index, record, &mut found);
                    // Writing to memory does not fail.
                    let _ = claims::alternatives(xml, &found);
                    registers::one(xml, index, record);
                    for relation in found.relations {
                        registers::relation(xml, index, relation);
                    }
                    if register == Register::Source {
                        narrative::line(xml, index, &Line::Source(record));
                    }
                })
        };
        index.dataset.register(register).map(one).collect()
    }

    fn sizes_of_narrative(&self) -> Vec<usize> {
        let Some(story) = &self.story else { return Vec::new() };
        let lines = story.all().filter_map(|n| story.line(n));
        lines
            .map(|(line, headed)| {
                let heads = if headed { HEADS } else { 0 };
                heads + SHARE + size(|xml| narrative::line(xml, &self.index, &line))
            })
            .collect()
    }

    fn header_size(&self, front: bool) -> usize {
        let id = self.index.dataset.meta.id.as_str();
        let file = format!("{id}.{}{WIDEST}.tei.xml", Role::Differences.name());
        size(|xml| {
            let part = PartOf {
                title: Role::Narrative.title(),
                file: &file,
                number: 1,
                of: 99_999,
                front,
                index: &file,
                sources: &file,
            };
            let cover = Cover { groups: &[], hash: &self.hash, part: Some(part) };
            // Writing to memory does not fail.
            let _ = header::write(xml, &self.index, &cover);
        })
    }

    /// Writes a part.
    ///
    /// # Errors
    /// [`Error::NoSuchPart`], if it is no part of this edition.
    pub fn write(&self, part: &Part, out: &mut dyn Write) -> Result<Summary, Error> {
        let at = self.parts.iter().position(|own| own == part);
        let Some(at) = at else { return Err(Error::NoSuchPart { file: part.file.clone() }) };
        self.index.files.enter(at);
        let mut xml = Xml::new(out);
        self.document(&mut xml, part)?;
        let mut summary = summary(&mut xml, &self.index);
        if xml.len() >= self.options.part_size && part.range.len() == 1 {
            summary.notices.push(format!(
                "`{}` has {} bytes, more than the {} that were asked for: it holds one record, \
                 which cannot be divided",
                part.file,
                xml.len(),
                self.options.part_size
            ));
        }
        Ok(summary)
    }

    fn document(&self, xml: &mut Xml<'_>, part: &Part) -> io::Result<()> {
        let index = &self.index;
        let groups: Vec<Group<'_>> = register(part.role)
            .map(|register| {
                let all = index.dataset.register(register);
                (register, all.skip(part.range.start).take(part.range.len()).collect())
            })
            .filter(|(_, records): &Group<'_>| !records.is_empty())
            .into_iter()
            .collect();
        begin(xml, &format!("File.{}", part.number));
        let first_of = |role: Role| self.parts.iter().find(|part| part.role == role);
        let name_of = |role| first_of(role).map(|part| part.file.as_str()).unwrap_or_default();
        let cover = Cover {
            groups: &groups,
            hash: &self.hash,
            part: Some(PartOf {
                title: &part.title,
                file: &part.file,
                number: part.number,
                of: self.parts.len(),
                front: first_of(Role::Sources) == Some(part),
                index: name_of(Role::Contents),
                sources: name_of(Role::Sources),
            }),
        };
        header::write(xml, index, &cover)?;
        let found = stand_off(xml, index, &groups, self.options.layout)?;
        begin_text(xml);
        if part.role == Role::Contents {
            narrative::about(xml, index);
            self.contents(xml);
        } else {
            self.place(xml, part, name_of(Role::Contents));
        }
        match part.role {
            Role::Sources => {
                let all = index.dataset.sources().get(part.range.clone()).unwrap_or_default();
                narrative::sources(xml, index, all)?;
            }
            Role::Narrative => {
                if let Some(story) = &self.story {
                    narrative::narrative(xml, index, story, part.range.clone())?;
                }
            }
            Role::Differences => {
                let all = self.differences.get(part.range.clone()).unwrap_or_default();
                narrative::where_sources_differ(xml, index, all)?;
            }
            Role::Contents | Role::Register(_) => {}
        }
        if self.options.layout == Layout::Body {
            registers::write(xml, index, &groups, &found, Place::Divisions)?;
        }
        end(xml)
    }

    /// The list of all files.
    fn contents(&self, xml: &mut Xml<'_>) {
        xml.start("div", &[("type", "contents")]);
        xml.leaf("head", &[], "Contents");
        xml.nl();
        xml.start("list", &[("type", "files")]);
        xml.nl();
        for part in &self.parts {
            xml.start("item", &[("n", &part.number.to_string())]);
            xml.leaf("ref", &[("type", "file"), ("target", &part.file)], &part.title);
            xml.end("item");
            xml.nl();
        }
        xml.end("list");
        xml.end("div");
        xml.nl();
    }

    /// Where in the edition a part stands, with the way to the other files.
    fn place(&self, xml: &mut Xml<'_>, part: &Part, contents: &str) {
        xml.start("div", &[("type", "file")]);
        let title = self.index.dataset.meta.title.best(super::index::LANGUAGE);
        xml.leaf("head", &[], title);
        xml.nl();
        xml.start("p", &[]);
        xml.raw(&format!("File {} of {} (", part.number, self.parts.len()));
        xml.leaf("ref", &[("type", "file"), ("target", contents)], "Contents");
        xml.raw("): ");
        xml.text(&part.title);
        let neighbours =
            [("Before it", part.number.checked_sub(2)), ("After it", Some(part.number))];
        for (where_, at) in neighbours {
            if let Some(other) = at.and_then(|at| self.parts.get(at)) {
                xml.stop();
                xml.raw(&format!(" {where_}: "));
                xml.leaf("ref", &[("type", "file"), ("target", &other.file)], &other.title);
            }
        }
        xml.stop();
        xml.end("p");
        xml.nl();
        xml.end("div");
        xml.nl();
    }
}

/// The role of the files of a register.
fn of(register: Register) -> Role {
    match register {
        Register::Source => Role::Sources,
        register => Role::Register(register),
    }
}

/// The register whose records stand in the files of a role.
fn register(role: Role) -> Option<Register> {
    match role {
        Role::Sources => Some(Register::Source),
        Role::Register(register) => Some(register),
        _ => None,
    }
}

/// How many bytes something takes.
fn size(content: impl FnOnce(&mut Xml<'_>)) -> usize {
    let mut nowhere = io::sink();
    let mut xml = Xml::new(&mut nowhere);
    content(&mut xml);
    xml.len()
}

/// Divides things of these sizes, in order, into ranges that have room; what is larger
/// than the room has a range of its own.
fn pack(sizes: &[usize], room: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut begun, mut filled) = (0, 0);
    for (n, size) in sizes.iter().enumerate() {
        if n > begun && filled + size > room {
            ranges.push(begun..n);
            (begun, filled) = (n, 0);
        }
        filled += size;
    }
    if begun < sizes.len() {
        ranges.push(begun..sizes.len());
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_in_order_and_leaves_nothing() {
        assert_eq!(pack(&[], 10), vec![]);
        assert_eq!(pack(&[4, 6, 1, 20, 3, 3], 10), vec![0..2, 2..3, 3..4, 4..6]);
        assert_eq!(pack(&[20], 10), vec![0..1]);
    }
}
