//! The brief over the built-in dataset and over hand-made ones.

use std::collections::BTreeSet;

use rapporteur_schema::{Dataset, Register, canonical::hash, claims, model::Record};

use super::{Brief, Selection, scope::Scope};
use crate::{
    Options,
    block::{self, Block, Chart, Link, Mark, RowKind, Span, Style},
};

type Failure = Box<dyn std::error::Error>;

pub(super) fn dataset(records: &[(Register, &str)]) -> Result<Dataset, Failure> {
    let meta = serde_json::from_str(
        r#"{"schema_version": "1.0", "id": "trial", "title": {"en": "A trial"},
            "subject": ["here"], "base": "https://example.org/", "license": "CC0-1.0",
            "languages": ["en"], "version": "3", "created": "2026-05-01",
            "note": {"fr": "Une note."}}"#,
    )?;
    let records: Result<Vec<Record>, _> = records
        .iter()
        .map(|(register, json)| Record::from_json(*register, json.as_bytes()))
        .collect();
    Ok(Dataset::from_records(meta, records?)?)
}

/// A small dataset in which everything differs, lacks or is hostile somewhere.
fn torture() -> Result<Dataset, Failure> {
    dataset(&[
        (
            Register::Source,
            r#"{"id": "a", "kind": "report", "siglum": "A 2020", "title": {"en": "First"},
            "standpoint": {"en": "The one side."},
            "gaps": [{"what": {"en": "A table is missing."}, "cite": ["a#4"]}],
            "passages": [{"key": "1", "heading": ["I", "Ia"], "sha256": "0000000000000000000000000000000000000000000000000000000000000000"}],
            "cite": ["a#1"]}"#,
        ),
        (
            Register::Source,
            r#"{"id": "b", "kind": "report", "siglum": "B 2021", "title": {"fr": "Second"}, "cite": ["b#1"]}"#,
        ),
        (
            Register::Organisation,
            r#"{"id": "here", "kind": "state", "names": [{"text": "Here", "lang": "en"}], "cite": ["a#1"]}"#,
        ),
        (
            Register::Organisation,
            r#"{"id": "there", "kind": "state", "names": [{"text": "There", "lang": "en"}], "cite": ["a#1"]}"#,
        ),
        (
            Register::Person,
            r#"{"id": "luo", "kind": "named", "names": [{"text": "Luo Yanhua", "lang": "zh-Latn"},
            {"text": "罗艳华", "lang": "zh-Hans", "cite": ["b#7"]}], "cite": ["a#2"]}"#,
        ),
        (
            Register::Event,
            r#"{"id": "election", "kind": "hrc-election", "names": [{"text": "Election\nof\t2009", "lang": "en"}],
            "date": {"readings": [{"value": "2009-05-12", "cite": ["a#3"]}, {"value": "2010", "as_printed": "2O10", "basis": "proposed",
                "as_of": "2011", "said_by": "luo", "note": {"en": "Why so."}, "cite": ["b#3"]}]},
            "participants": {"items": [{"who": "here", "role": "elected"}, {"who": "luo", "role": "chair", "side": "there",
                "capacity": {"en": "Chair <of> & \"all\""}, "cite": ["b#5"]}], "open": true},
            "figures": {"readings": [{"value": [{"measure": "votes-for", "quantity": {"n": 152}}], "cite": ["a#3"]},
                {"value": [{"measure": "votes-for", "quantity": {"n": 154}}], "cite": ["b#3"]}]},
            "outcome": {"readings": [{"absent": "unknown", "cite": ["a#3"]}]},
            "cite": ["a#3"]}"#,
        ),
        (
            Register::Event,
            r#"{"id": "round-1", "kind": "dialogue-round", "names": [{"text": "Round", "lang": "en"}], "ordinal": 1,
            "date": "2012", "participants": [{"who": "here", "role": "party"}, {"who": "there", "role": "party"}], "cite": ["a#5"]}"#,
        ),
        (
            Register::Statement,
            r#"{"id": "said", "kind": "view", "by": ["luo"], "text": {"en": "Words.", "de": "Worte."}, "contested": true, "cite": ["b#6"]}"#,
        ),
        (
            Register::Figure,
            r#"{"id": "total", "kind": "editions", "names": [{"text": "rounds held", "lang": "en"}], "quantity": {"n": 5},
            "counts": {"events": ["dialogue-round"]}, "access": "restricted", "cite": ["a#6"]}"#,
        ),
        (
            Register::Difference,
            r#"{"id": "why", "kind": "conflict", "about": [{"record": "election", "field": "date"}],
            "explanation": {"en": "One of them errs."}}"#,
        ),
    ])
}

