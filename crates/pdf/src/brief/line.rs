//! Runs of text: how a line of a brief is put together.

use std::collections::BTreeSet;

use rapporteur_schema::{
    Cite, Date, RecordRef,
    view::{Atom, FieldView, ItemView, MetaView, ReadingView},
};

use super::{
    credit::{self, credited},
    data::{Data, LANGUAGE},
    dates::{date_of, narrows, rank, vague},
    marks::Marks,
    notes::Notes,
    years::is_lasting,
};
use crate::block::{Span, Style};

/// Text with line feeds, tabs and other breaks as spaces: a run is one line; with the
/// apostrophes and dashes of print.
pub(super) fn clean(text: &str) -> String {
    let blank = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let text = if text.contains(blank) {
        text.split(blank).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    };
    printed(text)
}

/// Three hyphens or more as a dash, and the apostrophe of a typewriter as one of
/// print: the dataset keeps what it has. Addresses stay as they are.
fn printed(mut text: String) -> String {
    if let Some(at) = text.find("---").filter(|_| !text.contains("://")) {
        let (before, after) = text.split_at(at);
        text = printed(format!("{before}—{}", after.trim_start_matches('-')));
    }
    if !text.contains('\'') || text.contains("://") {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 4);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = out.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '.');
        let before = chars.peek().is_some_and(|next| next.is_alphanumeric());
        out.push(match c {
            '\'' if after => '’',
            '\'' if before => '‘',
            _ => c,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn texts_have_the_marks_of_print() {
        assert_eq!(clean("China's states' part"), "China’s states’ part");
        assert_eq!(clean("“A”------ B"), "“A”— B");
        assert_eq!(clean("a -- b, c-d"), "a -- b, c-d");
        assert_eq!(clean("https://example.org/a---b'c"), "https://example.org/a---b'c");
        assert_eq!(clean("a\nb\t\tc"), "a b c");
        assert_eq!(clean("'quoted'"), "‘quoted’");
    }
}

/// A line that is being written.
#[derive(Debug, Clone, Default)]
pub(super) struct Line(Vec<Span>);

impl Line {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds text in a style, to the run before when that has the same style.
    #[must_use]
    pub(super) fn put(mut self, text: &str, style: Style) -> Self {
        self.add(text, style);
        self
    }

    /// Adds text in a style.
    pub(super) fn add(&mut self, text: &str, style: Style) {
        if text.is_empty() {
            return;
        }
        let text = clean(text);
        if let Some(last) = self.0.last_mut()
            && last.style == style
            && last.language.is_none()
            && last.link.is_none()
        {
            last.text.push_str(&text);
            return;
        }
        self.0.push(Span::new(text, style));
    }

    /// Adds text that may be in another language than the brief.
    pub(super) fn add_in(&mut self, text: &str, style: Style, language: &str) {
        if same_language(language) {
            self.add(text, style);
            return;
        }
        let mut span = Span::new(clean(text), style);
        span.language = Some(language.to_owned());
        self.0.push(span);
    }

    #[must_use]
    pub(super) fn plain(self, text: &str) -> Self {
        self.put(text, Style::Regular)
    }

    #[must_use]
    pub(super) fn bold(self, text: &str) -> Self {
        self.put(text, Style::Bold)
    }

    #[must_use]
    pub(super) fn muted(self, text: &str) -> Self {
        self.put(text, Style::Muted)
    }

    #[must_use]
    pub(super) fn italic(self, text: &str) -> Self {
        self.put(text, Style::Italic)
    }

    /// Adds the numbers of the notes for these passages.
    #[must_use]
    pub(super) fn cited<'c>(
        mut self,
        notes: &mut Notes,
        cites: impl IntoIterator<Item = &'c Cite>,
    ) -> Self {
        self.cite(notes, cites);
        self
    }

    /// Adds the numbers of the notes for these passages.
    pub(super) fn cite<'c>(
        &mut self,
        notes: &mut Notes,
        cites: impl IntoIterator<Item = &'c Cite>,
    ) {
        self.0.extend(notes.spans(cites));
    }

    /// Adds other runs.
    pub(super) fn extend(&mut self, spans: impl IntoIterator<Item = Span>) {
        for span in spans {
            if span.language.is_none() && span.link.is_none() {
                self.add(&span.text, span.style);
            } else {
                self.0.push(span);
            }
        }
    }

    /// Adds a run as it is.
    pub(super) fn push(&mut self, span: Span) {
        self.0.push(span);
    }

    /// Whether its last words end a sentence.
    pub(super) fn has_ended(&self) -> bool {
        let words = self.0.iter().rev().find(|span| span.style != Style::NoteNumber);
        words.is_some_and(|span| super::events::has_ended(&span.text))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A line of these runs.
    pub(super) fn of(spans: Vec<Span>) -> Self {
        Self(spans)
    }

    /// Adds whose a value is, within the brackets that it ends in.
    pub(super) fn owned(&mut self, whose: &str) {
        if whose.is_empty() {
            return;
        }
        let last = self.0.iter_mut().rev().find(|span| span.style != Style::NoteNumber);
        match last.filter(|last| last.style == Style::Muted && last.text.ends_with(')')) {
            Some(last) => {
                last.text.pop();
                last.text.push_str(&format!("; {whose})"));
            }
            None => self.add(&format!(" ({whose})"), Style::Muted),
        }
    }

    /// Adds who says a sentence, before the stop that it ends in, and that stop.
    pub(super) fn said_by(&mut self, whose: &str) {
        let last = self.0.iter_mut().rev().find(|span| span.style != Style::NoteNumber);
        if let Some(last) = last
            && last.text.ends_with('.')
            && !is_short_form(&last.text)
        {
            last.text.pop();
        }
        self.add(&format!(" ({whose})."), Style::Regular);
    }

    /// The place behind the last run of which something holds, else the end.
    pub(super) fn place_of(&self, holds: impl Fn(&Span) -> bool) -> usize {
        self.0.iter().rposition(holds).map_or(self.0.len(), |at| at + 1)
    }

    /// Puts the numbers of notes at a place, each that is not there yet.
    pub(super) fn insert(&mut self, at: usize, mut numbers: Vec<Span>) {
        numbers.retain(|span| !self.has_note(span));
        let after = self.0.split_off(at.min(self.0.len()));
        self.0.extend(numbers.into_iter().chain(after));
    }

    /// Whether it has the number of a note.
    pub(super) fn has_note(&self, number: &Span) -> bool {
        self.0.iter().any(|span| span.link == number.link)
    }

    /// What follows stands on a new line.
    pub(super) fn turn(&mut self) {
        match self.0.last_mut().filter(|span| span.link.is_none() && span.language.is_none()) {
            Some(last) => last.text.push('\n'),
            None => self.0.push(Span::plain("\n")),
        }
    }

    /// How many characters it has.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|span| span.text.len()).sum()
    }

    pub(super) fn spans(self) -> Vec<Span> {
        self.0
    }
}

