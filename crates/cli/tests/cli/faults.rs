//! What happens when a program is killed, interrupted, short of disk or not alone: every file
//! is the old one or the new one, a change of a dataset is made whole or not at all, and
//! what was left behind is tidied up.
//!
//! More kills, a hundred of each command:
//! `RAPPORTEUR_KILLS=100 cargo test -p rapporteur-cli killed -- --nocapture`

use std::{
    collections::BTreeMap,
    fs,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use fastrand::Rng;
use tempfile::TempDir;

use crate::{code, program, run, starter, stderr, stdout};

/// How often each command is killed.
fn kills() -> usize {
    std::env::var("RAPPORTEUR_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(5)
}

#[expect(clippy::disallowed_methods, reason = "a test's own file")]
fn write(path: impl AsRef<Path>, text: &str) {
    let path = path.as_ref();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// Every file below a folder, with its bytes.
fn tree(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(path) = folders.pop() {
        let Ok(entries) = fs::read_dir(&path) else { continue };
        for entry in entries.flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(entry.path());
            } else {
                let relative = entry.path().strip_prefix(folder).unwrap().to_owned();
                tree.insert(relative, fs::read(entry.path()).unwrap());
            }
        }
    }
    tree
}

/// Makes a folder hold exactly these files.
fn restore(folder: &Path, files: &Tree) {
    let _ = fs::remove_dir_all(folder);
    for (path, bytes) in files {
        write(folder.join(path), std::str::from_utf8(bytes).unwrap());
    }
}

/// A folder in which everything happens.
struct Desk {
    folder: TempDir,
    /// A dataset, not in canonical form.
    old: Tree,
    /// The same in canonical form.
    canonical: Tree,
    /// A newer version of it: records changed, added and removed.
    new: Tree,
}

/// Enough files that one may be killed among them.
const PLACES: usize = 60;

fn place(n: usize, name: &str) -> String {
    format!(
        "{{\"id\":\"place-{n}\",\"kind\":\"city\",\"names\":[{{\"text\":\"{name}\",\"lang\":\"en\"}}],\
         \"cite\":[\"example-report#4\"]}}\n"
    )
}

impl Desk {
    fn new() -> Self {
        let (folder, dataset) = starter();
        let dataset = PathBuf::from(dataset);
        for n in 0..PLACES {
            write(dataset.join(format!("places/place-{n}.json")), &place(n, "Old town"));
        }
        let old = tree(&dataset);
        let mut desk = Self { folder, old, canonical: Tree::new(), new: Tree::new() };
        desk.good(&["fmt", &desk.path("record")]);
        desk.canonical = tree(&dataset);
        for n in 0..PLACES {
            let path = dataset.join(format!("places/place-{n}.json"));
            if n % 10 == 0 {
                fs::remove_file(path).unwrap();
            } else {
                write(path, &place(n, "New town"));
            }
        }
        write(dataset.join("places/place-1000.json"), &place(1000, "Newest town"));
        desk.good(&["fmt", &desk.path("record")]);
        desk.new = tree(&dataset);
        desk.good(&["export", &desk.path("record"), "--to", "jsonld", "--out", &desk.path("new")]);
        assert_ne!(desk.old, desk.canonical);
        assert_ne!(desk.new, desk.canonical);
        desk
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    #[expect(clippy::unused_self, reason = "what happens happens on the desk")]
    fn good(&self, args: &[&str]) -> Output {
        let output = run(args);
        assert_eq!(code(&output), 0, "{args:?}: {}", stderr(&output));
        output
    }

    /// Names in the desk's folder that begin with a dot.
    fn hidden(&self) -> Vec<PathBuf> {
        let all = tree(self.folder.path()).into_keys();
        let dotted = |path: &PathBuf| {
            path.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
        };
        all.filter(dotted).collect()
    }
}

/// How a command that was killed, or interrupted, came to its end.
#[derive(Debug, Default)]
struct Tally {
    /// Before anything of it was to be seen.
    before: usize,
    /// Between the first and the last file.
    midway: usize,
    /// Killed, with everything done.
    done: usize,
    /// It was faster.
    ended: usize,
}

/// A command that can be killed, and what may be there afterwards.
struct Trial<'a> {
    desk: &'a Desk,
    args: Vec<String>,
    /// Where it writes.
    target: PathBuf,
    /// What is there before; nothing, if the folder is not there.
    before: Tree,
    /// What is there when it has ended well.
    after: Tree,
    /// What is there, or not any more, between the first and the last file.
    sign: PathBuf,
    appears: bool,
}

impl Trial<'_> {
    fn reset(&self) {
        let _ = fs::remove_dir_all(&self.target);
        restore(&self.target, &self.before);
    }

    fn spawn(&self) -> Child {
        let mut command = program();
        command.args(&self.args).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// How long it takes when nobody disturbs it.
    fn time(&self) -> Duration {
        self.reset();
        let begun = Instant::now();
        assert!(self.spawn().wait().unwrap().success(), "{:?}", self.args);
        assert!(tree(&self.target) == self.after, "{:?}", self.args);
        begun.elapsed()
    }

    /// Lets it run, and ends it by a signal: at a random moment or, every other time, when
    /// files have begun to be moved.
    fn disturb(&self, rng: &mut Rng, n: usize, whole: Duration, signal: &str) -> Output {
        self.reset();
        let mut child = self.spawn();
        let begun = Instant::now();
        if n.is_multiple_of(2) {
            std::thread::sleep(whole.mul_f64(rng.f64() * 1.1));
        } else {
            while begun.elapsed() < whole * 3
                && self.sign.exists() != self.appears
                && child.try_wait().unwrap().is_none()
            {}
            std::thread::sleep(Duration::from_micros(rng.u64(0..300)));
        }
        if signal == "-KILL" {
            let _ = child.kill();
        } else {
            // The program may be gone already.
            let _ = Command::new("kill").args([signal, &child.id().to_string()]).output();
        }
        child.wait_with_output().unwrap()
    }

    /// What stands where a change was interrupted: each file old or new, and whole.
    fn no_half(&self) -> bool {
        let now = tree(&self.target);
        let pending = |path: &Path| path.starts_with(".rapporteur-change");
        let staged = |path: &Path| path.to_string_lossy().starts_with(".rapporteur-staged-");
        for (path, bytes) in &now {
            let known = [&self.before, &self.after].iter().any(|t| t.get(path) == Some(bytes));
            assert!(known || pending(path) || staged(path), "half of {}", path.display());
        }
        for path in self.before.keys().filter(|path| self.after.contains_key(*path)) {
            let moved = path.file_name().is_some_and(|name| name == "ro-crate-metadata.json");
            assert!(moved || now.contains_key(path), "{} is gone", path.display());
        }
        now.keys().any(|path| pending(path))
    }

    /// The files, without what a killed program had not yet made visible.
    fn visible(&self) -> Tree {
        let mut now = tree(&self.target);
        now.retain(|path, _| !path.to_string_lossy().starts_with(".rapporteur-staged-"));
        now
    }
}

fn args(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

/// Commands that change a dataset or make one.
fn trials(desk: &Desk) -> Vec<(&'static str, Trial<'_>)> {
    let record = PathBuf::from(desk.path("record"));
    let merged = PathBuf::from(desk.path("merged"));
    let records = |tree: &Tree| -> Tree {
        let data = tree.iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "json"));
        data.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
    };
    restore(Path::new(&desk.path("a")), &desk.new);
    let change = record.join(".rapporteur-change");
    vec![
        (
            "fmt",
            Trial {
                desk,
                args: args(&["fmt", &desk.path("record")]),
                target: record.clone(),
                before: desk.old.clone(),
                after: desk.canonical.clone(),
                sign: change.clone(),
                appears: true,
            },
        ),
        (
            "import",
            Trial {
                desk,
                args: args(&[
                    "import",
                    &desk.path("new/record.jsonld"),
                    "--into",
                    &desk.path("record"),
                ]),
                target: record,
                before: desk.canonical.clone(),
                after: desk.new.clone(),
                sign: change,
                appears: true,
            },
        ),
        (
            "merge",
            Trial {
                desk,
                args: args(&[
                    "merge",
                    &desk.path("a"),
                    &desk.path("a"),
                    "--out",
                    &desk.path("merged"),
                ]),
                sign: merged.clone(),
                target: merged,
                before: Tree::new(),
                after: records(&desk.new),
                appears: true,
            },
        ),
    ]
}

