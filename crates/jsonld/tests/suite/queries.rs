//! The questions of the README, and whether their answers are right.

use std::{collections::BTreeMap, fmt::Write as _, sync::OnceLock};

use oxigraph::{
    io::RdfFormat,
    model::Term,
    sparql::{QueryResults, SparqlEvaluator},
    store::Store,
};
use rapporteur_schema::{
    Claim, Date, Day, RecordRef, claims,
    codes::{EventKind, Mechanism},
    view::ReadingView,
};

use crate::*;

/// The built-in dataset, read once, so that all of these tests see the same.
fn dataset() -> &'static Dataset {
    static DATASET: OnceLock<Dataset> = OnceLock::new();
    DATASET.get_or_init(built_in)
}

/// How many rows of an answer stand in the README.
const SHOWN: usize = 3;

/// A question of the README.
struct Question {
    sparql: String,
    /// The table after it, as it stands.
    table: String,
}

fn readme() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// The prefixes and the questions.
fn questions(readme: &str) -> (String, Vec<Question>) {
    let mut blocks = readme.split("```sparql\n").skip(1).map(|block| {
        let (sparql, rest) = block.split_once("```\n").unwrap();
        let next = rest.trim_start().split("\n\n").next().unwrap();
        let table = if next.starts_with('|') { next.trim() } else { "" };
        (sparql.to_owned(), table.to_owned())
    });
    let (prefixes, _) = blocks.next().unwrap();
    (prefixes, blocks.map(|(sparql, table)| Question { sparql, table }).collect())
}

/// An answer: the names of the columns, and the rows with IRIs in short form.
struct Answer {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

struct Asker {
    store: Store,
    prefixes: Vec<(String, String)>,
    header: String,
}

impl Asker {
    fn new(dataset: &Dataset, header: String) -> Self {
        let store = Store::new().unwrap();
        let mut loader = store.bulk_loader();
        loader
            .load_from_slice(RdfFormat::NQuads, in_form(dataset, Form::NQuads).as_bytes())
            .unwrap();
        loader.commit().unwrap();
        let prefixes = header
            .lines()
            .filter_map(|line| line.strip_prefix("PREFIX ")?.split_once(": <"))
            .map(|(prefix, rest)| (prefix.to_owned(), rest.trim_end_matches('>').to_owned()))
            .collect();
        Self { store, prefixes, header }
    }

    /// Over the built-in dataset, made once.
    fn built_in() -> &'static (Self, Vec<Question>) {
        static ASKER: OnceLock<(Asker, Vec<Question>)> = OnceLock::new();
        ASKER.get_or_init(|| {
            let (header, questions) = questions(&std::fs::read_to_string(readme()).unwrap());
            (Self::new(dataset(), header), questions)
        })
    }

    fn short(&self, term: &Term) -> String {
        match term {
            Term::NamedNode(node) => {
                let local = self.prefixes.iter().find_map(|(prefix, namespace)| {
                    let local = node.as_str().strip_prefix(namespace.as_str())?;
                    Some(format!("{prefix}:{local}"))
                });
                local.unwrap_or_else(|| node.to_string())
            }
            Term::Literal(literal) => literal.value().to_owned(),
            Term::BlankNode(node) => node.to_string(),
        }
    }

    fn ask(&self, sparql: &str) -> Answer {
        let query = format!("{}{sparql}", self.header);
        let query = SparqlEvaluator::new().parse_query(&query).unwrap();
        let QueryResults::Solutions(solutions) = query.on_store(&self.store).execute().unwrap()
        else {
            panic!("not a SELECT")
        };
        let variables = solutions.variables().to_vec();
        let names = variables.iter().map(|v| v.as_str().to_owned()).collect();
        let rows = solutions
            .map(|solution| {
                let solution = solution.unwrap();
                let cell = |v| solution.get(v).map(|term| self.short(term)).unwrap_or_default();
                variables.iter().map(cell).collect()
            })
            .collect();
        Answer { names, rows }
    }
}

impl Answer {
    fn table(&self) -> String {
        let cell = |text: &String| text.replace('|', "\\|");
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut out = line(self.names.iter().map(cell).collect());
        let _ = writeln!(out, "|{}", "---|".repeat(self.names.len()));
        for row in self.rows.iter().take(SHOWN) {
            out += &line(row.iter().map(cell).collect());
        }
        if self.rows.len() > SHOWN {
            let mut last = vec![format!("… {} rows", self.rows.len())];
            last.resize(self.names.len(), String::new());
            out += &line(last);
        }
        out.trim_end().to_owned()
    }

    /// The rows, whatever their order.
    fn set(&self) -> BTreeSet<Vec<String>> {
        self.rows.iter().cloned().collect()
    }
}

