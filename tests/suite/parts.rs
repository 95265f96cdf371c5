//! Parts of an export, put together, are byte for byte the export of the whole.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::AtomicBool,
};

use rapporteur::{
    Format, FormatName, Plan, export,
    parts::{self, Filter, Form, Outline, Partition, PartsError, Piece},
};
use rapporteur_schema::{Dataset, canonical};
use rapporteur_tests::tree;

use crate::generate::{self, Texts};

/// Two exports are the same, file by file.
fn same(a: &Path, b: &Path, what: &str) {
    let (a, b) = (tree(a).unwrap(), tree(b).unwrap());
    let names = |tree: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
        tree.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&a), names(&b), "{what}");
    for ((name, a), (_, b)) in a.iter().zip(&b) {
        let at = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
        let shown = |bytes: &[u8]| {
            String::from_utf8_lossy(&bytes[at.saturating_sub(80)..bytes.len().min(at + 80)])
                .into_owned()
        };
        assert!(a == b, "{what}: {}: byte {at}:\n{}\n{}", name.display(), shown(a), shown(b));
    }
}

/// What is written in parts by record.
fn by_record() -> Vec<Format> {
    let mut formats: Vec<Format> = [
        FormatName::JsonLd,
        FormatName::JsonLdLines,
        FormatName::NQuads,
        FormatName::Turtle,
        FormatName::TriG,
    ]
    .map(FormatName::with_defaults)
    .into();
    // Once with a graph that has a name, which is opened in one part and closed in another.
    if let Some(Format::JsonLd(options)) = formats.last_mut() {
        options.named_graph = true;
    }
    formats
}

fn exported(dataset: &Dataset, formats: Vec<Format>, out: &Path) {
    export(dataset, &Plan::new(formats), out, &AtomicBool::new(false), &|_| {}).unwrap();
}

fn in_parts(dataset: &Dataset, numbers: &[usize], what: &str) {
    let stop = AtomicBool::new(false);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut all = by_record();
    all.push(FormatName::Csv.with_defaults());
    exported(dataset, by_record(), &path("linked"));
    let many = 3;
    exported(dataset, all.clone(), &path("whole"));
    for &of in numbers {
        // Tables in very many parts are very many files.
        let (all, whole) =
            if of > many { (by_record(), path("linked")) } else { (all.clone(), path("whole")) };
        let what = format!("{what} in {of} parts");
        // Every part by itself, of the whole dataset; and of a part of it.
        parts::split(dataset, of, None, &path("split")).unwrap();
        for part in (1..=of).rev() {
            let partition = Partition::new(part, of).unwrap();
            let plan = Plan::new(all.clone());
            parts::export_part(dataset, &plan, partition, &path("parts"), &stop).unwrap();
            let (split, out) = (path("split"), path("parts-of-split"));
            parts::export_part_of(&split, &by_record(), partition, &out, &stop).unwrap();
        }
        parts::merge(&path("parts"), &path("merged"), &stop)
            .unwrap_or_else(|e| panic!("{what}: {e}"));
        same(&whole, &path("merged"), &what);
        parts::merge(&path("parts-of-split"), &path("merged-split"), &stop)
            .unwrap_or_else(|e| panic!("{what}: {e}"));
        same(&path("linked"), &path("merged-split"), &what);
        canonical_in_parts(dataset, &path("split"), of, &what);
        for made in ["split", "parts", "parts-of-split", "merged", "merged-split"] {
            fs::remove_dir_all(path(made)).unwrap();
        }
    }
}

