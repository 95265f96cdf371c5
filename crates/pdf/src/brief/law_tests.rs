//! What holds of every brief of the built-in datasets: whom it credits, what it counts, and
//! that nothing which the editors conclude stands as a source's.

use std::collections::BTreeSet;

use rapporteur_apparatus::{Layer, phrase};
use rapporteur_schema::{Dataset, Register, canonical, codes::Basis, model::Event};

use super::{Brief, data::Data, differ, sides};
use crate::{
    Options,
    block::{self, Block, Row, RowKind, Span, Style},
};

type Failure = Box<dyn std::error::Error>;

const BUILT_IN: [&str; 2] = ["china-hr-cooperation", "costa-rica-un-human-rights"];

/// What is wrong with a brief, and of how many things it was looked at.
#[derive(Default)]
struct Findings {
    wrong: Vec<String>,
    looked: [usize; 16],
}

impl Findings {
    fn look(&mut self, law: usize, holds: bool, text: impl FnOnce() -> String) {
        if let Some(number) = self.looked.get_mut(law) {
            *number += 1;
        }
        if !holds {
            self.wrong.push(text());
        }
    }
}

/// All of it in one pass: to make each brief takes its time.
#[test]
fn what_holds_of_every_brief() -> Result<(), Failure> {
    let mut found = Findings::default();
    let mut numbers = 0;
    for name in BUILT_IN {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        let dataset = Dataset::open(root.join(name))?;
        let hash = canonical::hash(&dataset);
        for brief in Brief::parse(&dataset, "all")? {
            let options = Options { brief, ..Options::default() };
            let data = Data::new(&dataset, &options);
            let brief = super::compose(&data, &options, &hash);
            let before = found.wrong.len();
            the_number_on_the_first_page_is_that_of_the_points(&data, &brief, &mut found)?;
            a_mark_says_what_its_row_shows(&data, &brief, &mut found);
            what_the_editors_conclude_says_so_in_the_first_sentences(&data, &brief, &mut found);
            a_side_of_a_point_is_what_its_sources_have(&data, &brief, &mut found);
            nothing_is_said_of_what_concerns_others(&data, &mut found);
            a_stroke_and_red_stand_where_a_counted_point_is(&brief, &mut found);
            who_only_helps_to_date_is_not_credited(&data, &mut found);
            a_source_is_counted_by_its_own_dates(&data, &mut found);
            a_point_of_a_source_has_a_side_of_it(&data, &mut found);
            what_is_done_is_done_by_a_day(&data, &brief, &mut found);
            a_side_is_more_than_a_name(&data, &mut found);
            nothing_differs_where_no_point_touches(&data, &brief, &mut found);
            every_drawing_counts_the_same_years(&data, &mut found);
            a_stroke_stands_between_values_of_one_thing(&data, &mut found);
            what_the_editors_conclude_of_several_is_nobodys(&data, &mut found);
            nobody_is_credited_twice_for_one_value(&brief, &mut found);
            let uncalled = super::shown_tests::uncalled(&brief);
            found.look(15, uncalled.is_empty(), || format!("no one calls {uncalled:?}"));
            let (number, wrong) =
                super::note_law_tests::numbers_belong_to_whom_they_stand_with(&data, &brief);
            numbers += number;
            found.wrong.extend(wrong);
            for text in found.wrong.iter_mut().skip(before) {
                *text = format!("{}: {text}", options.brief);
            }
        }
    }
    let Findings { wrong, looked } = found;
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    // Few people have a point of their own.
    assert!(looked.iter().all(|number| *number > 3), "{looked:?}");
    assert!(numbers > 1000, "{numbers}");
    Ok(())
}

fn nothing_differs_where_no_point_touches(
    data: &Data<'_>,
    brief: &block::Brief,
    found: &mut Findings,
) {
    let says = brief.blocks.iter().any(|block| match block {
        Block::Paragraph { spans, .. } => words(spans).contains(data.words.text.differ_none),
        _ => false,
    });
    if !says {
        return;
    }
    let all = rapporteur_apparatus::differences(data.dataset);
    let mut counted = all.iter().filter(|one| differ::between(data.dataset, one));
    let touches = counted.find(|one| one.records.iter().any(|id| data.scope.has(id)));
    found.look(10, touches.is_none(), || format!("{:?}", touches.map(|one| &one.point)));
}

