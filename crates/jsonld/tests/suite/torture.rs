//! A dataset that tries everything: every field of every register, bare, with
//! readings that differ, absent and open, and text that hurts.

use rapporteur_schema::{
    Dataset, Register,
    codes::{Absence, CodeList},
    model::{DatasetMeta, Record},
    view::{AtomType, FieldDef, PartDef},
};
use serde_json::{Map, Value, json};

/// Texts that look like something else, or that some format cannot carry easily.
const HOSTILE: &[&str] = &[
    "plain",
    "\"quotes\" and \\backslash\\ and 'apostrophes'",
    "> .\n<http://evil.example/s> <http://evil.example/p> \"o\" .",
    "@id",
    "@type",
    "rr:role.chair",
    "_:b0",
    "</script><!--<script>",
    "line\u{2028}separator\u{2029}paragraph",
    "\u{202E}reversed\u{202C} \u{2066}isolated\u{2069} \u{FEFF}mark",
    "tab\tand\nline feed",
    "罗艳华 حقوق الإنسان права человека 🕊️",
    "two  spaces",
    "=cmd|' /C calc'!A0",
    "http://example.org/a b",
    "null",
    "0",
    "\\u0041",
    "{\"@value\":\"x\"}",
];

struct Maker {
    state: u64,
    n: usize,
}

impl Maker {
    /// The next number of a fixed sequence.
    fn step(&mut self) {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        self.n = usize::try_from(self.state >> 33).unwrap();
    }