/// The filter, from the files of a split dataset to the bytes of the hash.
fn canonical_in_parts(dataset: &Dataset, split: &Path, of: usize, what: &str) {
    let outline = Outline::open(split).unwrap();
    let form = Form::named("canonical").unwrap();
    let filter = Filter::new(&outline, &form);
    let mut out = Vec::new();
    for part in &outline.parts {
        let partition =
            Partition::new(outline.parts.iter().position(|p| p == part).unwrap() + 1, of);
        // Parts without records are alike: which is which makes no difference then.
        let Some(partition) = partition else { panic!("{what}") };
        let input = fs::File::open(split.join(&part.file)).unwrap();
        filter.run(Piece::Part(partition), part.file.as_ref(), input, &mut out).unwrap();
        if part.records == 0 && partition.part() > 1 {
            break;
        }
    }
    if outline.parts.iter().skip(1).all(|part| part.records > 0) {
        assert_eq!(out, canonical::bytes(dataset), "{what}");
    }
}

#[test]
fn the_built_in_dataset_in_parts() {
    in_parts(&crate::built_in(), &[3], "the built-in dataset");
}

#[test]
fn generated_datasets_in_parts() {
    let dataset = generate::dataset_with(0, Texts::Odd);
    in_parts(&dataset, &[1, 2, 3], "seed 0");
    // More parts than there are records.
    let dataset = generate::dataset_with(1, Texts::Odd);
    in_parts(&dataset, &[7, dataset.len() + 2], "seed 1");
}

#[test]
fn a_dataset_without_records_in_parts() {
    in_parts(&Dataset::new(crate::built_in().meta), &[1, 2], "no records");
}

#[test]
fn briefs_and_documents_are_divided() {
    let dataset = crate::built_in();
    let stop = AtomicBool::new(false);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let briefs = ["overview", "mechanism:upr", "mechanism:hrc-elections"];
    let mut formats = vec![Format::TeiParts(rapporteur::tei::Options::default())];
    for name in briefs {
        let Ok(brief) = rapporteur::pdf::Brief::parse(&dataset, name) else { continue };
        for brief in brief {
            let mut options = rapporteur::pdf::Options::default();
            options.brief = brief;
            formats.push(Format::Pdf(options));
        }
    }
    assert!(formats.len() > 2, "briefs are known by other names now");
    exported(&dataset, formats.clone(), &path("whole"));
    for part in 1..=2 {
        let partition = Partition::new(part, 2).unwrap();
        let plan = Plan::new(formats.clone());
        let made = parts::export_part(&dataset, &plan, partition, &path("parts"), &stop).unwrap();
        assert!(made.files.len() < formats.len() + 40 && !made.files.is_empty());
    }
    parts::merge(&path("parts"), &path("merged"), &stop).unwrap();
    same(&path("whole"), &path("merged"), "briefs and documents");
}

/// The lines of a dataset as they stand on disk go through the filter in any piece of a
/// pipe, here with the tools of a shell.
#[test]
#[cfg(unix)]
fn pieces_can_be_cut_anywhere_between_lines() {
    let dataset = crate::built_in();
    let folder = tempfile::tempdir().unwrap();
    parts::split(&dataset, 1, None, folder.path()).unwrap();
    let outline = Outline::open(folder.path()).unwrap();
    let records = fs::read(folder.path().join(&outline.parts[0].file)).unwrap();
    let sorted = Command::new("sha256sum")
        .arg(folder.path().join(&outline.parts[0].file))
        .stdout(Stdio::piped())
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&sorted.stdout).starts_with(&outline.parts[0].sha256));
    let lines: Vec<&[u8]> = records.split_inclusive(|b| *b == b'\n').collect();
    for form in Form::NAMES {
        let form = Form::named(form).unwrap();
        let filter = Filter::new(&outline, &form);
        let mut whole = Vec::new();
        let part = Piece::Part(Partition::new(1, 1).unwrap());
        filter.run(part, "-".as_ref(), &records[..], &mut whole).unwrap();
        let mut pieces = Vec::new();
        filter.run(Piece::Head, "-".as_ref(), &b""[..], &mut pieces).unwrap();
        for some in lines.chunks(lines.len() / 5 + 1) {
            let some = some.concat();
            filter.run(Piece::Records, "-".as_ref(), &some[..], &mut pieces).unwrap();
        }
        filter.run(Piece::Tail, "-".as_ref(), &b""[..], &mut pieces).unwrap();
        assert!(whole == pieces, "{}", form.name());
    }
}

