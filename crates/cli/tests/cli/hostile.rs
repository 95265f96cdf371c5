//! What nobody means well with: sizes, rings, and files that try to reach out.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use crate::{code, program, run, starter, stderr, stdout};

#[expect(clippy::disallowed_methods, reason = "a test's own file")]
fn write(path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
    let path = path.as_ref();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// So many records refer; a hundred thousand with `RAPPORTEUR_MANY=100000`.
fn many() -> usize {
    std::env::var("RAPPORTEUR_MANY").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000)
}

/// A dataset with events of which each is part of what is said.
fn events(part_of: impl Fn(usize) -> String) -> (tempfile::TempDir, String) {
    let (folder, dataset) = starter();
    let mut lines = String::new();
    for n in 0..many() {
        writeln!(
            lines,
            "{{\"id\":\"event-{n}\",\"kind\":\"forum-edition\",\"names\":[{{\"text\":\"Event {n}\",\"lang\":\"en\"}}],\
             \"part_of\":[\"{}\"],\"cite\":[\"example-report#4\"]}}",
            part_of(n)
        )
        .unwrap();
    }
    write(format!("{dataset}/events.jsonl"), lines);
    (folder, dataset)
}

/// Checks a dataset, in a time that grows with its size and not with the square of it.
fn checked(dataset: &str) -> (i32, String) {
    let begun = Instant::now();
    let output = run(&["check", dataset]);
    let said = stderr(&output);
    // A debug build on a busy machine; the square of it would take an hour.
    assert!(begun.elapsed() < Duration::from_mins(2), "{:?}", begun.elapsed());
    assert!(!said.contains("panicked"), "{said}");
    println!("{} events: {:?}", many(), begun.elapsed());
    (code(&output), said)
}

#[test]
fn very_many_references_to_one_record() {
    let (_folder, dataset) = events(|_| "dialogue-eu".into());
    let (exit, said) = checked(&dataset);
    assert_eq!(exit, 0, "{said:.2000}");
}

#[test]
fn very_many_references_that_lead_nowhere() {
    let (_folder, dataset) = events(|n| format!("nowhere-{n}"));
    let (exit, said) = checked(&dataset);
    assert_eq!(exit, 1);
    for words in ["E102", "nowhere-0", "events.jsonl:1:", &format!("{} errors", many())] {
        assert!(said.contains(words), "{words} in {said:.2000}");
    }
}

#[test]
fn a_ring_of_very_many() {
    let (_folder, dataset) = events(|n| format!("event-{}", (n + 1) % many()));
    let (exit, said) = checked(&dataset);
    assert_eq!(exit, 1);
    assert!(said.contains("E107") && said.contains("part of itself"), "{said:.2000}");
    assert!(said.len() < 100_000, "a ring is told in {} bytes", said.len());
}

/// A gigabyte without a line end, in the memory that a command may take anyway.
#[cfg(unix)]
#[test]
fn a_line_of_a_gigabyte() {
    let (_folder, dataset) = starter();
    for name in ["places.jsonl", "dataset.json"] {
        let path = format!("{dataset}/{name}");
        let before = fs::read(&path).ok();
        write(&path, "");
        // A file with a hole: it takes no room on the disk.
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(1 << 30).unwrap();
        let script = "ulimit -v 600000; exec \"$0\" check \"$1\"";
        let mut command = Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_rapporteur"), &dataset]);
        let output = command.env("NO_COLOR", "1").output().unwrap();
        let said = stderr(&output);
        assert_eq!(code(&output), 1, "{said:.2000}");
        for words in [name, "E002", "longer than 16 MiB"] {
            assert!(said.contains(words), "{words} in {said:.2000}");
        }
        match before {
            Some(before) => write(&path, before),
            None => fs::remove_file(&path).unwrap(),
        }
    }
}

#[test]
fn characters_that_nobody_sees_are_told() {
    for (character, name) in
        [("\u{202E}", "U+202E"), ("\u{200B}", "U+200B"), ("\u{2066}", "U+2066")]
    {
        let (_folder, dataset) = starter();
        let path = format!("{dataset}/places/brussels.json");
        let text = fs::read_to_string(&path).unwrap();
        write(&path, text.replace("\"Brussels\"", &format!("\"Brus{character}sels\"")));
        let check = run(&["check", &dataset]);
        assert_eq!(code(&check), 0, "{}", stderr(&check));
        for words in ["W201", name, "brussels.json:"] {
            assert!(stderr(&check).contains(words), "{words} in {}", stderr(&check));
        }
        // In an id it is refused.
        write(
            &path,
            text.replace("\"id\": \"brussels\"", &format!("\"id\": \"brus{character}sels\"")),
        );
        let check = run(&["check", &dataset]);
        assert_eq!(code(&check), 1, "{}", stderr(&check));
        let escaped = name.to_lowercase().replace("u+", "\\u{") + "}";
        assert!(stderr(&check).contains(&escaped), "{escaped} in {}", stderr(&check));
    }
}

