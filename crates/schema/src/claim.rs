//! Claims: the smallest things that a source can be asked to answer for.

use std::{borrow::Cow, collections::BTreeMap};

use smallvec::SmallVec;

use crate::{
    codes::{Absence, Access, Basis},
    model::{RecordRef, Sha256},
    value::{Cites, Date, Id, Text},
    view::{Atom, FieldDef, FieldView, ItemView, MetaView, ReadingView},
};

/// One claim: that some passages have this value for this field of this record.
/// A reading of a list makes a claim for each of its items; a reading without a
/// value makes one.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::claims;
/// let record = dataset.get("entry-into-force-crc-brazil").ok_or("not there")?;
/// // Two documents, two days: two claims on the date, each with its own passages.
/// let dates: Vec<_> = claims(record).into_iter().filter(|c| c.field.name == "date").collect();
/// assert!(dates.iter().all(|claim| claim.contested));
/// assert_eq!(dates[1].cite[0].as_str(), "decree-99710-1990#2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Claim<'a> {
    /// An identifier that is made from what is claimed and by whom, so that it
    /// stays the same while other claims come and go: `RECORD.FIELD.8 hex digits`.
    /// It is a valid XML name and IRI segment.
    pub id: String,
    /// The record.
    pub record: RecordRef<'a>,
    /// The field.
    pub field: &'static FieldDef,
    /// Which reading of the field it belongs to, counted from 0.
    pub reading: usize,
    /// Which item of the reading it is, counted from 0.
    pub item: usize,
    /// The value, as parts; `None` when there is no value.
    pub value: Option<ItemView<'a>>,
    /// Why there is no value.
    pub absent: Option<Absence>,
    /// Whether the source says that there are other items.
    pub open: bool,
    /// Whether the readings of the field differ.
    pub contested: bool,
    /// The passages that carry the claim.
    pub cite: &'a Cites,
    /// What the source literally has.
    pub as_printed: Option<&'a str>,
    /// On what ground the claim stands.
    pub basis: Basis,
    /// The date at which it holds.
    pub as_of: Option<&'a Date>,
    /// To whom the source itself attributes it.
    pub said_by: Option<&'a Id>,
    /// A note by the editors.
    pub note: Option<&'a Text>,
    /// Who may see it.
    pub access: Option<Access>,
}

impl FieldView<'_> {
    /// Whether there are readings that differ in value.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// // The decree says 23 October, the depositary 24 October.
    /// let record = dataset.get("entry-into-force-crc-brazil").ok_or("not there")?;
    /// assert!(record.field("date").ok_or("no date")?.is_contested());
    /// assert!(!record.field("names").ok_or("no names")?.is_contested());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_contested(&self) -> bool {
        let mut readings = self.readings.iter();
        let Some(first) = readings.next() else { return false };
        self.def.reported && readings.any(|other| !same_value(first, other))
    }
}

impl ReadingView<'_> {
    /// How many claims it makes, where its field is one that sources report.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// // One reading that lists three participants: three things for a source to answer for.
    /// let record = dataset.get("election-hrc-2023").ok_or("not there")?;
    /// let participants = record.field("participants").ok_or("nobody")?;
    /// assert_eq!(participants.readings[0].claims(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn claims(&self) -> usize {
        if self.absent.is_some() { 1 } else { self.items.len() }
    }
}

/// Whether two readings have the same value, whatever they say about themselves.
fn same_value(a: &ReadingView<'_>, b: &ReadingView<'_>) -> bool {
    a.absent == b.absent
        && a.open == b.open
        && a.items.len() == b.items.len()
        && a.items.iter().zip(&b.items).all(|(a, b)| a.parts == b.parts)
}

