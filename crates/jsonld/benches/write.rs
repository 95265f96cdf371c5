//! How fast the writer is, beside others that put out the same.
//!
//! `cargo bench -p rapporteur-jsonld --bench write [-- DATASET]` prints a table: bytes and time of each
//! writer, the mean of several runs in turns, without what other programs take of the
//! processor (on Linux; elsewhere by the clock), over the built-in dataset or the one in a folder. The
//! yardstick is bare `serde_json`, which writes a tree that was made beforehand to the
//! same bytes; a second row makes the tree of each record as well, as a program without
//! this crate would have to. With `--profile` only the document is written, many times,
//! for a profiler to watch.

#[path = "../../../tests/bench/clock.rs"]
mod clock;

use std::{
    error::Error,
    io::{self, Write as _},
    path::Path,
    time::{Duration, Instant},
};

use oxjsonld::{JsonLdParser, JsonLdSerializer};
use rapporteur_jsonld::{Context, Form, Options, write};
use rapporteur_schema::{Dataset, RecordRef, claims_in, load};
use serde::{
    Deserialize, Serialize,
    de::{MapAccess, SeqAccess, Visitor},
    ser::SerializeMap as _,
};

use clock::used;

/// JSON with its members in order, made beforehand.
#[derive(Clone)]
enum Tree {
    Flag(bool),
    Number(u64),
    Text(Box<str>),
    List(Vec<Tree>),
    Node(Vec<(Box<str>, Tree)>),
}

