//! What all sheets need of the dataset, and how values stand in words.

use std::{borrow::Cow, cell::OnceCell, collections::BTreeMap};

use rapporteur_apparatus::{cite, phrase, value};
use rapporteur_schema::{
    Cite, Cites, Claim, Dataset, RecordRef, Register, Text, canonical,
    codes::Basis,
    model::Sha256,
    view::{FieldDef, FieldView, ItemView, MetaView, PartDef, ReadingView, Shape},
};

use crate::{exact, table::Cell};

/// Lists that would need more lines than this in their cell stand only on their own sheet: no
/// program shows a row that is higher.
const MOST_LINES: usize = 26;
/// So many letters of a list stand on a line of its cell.
const LINE: usize = 36;
/// Longer labels are cut: what they are taken from stands elsewhere in full.
const MOST_LABEL: usize = 80;

/// The dataset with the languages in which it is written out.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) {
/// let context = rapporteur_tables::Context::new(dataset, "en");
/// for table in rapporteur_tables::tables(&context) {
///     println!("{}: {} rows", table.name, context.count(&table));
/// }
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Context<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    /// The language of words for readers.
    pub language: &'a str,
    /// The language of texts that stand plain: the first of the dataset.
    pub main: &'a str,
    /// What to call each record.
    labels: BTreeMap<&'a str, &'a str>,
    /// What to call each source, shortly.
    sigla: BTreeMap<&'a str, &'a str>,
    hash: OnceCell<Sha256>,
}

/// The first language of a dataset.
fn main_language(dataset: &Dataset) -> &str {
    dataset.meta.languages.first().map_or("en", |tag| tag.as_str())
}

/// Citations as they are read back.
pub(crate) fn cites(cites: &Cites) -> Cow<'_, str> {
    if let [only] = &**cites {
        return Cow::Borrowed(only.as_str());
    }
    let mut text = String::with_capacity(cites.iter().map(|cite| cite.as_str().len() + 1).sum());
    for (n, cite) in cites.iter().enumerate() {
        if n > 0 {
            text.push(' ');
        }
        text.push_str(cite.as_str());
    }
    Cow::Owned(text)
}

/// What stands in place of a list that is too long for its cell.
fn see<'a>(items: usize, sheet: &str) -> Cow<'a, str> {
    Cow::Owned(format!("{}: see {sheet}", phrase::count(items, "item", "items")))
}

/// About how many lines a list takes in its cell.
fn lines_of(list: &str) -> usize {
    list.lines().map(|line| line.len().div_ceil(LINE).max(1)).sum()
}

/// A text with single spaces for all white space: its words on one line.
fn one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut before = ' ';
    let odd = text.chars().any(|c| {
        let odd = c.is_whitespace() && (c != ' ' || before == ' ');
        before = c;
        odd
    });
    if odd || before == ' ' {
        Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
    } else {
        text
    }
}

impl<'a> Context<'a> {
    /// A dataset whose words are in a language (BCP 47), where it has it.
    pub fn new(dataset: &'a Dataset, language: &'a str) -> Self {
        let labels = dataset
            .records()
            .map(|record| (record.id().as_str(), rapporteur_schema::label(record, language)))
            .collect();
        let sources = dataset.sources().iter().map(|source| source.id.as_str());
        let sigla = sources.map(|id| (id, cite::siglum(dataset, id))).collect();
        let main = main_language(dataset);
        Self { dataset, language, main, labels, sigla, hash: OnceCell::new() }
    }

    /// What to call each record, by id, in full.
    pub fn labels(&self) -> &BTreeMap<&'a str, &'a str> {
        &self.labels
    }

