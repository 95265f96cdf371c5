use std::{
    fs::{OpenOptions, create_dir_all},
    io::Write,
    path::Path,
};

use rapporteur_apparatus::Summary;
use rapporteur_schema::{Dataset, Register, canonical, model::Sha256};
use rapporteur_tei::{Layout, Options, inspect, read, write};
use serde_json::json;

use crate::torture;

pub(crate) fn export(dataset: &Dataset, options: &Options) -> (String, Summary) {
    let mut out = Vec::new();
    let summary = write(dataset, options, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), summary)
}

pub(crate) fn ways() -> Vec<Options> {
    let mut stand_off = Options::default();
    stand_off.layout = Layout::StandOff;
    let mut short = stand_off.clone();
    short.narrative = false;
    vec![Options::default(), stand_off, short]
}

pub(crate) fn same(before: &Dataset, after: &Dataset) {
    let text = |dataset| String::from_utf8(canonical::bytes(dataset)).unwrap();
    for (a, b) in text(before).lines().zip(text(after).lines()) {
        assert_eq!(a, b);
    }
    assert_eq!(before, after);
}

/// Leaves a document where `tests/conform/tei.py --also target/tmp/tei` finds it.
pub(crate) fn keep(document: &str, name: &str) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tei").join(name);
    create_dir_all(path.parent().unwrap()).unwrap();
    let mut options = OpenOptions::new();
    let file = options.create(true).write(true).truncate(true).open(path);
    file.and_then(|mut file| file.write_all(document.as_bytes())).unwrap();
}

