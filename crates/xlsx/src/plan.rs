//! All sheets of a workbook, before anything is written: which there are, which
//! rows they have, and on which row each record stands.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_apparatus::{Summary, phrase};
use rapporteur_schema::{Dataset, Register, canonical, claims, model::Sha256};

use crate::{
    Options,
    sheet::{Cell, FIRST_ROW, Limits, Sheet},
    sheets::{front, items, readings, reference, registers, summaries},
    words::{Context, item_shapes},
};

/// A workbook that can be written.
pub(crate) struct Plan<'a> {
    pub(crate) dataset: &'a Dataset,
    pub(crate) hash: Sha256,
    pub(crate) title: String,
    pub(crate) sheets: Vec<Sheet<'a>>,
    /// The sheet and the row, counted from 0, of each record.
    pub(crate) places: BTreeMap<&'a str, (String, u32)>,
    /// Sheets without links, because they would have too many.
    pub(crate) unlinked: BTreeSet<String>,
    pub(crate) summary: Summary,
}

/// The order in which the registers stand; sources and differences come later.
const REGISTERS: [Register; 8] = [
    Register::Event,
    Register::Person,
    Register::Organisation,
    Register::Place,
    Register::Work,
    Register::Concept,
    Register::Statement,
    Register::Figure,
];

/// Shapes whose sheets stand beside the register that they belong to.
const BESIDE: [&str; 3] = ["Pointer", "Gap", "Passage"];

pub(crate) fn plan<'a>(dataset: &'a Dataset, options: &'a Options, limits: &Limits) -> Plan<'a> {
    let context = Context::new(dataset, &options.language);
    let hash = Sha256::of(&canonical::bytes(dataset));
    let mut counted = count(dataset);
    let mut sheets: Vec<Sheet<'a>> = Vec::new();
    let mut items: Vec<items::Items<'a>> =
        item_shapes().into_iter().map(items::Items::new).collect();
    let mut readings = readings::readings();
    for record in dataset.records() {
        // Claims are worked out once: each has a hash in its identifier.
        let claims = claims(record);
        readings::claim_rows(&context, &claims, &mut counted, &mut readings.rows);
        for items in &mut items {
            items.add(&context, record, &claims);
        }
    }
    let (beside, apart): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|items| BESIDE.contains(&items.shape_name()));
    let mut beside: BTreeMap<&str, Sheet<'a>> =
        beside.into_iter().map(|items| (items.shape_name(), items.sheet)).collect();
    sheets.extend(summaries::by_year(&context, options.charts));
    sheets.extend(summaries::dialogues(&context));
    sheets.extend(summaries::votes(&context, options.charts));
    sheets.extend(REGISTERS.into_iter().filter_map(|r| registers::register(&context, r)));
    sheets.extend(apart.into_iter().map(|items| items.sheet));
    sheets.push(readings);
    sheets.push(readings::field_readings(&context));
    sheets.push(readings::given(&context));
    sheets.extend(registers::register(&context, Register::Difference));
    sheets.extend(beside.remove("Pointer"));
    sheets.push(reference::differences(&context));
    sheets.extend(registers::register(&context, Register::Source));
    sheets.extend(beside.remove("Gap"));
    sheets.extend(beside.remove("Passage"));
    sheets.push(reference::dataset(&context));
    sheets.push(reference::codelists());
    // A table needs a row.
    sheets.retain(|sheet| !sheet.rows.is_empty());

    let mut notices = Vec::new();
    for sheet in &mut sheets {
        let more = sheet.fit(limits);
        if more > 0 {
            notices.push(format!(
                "{}: texts longer than a cell may be go on in {} (column continuation)",
                sheet.name,
                phrase::count(more, "further row", "further rows")
            ));
        }
    }
    let mut sheets = chunks(sheets, limits, &mut notices);
    let unlinked = too_many_links(&sheets, options, limits, &mut notices);
    let places = places(&sheets);

    let mut cover = front::cover(&context, &counted, &hash);
    cover.fit(limits);
    let mut notes = front::notes(&notices);
    notes.fit(limits);
    sheets.splice(0..0, [cover, front::contents(), notes]);
    sheets.push(reference::dictionary());
    fill_indexes(&mut sheets);
    for sheet in &mut sheets {
        // The indexes are short, and fit unless limits are lowered.
        sheet.fit(limits);
    }
    let summary = Summary {
        records: counted.records,
        readings: counted.readings,
        claims: counted.claims,
        citations: counted.citations,
        notices,
    };
    let title = front::short_title(dataset, &options.language);
    Plan { dataset, hash, title, sheets, places, unlinked, summary }
}