/// Whether a language is that of the brief, so that a run need not name it.
fn same_language(language: &str) -> bool {
    language.split('-').next() == Some(LANGUAGE)
}

/// Whether the stop at the end of a text belongs to its last word, as in `U.N.` or `the 5 p.m.`,
/// or is one of several.
fn is_short_form(text: &str) -> bool {
    let mut last = text.chars().rev().skip(1);
    match (last.next(), last.next()) {
        (Some('.'), _) | (_, Some('.')) => true,
        (Some(letter), before) => {
            letter.is_uppercase() && before.is_none_or(|c| !c.is_alphanumeric())
        }
        (None, _) => false,
    }
}

/// A run of ordinary text in another style; the number of a note, and what has a style of
/// its own, as it is.
pub(super) fn restyled(span: Span, style: Style) -> Span {
    let style = if span.style == Style::Regular { style } else { span.style };
    Span { style, ..span }
}

/// What stands where nothing does.
pub(super) const DASH: &str = "–";

/// A dash in the place of nothing: an empty cell would be heard as a fault.
pub(super) fn or_dash(line: Line) -> Vec<Span> {
    if line.is_empty() { Line::new().muted(DASH).spans() } else { line.spans() }
}

/// Every reading of a field side by side, with the notes that its readings and
/// items have of their own; what stands bare rests on the notes of its record.
pub(super) fn field(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
) -> Line {
    readings(data, notes, record, field, |line, notes, one, style| {
        values(data, notes, line, (record, field), one, style);
    })
}

