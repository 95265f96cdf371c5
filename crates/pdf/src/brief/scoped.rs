//! The briefs on a mechanism, a partner, a person, a source or a selection: each whole
//! for what it is about.

use rapporteur_apparatus::{Layer, language::Noun};
use rapporteur_schema::Register;

use super::{
    actors, choice::Brief, data::Data, differ, engagement, events, line::Line, notes::Notes, says,
    source, totals,
};
use crate::block::Block;

/// With fewer records than this there is no table of contents.
const LONG: usize = 30;

/// Everything between the first page and the back.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let words = data.words;
    out.push(super::paragraph(Line::new().plain(&holds(data))));
    let subject = match data.brief {
        Brief::Source(id) => data.dataset.source(id.as_str()),
        _ => None,
    };
    if let Some(source) = subject {
        source::standpoint(data, source, out);
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
    if matches!(data.brief, Brief::Partner(_) | Brief::Person(_)) {
        actors::write(data, notes, out);
    }
    engagement::write(data, notes, out);
    events::write(data, notes, out);
    says::statements(data, notes, out);
    totals::write(data, notes, out);
    says::works(data, notes, out);
    differ::write(data, notes, out);
}

/// What the brief has, or that there is nothing to tell.
fn holds(data: &Data<'_>) -> String {
    if data.scope.is_empty() {
        return data.words.text.nothing.to_owned();
    }
    let language = data.language();
    let mut counts = Vec::new();
    for (register, noun) in [
        (Register::Event, Noun::Event),
        (Register::Statement, Noun::Statement),
        (Register::Figure, Noun::Figure),
        (Register::Work, Noun::Work),
    ] {
        if register == Register::Work && matches!(data.brief, Brief::Source(_)) {
            continue;
        }
        let n = data.of(register).len();
        if n > 0 {
            counts.push(language.count(n, noun));
        }
    }
    let differ = data.disagreements.iter().filter(|d| d.layer != Layer::Total).count();
    if differ > 0 {
        let more = data.words.say.where_they_differ();
        counts.push(format!("{}{more}", language.count(differ, Noun::Point)));
    }
    let whole = data.scope.records.len() > 1 || differ > 0;
    let mut text = data.words.say.holds(&counts, whole);
    if data.disagreements.is_empty() {
        text = format!("{text} {}", data.words.text.differ_none);
    }
    if matches!(data.brief, Brief::Source(_)) && !data.timeline.is_empty() {
        text = format!("{text} {}", data.words.text.elsewhere);
    }
    text
}