fn text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect::<String>().replace('\u{a0}', " ")
}

/// Text without the numbers of notes.
fn words(spans: &[Span]) -> String {
    let words = spans.iter().filter(|span| span.style != Style::NoteNumber);
    words.map(|span| span.text.as_str()).collect::<String>().replace('\u{a0}', " ")
}

fn rows(brief: &block::Brief) -> impl Iterator<Item = &Row> {
    brief.blocks.iter().flat_map(|block| match block {
        Block::Table(table) => table.rows.as_slice(),
        _ => &[],
    })
}

/// The numbers of the points, as their heads have them.
fn numbered(brief: &block::Brief) -> Vec<usize> {
    let heads = rows(brief).filter(|row| row.kind == RowKind::Head);
    let text = heads.filter_map(|row| row.cells.first()).map(|cell| text(cell));
    text.filter_map(|text| text.split_once(". ")?.0.parse().ok()).collect()
}

fn the_number_on_the_first_page_is_that_of_the_points(
    data: &Data<'_>,
    brief: &block::Brief,
    found: &mut Findings,
) -> Result<(), Failure> {
    let tile = brief.blocks.iter().find_map(|block| match block {
        Block::KeyFigures(figures) => Some(figures),
        _ => None,
    });
    let tile = tile.into_iter().flatten().find(|figure| figure.differs);
    let told: usize = tile.map_or(Ok(0), |figure| figure.value.parse())?;
    let points = numbered(brief);
    let in_order = points.iter().copied().eq(1..=points.len());
    found.look(0, in_order, || format!("points are numbered {points:?}"));
    // The overview and the brief of a source with many show a choice.
    let same = told == points.len() || data.is_short() && told > points.len();
    found.look(0, same, || format!("{told} told, {} points", points.len()));
    for row in rows(brief) {
        for cell in &row.cells {
            let text = text(cell);
            let Some((_, rest)) = text.split_once("(see point") else { continue };
            let rest = rest.trim_start_matches('s').split(')').next().unwrap_or_default();
            for number in rest.split(',') {
                let number: usize = number.trim().parse()?;
                let there = points.contains(&number);
                found.look(0, there, || format!("leads to point {number}: {text}"));
            }
        }
    }
    Ok(())
}

fn a_mark_says_what_its_row_shows(data: &Data<'_>, brief: &block::Brief, found: &mut Findings) {
    for row in rows(brief).filter(|row| row.kind == RowKind::Plain) {
        let Some(cell) = row.cells.last().map(|cell| words(cell)) else { continue };
        let Some((mark, rest)) = cell.split_once(' ') else { continue };
        let sources = rest.split(" (").next().unwrap_or_default().split("; ").count();
        let point = rest.contains("(see point") || rest.contains("(point in");
        let shown = match mark {
            "○" => sources == 1,
            "●" => sources > 1,
            "◆" => sources > 1 && (point || data.is_overview()),
            _ => continue,
        };
        found.look(1, shown, || cell.clone());
    }
}

/// The words of the dates of an event, and whether the editors alone conclude each.
fn dates(event: &Event) -> Vec<(String, bool)> {
    let mut dates: Vec<(String, bool)> = Vec::new();
    for witness in event.readings(&event.date) {
        let Some(date) = witness.value else { continue };
        let basis = witness.meta.map(|meta| meta.basis());
        let concluded = basis.is_some_and(Basis::is_of_editors);
        let words = phrase::date(date);
        match dates.iter_mut().find(|(known, _)| *known == words) {
            Some((_, known)) => *known &= concluded,
            None => dates.push((words, concluded)),
        }
    }
    dates
}

