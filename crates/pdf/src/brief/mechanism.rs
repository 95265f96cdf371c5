//! A section for each mechanism: what its events are, and who reports them.

use std::collections::BTreeMap;

use rapporteur_apparatus::{
    phrase::{count, list},
    summary::Entry,
    value,
};
use rapporteur_schema::{
    RecordRef,
    codes::Mechanism,
    view::{Atom, FieldView, ItemView},
};

use super::{
    data::{Data, LANGUAGE, cites, sources},
    engagement::{by_mechanism, columns},
    line::{self, Line, or_dash},
    notes::Notes,
    totals::marked,
};
use crate::block::{Block, Mark, Span, Style, Table};

/// A section for each mechanism that has events.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    for (mechanism, entries) in by_mechanism(data) {
        let id = format!("mechanism-{}", mechanism.code());
        out.push(super::heading(2, mechanism.label(), &id));
        out.push(super::paragraph(Line::new().plain(&sentences(data, mechanism, &entries))));
        let rows = entries.iter().map(|entry| row(data, notes, entry)).collect();
        out.push(Block::Table(Table {
            caption: format!(
                "{}: events in order of time. ● more than one source, ○ one source, ◆ sources differ.",
                mechanism.label()
            ),
            columns: columns(&[
                ("Date", 1.6),
                ("What", 3.5),
                ("Where and who", 3.1),
                ("Sources", 1.7),
            ]),
            rows,
        }));
    }
}

/// What the section holds, in a few sentences.
fn sentences(data: &Data<'_>, mechanism: Mechanism, entries: &[&Entry<'_>]) -> String {
    let mut by: BTreeMap<String, usize> = BTreeMap::new();
    let mut differ = 0;
    let mut one = 0;
    for entry in entries {
        let record = RecordRef::Event(entry.event);
        for source in sources(record) {
            *by.entry(source).or_default() += 1;
        }
        match data.mark(record) {
            Mark::Differs => differ += 1,
            Mark::OneSource => one += 1,
            Mark::Agreed => {}
        }
    }
    let mut by: Vec<(usize, &str)> = by
        .iter()
        .map(|(source, n)| (*n, rapporteur_apparatus::cite::siglum(data.dataset, source)))
        .collect();
    by.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let years = || entries.iter().filter_map(|entry| Some(entry.start?.year));
    let span = years().min().zip(years().max());
    format!("{} {}", mechanism.def().definition, reports(entries.len(), span, &by, one, differ))
}

/// `3 events from 2006 to 2009: A reports 2 of them, B 1. 2 rest on one source; on 1 the sources differ.`
fn reports(
    events: usize,
    span: Option<(i32, i32)>,
    by: &[(usize, &str)],
    one: usize,
    differ: usize,
) -> String {
    let years = match span {
        Some((from, to)) if from == to => format!(" of {from}"),
        Some((from, to)) => format!(" from {from} to {to}"),
        None => String::new(),
    };
    let by: Vec<String> = by
        .iter()
        .enumerate()
        .map(|(n, (number, name))| {
            let all = if *number == events { "all".to_owned() } else { number.to_string() };
            match n {
                0 if events == 1 => format!("{name} reports it"),
                0 => format!("{name} reports {all} of them"),
                _ if events == 1 => name.to_string(),
                _ => format!("{name} {all}"),
            }
        })
        .collect();
    let mut text = format!("{}{years}: {}.", count(events, "event", "events"), list(&by));
    let mut rest: Vec<String> = Vec::new();
    if one > 0 && events > 1 {
        rest.push(match one {
            n if n == events => "each rests on one source".to_owned(),
            1 => "one rests on one source".to_owned(),
            n => format!("{n} rest on one source each"),
        });
    }
    if differ > 0 {
        rest.push(match differ {
            n if n == events && events == 1 => "the sources differ on it".to_owned(),
            n => format!("on {n} the sources differ"),
        });
    }
    if !rest.is_empty() {
        text = format!("{text} {}.", super::capital(&rest.join("; ")));
    }
    text
}

fn row(data: &Data<'_>, notes: &mut Notes, entry: &Entry<'_>) -> Vec<Vec<Span>> {
    let record = RecordRef::Event(entry.event);
    let date = field(data, notes, record, "date");
    // In the order of the cells, so that notes are numbered as they are met.
    let what = what(data, notes, entry);
    let who = or_dash(who(data, notes, record));
    let mut by = marked(data, record);
    by.extend(notes.by_source(data.dataset, &cites(record)).spans());
    vec![or_dash(date), what, who, by.spans()]
}