    fn text(&mut self) -> &'static str {
        self.step();
        HOSTILE[self.n % HOSTILE.len()]
    }

    fn texts(&mut self) -> Value {
        self.step();
        match self.n % 3 {
            0 => json!({ "en": self.text() }),
            1 => json!({ "en": self.text(), "zh-Hans": self.text() }),
            _ => json!({ "en-GB": self.text(), "ar": self.text(), "de-1996": self.text() }),
        }
    }

    fn code(&mut self, list: &CodeList) -> Value {
        self.step();
        // What is said by leaving it out does not stand in canonical data.
        let codes: Vec<&str> = list
            .codes
            .iter()
            .map(|def| def.code)
            .filter(|c| !matches!(*c, "preferred" | "stated"))
            .collect();
        json!(codes[self.n % codes.len()])
    }

    fn date(&mut self) -> Value {
        self.step();
        let dates = [
            "2009-05-12",
            "2009",
            "201X",
            "2009/2012",
            "2010~",
            "2014/..",
            "../2018-08",
            "[2017..2020]",
            "2004-06?",
            "-0044",
            "0000",
            "1985-04",
        ];
        json!(dates[self.n % dates.len()])
    }

    fn quantity(&mut self) -> Value {
        self.step();
        let quantities = [
            json!({ "n": 167 }),
            json!({ "n": "0.050", "unit": "per \"cent\"" }),
            json!({ "n": 20000, "bound": "about", "currency": "USD", "per": "year" }),
            json!({ "min": 1, "max": "99999999999999999999" }),
            json!({ "bound": "dozens" }),
            json!({ "n": -3, "bound": "more-than", "unit": "°C" }),
            json!({ "max": "1.10" }),
        ];
        quantities[self.n % quantities.len()].clone()
    }

    fn cite(&mut self) -> Value {
        self.step();
        match self.n % 4 {
            0 => json!(["source-a#1"]),
            1 => json!(["source-a#2", "source-a#10"]),
            2 => json!(["source-a#10", "source-a#2", "source-b#p.1"]),
            _ => json!(["source-b#p.1", "source-a#1"]),
        }
    }

    fn atom(&mut self, def: &PartDef) -> Value {
        self.step();
        match (def.atom, def.name) {
            (AtomType::Text, _) => self.texts(),
            (AtomType::Date, _) => self.date(),
            (AtomType::Quantity, _) => self.quantity(),
            (AtomType::Language, _) => json!(["zh-Hans", "en", "mn-Cyrl-MN"][self.n % 3]),
            (AtomType::Integer, _) => json!(self.n % 4_000_000_000),
            (AtomType::Flag, _) => json!(true),
            (AtomType::Code(list), _) => self.code(list),
            (AtomType::Ref(registers), _) => {
                let register = registers[self.n % registers.len()];
                json!(format!("{register}-{}", ["a", "b"][self.n % 2]))
            }
            (AtomType::Counts, _) => json!({
                "events": ["upr-review", "hrc-election"],
                "participant": "organisation-a", "role": "elected", "period": "../2018-08",
            }),
            (_, "field") => json!("possibly_same_as"),
            (_, "scheme") => json!("wikidata"),
            (_, "sha256") => json!("0123456789abcdef".repeat(4)),
            (_, "key") => json!(["1", "2", "10", "p.1"][self.n % 4]),
            _ => json!(self.text()),
        }
    }

    fn meta(&mut self, json: &mut Map<String, Value>) {
        json.insert("as_printed".into(), json!(self.text()));
        json.insert("basis".into(), json!(["inferred", "proposed"][self.n % 2]));
        json.insert("as_of".into(), self.date());
        json.insert(
            "said_by".into(),
            json!(["person-a", "organisation-b", "source-a", "work-b"][self.n % 4]),
        );
        json.insert("note".into(), self.texts());
        if self.n.is_multiple_of(3) {
            json.insert("access".into(), json!("restricted"));
        }
    }

    /// An item, with every part or only with those it must have.
    fn item(&mut self, def: &FieldDef, full: bool, says: bool) -> Value {
        let shape = def.shape;
        if shape.bare && !says {
            return self.atom(&shape.parts[0]);
        }
        let mut json = Map::new();
        self.step();
        let start = self.n;
        for (n, part) in shape.parts.iter().enumerate() {
            let one = start % shape.parts.len() == n && shape.parts.iter().all(|p| !p.required);
            if full || part.required || one {
                let value = if part.many {
                    let text = self.text();
                    json!(["b heading", text, "a heading", text])
                } else {
                    self.atom(part)
                };
                json.insert(part.name.into(), value);
            }
        }
        if shape.name == "Gap" {
            json.insert("cite".into(), self.cite());
        } else if says {
            self.meta(&mut json);
            self.step();
            if self.n.is_multiple_of(2) {
                json.insert("cite".into(), self.cite());
            }
        }
        Value::Object(json)
    }

    fn value(&mut self, def: &FieldDef, says: bool) -> Value {
        if !def.shape.list {
            return self.atom(&def.shape.parts[0]);
        }
        let says = says && def.shape.annotated;
        let items = vec![
            self.item(def, true, false),
            self.item(def, false, says),
            self.item(def, true, says),
        ];
        self.step();
        if self.n.is_multiple_of(2) {
            json!(items)
        } else {
            json!({ "items": items, "open": true })
        }
    }

    fn readings(&mut self, def: &FieldDef) -> Value {
        let mut readings = Vec::new();
        for says in [true, false] {
            let mut reading = Map::new();
            reading.insert("value".into(), self.value(def, says));
            if says {
                self.meta(&mut reading);
            }
            reading.insert("cite".into(), self.cite());
            readings.push(Value::Object(reading));
        }
        self.step();
        let absent = Absence::ALL[self.n % Absence::ALL.len()].code();
        readings.push(json!({ "absent": absent, "as_printed": self.text(), "cite": self.cite() }));
        json!({ "readings": readings })
    }

    /// A record of which every field is there.
    fn record(&mut self, register: Register, id: &str, variant: bool) -> Record {
        let mut json = Map::new();
        json.insert("id".into(), json!(format!("{register}-{id}")));
        json.insert("kind".into(), self.code(register.kinds()));
        for def in register.fields() {
            if def.name == "passages" {
                continue;
            }
            let value =
                if variant && def.reported { self.readings(def) } else { self.value(def, variant) };
            json.insert(def.name.into(), value);
        }
        if register == Register::Source {
            let hash = "0123456789abcdef".repeat(4);
            json.insert(
                "passages".into(),
                match id {
                    "a" => json!([
                        { "key": "2", "heading": ["z", "a", "z"], "sha256": hash },
                        { "key": "1", "sha256": hash, "uncited": "heading" },
                        { "key": "10", "heading": ["<b>"], "sha256": hash },
                    ]),
                    _ => json!({ "items": [{ "key": "p.1", "sha256": hash }], "open": true }),
                },
            );
        }
        if register != Register::Difference || variant {
            json.insert("cite".into(), self.cite());
        }
        if variant {
            json.insert("access".into(), json!("restricted"));
        }
        let text = Value::Object(json).to_string();
        Record::from_json(register, text.as_bytes())
            .unwrap_or_else(|error| panic!("{register}-{id}: {error}\n{text}"))
    }
}

/// The dataset.
pub(crate) fn torture() -> Dataset {
    let meta: DatasetMeta = serde_json::from_value(json!({
        "schema_version": "1.0", "id": "torture", "title": { "en": "A \"title\"", "zh-Hans": "标题" },
        "description": { "en": "> .\n<x>" }, "subject": ["organisation-b", "organisation-a"],
        "base": "https://example.org/dät/", "license": "See the file \"LICENCE\"",
        "languages": { "items": ["zh-Hans", "en"], "open": true }, "version": "1",
        "publisher": { "en": "Publisher" }, "editors": ["B", "A", "B"], "created": "2026-11",
        "note": { "en": "A note", "de": "Notiz" },
    }))
    .unwrap();
    let mut maker = Maker { state: 11, n: 0 };
    let mut records = Vec::new();
    for register in Register::ALL {
        records.push(maker.record(register, "a", false));
        records.push(maker.record(register, "b", true));
        // Each value again with other luck.
        for id in 'c'..='t' {
            let id = id.to_string();
            records.push(maker.record(register, &id, id.as_str() > "j"));
        }
    }
    Dataset::from_records(meta, records).unwrap()
}
