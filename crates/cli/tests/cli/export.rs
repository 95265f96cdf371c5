//! `export`: the same bytes every time, all files or none.

use std::{fs, path::Path, process::Stdio, thread, time::Duration};

use crate::{built_in, code, program, run, starter, stderr, stdout};

/// Name and bytes of every file of a folder.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn twice_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = built_in();
    let dataset = dataset.to_str().unwrap();
    let mut runs = Vec::new();
    for (n, threads) in ["1", "4"].into_iter().enumerate() {
        let out = folder.path().join(format!("out-{n}"));
        let output = program()
            .args(["export", dataset, "--out", out.to_str().unwrap()])
            .env("RAYON_NUM_THREADS", threads)
            .env("TZ", if n == 0 { "UTC" } else { "Pacific/Kiritimati" })
            .env("LC_ALL", if n == 0 { "C" } else { "tr_TR.UTF-8" })
            .output()
            .unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        runs.push(contents(&out));
    }
    let names: Vec<&str> = runs[0].iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "china-hr-cooperation.jsonld",
            "china-hr-cooperation.overview.pdf",
            "china-hr-cooperation.tei.xml",
            "china-hr-cooperation.xlsx",
            "ro-crate-metadata.json"
        ]
    );
    for (first, second) in runs[0].iter().zip(&runs[1]) {
        assert!(first == second, "{} differs between two runs", first.0);
    }
}

#[test]
fn what_is_asked_for_is_written_and_reported() {
    let (folder, dataset) = starter();
    let out = folder.path().join("out");
    let output =
        run(&["export", &dataset, "--to", "tei,jsonld", "--out", out.to_str().unwrap(), "--json"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let names: Vec<String> = contents(&out).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["record.jsonld", "record.tei.xml", "ro-crate-metadata.json"]);
    let report = stdout(&output);
    let manifest = fs::read_to_string(out.join("ro-crate-metadata.json")).unwrap();
    for line in report.lines().filter(|line| line.contains("\"sha256\"")) {
        let hash = line.trim().trim_start_matches("\"sha256\": ").trim_matches([',', '"']);
        assert!(manifest.contains(hash), "{line} in {manifest}");
    }
    for words in ["\"sha256\"", "\"records\": 9", "\"format\": \"jsonld\"", "\"format\": \"tei\""] {
        assert!(report.contains(words), "{words} in {report}");
    }
    assert_eq!(stderr(&output), "", "quiet in a pipe with --json");
}

#[test]
fn wrong_usage_is_told_apart_from_wrong_data() {
    let (folder, dataset) = starter();
    let out = folder.path().join("out");
    let output = run(&["export", &dataset, "--to", "docx", "--out", out.to_str().unwrap()]);
    assert_eq!(code(&output), 2, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("`docx` is not a format; the formats are jsonld, "),
        "{}",
        stderr(&output)
    );
    let output = run(&["export", &dataset, "--to", "JSON-LD", "--out", out.to_str().unwrap()]);
    assert_eq!(code(&output), 2, "{}", stderr(&output));
    assert!(stderr(&output).contains("did you mean `jsonld`?"), "{}", stderr(&output));
    let output = run(&["export", "/nonexistent/dataset"]);
    assert_eq!(code(&output), 3, "{}", stderr(&output));
}

#[test]
fn all_formats_have_a_name_together() {
    let (folder, dataset) = starter();
    let out = folder.path().join("out");
    let output = run(&["export", &dataset, "--to", "all", "--out", out.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let endings =
        ["jsonld", "ndjsonld", "nq", "ttl", "trig", "tei.xml", "overview.pdf", "xlsx", "csv"];
    let name = std::path::Path::new(&dataset).file_name().unwrap().to_str().unwrap();
    for ending in endings {
        assert!(out.join(format!("{name}.{ending}")).exists(), "{ending}");
    }
    assert_eq!(endings.len(), rapporteur::FormatName::ALL.len());
}

#[test]
fn an_output_folder_that_cannot_be_written_is_an_io_error() {
    let (folder, dataset) = starter();
    let file = folder.path().join("file");
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&file, "in the way").unwrap();
    let output =
        run(&["export", &dataset, "--to", "jsonld", "--out", file.join("out").to_str().unwrap()]);
    assert_eq!(code(&output), 3, "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot"), "{}", stderr(&output));
}

#[test]
#[cfg(unix)]
fn killed_midway_leaves_the_output_folder_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = built_in();
    let out = folder.path().join("out");
    let (dataset, out_text) = (dataset.to_str().unwrap(), out.to_str().unwrap());
    let output = run(&["export", dataset, "--to", "jsonld", "--out", out_text]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let before = contents(&out);
    for pause in [5, 20, 60, 120, 250] {
        let mut child = program()
            .args(["export", dataset, "--out", out_text])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(pause));
        child.kill().unwrap();
        let ended = child.wait().unwrap();
        if ended.success() {
            // Faster than the pause: nothing was interrupted.
            break;
        }
        assert!(contents(&out) == before, "killed after {pause} ms, the folder has changed");
    }
    // The next export sweeps away what the killed ones left beside the folder.
    let output = run(&["export", dataset, "--to", "jsonld", "--out", out_text]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let left: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(left, ["out"]);
}

#[test]
fn restricted_matter_stays_at_home() {
    let (folder, dataset) = starter();
    let file = Path::new(&dataset).join("places/brussels.json");
    let text = fs::read_to_string(&file).unwrap();
    let text = text.replace("Brussels", "Secret Meeting House");
    let end = text.rfind("\n}").unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&file, format!("{},\n  \"access\": \"restricted\"\n}}\n", &text[..end])).unwrap();
    let out = folder.path().join("out");
    let args = ["export", &dataset, "--to", "jsonld,tei", "--out", out.to_str().unwrap()];
    let output = run(&args);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    for (name, bytes) in contents(&out) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Secret Meeting"), "{name} holds a restricted name");
        assert!(
            !text.contains("\"brussels\"") && !text.contains("/brussels"),
            "{name} points to it"
        );
    }
    let output = run(&[&args[..], &["--restricted"]].concat());
    assert_eq!(code(&output), 0);
    assert!(stderr(&output).contains("do not publish"), "{}", stderr(&output));
}