    /// What to call a record, in full; its id if there is none.
    fn name<'n>(&self, id: &'n str) -> &'n str
    where
        'a: 'n,
    {
        self.labels.get(id).copied().unwrap_or(id)
    }

    /// The short name of a source; its id if there is none.
    fn siglum<'n>(&self, id: &'n str) -> &'n str
    where
        'a: 'n,
    {
        self.sigla.get(id).copied().unwrap_or(id)
    }

    /// The SHA-256 of the canonical bytes of the dataset.
    pub fn hash(&self) -> &Sha256 {
        self.hash.get_or_init(|| canonical::hash(self.dataset))
    }

    /// What to call a record, cut where it is long.
    pub fn label(&self, id: &'a str) -> Cow<'a, str> {
        let label = self.name(id);
        // No text has more characters than bytes.
        if label.len() <= MOST_LABEL {
            return Cow::Borrowed(label);
        }
        // The label of a record without a name is its text, which has its own column.
        match label.char_indices().nth(MOST_LABEL) {
            Some((at, _)) => {
                let head = label.get(..at).unwrap_or(label);
                // At the end of a word, where there are words.
                let head = head.rsplit_once(' ').map_or(head, |(words, _)| words);
                Cow::Owned(format!("{head} …"))
            }
            None => Cow::Borrowed(label),
        }
    }

    /// A text in the language of words, or the nearest there is.
    pub fn best(&self, text: &'a Text) -> &'a str {
        text.best(self.language)
    }

    /// A text as it is read back.
    pub(crate) fn text(&self, text: &'a Text) -> Cow<'a, str> {
        exact::words(text, self.main)
    }

    /// An item as one readable line.
    pub(crate) fn words(&self, item: &ItemView<'a>) -> Cow<'a, str> {
        value::item_words(item, self.language, |id| self.name(id))
    }

    /// The value of a claim as one readable line.
    pub(crate) fn claim_words(&self, claim: &Claim<'a>) -> Cow<'a, str> {
        value::claim_words(claim, self.language, |id| self.name(id))
    }

    /// Citations for readers: `Luo 2019, passages 44 and 97; Luo 2021, passage 15`.
    pub(crate) fn passages(&self, cites: &[Cite]) -> String {
        cite::labels_by(cites, |source| self.siglum(source))
    }

    /// Source names: `Luo 2019 and Luo 2021`.
    pub(crate) fn sources(&self, cites: &'a Cites) -> Cow<'a, str> {
        match &**cites {
            [first, rest @ ..] if rest.iter().all(|cite| cite.source() == first.source()) => {
                Cow::Borrowed(self.siglum(first.source()))
            }
            _ => Cow::Owned(cite::sources(self.dataset, cites)),
        }
    }

    /// What a reading or an item says about itself, the passages left out.
    pub(crate) fn remarks(&self, meta: &MetaView<'_>) -> Vec<String> {
        let mut remarks = Vec::new();
        if let Some(printed) = meta.as_printed {
            remarks.push(format!("printed “{printed}”"));
        }
        match meta.basis {
            Some(Basis::Inferred) => remarks.push("inferred by the editors".to_owned()),
            Some(Basis::Proposed) => remarks.push("proposed by the editors".to_owned()),
            _ => {}
        }
        if let Some(date) = meta.as_of {
            remarks.push(format!("as of {}", phrase::date(date)));
        }
        if let Some(by) = meta.said_by {
            remarks.push(format!("attributed to {}", self.name(by.as_str())));
        }
        if let Some(note) = meta.note {
            remarks.push(note.best(self.language).to_owned());
        }
        remarks
    }

    /// What stands in brackets after a value.
    fn bracket(&self, meta: &MetaView<'_>) -> String {
        match self.about(meta).as_str() {
            "" => String::new(),
            about => format!(" ({about})"),
        }
    }

    /// The passages and remarks of a reading or an item.
    fn about(&self, meta: &MetaView<'_>) -> String {
        let mut about: Vec<String> = meta.cite.iter().map(|cites| self.passages(cites)).collect();
        about.extend(self.remarks(meta));
        about.join("; ")
    }

    fn item(&self, item: &ItemView<'a>, shape: &Shape) -> Cow<'a, str> {
        let text = self.words(item);
        // Items stand one a line, so no item may break its line.
        let mut text = if shape.list { one_line(text) } else { text };
        let bracket = self.bracket(&item.meta);
        if !bracket.is_empty() {
            text.to_mut().push_str(&bracket);
        }
        text
    }

    /// A reading in words: the items one a line, with what they say about themselves.
    fn reading(
        &self,
        reading: &ReadingView<'a>,
        shape: &Shape,
        sheet: Option<&str>,
        most_lines: usize,
    ) -> Cow<'a, str> {
        if let Some(absent) = reading.absent {
            return Cow::Owned(format!("[{}]", absent.label().to_lowercase()));
        }
        let mut lines = match (sheet, reading.items.as_slice()) {
            // What a passage is called is of use beside its text alone.
            (Some(sheet @ "Passages"), items) if !items.is_empty() => see(items.len(), sheet),
            (Some(sheet), items) if items.len() > most_lines => see(items.len(), sheet),
            (_, []) => Cow::Borrowed(""),
            (_, [first, rest @ ..]) => {
                let mut lines = self.item(first, shape);
                for item in rest {
                    let lines = lines.to_mut();
                    lines.push('\n');
                    lines.push_str(&self.item(item, shape));
                }
                match sheet {
                    Some(sheet) if shape.list && lines_of(&lines) > most_lines => {
                        see(reading.items.len(), sheet)
                    }
                    _ => lines,
                }
            }
        };
        if reading.open {
            let lines = lines.to_mut();
            lines.push_str(if reading.items.is_empty() { "" } else { "\n" });
            lines.push_str("and others");
        }
        lines
    }

    /// A field in words: every reading, with its passages and remarks where they
    /// are its own.
    pub(crate) fn field(&self, field: &FieldView<'a>, sheet: Option<&str>) -> Cow<'a, str> {
        let several = field.readings.len() > 1;
        let most_lines = MOST_LINES / field.readings.len().max(1);
        let reading = |reading: &ReadingView<'a>| {
            let mut words = self.reading(reading, field.def.shape, sheet, most_lines);
            if several && words.contains('|') {
                words = Cow::Owned(words.replace('|', "\\|"));
            }
            if !reading.bare {
                words.to_mut().push_str(&self.bracket(&reading.meta));
            }
            words
        };
        if let [only] = field.readings.as_slice() {
            return reading(only);
        }
        let readings: Vec<Cow<'_, str>> = field.readings.iter().map(reading).collect();
        Cow::Owned(readings.join(if field.def.shape.list { "\n| " } else { " | " }))
    }

    /// The passages and remarks of values that rest on passages of their own.
    pub(crate) fn apart(&self, field: &FieldView<'_>) -> Vec<String> {
        field
            .readings
            .iter()
            .filter(|reading| !reading.bare)
            .map(|reading| format!("{}: {}", field.def.label(), self.about(&reading.meta)))
            .collect()
    }
}

/// A record, with what the rows of every table say of it.
pub(crate) struct Subject<'a> {
    pub(crate) id: &'a str,
    pub(crate) register: &'static str,
    /// What to call it, as a cell.
    pub(crate) label: Cell<'a>,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(context: &Context<'a>, record: RecordRef<'a>) -> Self {
        let id = record.id().as_str();
        Self { id, register: record.register().name(), label: Cell::text(context.label(id)) }
    }
}

/// The sheet on which the items of a shape stand.
pub(crate) fn sheet_of(shape: &Shape) -> Cow<'static, str> {
    match shape.name {
        "Name" => "Names".into(),
        "Participant" => "Participants".into(),
        "Subject" => "About".into(),
        "Measured" => "Figures_in_events".into(),
        "Identifier" => "Identifiers".into(),
        "SameAs" => "Same_as".into(),
        "Pointer" => "Differences_about".into(),
        "Gap" => "Gaps".into(),
        "Passage" => "Passages".into(),
        "Reference" => "References".into(),
        name => {
            let mut out = snake(name);
            if let Some(first) = out.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            // Names of sheets have at most 31 characters; a number may follow.
            out.truncate(24);
            format!("{out}_items").into()
        }
    }
}

/// The sheet on which the items of a field are edited.
pub fn home_of(def: &FieldDef) -> Cow<'static, str> {
    if exact::has_sheet(def) {
        sheet_of(def.shape)
    } else if def.reported {
        "Readings".into()
    } else {
        "Given_fields".into()
    }
}

/// The part that is all that an item of a field needs, so that an item can be typed as one
/// text.
pub fn only_part(def: &FieldDef) -> Option<&'static PartDef> {
    let mut needed = def.shape.parts.iter().filter(|part| part.required);
    match (needed.next(), needed.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// `SameAs` as `same_as`.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Every shape whose items stand on a sheet of their own, in the order of the
/// registers, with whether sources report them and whether editors give them.
pub(crate) fn item_shapes() -> Vec<(&'static Shape, bool, bool)> {
    let mut shapes: Vec<(&'static Shape, bool, bool)> = Vec::new();
    for def in Register::ALL.into_iter().flat_map(Register::fields) {
        if !exact::has_sheet(def) {
            continue;
        }
        match shapes.iter_mut().find(|(shape, ..)| shape.name == def.shape.name) {
            Some((_, reported, given)) => {
                *reported |= def.reported;
                *given |= !def.reported;
            }
            None => shapes.push((def.shape, def.reported, !def.reported)),
        }
    }
    shapes
}
