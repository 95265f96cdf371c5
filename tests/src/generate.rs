//! Datasets over the whole model, made from a seed: every register, field, kind and
//! code in time, every shape of reading, and texts that break other programs.

use std::collections::BTreeSet;

use fastrand::Rng;
use rapporteur_schema::{
    Dataset, DatasetMeta, Register,
    codes::{Absence, Basis},
    draft::{Draft, DraftField, DraftItem, DraftMeta, DraftReading},
    view::{AtomType, FieldDef, PartDef},
};
use serde_json::json;

/// Texts in the scripts that the usual fonts have.
const PRINTABLE: &[&str] = &[
    "A plain name",
    "Ambassador, and three others; “quoted” – dashed — and so on …",
    "罗艳华",
    "Bärbel Kofler, Łódź, Đà Nẵng, Őrség, Żółć",
    "Елизавета Петровна",
    "Ελληνική Δημοκρατία",
    "שלום עולם",
    "مرحبا بالعالم",
    "mixed: שלום (2019) and مرحبا 12, then English",
    "a;b,c|d\\e\"f'g`h",
    "line one\nline two",
    "A longer text which fills more than one line of any column in which it may come to stand, \
     so that lines are broken, words hyphenated and rows grow: internationalisation, \
     counterterrorism, intergovernmental negotiations.",
    "007",
    "=1+1",
    "<b>&amp;</b>",
];

/// Which texts a generated dataset holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// Texts that other programs lose, change or execute.
    Odd,
    /// Texts in the scripts that the usual fonts have.
    Printable,
}

/// Texts that other programs lose, change or execute.
const TEXTS: &[&str] = &[
    "A plain name",
    "罗艳华",
    "Bärbel Kofler",
    "שלום עולם",
    "مرحبا بالعالم",
    "=HYPERLINK(\"http://example.org\";\"x\")",
    "+1",
    "-1",
    "@SUM(A1)",
    "'quoted",
    "</script><!-- ]]> -->",
    "<a href='x'>&amp; &lt; &#65;</a>",
    "line one\nline two\n\nline four",
    "a\ttab",
    "two  spaces   and more",
    "null",
    "true",
    "TRUE",
    "0",
    "007",
    "1/2",
    "2020-01-01",
    "1e5",
    "0.050",
    "123456789012345678901",
    "_x0041_ and _x005F_",
    "a;b,c|d\\e\"f'g`h",
    "{\"@id\": \"x\", \"@context\": \"y\"}",
    "http://example.org/a b?c=d&e=f#g",
    "separator\u{2028}and\u{2029}and\u{85A}next",
    "\u{1F469}\u{200D}\u{1F52C} and \u{10FFFD}",
    "e\u{327}\u{301}",
    "NA",
    "#REF!",
    "id",
    "cite",
    "…–—“”‘’",
    "\u{FEFF}mark",
];

const DATES: &[&str] = &[
    "2019-04-01",
    "2019-04",
    "2019",
    "201X",
    "20XX",
    "2009/2012",
    "2010~",
    "2010?",
    "2010%",
    "2014/..",
    "../2018-08",
    "1990/",
    "/1990",
    "[2017..2020]",
    "{2001,2003}",
    "2004-06-XX",
    "2004-21",
    "-0044",
    "0000",
    "Y17000000002",
    "2004-06~-11",
    "2012-12-12/2012-12-13",
    "1899-12-31",
    "1900-02-28",
    "9999-12-31",
    "2004-01-01T10:10:10Z",
];

const QUANTITIES: &[&str] = &[
    r#"{"n":180}"#,
    r#"{"n":0}"#,
    r#"{"n":-5}"#,
    r#"{"n":"0.050"}"#,
    r#"{"n":"123456789012345678901"}"#,
    r#"{"n":9007199254740992}"#,
    r#"{"n":"0.1","unit":"%"}"#,
    r#"{"n":120,"bound":"more-than"}"#,
    r#"{"min":3,"max":"5.5","unit":"years"}"#,
    r#"{"min":1}"#,
    r#"{"bound":"several"}"#,
    r#"{"n":2,"bound":"rank"}"#,
    r#"{"n":20000,"currency":"USD","per":"year"}"#,
    r#"{"n":"-12.34","currency":"CHF"}"#,
];

