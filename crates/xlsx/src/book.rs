//! Writing the sheets of a plan.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use rapporteur_schema::{Day, view::AtomType};
use rapporteur_tables::{Cell, Column, Kind, Role, Row, Rows, found::letters};
use rust_xlsxwriter::{
    Color, ConditionalFormat2ColorScale, ConditionalFormatType, DataValidation,
    DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, IgnoreError, Table, TableColumn, TableStyle, Url, Workbook,
    Worksheet, XlsxError,
};

use crate::{
    Options, Profile,
    chart::drawing,
    plan::{Part, Places, Plan, Planned, each_row},
    sheet::{FIRST_ROW, HEADER_ROW, Limits, is_risky, lines},
};

const FONT: &str = "Arial";
/// Widths are counted in digits of the default font, which stays the format's own: with
/// another, programs no longer fit the heights of rows to wrapped text. Ours is wider.
const WIDER: f64 = 1.12;
/// The colour of titles and headers: dark enough for white text on it.
const INK: Color = Color::RGB(0x0017_365D);
/// The colour of headers of columns whose changes are not taken back, in a workbook to edit: still
/// seven times as dark as the white text on it.
const GREY: Color = Color::RGB(0x0059_5959);
const LINK: Color = Color::RGB(0x0005_4FB9);

/// The height of a line of text, in points.
const LINE_HEIGHT: f64 = 14.0;
/// The greatest height of a row that the format allows, in points.
const MOST_HEIGHT: f64 = 409.0;
/// Greater numbers are shown by programs with an exponent, unless they are told otherwise.
const MOST_GENERAL: f64 = 1e11;
/// What is printed on a page is at most as wide, in digits: wider, it cannot be read.
const MOST_WIDTH: f64 = 190.0;
/// So many digits are as wide as a page at its natural size, where the default font is not
/// there and a wider one stands in for it; and where it is.
const PAGE_WIDTH: f64 = 98.0;
const FULL_PAGE_WIDTH: f64 = 124.0;
/// What fits a page of a chart at its natural size, and what may stand before it, in pixels.
const PAGE_PIXELS: f64 = 820.0;
const BESIDE_PIXELS: f64 = 160.0;
/// What programs add to every column, in digits.
const PADDING: f64 = 0.75;
/// What has a chart is not printed smaller than this, in hundredths, if it fits a page so.
const SMALL_SCALE: f64 = 60.0;
/// The margins of a page, in inches.
const MARGIN: f64 = 0.45;

struct Formats {
    title: Format,
    about: Format,
    link: Format,
    header: Format,
    header_number: Format,
    grey_header: Format,
    grey_header_number: Format,
    code: Format,
    words: Format,
    number: Format,
    great_number: Format,
    date: Format,
    line: Format,
    risky_line: Format,
    risky_code: Format,
    risky_words: Format,
    linked: Format,
}

impl Formats {
    fn new() -> Self {
        let base =
            || Format::new().set_font_name(FONT).set_font_size(11).set_align(FormatAlign::Top);
        // 49 is the built-in format `@`: what is typed into the cell stays text.
        let text = || base().set_num_format_index(49).set_text_wrap();
        let header = || {
            base()
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(INK)
                .set_border_bottom(FormatBorder::Thin)
                .set_text_wrap()
                .set_num_format_index(49)
        };
        Self {
            title: base().set_font_size(16).set_bold().set_font_color(INK),
            about: base(),
            link: base()
                .set_font_color(LINK)
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            header: header(),
            // As far from the next column as the numbers below.
            header_number: header().set_align(FormatAlign::Right).set_indent(1),
            grey_header: header().set_background_color(GREY),
            grey_header_number: header()
                .set_background_color(GREY)
                .set_align(FormatAlign::Right)
                .set_indent(1),
            code: text(),
            words: text(),
            number: base().set_align(FormatAlign::Right).set_indent(1).set_num_format_index(0),
            // 1 is the built-in format `0`.
            great_number: base()
                .set_align(FormatAlign::Right)
                .set_indent(1)
                .set_num_format_index(1),
            line: base().set_num_format_index(49),
            risky_line: base().set_num_format_index(49).set_quote_prefix(),
            date: base().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            risky_code: text().set_quote_prefix(),
            risky_words: text().set_quote_prefix(),
            linked: text()
                .set_font_color(LINK)
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
        }
    }