/// A date: where the readings differ, side by side; else the most precise, and in brackets
/// those that only say less precisely the same.
pub(super) fn date(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
) -> Line {
    let mut readings: Vec<&ReadingView<'_>> = field.readings.iter().collect();
    readings.sort_by_key(|reading| vague(data, record, reading));
    let readings = merged(readings);
    if readings.len() < 2 && field.readings.len() < 2 || !contains(&readings) {
        return self::field(data, notes, record, field);
    }
    let mut line = Line::new();
    let last = readings.len().saturating_sub(1);
    for (n, equal) in readings.into_iter().enumerate() {
        let mut said = Line::new();
        same(data, notes, &mut said, (record, field), &equal, |said, notes, one| {
            values(data, notes, said, (record, field), one, Style::Regular);
        });
        match n {
            0 => {}
            1 => line.add(" (", Style::Muted),
            _ => line.add("; ", Style::Muted),
        }
        let style = if n == 0 { Style::Regular } else { Style::Muted };
        line.extend(said.spans().into_iter().map(|span| restyled(span, style)));
        if n > 0 && n == last {
            line.add(")", Style::Muted);
        }
    }
    line
}

/// Every reading of a date with whose it is: what a source has before what the editors
/// conclude, and with the same remarks as in the rows.
pub(super) fn dates(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
    known: &[&str],
) -> Line {
    let some = field.readings.iter().filter(|one| !one.items.is_empty());
    let mut all: Vec<&ReadingView<'_>> = some.collect();
    all.sort_by_key(|one| rank(data, record, one));
    let mut groups = merged(all);
    // What one source says again less precisely says no more.
    let mut known_dates: Vec<(&Date, Vec<&str>)> = Vec::new();
    groups.retain(|equal| {
        let Some(date) = equal.first().and_then(|one| date_of(one)) else { return true };
        let credited = equal.iter().flat_map(|one| credited(record, field.def.name, one));
        let whose = data.sigla(credited);
        let again = |(fine, by): &(&Date, Vec<&str>)| narrows(fine, date) && *by == whose;
        let keep = !known_dates.iter().any(again);
        known_dates.push((date, whose));
        keep
    });
    let several = groups.len() > 1;
    let marks = Marks::of(data, record, field);
    let mut line = Line::new();
    for (n, equal) in groups.iter().enumerate() {
        if let Some(before) = n.checked_sub(1).and_then(|n| groups.get(n)) {
            line.add(marks.between(record, before, equal), Style::Muted);
        }
        let mut said = Line::new();
        same(data, notes, &mut said, (record, field), equal, |said, notes, one| {
            values(data, notes, said, (record, field), one, marks.style());
        });
        let whose = whose(data, record, field, equal);
        let bare = equal.iter().any(|one| one.bare);
        // Whose it is, if it is of none of those who are named; what rests on the passages of the
        // record, if others are named than its sources.
        let named = bare || whose.iter().any(|one| known.contains(one));
        let witnesses = data.witnesses(record);
        let own = record.cite().into_iter().flatten();
        let own: Vec<&Cite> = own.filter(|cite| witnesses.contains(cite.source())).collect();
        let of = data.sigla(own.iter().copied());
        let others = bare
            && !known.is_empty()
            && (of.len() != known.len() || of.iter().any(|one| !known.contains(one)));
        if data.is_of_source() {
        } else if others {
            said.owned(&data.language().list(&of));
            said.cite(notes, own);
        } else if several || !named {
            said.owned(&data.language().list(&whose));
        }
        line.extend(said.spans());
    }
    line
}

