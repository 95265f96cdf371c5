//! People and organisations: names in their own script first.

use rapporteur_schema::{
    RecordRef, Register,
    codes::Basis,
    view::{Atom, FieldView},
};

use super::{
    data::{Data, Part},
    engagement::columns,
    events::by,
    line::{Line, or_dash},
    notes::Notes,
};
use crate::block::{Block, Span, Style};

/// Whom the brief is about, with what belongs to it: names, kind, parts in its events.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let mut records: Vec<RecordRef<'_>> =
        data.scope.about.iter().filter_map(|id| data.dataset.get(id)).collect();
    let first = match data.brief {
        super::choice::Brief::Partner(id) | super::choice::Brief::Person(id) => id.as_str(),
        _ => "",
    };
    records.sort_by_cached_key(|record| {
        let id = record.id().as_str();
        (id != first, record.register(), data.label(id).to_lowercase(), id)
    });
    let several = |record: &RecordRef<'_>| {
        let names = record.field("names");
        names.is_some_and(|field| field.readings.iter().map(|r| r.items.len()).sum::<usize>() > 1)
    };
    // One name is the title of the brief.
    if records.is_empty() || records.len() == 1 && !records.iter().any(several) {
        return;
    }
    let words = data.words;
    out.push(super::heading(2, words.title.actors, "actors"));
    let rows = records
        .into_iter()
        .map(|record| -> Vec<Vec<Span>> {
            let names = names(data, notes, record);
            vec![names, parts(data, record), by(data, notes, record)]
        })
        .collect();
    let column = &words.column;
    let columns = columns(&[(column.name, 4.0), (column.parts, 3.0), (column.sources, 2.4)]);
    out.push(super::table(words.text.actors, columns, rows));
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
            line.add(
                &format!(" ({})", data.words.say.no_name(&absent.label().to_lowercase())),
                Style::Muted,
            );
            if !reading.bare
                && let Some(cite) = reading.meta.cite
            {
                line.cite(notes, cite);
            }
        }
    }
    or_dash(line)
}

/// What they are, and as what they take part in how many events of the brief.
fn parts(data: &Data<'_>, record: RecordRef<'_>) -> Vec<Span> {
    let mut line = Line::new().plain(record.kind().label());
    if record.register() == Register::Place {
        return line.spans();
    }
    let parts = data.parts.get(record.id().as_str()).map(Vec::as_slice).unwrap_or_default();
    let mut roles: Vec<Held<'_>> = Vec::new();
    for part in parts.iter().filter(|part| data.scope.has(part.event.id.as_str())) {
        let at = roles.iter().position(|held| held.role == part.role).unwrap_or_else(|| {
            roles.push(Held { role: part.role, number: 0, proposed: 0, inferred: 0 });
            roles.len() - 1
        });
        let Some(held) = roles.get_mut(at) else { continue };
        held.number += 1;
        match basis(part, record.id().as_str()) {
            Some(Basis::Proposed) => held.proposed += 1,
            Some(_) => held.inferred += 1,
            None => {}
        }
    }
    roles.sort_by(|a, b| b.number.cmp(&a.number).then(a.role.cmp(b.role)));
    let roles: Vec<String> = roles
        .iter()
        .map(|held| {
            let concluded = [(Basis::Inferred, held.inferred), (Basis::Proposed, held.proposed)];
            let said = data.words.say.parts(held.number, &concluded);
            format!("{} ({said})", super::lower_first(held.role))
        })
        .collect();
    if !roles.is_empty() {
        line.add(". ", Style::Regular);
        line.add(&super::capital(&roles.join(", ")), Style::Regular);
    }
    line.spans()
}

/// In how many events somebody has a role, and in how many of them the editors alone say so.
struct Held<'p> {
    role: &'p str,
    number: usize,
    proposed: usize,
    inferred: usize,
}

/// On what ground somebody has a part in an event, if no source states it.
fn basis(part: &Part<'_>, who: &str) -> Option<Basis> {
    let field = RecordRef::Event(part.event).field("participants")?;
    let mut found = None;
    for reading in &field.readings {
        for item in &reading.items {
            let own = matches!(item.part("who"), Some(Atom::Ref(id)) if id.as_str() == who);
            let role =
                matches!(item.part("role"), Some(Atom::Code(role)) if role.def.label == part.role);
            if !(own && role) {
                continue;
            }
            let basis = item.meta.basis.or(reading.meta.basis);
            match basis.filter(|basis| basis.is_of_editors()) {
                Some(basis) => found = Some(basis),
                None => return None,
            }
        }
    }
    found
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
