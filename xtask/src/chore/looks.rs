//! What a record looks like in each format: the parts of the data guide that are made
//! from the formats themselves, so that the guide cannot say what they do not do.

use rapporteur::{
    jsonld, pdf,
    schema::{Dataset, RecordRef, canonical},
    tables::{self, Cell, Context},
    tei,
};
use serde_json::Value;

/// A record as it stands on disk.
pub(super) fn json(dataset: &Dataset, id: &str) -> Result<String, String> {
    Ok(fenced("json", &canonical::pretty(record(dataset, id)?)))
}

/// A record in the four formats.
pub(super) fn looks(dataset: &Dataset, id: &str) -> Result<String, String> {
    let record = record(dataset, id)?;
    let of_jsonld = in_jsonld(dataset, id)?;
    let of_tei = in_tei(dataset, id)?;
    let (row, readings) = in_workbook(dataset, record)?;
    let brief = in_brief(dataset, record)?;
    let part = |title: &str, body: &str| {
        format!("<details><summary>{title}</summary>\n\n{body}\n</details>\n")
    };
    Ok([
        part(
            "JSON-LD: the record, and the claims that differ or are not simply stated",
            &fenced("json", &of_jsonld),
        ),
        part("TEI", &fenced("xml", &of_tei)),
        part(
            "Workbook: the row of its register, and rows of the sheet Readings",
            &(row + "\n" + &readings),
        ),
        part("PDF: the entry in the annex", &format!("> {brief}\n")),
    ]
    .concat())
}

fn record<'a>(dataset: &'a Dataset, id: &str) -> Result<RecordRef<'a>, String> {
    dataset.get(id).ok_or_else(|| format!("there is no record `{id}`"))
}

fn fenced(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```\n", text.trim_end())
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> Result<(), String>) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    write(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn in_jsonld(dataset: &Dataset, id: &str) -> Result<String, String> {
    let options = jsonld::Options::default();
    let bytes = written(|out| {
        jsonld::write(dataset, &options, out).map(drop).map_err(|error| error.to_string())
    })?;
    let document: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let end = format!("/record/{id}");
    let nodes = document.get("@graph").and_then(Value::as_array).into_iter().flatten();
    let is_it = |node: &&Value| {
        node.get("id").and_then(Value::as_str).is_some_and(|name| name.ends_with(&end))
    };
    let mut node = nodes.clone().find(is_it).cloned().ok_or("no node of the record")?;
    let members = node.as_object_mut().ok_or("a node that is no object")?;
    members.remove("readings");
    if let Some(Value::Array(claims)) = members.get_mut("claims") {
        claims.retain(|claim| {
            let stated = claim.get("basis").and_then(Value::as_str) == Some("rr:basis.stated");
            claim.get("variant").is_some() || !stated
        });
    }
    serde_json::to_string_pretty(&node).map_err(|error| error.to_string())
}

pub(super) fn in_tei(dataset: &Dataset, id: &str) -> Result<String, String> {
    let options = tei::Options::default();
    let bytes = written(|out| {
        tei::write(dataset, &options, out).map(drop).map_err(|error| error.to_string())
    })?;
    let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    let mut lines = text.lines().skip_while(|line| !line.contains(&format!("xml:id=\"{id}\"")));
    let first = lines.next().ok_or("no element of the record")?;
    let name: String = first.chars().skip(1).take_while(|c| c.is_alphanumeric()).collect();
    let end = format!("</{name}>");
    let mut element = vec![first];
    if !first.ends_with(&end) {
        for line in lines {
            element.push(line);
            if line == end {
                break;
            }
        }
    }
    Ok(element.join("\n"))
}

/// A table in Markdown.
fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head.iter().map(|cell| (*cell).to_owned()).collect());
    text.push_str(&format!("|{}\n", "---|".repeat(head.len())));
    for row in rows {
        text.push_str(&line(row.clone()));
    }
    text
}

fn cell(cell: Option<&Cell<'_>>) -> String {
    let text = cell.and_then(Cell::to_text).unwrap_or_default();
    text.replace('|', "\\|").replace('\n', "<br>")
}

fn in_workbook(dataset: &Dataset, record: RecordRef<'_>) -> Result<(String, String), String> {
    let context = Context::new(dataset, "en");
    let all = tables::tables(&context);
    let named = |name: &str| {
        let found = all.iter().find(|table| table.name.eq_ignore_ascii_case(name));
        found.ok_or_else(|| format!("there is no table `{name}`"))
    };
    let id = record.id().as_str();
    let mut row = Vec::new();
    let register = named(record.register().folder())?;
    let is_it = |cells: &[Cell<'_>]| cell(cells.first()) == id;
    let _: Result<(), ()> = context.each_row(register, &mut |cells| {
        if is_it(cells) {
            let filled = register.columns.iter().zip(cells.iter());
            let filled =
                filled.map(|(column, value)| vec![column.name.to_string(), cell(Some(value))]);
            row.extend(filled.filter(|pair| pair.iter().all(|text| !text.is_empty())));
        }
        Ok(())
    });
    let readings = named("readings")?;
    let shown = [
        "field",
        "reading",
        "item",
        "value",
        "sources_differ",
        "cite",
        "basis",
        "as_printed",
        "note",
    ];
    let mut rows = Vec::new();
    let _: Result<(), ()> = context.each_row(readings, &mut |cells| {
        if is_it(cells) {
            let of = |name: &&str| cell(readings.column(name).and_then(|at| cells.get(at)));
            rows.push(shown.iter().map(of).collect());
        }
        Ok(())
    });
    Ok((table(&["column", "cell"], &row), table(&shown, &rows)))
}

fn in_brief(dataset: &Dataset, record: RecordRef<'_>) -> Result<String, String> {
    let mut options = pdf::Options::default();
    options.annex = true;
    let bytes = written(|out| {
        pdf::write(dataset, &options, out).map(drop).map_err(|error| error.to_string())
    })?;
    let mut text = String::new();
    pdf::strings(&bytes, &mut |part| text.push_str(part)).map_err(|error| error.to_string())?;
    let text = text.replace(['\u{2060}', '\u{AD}', '\u{200B}'], "").replace('\n', " ");
    let id = record.id().as_str();
    let label = dataset.label(id, "en");
    let at = text.rfind(&format!("{id} · ")).ok_or("the annex has no entry of the record")?;
    let begin = text.get(..at).and_then(|before| before.rfind(label)).unwrap_or(at);
    let rest = text.get(at..).unwrap_or_default();
    // The entry ends where the next one, or the next heading, begins.
    let others = dataset.records().filter(|other| other.id() != record.id()).filter_map(|other| {
        let id = other.id().as_str();
        let at = rest.find(&format!(" {id} · "))?;
        let label = dataset.label(id, "en");
        Some(rest.get(..at).and_then(|before| before.rfind(label)).unwrap_or(at))
    });
    let headings = rapporteur::schema::Register::ALL.into_iter().filter_map(|register| {
        let word = register.folder();
        let title = format!("{}{} (", word.get(..1)?.to_uppercase(), word.get(1..)?);
        rest.find(&title)
    });
    let end = others.chain(headings).min().unwrap_or(rest.len());
    let head = text.get(begin..at).unwrap_or_default();
    let entry = format!("{head}{}", rest.get(..end).unwrap_or_default());
    // Where type changes, a stretch of text begins: there is no space on the page.
    let entry = entry.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(entry.replace(" .", ".").replace(" :", ":").replace(" †", "†"))
}