#[test]
fn a_part_that_is_not_there_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    parts::split(&crate::built_in(), 2, None, folder.path()).unwrap();
    let outline = Outline::open(folder.path()).unwrap();
    let records = fs::read(folder.path().join(&outline.parts[0].file)).unwrap();
    for form in Form::NAMES {
        let form = Form::named(form).unwrap();
        for (part, of) in [(1, 9), (3, 9), (1, 1)] {
            let piece = Piece::Part(Partition::new(part, of).unwrap());
            let mut out = Vec::new();
            let filter = Filter::new(&outline, &form);
            let error = filter.run(piece, "-".as_ref(), &records[..], &mut out).unwrap_err();
            assert!(matches!(error, PartsError::Number { of: 2, .. }), "{error}");
            assert!(out.is_empty(), "{}: {part}/{of}", form.name());
        }
    }
}

/// What is wrong, by code and message, in any order.
fn told(all: impl IntoIterator<Item = (&'static str, String)>) -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort();
    all
}

#[test]
fn a_check_in_two_steps_finds_what_one_check_finds() {
    let dataset = crate::built_in();
    // Those that are part of nothing yet.
    let alone = dataset.events().iter().filter(|event| event.part_of.is_none());
    let events: Vec<&str> = alone.map(|event| event.id.as_str()).take(4).collect();
    let source = dataset.sources()[0].id.as_str();
    // Each breaks another rule, or several: the line of canonical form that begins so, and what
    // becomes of it.
    let within = format!("\"part_of\":[\"{}\"],\"names\"", events[0]);
    let breaks: [(&str, &str, &str); 6] = [
        (
            &format!("event {{\"id\":\"{}\"", events[0]),
            "\"cite\":[\"",
            "\"cite\":[\"no-source#1\",\"",
        ),
        (
            &format!("event {{\"id\":\"{}\"", events[1]),
            "\"cite\":[\"",
            &format!("\"cite\":[\"{source}#none\",\""),
        ),
        (
            &format!("event {{\"id\":\"{}\"", events[2]),
            "\"names\"",
            "\"part_of\":[\"nothing\"],\"names\"",
        ),
        (
            &format!("event {{\"id\":\"{}\"", events[3]),
            "\"names\"",
            &format!("\"part_of\":[\"{source}\"],\"names\""),
        ),
        (&format!("event {{\"id\":\"{}\"", events[0]), "\"names\"", &within),
        ("difference {", "\"field\":\"figures\"", "\"field\":\"within\""),
    ];
    let text = String::from_utf8(canonical::bytes(&dataset)).unwrap();
    let mut codes = std::collections::BTreeSet::new();
    for (begins, from, to) in breaks {
        let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
        let line = lines.iter_mut().find(|line| line.starts_with(begins) && line.contains(from));
        let line = line.unwrap_or_else(|| panic!("no line `{begins}` with `{from}`"));
        *line = line.replacen(from, to, 1);
        let broken = match canonical::from_bytes((lines.join("\n") + "\n").as_bytes()) {
            Ok(broken) => broken,
            // A field is there twice in some records: then it is no record.
            Err(error) => panic!("{begins}: {error}"),
        };
        let folder = tempfile::tempdir().unwrap();
        let (split, facts) = (folder.path().join("split"), folder.path().join("facts"));
        parts::split(&broken, 3, None, &split).unwrap();
        let mut found = Vec::new();
        for part in 1..=3 {
            let partition = Partition::new(part, 3).unwrap();
            let (_, problems) = parts::facts(&split, partition, &facts).unwrap();
            found.extend(problems);
        }
        let joined = parts::join(&split, &facts).unwrap();
        assert_eq!(joined.records, broken.len());
        for problem in &joined.problems {
            let excerpt = problem.place.excerpt.as_ref().unwrap_or_else(|| panic!("{problem}"));
            assert!(!excerpt.text[excerpt.marked.clone()].is_empty(), "{problem}");
        }
        found.extend(joined.problems);
        let once = rapporteur_schema::check::check(&broken);
        codes.extend(once.iter().map(|finding| finding.code));
        let once = told(once.into_iter().map(|finding| (finding.code, finding.message)));
        let twice = told(found.into_iter().map(|problem| (problem.code, problem.message)));
        assert!(!once.is_empty(), "{to} breaks nothing");
        assert_eq!(once, twice, "{to}");
    }
    let wanted = ["E102", "E103", "E104", "E105", "E107", "E108"];
    assert!(wanted.iter().all(|code| codes.contains(code)), "{codes:?}");
}

#[test]
fn what_is_wrong_with_a_record_alone_is_shown_on_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let (made, split) = (folder.path().join("made"), folder.path().join("split"));
    rapporteur::starter::begin(&made, &"record".parse().unwrap(), "Exampleland").unwrap();
    let text = String::from_utf8(canonical::bytes(&Dataset::open(&made).unwrap())).unwrap();
    let text = text.replacen("\"role\":\"elected\"", "\"role\":\"party\"", 1);
    let broken = canonical::from_bytes(text.as_bytes()).unwrap();
    parts::split(&broken, 1, None, &split).unwrap();
    let partition = Partition::new(1, 1).unwrap();
    let (_, problems) = parts::facts(&split, partition, &folder.path().join("facts")).unwrap();
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    let records = fs::read_to_string(split.join("part-00001-of-00001.records")).unwrap();
    let line = records.lines().nth(problem.place.line - 1).unwrap();
    let shown = problem.place.excerpt.as_ref().unwrap().text.trim_end_matches(" …");
    assert!(shown.starts_with("event {") && line.starts_with(shown), "{shown}");
}