#[test]
fn a_dataset_survives_a_command_that_is_killed() {
    let desk = Desk::new();
    let mut rng = Rng::with_seed(10);
    for (name, trial) in trials(&desk) {
        let whole = trial.time();
        let mut tally = Tally::default();
        for n in 0..kills() {
            let killed = trial.disturb(&mut rng, n, whole, "-KILL").status.signal() == Some(9);
            if trial.no_half() {
                tally.midway += 1;
                // Nobody publishes half of a change …
                let check = run(&["check", &trial.target.display().to_string()]);
                assert_eq!(code(&check), 1, "{name}: {}", stderr(&check));
                for words in ["E009", "interrupted", "carries it to its end"] {
                    assert!(stderr(&check).contains(words), "{words} in {}", stderr(&check));
                }
                let out = desk.path("not");
                let target = trial.target.display().to_string();
                assert_eq!(code(&run(&["export", &target, "--out", &out])), 1);
                assert!(!Path::new(&out).exists());
                // … and the next command that writes carries it to its end.
                desk.good(&["fmt", &target]);
                assert!(tree(&trial.target) == trial.after, "{name} was not completed");
            } else if trial.visible() == trial.before {
                if killed {
                    tally.before += 1;
                } else {
                    tally.ended += 1;
                }
                // What was begun is swept away, by the same command.
                assert!(trial.spawn().wait().unwrap().success(), "{name}, again");
                assert!(tree(&trial.target) == trial.after, "{name} left something");
            } else {
                assert!(trial.visible() == trial.after, "{name} is neither old nor new");
                if killed { tally.done += 1 } else { tally.ended += 1 }
            }
        }
        println!("{name}: {whole:?} undisturbed; {tally:?}");
        trial.reset();
        assert!(trial.spawn().wait().unwrap().success(), "{name}, at last");
        assert_eq!(trial.desk.hidden(), Vec::<PathBuf>::new(), "{name} left something");
        let _ = fs::remove_dir_all(&trial.target);
        restore(Path::new(&desk.path("record")), &desk.canonical);
    }
}