/// After a change to the dataset: `cargo xtask docs` runs this with `RAPPORTEUR_BLESS=1`, which
/// writes the answers into the README.
#[test]
fn the_questions_of_the_readme_have_the_answers_that_stand_there() {
    let text = std::fs::read_to_string(readme()).unwrap();
    let (asker, questions) = Asker::built_in();
    assert_eq!(questions.len(), 10);
    let bless = std::env::var_os("RAPPORTEUR_BLESS").is_some();
    let mut blessed = text.clone();
    for Question { sparql, table } in questions {
        let answer = asker.ask(sparql);
        assert!(!answer.rows.is_empty(), "no answer to\n{sparql}");
        if bless {
            let found = format!("{sparql}```\n\n{table}");
            let start = blessed.find(&found).unwrap();
            let after = if table.is_empty() { "\n\n" } else { "" };
            let with = format!("{sparql}```\n\n{}{after}", answer.table());
            blessed.replace_range(start..start + found.len(), &with);
        } else {
            assert_eq!(answer.table(), *table, "{sparql}");
        }
    }
    if bless && blessed != text {
        keep(&readme(), blessed.as_bytes());
    }
}

fn record_name(record: RecordRef<'_>) -> String {
    format!("record:{}", record.id())
}

fn reference<'a>(claim: &'a Claim<'_>, part: &str) -> Option<&'a str> {
    match claim.value.as_ref()?.part(part)? {
        Atom::Ref(id) => Some(id.as_str()),
        Atom::Code(code) => Some(code.def.code),
        _ => None,
    }
}

/// The first days that the readings of a record's date allow.
fn first_days(record: RecordRef<'_>) -> BTreeSet<String> {
    let days = claims(record).into_iter().filter(|claim| claim.field.name == "date");
    days.filter_map(|claim| match claim.value?.part("value")? {
        Atom::Date(date) => day(date.earliest()),
        _ => None,
    })
    .collect()
}

fn day(day: Option<Day>) -> Option<String> {
    day.filter(|day| (1..=9999).contains(&day.year)).map(|day| day.to_string())
}

fn sources(claim: &Claim<'_>) -> BTreeSet<String> {
    claim.cite.sources().into_iter().map(|source| format!("record:{source}")).collect()
}

fn cell<T: ToString + ?Sized>(value: &T) -> String {
    value.to_string()
}

/// The same questions, asked of the dataset in Rust.
fn answers(dataset: &Dataset) -> Vec<BTreeSet<Vec<String>>> {
    let mut answers = vec![BTreeSet::new(); 10];
    let mut alone: BTreeMap<String, usize> = BTreeMap::new();
    let mut roles: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for record in dataset.records() {
        let name = record_name(record);
        let claims = claims(record);
        let kind = record.kind().def.code.parse::<EventKind>().ok();
        let kind = kind.filter(|_| matches!(record, RecordRef::Event(_)));
        let with = |who: &str| claims.iter().any(|c| reference(c, "who") == Some(who));
        if kind.is_some_and(|k| k.mechanism() == Mechanism::Dialogues) && with("united-kingdom") {
            let from = first_days(record).into_iter().next().unwrap_or_default();
            answers[0].insert(vec![name.clone(), from]);
        }
        for claim in &claims {
            if sources(claim).len() == 1 {
                *alone.entry(sources(claim).into_iter().next().unwrap()).or_default() += 1;
            }
            for cite in claim.cite {
                if cite.as_str() == "luo-2019#44" {
                    answers[5].insert(vec![name.clone()]);
                }
                if kind == Some(EventKind::HrcElection)
                    && reference(claim, "measure") == Some("votes-for")
                    && let Some(Atom::Quantity(votes)) =
                        claim.value.as_ref().unwrap().part("quantity")
                {
                    let passage = format!("passage:{}/{}", cite.source(), cite.passage());
                    answers[1].insert(vec![name.clone(), cell(&votes.n.unwrap()), passage]);
                }
            }
            if kind.is_some()
                && let (Some(who), Some(role)) = (reference(claim, "who"), reference(claim, "role"))
                && matches!(dataset.get(who), Some(RecordRef::Person(_)))
            {
                let key = (format!("record:{who}"), format!("rr:role.{role}"));
                roles.entry(key).or_default().insert(name.clone());
            }
            if name == "record:figure-committees-chinese-experts"
                && claim.field.name == "quantity"
                && let Some(Atom::Quantity(number)) =
                    claim.value.as_ref().and_then(|v| v.part("value"))
                && let Some(date) = claim.as_of
            {
                for source in sources(claim) {
                    answers[9].insert(vec![cell(date), cell(&number.n.unwrap()), source]);
                }
            }
        }
        if kind == Some(EventKind::TreatyBodyTerm) {
            let of = |role: &str| -> Vec<String> {
                let with = claims.iter().filter(|c| reference(c, "role") == Some(role));
                with.filter_map(|c| Some(format!("record:{}", reference(c, "who")?))).collect()
            };
            let mut years: BTreeSet<String> =
                first_days(record).iter().map(|day| day[..4].to_owned()).collect();
            if years.is_empty() {
                years.insert(String::new());
            }
            for (committee, expert) in of("body")
                .iter()
                .flat_map(|c| of("holder").into_iter().map(move |e| (c.clone(), e)))
            {
                for year in &years {
                    answers[3].insert(vec![committee.clone(), expert.clone(), year.clone()]);
                }
            }
        }
        let actions = [EventKind::Signature, EventKind::Ratification, EventKind::Accession];
        if let Some(kind) = kind.filter(|kind| actions.contains(kind)) {
            for claim in claims.iter().filter(|claim| claim.field.name == "date") {
                if let Some(Atom::Date(date)) = claim.value.as_ref().and_then(|v| v.part("value"))
                    && let Some(day) = day(date.earliest())
                {
                    let kind = format!("rr:event-kind.{}", kind.code());
                    answers[6].insert(vec![day, cell(date), kind, name.clone()]);
                }
            }
        }
        answers[2].extend(differing(record));
        if let RecordRef::Statement(statement) = record
            && let Some(readings) = record.fields().iter().find(|f| f.def.name == "text")
            && readings.is_contested()
            && let Some(by) = statement.by.as_ref().and_then(|by| by.agreed())
        {
            for speaker in by.iter() {
                let speaker = format!("record:{}", speaker.target.as_str());
                answers[8].insert(vec![speaker, name.clone(), cell(&readings.readings.len())]);
            }
        }
    }
    answers[4] = alone.into_iter().map(|(source, n)| vec![source, cell(&n)]).collect();
    answers[7] = roles
        .into_iter()
        .map(|((person, role), events)| vec![person, role, cell(&events.len())])
        .collect();
    answers
}