/// Writes what a claim is known by: what is claimed, by which passages, and what is
/// said of it.
fn write_key(
    key: &mut Vec<u8>,
    value: Option<&ItemView<'_>>,
    absent: Option<Absence>,
    cite: &Cites,
    meta: [MetaView<'_>; 2],
) {
    // The unit separator cannot occur in any value.
    const END: u8 = 0x1F;
    let add = |key: &mut Vec<u8>, text: &str| {
        key.extend_from_slice(text.as_bytes());
        key.push(END);
    };
    for (def, atom) in value.map(|item| item.parts.as_slice()).unwrap_or_default() {
        add(key, def.name);
        match atom {
            // The types hold nothing that serde_json refuses, and memory takes everything.
            Atom::Text(text) => serde_json::to_writer(&mut *key, text).unwrap_or_default(),
            other => key.extend_from_slice(other.text().as_bytes()),
        }
        key.push(END);
    }
    if let Some(absent) = absent {
        add(key, absent.code());
    }
    for cite in cite {
        add(key, cite.as_str());
    }
    for meta in meta {
        add(key, meta.as_printed.unwrap_or_default());
        add(key, meta.basis.map(Basis::code).unwrap_or_default());
        add(key, meta.as_of.map(Date::as_str).unwrap_or_default());
        add(key, meta.said_by.map(Id::as_str).unwrap_or_default());
    }
}

/// The claims of a record, in the order in which they are written.
///
/// ```
/// # use rapporteur_schema::{Dataset, claims};
/// # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
/// # let dataset = &dataset;
/// for record in dataset.records() {
///     for claim in claims(record) {
///         println!("{} rests on {} passages", claim.id, claim.cite.len());
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn claims(record: RecordRef<'_>) -> Vec<Claim<'_>> {
    claims_of(record, record.fields())
}

/// The claims of a record whose [fields](RecordRef::fields) are at hand and are not
/// needed any more: their items are those of the claims.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::{claims, claims_of};
/// let record = dataset.get("election-hrc-2023").ok_or("not there")?;
/// let all = claims_of(record, record.fields());
/// assert_eq!(all.len(), claims(record).len());
/// // Those of one field alone, with the same ids.
/// let names = claims_of(record, record.field("names"));
/// assert_eq!(names.len(), 1);
/// assert!(all.iter().any(|claim| claim.id == names[0].id));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn claims_of<'a>(
    record: RecordRef<'a>,
    fields: impl IntoIterator<Item = FieldView<'a>>,
) -> Vec<Claim<'a>> {
    let fields = fields.into_iter();
    let mut maker = Maker::new(record, fields.size_hint().0);
    for mut field in fields {
        let contested = field.is_contested();
        for (n, reading) in field.readings.iter_mut().enumerate() {
            let items = std::mem::take(&mut reading.items);
            maker.reading(field.def, contested, (n, reading), items);
        }
    }
    maker.claims
}

/// The claims of a record whose [fields](RecordRef::fields) are at hand and go on being
/// needed.
///
/// ```
/// # use rapporteur_schema::{Dataset, claims, claims_in};
/// # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
/// # let dataset = &dataset;
/// for record in dataset.records() {
///     let fields = record.fields();
///     assert_eq!(claims_in(record, &fields).len(), claims(record).len());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn claims_in<'a>(record: RecordRef<'a>, fields: &[FieldView<'a>]) -> Vec<Claim<'a>> {
    let readings = fields.iter().filter(|field| field.def.reported).flat_map(|f| &f.readings);
    let mut maker = Maker::new(record, readings.map(ReadingView::claims).sum());
    for field in fields {
        let contested = field.is_contested();
        for (n, reading) in field.readings.iter().enumerate() {
            maker.reading(field.def, contested, (n, reading), reading.items.iter().cloned());
        }
    }
    maker.claims
}

/// How often each hash has occurred in a field.
#[derive(Default)]
struct Seen {
    /// The first ones, as they came.
    few: SmallVec<[u32; 32]>,
    /// All of them, as soon as they are more than a few.
    many: BTreeMap<u32, u32>,
}

impl Seen {
    fn times(&mut self, hash: u32) -> u32 {
        if self.few.len() < self.few.inline_size() {
            self.few.push(hash);
            let same = self.few.iter().filter(|other| **other == hash).count();
            return u32::try_from(same).unwrap_or(u32::MAX);
        }
        if self.many.is_empty() {
            for hash in &self.few {
                *self.many.entry(*hash).or_default() += 1;
            }
        }
        let times = self.many.entry(hash).or_default();
        *times += 1;
        *times
    }
}

/// Makes the claims of one record.
struct Maker<'a> {
    record: RecordRef<'a>,
    claims: Vec<Claim<'a>>,
    /// What the claim in the making is known by; one memory for all of them.
    key: Vec<u8>,
    seen: Seen,
}

impl<'a> Maker<'a> {
    fn new(record: RecordRef<'a>, expected: usize) -> Self {
        let claims = Vec::with_capacity(expected);
        Self { record, claims, key: Vec::with_capacity(256), seen: Seen::default() }
    }