impl Serialize for Tree {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => s.serialize_bool(*flag),
            Self::Number(n) => s.serialize_u64(*n),
            Self::Text(text) => s.serialize_str(text),
            Self::List(items) => s.collect_seq(items),
            Self::Node(members) => {
                let mut map = s.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("what this crate writes")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_u64<E>(self, n: u64) -> Result<Tree, E> {
        Ok(Tree::Number(n))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, Tree>()? {
            members.push((key.into(), value));
        }
        Ok(Tree::Node(members))
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(TreeVisitor)
    }
}

/// The document as trees: what stands before the first line break is kept as it is.
fn trees(document: &str) -> Result<(String, Vec<Tree>), serde_json::Error> {
    let (head, rest) = document.split_once('\n').unwrap_or((document, ""));
    let lines = rest.trim_end_matches("\n]}\n").split(",\n");
    let trees = lines.map(serde_json::from_str).collect::<Result<_, _>>()?;
    Ok((format!("{head}\n"), trees))
}

fn bare(head: &str, trees: &[Tree], out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    out.extend_from_slice(head.as_bytes());
    for (n, tree) in trees.iter().enumerate() {
        if n > 0 {
            out.extend_from_slice(b",\n");
        }
        serde_json::to_writer(&mut *out, tree)?;
    }
    out.extend_from_slice(b"\n]}\n");
    Ok(())
}

/// How often each writer runs.
const TIMES: u32 = 60;

type Run<'r> = Box<dyn FnMut(&mut Vec<u8>) -> Result<(), Box<dyn Error>> + 'r>;

fn written(dataset: &Dataset, form: Form, out: &mut Vec<u8>) -> Result<(), Box<dyn Error>> {
    let mut options = Options::default();
    options.form = form;
    options.context = Context::Embedded;
    write(dataset, &options, out)?;
    Ok(())
}

/// What of it is the taking apart of records, which any writer needs.
fn taking_apart(dataset: &Dataset, begin: Instant) -> (usize, Duration) {
    let mut time = Duration::ZERO;
    let mut found = 0;
    for _ in 0..TIMES {
        let start = used(begin);
        let of = |record| {
            let fields = RecordRef::fields(record);
            fields.len() + claims_in(record, &fields).len()
        };
        found = dataset.records().map(of).sum();
        time += used(begin).saturating_sub(start);
    }
    (found, time / TIMES)
}

fn main() -> Result<(), Box<dyn Error>> {
    let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    let given = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let folder = given.unwrap_or_else(|| built_in.to_owned());
    let dataset = load(Path::new(&folder)).dataset.ok_or("the dataset cannot be read")?;
    let mut document = Vec::new();
    written(&dataset, Form::Document, &mut document)?;
    if std::env::args().any(|arg| arg == "--profile") {
        for _ in 0..300 {
            document.clear();
            written(&dataset, Form::Document, &mut document)?;
        }
        return Ok(());
    }
    let document = String::from_utf8(document)?;
    let (head, trees) = trees(&document)?;
    let mut same = Vec::new();
    bare(&head, &trees, &mut same)?;
    if same != document.as_bytes() {
        writeln!(
            io::stdout(),
            "(bare serde_json leaves some characters as they are: its bytes differ)"
        )?;
    }
    let quads =
        JsonLdParser::new().for_slice(document.as_bytes()).collect::<Result<Vec<_>, _>>()?;
    let rows: Vec<(&str, Run<'_>)> = vec![
        ("bare serde_json, tree made beforehand", Box::new(|out| Ok(bare(&head, &trees, out)?))),
        (
            "bare serde_json, tree made of each record",
            Box::new(|out| {
                out.extend_from_slice(head.as_bytes());
                for tree in &trees {
                    // What it costs to hold each text and key once as one's own.
                    serde_json::to_writer(&mut *out, &tree.clone())?;
                    out.extend_from_slice(b",\n");
                }
                Ok(())
            }),
        ),
        ("rapporteur-jsonld, document", Box::new(|out| written(&dataset, Form::Document, out))),
        ("rapporteur-jsonld, N-Quads", Box::new(|out| written(&dataset, Form::NQuads, out))),
        ("rapporteur-jsonld, Turtle", Box::new(|out| written(&dataset, Form::Turtle, out))),
        (
            "oxjsonld's serializer, quads made beforehand",
            Box::new(|out| {
                let mut serializer = JsonLdSerializer::new().for_writer(out);
                for quad in &quads {
                    serializer.serialize_quad(quad)?;
                }
                serializer.finish()?;
                Ok(())
            }),
        ),
    ];
    let mut rows: Vec<(&str, Run<'_>, usize, Duration)> =
        rows.into_iter().map(|(name, run)| (name, run, 0, Duration::ZERO)).collect();
    // In turns, so that whatever else the machine does meets all of them.
    let mut buffer = Vec::new();
    let begin = Instant::now();
    for _ in 0..TIMES {
        for (_, run, bytes, time) in &mut rows {
            buffer.clear();
            let start = used(begin);
            run(&mut buffer)?;
            *time += used(begin).saturating_sub(start);
            *bytes = buffer.len();
        }
    }
    let mut out = io::stdout();
    writeln!(out, "{} records, {} statements", dataset.len(), quads.len())?;
    let yardstick = rows.first().map_or(Duration::ZERO, |(.., time)| *time / TIMES);
    for (name, _, bytes, time) in rows {
        let time = time / TIMES;
        #[expect(clippy::cast_precision_loss, reason = "figures for reading")]
        let (speed, rate) = (
            bytes as f64 / time.as_secs_f64() / 1e6,
            quads.len() as f64 / time.as_secs_f64() / 1e6,
        );
        writeln!(
            out,
            "{name:<46} {bytes:>11} bytes {:>8.2} ms {speed:>7.0} MB/s {rate:>6.2} M quads/s {:>5.2}",
            time.as_secs_f64() * 1e3,
            yardstick.as_secs_f64() / time.as_secs_f64(),
        )?;
    }
    let (found, time) = taking_apart(&dataset, begin);
    writeln!(
        out,
        "{:<46} {found:>11} items {:>8.2} ms",
        "fields and claims of all records alone",
        time.as_secs_f64() * 1e3
    )?;
    Ok(())
}
