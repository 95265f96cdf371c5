//! An edition in several files.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::{Reader, events::Event};
use rapporteur_apparatus::Summary;
use rapporteur_schema::Dataset;
use rapporteur_tei::{
    Error, Options, Part, ReadError, Role, Split, inspect_parts, parts, read, read_parts,
    write_part,
};

use crate::{
    roundtrip::{built_in, export, keep, same, ways},
    torture,
};

type Files = Vec<(String, String)>;

fn divided(dataset: &Dataset, options: &Options) -> (Vec<Part>, Files, Summary) {
    let split = Split::new(dataset, options);
    let mut sum = Summary::default();
    let mut files = Vec::new();
    for part in split.parts() {
        let mut out = Vec::new();
        let one = split.write(part, &mut out).unwrap();
        if out.len() >= options.part_size {
            assert!(
                one.notices.iter().any(|n| n.contains(&part.file)),
                "{}: {}",
                part.file,
                out.len()
            );
        }
        sum.records += one.records;
        sum.readings += one.readings;
        sum.claims += one.claims;
        sum.citations += one.citations;
        sum.notices.extend(one.notices);
        files.push((part.file.clone(), String::from_utf8(out).unwrap()));
    }
    (split.parts().to_vec(), files, sum)
}

/// Every `xml:id` once, and every pointer leads to one.
fn pointers_resolve(files: &Files) {
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut pointers: Vec<(&str, String)> = Vec::new();
    for (file, text) in files {
        let mut reader = Reader::from_str(text);
        let own = ids.entry(file).or_default();
        loop {
            let (Event::Start(tag) | Event::Empty(tag)) = (match reader.read_event().unwrap() {
                Event::Eof => break,
                event => event,
            }) else {
                continue;
            };
            for attribute in tag.attributes() {
                let attribute = attribute.unwrap();
                let value = attribute.value.to_string();
                match attribute.key.0 {
                    "xml:id" => assert!(own.insert(value.clone()), "{file}: {value} twice"),
                    "target" | "ref" | "corresp" | "source" | "ana" | "resp" | "who" | "toWhom"
                    | "where" | "active" | "passive" | "exclude" | "datingMethod" => {
                        pointers
                            .extend(value.split(' ').map(|one| (file.as_str(), one.to_owned())));
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(!pointers.is_empty());
    for (file, pointer) in pointers {
        if pointer.starts_with("https:")
            || pointer.starts_with("record:")
            || pointer.starts_with("passage:")
        {
            continue;
        }
        let (target, name) = pointer.split_once('#').unwrap_or((&pointer, ""));
        let target = if target.is_empty() { file } else { target };
        let there = ids.get(target);
        let found = there.is_some_and(|ids| name.is_empty() || ids.contains(name));
        assert!(found, "{file}: {pointer}");
    }
}

#[test]
fn the_parts_make_the_whole() {
    for dataset in
        [torture::dataset(), torture::empty(), torture::long(), torture::dangling(), built_in()]
    {
        for (n, mut options) in ways().into_iter().enumerate() {
            let whole = Summary { notices: Vec::new(), ..export(&dataset, &options).1 };
            // The built-in dataset is large enough to be divided as it is.
            let sizes =
                if dataset.len() > 1_000 { &[1_000_000][..] } else { &[1_000_000, 150_000] };
            for size in sizes.iter().copied() {
                options.part_size = size;
                let (parts, mut files, mut sum) = divided(&dataset, &options);
                if size == 1_000_000 {
                    for (file, text) in &files {
                        keep(text, &format!("split-{n}/{file}"));
                    }
                    assert!(files.iter().all(|(_, text)| text.len() < size));
                }
                sum.notices.clear();
                assert_eq!(sum, whole);
                pointers_resolve(&files);
                assert_eq!(parts.first().map(|part| part.role), Some(Role::Contents));
                assert_eq!(parts, rapporteur_tei::parts(&dataset, &options));
                // Any order will do.
                files.reverse();
                let imported = inspect_parts(files).unwrap();
                same(&dataset, &imported.dataset);
                assert_eq!(imported.unchanged, Some(true));
            }
        }
    }
}

#[test]
fn the_files_of_a_large_register_are_numbered() {
    let mut options = Options::default();
    options.part_size = 150_000;
    let (parts, ..) = divided(&torture::long(), &options);
    let names: Vec<&str> = parts.iter().map(|part| part.suffix.as_str()).collect();
    assert!(names.contains(&".organisations-2.tei.xml"), "{names:?}");
    assert!(names.contains(&".events.tei.xml"), "{names:?}");
    let second = parts.iter().find(|part| part.suffix == ".organisations-2.tei.xml").unwrap();
    assert!(second.title.starts_with("Organisations, part 2 of "), "{}", second.title);
}

#[test]
fn one_part_is_written_as_among_all() {
    let (dataset, options) = (torture::dataset(), Options::default());
    let (_, files, _) = divided(&dataset, &options);
    for (part, (_, text)) in parts(&dataset, &options).iter().zip(&files) {
        let mut out = Vec::new();
        write_part(&dataset, &options, part, &mut out).unwrap();
        assert_eq!(&String::from_utf8(out).unwrap(), text);
    }
    let strange = parts(&torture::long(), &options).pop().unwrap();
    let error = write_part(&dataset, &options, &strange, &mut Vec::new()).unwrap_err();
    assert!(matches!(error, Error::NoSuchPart { .. }), "{error}");
}

#[test]
fn what_is_missing_or_too_much_is_told() {
    let dataset = torture::dataset();
    let (_, files, _) = divided(&dataset, &Options::default());
    let error = |files: Files| read_parts(files).unwrap_err().to_string();
    let without = |n: usize| {
        let mut files = files.clone();
        files.remove(n);
        files
    };
    for (n, (name, _)) in files.iter().enumerate().skip(1) {
        let message = error(without(n));
        assert!(message.contains("one is missing") && message.contains(name), "{message}");
    }
    // The names of the files stand in the first.
    let of = files.len();
    assert!(error(without(0)).contains(&format!("file 1 of {of}")), "{}", error(without(0)));
    let mut twice = files.clone();
    twice.push(("copy.xml".into(), files[1].1.clone()));
    let message = error(twice);
    assert!(message.contains("`copy.xml`") && message.contains(&files[1].0), "{message}");

    let mut other = files.clone();
    let (_, others, _) = divided(&torture::long(), &Options::default());
    other[3] = others[3].clone();
    let message = error(other);
    assert!(message.contains("does not belong") && message.contains(&others[3].0), "{message}");

    let mut changed = files.clone();
    let hash = changed[2].1.find("subtype=\"canonical\">").unwrap() + 20;
    changed[2].1.replace_range(hash..=hash, "x");
    assert!(matches!(read_parts(changed), Err(ReadError::OtherEdition { .. })));

    let mut broken = files.clone();
    broken[4].1.truncate(2_000);
    assert!(error(broken).starts_with(&files[4].0));

    let alone = read(files[5].1.as_bytes()).unwrap_err();
    assert!(alone.to_string().contains(&format!("file 6 of {of}")), "{alone}");
    let whole = export(&dataset, &Options::default()).0;
    same(&dataset, &read_parts([("whole.xml", whole)]).unwrap());
}