    fn reading(
        &mut self,
        field: &'static FieldDef,
        contested: bool,
        (n, reading): (usize, &ReadingView<'a>),
        items: impl IntoIterator<Item = ItemView<'a>>,
    ) {
        if n == 0 {
            self.seen = Seen::default();
        }
        let ReadingView { open, absent, meta, .. } = *reading;
        let Some(cite) = meta.cite.filter(|_| field.reported) else { return };
        let mut add = |item: usize, value: Option<ItemView<'a>>| {
            let own = value.as_ref().map(|item| item.meta).unwrap_or_default();
            let cite = own.cite.unwrap_or(cite);
            self.key.clear();
            write_key(&mut self.key, value.as_ref(), absent, cite, [own, meta]);
            let short = Sha256::first_word(&self.key);
            let times = self.seen.times(short);
            self.claims.push(Claim {
                id: claim_id(self.record.id().as_str(), field.name, short, times),
                record: self.record,
                field,
                reading: n,
                item,
                value,
                absent,
                open,
                contested,
                cite,
                as_printed: own.as_printed.or(meta.as_printed),
                basis: own.basis.or(meta.basis).unwrap_or(Basis::Stated),
                as_of: own.as_of.or(meta.as_of),
                said_by: own.said_by.or(meta.said_by),
                note: own.note.or(meta.note),
                access: own.access.or(meta.access),
            });
        };
        if absent.is_some() {
            add(0, None);
            return;
        }
        for (item, value) in items.into_iter().enumerate() {
            add(item, Some(value));
        }
    }
}

/// `RECORD.FIELD.8 hex digits`, with a number after the first of its kind.
fn claim_id(record: &str, field: &str, short: u32, times: u32) -> String {
    let mut id = String::with_capacity(record.len() + field.len() + 10);
    id.push_str(record);
    id.push('.');
    id.push_str(field);
    id.push('.');
    for nibble in (0..8).rev() {
        id.push(char::from_digit((short >> (4 * nibble)) & 0xF, 16).unwrap_or('0'));
    }
    if times > 1 {
        id.push_str(&format!("-{times}"));
    }
    id
}

impl Atom<'_> {
    /// The value as text from which it can be read back, given its type: text in
    /// languages and quantities as JSON, everything else plain.
    ///
    /// ```
    /// use rapporteur_schema::{Quantity, view::Atom};
    /// let quantity = Quantity::exact(180u32);
    /// assert_eq!(Atom::Quantity(&quantity).to_text(), r#"{"n":180}"#);
    /// ```
    pub fn to_text(&self) -> String {
        self.text().into_owned()
    }

    /// Appends what [`to_text`](Self::to_text) returns.
    ///
    /// ```
    /// use rapporteur_schema::view::Atom;
    /// // One line for a table, without a string for each cell.
    /// let mut line = String::new();
    /// for atom in [Atom::Plain("votes-for"), Atom::Integer(144)] {
    ///     atom.write_text(&mut line);
    ///     line.push('\t');
    /// }
    /// assert_eq!(line, "votes-for\t144\t");
    /// ```
    pub fn write_text(&self, to: &mut String) {
        to.push_str(&self.text());
    }
}

impl<'a> Atom<'a> {
    /// What [`to_text`](Self::to_text) returns, borrowed where the value has it ready.
    ///
    /// ```
    /// use std::borrow::Cow;
    /// use rapporteur_schema::{Date, view::Atom};
    /// let date: Date = "2023-10".parse()?;
    /// // A date has its text ready; a number has to be written.
    /// assert!(matches!(Atom::Date(&date).text(), Cow::Borrowed("2023-10")));
    /// assert_eq!(Atom::Integer(144).text(), "144");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn text(self) -> Cow<'a, str> {
        match self {
            // The types hold nothing that serde_json refuses.
            Self::Text(text) => serde_json::to_string(text).unwrap_or_default().into(),
            Self::Quantity(quantity) => serde_json::to_string(quantity).unwrap_or_default().into(),
            Self::Integer(n) => n.to_string().into(),
            Self::Counts(counts) => counts.to_string().into(),
            Self::Plain(text) => text.into(),
            Self::Language(tag) => tag.as_str().into(),
            Self::Date(date) => date.as_str().into(),
            Self::Ref(id) => id.as_str().into(),
            Self::Code(code) => code.code().into(),
            Self::Flag => "true".into(),
        }
    }
}