fn built_in() -> Result<Dataset, Failure> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    rapporteur_schema::load(std::path::Path::new(folder)).dataset.ok_or_else(|| "unreadable".into())
}

/// The overview with its annex.
fn make(dataset: &Dataset) -> Result<block::Brief, Failure> {
    Ok(super::make(dataset, &Options { annex: true, ..Options::default() }, &hash(dataset))?.0)
}

/// A brief without the annex.
fn brief(dataset: &Dataset, brief: &Brief) -> Result<block::Brief, Failure> {
    Ok(super::make(
        dataset,
        &Options { brief: brief.clone(), ..Options::default() },
        &hash(dataset),
    )?
    .0)
}

fn text(spans: &[Span]) -> String {
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    // What only keeps names whole.
    text.replace('\u{a0}', " ").replace('\u{2060}', "")
}

/// The runs of a block, paragraph by paragraph.
fn runs(block: &Block) -> Vec<&[Span]> {
    match block {
        Block::Cover { standfirst, .. } => vec![standfirst],
        Block::Paragraph { spans, .. } => vec![spans],
        Block::List(items) => items.iter().map(Vec::as_slice).collect(),
        Block::Entries(entries) => entries.iter().map(|(_, spans)| spans.as_slice()).collect(),
        Block::Table(table) => {
            table.rows.iter().flat_map(|row| row.cells.iter().map(Vec::as_slice)).collect()
        }
        Block::Figure { caption, .. } => vec![caption],
        _ => Vec::new(),
    }
}

pub(super) fn all_text(brief: &block::Brief) -> String {
    let mut out = String::new();
    for block in &brief.blocks {
        for spans in runs(block) {
            out.push_str(&text(spans));
            out.push('\n');
        }
    }
    out
}

/// What holds for every brief.
fn sound(brief: &block::Brief) {
    let mut headings = BTreeSet::new();
    for block in &brief.blocks {
        match block {
            Block::Heading { id, text, .. } => {
                assert!(headings.insert(id.clone()), "the heading {id} is there twice");
                assert!(!text.is_empty());
            }
            Block::Table(table) => {
                assert!(!table.rows.is_empty());
                for row in &table.rows {
                    let across = matches!(row.kind, RowKind::Head | RowKind::Foot);
                    let cells = if across { 1 } else { table.columns.len() };
                    assert_eq!(row.cells.len(), cells, "{}", table.caption);
                    assert!(row.cells.iter().all(|cell| !text(cell).trim().is_empty()), "{row:?}");
                }
                assert_ne!(table.rows.last().map(|row| row.kind), Some(RowKind::Head));
            }
            Block::Figure { alt, .. } => assert!(!alt.is_empty()),
            _ => {}
        }
    }
    let mut cited = BTreeSet::new();
    for block in &brief.blocks {
        for spans in runs(block) {
            for span in spans {
                assert!(!span.text.is_empty());
                assert!(!span.text.contains(|c: char| c.is_control() && c != '\n'), "{span:?}");
                match &span.link {
                    Some(Link::Note(n)) => {
                        assert_eq!(span.style, Style::NoteNumber);
                        assert_eq!(span.text, n.to_string());
                        cited.insert(*n);
                    }
                    Some(Link::Heading(id)) => assert!(headings.contains(id), "no heading {id}"),
                    _ => {}
                }
            }
        }
    }
    let all: BTreeSet<usize> = (1..=brief.notes.len()).collect();
    assert_eq!(cited, all, "every note is cited, and every number has its note");
    assert!(brief.notes.first().is_none_or(|note| !note.over.is_empty()), "whose note it is");
    assert!(brief.notes.iter().all(|note| !note.spans.is_empty()));
}

