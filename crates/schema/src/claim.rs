//! Claims: the smallest things that a source can be asked to answer for.

use std::collections::BTreeMap;

use crate::{
    codes::{Absence, Access, Basis},
    model::{RecordRef, Sha256},
    value::{Cites, Date, Id, Text},
    view::{Atom, FieldDef, FieldView, ItemView, MetaView, ReadingView},
};

/// One claim: that some passages have this value for this field of this record.
/// A reading of a list makes a claim for each of its items; a reading without a
/// value makes one.
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
    pub fn is_contested(&self) -> bool {
        let mut readings = self.readings.iter();
        let Some(first) = readings.next() else { return false };
        self.def.reported && readings.any(|other| !same_value(first, other))
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
    key: &mut String,
    value: Option<&ItemView<'_>>,
    absent: Option<Absence>,
    cite: &Cites,
    meta: [MetaView<'_>; 2],
) {
    // The unit separator cannot occur in any value.
    const END: char = '\u{1F}';
    let add = |key: &mut String, text: &str| {
        key.push_str(text);
        key.push(END);
    };
    for (def, atom) in value.map(|item| item.parts.as_slice()).unwrap_or_default() {
        add(key, def.name);
        atom.write_text(key);
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
/// # fn f(dataset: &Dataset) {
/// for record in dataset.records() {
///     for claim in claims(record) {
///         println!("{} rests on {} passages", claim.id, claim.cite.len());
///     }
/// }
/// # }
/// ```
pub fn claims(record: RecordRef<'_>) -> Vec<Claim<'_>> {
    claims_of(record, record.fields())
}

/// The claims of a record whose [fields](RecordRef::fields) are at hand, without
/// looking them up again.
pub fn claims_of<'a>(
    record: RecordRef<'a>,
    fields: impl IntoIterator<Item = FieldView<'a>>,
) -> Vec<Claim<'a>> {
    let mut claims = Vec::new();
    let mut key = String::new();
    for field in fields {
        if !field.def.reported {
            continue;
        }
        // How often each hash has occurred in this field.
        let mut seen: BTreeMap<u32, u32> = BTreeMap::new();
        let contested = field.is_contested();
        for (n, reading) in field.readings.into_iter().enumerate() {
            let ReadingView { items, open, absent, meta, .. } = reading;
            let Some(reading_cite) = meta.cite else { continue };
            let values: Vec<Option<ItemView<'_>>> =
                if absent.is_some() { vec![None] } else { items.into_iter().map(Some).collect() };
            for (item, value) in values.into_iter().enumerate() {
                let own = value.as_ref().map(|item| item.meta).unwrap_or_default();
                let cite = own.cite.unwrap_or(reading_cite);
                key.clear();
                write_key(&mut key, value.as_ref(), absent, cite, [own, meta]);
                let short = Sha256::first_word(key.as_bytes());
                let times = seen.entry(short).and_modify(|n| *n += 1).or_insert(1);
                let id = claim_id(record.id().as_str(), field.def.name, short, *times);
                claims.push(Claim {
                    id,
                    record,
                    field: field.def,
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
            }
        }
    }
    claims
}

/// `RECORD.FIELD.8 hex digits`, with a number after the first of its kind.
fn claim_id(record: &str, field: &str, short: u32, times: u32) -> String {
    let mut id = String::with_capacity(record.len() + field.len() + 10);
    id.push_str(record);
    id.push('.');
    id.push_str(field);
    id.push('.');
    for nibble in (0..8).rev() {
        id.extend(char::from_digit((short >> (4 * nibble)) & 0xF, 16));
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
        let mut text = String::new();
        self.write_text(&mut text);
        text
    }

    /// Appends what [`to_text`](Self::to_text) returns.
    pub fn write_text(&self, to: &mut String) {
        match self {
            // The types hold nothing that serde_json refuses.
            Self::Text(text) => to.push_str(&serde_json::to_string(text).unwrap_or_default()),
            Self::Quantity(quantity) => {
                to.push_str(&serde_json::to_string(quantity).unwrap_or_default());
            }
            Self::Plain(text) => to.push_str(text),
            Self::Language(tag) => to.push_str(tag.as_str()),
            Self::Date(date) => to.push_str(date.as_str()),
            Self::Integer(n) => to.push_str(&n.to_string()),
            Self::Ref(id) => to.push_str(id.as_str()),
            Self::Code(code) => to.push_str(code.code()),
            Self::Flag => to.push_str("true"),
            Self::Counts(counts) => to.push_str(&counts.to_string()),
        }
    }
}
