//! The briefs on a mechanism, a partner, a person, a source or a selection: whole for what
//! they are about, but that of a source, which leaves texts and some differences to the
//! annex.

use super::{
    actors, choice::Brief, data::Data, differ, engagement, events, line::Line, notes::Notes,
    opening, says, source, totals,
};
use crate::block::Block;

/// With fewer records than this there is no table of contents.
const LONG: usize = 30;

/// With no more events than this the brief on a person has no drawings and no table of rounds.
const MANY: usize = 12;

/// Everything between the first page and the back.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let words = data.words;
    if data.scope.is_empty() {
        out.push(super::paragraph(Line::new().plain(words.text.nothing)));
    }
    let subject = match data.brief {
        Brief::Source(id) => data.dataset.source(id.as_str()),
        _ => None,
    };
    let points = opening::points(data, notes);
    if !points.is_empty() {
        out.push(super::heading(2, words.title.in_brief, "in-brief"));
        out.push(Block::List(points));
    }
    if let Some(source) = subject {
        source::standpoint(data, source, out);
    }
    if let Brief::Partner(id) | Brief::Person(id) = data.brief
        && let Some(record) = data.dataset.get(id.as_str())
    {
        let said: Vec<String> = data.note(record).into_iter().chain(data.may_be(record)).collect();
        if !said.is_empty() {
            let said = format!("{}.", said.join(". "));
            out.push(super::paragraph(Line::new().bold(words.word.editors).plain(&said)));
        }
    }
    if let Some(text) = holds(data) {
        out.push(super::paragraph(Line::new().plain(&text)));
    }
    super::front::guide(data, out);
    if data.scope.records.len() >= LONG {
        out.push(super::heading(2, words.title.contents, "contents"));
        out.push(Block::Contents);
    }
    if let Some(source) = subject {
        source::write(data, source, notes, out);
        return;
    }
    // Of a person the events tell the same.
    if !matches!(data.brief, Brief::Person(_)) || data.timeline.len() > MANY {
        engagement::write(data, notes, out);
    }
    events::write(data, notes, out);
    says::statements(data, notes, out);
    totals::write(data, notes, out);
    says::works(data, notes, out);
    differ::write(data, notes, out);
    if data.is_on_one() {
        actors::write(data, notes, out);
    }
}

/// What the first page does not show in numbers: that nothing differs, where the rest of it
/// stands.
fn holds(data: &Data<'_>) -> Option<String> {
    let text = &data.words.text;
    if data.scope.is_empty() {
        return None;
    }
    let mut said: Vec<String> = Vec::new();
    // Without a point of its own there is no section that says so.
    if data.disagreements.is_empty() && data.touching > 0 {
        let title = data.brief.title(data.dataset);
        said.push(data.words.say.differ_touching(data.touching, &title));
    }
    let none = data.disagreements.is_empty() && data.touching == 0 && !data.is_touched();
    if none && data.used().len() > 1 {
        said.push(text.differ_none.to_owned());
    }
    if data.is_of_source() && !data.timeline.is_empty() {
        said.push(text.elsewhere.to_owned());
    }
    (!said.is_empty()).then(|| said.join(" "))
}