/// The blocks of the annex.
fn annex(brief: &block::Brief) -> Vec<String> {
    let mut blocks = brief.blocks.iter();
    blocks.by_ref().find(|block| matches!(block, Block::Heading { id, .. } if id == "annex"));
    blocks.flat_map(runs).map(text).collect()
}

/// Every record with every passage of every claim stands in the annex.
fn holds_everything(dataset: &Dataset, brief: &block::Brief) {
    let text = annex(brief).join("\n");
    for record in dataset.records() {
        assert!(text.contains(record.id().as_str()), "{} is missing", record.id());
        for claim in claims(record) {
            let label = rapporteur_apparatus::cite::labels(dataset, claim.cite);
            assert!(text.contains(&label), "{}: {label}", claim.id);
            let remarks = [claim.as_printed, claim.note.map(|note| note.best("en"))];
            for remark in remarks.into_iter().flatten() {
                let remark = super::line::clean(remark);
                assert!(text.contains(&remark), "{}: {remark}", claim.id);
            }
        }
    }
}

#[test]
fn the_built_in_brief_is_sound_and_holds_everything() -> Result<(), Failure> {
    let dataset = built_in()?;
    let brief = make(&dataset)?;
    sound(&brief);
    holds_everything(&dataset, &brief);
    Ok(())
}

#[test]
fn the_hand_made_brief_is_sound_and_holds_everything() -> Result<(), Failure> {
    let dataset = torture()?;
    let options = Options { annex: true, ..Options::default() };
    let (brief, summary) = super::make(&dataset, &options, &hash(&dataset))?;
    sound(&brief);
    holds_everything(&dataset, &brief);
    assert_eq!(summary, rapporteur_apparatus::Summary::of(&dataset));
    let text = all_text(&brief);
    for wanted in [
        "罗艳华",
        "printed “2O10”",
        "(editors: Why so.)",
        "One of them errs.",
        "Words. [de] Worte.",
        "; and others",
        "Election of 2009",
        "Counts†: events=dialogue-round",
        "This brief holds restricted matter.",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing in\n{text}");
    }
    let council = Brief::Mechanism(rapporteur_schema::codes::Mechanism::HumanRightsCouncil);
    let dialogues = Brief::Mechanism(rapporteur_schema::codes::Mechanism::Dialogues);
    for (which, wanted) in [
        (council.clone(), " / 2010 (proposed; as of 2011; attributed to Luo Yanhua)"),
        // Beside the date there is no room for it.
        (council, "The editors: B 2021: Why so."),
        (dialogues, "Party: Here, There"),
    ] {
        let text = all_text(&self::brief(&dataset, &which)?);
        assert!(text.contains(wanted), "{wanted} is missing in\n{text}");
    }
    Ok(())
}