    fn of(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Code => &self.code,
            Kind::Line => &self.line,
            Kind::Number => &self.number,
            Kind::Date => &self.date,
            _ => &self.words,
        }
    }
}

/// The workbook, and the tables whose ranges [`finish`](crate::finish) lengthens.
pub(crate) fn build(
    plan: &Plan<'_>,
    options: &Options,
    limits: &Limits,
) -> Result<(Workbook, Vec<LongTable>), XlsxError> {
    let mut book = Workbook::new();
    let mut long = Vec::new();
    let rows: usize = plan.planned.iter().flat_map(|p| &p.parts).map(|part| part.rows).sum();
    let huge = rows > limits.very_many_rows;
    let level = options.compression.unwrap_or(if huge { 3 } else { 6 });
    book.set_zip_compression_level(level.clamp(1, 9));
    book.set_properties(&properties(plan, options)?);
    let formats = Formats::new();
    let names: BTreeSet<&str> =
        plan.planned.iter().flat_map(|p| &p.parts).map(|part| part.name.as_str()).collect();
    let codes = code_ranges(plan);
    let writer = Writer {
        formats: &formats,
        places: &plan.places,
        names: &names,
        codes: &codes,
        edit: options.profile == Profile::Edit,
        huge,
        limits,
    };
    // Sheets are written one after the other, so that texts that they share are numbered as a
    // reader meets them; or all at once, so that records are looked at once.
    let together = if huge { plan.planned.len() } else { 1 };
    let mut sheets = 0;
    for planned in plan.planned.chunks(together.max(1)) {
        // For each table, the number of its first sheet, which of them is written, and its rows.
        let mut open: Vec<(usize, usize, usize)> = Vec::new();
        for planned in planned {
            open.push((sheets, 0, 0));
            sheets += planned.parts.len();
            let many = planned.is_many(limits);
            for (n, part) in planned.parts.iter().enumerate() {
                let out = match (many, huge) {
                    // Texts stand in the sheet: a table of all of them would not fit in memory.
                    (true, true) => book.add_worksheet_with_constant_memory()?,
                    (true, false) => book.add_worksheet_with_low_memory()?,
                    (false, _) => book.add_worksheet(),
                };
                long.extend(writer.head(out, planned, part, n == 0)?);
            }
        }
        each_row(&plan.context, planned, limits, &mut |n, cells| {
            let (Some(planned), Some((first, part, row))) = (planned.get(n), open.get_mut(n))
            else {
                return Ok(());
            };
            if planned.parts.get(*part).is_some_and(|part| *row == part.rows) {
                (*part, *row) = (*part + 1, 0);
            }
            let out = book.worksheet_from_index(*first + *part)?;
            writer.row(out, planned, FIRST_ROW + index::<u32>(*row)?, cells)?;
            *row += 1;
            Ok::<(), XlsxError>(())
        })?;
    }
    Ok((book, long))
}

/// Where the codes of each list stand on the sheet of code lists: first and last row,
/// counted from 1.
fn code_ranges(plan: &Plan<'_>) -> BTreeMap<String, (u32, u32)> {
    let mut ranges: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let lists = plan.planned.iter().find(|planned| planned.table.name == "Codelists");
    let Some(Rows::Ready(rows)) = lists.map(|planned| &planned.table.rows) else { return ranges };
    for (row, at) in rows.iter().zip(FIRST_ROW + 1..) {
        if let Some(name) = row.first().and_then(Cell::as_text) {
            ranges.entry(name.to_owned()).or_insert((at, at)).1 = at;
        }
    }
    ranges
}