/// Whose value some equal readings are; nobody's beside those whose it says already.
fn whose<'a>(
    data: &Data<'a>,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
    equal: &[&ReadingView<'_>],
) -> Vec<&'a str> {
    // Of what another remarks on it it is said beside.
    let remarked = |one: &ReadingView<'_>| !data.remarks(field, &one.meta).is_empty();
    let own = equal
        .iter()
        .enumerate()
        .filter(|(n, one)| (*n == 0 || !remarked(one)) && data.owns(record, field.def.name, one));
    let mut names: Vec<&str> = Vec::new();
    for name in own.flat_map(|(_, one)| credit::named(data, record, field.def.name, one)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Readings that have the same stand together, that which states it first.
fn merged<'r, 'a>(readings: Vec<&'r ReadingView<'a>>) -> Vec<Vec<&'r ReadingView<'a>>> {
    let mut groups: Vec<Vec<&ReadingView<'_>>> = Vec::new();
    for one in readings {
        let equal = |other: &ReadingView<'_>| {
            !one.items.is_empty()
                && one.open == other.open
                && one.meta.as_of == other.meta.as_of
                && one.items.len() == other.items.len()
                && one.items.iter().zip(&other.items).all(|(a, b)| {
                    a.parts == b.parts && a.meta.as_of == b.meta.as_of && a.meta.cite == b.meta.cite
                })
        };
        match groups.iter_mut().find(|group| group.iter().any(|other| equal(other))) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    for group in &mut groups {
        group.sort_by_key(|reading| reading.meta.basis.is_some());
    }
    groups
}

/// Readings that have the same: it once, and what the others remark of it.
fn same(
    data: &Data<'_>,
    notes: &mut Notes,
    line: &mut Line,
    (record, field): (RecordRef<'_>, &FieldView<'_>),
    equal: &[&ReadingView<'_>],
    items: impl Fn(&mut Line, &mut Notes, &ReadingView<'_>),
) {
    let Some((first, others)) = equal.split_first() else { return };
    reading(data, notes, line, (record, field), first, |line, notes| items(line, notes, first));
    for other in others {
        let said = data.remarks(field, &other.meta);
        let cites = credited(record, field.def.name, other);
        if !said.is_empty() {
            let whose = data.language().list(&credit::named(data, record, field.def.name, other));
            let whose = if whose.is_empty() { whose } else { format!("{whose}: ") };
            line.add(&format!(" ({whose}{})", said.join("; ")), Style::Muted);
        } else if !other.bare {
            foreign(data, line, cites.iter().copied());
        }
        if !other.bare {
            line.cite(notes, cites);
        }
    }
}

/// Whether all dates but the first only say less precisely what the first says.
fn contains(groups: &[Vec<&ReadingView<'_>>]) -> bool {
    let mut dates = groups.iter().map(|group| group.first().and_then(|one| date_of(one)));
    let Some(Some(fine)) = dates.next() else { return false };
    dates.all(|coarse| coarse.is_some_and(|coarse| narrows(fine, coarse)))
}

/// The items of a reading, one after the other.
fn values(
    data: &Data<'_>,
    notes: &mut Notes,
    line: &mut Line,
    (record, field): (RecordRef<'_>, &FieldView<'_>),
    reading: &ReadingView<'_>,
    style: Style,
) {
    for (n, item) in reading.items.iter().enumerate() {
        if n > 0 {
            line.add("; ", Style::Regular);
        }
        match by(data, record, reading, item) {
            Some(words) => line.add(&words, style),
            None => line.extend(data.item(item, style)),
        }
        own(data, notes, line, field, &item.meta);
    }
}

/// The date by which something is inferred to have been done. What lasts, as a term does, is
/// until then.
pub(super) fn by(
    data: &Data<'_>,
    record: RecordRef<'_>,
    reading: &ReadingView<'_>,
    item: &ItemView<'_>,
) -> Option<String> {
    let basis = item.meta.basis.or(reading.meta.basis)?;
    let Some(Atom::Date(date)) = item.part("value") else { return None };
    let end: Date = date.as_str().strip_prefix("../")?.parse().ok()?;
    (basis.is_of_editors() && !is_lasting(record))
        .then(|| data.words.say.by_date(&data.language().date(&end)))
}

/// Every reading of a field side by side, those that have the same once, its items as `items`
/// says them in the style that it is given. Between those of which a point says that they
/// differ is a stroke; of others that are not equal it is said whose each is.
pub(super) fn readings(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
    items: impl Fn(&mut Line, &mut Notes, &ReadingView<'_>, Style),
) -> Line {
    let marks = Marks::of(data, record, field);
    let mut line = Line::new();
    let mut all: Vec<&ReadingView<'_>> = field.readings.iter().collect();
    // In the brief of a source its own come first.
    all.sort_by_key(|one| !data.owns(record, field.def.name, one));
    let groups = merged(all);
    let after_a_stop = |line: &Line, sign: &'static str| {
        if sign == "; " && line.has_ended() { " " } else { sign }
    };
    let owners: BTreeSet<Vec<&str>> =
        groups.iter().map(|equal| whose(data, record, field, equal)).collect();
    for (n, equal) in groups.iter().enumerate() {
        if let Some(before) = n.checked_sub(1).and_then(|n| groups.get(n)) {
            let sign = after_a_stop(&line, marks.between(record, before, equal));
            line.add(sign, Style::Muted);
        }
        let mut said = Line::new();
        same(data, notes, &mut said, (record, field), equal, |line, notes, one| {
            items(line, notes, one, marks.style());
        });
        let own = equal.iter().any(|one| !one.bare && !one.items.is_empty());
        if !marks.differs() && owners.len() > 1 && own && !data.is_of_source() {
            said.owned(&data.language().list(&whose(data, record, field, equal)));
        }
        line.extend(said.spans());
    }
    line
}

/// A reading: why it has no value, or its items; its remarks; its notes.
fn reading(
    data: &Data<'_>,
    notes: &mut Notes,
    line: &mut Line,
    (record, field): (RecordRef<'_>, &FieldView<'_>),
    reading: &ReadingView<'_>,
    items: impl FnOnce(&mut Line, &mut Notes),
) {
    if let Some(absent) = reading.absent {
        let said = match field.def.name {
            "date" => data.words.word.not_dated.to_owned(),
            "figures" => data.words.word.no_number.to_owned(),
            _ => data.words.say.absent(absent),
        };
        line.add(&said, Style::Muted);
    }
    items(line, notes);
    if reading.open {
        line.add(data.language().and_others(), Style::Regular);
    }
    remarks(line, &data.remarks(field, &reading.meta));
    if reading.bare {
        // In the brief of a source that does not report the record it is not of that source.
        let others = record.cite().filter(|cite| !data.brief.is_given_by(*cite));
        let alone = reading.items.iter().any(|item| item.meta.cite.is_none());
        if let Some(cite) = others.filter(|_| alone) {
            foreign(data, line, cite);
            line.cite(notes, cite);
        }
        return;
    }
    let credited = credited(record, field.def.name, reading);
    foreign(data, line, credited.iter().copied());
    // What only helps to conclude it stands with the note that says so.
    let noted = reading.meta.note.is_some() || reading.items.iter().any(|i| i.meta.note.is_some());
    let all: Vec<&Cite> = reading.meta.cite.into_iter().flatten().collect();
    let some = if noted { credited } else { all };
    // At its own values a source has its own notes.
    let given = data.brief.is_given_by(some.iter().copied());
    line.cite(notes, some.into_iter().filter(|one| !given || data.brief.is_given_by([*one])));
}

/// What an item says about itself: remarks, and the notes of its own citations.
pub(super) fn own(
    data: &Data<'_>,
    notes: &mut Notes,
    line: &mut Line,
    field: &FieldView<'_>,
    meta: &MetaView<'_>,
) {
    remarks(line, &data.remarks(field, meta));
    // Who a speaker is, another source may say.
    if let Some(cite) = meta.cite.filter(|_| field.def.name != "by") {
        foreign(data, line, cite);
        let given = data.brief.is_given_by(cite);
        line.cite(notes, cite.iter().filter(|one| !given || data.brief.is_given_by([*one])));
    }
}

/// Whose a value is, in the brief of another source.
fn foreign<'c>(
    data: &Data<'_>,
    line: &mut Line,
    cites: impl IntoIterator<Item = &'c Cite> + Clone,
) {
    remarks(line, data.foreign(cites).as_slice());
}

/// Remarks in brackets, within the sentence if one has ended.
fn remarks(line: &mut Line, remarks: &[String]) {
    if remarks.is_empty() {
        return;
    }
    let ended = line.0.last_mut().filter(|last| last.text.ends_with('.') && last.link.is_none());
    let stop = ended.map(|last| last.text.pop()).is_some();
    line.add(&format!(" ({})", remarks.join("; ")), Style::Muted);
    if stop {
        line.add(".", Style::Regular);
    }
}