/// An export of the desk's dataset into a folder that holds an older one.
fn an_export(desk: &Desk) -> Trial<'_> {
    let out = desk.path("out");
    let dataset = desk.path("record");
    let arguments = args(&["export", &dataset, "--to", "jsonld,tei,csv,turtle", "--out", &out]);
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    restore(Path::new(&dataset), &desk.canonical);
    desk.good(&words);
    let before = tree(Path::new(&out));
    restore(Path::new(&dataset), &desk.new);
    desk.good(&words);
    let after = tree(Path::new(&out));
    assert_ne!(before, after);
    let target = PathBuf::from(&out);
    let sign = target.join("ro-crate-metadata.json");
    Trial { desk, target, before, after, sign, args: arguments, appears: false }
}

#[test]
fn an_export_survives_being_killed() {
    let desk = Desk::new();
    let trial = an_export(&desk);
    let out = desk.path("out");
    let whole = trial.time();
    let mut rng = Rng::with_seed(11);
    let mut tally = Tally::default();
    for n in 0..kills() {
        let killed = trial.disturb(&mut rng, n, whole, "-KILL").status.signal() == Some(9);
        assert!(!trial.no_half());
        let audit = run(&["audit", &out]);
        let now = tree(&trial.target);
        if now == trial.before || now == trial.after {
            // A folder with a manifest is a complete export.
            assert_eq!(code(&audit), 0, "{}{}", stdout(&audit), stderr(&audit));
            match (killed, now == trial.before) {
                (true, true) => tally.before += 1,
                (true, false) => tally.done += 1,
                (false, _) => tally.ended += 1,
            }
        } else {
            tally.midway += 1;
            assert!(!trial.sign.exists(), "a manifest where the files are of two versions");
            assert_eq!(code(&audit), 3, "{}", stderr(&audit));
        }
        assert!(trial.spawn().wait().unwrap().success());
        assert!(tree(&trial.target) == trial.after);
        assert_eq!(desk.hidden(), Vec::<PathBuf>::new());
    }
    println!("export: {whole:?} undisturbed; {tally:?}");
}

#[test]
fn who_is_interrupted_tidies_up() {
    let desk = Desk::new();
    let mut rng = Rng::with_seed(12);
    let mut all = trials(&desk);
    let rounds = kills().div_ceil(2);
    for (name, trial) in &all {
        restore(Path::new(&desk.path("a")), &desk.new);
        let whole = trial.time();
        for n in 0..rounds {
            let ended = trial.disturb(&mut rng, n, whole, "-INT").status;
            let now = tree(&trial.target);
            assert!(now == trial.before || now == trial.after, "{name}: {ended}");
            assert_eq!(desk.hidden(), Vec::<PathBuf>::new(), "{name}");
            // Signal 2: before there was anything to tidy up.
            let fine = [Some(0), Some(3)].contains(&ended.code()) || ended.signal() == Some(2);
            assert!(fine, "{name}: {ended}");
        }
        let _ = fs::remove_dir_all(&trial.target);
        restore(Path::new(&desk.path("record")), &desk.canonical);
    }
    all.clear();
    let trial = an_export(&desk);
    let whole = trial.time();
    for n in 0..rounds {
        let ended = trial.disturb(&mut rng, n, whole, "-INT").status;
        let now = tree(&trial.target);
        assert!(now == trial.before || now == trial.after, "export: {ended}");
        assert_eq!(desk.hidden(), Vec::<PathBuf>::new());
    }
}