const COUNTS: &[&str] = &[
    "events=hrc-election participant=org-0 role=elected period=../2018",
    "events=dialogue-round,consultation-round part_of=event-0",
    "items=participants of=event-0 role=partner",
];

const LANGUAGES: &[&str] = &["en", "zh-Hans", "zh-Latn", "fr", "ar", "en-GB", "de-CH-1996"];

/// How many records each register gets.
const EACH: usize = 4;

struct Generator {
    rng: Rng,
    texts: &'static [&'static str],
    cites: Vec<String>,
}

/// A text in the form in which datasets hold it.
pub fn nfc(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfc().collect()
}

/// A dataset made from this seed, with odd texts. Its references and citations lead
/// somewhere.
pub fn dataset(seed: u64) -> Dataset {
    dataset_with(seed, Texts::Odd)
}

/// A dataset made from this seed, with these texts.
pub fn dataset_with(seed: u64, texts: Texts) -> Dataset {
    let texts = match texts {
        Texts::Odd => TEXTS,
        Texts::Printable => PRINTABLE,
    };
    let mut rng = Rng::with_seed(seed);
    let cites: Vec<String> = (0..EACH)
        .flat_map(|source| (1..=5).map(move |passage| format!("source-{source}#{passage}")))
        .collect();
    let meta = json!({
        "schema_version": "1.0",
        "id": "generated",
        "title": {"en": "Generated & <odd>", "zh-Hans": "生成"},
        "description": {"en": nfc(rng.choice(texts).unwrap())},
        "subject": ["organisation-0"],
        "base": "https://example.org/generated/",
        "license": "CC0-1.0",
        "languages": ["en", "fr"],
        "version": "1.0.0",
        "publisher": {"en": "Nobody"},
        "editors": ["A", "B"],
        "created": "2024-02-29",
        "note": {"en": nfc(rng.choice(texts).unwrap())},
    });
    let meta: DatasetMeta = serde_json::from_value(meta).unwrap();
    let mut generator = Generator { rng, texts, cites };
    let records: Vec<_> = Register::ALL
        .into_iter()
        .flat_map(|register| (0..EACH).map(move |n| (register, n)))
        .map(|(register, n)| {
            let draft = generator.record(register, n);
            let shown = format!("{draft:#?}");
            draft.finish().unwrap_or_else(|error| panic!("seed {seed}: {error}\n{shown}"))
        })
        .collect();
    Dataset::from_records(meta, records).unwrap()
}