/// Documents that would make other readers fetch, expand or fill the memory.
#[test]
fn documents_that_reach_out_are_refused() {
    let (folder, dataset) = starter();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let out = path("out");
    assert_eq!(code(&run(&["export", &dataset, "--to", "tei,jsonld", "--out", &out])), 0);
    let tei = fs::read_to_string(format!("{out}/record.tei.xml")).unwrap();
    let (head, rest) = tei.split_once('\n').unwrap();
    let mut laughs = String::from("<!DOCTYPE x [<!ENTITY a0 \"ha\">");
    for n in 1..12 {
        let inner = format!("&a{};", n - 1).repeat(10);
        write!(laughs, "<!ENTITY a{n} \"{inner}\">").unwrap();
    }
    laughs.push_str("]>");
    let bodied = |doctype: &str, name: &str| {
        format!("{head}{doctype}{}", rest.replacen("Exampleland", &format!("&{name};"), 1))
    };
    let deep = format!("{{\"@graph\": {}1{}}}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let one = rest.find("Exampleland").unwrap();
    for (name, text, words) in [
        ("a.tei.xml", bodied(&laughs, "a11"), "DOCTYPE"),
        (
            "b.tei.xml",
            bodied("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "e"),
            "DOCTYPE",
        ),
        ("c.tei.xml", bodied("<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x\">", "amp"), "DOCTYPE"),
        ("d.tei.xml", bodied("", "nbsp"), "nbsp"),
        (
            "e.tei.xml",
            tei.replacen("<text>", &format!("<text>{}", "<div>".repeat(1_000_000)), 1),
            "deep",
        ),
        ("f.tei.xml", format!("{head}\n{}", &rest[..one]), "not well-formed"),
        ("g.tei.xml", tei.replace("</teiHeader>", "</teiheader>"), "not well-formed"),
        ("h.tei.xml", tei.replacen("Exampleland", "a & b", 1), "not well-formed"),
        ("i.tei.xml", tei.replacen("Exampleland", "a<b", 1), "not well-formed"),
        ("j.tei.xml", tei.replacen("Exampleland", "a&#0;b", 1), "not well-formed"),
        ("k.tei.xml", tei.replacen("Exampleland", "a&#xD800;b", 1), "not well-formed"),
        ("l.tei.xml", format!("{tei}<TEI/>"), "second element"),
        ("m.tei.xml", tei.replacen("<TEI ", "<TEI n=\"1\" n=\"2\" ", 1), "duplicated attribute"),
        (
            "n.jsonld",
            "{\"@context\": \"http://127.0.0.1:9/x\", \"@graph\": []}".into(),
            "fetches nothing",
        ),
        (
            "o.jsonld",
            "{\"@context\": {\"@import\": \"file:///etc/passwd\"}, \"@graph\": []}".into(),
            "fetches nothing",
        ),
        ("p.jsonld", deep, "recursion limit"),
        ("q.jsonld", "{\"@graph\": [{\"@id\": \"\\ud800\"}]}".into(), "hex escape"),
        ("r.ttl", format!("<a:a> <b:b> {}", "[ <b:b> ".repeat(200_000)), "line 1, column"),
        ("s.nq", format!("<http://{}", "a".repeat(5_000_000)), "line 1, column"),
        ("t.xlsx", "PK\u{3}\u{4}".into(), "not a ZIP archive"),
        (
            "u.pdf",
            "%PDF-1.7\n1 0 obj\n".to_owned() + &"[".repeat(500_000),
            "no PDF that can be read",
        ),
    ] {
        let file = path(name);
        write(&file, text);
        let begun = Instant::now();
        let into = path("into");
        let import = run(&["import", &file, "--into", &into]);
        let said = stderr(&import);
        assert_eq!(code(&import), 1, "{name}: {said:.1000}");
        assert!(said.contains(words) && said.contains(name), "{words}: {said:.1000}");
        assert!(
            said.contains("nothing was written") && !Path::new(&into).exists(),
            "{name}: {said:.1000}"
        );
        assert!(begun.elapsed() < Duration::from_mins(1), "{name}: {:?}", begun.elapsed());
    }
}

/// Not one command opens a connection, whatever it reads.
#[cfg(target_os = "linux")]
#[test]
fn no_command_talks_to_anybody() {
    let (folder, dataset) = starter();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (out, trace) = (path("out"), path("trace"));
    if !Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success()) {
        println!("skipped: strace is not there");
        return;
    }
    write(path("remote.jsonld"), "{\"@context\": \"http://127.0.0.1:9/x\", \"@graph\": []}");
    let texts = format!("{dataset}/texts");
    let text = format!("{texts}/example-report.txt");
    let all = "jsonld,ndjsonld,nquads,turtle,trig,tei,pdf,xlsx,csv";
    for (args, exit) in [
        (vec!["check", &dataset], 0),
        (vec!["fmt", &dataset], 0),
        (
            vec![
                "export",
                &dataset,
                "--to",
                all,
                "--describe",
                "--context",
                "linked",
                "--out",
                &out,
            ],
            0,
        ),
        (vec!["audit", &out], 0),
        (vec!["compare", &dataset], 0),
        (vec!["verify", &dataset, "--texts", &texts], 0),
        (vec!["show", "brussels", &dataset], 0),
        (vec!["coverage", &dataset], 0),
        (vec!["new", &path("fresh")], 0),
        (vec!["passages", &text], 0),
        (vec!["import", &format!("{out}/record.jsonld"), "--into", &path("a")], 0),
        (vec!["import", &format!("{out}/record.tei.xml"), "--into", &path("b")], 0),
        (vec!["import", &format!("{out}/record.xlsx"), "--into", &path("c")], 0),
        (vec!["import", &path("remote.jsonld"), "--into", &path("d")], 1),
        (vec!["diff", &dataset, &path("a")], 0),
        (vec!["merge", &dataset, &path("a"), "--out", &path("e")], 0),
        (vec!["completions", "bash"], 0),
        (vec!["man", &path("man")], 0),
    ] {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-e", "trace=%network", "-o", &trace]);
        command.arg(env!("CARGO_BIN_EXE_rapporteur")).args(&args);
        let output = command.output().unwrap();
        if stderr(&output).contains("ptrace") {
            println!("skipped: nobody may be traced here");
            return;
        }
        assert_eq!(code(&output), exit, "{args:?}: {}", stderr(&output));
        let calls = fs::read_to_string(&trace).unwrap();
        // A pair of sockets between threads of the program itself reaches nobody.
        let calls: Vec<&str> = calls
            .lines()
            .filter(|call| {
                ["socket(", "connect(", "sendto(", "bind("].iter().any(|c| call.contains(c))
            })
            .collect();
        assert_eq!(calls, Vec::<&str>::new(), "{args:?}");
    }
}

/// The bytes of an export follow from the dataset alone.
#[test]
fn the_same_bytes_wherever_it_runs() {
    let (folder, dataset) = starter();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let all = "jsonld,ndjsonld,nquads,turtle,trig,tei,pdf,xlsx,csv";
    let files = |out: &str| {
        let mut all = Vec::new();
        let mut folders = vec![out.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let at = entry.unwrap().path();
                if at.is_dir() {
                    folders.push(at.to_str().unwrap().to_owned());
                } else {
                    all.push((at.strip_prefix(out).unwrap().to_owned(), fs::read(at).unwrap()));
                }
            }
        }
        all.sort();
        all
    };
    assert_eq!(code(&run(&["export", &dataset, "--to", all, "--out", &path("first")])), 0);
    let first = files(&path("first"));
    // The same files, made in another order, at another time, elsewhere, in one file a register.
    let other = path("elsewhere/deep/record");
    let mut names: Vec<_> = ["events", "organisations", "places", "sources"]
        .iter()
        .flat_map(|folder| fs::read_dir(format!("{dataset}/{folder}")).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    names.push(format!("{dataset}/dataset.json").into());
    for name in names.iter().rev() {
        let to = Path::new(&other).join(name.strip_prefix(&dataset).unwrap());
        write(&to, fs::read(name).unwrap());
        let file = fs::OpenOptions::new().write(true).open(&to).unwrap();
        file.set_modified(std::time::UNIX_EPOCH + Duration::from_hours(24)).unwrap();
    }
    let lines = path("lines");
    for name in &names {
        write(
            Path::new(&lines).join(name.strip_prefix(&dataset).unwrap()),
            fs::read(name).unwrap(),
        );
    }
    assert_eq!(code(&run(&["fmt", &lines, "--layout", "lines"])), 0);
    for (n, (from, cwd, env)) in [
        (
            other.as_str(),
            "/",
            [("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu"), ("RAYON_NUM_THREADS", "1")],
        ),
        (
            ".",
            other.as_str(),
            [("LC_ALL", "C"), ("SOURCE_DATE_EPOCH", "0"), ("RAYON_NUM_THREADS", "8")],
        ),
        (
            "../../lines",
            &path("elsewhere/deep"),
            [("LANG", "ar_EG"), ("SOURCE_DATE_EPOCH", "4102444800"), ("HOME", "/nowhere")],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let out = path(&format!("again-{n}"));
        let mut command = program();
        command.current_dir(cwd).envs(env).args(["export", from, "--to", all, "--out", &out]);
        let output = command.output().unwrap();
        assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
        for (one, two) in first.iter().zip(&files(&out)) {
            assert!(one == two, "{}: other bytes, {from} {env:?}", one.0.display());
        }
        assert_eq!(first.len(), files(&out).len());
    }
}
