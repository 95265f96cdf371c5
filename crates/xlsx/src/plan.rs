//! All sheets of a workbook, before anything is written: which there are, how many
//! rows they have, and on which row each record stands. The rows themselves are made
//! when they are written.

use std::collections::BTreeMap;

use rapporteur_apparatus::{Summary, phrase};
use rapporteur_schema::{
    Dataset, RecordRef,
    view::{Atom, FieldView, MetaView},
};
use rapporteur_tables::{Cell, Column, Context, Role, Row, Rows, Table, tables};

use crate::{
    Options, Profile, front,
    sheet::{FIRST_ROW, Limits, continuation, fit, is_long},
};

/// A workbook that can be written.
pub(crate) struct Plan<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) title: String,
    pub(crate) planned: Vec<Planned<'a>>,
    /// The sheet (as the number of its name) and the row, counted from 0, of each
    /// record; and of each passage.
    pub(crate) places: Places<'a>,
    pub(crate) summary: Summary,
}

/// Where records and passages stand.
#[derive(Default)]
pub(crate) struct Places<'a> {
    sheets: Vec<String>,
    records: BTreeMap<&'a str, (usize, u32)>,
    passages: BTreeMap<(&'a str, &'a str), (usize, u32)>,
}

impl Places<'_> {
    /// The sheet and the row, counted from 0, of a record.
    pub(crate) fn record(&self, id: &str) -> Option<(&str, u32)> {
        let (sheet, row) = self.records.get(id)?;
        Some((self.sheets.get(*sheet)?, *row))
    }

    /// The sheet and the row of what is cited, if it is one passage: of several a link could
    /// lead to the first alone, and programs do not wrap the text of a link.
    pub(crate) fn passage(&self, cites: &str) -> Option<(&str, u32)> {
        let (sheet, row) = self.passages.get(&cites.split_once('#')?)?;
        Some((self.sheets.get(*sheet)?, *row))
    }
}

/// A table with the sheets on which it stands.
pub(crate) struct Planned<'a> {
    pub(crate) table: Table<'a>,
    /// One, or more when there are more rows than a sheet can have.
    pub(crate) parts: Vec<Part>,
    /// Whether rows carry on texts that are longer than a cell may be.
    pub(crate) continued: bool,
    /// Whether ids and citations are linked.
    pub(crate) links: bool,
    /// Whether the sheet is hidden.
    pub(crate) hidden: bool,
}

/// A sheet.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) rows: usize,
}

/// Whether cells of a column may be links.
fn is_linked(column: &Column) -> bool {
    column.refers || column.allowed == "key of a row of Passages" || column.role == Role::Cite
}

impl<'a> Planned<'a> {
    fn new(table: Table<'a>, count: usize, continued: bool, limits: &Limits) -> Self {
        let mut parts = Vec::new();
        let mut left = count;
        while left > 0 {
            let rows = left.min(limits.rows.max(1));
            let number = parts.len() + 1;
            let (name, title) = if number == 1 {
                (table.name.clone(), table.title.clone())
            } else {
                (format!("{}_{number}", table.name), format!("{} ({number})", table.title))
            };
            parts.push(Part { name, title, rows });
            left -= rows;
        }
        Self { table, parts, continued, links: true, hidden: false }
    }

    /// Whether a sheet of it has so many rows that they are written one by one.
    pub(crate) fn is_many(&self, limits: &Limits) -> bool {
        self.parts.iter().any(|part| part.rows > limits.many_rows)
    }

    /// A table of rows that are there.
    fn ready(mut table: Table<'a>, limits: &Limits) -> (Self, usize) {
        let rows = match std::mem::replace(&mut table.rows, Rows::Ready(Vec::new())) {
            Rows::Ready(rows) => rows,
            _ => Vec::new(),
        };
        let before = rows.len();
        let continued = rows.iter().any(|row| is_long(row, limits));
        let rows: Vec<Row<'a>> = if continued {
            let columns = table.columns.clone();
            table.columns.push(continuation());
            rows.into_iter().flat_map(|row| fit(row, &columns, limits)).collect()
        } else {
            rows
        };
        let more = rows.len() - before;
        let count = rows.len();
        // The rows are as they are to be written.
        let planned = Self::new(table.with(rows), count, false, limits);
        (planned, more)
    }
}