#[test]
fn every_syntax_of_linked_data_reads_back() {
    let (folder, dataset) = starter();
    let out = folder.path().join("out");
    let to = "jsonld,ndjsonld,nquads,turtle,trig";
    let arguments = ["export", &dataset, "--to", to, "--named-graph", "--out"];
    let output = run(&[&arguments[..], &[out.to_str().unwrap()]].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let mut names: Vec<String> = contents(&out).into_iter().map(|(name, _)| name).collect();
    // The lines name the context, which stands beside them.
    let context = out.join(names.remove(0));
    assert!(context.ends_with("context-v1.jsonld"), "{context:?}");
    assert_eq!(fs::read_to_string(context).unwrap(), rapporteur::jsonld::context());
    let lines = fs::read_to_string(out.join("record.ndjsonld")).unwrap();
    let start = "{\"@context\":\"https://w3id.org/rapporteur/context-v1.jsonld\",";
    assert!(lines.lines().all(|line| line.starts_with(start)), "{lines}");
    let records = ["record.jsonld", "record.ndjsonld", "record.nq", "record.trig", "record.ttl"];
    assert_eq!(names[..5], records, "{names:?}");
    for name in records {
        let back = folder.path().join(format!("back-{name}"));
        let file = out.join(name);
        let output = run(&["import", file.to_str().unwrap(), "--into", back.to_str().unwrap()]);
        assert_eq!(code(&output), 0, "{name}: {}", stderr(&output));
        assert_same(Path::new(&dataset), &back, name);
    }
    let output = run(&["audit", out.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    // With the context in every line nothing has to stand beside them.
    let whole = folder.path().join("whole");
    let arguments = ["export", &dataset, "--to", "ndjsonld", "--context", "embedded", "--out"];
    let output = run(&[&arguments[..], &[whole.to_str().unwrap()]].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let names: Vec<String> = contents(&whole).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["record.ndjsonld", "ro-crate-metadata.json"]);
    let lines = fs::read_to_string(whole.join("record.ndjsonld")).unwrap();
    assert!(lines.lines().all(|line| line.starts_with("{\"@context\":{")), "{lines}");
}

#[test]
fn a_divided_edition_reads_back_and_misses_no_part() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let dataset = built_in();
    let arguments = ["export", dataset.to_str().unwrap(), "--to", "tei", "--split", "--out"];
    let output = run(&[&arguments[..], &[out.to_str().unwrap()]].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let parts: Vec<(String, Vec<u8>)> =
        contents(&out).into_iter().filter(|(name, _)| name.ends_with(".tei.xml")).collect();
    assert!(parts.len() > 5, "{} parts", parts.len());
    for (name, bytes) in &parts {
        assert!(bytes.len() < 1_000_000, "{name} has {} bytes", bytes.len());
    }
    let paths: Vec<String> =
        parts.iter().map(|(name, _)| out.join(name).to_string_lossy().into_owned()).collect();
    let import = |paths: &[String], into: &str| {
        let into = folder.path().join(into).to_string_lossy().into_owned();
        let mut arguments = vec!["import", "--into", &into];
        arguments.extend(paths.iter().map(String::as_str));
        run(&arguments)
    };
    let output = import(&paths, "back");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_same(&dataset, &folder.path().join("back"), "parts");
    let output = import(&paths[1..], "less");
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(!folder.path().join("less").exists(), "nothing is written");
}

#[test]
fn registers_stand_where_they_are_asked_for() {
    let (folder, dataset) = starter();
    let out = folder.path().join("out");
    let arguments = ["export", &dataset, "--to", "tei", "--layout", "standoff", "--out"];
    let output = run(&[&arguments[..], &[out.to_str().unwrap()]].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let text = fs::read_to_string(out.join("record.tei.xml")).unwrap();
    assert!(text.contains("<standOff"), "no standOff");
}

#[test]
fn a_description_names_the_files() {
    let (folder, dataset) = starter();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let described = ["--describe", "--at", "https://example.org/files"];
    let output =
        run(&[&["export", &dataset, "--to", "jsonld", "--out", out], &described[..]].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let text = fs::read_to_string(Path::new(out).join("record.schema-org.json")).unwrap();
    assert!(text.contains("https://example.org/files/record.jsonld"), "{text}");
    let output = run(&["export", &dataset, "--to", "jsonld", "--out", out, "--at", "x"]);
    assert_eq!(code(&output), 2, "--at without --describe");
}

/// Two folders hold the same dataset.
fn assert_same(one: &Path, other: &Path, what: &str) {
    let bytes = |folder: &Path| {
        let dataset = rapporteur::schema::Dataset::open(folder).unwrap();
        rapporteur::schema::canonical::bytes(&dataset)
    };
    assert!(bytes(one) == bytes(other), "{what}: another dataset");
}