fn round_trip(dataset: &Dataset) -> String {
    let mut first = String::new();
    for (n, options) in ways().iter().enumerate() {
        let (document, summary) = export(dataset, options);
        keep(&document, &format!("whole-{n}/{}.tei.xml", dataset.meta.id));
        assert_eq!(document, export(dataset, options).0, "the same bytes every time");
        let imported = inspect(document.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        same(dataset, &imported.dataset);
        assert_eq!(imported.unchanged, Some(true));
        let hash = Sha256::of(&canonical::bytes(dataset));
        assert_eq!(imported.stated_sha256.as_deref(), Some(hash.as_str()));
        let expected = Summary { notices: summary.notices.clone(), ..Summary::of(dataset) };
        assert_eq!(summary, expected);
        if first.is_empty() {
            first = document;
        }
    }
    first
}

#[test]
fn everything_comes_back() {
    let document = round_trip(&torture::dataset());
    // Every claim stands under its own name.
    for record in torture::dataset().records() {
        for claim in rapporteur_schema::claims(record) {
            assert!(
                document.contains(&format!("<annotation xml:id=\"{}\"", claim.id)),
                "{}",
                claim.id
            );
        }
    }
}

/// The dataset that comes with the repository.
pub(crate) fn built_in() -> Dataset {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    let dataset = rapporteur_schema::load(folder.as_ref()).dataset.unwrap();
    assert!(dataset.len() > 100);
    dataset
}

#[test]
fn the_built_in_dataset_comes_back() {
    let dataset = built_in();
    let document = round_trip(&dataset);
    assert!(!document.contains("\"#\"") && !document.contains("=\"\""));
}

#[test]
fn nothing_comes_back_as_nothing() {
    round_trip(&torture::empty());
}

#[test]
fn long_lists_come_back_whole() {
    let document = round_trip(&torture::long());
    assert!(document.contains("Organisations, 251 to 300"));
    assert!(document.contains("Passages, 251 to 260"));
    assert!(document.contains("Participants, 251 to 300"));
}

#[test]
fn pointers_that_lead_out_are_told() {
    let dataset = torture::dangling();
    let document = round_trip(&dataset);
    assert!(document.contains("passage:no-source#a~b") && document.contains("record:nobody"));
    let (_, summary) = export(&dataset, &Options::default());
    assert!(summary.notices.iter().any(|n| n.contains("does not hold")), "{summary:?}");
}

#[test]
fn readings_stand_side_by_side() {
    let (document, _) = export(&torture::dataset(), &Options::default());
    let event = document.split("<event xml:id=\"event-a\"").nth(1).unwrap();
    let tag = event.split('>').next().unwrap();
    // No attribute chooses among dates that differ.
    for chosen in [" when", " from", " notBefore"] {
        assert!(!tag.contains(chosen), "{tag}");
    }
    assert!(
        document.contains("<altGrp mode=\"excl\">") && document.contains("<altGrp mode=\"incl\">")
    );
    assert!(document.contains("exclude=\"#R.event-a.participants.2 #event-a.participants."));
}

#[test]
fn only_what_may_be_the_same_is_unsure() {
    let (document, _) = export(&torture::dataset(), &Options::default());
    let relations: Vec<&str> = document.split("<relation ").skip(1).collect();
    let unsure = |tag: &&&str| tag.split('>').next().unwrap().contains("cert=\"low\"");
    let possible = |tag: &&&str| tag.starts_with("name=\"possibly_same_as\"");
    let count = relations.iter().filter(possible).count();
    assert!(count > 0 && count < relations.len());
    assert_eq!(relations.iter().filter(unsure).filter(possible).count(), count);
    assert_eq!(relations.iter().filter(unsure).count(), count);
}

/// What formatters do: wrap lines, indent, and break words at other places.
fn reformat(document: &str) -> String {
    let mut out = String::new();
    let mut preserve = false;
    for piece in document.split_inclusive('>') {
        let (text, tag) = piece.split_at(piece.rfind('<').unwrap_or(0));
        if preserve || tag.starts_with("<?") {
            out.push_str(text);
        } else {
            out.push_str(&text.replace(' ', "\r\n   "));
        }
        preserve = tag.contains("xml:space=\"preserve\"");
        out.push_str(tag);
        if !preserve && !tag.starts_with("<?") {
            out.push_str("\n  ");
        }
    }
    out
}

#[test]
fn reformatting_loses_nothing() {
    let dataset = torture::dataset();
    let (document, _) = export(&dataset, &Options::default());
    let changed = reformat(&document);
    assert_ne!(document, changed);
    same(&dataset, &read(changed.as_bytes()).unwrap());
    let with_mark = format!("\u{FEFF}{document}");
    same(&dataset, &read(with_mark.as_bytes()).unwrap());
}

#[test]
fn an_edited_document_says_so() {
    let (document, _) = export(&torture::dataset(), &Options::default());
    let from =
        "when-custom=\"2010~\" datingMethod=\"#Edtf\">about 2010</date></note>\n</annotation>";
    assert!(document.contains(from));
    let edited = document.replace(from, &from.replace("2010~", "2011~"));
    let imported = inspect(edited.as_bytes()).unwrap();
    assert_eq!(imported.unchanged, Some(false));
    assert_ne!(imported.dataset, torture::dataset());
}

#[test]
fn the_narrative_is_in_the_order_of_the_timeline() {
    use rapporteur_apparatus::summary::{events_in_order, timeline};
    let dataset = built_in();
    let events: Vec<_> = events_in_order(&dataset).into_iter().map(|event| &event.id).collect();
    let expected: Vec<_> = timeline(&dataset).iter().map(|entry| &entry.event.id).collect();
    assert_eq!(events, expected);
}

#[test]
fn other_prefixes_line_ends_and_comments_change_nothing() {
    let dataset = torture::dataset();
    let (document, _) = export(&dataset, &Options::default());
    // Every element of TEI with a prefix; attributes and XML's own stay as they are.
    let mut prefixed = document.replace("</", "</t:").replace("xmlns=", "xmlns:t=");
    for (at, _) in document.match_indices('<').collect::<Vec<_>>().into_iter().rev() {
        if document[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let shift = document[..at].matches("</").count() * 2
                + usize::from(document[..at].contains("xmlns=")) * 2;
            prefixed.insert_str(at + shift + 1, "t:");
        }
    }
    assert!(prefixed.contains("<t:TEI xmlns:t=") && prefixed.contains("</t:annotation>"));
    same(&dataset, &read(prefixed.as_bytes()).unwrap());
    // Between elements only: white space in mixed content is the editor's own.
    let windows = document.replace(">\n<", ">\r\n<");
    assert_ne!(windows, document);
    same(&dataset, &read(windows.as_bytes()).unwrap());
    let commented = document
        .replace("<annotation ", "<!-- look --><annotation ")
        .replace("</annotation>", "<?oxygen here?></annotation>")
        .replace("<note type=\"kind\">", "<note type=\"kind\"><!-- a <b> & c -->");
    same(&dataset, &read(commented.as_bytes()).unwrap());
}

/// What libxml2's formatter makes of it: the tool that most editors have at hand.
#[test]
fn xmllint_may_format_it() {
    use std::process::{Command, Stdio};
    let dataset = torture::dataset();
    let (document, _) = export(&dataset, &Options::default());
    let formatter = Command::new("xmllint")
        .args(["--format", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut formatter) = formatter else {
        let _ = writeln!(std::io::stderr(), "xmllint is not here: its formatting was not tried");
        return;
    };
    let mut input = formatter.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(document.as_bytes()));
    let formatted = formatter.wait_with_output().unwrap().stdout;
    writer.join().unwrap().unwrap();
    assert!(formatted.windows(4).any(|w| w == b"\n   "));
    same(&dataset, &read(&formatted).unwrap());
    assert_eq!(inspect(&formatted).unwrap().unchanged, Some(true));
}

#[test]
fn what_is_said_at_an_event_by_very_many_is_told_in_lists_that_are_not_too_long() {
    let event = json!({ "id": "review", "kind": "meeting", "cite": ["s#1"] });
    let source = json!({ "id": "s", "kind": "report", "title": { "en": "S" }, "cite": ["s#1"] });
    let said = (0..501).map(|n| {
        let said = json!({
            "id": format!("said-{n}"), "kind": "concern", "at": "review", "text": { "en": "x" }, "cite": ["s#1"],
        });
        (Register::Statement, said)
    });
    let records = [(Register::Source, source), (Register::Event, event)];
    let document = round_trip(&torture::of("very-many", records.into_iter().chain(said)));
    let narrative = document.split("<body").nth(1).unwrap_or(&document);
    let lists: Vec<usize> = narrative
        .split("<list type=\"statements\">")
        .skip(1)
        .filter_map(|list| Some(list.split_once("</list>")?.0.matches("<item>").count()))
        .collect();
    // After those of the event the register, in lists of lists.
    assert_eq!(lists.first_chunk(), Some(&[250, 250, 1]));
    assert!(lists.iter().all(|&list| list <= 250), "{lists:?}");
}
