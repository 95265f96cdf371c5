//! What stands on the first page: cover, key figures, the sources, how to read it.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_apparatus::language::Noun;
use rapporteur_schema::{
    RecordRef, Register,
    codes::NameKind,
    model::Source,
    view::{Atom, ItemView},
};

use super::{
    choice::Brief,
    data::{Data, LANGUAGE, put_text},
    line::{self, Line},
};
use crate::block::{Block, KeyFigure, Link, Span, Style};

/// More sources than this are counted by kind on the first page, and listed in small type.
pub(super) const MANY: usize = 8;

/// Cover, key figures, and what a reader must know before reading on.
pub(super) fn write(data: &Data<'_>, out: &mut Vec<Block>) {
    let words = data.words;
    out.push(cover(data));
    out.push(Block::KeyFigures(key_figures(data)));
    if data.known.restricted {
        out.push(super::paragraph(
            Line::new()
                .put(words.text.restricted, Style::Differs)
                .plain(words.text.restricted_rest),
        ));
    }
}

/// How to read the brief, and who is speaking in it.
pub(super) fn guide(data: &Data<'_>, out: &mut Vec<Block>) {
    let text = &data.words.text;
    out.push(super::paragraph(Line::new().bold(text.claim).plain(text.how_to_read)));
    // The other briefs have the rest with the sources.
    if !data.is_overview() {
        return;
    }
    let sources = data.dataset.sources();
    if !sources.is_empty() {
        let mut line = Line::new().bold(data.words.word.the_sources);
        if sources.len() > MANY {
            line.add(&super::capital(&kinds(data)), Style::Regular);
        } else {
            for (n, source) in sources.iter().enumerate() {
                if n > 0 {
                    line.add("; ", Style::Regular);
                }
                let kind = super::lower_first(source.kind.label());
                line.add(&format!("{} ({kind})", siglum(data, source)), Style::Regular);
            }
        }
        line.add(": ", Style::Regular);
        line.push(to_heading(data.words.title.sources, super::back::SOURCES));
        line.add(".", Style::Regular);
        out.push(super::paragraph(line));
    }
    editors(data, out);
}

/// What the editors say of the sources together.
pub(super) fn editors(data: &Data<'_>, out: &mut Vec<Block>) {
    if let Some(note) = &data.dataset.meta.note {
        let mut line = Line::new().bold(data.words.text.editors_on_sources);
        put_text(&mut line, note, Style::Regular);
        out.push(super::paragraph(line));
    }
}

/// How many sources there are of each kind, the kinds with most first.
fn kinds(data: &Data<'_>) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for source in data.dataset.sources() {
        *kinds.entry(source.kind.label()).or_default() += 1;
    }
    let mut kinds: Vec<(&str, usize)> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let say = |(kind, n): &(&str, usize)| {
        format!("{} ({})", super::lower_first(kind), data.language().whole(*n))
    };
    kinds.iter().map(say).collect::<Vec<_>>().join("; ")
}

pub(super) fn siglum<'d>(data: &Data<'d>, source: &'d Source) -> &'d str {
    rapporteur_apparatus::cite::siglum(data.dataset, source.id.as_str())
}

fn cover(data: &Data<'_>) -> Block {
    let meta = &data.dataset.meta;
    let say = data.words.say;
    let sigla: Vec<&str> = data.dataset.sources().iter().map(|s| siglum(data, s)).collect();
    let mut standfirst = Line::new();
    match data.brief {
        Brief::Overview => {
            if let Some(description) = &meta.description {
                put_text(&mut standfirst, description, Style::Muted);
            }
        }
        Brief::Mechanism(mechanism) => {
            standfirst.add(mechanism.def().definition, Style::Muted);
        }
        // What a partner is, if it is no state; and the other names.
        Brief::Partner(id) | Brief::Person(id) => {
            if let Some(record) = data.dataset.get(id.as_str()) {
                names(data, record, &mut standfirst);
            }
        }
        Brief::Source(id) => {
            if let Some(source) = data.dataset.source(id.as_str()) {
                standfirst.add(&format!("{}. ", source.kind.label()), Style::Muted);
                standfirst.add(data.dataset.label(id.as_str(), LANGUAGE), Style::Muted);
                // On what ground the editors have the title, if the source has none.
                let title = RecordRef::Source(source).field("title");
                let first = title.as_ref().and_then(|title| title.readings.first());
                let item = first.and_then(|one| one.items.first());
                let metas = first.map(|one| one.meta).into_iter().chain(item.map(|item| item.meta));
                let grounds: Vec<String> = metas.flat_map(|meta| data.grounds(&meta)).collect();
                if !grounds.is_empty() {
                    standfirst.add(&format!(" ({})", grounds.join("; ")), Style::Muted);
                }
                standfirst.add(".", Style::Muted);
            }
        }
        Brief::Selection(_) => {}
    }
    if !data.is_overview() {
        if !standfirst.is_empty() {
            standfirst.add(" ", Style::Muted);
        }
        standfirst.add(&say.part_of(&line::clean(meta.title.best(LANGUAGE))), Style::Muted);
    }
    if !standfirst.is_empty() {
        standfirst.add(" ", Style::Muted);
    }
    let (version, date) = (meta.version.as_str(), date_of(data));
    let made = if data.is_overview() {
        say.made_from(&sigla, version, &date)
    } else {
        let named = |some: &BTreeSet<&str>| -> Vec<&str> {
            let sources = data.dataset.sources().iter();
            let some = sources.filter(|source| some.contains(source.id.as_str()));
            some.map(|source| siglum(data, source)).collect()
        };
        let (used, compared) = (named(data.used()), named(data.compared()));
        // The brief of a source is of that source.
        let of = !data.is_of_source();
        say.drawn_from(&used, &compared, of.then_some(sigla.len()), (version, &date))
    };
    standfirst.add(&made, Style::Muted);
    Block::Cover {
        kicker: say.kicker(data.brief),
        title: data.brief.title(data.dataset),
        standfirst: standfirst.spans(),
    }
}

