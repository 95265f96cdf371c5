//! Where the numbers of notes stand, in every brief of the built-in datasets: what stands before a
//! number as its source is its source, and so is what stands behind it in brackets.

use std::collections::BTreeSet;

use super::data::Data;
use crate::block::{self, Block, Link, RowKind, Span};

/// What is wrong, and of how many numbers it was looked at.
pub(super) fn numbers_belong_to_whom_they_stand_with(
    data: &Data<'_>,
    brief: &block::Brief,
) -> (usize, Vec<String>) {
    let sigla: BTreeSet<&str> = data
        .dataset
        .sources()
        .iter()
        .map(|source| rapporteur_apparatus::cite::siglum(data.dataset, source.id.as_str()))
        .collect();
    let mut looked = 0;
    let mut wrong = Vec::new();
    for spans in sentences(brief) {
        for (before, of, after) in numbers(brief, spans) {
            // A source in brackets that has a number of its own says the same again.
            let again = after.more && after.text.ends_with(')') && !after.text.contains(") ");
            let behind = listed(&after.text, &sigla).filter(|_| !again);
            for named in [owners(&before, &sigla), behind].into_iter().flatten() {
                looked += 1;
                if let Some(other) = of.iter().find(|one| !named.contains(one.as_str())) {
                    wrong.push(format!("{other} between “{before}” and “{}”", after.text));
                }
            }
        }
    }
    (looked, wrong)
}

/// The first sentences, and what is said.
fn sentences(brief: &block::Brief) -> Vec<&[Span]> {
    let mut found: Vec<&[Span]> = Vec::new();
    let mut said = false;
    for block in &brief.blocks {
        match block {
            Block::Heading { level: 2, id, .. } => said = id == "statements",
            Block::List(items) => found.extend(items.iter().map(Vec::as_slice)),
            Block::Entries(items) if said => {
                found.extend(items.iter().map(|(_, spans)| spans.as_slice()));
            }
            Block::Table(table) if said => {
                let rows = table.rows.iter().filter(|row| row.kind == RowKind::Plain);
                found.extend(rows.flat_map(|row| &row.cells).map(Vec::as_slice));
            }
            _ => {}
        }
    }
    found
}

/// The text behind some numbers, and whether others follow it.
struct After {
    text: String,
    more: bool,
}

/// The numbers that stand together: the text before them since the last ones, whose they are, and
/// the text behind them up to the next.
fn numbers(brief: &block::Brief, spans: &[Span]) -> Vec<(String, BTreeSet<String>, After)> {
    let is = |span: &Span| matches!(span.link, Some(Link::Note(_)));
    let parts: Vec<&[Span]> = spans.chunk_by(|a, b| is(a) == is(b)).collect();
    let text = |spans: Option<&&[Span]>| -> String {
        let text: String = spans.into_iter().flat_map(|s| s.iter()).map(|s| &*s.text).collect();
        text.replace('\u{a0}', " ").replace('\u{2060}', "")
    };
    let whose = |span: &Span| -> Option<String> {
        let Some(Link::Note(number)) = span.link else { return None };
        let note = text(Some(&brief.notes.get(number.checked_sub(1)?)?.spans.as_slice()));
        Some(note.split_once(", passage ")?.0.to_owned())
    };
    let mut found = Vec::new();
    for (n, part) in parts.iter().enumerate().filter(|(_, part)| part.iter().all(is)) {
        let before = n.checked_sub(1).and_then(|n| parts.get(n));
        let of = part.iter().filter_map(whose).collect();
        let after = After { text: text(parts.get(n + 1)), more: parts.get(n + 2).is_some() };
        found.push((text(before), of, after));
    }
    found
}

/// The sources that a text names.
fn named<'s>(text: &str, sigla: &BTreeSet<&'s str>) -> BTreeSet<&'s str> {
    let mut rest = text.to_owned();
    let mut all: Vec<&str> = sigla.iter().copied().collect();
    all.sort_by_key(|siglum| std::cmp::Reverse(siglum.len()));
    let mut found = BTreeSet::new();
    for siglum in all {
        if rest.contains(siglum) {
            found.insert(siglum);
            rest = rest.replace(siglum, "");
        }
    }
    found
}

/// The sources that a text ends in, in brackets or as its last word.
fn owners<'s>(text: &str, sigla: &BTreeSet<&'s str>) -> Option<BTreeSet<&'s str>> {
    let text = text.trim_end_matches('.');
    if let Some(inner) = text.strip_suffix(')') {
        let mut depth = 1;
        let from = inner.char_indices().rev().find(|(_, c)| {
            depth += i32::from(*c == ')') - i32::from(*c == '(');
            depth == 0
        });
        let inside = inner.get(from.map_or(0, |(at, _)| at)..).unwrap_or_default();
        // What the editors say may name anybody.
        let of = named(inside, sigla);
        return (!of.is_empty() && !inside.contains("editors: ")).then_some(of);
    }
    let mut ends: Vec<&str> = sigla.iter().copied().filter(|one| text.ends_with(one)).collect();
    ends.sort_by_key(|siglum| siglum.len());
    ends.pop().map(|siglum| BTreeSet::from([siglum]))
}

/// The sources in the brackets with which a text begins, if nothing else stands in them.
fn listed<'s>(text: &str, sigla: &BTreeSet<&'s str>) -> Option<BTreeSet<&'s str>> {
    let inside = text.strip_prefix(" (")?.split(')').next()?;
    let of = named(inside, sigla);
    let mut rest = inside.to_owned();
    let mut all: Vec<&str> = of.iter().copied().collect();
    all.sort_by_key(|siglum| std::cmp::Reverse(siglum.len()));
    for siglum in all {
        rest = rest.replace(siglum, "");
    }
    let only = rest.replace("and", "").chars().all(|c| matches!(c, ' ' | ','));
    (only && !of.is_empty()).then_some(of)
}

#[test]
fn whose_a_number_is_can_be_read() {
    let sigla = BTreeSet::from(["A 2020", "A 2020a", "B 2021"]);
    let of = |text: &str| owners(text, &sigla).map(|all| all.into_iter().collect::<Vec<_>>());
    assert_eq!(of("since 1978 (A 2020)."), Some(vec!["A 2020"]));
    assert_eq!(of("2014 (inferred; A 2020a)"), Some(vec!["A 2020a"]));
    assert_eq!(of("Reported by A 2020 and B 2021"), Some(vec!["B 2021"]));
    assert_eq!(of("96 (votes (in favour))"), None);
    assert_eq!(of("96 (editors: B 2021 has none)"), None);
    assert_eq!(listed(" (A 2020 and B 2021). The", &sigla).map(|all| all.len()), Some(2));
    assert_eq!(listed(" (inferred; B 2021)", &sigla), None);
}