/// How long the cells of a record's rows can be at most, in units and in lines, where no
/// record has a longer name than `label`.
fn weight(fields: &[FieldView<'_>], siglum: usize, label: usize) -> (usize, usize) {
    let (mut units, mut breaks) = (400 + label, 2);
    let mut meta = |meta: &MetaView<'_>, units: &mut usize| {
        *units += 160 + meta.cite.map_or(0, |cite| cite.len() * (siglum + 40));
        let note: usize = meta.note.iter().flat_map(|note| note.iter()).map(|(_, t)| t.len()).sum();
        *units += meta.as_printed.map_or(0, str::len) + note;
        *units += meta.said_by.map_or(0, |_| label);
        breaks += meta.as_printed.map_or(0, |text| text.matches('\n').count());
        breaks += meta
            .note
            .iter()
            .flat_map(|n| n.iter())
            .map(|(_, t)| t.matches('\n').count())
            .sum::<usize>();
    };
    let mut lines = 0;
    for field in fields {
        for reading in &field.readings {
            lines += 1;
            meta(&reading.meta, &mut units);
            for item in &reading.items {
                lines += 1;
                meta(&item.meta, &mut units);
                for (part, atom) in &item.parts {
                    units += part.name.len() + 100;
                    match atom {
                        Atom::Text(text) => {
                            for (tag, text) in text.iter() {
                                units += tag.as_str().len() + text.len() + 8;
                                lines += text.matches('\n').count();
                            }
                        }
                        Atom::Plain(text) => {
                            units += text.len();
                            lines += text.matches('\n').count() + 1;
                        }
                        Atom::Counts(_) | Atom::Quantity(_) => units += 400,
                        Atom::Ref(_) => units += label,
                        _ => {}
                    }
                }
            }
        }
    }
    // Quotation marks, line feeds and backslashes may be escaped.
    (units * 2, breaks + lines)
}

/// What a look at every record tells about the tables that are made of them.
struct Counted<'a> {
    /// For each table its rows, and those of them that carry on a text.
    tables: Vec<(usize, usize)>,
    records: Vec<(&'a str, usize, usize)>,
    passages: Vec<((&'a str, &'a str), usize)>,
}