#[test]
fn a_lost_election_does_not_look_like_a_won_one() -> Result<(), Failure> {
    let election = |id: &str, year: i32, role: &str, other: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "hrc-election", "date": "{year}",
                "participants": [{{"who": "here", "role": "{role}"}},
                                 {{"who": "there", "role": "{other}"}}],
                "figures": [{{"measure": "votes-for", "quantity": {{"n": 90}}}}], "cite": ["a#1"]}}"#
        )
    };
    let state = |id: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "state", "names": [{{"text": "{id}", "lang": "en"}}], "cite": ["a#1"]}}"#
        )
    };
    let source = r#"{"id": "a", "kind": "report", "title": {"en": "A"}, "cite": ["a#1"]}"#;
    let (won, lost, open) = (
        election("won", 2001, "elected", "candidate"),
        election("lost", 2002, "candidate", "elected"),
        election("open", 2003, "candidate", "candidate"),
    );
    let (here, there) = (state("here"), state("there"));
    let dataset = dataset(&[
        (Register::Source, source),
        (Register::Organisation, &here),
        (Register::Organisation, &there),
        (Register::Event, &won),
        (Register::Event, &lost),
        (Register::Event, &open),
    ])?;
    let brief = brief(&dataset, &Brief::Overview)?;
    let bars = brief.blocks.iter().find_map(|block| match block {
        Block::Figure { chart: Chart::Bars(bars), alt, .. } => Some((bars, alt)),
        _ => None,
    });
    let (bars, alt) = bars.ok_or("no bars")?;
    let said: Vec<(&str, bool)> = bars.iter().map(|bar| (bar.text.as_str(), bar.hollow)).collect();
    assert_eq!(said, [("90", false), ("90, not elected", true), ("90", false)]);
    assert!(alt.contains("2002: 90, not elected"), "{alt}");
    let shown = shown(&brief);
    for word in ["yes", "no", "not said"] {
        assert!(shown.lines().any(|line| line == word), "{word}");
    }
    Ok(())
}

#[test]
fn votes_that_differ_are_two_bars() -> Result<(), Failure> {
    let brief = make(&torture()?)?;
    let bars = brief.blocks.iter().find_map(|block| match block {
        Block::Figure { chart: Chart::Bars(bars), .. } => Some(bars),
        _ => None,
    });
    let shown: Vec<(&str, &str, bool)> = bars
        .into_iter()
        .flatten()
        .map(|b| (b.label.as_str(), b.text.as_str(), b.differs))
        .collect();
    assert_eq!(shown, [("2009 (A 2020)", "152", true), ("2009 (B 2021)", "154", true)]);
    Ok(())
}

#[test]
fn what_differs_bears_its_mark() -> Result<(), Failure> {
    let brief = make(&torture()?)?;
    let marks = brief.blocks.iter().find_map(|block| match block {
        Block::Figure { chart: Chart::Timeline { from, to, lanes }, .. } => {
            let marks: Vec<Mark> =
                lanes.iter().flat_map(|lane| lane.marks.iter().map(|(_, mark)| *mark)).collect();
            Some((*from, *to, marks))
        }
        _ => None,
    });
    assert_eq!(marks, Some((2009, 2012, vec![Mark::Differs, Mark::OneSource])));
    Ok(())
}

#[test]
fn names_in_their_own_script_come_first() -> Result<(), Failure> {
    let brief = brief(&torture()?, &Brief::Person("luo".parse()?))?;
    let table = brief.blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.caption.starts_with("Names") => Some(table),
        _ => None,
    });
    let cell = table.and_then(|t| t.rows.first()).and_then(|row| row.cells.first());
    let spans = cell.ok_or("no people")?;
    assert!(text(spans).starts_with("罗艳华"));
    assert_eq!(spans.first().and_then(|span| span.language.as_deref()), Some("zh-Hans"));
    Ok(())
}

/// Every text that is shown, alternative texts and headings too.
fn shown(brief: &block::Brief) -> String {
    let mut out = all_text(brief);
    for block in &brief.blocks {
        match block {
            Block::Heading { text, .. } => out.push_str(text),
            Block::Figure { alt, .. } => out.push_str(alt),
            Block::Cover { title, .. } => out.push_str(title),
            _ => continue,
        }
        out.push('\n');
    }
    for note in &brief.notes {
        out.push_str(&text(&note.spans));
        out.push('\n');
    }
    out
}

