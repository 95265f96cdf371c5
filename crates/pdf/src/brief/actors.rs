//! People and organisations: names in their own script first.

use rapporteur_apparatus::phrase::count;
use rapporteur_schema::{
    RecordRef,
    view::{Atom, FieldView},
};

use super::{
    data::{Data, cites},
    engagement::columns,
    line::{Line, or_dash},
    notes::Notes,
    totals::marked,
};
use crate::block::{Block, Span, Style, Table};

/// How many parts in events are named.
const FEW: usize = 3;

/// Both tables.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let people: Vec<RecordRef<'_>> = data.dataset.people().iter().map(RecordRef::Person).collect();
    let organisations: Vec<RecordRef<'_>> =
        data.dataset.organisations().iter().map(RecordRef::Organisation).collect();
    if people.is_empty() && organisations.is_empty() {
        return;
    }
    out.push(super::heading(2, "People and organisations", "actors"));
    let rest = if data.annex {
        "; the annex has every capacity in which a source names somebody."
    } else {
        "."
    };
    out.push(super::paragraph(Line::new().plain(&format!(
        "A name in another script than the Latin stands first. An office or a part is named as the \
         events in this dataset have it{rest}",
    ))));
    if !people.is_empty() {
        out.push(super::heading(3, "People", "people"));
        let rows = sorted(data, people).into_iter().map(|r| row(data, notes, r)).collect();
        out.push(table("People whom the sources name.", "Parts in events", rows));
    }
    if !organisations.is_empty() {
        out.push(super::heading(3, "Organisations", "organisations"));
        let rows = sorted(data, organisations).into_iter().map(|r| row(data, notes, r)).collect();
        out.push(table(
            "States, bodies and other organisations that the sources name.",
            "Kind, and parts in events",
            rows,
        ));
    }
}

fn table(caption: &str, parts: &str, rows: Vec<Vec<Vec<Span>>>) -> Block {
    Block::Table(Table {
        caption: caption.to_owned(),
        columns: columns(&[("Name", 3.0), (parts, 4.6), ("Sources", 2.2)]),
        rows,
    })
}

/// By what they are called.
fn sorted<'a>(data: &Data<'_>, mut records: Vec<RecordRef<'a>>) -> Vec<RecordRef<'a>> {
    records.sort_by_cached_key(|record| {
        (data.label(record.id().as_str()).to_lowercase(), record.id().as_str())
    });
    records
}

fn row(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Vec<Vec<Span>> {
    let names = names(data, notes, record);
    let mut by = marked(data, record);
    by.extend(notes.by_source(data.dataset, &cites(record)).spans());
    vec![names, parts(data, record), by.spans()]
}

/// Whether a name has letters that are not Latin.
fn other_script(text: &str) -> bool {
    // Latin letters end at U+024F and go on in two blocks of additions; everything
    // between is IPA, Greek, Cyrillic and the scripts of the world.
    let latin = |c: char| {
        c <= '\u{24F}'
            || ('\u{1E00}'..='\u{1EFF}').contains(&c)
            || ('\u{2C60}'..='\u{2C7F}').contains(&c)
    };
    text.chars().any(|c| c.is_alphabetic() && !latin(c))
}

/// The names: those in their own script first, then the preferred ones, then the others.
fn names(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Vec<Span> {
    let Some(field) = record.field("names") else {
        return Line::new().muted(record.id().as_str()).spans();
    };
    let field: FieldView<'_> = field;
    let mut items: Vec<_> = field
        .readings
        .iter()
        .flat_map(|reading| {
            let own = if reading.bare { None } else { reading.meta.cite };
            reading.items.iter().map(move |item| (item, item.meta.cite.or(own)))
        })
        .collect();
    items.sort_by_key(|(item, _)| {
        let other = match item.part("text") {
            Some(Atom::Plain(name)) => other_script(name),
            _ => false,
        };
        (!other, item.part("kind").is_some())
    });
    let mut line = Line::new();
    for (n, (item, cite)) in items.into_iter().enumerate() {
        if n > 0 {
            line.add(" · ", Style::Muted);
        }
        let style = if n == 0 { Style::Bold } else { Style::Regular };
        line.extend(data.item(item, style));
        for remark in data.grounds(&item.meta) {
            line.add(&format!(" ({remark})"), Style::Muted);
        }
        if let Some(cite) = cite {
            line.cite(notes, cite);
        }
    }
    for reading in &field.readings {
        if let Some(absent) = reading.absent {
            line.add(&format!(" (name {})", absent.label().to_lowercase()), Style::Muted);
            if !reading.bare
                && let Some(cite) = reading.meta.cite
            {
                line.cite(notes, cite);
            }
        }
    }
    or_dash(line)
}

/// What they are, and their parts in events.
fn parts(data: &Data<'_>, record: RecordRef<'_>) -> Vec<Span> {
    let mut line = Line::new();
    if record.register() == rapporteur_schema::Register::Organisation {
        line.add(record.kind().label(), Style::Regular);
    }
    let parts = data.parts.get(record.id().as_str()).map(Vec::as_slice).unwrap_or_default();
    if parts.len() > FEW {
        let mut roles: Vec<(&str, usize)> = Vec::new();
        for part in parts {
            match roles.iter_mut().find(|(role, _)| *role == part.role) {
                Some((_, n)) => *n += 1,
                None => roles.push((part.role, 1)),
            }
        }
        roles.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let roles: Vec<String> =
            roles.iter().map(|(role, n)| format!("{} ({n})", super::lower_first(role))).collect();
        if !line.is_empty() {
            line.add(". ", Style::Regular);
        }
        let number = count(parts.len(), "part", "parts");
        line.add(&format!("{number} in events: "), Style::Muted);
        line.add(&roles.join(", "), Style::Regular);
        return or_dash(line);
    }
    let mut roles: Vec<(&str, Vec<&str>)> = Vec::new();
    for part in parts {
        let event = data.label(part.event.id.as_str());
        match roles.iter_mut().find(|(role, _)| *role == part.role) {
            Some((_, events)) => events.push(event),
            None => roles.push((part.role, vec![event])),
        }
    }
    for (role, events) in roles {
        if !line.is_empty() {
            line.add(". ", Style::Regular);
        }
        line.add(&format!("{role}: "), Style::Muted);
        line.add(&events.join("; "), Style::Regular);
    }
    or_dash(line)
}

#[cfg(test)]
mod tests {
    use super::other_script;

    #[test]
    fn knows_the_latin_script() {
        assert!(other_script("罗艳华"));
        assert!(other_script("Москва"));
        assert!(!other_script("Łódź – Việt Nam"));
        assert!(!other_script("12"));
    }
}
