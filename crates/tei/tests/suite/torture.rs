//! A dataset that has everything: every field of every register, hostile text,
//! readings that differ, absent values, open lists, restricted matter.

use rapporteur_schema::{
    Dataset, Register,
    model::{DatasetMeta, Record},
};
use serde_json::{Value, json};

/// Text that a careless writer or reader would change.
pub(crate) const HOSTILE: &[&str] = &[
    "<b>&amp;</b> ]]> \"quoted\" 'single' <!-- -- --> <?pi?> &#0; &unknown;",
    "double  and   more",
    "line one\nline two\n\n\tindented",
    "tab\tand tab",
    "a \n b",
    "罗艳华 \u{202E}reversed\u{202C} \u{1F54A} é ß ﬁ",
    "no\u{A0}break \u{2009} thin \u{3000} wide \u{AD} soft \u{FEFF} mark",
    "\u{E000} private \u{10FFFD}",
    "xml:space=\"preserve\" | ; (a) [b] {c} #d passage:x record:y %20",
];

fn hostile(n: usize) -> &'static str {
    HOSTILE.get(n % HOSTILE.len()).copied().unwrap_or("text")
}

fn text(n: usize) -> Value {
    json!({ "en": hostile(n), "zh-Hans": hostile(n + 1), "ar": "نص" })
}

fn name(n: usize) -> Value {
    json!({
        "text": hostile(n), "lang": "zh-Hans", "kind": "variant", "as_printed": hostile(n + 2),
        "basis": "proposed", "as_of": "2010~", "said_by": "org-a", "note": text(n),
        "access": "restricted", "cite": ["src-a#2"],
    })
}

fn names() -> Value {
    json!({ "items": [{ "text": "Plain" }, name(0), name(3)], "open": true })
}

/// A reading with everything that a reading can say about itself.
fn full(value: &Value, n: usize) -> Value {
    json!({
        "value": value, "as_printed": hostile(n), "basis": "inferred", "as_of": "2011-02/..",
        "said_by": "src-a", "note": text(n), "access": "restricted", "cite": ["src-b#p.1~x", "src-a#1"],
    })
}

/// Three readings: one full, one plain, one absent.
fn readings(a: &Value, b: &Value) -> Value {
    json!({ "readings": [
        full(a, 1),
        { "value": b, "cite": ["src-a#1"] },
        { "absent": "withheld", "basis": "proposed", "note": text(4), "cite": ["src-b#p.1~x"] },
    ] })
}

fn refs(id: &str) -> Value {
    json!([id, { "ref": id, "cite": ["src-a#2"], "as_printed": "x  y" }])
}

fn about() -> Value {
    json!([{ "what": "concept-a" }, { "text": text(5) }, { "what": "person-a", "text": text(6), "basis": "inferred" }])
}

fn common(record: Value) -> Value {
    let Value::Object(mut record) = record else { return Value::Null };
    let more = json!({
        "identifiers": [{ "scheme": "other", "value": hostile(0) }, { "scheme": "wikidata", "value": "Q1" }],
        "possibly_same_as": [{ "record": "org-b", "reason": text(7) }],
        "note": text(8),
        "access": "restricted",
    });
    if let Value::Object(more) = more {
        record.extend(more);
    }
    record.entry("cite").or_insert(json!(["src-a#1", "src-b#p.1~x"]));
    record.into()
}