/// Single values that two sources report differently.
fn differing(record: RecordRef<'_>) -> Vec<Vec<String>> {
    fn texts(reading: &ReadingView<'_>) -> Vec<String> {
        match reading.items.first().and_then(|item| item.part("value")) {
            Some(Atom::Date(date)) => vec![Date::as_str(date).to_owned()],
            Some(Atom::Quantity(quantity)) => quantity.n.iter().map(cell).collect(),
            Some(Atom::Text(text)) => text.iter().map(|(_, text)| text.to_owned()).collect(),
            Some(Atom::Plain(text)) => vec![(*text).to_owned()],
            Some(Atom::Integer(n)) => vec![cell(&n)],
            _ => Vec::new(),
        }
    }
    let mut rows = Vec::new();
    let property = |field: &str| match (record.register(), field) {
        (_, "date") => "dcterms:date".to_owned(),
        (Register::Figure, "period") => "schema:temporalCoverage".to_owned(),
        (Register::Event, "summary") => "dcterms:description".to_owned(),
        (Register::Work, "summary") => "dcterms:abstract".to_owned(),
        (Register::Work, "symbol") => "dcterms:identifier".to_owned(),
        (Register::Statement, "text") => "schema:text".to_owned(),
        (Register::Source, "title") => "dcterms:title".to_owned(),
        (Register::Source, "published") => "dcterms:issued".to_owned(),
        (Register::Source, "updated") => "dcterms:modified".to_owned(),
        (_, field) => format!("rr:{field}"),
    };
    for field in record.fields().iter().filter(|f| f.is_contested() && !f.def.shape.list) {
        for one in &field.readings {
            for other in &field.readings {
                let (Some(a), Some(b)) = (one.meta.cite, other.meta.cite) else { continue };
                if one.items.first().map(|i| &i.parts) == other.items.first().map(|i| &i.parts) {
                    continue;
                }
                for (a, b) in a.sources().into_iter().flat_map(|a| {
                    b.sources().into_iter().map(move |b| (a, b)).filter(|(a, b)| a < b)
                }) {
                    for x in texts(one) {
                        for y in texts(other) {
                            rows.push(vec![
                                record_name(record),
                                property(field.def.name),
                                format!("record:{a}"),
                                x.clone(),
                                format!("record:{b}"),
                                y,
                            ]);
                        }
                    }
                }
            }
        }
    }
    rows
}

#[test]
fn the_answers_are_those_of_the_dataset() {
    let (asker, questions) = Asker::built_in();
    for (n, (question, wanted)) in questions.iter().zip(answers(dataset())).enumerate() {
        let found = asker.ask(&question.sparql);
        assert_eq!(found.rows.len(), found.set().len(), "question {}: rows stand twice", n + 1);
        let found = found.set();
        let missing: Vec<_> = wanted.difference(&found).take(5).collect();
        let more: Vec<_> = found.difference(&wanted).take(5).collect();
        assert!(
            missing.is_empty() && more.is_empty(),
            "question {}: missing {missing:#?}, too much {more:#?}",
            n + 1
        );
    }
}

#[test]
fn the_answers_that_promise_an_order_keep_it() {
    let (asker, questions) = Asker::built_in();
    // Which column, of which question, is in order.
    for (question, column) in [(0, 1), (6, 0), (9, 0)] {
        let rows = asker.ask(&questions[question].sparql).rows;
        let keys: Vec<&String> =
            rows.iter().map(|row| &row[column]).filter(|key| !key.is_empty()).collect();
        assert!(keys.is_sorted() && keys.len() > 1, "{rows:#?}");
        // What has no date comes last.
        assert!(rows.iter().take(keys.len()).all(|row| !row[column].is_empty()));
    }
}