fn properties(plan: &Plan<'_>, options: &Options) -> Result<DocProperties, XlsxError> {
    let meta = &plan.context.dataset.meta;
    let profile = match options.profile {
        Profile::Publish => "publish",
        Profile::Edit => "edit",
    };
    // Never the clock's: the date of the dataset, or a fixed one.
    let day = meta.created.as_ref().and_then(|date| date.earliest());
    let created = match day.and_then(|day| Some((u16::try_from(day.year).ok()?, day))) {
        Some((year, day)) if (1980..=9999).contains(&year) => {
            ExcelDateTime::from_ymd(year, day.month, day.day)?
        }
        _ => ExcelDateTime::from_ymd(2000, 1, 1)?,
    };
    let clip = |text: &str| text.chars().take(200).collect::<String>();
    // At the end of a sentence, or of a word.
    let shorten = |text: &str| {
        let head = clip(text);
        match head.rfind(". ").map(|end| end + 1).or_else(|| head.rfind(' ')) {
            Some(end) if head.len() < text.len() => head.get(..end).unwrap_or(&head).to_owned(),
            _ => head,
        }
    };
    let publisher = meta.publisher.as_ref().map_or("", |text| text.best(&options.language));
    let editors: Vec<&str> =
        meta.editors.iter().flat_map(|list| list.iter()).map(|e| e.as_str()).collect();
    let author = if editors.is_empty() { publisher.to_owned() } else { editors.join(", ") };
    let description = meta.description.as_ref().map_or("", |text| text.best(&options.language));
    Ok(DocProperties::new()
        .set_title(&plan.title)
        .set_subject(shorten(description))
        .set_author(clip(&author))
        .set_company(clip(publisher))
        .set_category("dataset")
        .set_creation_datetime(&created)
        .set_custom_property("rapporteur.profile", profile)
        .set_custom_property(
            "rapporteur.schema_version",
            clip(meta.schema_version.as_str()).as_str(),
        )
        .set_custom_property("rapporteur.dataset", meta.id.as_str())
        .set_custom_property("rapporteur.dataset_version", clip(meta.version.as_str()).as_str())
        .set_custom_property("rapporteur.language", clip(&options.language).as_str())
        .set_custom_property("rapporteur.license", clip(meta.license.as_str()).as_str())
        .set_custom_property("rapporteur.canonical_sha256", plan.context.hash().as_str()))
}

struct Writer<'a> {
    formats: &'a Formats,
    places: &'a Places<'a>,
    names: &'a BTreeSet<&'a str>,
    /// Where the codes of each list stand.
    codes: &'a BTreeMap<String, (u32, u32)>,
    /// Whether cells have drop-down lists.
    edit: bool,
    /// Whether the workbook has very many rows.
    huge: bool,
    limits: &'a Limits,
}

/// So many rows under the table have drop-down lists, too.
const FURTHER_ROWS: u32 = 1_000;

/// A table that is longer than the library was told.
pub(crate) struct LongTable {
    /// Its name.
    pub(crate) name: String,
    /// Its last row, counted from 0, as the library was told.
    pub(crate) from: u32,
    /// Its last row, counted from 0.
    pub(crate) to: u32,
}

/// The name of the table of a sheet.
fn table_name(sheet: &str) -> String {
    format!("tbl_{}", sheet.to_lowercase())
}

/// The number of a row or column as the format counts them; never over its limits,
/// which the plan keeps.
fn index<T: TryFrom<usize>>(n: usize) -> Result<T, XlsxError> {
    T::try_from(n).map_err(|_| XlsxError::RowColumnLimitError)
}

