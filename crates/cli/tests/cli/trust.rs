//! What a publisher must be able to rely on: an export can be audited by anybody, and
//! nothing that is restricted gets out.

use std::{fs, path::Path};

use crate::{code, run, starter, stderr, stdout};

/// Everything that is exported by the tests of this file.
const ALL: &str = "jsonld,ndjsonld,nquads,turtle,trig,tei,pdf,xlsx,csv";

#[expect(clippy::disallowed_methods, reason = "a test's own file")]
fn write(path: impl AsRef<Path>, text: &str) {
    let path = path.as_ref();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Changes a file of a dataset.
fn edit(path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    write(path, &text.replace(from, to));
}

#[test]
fn an_export_is_confirmed_from_the_files_alone() {
    let (folder, dataset) = starter();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let export = run(&["export", &dataset, "--to", ALL, "--annex", "--describe", "--out", out]);
    assert_eq!(code(&export), 0, "{}", stderr(&export));
    let audit = run(&["audit", out]);
    assert_eq!(code(&audit), 0, "{}{}", stdout(&audit), stderr(&audit));
    assert_eq!(stdout(&audit).matches("9 records").count(), 9, "{}", stdout(&audit));
    assert!(stdout(&audit).contains("found on its pages"), "{}", stdout(&audit));
    assert!(stderr(&audit).contains("everything is as the manifest says"), "{}", stderr(&audit));

    // A file more is said, and no fault; the divided edition is read as one.
    write(Path::new(out).join("index.html"), "<p>");
    let split = folder.path().join("split");
    let split = split.to_str().unwrap();
    assert_eq!(code(&run(&["export", &dataset, "--to", "tei", "--split", "--out", split])), 0);
    for folder in [out, split] {
        let audit = run(&["audit", folder, "--json"]);
        assert_eq!(code(&audit), 0, "{}", stderr(&audit));
        assert!(stdout(&audit).contains("\"holds\": true"), "{}", stdout(&audit));
        assert_eq!(stdout(&audit).contains("\"index.html\""), folder == out);
    }
}

/// What stands beside the data in an export is no data.
#[test]
fn the_folder_of_an_export_is_read_back() {
    let (folder, dataset) = starter();
    for (n, to) in ["jsonld", "ndjsonld"].into_iter().enumerate() {
        let path = |name: &str| folder.path().join(format!("{name}-{n}"));
        let (out, back) = (path("out"), path("back"));
        let (out, back) = (out.to_str().unwrap(), back.to_str().unwrap());
        let export = run(&["export", &dataset, "--to", to, "--describe", "--out", out]);
        assert_eq!(code(&export), 0, "{}", stderr(&export));
        let import = run(&["import", out, "--into", back]);
        assert_eq!(code(&import), 0, "{to}: {}", stderr(&import));
        assert_eq!(stdout(&run(&["diff", &dataset, back])), "");
    }
}

#[test]
fn what_is_not_as_the_manifest_says_is_named() {
    let (folder, dataset) = starter();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let fresh = || {
        let export = run(&["export", &dataset, "--to", "jsonld,tei,csv", "--out", out]);
        assert_eq!(code(&export), 0, "{}", stderr(&export));
    };
    let file = |name: &str| format!("{out}/{name}");
    let audited = |exit: i32, words: &[&str]| {
        let audit = run(&["audit", out]);
        let said = format!("{}{}", stdout(&audit), stderr(&audit));
        assert_eq!(code(&audit), exit, "{said}");
        for word in words {
            assert!(said.contains(word), "{word} in {said}");
        }
    };
    let manifest = file("ro-crate-metadata.json");

    fresh();
    edit(&file("record.jsonld"), "Exampleland", "Examplelund");
    audited(1, &["record.jsonld: its SHA-256", "canonical form has another", "2 things are wrong"]);

    // Somebody who changes the manifest as well does not get past the hash of the dataset.
    fresh();
    let text = fs::read_to_string(file("record.tei.xml")).unwrap();
    let old = rapporteur::schema::model::Sha256::of(text.as_bytes());
    edit(&file("record.tei.xml"), "Exampleland", "Examplelund");
    let text = fs::read_to_string(file("record.tei.xml")).unwrap();
    let new = rapporteur::schema::model::Sha256::of(text.as_bytes());
    edit(&manifest, old.as_str(), new.as_str());
    audited(1, &["canonical form has another SHA-256"]);

    fresh();
    fs::remove_file(file("record.csv/events.csv")).unwrap();
    audited(1, &["record.csv/events.csv: No such file"]);

    // A manifest comes from anywhere: it does not make us read elsewhere.
    fresh();
    edit(&manifest, "\"@id\": \"record.jsonld\"", "\"@id\": \"../out/record.jsonld\"");
    audited(1, &["a path that leaves the folder"]);

    fresh();
    edit(&manifest, "\"value\": 9,", "\"value\": 10,");
    audited(1, &["9 records, where the manifest has 10"]);

    write(&manifest, "{ \"@graph\": [");
    audited(1, &["ro-crate-metadata.json: EOF while parsing", "line 1 column 13"]);
    fs::remove_file(&manifest).unwrap();
    audited(3, &["there is no export in"]);
}

#[test]
fn shells_and_man_are_served() {
    for (shell, word) in [("bash", "complete -F"), ("zsh", "#compdef"), ("fish", "complete -c")] {
        let script = run(&["completions", shell]);
        assert_eq!(code(&script), 0, "{}", stderr(&script));
        assert!(stdout(&script).contains(word) && stdout(&script).contains("font-dir"), "{shell}");
    }
    // What an option takes is offered: formats, lists of codes.
    let fish = stdout(&run(&["completions", "fish"]));
    let formats = fish.split(" -l to ").nth(1).unwrap().split("complete -c").next().unwrap();
    assert!(formats.contains("ndjsonld") && formats.contains("all"), "{formats}");
    assert!(stdout(&run(&["completions", "bash"])).contains(" event-kind "));
    let folder = tempfile::tempdir().unwrap();
    let man = run(&["man", folder.path().to_str().unwrap()]);
    assert_eq!(code(&man), 0, "{}", stderr(&man));
    // A page of the program, and one of each command that its help names.
    let help = stdout(&run(&["--help"]));
    let commands = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let names = commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    let names: Vec<&str> = names.filter(|name| *name != "help").collect();
    assert!(names.len() > 10, "{help}");
    for name in &names {
        let page = fs::read_to_string(folder.path().join(format!("rapporteur-{name}.1"))).unwrap();
        let typed = format!(".SH SYNOPSIS\n\\fBrapporteur {}\\fR", name.replace('-', "\\-"));
        assert!(page.contains(&typed), "{page}");
        let version = env!("CARGO_PKG_VERSION");
        assert!(page.contains(&format!("\"Rapporteur {version}\"")), "{name}: {page}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), names.len() + 1);
}

/// What a program says of a file on its standard streams, when the program is there.
fn said_of(program: &str, args: &[&str], file: &Path) -> Option<(bool, String)> {
    let output = std::process::Command::new(program).args(args).arg(file).output();
    let Ok(output) = output else {
        println!("skipped: no {program} here");
        return None;
    };
    Some((output.status.success(), stdout(&output) + &stderr(&output)))
}

#[test]
fn shells_and_readers_of_manuals_find_nothing_wrong() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let script = folder.path().join(shell);
        write(&script, &stdout(&run(&["completions", shell])));
        if let Some(said) = said_of(shell, &["-n"], &script) {
            assert_eq!(said, (true, String::new()), "{shell}");
        }
    }
    let asked = format!(
        "source {}; COMP_WORDS=(rapporteur export --prog); COMP_CWORD=2; \
         _rapporteur rapporteur --prog export; echo ${{COMPREPLY[@]}}",
        folder.path().join("bash").display()
    );
    if let Some(said) = said_of("bash", &["-c", &asked], Path::new("")) {
        assert_eq!(said, (true, "--progress\n".to_owned()));
    }
    let pages = folder.path().join("man1");
    assert_eq!(code(&run(&["man", pages.to_str().unwrap()])), 0);
    for page in fs::read_dir(&pages).unwrap() {
        let page = page.unwrap().path();
        let Some(said) = said_of("mandoc", &["-Tlint", "-Wwarning"], &page) else { break };
        assert_eq!(said, (true, String::new()), "{}", page.display());
    }
}

/// A dataset with a witness whom nobody may know, and the files that would tell of him.
fn guarded(name: &str, lang: &str) -> (tempfile::TempDir, String) {
    let (folder, dataset) = starter();
    write(
        format!("{dataset}/people/witness-a.json"),
        &format!(
            "{{\"id\": \"witness-a\", \"kind\": \"named\", \"access\": \"restricted\", \"names\": \
             [{{\"text\": \"{name}\", \"lang\": \"{lang}\", \"kind\": \"preferred\"}}], \"cite\": \
             [\"example-report#4\"]}}\n"
        ),
    );
    (folder, dataset)
}

#[test]
fn a_restricted_name_in_an_open_text_stops_the_export() {
    for (name, lang, text) in [
        ("Anna Kowalska", "en", "Dialogue with anna  kowalska and others"),
        ("罗明", "zh", "与罗明的对话"),
        ("Анна Ковальска", "ru", "Встреча: Анна Ковальска"),
        ("ليلى", "ar", "لقاء مع ليلى اليوم"),
        ("นิดา", "th", "การพบกับนิดาที่กรุงเทพ"),
    ] {
        let (folder, dataset) = guarded(name, lang);
        let check = run(&["check", &dataset]);
        assert_eq!(code(&check), 0, "{}", stderr(&check));
        let out = folder.path().join("out");
        let out = out.to_str().unwrap();
        let export = ["export", &dataset, "--to", "jsonld,tei,xlsx,csv", "--out", out];
        let good = run(&export);
        assert_eq!(code(&good), 0, "{}", stderr(&good));

        let event = format!("{dataset}/events/dialogue-eu.json");
        let open = fs::read_to_string(&event).unwrap();
        let at = open.find("\"text\": \"").unwrap() + 9;
        let end = at + open[at..].find('"').unwrap();
        write(&event, &format!("{}{text}{}", &open[..at], &open[end..]));
        let before = fs::read_to_string(format!("{out}/record.jsonld")).unwrap();
        let leak = run(&export);
        assert_eq!(code(&leak), 1, "{name}: {}", stderr(&leak));
        for words in ["dialogue-eu.names holds", name, "restricted at witness-a.names", "--accept"]
        {
            assert!(stderr(&leak).contains(words), "{words} in {}", stderr(&leak));
        }
        assert_eq!(fs::read_to_string(format!("{out}/record.jsonld")).unwrap(), before);
        // Who has looked, and knows that it is another person, may say so.
        let accepted = [&export[..], &["--accept", name]].concat();
        assert_eq!(code(&run(&accepted)), 0);
    }
}

#[test]
fn what_only_looks_like_a_restricted_name_is_published() {
    // Part of another word, or the whole of something that is open.
    for name in ["Exam", "Brusse", "Brussels"] {
        let (folder, dataset) = guarded(name, "en");
        let out = folder.path().join("out");
        let export = run(&["export", &dataset, "--to", "jsonld", "--out", out.to_str().unwrap()]);
        assert_eq!(code(&export), 0, "{name}: {}", stderr(&export));
    }
}
