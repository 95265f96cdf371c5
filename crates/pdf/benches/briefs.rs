//! How long briefs take, and how much memory: `cargo bench -p rapporteur-pdf`.
//!
//! Each case has a process of its own, so that none has the memory of another. It is run three
//! times and the fastest is taken. The memory is the most that the process has had when the
//! last brief is written, before what was written is read to count its pages: the dataset, the
//! fonts and the brief. A case that is over its limit makes the run fail.
#![expect(clippy::print_stdout, reason = "a program to measure with")]

use std::{
    env,
    process::{Command, ExitCode},
    time::Instant,
};

use rapporteur_pdf::{Brief, Options, Renderer};
use rapporteur_schema::{Dataset, Register, model::Record};

type Failure = Box<dyn std::error::Error>;

/// A number of meetings, each with readings, people and notes, in every script that the
/// fonts of the program have.
fn dataset(meetings: usize) -> Result<Dataset, Failure> {
    let meta = serde_json::from_str(
        r#"{"schema_version": "1.0", "id": "bench", "title": {"en": "A benchmark"},
            "base": "https://example.org/", "license": "CC0-1.0", "languages": ["en"],
            "version": "1", "created": "2026-05-01"}"#,
    )?;
    let mut records = Vec::new();
    for (id, siglum) in [("a", "Annual report 2019"), ("b", "White paper 2018")] {
        let json = format!(
            r#"{{"id": "{id}", "kind": "report", "siglum": "{siglum}",
                "title": {{"en": "A report of the committee ({id})"}}, "cite": ["{id}#1"]}}"#
        );
        records.push(Record::from_json(Register::Source, json.as_bytes())?);
    }
    let words = ["cooperation", "recommendation", "представитель", "συνεργασία", "مرحبا", "国际"];
    for n in 0..meetings {
        let (year, month, day) = (1990 + n % 35, n % 12 + 1, n % 28 + 1);
        let word = words.get(n % words.len()).copied().unwrap_or_default();
        let json = format!(
            r#"{{"id": "meeting-{n}", "kind": "meeting",
                "names": [{{"text": "Meeting {n} on {word} and the rights of everybody", "lang": "en"}}],
                "date": {{"readings": [
                    {{"value": "{year}-{month:02}-{day:02}", "cite": ["a#{}"]}},
                    {{"value": "{year}", "cite": ["b#{}"]}}]}},
                "summary": {{"en": "The delegation and the committee considered the {n} recommendations of the report, notwithstanding reservations, and agreed to go on with their {word}."}},
                "cite": ["a#{}"]}}"#,
            n % 400 + 2,
            n % 300 + 2,
            n % 400 + 2,
        );
        records.push(Record::from_json(Register::Event, json.as_bytes())?);
    }
    Ok(Dataset::from_records(meta, records)?)
}

/// The most memory that the process has had, in megabytes; 0 where nobody says.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1000
}

/// The seconds of CPU that the process has had, where the system says so.
fn cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}

struct Case {
    name: &'static str,
    meetings: usize,
    /// How often it is written in one measurement, so that the clock is fine enough.
    times: u32,
    seconds: f64,
    megabytes: u64,
    kilobytes_a_page: f64,
}

const fn case(
    name: &'static str,
    (meetings, times): (usize, u32),
    seconds: f64,
    megabytes: u64,
    kilobytes_a_page: f64,
) -> Case {
    Case { name, meetings, times, seconds, megabytes, kilobytes_a_page }
}

const CASES: [Case; 4] = [
    case("ten pages", (60, 10), 0.15, 40, 60.0),
    case("a hundred pages", (720, 1), 1.0, 100, 15.0),
    case("seven hundred pages", (7_300, 1), 10.0, 300, 15.0),
    case("a thousand pages", (11_800, 1), 10.0, 400, 15.0),
];

/// The argument that names a case by its number.
const CASE: &str = "--case";

fn main() -> Result<ExitCode, Failure> {
    let args: Vec<String> = env::args().collect();
    if let Some([_, number]) = args.windows(2).find(|pair| pair.first().is_some_and(|a| a == CASE))
    {
        let case = CASES.get(number.parse::<usize>()?).ok_or("there is no such case")?;
        return Ok(if run(case)? { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let mut good = true;
    for number in 0..CASES.len() {
        let mut one = Command::new(env::current_exe()?);
        good &= one.args([CASE, &number.to_string()]).status()?.success();
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Measures a case; whether it keeps to its limits.
fn run(case: &Case) -> Result<bool, Failure> {
    let mut options = Options::default();
    let begin = Instant::now();
    let renderer = Renderer::new(&options)?;
    let fonts = begin.elapsed().as_secs_f64() * 1000.0;
    let dataset = dataset(case.meetings)?;
    let before = peak();
    // Every meeting in tables, with its notes.
    options.brief = Brief::parse(&dataset, "mechanism:*")?.remove(0);
    let mut bytes = Vec::new();
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let (clock, begin) = (Instant::now(), cpu());
        for _ in 0..case.times {
            bytes.clear();
            renderer.write(&dataset, &options, &mut bytes)?;
        }
        let spent = match (begin, cpu()) {
            (Some(begin), Some(end)) => end - begin,
            _ => clock.elapsed().as_secs_f64(),
        };
        best = best.min(spent / f64::from(case.times));
    }
    let peak = peak();
    let pages = lopdf::Document::load_mem(&bytes)?.get_pages().len();
    let attached = {
        let mut without = options.clone();
        without.attach = false;
        let mut short = Vec::new();
        renderer.write(&dataset, &without, &mut short)?;
        bytes.len() - short.len()
    };
    let each = f64::from(u32::try_from(pages)?);
    let kilobytes = f64::from(u32::try_from(bytes.len() - attached)?) / 1000.0 / each;
    println!(
        "{}: {pages} pages, {:.0} ms CPU ({:.2} ms a page; fonts read in {fonts:.1} ms), {peak} MB \
         ({before} MB with the dataset alone), {kilobytes:.1} KB a page and {} KB attached",
        case.name,
        best * 1000.0,
        best * 1000.0 / each,
        attached / 1000,
    );
    let good = best <= case.seconds && peak <= case.megabytes && kilobytes <= case.kilobytes_a_page;
    if !good {
        println!(
            "  over the limit: {} s, {} MB, {} KB a page",
            case.seconds, case.megabytes, case.kilobytes_a_page
        );
    }
    Ok(good)
}