/// Every record of the scope stands in the brief by name or text, with a note for each
/// of its passages, and every difference with every side and its explanation.
fn holds_its_scope(dataset: &Dataset, which: &Brief) -> Result<(), Failure> {
    let brief = brief(dataset, which)?;
    sound(&brief);
    let shown = shown(&brief);
    assert!(!shown.contains("…") || dataset_has(dataset, '…'), "{which}: something is cut");
    let options = Options { brief: which.clone(), ..Options::default() };
    let data = super::data::Data::new(dataset, &options);
    for id in &data.scope.records {
        let record = dataset.get(id).ok_or("a record that is not there")?;
        // The brief of a source does not list texts.
        if record.register() == Register::Work && matches!(which, Brief::Source(_)) {
            continue;
        }
        let label = super::line::clean(dataset.label(id, "en"));
        // A remark may stand before the full stop.
        let label = label.trim_end_matches('.');
        let named = record.field("names").is_none() && record.register() == Register::Figure;
        assert!(
            named || shown.contains(label) || shown.contains(&super::capital(label)),
            "{which}: {id}: {label}"
        );
        // In the brief on a partner, those who do not name it are named as such.
        let cites = data.cites(record);
        for cite in super::data::cites(record) {
            let siglum = rapporteur_apparatus::cite::siglum(dataset, cite.source());
            if !cites.contains(&cite) {
                assert!(shown.contains(siglum), "{which}: {id}: {siglum}");
                continue;
            }
            let note = format!(
                "{}, passage {}",
                rapporteur_apparatus::cite::siglum(dataset, cite.source()),
                cite.passage()
            );
            assert!(shown.contains(&note), "{which}: {id}: {note}");
        }
        for name in ["summary", "outcome", "text", "response"] {
            for item in
                record.field(name).iter().flat_map(|field| &field.readings).flat_map(|r| &r.items)
            {
                let words =
                    super::line::clean(&rapporteur_apparatus::value::plain(dataset, item, "en"));
                let words = words.trim_end_matches('.');
                assert!(shown.contains(words), "{which}: {id}: {words}");
            }
        }
    }
    // The brief of a source shows those with others; the annex has all of them.
    let annex = matches!(which, Brief::Source(_));
    let options = Options { brief: which.clone(), annex, ..Options::default() };
    let data = super::data::Data::new(dataset, &options);
    let shown =
        if annex { self::shown(&super::make(dataset, &options, &hash(dataset))?.0) } else { shown };
    for found in rapporteur_apparatus::differences(dataset) {
        let inside = match which {
            Brief::Source(id) => {
                found.variants.iter().flat_map(|v| &v.cite).any(|c| c.source() == id.as_str())
            }
            Brief::Partner(_) | Brief::Person(_) => {
                data.scope.differs(&found) && data.scope.concerns(dataset, &found)
            }
            _ => data.scope.differs(&found),
        };
        if !inside {
            continue;
        }
        let point = super::differ::point(&data, &found);
        let merged = found.layer == rapporteur_apparatus::Layer::Readings && found.note.is_some();
        assert!(merged || shown.contains(&point), "{which}: {point}");
        if let Some(explanation) = &found.explanation {
            assert!(shown.contains(&super::line::clean(explanation)), "{which}: {explanation}");
        }
    }
    Ok(())
}

fn dataset_has(dataset: &Dataset, c: char) -> bool {
    dataset.records().any(|record| record.to_json().contains(c))
}

#[test]
fn every_brief_of_the_hand_made_dataset_holds_its_scope() -> Result<(), Failure> {
    let dataset = torture()?;
    let briefs = Brief::all(&dataset);
    let named: Vec<String> = briefs.iter().map(Brief::to_string).collect();
    let wanted = [
        "overview",
        "mechanism:human-rights-council",
        "mechanism:dialogues",
        "partner:there",
        "person:luo",
        "source:a",
        "source:b",
    ];
    assert_eq!(named, wanted);
    for brief in briefs.iter().skip(1) {
        holds_its_scope(&dataset, brief)?;
    }
    Ok(())
}

