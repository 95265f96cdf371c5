//! What the crate promises.
#![expect(clippy::unwrap_used, reason = "a test that cannot be built fails")]

mod description;
mod forms;
mod graph;
mod queries;
mod refusals;
mod safety;
mod terms;
mod torture;

use std::{collections::BTreeSet, path::Path};

use oxjsonld::{JsonLdParser, JsonLdSerializer};
use rapporteur_apparatus::Summary;
use rapporteur_jsonld::{
    CONTEXT_URL, Context, Distribution, Form, Options, ReadError, context, read, shapes,
    vocabulary, write,
};
use rapporteur_schema::{Dataset, Register, canonical, view::Atom};
use serde_json::Value;

fn built_in() -> Dataset {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    rapporteur_schema::load(Path::new(folder)).dataset.unwrap()
}

fn options(context: Context, form: Form) -> Options {
    let mut options = Options::default();
    options.context = context;
    options.form = form;
    if context == Context::Embedded {
        options.distributions = files();
    }
    options
}

/// Files for the description of a dataset.
fn files() -> Vec<Distribution> {
    vec![
        Distribution::new("a.tei.xml", "application/tei+xml", 6_208_802)
            .at("https://example.org/files/a.tei.xml?x=1&y=2")
            .unwrap()
            .with_sha256("0123456789ABCDEF".repeat(4)),
        Distribution::new("b \"ü\".bin", "no media type", 0),
    ]
}

#[expect(clippy::disallowed_methods, reason = "half a file harms no test")]
fn keep(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}

fn export(dataset: &Dataset, options: &Options) -> Vec<u8> {
    let mut out = Vec::new();
    write(dataset, options, &mut out).unwrap();
    out
}

fn in_form(dataset: &Dataset, form: Form) -> String {
    String::from_utf8(export(dataset, &options(Context::Embedded, form))).unwrap()
}

fn document(dataset: &Dataset) -> String {
    String::from_utf8(export(dataset, &options(Context::Embedded, Form::Document))).unwrap()
}

/// The statements as another processor reads them.
fn quads(json: &[u8]) -> Vec<oxrdf::Quad> {
    JsonLdParser::new().for_slice(json).collect::<Result<_, _>>().unwrap()
}

fn assert_same(again: &Dataset, dataset: &Dataset) {
    let (a, b) = (canonical::bytes(again), canonical::bytes(dataset));
    let (a, b) = (String::from_utf8(a).unwrap(), String::from_utf8(b).unwrap());
    for (a, b) in a.lines().zip(b.lines()) {
        assert_eq!(a, b);
    }
    assert!(a == b, "one dataset has more records than the other");
}