fn what_the_editors_conclude_says_so_in_the_first_sentences(
    data: &Data<'_>,
    brief: &block::Brief,
    found: &mut Findings,
) {
    let lists = brief.blocks.iter().filter_map(|block| match block {
        Block::List(items) => Some(items),
        _ => None,
    });
    for bullet in lists.flatten().map(|spans| words(spans)) {
        for entry in data.timeline.iter().filter(|entry| bullet.contains(entry.label)) {
            let Some(rest) = bullet.split(entry.label).nth(1) else { continue };
            for (date, concluded) in dates(entry.event) {
                let Some(rest) = rest.strip_prefix(&format!(", {date}")) else { continue };
                let says = rest.starts_with(" (inferred") || rest.starts_with(" (proposed");
                if concluded {
                    found.look(2, says, || format!("{date} of {}: {bullet}", entry.label));
                }
            }
        }
    }
}

fn a_side_of_a_point_is_what_its_sources_have(
    data: &Data<'_>,
    brief: &block::Brief,
    found: &mut Findings,
) {
    let shown: BTreeSet<String> = rows(brief)
        .filter(|row| row.kind == RowKind::Close)
        .filter_map(|row| row.cells.get(1))
        .flat_map(|cell| words(cell).split('\n').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let points = differ::shown(data).into_iter().flat_map(|(_, found)| found);
    for point in points.filter(|one| !data.is_overview() && one.records.len() == 1) {
        for variant in &point.variants {
            let of = sides::sides(data, point);
            let side =
                of.iter().find(|side| side.value == variant.value && side.as_of == variant.as_of);
            let Some(side) = side else { continue };
            // Whoever stands before a value has it, or it is the editors' and says so.
            let has = |cite: &rapporteur_schema::Cite| {
                variant.cite.iter().any(|own| own.source() == cite.source())
            };
            found.look(3, side.cites.iter().all(has), || format!("{}: {side:?}", point.point));
            let said = ["inferred", "proposed"].iter().any(|word| side.value.contains(word));
            found.look(3, variant.stated || said, || {
                format!("{}: {} is the editors’", point.point, side.value)
            });
            let as_of = side.as_of.as_ref().map(|date| format!(" (as of {date})"));
            let line = format!("{}{}", side.value, as_of.unwrap_or_default());
            let line = line.replace('\u{a0}', " ");
            // A total and what is listed stand in one line.
            let there = shown.contains(&line)
                || point.layer == Layer::Total && shown.iter().any(|one| one.contains(&side.value));
            found.look(3, there, || format!("{}: {line} is not there", point.point));
        }
    }
}

fn nothing_is_said_of_what_concerns_others(data: &Data<'_>, found: &mut Findings) {
    let Brief::Person(id) = data.brief else { return };
    let points = data.disagreements.iter();
    for point in points.filter(|one| differ::between(data.dataset, one)) {
        let own =
            |record: &String| {
                data.dataset.get(record).is_some_and(|record| {
                    record.id() == id
                        || record.fields().iter().flat_map(|field| &field.readings).any(|reading| {
                            reading.items.iter().any(|item| data.names_subject(item))
                        })
                })
            };
        found.look(4, point.records.iter().any(own), || point.point.clone());
    }
}

/// Whether some runs have a stroke between readings, or the colour of differences.
fn is_loud(spans: &[Span]) -> bool {
    spans.iter().any(|span| {
        span.style == Style::Differs && !span.text.starts_with('◆')
            || span.style == Style::Muted && span.text.contains("\u{a0}/ ")
    })
}

fn a_stroke_and_red_stand_where_a_counted_point_is(brief: &block::Brief, found: &mut Findings) {
    for block in &brief.blocks {
        match block {
            Block::Table(table) => {
                for row in table.rows.iter().filter(|row| row.kind == RowKind::Plain) {
                    let Some(last) = row.cells.last().map(|cell| words(cell)) else { continue };
                    let marked = ["○", "●", "◆"].iter().any(|mark| last.starts_with(mark));
                    if marked && row.cells.iter().any(|cell| is_loud(cell)) {
                        found.look(5, last.starts_with('◆'), || format!("{:?}", row.cells));
                    }
                }
            }
            Block::Entries(entries) => {
                for (label, spans) in entries.iter().filter(|(_, spans)| is_loud(spans)) {
                    found.look(5, label.text == "◆", || words(spans));
                }
            }
            _ => {}
        }
    }
}

/// What the editors conclude from one source and from a passage that dates it is that
/// source's, where it stands in a row, in a sentence and in a point.
fn who_only_helps_to_date_is_not_credited(data: &Data<'_>, found: &mut Findings) {
    for entry in &data.timeline {
        let record = rapporteur_schema::RecordRef::Event(entry.event);
        let Some(field) = data.field(record, "date") else { continue };
        let all: BTreeSet<&str> = field
            .readings
            .iter()
            .flat_map(|reading| super::credit::credited(record, "date", reading))
            .flat_map(|cite| data.sigla([cite]))
            .collect();
        let mut notes = super::notes::Notes::new();
        let line = super::line::dates(data, &mut notes, record, &field, &[]);
        let line = words(&line.spans());
        for source in data.dataset.sources() {
            let siglum = rapporteur_apparatus::cite::siglum(data.dataset, source.id.as_str());
            if line.contains(siglum) {
                found.look(6, all.contains(siglum), || format!("{}: {line}", entry.label));
            }
        }
        // Nor does it have a note there, where the editors say what they conclude.
        let noted = field.readings.iter().all(|one| one.meta.note.is_some() && !one.bare);
        if noted && !data.is_overview() {
            for source in data.dataset.sources() {
                let siglum = rapporteur_apparatus::cite::siglum(data.dataset, source.id.as_str());
                if notes.cites(source.id.as_str()) {
                    found.look(6, all.contains(siglum), || format!("{}: note", entry.label));
                }
            }
        }
    }
}

fn a_source_is_counted_by_its_own_dates(data: &Data<'_>, found: &mut Findings) {
    let Brief::Source(id) = data.brief else { return };
    for entry in data.timeline.iter().filter(|entry| entry.start.is_some() || entry.end.is_some()) {
        let dates = entry.event.readings(&entry.event.date);
        let own = dates
            .iter()
            .filter(|one| one.value.is_some())
            .any(|one| one.cite.iter().any(|cite| cite.source() == id.as_str()));
        found.look(7, own, || format!("{} is dated by others", entry.label));
    }
    // A span of years that the editors conclude is no year.
    for entry in data.timeline.iter().filter(|entry| super::years::year(data, entry).is_some()) {
        let dates = entry.event.readings(&entry.event.date);
        let some =
            dates.iter().filter_map(|one| Some((one.value?, one.meta))).any(|(date, meta)| {
                let concluded = meta.is_some_and(|meta| meta.basis().is_of_editors());
                let years = date.earliest().zip(date.latest());
                date.earliest().is_some()
                    && !(concluded && years.is_some_and(|(a, b)| a.year < b.year))
            });
        found.look(7, some, || format!("{} has no year", entry.label));
    }
}

fn what_is_done_is_done_by_a_day(data: &Data<'_>, brief: &block::Brief, found: &mut Findings) {
    let mut ends: BTreeSet<String> = BTreeSet::new();
    let mut acts: BTreeSet<String> = BTreeSet::new();
    for event in data.dataset.events() {
        let lasts = ["membership", "term", "expert", "observer", "stage"]
            .iter()
            .any(|word| event.kind.code().ends_with(word));
        for date in event.readings(&event.date).iter().filter_map(|one| one.value) {
            if date.as_str().starts_with("../") {
                let end = phrase::date(date);
                if lasts {
                    ends.insert(end)
                } else {
                    acts.insert(end)
                };
            }
        }
    }
    for record in data.dataset.register(rapporteur_schema::Register::Figure) {
        let field = record.field("period");
        for date in field.iter().flat_map(|f| &f.readings).filter_map(super::dates::date_of) {
            if date.as_str().starts_with("../") {
                acts.insert(phrase::date(date));
            }
        }
    }
    let cells = rows(brief).flat_map(|row| &row.cells).map(|cell| words(cell));
    let lists = brief.blocks.iter().flat_map(|block| match block {
        Block::List(items) => items.iter().map(|item| words(item)).collect(),
        Block::Entries(items) => items.iter().map(|(_, item)| words(item)).collect(),
        _ => Vec::new(),
    });
    for text in cells.chain(lists) {
        for end in acts.difference(&ends) {
            let said = text.contains(&format!("{end} (inferred"));
            found.look(8, !said, || format!("{end}: {text}"));
        }
        for end in &ends {
            let by = end.replacen("until", "by", 1);
            let said = text.contains(&format!("{by} (inferred")) && !acts.contains(end);
            found.look(8, !said, || format!("{by}: {text}"));
        }
    }
}

/// A number or a date that a point is about stands in it.
fn a_side_is_more_than_a_name(data: &Data<'_>, found: &mut Findings) {
    let points = differ::shown(data).into_iter().flat_map(|(_, found)| found);
    for point in points {
        let numbers = point
            .variants
            .iter()
            .any(|side| matches!(side.field, Some("quantity" | "figures" | "ordinal")));
        for side in sides::sides(data, point).iter().filter(|_| numbers) {
            let figure = point.records.iter().filter_map(|id| data.dataset.get(id)).any(|record| {
                let of = rapporteur_schema::Register::Figure == record.register();
                of && data.label(record.id().as_str()) == side.value
            });
            found.look(9, !figure, || format!("{}: {}", point.point, side.value));
        }
    }
}

fn a_point_of_a_source_has_a_side_of_it(data: &Data<'_>, found: &mut Findings) {
    let Brief::Source(id) = data.brief else { return };
    for point in data.disagreements.iter().filter(|one| one.layer != Layer::Total) {
        let sides = sides::sides(data, point);
        let mut cites = sides.iter().flat_map(|side| side.cites.iter().chain(&side.from));
        let has = cites.any(|cite| cite.source() == id.as_str());
        found.look(3, has, || format!("{} has no side of it", point.point));
    }
}

/// The table of dialogues and the bars of votes have an event in the year in which the key figures
/// and the table of years count it.
fn every_drawing_counts_the_same_years(data: &Data<'_>, found: &mut Findings) {
    let counted = |id: &str| {
        let entry = data.timeline.iter().find(|entry| entry.event.id.as_str() == id);
        entry.and_then(|entry| super::years::year(data, entry))
    };
    for row in super::engagement::partners(data) {
        for (year, events) in &row.years {
            for event in events {
                let same = counted(event.id.as_str()) == Some(*year);
                found.look(11, same, || format!("{} stands at {year}", event.id));
            }
        }
        for event in &row.undated {
            let none = counted(event.id.as_str()).is_none();
            found.look(11, none, || format!("{} has no year", event.id));
        }
    }
    let votes = super::engagement::elections(data).into_iter();
    for vote in votes.filter(|vote| data.scope.has(vote.event.id.as_str())) {
        let same = counted(vote.event.id.as_str()) == vote.year;
        found.look(11, same, || format!("{} stands at {:?}", vote.event.id, vote.year));
    }
    // What only others date, or date to a year, has none in the brief of a source.
    let Brief::Source(id) = data.brief else { return };
    for entry in &data.timeline {
        let Some(year) = super::years::year(data, entry) else { continue };
        let dates = entry.event.readings(&entry.event.date);
        let mut own =
            dates.iter().filter(|one| one.cite.iter().any(|cite| cite.source() == id.as_str()));
        let says = own.any(|one| {
            one.value.and_then(|date| date.earliest()).is_some_and(|day| day.year == year)
        });
        found.look(11, says, || format!("{} of {year} is not of {id}", entry.event.id));
    }
}

/// Who held a forum and who came to it are no two readings of one thing.
fn a_stroke_stands_between_values_of_one_thing(data: &Data<'_>, found: &mut Findings) {
    let labels = rapporteur_schema::codes::Role::ALL.iter().map(|role| role.label());
    let labels: Vec<&str> = labels.collect();
    for entry in &data.timeline {
        let record = rapporteur_schema::RecordRef::Event(entry.event);
        let mut notes = super::notes::Notes::new();
        let line = words(&super::parties::who(data, &mut notes, record).spans());
        let parts: Vec<&str> = line.split(" / ").collect();
        let roles = |text: &str| -> BTreeSet<&str> {
            labels.iter().copied().filter(|role| text.contains(&format!("{role}: "))).collect()
        };
        for pair in parts.windows(2) {
            let [a, b] = pair else { continue };
            let of_one = roles(a).intersection(&roles(b)).next().is_some();
            found.look(12, of_one, || format!("{}: {line}", entry.label));
        }
    }
}

fn what_the_editors_conclude_of_several_is_nobodys(data: &Data<'_>, found: &mut Findings) {
    for entry in &data.timeline {
        let record = rapporteur_schema::RecordRef::Event(entry.event);
        let Some(field) = data.field(record, "date") else { continue };
        let [reading] = field.readings.as_slice() else { continue };
        let names = data.sigla(super::credit::credited(record, "date", reading));
        if !super::dates::is_concluded(reading) || names.len() < 2 || data.is_of_source() {
            continue;
        }
        let mut notes = super::notes::Notes::new();
        let line = words(&super::line::dates(data, &mut notes, record, &field, &[]).spans());
        let named = names.iter().any(|name| line.contains(name));
        let says = line.contains("inferred") || line.contains("proposed");
        found.look(13, says && !named, || format!("{}: {line}", entry.label));
    }
}

/// Who says something stands once in the brackets behind it.
fn nobody_is_credited_twice_for_one_value(brief: &block::Brief, found: &mut Findings) {
    let text = super::tests::all_text(brief).replace('\u{a0}', " ");
    let brackets = text.split('(').skip(1).filter_map(|rest| rest.split_once(')'));
    for (inside, _) in brackets.filter(|(inside, _)| inside.contains("; ")) {
        let mut said = BTreeSet::new();
        let twice = inside.split("; ").find(|one| !said.insert(*one));
        found.look(14, twice.is_none(), || format!("twice in brackets: ({inside})"));
    }
}

#[test]
fn a_year_that_the_editors_choose_of_some_is_inferred() -> Result<(), Failure> {
    let event = |id: &str, dates: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "forum-edition", "date": {{"readings": [{dates}]}}, "cite": ["a#1"]}}"#
        )
    };
    let some = r#"{"value": "[2013..2015]", "cite": ["a#1"]}"#;
    let decade = r#"{"value": "199X", "cite": ["a#1"]}"#;
    let span = r#"{"value": "2009/2011", "cite": ["a#1"]}"#;
    let inferred = |year: u32| {
        format!(
            r#"{{"value": "{year}", "basis": "inferred", "note": {{"en": "One a year."}}, "cite": ["a#2"]}}"#
        )
    };
    let events = [
        event("of-some", &format!("{some}, {}", inferred(2013))),
        event("of-a-decade", &format!("{decade}, {}", inferred(1990))),
        event("lasting", &format!("{span}, {}", inferred(2009))),
        event("stated", r#"{"value": "2012-05-03", "cite": ["a#1"]}"#),
    ];
    let source = r#"{"id": "a", "kind": "report", "title": {"en": "A"}, "cite": ["a#1"]}"#;
    let mut records = vec![(Register::Source, source)];
    records.extend(events.iter().map(|json| (Register::Event, json.as_str())));
    let dataset = super::tests::dataset(&records)?;
    let options = Options::default();
    let data = Data::new(&dataset, &options);
    let years = super::years::span(&data, data.timeline.iter()).ok_or("no years")?;
    assert_eq!((years.from, years.to, years.dated, years.inferred), (1990, 2013, 4, 2));
    Ok(())
}