fn count<'a>(context: &Context<'a>, tables: &[Table<'a>], limits: &Limits) -> Counted<'a> {
    let mut counted =
        Counted { tables: vec![(0, 0); tables.len()], records: Vec::new(), passages: Vec::new() };
    let sigla = context.dataset.sources().iter().filter_map(|source| source.siglum.as_ref());
    let siglum = sigla.map(|siglum| siglum.as_str().len()).max().unwrap_or(0).max(60);
    // Words for a value may hold the whole name of another record.
    let labels = || context.labels().values();
    let label = labels().map(|label| label.len()).max().unwrap_or(0);
    // Names with line breaks, or as long as a cell, can make any row long.
    let odd = label > limits.units / 16 || labels().any(|label| label.contains('\n'));
    // Few enough to make every row once more.
    let few = context.dataset.len() < 20_000;
    let mut rows = Vec::new();
    for record in context.dataset.records() {
        let fields = record.fields();
        let (units, breaks) = weight(&fields, siglum, label);
        let heavy = odd || few || units > limits.units || breaks > limits.breaks;
        for (n, table) in tables.iter().enumerate() {
            let Rows::Records(of) = &table.rows else { continue };
            let here = context.count_of(*of, record, &fields);
            if here == 0 {
                continue;
            }
            let Some((all, more)) = counted.tables.get_mut(n) else { continue };
            if of.register().is_some() {
                counted.records.push((record.id().as_str(), n, *all));
            }
            if let (RecordRef::Source(source), "Passages") = (record, table.name.as_str()) {
                let keys = source.passages.iter().flat_map(|list| list.iter());
                for (at, passage) in keys.enumerate() {
                    let key = (source.id.as_str(), passage.key.as_str());
                    counted.passages.push((key, *all + at));
                }
            }
            *all += here;
            if heavy {
                context.rows(*of, record, &mut rows);
                for row in rows.drain(..).filter(|row| is_long(row, limits)) {
                    let further = fit(row, &table.columns, limits).len() - 1;
                    *all += further;
                    *more += further;
                }
                if *more > 0 && table.name == "Passages" {
                    // Its passages do not stand where they were counted.
                    counted.passages.retain(|((source, _), _)| *source != record.id().as_str());
                }
            }
        }
    }
    counted
}

pub(crate) fn plan<'a>(dataset: &'a Dataset, options: &'a Options, limits: &Limits) -> Plan<'a> {
    let context = Context::new(dataset, &options.language);
    let mut all = tables(&context);
    if options.profile == Profile::Edit {
        all.push(rapporteur_tables::base_table(&context));
    }
    let counted = count(&context, &all, limits);
    let mut notices = Vec::new();
    let mut planned = Vec::new();
    // For each table, the number of its first sheet.
    let mut firsts = Vec::new();
    let mut places = Places::default();
    for (n, mut table) in all.into_iter().enumerate() {
        if !options.charts {
            table.chart = None;
        }
        let (mut next, more) = match table.rows {
            Rows::Records(_) => {
                let (rows, more) = counted.tables.get(n).copied().unwrap_or_default();
                if more > 0 {
                    table.columns.push(continuation());
                }
                (Planned::new(table, rows, more > 0, limits), more)
            }
            _ => Planned::ready(table, limits),
        };
        if more > 0 {
            notices.push(format!(
                "{}: texts longer than a cell may be go on in {} (column continuation)",
                next.table.name,
                phrase::count(more, "further row", "further rows")
            ));
        }
        note_parts(&next, &mut notices);
        next.hidden = next.table.name == "Base";
        next.links = has_links(&context, &next, options, limits, &mut notices);
        firsts.push(places.sheets.len());
        places.sheets.extend(next.parts.iter().map(|part| part.name.clone()));
        // A table needs a row.
        if !next.parts.is_empty() {
            planned.push(next);
        }
    }
    let per_sheet = limits.rows.max(1);
    let place = |table: usize, row: usize| {
        let sheet = firsts.get(table).copied().unwrap_or_default() + row / per_sheet;
        (sheet, FIRST_ROW + u32::try_from(row % per_sheet).unwrap_or(u32::MAX))
    };
    if options.links {
        places.records =
            counted.records.iter().map(|(id, table, row)| (*id, place(*table, *row))).collect();
        let passages = places.sheets.iter().position(|name| name == "Passages");
        let table = passages.and_then(|at| firsts.iter().rposition(|first| *first == at));
        if let Some(table) = table {
            places.passages =
                counted.passages.iter().map(|(key, row)| (*key, place(table, *row))).collect();
        }
    }
    let mut summary = Summary::of(dataset);
    summary.notices = notices;
    let front = [
        front::cover(&context, &summary, options),
        front::contents(),
        front::notes(&summary.notices),
    ];
    let front = front.map(|table| Planned::ready(table, limits).0);
    planned.splice(0..0, front);
    planned.push(Planned::ready(front::dictionary(), limits).0);
    fill_indexes(&mut planned, limits);
    let title = front::short_title(dataset, &options.language);
    Plan { context, title, planned, places, summary }
}

/// The rows of the sheets that list sheets and columns.
fn fill_indexes(planned: &mut [Planned<'_>], limits: &Limits) {
    // The dictionary first, so that the contents can count its rows.
    let rows = front::dictionary_rows(planned);
    fill(planned, "Data_dictionary", rows, limits);
    // Once to be there, once to be listed, once with its own number of rows.
    for _ in 0..3 {
        let rows = front::contents_rows(planned);
        fill(planned, "Contents", rows, limits);
    }
}

fn fill<'a>(planned: &mut [Planned<'a>], name: &str, rows: Vec<Row<'a>>, limits: &Limits) {
    // The indexes are short, and fit unless limits are lowered.
    let limits = Limits { rows: usize::MAX, ..*limits };
    if let Some(index) = planned.iter_mut().find(|planned| planned.table.name == name) {
        let mut table = index.table.clone();
        table.columns.retain(|column| column.name != rapporteur_tables::found::CONTINUATION);
        let mut full = Planned::ready(table.with(rows), &limits).0;
        full.links = index.links;
        if full.parts.is_empty() {
            full.parts.push(Part { name: name.into(), title: full.table.title.clone(), rows: 0 });
        }
        *index = full;
    }
}

