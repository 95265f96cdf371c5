//! The marks of values on which sources differ: one rule for every place that prints them. Where a
//! point says that sources differ on a field, a stroke stands between readings that stand against
//! one another, and single values are red; between those that one source has of one thing stands
//! an `or`, and between all others a semicolon.

use std::collections::BTreeSet;

use rapporteur_schema::{
    Cite, RecordRef,
    view::{Atom, FieldView, ItemView, ReadingView},
};

use super::{credit, data::Data, dates::is_concluded};
use crate::block::Style;

/// What stands between values that do not stand against one another, and between those that do.
const BESIDE: &str = "; ";
const AGAINST: &str = "\u{A0}/ ";

/// How the readings of a field of a record are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    differs: bool,
    loud: bool,
    /// What stands between readings of one source that cannot both be meant.
    or: &'static str,
    /// Whether two readings of one source can both be meant: of a text.
    both: bool,
}

impl Marks {
    pub(super) fn of(data: &Data<'_>, record: RecordRef<'_>, field: &FieldView<'_>) -> Self {
        let differs = data.differs(record, field.def.name);
        // A list in colour would shout, and so would a text; the strokes show that they differ.
        let text = |one: &ReadingView<'_>| {
            one.items.iter().any(|item| matches!(item.parts.as_slice(), [(_, Atom::Text(_))]))
        };
        let both = field.readings.iter().any(text);
        let loud = differs && !field.def.shape.list && !both;
        Self { differs, loud, or: data.words.word.or, both }
    }

    /// Those of numbers that are picked out of the lists of a field, such as the votes of an
    /// election, with the passages of each.
    pub(super) fn of_numbers<'c>(
        data: &Data<'_>,
        record: RecordRef<'_>,
        field: &str,
        numbers: impl IntoIterator<Item = &'c [Cite]>,
    ) -> Self {
        let mut sources: Vec<BTreeSet<&str>> = Vec::new();
        for cites in numbers {
            sources.push(cites.iter().map(Cite::source).collect());
        }
        let several = sources.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
        let differs = several && data.differs(record, field);
        Self { differs, loud: differs, or: BESIDE, both: true }
    }

    /// Whether a point says that sources differ on the field.
    pub(super) const fn differs(self) -> bool {
        self.differs
    }

    /// The style of its values.
    pub(super) const fn style(self) -> Style {
        if self.loud { Style::Differs } else { Style::Regular }
    }

    /// The style of an item that stands alone: red, if another source has another value of the
    /// same thing.
    pub(super) fn style_of(
        self,
        field: &FieldView<'_>,
        reading: &ReadingView<'_>,
        item: &ItemView<'_>,
    ) -> Style {
        let own = sources_of(reading, item);
        let against = field.readings.iter().any(|other| {
            other.items.iter().any(|one| {
                thing(one) == thing(item)
                    && one.part("of") == item.part("of")
                    && one.part("quantity") != item.part("quantity")
                    && sources_of(other, one) != own
            })
        });
        if self.differs && against { Style::Differs } else { Style::Regular }
    }

    /// What stands between two numbers.
    pub(super) const fn between_numbers(self) -> &'static str {
        if self.differs { AGAINST } else { BESIDE }
    }

    /// What stands between two groups of equal readings: a stroke, if those of different sources
    /// have another value of one thing; an `or`, if one source has two of which the editors
    /// conclude one.
    pub(super) fn between(
        self,
        record: RecordRef<'_>,
        before: &[&ReadingView<'_>],
        after: &[&ReadingView<'_>],
    ) -> &'static str {
        let one_thing = of_one_thing(before, after);
        let same = sources(record, before) == sources(record, after);
        // Of two that the editors conclude, from two lists of a source, say, both can be meant;
        // of two that they conclude from the same passages, only one.
        let stated = |equal: &[&ReadingView<'_>]| equal.iter().any(|one| !is_concluded(one));
        let concluded = || match (stated(before), stated(after)) {
            _ if times(before) != times(after) => false,
            (false, false) => passages(before) == passages(after),
            (before, after) => before != after,
        };
        match (one_thing, same) {
            (true, false) if self.differs => AGAINST,
            (true, true) if !self.both && concluded() => self.or,
            _ => BESIDE,
        }
    }
}

/// The sources of some equal readings.
fn sources<'r>(record: RecordRef<'r>, readings: &[&ReadingView<'r>]) -> BTreeSet<&'r str> {
    readings.iter().flat_map(|one| credit::of_reading(record, one)).map(Cite::source).collect()
}

/// The passages on which some equal readings rest by themselves.
fn passages<'r>(readings: &[&ReadingView<'r>]) -> BTreeSet<&'r Cite> {
    readings.iter().filter_map(|one| one.meta.cite).flatten().collect()
}

/// As of when some equal readings hold: two numbers of two times can both be meant.
fn times<'r>(readings: &[&ReadingView<'r>]) -> BTreeSet<&'r str> {
    let metas = readings
        .iter()
        .flat_map(|one| std::iter::once(one.meta).chain(one.items.iter().map(|item| item.meta)));
    metas.filter_map(|meta| meta.as_of).map(|date| date.as_str()).collect()
}

/// The sources of an item of a reading.
fn sources_of<'r>(reading: &ReadingView<'r>, item: &ItemView<'r>) -> BTreeSet<&'r str> {
    credit::of_item(reading, item).into_iter().flatten().map(Cite::source).collect()
}

/// Whether some readings have something of which others have another value: of parts in an event
/// and of figures those of one role or one measure.
fn of_one_thing(before: &[&ReadingView<'_>], after: &[&ReadingView<'_>]) -> bool {
    let things = |readings: &[&ReadingView<'_>]| -> BTreeSet<&'static str> {
        readings.iter().flat_map(|one| &one.items).map(thing).collect()
    };
    let (before, after) = (things(before), things(after));
    // What has no value stands against every value.
    before.is_empty() || after.is_empty() || before.intersection(&after).next().is_some()
}

/// Whether sources have another value of one thing in one reading, each in an item of its own.
pub(super) fn is_at_odds(reading: &ReadingView<'_>) -> bool {
    let measured = |item: &&ItemView<'_>| item.part("measure").is_some();
    let items = || reading.items.iter().filter(measured);
    items().enumerate().any(|(n, one)| {
        items().take(n).any(|other| {
            thing(one) == thing(other)
                && one.part("quantity") != other.part("quantity")
                && sources_of(reading, one).is_disjoint(&sources_of(reading, other))
        })
    })
}

/// What an item is a value of, in a list of several sorts.
fn thing(item: &ItemView<'_>) -> &'static str {
    let code = |name: &str| match item.part(name) {
        Some(Atom::Code(code)) => Some(code.def.code),
        _ => None,
    };
    code("role").or_else(|| code("measure")).unwrap_or_default()
}