#[test]
fn facts_that_do_not_belong_together_are_refused() {
    let dataset = crate::built_in();
    let folder = tempfile::tempdir().unwrap();
    let (split, facts) = (folder.path().join("split"), folder.path().join("facts"));
    parts::split(&dataset, 2, None, &split).unwrap();
    let refused = |why: &str| {
        let error = parts::join(&split, &facts).unwrap_err().to_string();
        assert!(error.contains(why), "{why}: {error}");
    };
    parts::facts(&split, Partition::new(1, 2).unwrap(), &facts).unwrap();
    refused("missing: the facts of part 2/2");
    parts::facts(&split, Partition::new(2, 2).unwrap(), &facts).unwrap();
    assert!(parts::join(&split, &facts).unwrap().problems.is_empty());
    // Records that were changed after the split.
    let records = split.join("part-00002-of-00002.records");
    let before = fs::read_to_string(&records).unwrap();
    rapporteur::files::replace(&records, before.replacen(" the ", " The ", 1).as_bytes()).unwrap();
    let other = facts.with_file_name("other");
    let error = parts::facts(&split, Partition::new(2, 2).unwrap(), &other).unwrap_err();
    assert!(matches!(error, PartsError::Foreign { part: 2, .. }), "{error}");
    assert!(!other.exists(), "nothing is written");
    rapporteur::files::replace(&records, before.as_bytes()).unwrap();
    // An id that two parts define.
    let one = facts.join("part-00002-of-00002.defined");
    let lines = fs::read_to_string(&one).unwrap();
    rapporteur::files::replace(&one, lines.replacen("record:", "record:x", 1).as_bytes()).unwrap();
    refused("the facts of part-00002-of-00002 are not what was written");
    let smaller = Dataset::new(dataset.meta.clone());
    parts::split(&smaller, 2, None, &split).unwrap();
    refused("is of another dataset");
}
