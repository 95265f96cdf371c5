//! The fields of records, with the names under which a document holds their readings and
//! items. Names are made where they are written, and nowhere kept as text.

use rapporteur_schema::{
    Claim, RecordRef,
    view::{FieldView, ReadingView},
};

use super::index::Index;

/// What tells a claim from the others of its field: the end of its identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    word: u32,
    /// The how manieth with this word it is in its field.
    times: u32,
}

impl Mark {
    /// That of a claim.
    pub(crate) fn of(claim: &Claim<'_>) -> Self {
        // An identifier is `RECORD.FIELD.8 hex digits`, and a number after the first.
        let end = claim.id.rsplit('.').next().unwrap_or_default();
        let (word, times) = end.split_once('-').unwrap_or((end, "1"));
        Self {
            word: u32::from_str_radix(word, 16).unwrap_or_default(),
            times: times.parse().unwrap_or(1),
        }
    }
}

/// The name of something in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name<'a> {
    /// It has none.
    None,
    /// A claim: the identifier that the model makes for it.
    Claim(&'a str, &'static str, Mark),
    /// What a reading says about itself, by the record, the field and its number from 1.
    Reading(&'a str, &'static str, usize),
    /// An item of the editors' arrangement, likewise.
    Given(&'a str, &'static str, usize),
}

impl Name<'_> {
    /// Writes it.
    pub(crate) fn write(self, to: &mut String) {
        let (prefix, record, field) = match self {
            Self::None => return,
            Self::Claim(record, field, _) => ("", record, field),
            Self::Reading(record, field, _) => ("R.", record, field),
            Self::Given(record, field, _) => ("G.", record, field),
        };
        for part in [prefix, record, ".", field, "."] {
            to.push_str(part);
        }
        match self {
            Self::Claim(_, _, Mark { word, times }) => {
                for nibble in (0..8).rev() {
                    let digit = char::from_digit((word >> (4 * nibble)) & 0xF, 16);
                    to.push(digit.unwrap_or_default());
                }
                if times > 1 {
                    to.push('-');
                    write_number(to, times as usize);
                }
            }
            Self::Reading(_, _, n) | Self::Given(_, _, n) => write_number(to, n),
            Self::None => {}
        }
    }
}

/// Writes a number in decimal digits.
pub(crate) fn write_number(to: &mut String, n: usize) {
    to.push_str(itoa::Buffer::new().format(n));
}

/// A field of a record, the readings and items of which have names.
pub(crate) struct Walked<'a> {
    pub(crate) record: &'a str,
    pub(crate) view: FieldView<'a>,
    /// Whether readings differ.
    pub(crate) contested: bool,
    /// What tells the claims of the field apart.
    marks: &'a [Mark],
}

impl<'a> Walked<'a> {
    /// The name of an item of a reading, both counted from 0, or of a reading that has
    /// no value.
    pub(crate) fn claim(&self, reading: usize, item: usize) -> Name<'a> {
        let name = self.view.def.name;
        if !self.view.def.reported {
            return Name::Given(self.record, name, item + 1);
        }
        let before: usize = self.view.readings.iter().take(reading).map(ReadingView::claims).sum();
        let mark = self.marks.get(before + item);
        mark.map_or(Name::None, |mark| Name::Claim(self.record, name, *mark))
    }

    /// The name of what a reading says about itself, where that is not said with its one
    /// claim.
    pub(crate) fn own(&self, n: usize) -> Option<Name<'a>> {
        let reading = self.view.readings.get(n)?;
        let several = self.view.def.shape.list && reading.absent.is_none() && !reading.bare;
        several.then_some(Name::Reading(self.record, self.view.def.name, n + 1))
    }

    /// The name by which a reading as a whole is pointed to.
    pub(crate) fn name(&self, n: usize) -> Name<'a> {
        self.own(n).unwrap_or_else(|| {
            let claims = self.view.readings.get(n).map_or(0, ReadingView::claims);
            if claims > 0 { self.claim(n, 0) } else { Name::None }
        })
    }
}

/// The fields of a record that the index knows.
pub(crate) fn walk<'a>(index: &'a Index<'_>, record: RecordRef<'a>) -> Vec<Walked<'a>> {
    let id = record.id().as_str();
    let mut marks = index.marks(id);
    let fields = record.fields().into_iter();
    fields
        .map(|view| {
            let claims = view.readings.iter().map(ReadingView::claims).sum();
            let mut own: &[Mark] = &[];
            if let Some((these, rest)) =
                marks.split_at_checked(claims).filter(|_| view.def.reported)
            {
                (own, marks) = (these, rest);
            }
            let contested = !own.is_empty() && view.is_contested();
            Walked { record: id, view, contested, marks: own }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rapporteur_schema::{Dataset, Register, claims, model::Record};

    use super::*;

    #[test]
    fn names_are_those_of_the_model() {
        let json = br#"{"id":"x","kind":"meeting","cite":["s#1"],
            "names":[{"text":"A"},{"text":"A"},{"text":"B"}],
            "date":{"readings":[{"value":"2001","cite":["s#1"]},{"absent":"unknown","cite":["s#2"]}]},
            "participants":{"readings":[{"value":[{"who":"a","role":"chair"}],"cite":["s#1"]},
                {"value":[{"who":"b","role":"chair"},{"who":"c","role":"party"}],"cite":["s#2"]}]}}"#;
        let meta = r#"{"schema_version":"1.0","id":"d","title":{"en":"D"},"base":"https://e.org/",
            "license":"CC0-1.0","languages":["en"],"version":"1"}"#;
        let meta = serde_json::from_str(meta).expect("meta");
        let record = Record::from_json(Register::Event, json).expect("a record");
        let dataset = Dataset::from_records(meta, [record]).expect("a dataset");
        let index = Index::new(&dataset);
        let record = dataset.get("x").expect("the record");
        let written = |name: Name<'_>| {
            let mut text = String::new();
            name.write(&mut text);
            text
        };
        let mut names = Vec::new();
        for field in walk(&index, record) {
            for (n, reading) in field.view.readings.iter().enumerate() {
                names.extend((0..reading.claims()).map(|item| written(field.claim(n, item))));
            }
        }
        let ids: Vec<String> = claims(record).into_iter().map(|claim| claim.id).collect();
        assert_eq!(names, ids);
        assert!(ids.iter().any(|id| id.ends_with("-2")), "{ids:?}");
        assert_eq!(written(Name::Reading("x", "names", 120)), "R.x.names.120");
        assert_eq!(written(Name::None), "");
    }
}