impl Writer<'_> {
    /// Everything of a sheet but its rows.
    fn head(
        &self,
        out: &mut Worksheet,
        planned: &Planned<'_>,
        part: &Part,
        first: bool,
    ) -> Result<Option<LongTable>, XlsxError> {
        let columns = &planned.table.columns;
        let last_col: u16 = index(columns.len().saturating_sub(1))?;
        let last_row = HEADER_ROW + index::<u32>(part.rows)?;
        out.set_name(&part.name)?;
        if planned.hidden {
            out.set_hidden(true);
        }
        for (column, at) in columns.iter().zip(0_u16..) {
            out.set_column_width(at, (column.shown_width() * WIDER).min(255.0))?;
            out.set_column_format(at, self.formats.of(column.kind))?;
        }
        out.set_freeze_panes(FIRST_ROW, 1)?;
        out.set_landscape().set_paper_size(9);
        out.set_margins(MARGIN, MARGIN, MARGIN, MARGIN, 0.3, 0.3);
        out.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
        let width: f64 = columns.iter().map(Column::shown_width).sum();
        let mut pages = 1;
        while f64::from(pages) * MOST_WIDTH < width {
            pages += 1;
        }
        let chart = planned.table.chart.as_ref().filter(|_| first);
        // Beside the table, with a column between.
        let beside = last_col.saturating_add(2);
        if let Some(chart) = chart {
            // The table fills a page, the chart the next, after the column between.
            let columns = u32::try_from(columns.len()).unwrap_or(u32::MAX);
            let wide = width * WIDER + f64::from(columns) * PADDING;
            let scale = |page: f64| 100.0 * page / wide;
            let small = scale(FULL_PAGE_WIDTH).min(SMALL_SCALE);
            let drawing = 100.0 * PAGE_PIXELS / (f64::from(chart.width) + BESIDE_PIXELS);
            let scale = scale(PAGE_WIDTH).max(small).min(drawing).clamp(10.0, 100.0);
            if scale < SMALL_SCALE {
                // It may not fit: then the further columns need the first.
                out.set_repeat_columns(0, 0)?;
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 10 and 100"
            )]
            out.set_print_scale(scale as u16);
            out.set_vertical_page_breaks(&[u32::from(last_col) + 1])?;
        } else {
            out.set_print_fit_to_pages(pages, 0);
            if pages > 1 {
                out.set_repeat_columns(0, 0)?;
            }
        }
        self.top(out, planned, part, chart.map(|_| beside))?;
        if columns.iter().any(|column| column.wrapped && column.name.contains(' ')) {
            out.set_row_height(HEADER_ROW, 48)?;
        }
        let table = self.table(planned, part);
        let mut long = None;
        if part.rows > self.limits.many_rows {
            // The library keeps every cell of the range of a table in memory, some 20 bytes
            // each: a table of one row is made, and lengthened when the book is finished.
            out.add_table(HEADER_ROW, 0, FIRST_ROW, last_col, &table)?;
            long = Some(LongTable { name: table_name(&part.name), from: FIRST_ROW, to: last_row });
        } else {
            out.add_table(HEADER_ROW, 0, last_row, last_col, &table)?;
        }
        out.ignore_error_range(FIRST_ROW, 0, last_row, last_col, IgnoreError::NumberStoredAsText)?;
        if self.edit {
            self.validate(out, planned, last_row)?;
        }
        if let Some((first, last)) = planned.table.shaded {
            let scale = ConditionalFormat2ColorScale::new()
                .set_minimum(ConditionalFormatType::Number, 0)
                .set_minimum_color(Color::RGB(0x00E8_F1FA))
                .set_maximum_color(Color::RGB(0x008F_BCE6));
            out.add_conditional_format(FIRST_ROW, first, last_row, last, &scale)?;
        }
        if let Some(chart) = chart {
            out.insert_chart(HEADER_ROW, beside, &drawing(&part.name, chart))?;
        }
        Ok(long)
    }

    /// Drop-down lists for codes.
    fn validate(
        &self,
        out: &mut Worksheet,
        planned: &Planned<'_>,
        last_row: u32,
    ) -> Result<(), XlsxError> {
        if !crate::front::is_editable(&planned.table) {
            return Ok(());
        }
        let to = last_row.saturating_add(FURTHER_ROWS).min(1_048_575);
        for (column, at) in planned.table.columns.iter().zip(0_u16..) {
            if !column.role.is_editable() {
                continue;
            }
            if let Some(rule) = rule(column)? {
                out.add_data_validation(FIRST_ROW, at, to, at, &rule)?;
            }
            // A field of a register may show several readings in words.
            let (list, is_field) = match (column.codes, column.role) {
                (Some(list), _) => (list, false),
                (None, role @ Role::Value(_)) => match role.atom() {
                    Some(AtomType::Code(list)) => (list, true),
                    _ => continue,
                },
                _ => continue,
            };
            let Some((first, last)) = self.codes.get(list.name) else { continue };
            let formula = format!("=Codelists!$B${first}:$B${last}");
            let rule = DataValidation::new()
                .allow_list_formula(formula.as_str().into())
                .ignore_blank(true)
                .set_error_style(if is_field {
                    DataValidationErrorStyle::Warning
                } else {
                    DataValidationErrorStyle::Stop
                })
                .set_error_title("Not a code of the list")?
                .set_error_message(format!(
                    "Choose a code of the list {}; what the codes mean stands on the sheet Codelists.",
                    list.name
                ))?;
            out.add_data_validation(FIRST_ROW, at, to, at, &rule)?;
        }
        Ok(())
    }

    fn row(
        &self,
        out: &mut Worksheet,
        planned: &Planned<'_>,
        at: u32,
        row: Row<'_>,
    ) -> Result<(), XlsxError> {
        let columns = &planned.table.columns;
        // Every height is kept in memory.
        let many = self.huge && planned.is_many(self.limits);
        let lines = if many { 1 } else { lines(&row, columns) };
        if lines > 1 {
            let height = f64::from(lines) * LINE_HEIGHT + 1.5;
            out.set_row_height(at, height.min(MOST_HEIGHT))?;
        }
        for ((cell, column), col) in row.into_iter().zip(columns).zip(0_u16..) {
            self.cell(out, at, col, cell, column.kind, planned.links)?;
        }
        Ok(())
    }

    /// The three rows above the table.
    fn top(
        &self,
        out: &mut Worksheet,
        planned: &Planned<'_>,
        part: &Part,
        chart: Option<u16>,
    ) -> Result<(), XlsxError> {
        let (title, name) = (part.title.as_str(), part.name.as_str());
        // On the cover and in summaries, too, the three rows above the table are the same.
        let quoted = self.formats.title.clone().set_quote_prefix();
        let format = if is_risky(title) { &quoted } else { &self.formats.title };
        // Before the row is written: sheets that are written row by row take no height later.
        out.set_row_height(0, 24)?;
        out.write_string_with_format(0, 0, title, format)?;
        let mut row_is = planned.table.row_is.clone();
        if self.edit && crate::front::is_editable(&planned.table) {
            row_is.push_str(
                " Type under blue headers, under some of them in new rows only (Data_dictionary \
                 says which); what stands under grey ones follows from others or must stay.",
            );
        }
        out.write_string_with_format(1, 0, row_is, &self.formats.about)?;
        let (target, text) = match name {
            "Contents" => ("Cover", "Back to the cover"),
            "Cover" => ("Contents", "To the contents"),
            _ => ("Contents", "Back to Contents"),
        };
        let url = Url::new(format!("internal:'{target}'!A1"));
        out.write_url_with_options(2, 0, url, text, "", Some(&self.formats.link))?;
        if let Some(column) = chart {
            let url = Url::new(format!("internal:'{name}'!{}1", letters(u32::from(column))));
            // The first columns may be narrow, and the link before needs the room of two.
            out.write_url_with_options(2, 2, url, "To the chart", "", Some(&self.formats.link))?;
        }
        Ok(())
    }

    fn table(&self, planned: &Planned<'_>, part: &Part) -> Table {
        let columns: Vec<TableColumn> = planned
            .table
            .columns
            .iter()
            .map(|column| {
                let grey = self.edit && !crate::front::is_typed(&planned.table, column);
                let format = match (column.kind, grey) {
                    (Kind::Number, false) => &self.formats.header_number,
                    (Kind::Number, true) => &self.formats.grey_header_number,
                    (_, false) => &self.formats.header,
                    (_, true) => &self.formats.grey_header,
                };
                TableColumn::new().set_header(column.name.clone()).set_header_format(format)
            })
            .collect();
        Table::new()
            .set_name(table_name(&part.name))
            .set_style(TableStyle::Light1)
            .set_first_column(false)
            .set_columns(&columns)
            .set_alt_text_title(part.title.chars().take(200).collect::<String>())
            .set_alt_text(planned.table.row_is.chars().take(200).collect::<String>())
    }

    fn cell(
        &self,
        out: &mut Worksheet,
        row: u32,
        col: u16,
        cell: Cell<'_>,
        kind: Kind,
        links: bool,
    ) -> Result<(), XlsxError> {
        match cell {
            Cell::Blank => {}
            Cell::Text(text) => self.text(out, row, col, text, kind)?,
            Cell::Number(n) if n.abs() >= MOST_GENERAL && n.fract() == 0.0 => {
                out.write_number_with_format(row, col, n, &self.formats.great_number)?;
            }
            Cell::Number(n) => {
                out.write_number(row, col, n)?;
            }
            Cell::Date(day) => {
                out.write_datetime(row, col, &date(day)?)?;
            }
            Cell::Record(id) => match links.then(|| self.places.record(id)).flatten() {
                Some((sheet, at)) => self.link(out, (row, col), sheet, at + 1, id)?,
                // A record that is not there, or too many links.
                None => self.text(out, row, col, id.into(), kind)?,
            },
            Cell::Cites(cites) => match links.then(|| self.places.passage(&cites)).flatten() {
                Some((sheet, at)) => self.link(out, (row, col), sheet, at + 1, &cites)?,
                None => self.text(out, row, col, cites, kind)?,
            },
            Cell::Table(name) if self.names.contains(&*name) => {
                self.link(out, (row, col), &name, 1, &name)?;
            }
            Cell::Table(name) => self.text(out, row, col, name, kind)?,
        }
        Ok(())
    }

    /// A link to the first cell of a row, counted from 1.
    fn link(
        &self,
        out: &mut Worksheet,
        (row, col): (u32, u16),
        sheet: &str,
        to: u32,
        text: &str,
    ) -> Result<(), XlsxError> {
        let url = Url::new(format!("internal:'{sheet}'!A{to}"));
        out.write_url_with_options(row, col, url, text, "", Some(&self.formats.linked))?;
        Ok(())
    }

    fn text(
        &self,
        out: &mut Worksheet,
        row: u32,
        col: u16,
        text: Cow<'_, str>,
        kind: Kind,
    ) -> Result<(), XlsxError> {
        if is_risky(&text) {
            let format = match kind {
                Kind::Code => &self.formats.risky_code,
                Kind::Line => &self.formats.risky_line,
                _ => &self.formats.risky_words,
            };
            out.write_string_with_format(row, col, text, format)?;
        } else if matches!(kind, Kind::Number | Kind::Date) {
            out.write_string_with_format(row, col, text, &self.formats.words)?;
        } else {
            out.write_string(row, col, text)?;
        }
        Ok(())
    }
}

/// What programs ask of the cells of a column that has no list of codes: `yes` or nothing,
/// or a number. Of numbers they only warn: a cell may show several readings in words.
fn rule(column: &Column) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new().ignore_blank(true);
    let is_flag = column.role == Role::Open || column.role.atom() == Some(AtomType::Flag);
    Ok(match (column.role, column.kind) {
        _ if is_flag => Some(
            rule.set_error_style(DataValidationErrorStyle::Warning)
                .allow_list_strings(&["yes"])?
                .set_error_title("Neither yes nor blank")?
                .set_error_message("Choose yes, or leave the cell blank.")?,
        ),
        (
            Role::Value(_) | Role::Piece(..) | Role::Part(_) | Role::Reading | Role::Item,
            Kind::Number,
        ) => Some(
            rule.allow_decimal_number(DataValidationRule::Between(-1e300, 1e300))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("Not a number")?
                .set_error_message(
                    "Type a number without words. Where readings differ, change them on the \
                         sheet Readings.",
                )?,
        ),
        _ => None,
    })
}

fn date(day: Day) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(u16::try_from(day.year).unwrap_or(1900), day.month, day.day)
}