#[expect(clippy::too_many_lines, reason = "it has everything")]
fn records() -> Vec<(Register, Value)> {
    let hash = "0123456789abcdef".repeat(4);
    let list = |id: &str| readings(&refs(id), &json!({ "items": [id], "open": true }));
    let dates = readings(&json!("2012-12-12/2012-12-13"), &json!("201X"));
    let texts = readings(&text(0), &text(1));
    let measured = json!([
        { "measure": "votes-for", "quantity": { "n": 167 } },
        { "measure": "amount", "quantity": { "n": "20000.50", "bound": "more-than", "currency": "USD", "per": "fiscal  year" },
          "of": text(2), "counts": { "events": ["hrc-election", "chr-election"], "part_of": "event-a", "participant": "org-a", "role": "elected", "period": "../2018" } },
        { "measure": "length", "quantity": { "min": 3, "max": "5.0", "unit": "square kilometres" },
          "counts": { "items": "participants", "of": "event-a" }, "cite": ["src-b#p.1~x"], "basis": "inferred" },
        { "measure": "visits", "quantity": { "bound": "several" } },
    ]);
    let people = json!([
        { "who": "org-a", "role": "party" },
        { "who": "person-a", "role": "chair", "side": "org-a", "capacity": text(3), "note": text(1), "cite": ["src-a#2"] },
    ]);
    vec![
        (
            Register::Source,
            common(json!({
                "id": "src-a", "kind": "book", "siglum": "A & B", "title": readings(&text(2), &text(3)),
                "authors": list("person-a"), "translators": list("person-a"), "publisher": list("org-a"),
                "host": readings(&json!(hostile(2)), &json!("b")), "published": dates, "web": dates,
                "updated": dates, "languages": ["en", "zh-Hans"], "standpoint": text(4),
                "gaps": [{ "what": text(5), "cite": ["src-a#1"] }],
                "passages": [
                    { "key": "1", "heading": [hostile(0), hostile(1)], "sha256": hash, "uncited": "heading" },
                    { "key": "2", "sha256": hash },
                ],
            })),
        ),
        (
            Register::Source,
            json!({
                "id": "src-b", "kind": "letter", "title": { "fr": "Une lettre" }, "published": "2019-04-01",
                "passages": { "items": [{ "key": "p.1~x", "sha256": hash }], "open": true }, "cite": ["src-b#p.1~x"],
            }),
        ),
        (Register::Person, common(json!({ "id": "person-a", "kind": "named", "names": names() }))),
        (Register::Person, json!({ "id": "person-b", "kind": "unnamed", "cite": ["src-a#1"] })),
        (
            Register::Organisation,
            common(json!({
                "id": "org-a", "kind": "state", "names": readings(&names(), &json!([{ "text": "A" }])),
                "part_of": { "items": ["org-b"], "open": true },
            })),
        ),
        (Register::Organisation, json!({ "id": "org-b", "kind": "other", "cite": ["src-a#1"] })),
        (
            Register::Place,
            common(
                json!({ "id": "place-a", "kind": "city", "names": names(), "within": "place-b" }),
            ),
        ),
        (Register::Place, json!({ "id": "place-b", "kind": "country", "cite": ["src-a#1"] })),
        (
            Register::Work,
            common(json!({
                "id": "work-a", "kind": "treaty", "names": names(), "symbol": readings(&json!("A/1"), &json!(hostile(3))),
                "by": list("org-a"), "date": dates, "part_of": ["work-b"], "about": readings(&about(), &json!([{ "what": "org-b" }])),
                "summary": texts,
            })),
        ),
        (
            Register::Work,
            json!({ "id": "work-b", "kind": "law", "date": { "readings": [{ "absent": "unknown", "cite": ["src-a#1"] }] }, "cite": ["src-a#1"] }),
        ),
        (
            Register::Concept,
            common(
                json!({ "id": "concept-a", "kind": "right", "names": names(), "definition": texts }),
            ),
        ),
        (
            Register::Event,
            common(json!({
                "id": "event-a", "kind": "hrc-election", "names": names(), "ordinal": readings(&json!(5), &json!(6)),
                "date": dates, "place": list("place-a"), "mode": readings(&json!("online"), &json!("hybrid")),
                "part_of": ["event-b"], "participants": readings(&people, &json!({ "items": [{ "who": "org-b", "role": "observer" }], "open": true })),
                "about": about(), "figures": readings(&measured, &json!([{ "measure": "seats", "quantity": { "n": 18 } }])),
                "summary": texts, "outcome": texts,
            })),
        ),
        (
            Register::Event,
            json!({
                "id": "event-b", "kind": "stage", "date": "2010~",
                "names": { "readings": [{ "absent": "none", "cite": ["src-a#1"] }] },
                "participants": { "items": [{ "who": "org-a", "role": "party" }], "open": true },
                "figures": measured, "place": ["place-a", "place-b"], "cite": ["src-a#1"],
            }),
        ),
        (
            Register::Statement,
            common(json!({
                "id": "statement-a", "kind": "concern", "by": list("person-a"), "to": refs("org-a"),
                "at": readings(&json!("event-a"), &json!("event-b")), "work": readings(&json!("work-a"), &json!("work-b")),
                "date": dates, "about": about(), "text": texts, "response": texts, "contested": true,
            })),
        ),
        (
            Register::Figure,
            common(json!({
                "id": "figure-a", "kind": "votes-for", "names": names(), "who": list("org-a"), "about": about(),
                "quantity": readings(&json!({ "n": "1.50", "unit": "%" }), &json!({ "bound": "dozens" })),
                "period": dates, "rule": texts, "counts": { "events": ["stage"] },
            })),
        ),
        (
            Register::Difference,
            common(json!({
                "id": "difference-a", "kind": "conflict", "explanation": text(9),
                "about": [{ "record": "event-a", "field": "date" }, { "record": "event-a", "field": "participants" }, { "record": "org-a" }],
            })),
        ),
        (
            Register::Difference,
            json!({
                "id": "difference-b", "kind": "misprint", "explanation": { "en": "x" }, "about": [{ "record": "org-a" }],
            }),
        ),
    ]
}