fn field(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>, name: &str) -> Line {
    match record.field(name) {
        Some(field) => line::field(data, notes, record, &field),
        None => Line::new(),
    }
}

/// Name, kind, what happened, what came of it, and its numbers.
fn what(data: &Data<'_>, notes: &mut Notes, entry: &Entry<'_>) -> Vec<Span> {
    let record = RecordRef::Event(entry.event);
    let mut line = Line::new().bold(entry.label);
    let kind = entry.event.kind.label();
    if !says_already(entry.label, kind) {
        line.add(&format!(" · {}", super::lower_first(kind)), Style::Muted);
    }
    for (name, word) in [("summary", ""), ("outcome", "Outcome: "), ("figures", "")] {
        let text = field(data, notes, record, name);
        if text.is_empty() {
            continue;
        }
        line.add(". ", Style::Muted);
        line.add(word, Style::Muted);
        line.extend(text.spans());
    }
    tidy(line)
}

/// Takes the full stop that follows a sentence with one of its own.
fn tidy(line: Line) -> Vec<Span> {
    let mut spans = line.spans();
    let mut ended = false;
    for span in &mut spans {
        if ended && span.style == Style::Muted && span.text.starts_with(". ") {
            span.text.remove(0);
        }
        if span.style != Style::NoteNumber {
            ended = span.text.ends_with(['.', '…', '?', '!', '”']);
        }
    }
    spans
}

/// Whether a name says what kind of thing it is the name of.
fn says_already(name: &str, kind: &str) -> bool {
    let name = name.to_lowercase();
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 3)
            .map(str::to_owned)
            .collect()
    };
    let all = words(kind);
    !all.is_empty() && all.iter().any(|word| name.contains(word.as_str()))
}

/// Where it was held, how, and who took part, those with one role together.
fn who(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Line {
    let mut line = field(data, notes, record, "place");
    let mode = field(data, notes, record, "mode");
    if !mode.is_empty() {
        if !line.is_empty() {
            line.add(", ", Style::Regular);
        }
        line.extend(mode.spans());
    }
    if let Some(field) = record.field("participants") {
        if !line.is_empty() {
            line.add(". ", Style::Regular);
        }
        line.extend(participants(data, notes, record, &field).spans());
    }
    line
}

fn participants(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
) -> Line {
    line::readings(data, notes, record, field, |line, notes, items, style| {
        for (n, (role, items)) in by_role(items).into_iter().enumerate() {
            if n > 0 {
                line.add("; ", Style::Regular);
            }
            line.add(&format!("{role}: "), Style::Muted);
            for (n, item) in items.into_iter().enumerate() {
                if n > 0 {
                    line.add(", ", Style::Regular);
                }
                let name = match item.parts.first() {
                    Some((_, atom)) => value::atom(data.dataset, *atom, LANGUAGE),
                    None => String::new(),
                };
                line.add(&name, style);
                line::own(data, notes, line, &item.meta);
            }
        }
    })
}

/// Items by the role that they have, roles in the order of their first item.
fn by_role<'i, 'a>(items: &'i [ItemView<'a>]) -> Vec<(&'static str, Vec<&'i ItemView<'a>>)> {
    let mut roles: Vec<(&'static str, Vec<&ItemView<'_>>)> = Vec::new();
    for item in items {
        let role = match item.part("role") {
            Some(Atom::Code(code)) => code.def.label,
            _ => "Participant",
        };
        match roles.iter_mut().find(|(known, _)| *known == role) {
            Some((_, list)) => list.push(item),
            None => roles.push((role, vec![item])),
        }
    }
    roles
}

#[cfg(test)]
mod tests {
    use super::{reports, says_already};

    #[test]
    fn says_who_reports_what() {
        assert_eq!(
            reports(3, Some((2006, 2009)), &[(3, "A"), (1, "B")], 2, 1),
            "3 events from 2006 to 2009: A reports all of them and B 1. 2 rest on one source each; \
             on 1 the sources differ."
        );
        assert_eq!(reports(1, None, &[(1, "A")], 1, 0), "1 event: A reports it.");
        assert_eq!(
            reports(1, Some((2006, 2006)), &[(1, "A"), (1, "B")], 0, 1),
            "1 event of 2006: A reports it and B. The sources differ on it."
        );
    }

    #[test]
    fn a_kind_is_not_said_twice() {
        assert!(says_already("16th human rights dialogue", "Dialogue round"));
        assert!(!says_already("Beijing, 2012", "Forum"));
    }
}