#[test]
fn two_at_once_take_turns() {
    let desk = Desk::new();
    let record = desk.path("record");
    restore(Path::new(&record), &desk.canonical);
    desk.good(&["export", &record, "--to", "jsonld", "--out", &desk.path("old")]);
    let both = [desk.path("old/record.jsonld"), desk.path("new/record.jsonld")];
    for round in 0..4 {
        let import = |from: &String| {
            let mut command = program();
            command.args(["import", from, "--into", &record]);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let running: Vec<Child> = both.iter().map(import).collect();
        for child in running {
            let output = child.wait_with_output().unwrap();
            assert_eq!(code(&output), 0, "{}", stderr(&output));
        }
        let mut now = tree(Path::new(&record));
        now.retain(|path, _| path.extension().is_some_and(|e| e == "json"));
        let is = |other: &Tree| now.iter().all(|(path, bytes)| other.get(path) == Some(bytes));
        assert!(is(&desk.canonical) || is(&desk.new), "round {round}: a mixture");
    }
    // Two exports to one folder: the files and the manifest are of one of them.
    restore(Path::new(&record), &desk.canonical);
    restore(Path::new(&desk.path("a")), &desk.new);
    let out = desk.path("out");
    for _ in 0..3 {
        let export = |from: &String| {
            let mut command = program();
            command.args(["export", from, "--to", "jsonld,tei,csv", "--out", &out]);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let running: Vec<Child> = [&record, &desk.path("a")].into_iter().map(export).collect();
        for child in running {
            let output = child.wait_with_output().unwrap();
            assert_eq!(code(&output), 0, "{}", stderr(&output));
        }
        desk.good(&["audit", &out]);
        assert_eq!(desk.hidden(), Vec::<PathBuf>::new());
    }
}

/// Somebody saves a record again and again, in steps, while it is read: what is read is
/// sound or an error with its place.
#[test]
fn a_file_that_changes_while_it_is_read() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let desk = Desk::new();
    let record = desk.path("record");
    restore(Path::new(&record), &desk.canonical);
    let done = AtomicBool::new(false);
    let out = desk.path("out");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let path = Path::new(&record).join("places/place-7.json");
            for n in 0.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                write(&path, &place(7, &"Town ".repeat(1 + n % 50)).replace(" \"", "\""));
                let _ = fs::remove_file(Path::new(&record).join("places/place-8.json"));
                write(Path::new(&record).join("places/place-8.json"), &place(8, "Town"));
            }
        });
        for n in 0..4 {
            for command in [
                &["check", &record][..],
                &["export", &record, "--to", "jsonld,csv", "--out", &out],
                &["fmt", &record],
            ] {
                let output = run(command);
                let said = stderr(&output);
                assert!([0, 1, 3].contains(&code(&output)), "{command:?}: {said}");
                assert!(!said.contains("panicked"), "{said}");
                if code(&output) != 0 {
                    let place = said.contains("place-7.json") || said.contains("place-8.json");
                    assert!(place || said.contains("place-8"), "{command:?}, {n}: {said}");
                } else if command[0] == "export" {
                    assert_eq!(code(&run(&["audit", &out])), 0);
                }
            }
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn folders_that_go_away_or_are_files() {
    let desk = Desk::new();
    let record = desk.path("record");
    restore(Path::new(&record), &desk.canonical);
    // While it is read, and while it is written to.
    for (gone, args) in [
        (&record, vec!["export", &record, "--to", "jsonld,tei", "--out", "OUT"]),
        (&desk.path("deep"), vec!["export", &record, "--to", "jsonld,tei", "--out", "OUT"]),
        (&record, vec!["fmt", &record]),
    ] {
        for wait in [0, 10, 30] {
            restore(Path::new(&record), &desk.old);
            let out = desk.path("deep/out");
            let args = args.iter().map(|word| if *word == "OUT" { &out } else { *word });
            let mut command = program();
            let child = command.args(args).stderr(Stdio::piped()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(wait));
            let _ = fs::remove_dir_all(gone);
            let output = child.wait_with_output().unwrap();
            let said = stderr(&output);
            assert!([0, 1, 3].contains(&code(&output)), "{said}");
            assert!(!said.contains("panicked"), "{said}");
        }
    }
    restore(Path::new(&record), &desk.old);
    let file = format!("{record}/README.md");
    for args in [
        vec!["export", &record, "--to", "jsonld", "--out", &file],
        vec!["import", &format!("{}/record.jsonld", desk.path("new")), "--into", &file],
        vec!["export", &record, "--to", "jsonld", "--out", &format!("{file}/below")],
    ] {
        let output = run(&args);
        assert!([2, 3].contains(&code(&output)), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("README.md"), "{}", stderr(&output));
        assert_eq!(tree(Path::new(&record)), desk.old);
    }
}

/// Runs a script that sees disks of its own, or says why that cannot be.
fn with_disks(script: &str, arguments: &[&str]) -> Option<Output> {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-eu", "-c", script, "sh"]);
    command.arg(env!("CARGO_BIN_EXE_rapporteur")).args(arguments).env("NO_COLOR", "1");
    let output = command.output().ok()?;
    // 77: said by the script when it may not mount anything.
    let able = output.status.success() || (code(&output) != 77 && !stdout(&output).is_empty());
    if !able {
        println!("skipped: no disks of one's own here: {}", stderr(&output));
    }
    able.then_some(output)
}

/// What the lines of a script's output that begin with a word say after it.
fn said(output: &Output, word: &str) -> String {
    let lines = stdout(output);
    let found = lines.lines().find_map(|line| line.strip_prefix(word)).map(str::trim);
    found.unwrap_or_else(|| panic!("no {word} in {lines}{}", stderr(output))).to_owned()
}

#[test]
fn a_full_disk_and_one_that_cannot_be_written_to() {
    let desk = Desk::new();
    restore(Path::new(&desk.path("record")), &desk.old);
    fs::create_dir_all(desk.path("disk")).unwrap();
    let script = r#"
        bin=$1; desk=$2; cd "$desk"
        mount -t tmpfs -o size=1m none disk || exit 77
        echo begun
        try() { name=$1; shift; set +e; "$bin" "$@" 2>err; echo "$name: $?"; cat err >&2; set -e
                echo "$name-words: $(tr '\n' ' ' <err)"; }
        same() { if diff -r "$2" "$3" >/dev/null; then echo "$1: same"; else echo "$1: differ"; fi; }
        # A disk of its own is a place to export to, and to merge into.
        try mounted export record --to jsonld --out disk
        try mounted-audit audit disk
        rm -r disk/*
        try mounted-merge merge record record --out disk
        try mounted-check check disk
        rm -r disk/*
        # An old export, a dataset, and no room for more.
        cp -r record disk/record
        try first export record --to jsonld --out disk/out
        cp -r disk/out kept-out
        dd if=/dev/zero of=disk/filler bs=1k count=4k 2>/dev/null || true
        try export export record --to jsonld,tei,csv,turtle --out disk/out
        same export-out kept-out disk/out
        try fmt fmt disk/record
        same fmt-out record disk/record
        try import import new/record.jsonld --into disk/record
        same import-out record disk/record
        try merge merge record record --out disk/merged
        test -e disk/merged && echo "merged: there" || echo "merged: not there"
        echo "left: $(ls -A disk | tr '\n' ' ')"
        echo "left-inside: $(ls -A disk/record disk/out | grep '^\.' | tr '\n' ' ')"
        rm disk/filler
        # And what nobody may write to.
        mount -o remount,ro disk
        try ro-export export record --to jsonld --out disk/out
        try ro-fmt fmt disk/record
        try ro-check check disk/record
        try ro-import import new/record.jsonld --into disk/record
        try ro-merge merge record record --out disk/merged
        try ro-read export disk/record --to jsonld --out read
        same ro-out record disk/record
    "#;
    let Some(output) = with_disks(script, &[&desk.path("")]) else { return };
    let is = |word: &str, expected: &str| {
        assert_eq!(said(&output, word), expected, "{word} {}", stderr(&output));
    };
    for word in ["mounted:", "mounted-audit:", "mounted-merge:", "mounted-check:", "first:"] {
        is(word, "0");
    }
    for word in ["export", "fmt", "import", "merge"] {
        is(&format!("{word}:"), "3");
        let words = said(&output, &format!("{word}-words:"));
        assert!(words.contains("No space left on device"), "{word}: {words}");
        assert!(words.contains("disk/"), "{word}: {words}");
        is(&format!("ro-{word}:"), "3");
        let words = said(&output, &format!("ro-{word}-words:"));
        assert!(words.contains("Read-only file system"), "{word}: {words}");
    }
    for word in ["export-out:", "fmt-out:", "import-out:", "ro-out:"] {
        is(word, "same");
    }
    is("merged:", "not there");
    is("left:", "filler out record");
    is("left-inside:", "");
    is("ro-check:", "0");
    is("ro-read:", "0");
}