/// What the dataset says of itself.
pub(crate) fn meta() -> DatasetMeta {
    let meta = json!({
        "schema_version": "1.0", "id": "torture", "title": text(0), "description": text(1), "subject": ["org-a"],
        "base": "https://example.org/t/", "license": "LicenseRef <odd> & other", "languages": ["en", "fr"],
        "version": "0 <&>  1", "publisher": text(2), "editors": ["A & B", "B  C"], "created": "2026-11", "note": text(3),
    });
    serde_json::from_value(meta).unwrap()
}

/// The dataset of these records.
pub(crate) fn of(id: &str, records: impl IntoIterator<Item = (Register, Value)>) -> Dataset {
    let mut meta = meta();
    meta.id = id.parse().unwrap();
    let records = records.into_iter().map(|(register, json)| {
        Record::from_json(register, json.to_string().as_bytes())
            .unwrap_or_else(|error| panic!("{error}: {json}"))
    });
    Dataset::from_records(meta, records).unwrap()
}

/// The dataset that has everything.
pub(crate) fn dataset() -> Dataset {
    of("torture", records())
}

/// A dataset without records, and without anything that need not be said.
pub(crate) fn empty() -> Dataset {
    let meta = json!({
        "schema_version": "1.0", "id": "empty", "title": { "en": "Empty" }, "base": "urn:x:",
        "license": "CC0-1.0", "languages": ["en"], "version": "1",
    });
    Dataset::new(serde_json::from_value(meta).unwrap())
}

/// Lists that are longer than one list may be.
pub(crate) fn long() -> Dataset {
    let hash = "0".repeat(64);
    let passages: Vec<Value> =
        (1..=260).map(|n| json!({ "key": n.to_string(), "sha256": hash })).collect();
    let people: Vec<Value> =
        (0..300).map(|n| json!({ "who": format!("org-{n}"), "role": "voted-yes" })).collect();
    let source = json!({ "id": "src", "kind": "book", "passages": passages, "cite": ["src#1"] });
    let event = json!({
        "id": "vote", "kind": "un-vote", "cite": ["src#1"],
        "participants": { "readings": [
            { "value": people, "cite": ["src#1"] },
            { "value": { "items": people, "open": true }, "cite": ["src#260"] },
        ] },
    });
    let organisations = (0..300).map(|n| {
        let json = json!({ "id": format!("org-{n}"), "kind": "state", "names": [{ "text": format!("Org {n}") }],
            "part_of": ["org-0"], "cite": ["src#2"] });
        (Register::Organisation, json)
    });
    let concepts = (0..300).map(|n| {
        (
            Register::Concept,
            json!({ "id": format!("concept-{n}"), "kind": "theme", "cite": ["src#3"] }),
        )
    });
    let first = [(Register::Source, source), (Register::Event, event)];
    of("long", first.into_iter().chain(organisations).chain(concepts))
}

/// Pointers that lead out of the dataset.
pub(crate) fn dangling() -> Dataset {
    of(
        "dangling",
        [(
            Register::Event,
            json!({
                "id": "event-x", "kind": "meeting", "part_of": ["no-event"], "place": ["no-place"],
                "participants": [{ "who": "nobody", "role": "party", "said_by": "no-source" }], "cite": ["no-source#a~b"],
            }),
        )],
    )
}