impl Generator {
    fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(0..100) < percent
    }

    fn pick(&mut self, from: &[&str]) -> String {
        let n = self.rng.usize(0..from.len());
        from[n].to_owned()
    }

    fn text(&mut self) -> String {
        if self.chance(1) {
            return format!("{}end", "long ".repeat(8_000));
        }
        nfc(&self.pick(self.texts))
    }

    /// Text by language, as JSON.
    fn text_map(&mut self) -> String {
        let mut map = serde_json::Map::new();
        for _ in 0..self.rng.usize(1..=2) {
            let language = self.pick(LANGUAGES);
            let text = self.text();
            map.insert(language, text.into());
        }
        serde_json::Value::Object(map).to_string()
    }

    fn some_cites(&mut self) -> Vec<String> {
        let mut cites = BTreeSet::new();
        for _ in 0..self.rng.usize(1..=3) {
            let n = self.rng.usize(0..self.cites.len());
            cites.insert(self.cites[n].clone());
        }
        cites.into_iter().collect()
    }

    fn record(&mut self, register: Register, n: usize) -> Draft {
        let kinds = register.kinds().codes;
        let kind = kinds[self.rng.usize(0..kinds.len())].code.to_owned();
        let mut fields = Vec::new();
        for def in register.fields() {
            if def.name == "passages" {
                fields.push(self.passages());
            } else if def.required || self.chance(60) {
                fields.push(self.field(def));
            }
        }
        let no_cite = register == Register::Difference && self.chance(50);
        Draft {
            register,
            id: format!("{}-{n}", register.name()),
            kind,
            fields,
            cite: if no_cite { Vec::new() } else { self.some_cites() },
            access: None,
        }
    }

    fn passages(&mut self) -> DraftField {
        let items = (1..=5)
            .map(|key| {
                let mut parts = vec![("key".to_owned(), key.to_string())];
                for _ in 0..self.rng.usize(0..3) {
                    parts.push(("heading".to_owned(), self.text()));
                }
                parts.push(("sha256".to_owned(), format!("{:064x}", self.rng.u128(..))));
                DraftItem { parts, meta: DraftMeta::default() }
            })
            .collect();
        let reading = DraftReading { bare: true, items, ..DraftReading::default() };
        DraftField { name: "passages".into(), readings: vec![reading] }
    }

    fn field(&mut self, def: &FieldDef) -> DraftField {
        let readings = if def.reported && self.chance(50) {
            (0..self.rng.usize(1..=3)).map(|_| self.reading(def)).collect()
        } else {
            vec![DraftReading { bare: true, ..self.value(def) }]
        };
        DraftField { name: def.name.to_owned(), readings }
    }

    fn value(&mut self, def: &FieldDef) -> DraftReading {
        let n = if def.shape.list { self.rng.usize(1..=3) } else { 1 };
        let items = (0..n).map(|_| self.item(def)).collect();
        let open = def.shape.list && def.reported && self.chance(20);
        DraftReading { open, items, ..DraftReading::default() }
    }

    fn reading(&mut self, def: &FieldDef) -> DraftReading {
        let mut reading = if self.chance(15) {
            let absent = Absence::ALL[self.rng.usize(0..Absence::ALL.len())].code().to_owned();
            DraftReading { absent: Some(absent), ..DraftReading::default() }
        } else {
            self.value(def)
        };
        reading.meta = self.meta(100);
        reading
    }

    fn item(&mut self, def: &FieldDef) -> DraftItem {
        let mut parts: Vec<(String, String)> = Vec::new();
        for part in def.shape.parts {
            // A subject needs one of its parts: the first will do.
            let first = part.name == "what" || def.shape.parts.len() == 1;
            if part.required || first || self.chance(50) {
                let text = self.part(part);
                parts.push((part.name.to_owned(), text));
            }
        }
        let gap = def.shape.name == "Gap";
        let meta = if gap {
            DraftMeta { cite: self.some_cites(), ..DraftMeta::default() }
        } else if def.shape.annotated && def.reported && self.chance(40) {
            self.meta(50)
        } else {
            DraftMeta::default()
        };
        DraftItem { parts, meta }
    }

    fn meta(&mut self, cites: u8) -> DraftMeta {
        let basis = [Basis::Inferred, Basis::Proposed][self.rng.usize(0..2)];
        DraftMeta {
            cite: if self.chance(cites) { self.some_cites() } else { Vec::new() },
            as_printed: self.chance(30).then(|| self.text()),
            basis: self.chance(30).then(|| basis.code().to_owned()),
            as_of: self.chance(30).then(|| self.pick(DATES)),
            said_by: self.chance(30).then(|| format!("person-{}", self.rng.usize(0..EACH))),
            note: self.chance(30).then(|| self.text_map()),
            access: None,
        }
    }

    fn part(&mut self, part: &PartDef) -> String {
        match part.atom {
            AtomType::Text => self.text_map(),
            AtomType::Plain => match part.name {
                "scheme" => "other".into(),
                "field" => "note".into(),
                "sha256" => format!("{:064x}", self.rng.u128(..)),
                _ => self.text(),
            },
            AtomType::Language => self.pick(LANGUAGES),
            AtomType::Date => self.pick(DATES),
            AtomType::Quantity => self.pick(QUANTITIES),
            AtomType::Integer => self.rng.u32(..).to_string(),
            AtomType::Ref(registers) => {
                let register = registers[self.rng.usize(0..registers.len())];
                format!("{}-{}", register.name(), self.rng.usize(0..EACH))
            }
            AtomType::Code(list) => list.codes[self.rng.usize(0..list.codes.len())].code.to_owned(),
            AtomType::Flag => "true".into(),
            AtomType::Counts => self.pick(COUNTS).replace("org-0", "organisation-0"),
            other => panic!("a type that is not generated: {other:?}"),
        }
    }
}