#[test]
fn every_brief_of_the_built_in_dataset_holds_its_scope() -> Result<(), Failure> {
    let dataset = built_in()?;
    for brief in Brief::all(&dataset).iter().skip(1) {
        holds_its_scope(&dataset, brief)?;
    }
    Ok(())
}

#[test]
fn the_overview_is_short_and_says_of_what_it_is_a_choice() -> Result<(), Failure> {
    let dataset = built_in()?;
    let brief = brief(&dataset, &Brief::Overview)?;
    sound(&brief);
    let rows: usize = brief
        .blocks
        .iter()
        .map(|block| if let Block::Table(table) = block { table.rows.len() } else { 0 })
        .sum();
    assert!(rows < 100, "{rows} rows are no overview");
    assert!(brief.notes.len() < 150, "{} notes are no overview", brief.notes.len());
    let shown = shown(&brief);
    for mechanism in Brief::all(&dataset).iter().filter(|b| matches!(b, Brief::Mechanism(_))) {
        let title = mechanism.title(&dataset);
        assert!(shown.contains(&format!("“{title}”")), "{mechanism} is not pointed to");
    }
    let all = rapporteur_apparatus::differences(&dataset).len();
    assert!(shown.contains(&format!(" of {all} stand here")), "how many differences there are");
    for source in dataset.sources() {
        let standpoint = source.standpoint.as_ref().ok_or("no standpoint")?;
        assert!(shown.contains(&super::line::clean(standpoint.best("en"))));
    }
    Ok(())
}

#[test]
fn a_brief_with_nothing_to_tell_says_so() -> Result<(), Failure> {
    let dataset = torture()?;
    let upr = brief(&dataset, &Brief::Mechanism(rapporteur_schema::codes::Mechanism::Upr))?;
    sound(&upr);
    assert!(all_text(&upr).contains("The dataset has nothing to tell of this"));
    let dialogues = Brief::Mechanism(rapporteur_schema::codes::Mechanism::Dialogues);
    assert!(!all_text(&brief(&dataset, &dialogues)?).contains("nothing to tell"));
    Ok(())
}

#[test]
fn a_partner_has_the_rounds_of_its_series_and_what_belongs_to_it() -> Result<(), Failure> {
    let dataset = dataset(&[
        (
            Register::Source,
            r#"{"id": "a", "kind": "report", "title": {"en": "T"}, "cite": ["a#1"]}"#,
        ),
        (
            Register::Organisation,
            r#"{"id": "there", "kind": "state", "names": [{"text": "There"}],
            "identifiers": [{"scheme": "iso3166-1-alpha-2", "value": "TT"}], "cite": ["a#1"]}"#,
        ),
        (
            Register::Organisation,
            r#"{"id": "office", "kind": "ministry", "names": [{"text": "Office"}], "part_of": ["there"], "cite": ["a#1"]}"#,
        ),
        (
            Register::Place,
            r#"{"id": "land", "kind": "country", "names": [{"text": "Land"}],
            "identifiers": [{"scheme": "iso3166-1-alpha-2", "value": "TT"}], "cite": ["a#1"]}"#,
        ),
        (
            Register::Place,
            r#"{"id": "town", "kind": "city", "names": [{"text": "Town"}], "within": "land", "cite": ["a#1"]}"#,
        ),
        (
            Register::Event,
            r#"{"id": "series", "kind": "dialogue-series", "names": [{"text": "Series"}],
            "participants": [{"who": "there", "role": "party"}], "cite": ["a#2"]}"#,
        ),
        (
            Register::Event,
            r#"{"id": "round", "kind": "dialogue-round", "names": [{"text": "Round one"}], "part_of": ["series"], "cite": ["a#3"]}"#,
        ),
        (
            Register::Event,
            r#"{"id": "call", "kind": "meeting", "names": [{"text": "A call"}],
            "participants": [{"who": "office", "role": "participant"}], "cite": ["a#4"]}"#,
        ),
        (
            Register::Event,
            r#"{"id": "fair", "kind": "meeting", "names": [{"text": "A fair"}], "place": ["town"], "cite": ["a#5"]}"#,
        ),
        (
            Register::Event,
            r#"{"id": "other", "kind": "meeting", "names": [{"text": "Another"}], "cite": ["a#6"]}"#,
        ),
    ])?;
    let which = Brief::parse(&dataset, "partner:tt")?;
    let [which] = which.as_slice() else { return Err("one brief".into()) };
    assert_eq!(*which, Brief::Partner("there".parse()?));
    let scope = Scope::new(&dataset, which);
    let records: Vec<&str> = scope.records.iter().copied().collect();
    assert_eq!(records, ["call", "fair", "round", "series"]);
    holds_its_scope(&dataset, which)
}