/// Says which tables go on in further sheets.
fn note_parts(planned: &Planned<'_>, notices: &mut Vec<String>) {
    let further = planned.parts.len().saturating_sub(1);
    if further > 0 {
        let name = &planned.table.name;
        notices.push(format!(
            "{name}: more rows than a sheet can have; it goes on in {} ({name}_2 …)",
            phrase::count(further, "further sheet", "further sheets")
        ));
    }
}

/// Whether the sheets of a table have few enough links.
fn has_links<'a>(
    context: &Context<'a>,
    planned: &Planned<'a>,
    options: &Options,
    limits: &Limits,
    notices: &mut Vec<String>,
) -> bool {
    if !options.links {
        return false;
    }
    let columns = planned.table.columns.iter().filter(|column| is_linked(column)).count();
    let most = planned.parts.iter().map(|part| part.rows * columns).max().unwrap_or(0);
    // Not every cell of these columns is a link.
    let few = most <= limits.links || are_few(context, planned, limits);
    if !few {
        notices.push(format!(
            "{}: its links are more than a sheet can have ({}); its ids and citations are not linked",
            planned.table.name, limits.links
        ));
    }
    few
}

/// Whether no sheet of a table has too many links; only so many rows are made as tell it.
fn are_few<'a>(context: &Context<'a>, planned: &Planned<'a>, limits: &Limits) -> bool {
    let (mut rows, mut links) = (0, 0);
    let counted = each_row(context, std::slice::from_ref(planned), limits, &mut |_, row| {
        // The next sheet.
        if rows % limits.rows.max(1) == 0 {
            links = 0;
        }
        rows += 1;
        links += row.iter().filter(|cell| is_link(context, cell)).count();
        if links > limits.links { Err(()) } else { Ok(()) }
    });
    counted.is_ok()
}

/// Whether a cell leads to a row, where links are made.
fn is_link(context: &Context<'_>, cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Record(id) => context.dataset.get(id).is_some(),
        // Of several passages none is linked.
        Cell::Cites(cites) => !cites.contains(' '),
        _ => false,
    }
}

/// Every row of the planned tables, as it is written, with the place of its table. The
/// rows of a table come in order; those of several tables come mixed.
pub(crate) fn each_row<'a, E>(
    context: &Context<'a>,
    planned: &[Planned<'a>],
    limits: &Limits,
    each: &mut dyn FnMut(usize, Row<'a>) -> Result<(), E>,
) -> Result<(), E> {
    let tables: Vec<&Table<'a>> = planned.iter().map(|planned| &planned.table).collect();
    context.each_row_of(&tables, &mut |n, mut row| {
        let Some(planned) = planned.get(n).filter(|planned| planned.continued) else {
            return each(n, row);
        };
        if is_long(&row, limits) {
            // All but the column that says how rows carry on.
            let columns = planned.table.columns.split_last();
            let columns = columns.map_or(&[][..], |(_, columns)| columns);
            return fit(row, columns, limits).into_iter().try_for_each(|row| each(n, row));
        }
        row.push(Cell::Blank);
        each(n, row)
    })
}
