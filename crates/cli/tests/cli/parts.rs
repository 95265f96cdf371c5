//! An export in parts: `split`, `export --partition`, `pipe`, `merge-parts`.

use std::{fs, io::Write as _, path::Path, process::Stdio};

use crate::{code, program, run, starter, stderr};

/// The program with something on standard input.
fn piped(args: &[&str], input: &[u8]) -> std::process::Output {
    let mut child = program()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who does not want it all says why.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a test's own file")]
fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

fn parts(dataset: &str, of: usize, to: &str, out: &str) {
    for part in 1..=of {
        let partition = format!("{part}/{of}");
        let done = run(&["export", dataset, "--partition", &partition, "--to", to, "--out", out]);
        assert_eq!(code(&done), 0, "{}", stderr(&done));
    }
}

#[test]
fn parts_of_a_split_dataset_are_the_export() {
    let (folder, path) = starter();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (split, out, merged, whole) = (at("split"), at("parts"), at("merged"), at("whole"));
    assert_eq!(code(&run(&["split", &path, "--into", "3", "--out", &split])), 0);
    parts(&split, 3, "ndjsonld,nquads", &out);
    // A part that is made again is the same, and nothing else is touched.
    let first = fs::read(format!("{out}/part-00002-of-00003.json")).unwrap();
    parts(&split, 3, "ndjsonld,nquads", &out);
    assert_eq!(fs::read(format!("{out}/part-00002-of-00003.json")).unwrap(), first);
    let done = run(&["merge-parts", &out, "--out", &merged]);
    assert_eq!(code(&done), 0, "{}", stderr(&done));
    assert_eq!(code(&run(&["export", &path, "--to", "ndjsonld,nquads", "--out", &whole])), 0);
    for file in ["record.nq", "record.ndjsonld", "context-v1.jsonld", "ro-crate-metadata.json"] {
        let read = |folder: &str| fs::read(format!("{folder}/{file}")).unwrap();
        assert!(read(&merged) == read(&whole), "{file}");
    }
    assert_eq!(code(&run(&["audit", &merged])), 0);
    let left = fs::read_dir(folder.path()).unwrap().flatten();
    let hidden = left.filter(|entry| entry.file_name().to_string_lossy().starts_with('.'));
    assert_eq!(hidden.count(), 0, "nothing is left behind");
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let (folder, path) = starter();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (out, merged, other) = (at("parts"), at("merged"), at("other"));
    parts(&path, 3, "nquads", &out);
    let refused = |why: &[&str]| {
        let done = run(&["merge-parts", &out, "--out", &merged]);
        assert_eq!(code(&done), 1, "{}", stderr(&done));
        for why in why {
            assert!(stderr(&done).contains(why), "{why}: {}", stderr(&done));
        }
        assert!(!Path::new(&merged).exists(), "nothing is written");
    };
    let manifest = |part: usize| format!("{out}/part-0000{part}-of-00003.json");
    let piece = format!("{out}/record.nq.part-00002-of-00003");

    // A piece that is another, or gone.
    let bytes = fs::read(&piece).unwrap();
    write(Path::new(&piece), "<a> <b> <c> .\n");
    refused(&["record.nq.part-00002-of-00003 is not what its part wrote"]);
    fs::remove_file(&piece).unwrap();
    refused(&["record.nq.part-00002-of-00003 is missing"]);
    write(Path::new(&piece), std::str::from_utf8(&bytes).unwrap());

    // A part twice, a part less, both in one run.
    let text = fs::read_to_string(manifest(1)).unwrap();
    write(Path::new(&format!("{out}/part-00001-of-00003 (copy).json")), &text);
    let second = fs::read_to_string(manifest(2)).unwrap();
    fs::remove_file(manifest(2)).unwrap();
    refused(&["part 1 is there 2 times", "missing: 2/3", "--partition 2/3"]);
    fs::remove_file(format!("{out}/part-00001-of-00003 (copy).json")).unwrap();

    // One of another dataset, of another number of parts, with other options, of nothing.
    assert_eq!(code(&run(&["new", &other, "--id", "record", "--subject", "Otherland"])), 0);
    let done =
        run(&["export", &other, "--partition", "2/3", "--to", "nquads", "--out", &at("foreign")]);
    assert_eq!(code(&done), 0);
    fs::copy(at("foreign/part-00002-of-00003.json"), manifest(2)).unwrap();
    refused(&["part-00002-of-00003.json is of another dataset than part-00001-of-00003.json"]);
    write(Path::new(&manifest(2)), &second.replace("\"of\": 3", "\"of\": 4"));
    refused(&["part-00002-of-00003.json is one of 4 parts"]);
    write(Path::new(&manifest(2)), &second.replace("\"options\": \"\"", "\"options\": \"x\""));
    refused(&["with other options"]);
    write(Path::new(&manifest(2)), &second.replace("\"record.nq.part", "\"../record.nq.part"));
    refused(&["does not stand below the folder"]);
    write(Path::new(&manifest(2)), "{\"parts_version\": 9}");
    refused(&["it is of version 9; this program reads version 1"]);
    write(Path::new(&manifest(2)), "{");
    refused(&["part-00002-of-00003.json: EOF"]);
    write(Path::new(&manifest(2)), &second);
    // Numbers of parts that nothing has: they are not counted up.
    for of in ["0", "100000", "4000000000"] {
        write(Path::new(&manifest(1)), &text.replace("\"of\": 3", &format!("\"of\": {of}")));
        refused(&[&format!(
            "part-00001-of-00003.json: it is of {of} parts, and there are 1 to 99999"
        )]);
    }
    write(Path::new(&manifest(1)), &text);
    assert_eq!(code(&run(&["merge-parts", &out, "--out", &merged])), 0);
    let nothing = run(&["merge-parts", folder.path().to_str().unwrap(), "--out", &at("no")]);
    assert!(stderr(&nothing).contains("there is no part here"), "{}", stderr(&nothing));
}

#[test]
fn what_has_no_parts_says_so() {
    let (folder, path) = starter();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (split, out, facts) = (at("split"), at("out"), at("facts"));
    assert_eq!(code(&run(&["split", &path, "--into", "2", "--out", &split])), 0);
    let refused = |args: &[&str], expected: i32, why: &str| {
        let done = run(&[&["export"], args, &["--out", &out]].concat());
        assert_eq!(code(&done), expected, "{args:?}: {}", stderr(&done));
        assert!(stderr(&done).contains(why), "{args:?}: {}", stderr(&done));
        assert!(!Path::new(&out).exists(), "{args:?}: nothing is written");
    };
    let half = ["--partition", "1/2"];
    refused(&[&path, half[0], half[1], "--to", "xlsx"], 2, "csv has the same tables");
    refused(&[&path, half[0], half[1], "--to", "tei"], 2, "with --split it is several");
    refused(&[&split, half[0], half[1], "--to", "csv"], 2, "name the folder of the whole dataset");
    refused(&[&split, half[0], "1/3", "--to", "nquads"], 2, "split into 2 parts");
    refused(&[&split, "--to", "nquads"], 2, "--partition I/N");
    refused(&[&path, half[0], "0/2"], 2, "the I-th of N parts");
    refused(&[&split, half[0], half[1], "--to", "nquads", "--where", "kind=report"], 2, "--where");
    // Records that were changed after the split.
    let records = format!("{split}/part-00001-of-00002.records");
    let text = fs::read_to_string(&records).unwrap();
    write(Path::new(&records), &format!("{text}\n"));
    refused(&[&split, half[0], half[1], "--to", "nquads"], 1, "split the dataset again");
    let done = run(&["check", &split, half[0], half[1], "--out", &facts]);
    assert_eq!(code(&done), 1);
    assert!(stderr(&done).contains("these are not the records of part 1"), "{}", stderr(&done));
    assert!(!Path::new(&facts).exists(), "nothing is written");
    write(Path::new(&records), &text.replacen("source {", "source {\"kinds\": 1, ", 1));
    refused(&[&split, half[0], half[1], "--to", "nquads"], 1, "part-00001-of-00002.records:1:9");
}

#[test]
fn records_go_through_a_pipe() {
    let (folder, path) = starter();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (split, lines) = (at("split"), at("lines"));
    assert_eq!(code(&run(&["split", &path, "--into", "1", "--out", &split])), 0);
    let records = fs::read(format!("{split}/part-00001-of-00001.records")).unwrap();
    let pipe = |more: &[&str], input: &[u8]| {
        let arguments = [&["pipe", "--outline", &split, "--to", "jsonld"], more].concat();
        let done = piped(&arguments, input);
        assert_eq!(code(&done), 0, "{more:?}: {}", stderr(&done));
        done.stdout
    };
    let whole = pipe(&["--partition", "1/1"], &records);
    let pieces =
        [pipe(&["--only", "head"], b""), pipe(&[], &records), pipe(&["--only", "tail"], b"")];
    assert!(pieces.concat() == whole);
    assert_eq!(code(&run(&["export", &path, "--to", "jsonld", "--out", &at("whole")])), 0);
    assert!(fs::read(at("whole/record.jsonld")).unwrap() == whole);
    // The files of lines of a dataset are records too.
    assert_eq!(code(&run(&["import", &at("whole/record.jsonld"), "--into", &lines])), 0);
    assert_eq!(code(&run(&["fmt", &lines, "--layout", "lines"])), 0);
    let events = fs::read(format!("{lines}/events.jsonl")).unwrap();
    let of_register = pipe(&["--register", "event"], &events);
    assert!(of_register.len() > 100);
    assert!(String::from_utf8(whole).unwrap().contains(std::str::from_utf8(&of_register).unwrap()));

    // Everything that is wrong with what comes in, with its place.
    let arguments = ["pipe", "--outline", &split, "--to", "nquads"];
    let done = piped(&arguments, b"event {\"id\": \"x\"}\nthing {}\n{\"id\": 1}\n\xff\n");
    assert_eq!(code(&done), 1);
    for place in ["<stdin>:1:", "<stdin>:2:1", "<stdin>:3:1", "<stdin>:4:1", "E010", "--register"] {
        assert!(stderr(&done).contains(place), "{place}: {}", stderr(&done));
    }
    let done = piped(&[&arguments[..], &["--partition", "1/1"]].concat(), b"");
    assert_eq!(code(&done), 1);
    assert!(stderr(&done).contains("these are not the records of part 1"), "{}", stderr(&done));
    // Of a part that is not there, nothing is written.
    let done = piped(&[&arguments[..], &["--partition", "3/9"]].concat(), &records);
    assert_eq!((code(&done), done.stdout.len()), (2, 0));
    assert!(stderr(&done).contains("is split into 1 parts"), "{}", stderr(&done));
}

#[test]
fn an_outline_of_no_number_of_parts_is_refused() {
    let (folder, path) = starter();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (split, facts) = (at("split"), at("facts"));
    assert_eq!(code(&run(&["split", &path, "--into", "1", "--out", &split])), 0);
    let outline = format!("{split}/outline.json");
    let text = fs::read_to_string(&outline).unwrap();
    for of in ["0", "100000", "4000000000"] {
        write(Path::new(&outline), &text.replace("\"of\": 1", &format!("\"of\": {of}")));
        let done = run(&["check", &split, "--join", &facts]);
        assert_eq!(code(&done), 1, "{}", stderr(&done));
        let why = format!("outline.json: it is of {of} parts, and there are 1 to 99999");
        assert!(stderr(&done).contains(&why), "{}", stderr(&done));
    }
}