#[test]
fn a_selection_meets_every_condition() -> Result<(), Failure> {
    let dataset = torture()?;
    let records = |text: &str| -> Result<Vec<String>, Failure> {
        let briefs = Brief::parse(&dataset, text)?;
        let [which] = briefs.as_slice() else { return Err("one brief".into()) };
        assert_eq!(Brief::parse(&dataset, &which.to_string())?, briefs);
        holds_its_scope(&dataset, which)?;
        let scope = Scope::new(&dataset, which);
        Ok(scope.records.iter().map(|id| (*id).to_owned()).collect())
    };
    assert_eq!(records("where:mechanism=dialogues")?, ["round-1", "total"]);
    assert_eq!(records("where:who=luo")?, ["election", "said"]);
    assert_eq!(records("where:who=luo+from=2009+to=2010")?, ["election"]);
    assert_eq!(records("where:from=2012")?, ["round-1"]);
    assert_eq!(records("where:source=b")?, ["election", "said"]);
    assert_eq!(records("where:record=said")?, ["said"]);
    assert_eq!(records("where:from=2012+record=said+title=Two, of it")?, ["round-1", "said"]);
    let named = Selection { title: Some("Ä b".to_owned()), ..Selection::default() };
    assert_eq!(Brief::Selection(named).suffix(&dataset), "where-b");
    for wrong in ["where:", "where:title=x", "where:who=nobody", "where:from=soon", "where:x=y"] {
        assert!(Brief::parse(&dataset, wrong).is_err(), "{wrong}");
    }
    Ok(())
}

#[test]
fn an_empty_dataset_makes_every_brief() -> Result<(), Failure> {
    let dataset = dataset(&[])?;
    sound(&make(&dataset)?);
    assert_eq!(Brief::all(&dataset), [Brief::Overview]);
    sound(&brief(&dataset, &Brief::Mechanism(rapporteur_schema::codes::Mechanism::Aid))?);
    assert!(brief(&dataset, &Brief::Person("nobody".parse()?)).is_err());
    Ok(())
}

#[test]
fn without_annex_and_attachment_nothing_is_counted() -> Result<(), Failure> {
    let options = Options { annex: false, attach: false, ..Options::default() };
    let dataset = torture()?;
    let (brief, summary) = super::make(&dataset, &options, &hash(&dataset))?;
    sound(&brief);
    assert!(annex(&brief).is_empty());
    assert_eq!((summary.notices.len(), summary.records), (1, 0));
    Ok(())
}

#[test]
fn the_same_dataset_makes_the_same_brief() -> Result<(), Failure> {
    let (a, b) = (make(&torture()?)?, make(&torture()?)?);
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
    let dataset = torture()?;
    for which in Brief::all(&dataset) {
        let (a, b) = (brief(&dataset, &which)?, brief(&dataset, &which)?);
        assert_eq!(format!("{a:?}"), format!("{b:?}"));
    }
    Ok(())
}