/// Records and citations; readings and claims are counted while they are written.
fn count(dataset: &Dataset) -> readings::Counted {
    let totals = dataset.totals();
    readings::Counted {
        records: totals.all_records(),
        citations: totals.citations,
        ..readings::Counted::default()
    }
}

/// The rows of the sheets that list sheets and columns.
fn fill_indexes(sheets: &mut [Sheet<'_>]) {
    // The dictionary first, so that the contents can count its rows.
    let once: Vec<Sheet<'_>> = sheets
        .iter()
        .filter(|sheet| !is_further(&sheet.name))
        .map(|sheet| Sheet { rows: Vec::new(), ..sheet.clone_head() })
        .collect();
    let rows = reference::dictionary_rows(&once);
    if let Some(dictionary) = sheets.iter_mut().find(|sheet| sheet.name == "Data_dictionary") {
        dictionary.rows = rows;
    }
    let mut rows = front::contents_rows(sheets);
    let all = rows.len();
    for row in &mut rows {
        let [Cell::Sheet(name), _, rows, ..] = row.as_mut_slice() else { continue };
        if &**name == "Contents" {
            *rows = Cell::count(all);
        }
    }
    if let Some(contents) = sheets.iter_mut().find(|sheet| sheet.name == "Contents") {
        contents.rows = rows;
    }
}

/// Whether a sheet goes on from another: `Readings_2`.
fn is_further(name: &str) -> bool {
    name.rsplit_once('_').is_some_and(|(_, n)| n.bytes().all(|b| b.is_ascii_digit()))
}

/// Sheets with more rows than a sheet can have go on in further sheets.
fn chunks<'a>(
    sheets: Vec<Sheet<'a>>,
    limits: &Limits,
    notices: &mut Vec<String>,
) -> Vec<Sheet<'a>> {
    let mut out = Vec::with_capacity(sheets.len());
    for mut sheet in sheets {
        if sheet.rows.len() <= limits.rows {
            out.push(sheet);
            continue;
        }
        let rows = std::mem::take(&mut sheet.rows);
        let mut rows = rows.into_iter();
        let mut number = 1;
        loop {
            let part: Vec<_> = rows.by_ref().take(limits.rows.max(1)).collect();
            if part.is_empty() {
                break;
            }
            let mut next = Sheet { rows: part, ..sheet.clone_head() };
            if number > 1 {
                next.name = format!("{}_{number}", sheet.name);
                next.title = format!("{} ({number})", sheet.title);
                next.chart = None;
            }
            out.push(next);
            number += 1;
        }
        let further = phrase::count(number - 2, "further sheet", "further sheets");
        notices.push(format!(
            "{}: more rows than a sheet can have; it goes on in {further} ({}_2 …)",
            sheet.name, sheet.name
        ));
    }
    out
}

fn too_many_links(
    sheets: &[Sheet<'_>],
    options: &Options,
    limits: &Limits,
    notices: &mut Vec<String>,
) -> BTreeSet<String> {
    let mut unlinked = BTreeSet::new();
    for sheet in sheets {
        let is_link = |cell: &&Cell<'_>| matches!(cell, Cell::Record(_) | Cell::Sheet(_));
        let links = sheet.rows.iter().flatten().filter(is_link).count();
        if !options.links {
            unlinked.insert(sheet.name.clone());
        } else if links > limits.links {
            unlinked.insert(sheet.name.clone());
            notices.push(format!(
                "{}: {links} links are more than a sheet can have; its ids are not linked",
                sheet.name
            ));
        }
    }
    unlinked
}

fn places<'a>(sheets: &[Sheet<'a>]) -> BTreeMap<&'a str, (String, u32)> {
    let labels = Register::ALL.map(Register::label);
    let mut places = BTreeMap::new();
    for sheet in sheets {
        let base = sheet.name.split('_').next().unwrap_or_default();
        if !labels.contains(&base) || (sheet.name != base && !is_further(&sheet.name)) {
            continue;
        }
        for (row, at) in sheet.rows.iter().zip(FIRST_ROW..) {
            if let Some(Cell::Text(std::borrow::Cow::Borrowed(id))) = row.first() {
                places.entry(*id).or_insert_with(|| (sheet.name.clone(), at));
            }
        }
    }
    places
}

impl<'a> Sheet<'a> {
    /// The sheet without its rows.
    fn clone_head(&self) -> Sheet<'a> {
        Sheet {
            name: self.name.clone(),
            title: self.title.clone(),
            row_is: self.row_is.clone(),
            columns: self.columns.clone(),
            rows: Vec::new(),
            chart: self.chart.clone(),
            shaded: self.shaded,
        }
    }
}