/// The names of a record beside its title, and what it is, if that is not plain.
fn names(data: &Data<'_>, record: RecordRef<'_>, line: &mut Line) {
    let title = data.label(record.id().as_str());
    if !matches!(record.kind().code(), "named" | "state") {
        let label = record.kind().label();
        let person = record.register() == Register::Person;
        let said = if person { data.words.word.unnamed } else { label };
        line.add(&format!("{said}."), Style::Muted);
    }
    let ground = data.ground_of_name(record.id().as_str());
    if let Some(ground) = &ground {
        let space = if line.is_empty() { "" } else { " " };
        line.add(&format!("{space}{}.", super::capital(ground)), Style::Muted);
    }
    let field = record.field("names");
    let readings = field.iter().flat_map(|field| &field.readings);
    let mut shown: Vec<&str> = Vec::new();
    // What is only a misprint is no name that somebody has.
    let printed = |item: &ItemView<'_>| matches!(item.part("kind"), Some(Atom::Code(kind)) if kind.def.code == NameKind::AsPrinted.code());
    let mut items: Vec<&ItemView<'_>> = readings.flat_map(|reading| &reading.items).collect();
    items.sort_by_key(|item| printed(item));
    let mut before = None;
    for item in items {
        let Some(Atom::Plain(name)) = item.part("text") else { continue };
        if name == title || shown.contains(&name) || shown.len() == NAMES {
            continue;
        }
        let sort = printed(item);
        if before == Some(sort) {
            line.add(" · ", Style::Muted);
        } else {
            if before.is_some() {
                line.add(".", Style::Muted);
            }
            let space = if line.is_empty() { "" } else { " " };
            let word = &data.words.word;
            let word = match (sort, before.is_none() && ground.is_some()) {
                (true, true) => word.printed_as,
                (true, false) => word.printed_names,
                (false, _) => word.other_names,
            };
            line.add(&format!("{space}{word}"), Style::Muted);
        }
        before = Some(sort);
        shown.push(name);
        match item.part("lang") {
            Some(Atom::Language(tag)) => line.add_in(name, Style::Muted, tag.as_str()),
            _ => line.add(name, Style::Muted),
        }
    }
    if !shown.is_empty() {
        line.add(".", Style::Muted);
    }
}

/// How many other names stand under the title.
const NAMES: usize = 4;

/// The date of this version of the dataset, in words.
pub(super) fn date_of(data: &Data<'_>) -> String {
    let created = data.dataset.meta.created.as_ref();
    created.map(|date| data.language().date(date)).unwrap_or_default()
}

/// How much there is of each sort: value, label.
fn key_figures(data: &Data<'_>) -> Vec<KeyFigure> {
    let language = data.language();
    let figure = |n: usize, noun: Noun, more: &str| {
        let whole = language.count(n, noun);
        let (value, label) = whole.split_once(' ').unwrap_or((&whole, ""));
        KeyFigure { value: value.to_owned(), label: format!("{label}{more}"), differs: false }
    };
    let mut figures = Vec::new();
    let events = data.timeline.len();
    let span = super::years::span(data, data.timeline.iter());
    let years = span.map(|years| data.words.say.dated(events, years));
    if events > 0 || data.is_overview() {
        figures.push(figure(events, Noun::Event, &years.unwrap_or_default()));
    }
    if data.is_overview() {
        let totals = data.dataset.totals();
        figures.insert(0, figure(totals.all_records(), Noun::Record, ""));
        figures.push(figure(totals.claims, Noun::Claim, ""));
        figures.push(figure(data.dataset.sources().len(), Noun::Source, ""));
    } else {
        for (register, noun) in [
            (Register::Statement, Noun::Statement),
            (Register::Figure, Noun::Figure),
            (Register::Work, Noun::Work),
        ] {
            let n = data.of(register).len();
            // The brief of a source does not list texts.
            let listed = register != Register::Work || !data.is_of_source();
            if n > 0 && listed {
                figures.push(figure(n, noun, ""));
            }
        }
    }
    let differ = data
        .disagreements
        .iter()
        .filter(|found| super::differ::between(data.dataset, found))
        .count();
    let more = data.words.say.where_they_differ();
    if differ > 0 {
        figures.push(KeyFigure { differs: true, ..figure(differ, Noun::Point, more) });
    }
    figures
}

/// A run that leads to a heading of the brief.
pub(super) fn to_heading(text: &str, id: &str) -> Span {
    let mut span = Span::plain(text);
    span.link = Some(Link::Heading(id.to_owned()));
    span
}
