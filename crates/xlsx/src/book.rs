//! Writing the sheets of a plan.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{Dataset, Day};
use rust_xlsxwriter::{
    Chart as XlsxChart, ChartLegendPosition, ChartLine, ChartType, Color,
    ConditionalFormat2ColorScale, ConditionalFormatType, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, IgnoreError, Table, TableColumn, TableStyle, Url, Workbook,
    Worksheet, XlsxError,
};

use crate::{
    Options,
    plan::Plan,
    sheet::{Cell, Chart, Column, FIRST_ROW, HEADER_ROW, Kind, Sheet, is_risky, lines},
};

/// Sheets with more rows than this are written row by row into a temporary file.
const MANY_ROWS: usize = 10_000;
/// Workbooks with more rows than this are compressed less, unless told otherwise.
const VERY_MANY_ROWS: usize = 200_000;
const FONT: &str = "Arial";
/// Widths are counted in digits of the default font, which stays the format's own: with
/// another, programs no longer fit the heights of rows to wrapped text. Ours is wider.
const WIDER: f64 = 1.12;
/// The colour of titles and headers: dark enough for white text on it.
const INK: Color = Color::RGB(0x0017_365D);
const LINK: Color = Color::RGB(0x0005_4FB9);

/// The height of a line of text, in points.
const LINE_HEIGHT: f64 = 14.0;
/// Rows are not made higher, so that they can be scrolled; the format allows 409 points.
const MOST_HEIGHT: f64 = 300.0;
/// What is printed on a page is at most as wide, in digits.
const MOST_WIDTH: f64 = 280.0;

struct Formats {
    title: Format,
    about: Format,
    link: Format,
    header: Format,
    header_number: Format,
    code: Format,
    words: Format,
    number: Format,
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
            header_number: header().set_align(FormatAlign::Right),
            code: text(),
            words: text(),
            number: base().set_align(FormatAlign::Right).set_indent(1).set_num_format_index(0),
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
            Kind::Words => &self.words,
            Kind::Line => &self.line,
            Kind::Number => &self.number,
            Kind::Date => &self.date,
        }
    }
}

/// The bytes of the workbook.
pub(crate) fn build(plan: Plan<'_>, options: &Options) -> Result<Vec<u8>, XlsxError> {
    let Plan { dataset, hash, title, sheets, places, unlinked, .. } = plan;
    let mut book = Workbook::new();
    let rows: usize = sheets.iter().map(|sheet| sheet.rows.len()).sum();
    let level = options.compression.unwrap_or(if rows > VERY_MANY_ROWS { 3 } else { 6 });
    book.set_zip_compression_level(level.clamp(1, 9));
    book.set_properties(&properties(dataset, &title, hash.as_str(), options)?);
    let formats = Formats::new();
    let names: BTreeSet<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let writer = Writer { formats: &formats, places: &places, unlinked: &unlinked, names: &names };
    for sheet in sheets {
        let worksheet = if sheet.rows.len() > MANY_ROWS {
            book.add_worksheet_with_low_memory()?
        } else {
            book.add_worksheet()
        };
        writer.sheet(worksheet, sheet)?;
    }
    book.save_to_buffer()
}

fn properties(
    dataset: &Dataset,
    title: &str,
    hash: &str,
    options: &Options,
) -> Result<DocProperties, XlsxError> {
    let meta = &dataset.meta;
    // Never the clock's: the date of the dataset, or a fixed one.
    let day = meta.created.as_ref().and_then(|date| date.earliest());
    let created = match day.and_then(|day| Some((u16::try_from(day.year).ok()?, day))) {
        Some((year, day)) if (1980..=9999).contains(&year) => {
            ExcelDateTime::from_ymd(year, day.month, day.day)?
        }
        _ => ExcelDateTime::from_ymd(2000, 1, 1)?,
    };
    let clip = |text: &str| text.chars().take(200).collect::<String>();
    let publisher = meta.publisher.as_ref().map_or("", |text| text.best(&options.language));
    let editors: Vec<&str> =
        meta.editors.iter().flat_map(|list| list.iter()).map(|e| e.as_str()).collect();
    let author = if editors.is_empty() { publisher.to_owned() } else { editors.join(", ") };
    let description = meta.description.as_ref().map_or("", |text| text.best(&options.language));
    Ok(DocProperties::new()
        .set_title(title)
        .set_subject(clip(description))
        .set_author(clip(&author))
        .set_company(clip(publisher))
        .set_category("dataset")
        .set_creation_datetime(&created)
        .set_custom_property("rapporteur.profile", "publish")
        .set_custom_property(
            "rapporteur.schema_version",
            clip(meta.schema_version.as_str()).as_str(),
        )
        .set_custom_property("rapporteur.dataset", meta.id.as_str())
        .set_custom_property("rapporteur.dataset_version", clip(meta.version.as_str()).as_str())
        .set_custom_property("rapporteur.language", clip(&options.language).as_str())
        .set_custom_property("rapporteur.license", clip(meta.license.as_str()).as_str())
        .set_custom_property("rapporteur.canonical_sha256", hash))
}

struct Writer<'a> {
    formats: &'a Formats,
    places: &'a BTreeMap<&'a str, (String, u32)>,
    unlinked: &'a BTreeSet<String>,
    names: &'a BTreeSet<String>,
}

/// The number of a row or column as the format counts them; never over its limits,
/// which the plan keeps.
fn index<T: TryFrom<usize>>(n: usize) -> Result<T, XlsxError> {
    T::try_from(n).map_err(|_| XlsxError::RowColumnLimitError)
}

impl Writer<'_> {
    fn sheet(&self, out: &mut Worksheet, sheet: Sheet<'_>) -> Result<(), XlsxError> {
        let Sheet { name, title, row_is, columns, rows, chart, shaded } = sheet;
        let last_col: u16 = index(columns.len().saturating_sub(1))?;
        let last_row = HEADER_ROW + index::<u32>(rows.len())?;
        out.set_name(&name)?;
        for (column, at) in columns.iter().zip(0_u16..) {
            out.set_column_width(at, (column.width() * WIDER).min(255.0))?;
            out.set_column_format(at, self.formats.of(column.kind))?;
        }
        out.set_freeze_panes(FIRST_ROW, 1)?;
        out.set_landscape().set_paper_size(9);
        out.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
        let width: f64 = columns.iter().map(Column::width).sum();
        let mut pages = 1;
        while chart.is_none() && f64::from(pages) * MOST_WIDTH < width {
            pages += 1;
        }
        if pages > 1 {
            out.set_repeat_columns(0, 0)?;
        }
        out.set_print_fit_to_pages(pages, 0);
        self.head(out, &name, &title, &row_is)?;
        if columns.iter().any(|column| column.wrapped && column.name.contains(' ')) {
            out.set_row_height(HEADER_ROW, 48)?;
        }
        let table = self.table(&name, &title, &row_is, &columns);
        out.add_table(HEADER_ROW, 0, last_row, last_col, &table)?;
        out.ignore_error_range(FIRST_ROW, 0, last_row, last_col, IgnoreError::NumberStoredAsText)?;
        let links = !self.unlinked.contains(&name);
        for (row, at) in rows.into_iter().zip(FIRST_ROW..) {
            let lines = lines(&row, &columns);
            if lines > 1 {
                let height = f64::from(lines) * LINE_HEIGHT + 1.5;
                out.set_row_height(at, height.min(MOST_HEIGHT))?;
            }
            for ((cell, column), col) in row.into_iter().zip(&columns).zip(0_u16..) {
                self.cell(out, at, col, &cell, column.kind, links)?;
            }
        }
        if let Some((first, last)) = shaded {
            let scale = ConditionalFormat2ColorScale::new()
                .set_minimum(ConditionalFormatType::Number, 0)
                .set_minimum_color(Color::RGB(0x00E8_F1FA))
                .set_maximum_color(Color::RGB(0x008F_BCE6));
            out.add_conditional_format(FIRST_ROW, first, last_row, last, &scale)?;
        }
        if let Some(chart) = chart {
            let column = last_col.saturating_add(2);
            out.insert_chart(HEADER_ROW, column, &drawing(&name, &chart))?;
        }
        Ok(())
    }

    fn head(
        &self,
        out: &mut Worksheet,
        name: &str,
        title: &str,
        row_is: &str,
    ) -> Result<(), XlsxError> {
        // On the cover and in summaries, too, the three rows above the table are the same.
        let quoted = self.formats.title.clone().set_quote_prefix();
        let format = if is_risky(title) { &quoted } else { &self.formats.title };
        out.write_string_with_format(0, 0, title, format)?;
        out.write_string_with_format(1, 0, row_is, &self.formats.about)?;
        let (target, text) = match name {
            "Contents" => ("Cover", "Back to the cover"),
            _ => ("Contents", "Back to Contents"),
        };
        let url = Url::new(format!("internal:'{target}'!A1"));
        out.write_url_with_options(2, 0, url, text, "", Some(&self.formats.link))?;
        out.set_row_height(0, 24)?;
        Ok(())
    }

    fn table(&self, name: &str, title: &str, row_is: &str, columns: &[Column]) -> Table {
        let columns: Vec<TableColumn> = columns
            .iter()
            .map(|column| {
                let format = match column.kind {
                    Kind::Number => &self.formats.header_number,
                    _ => &self.formats.header,
                };
                TableColumn::new().set_header(column.name.clone()).set_header_format(format)
            })
            .collect();
        Table::new()
            .set_name(format!("tbl_{}", name.to_lowercase()))
            .set_style(TableStyle::Light1)
            .set_first_column(false)
            .set_columns(&columns)
            .set_alt_text_title(title.chars().take(200).collect::<String>())
            .set_alt_text(row_is.chars().take(200).collect::<String>())
    }

    fn cell(
        &self,
        out: &mut Worksheet,
        row: u32,
        col: u16,
        cell: &Cell<'_>,
        kind: Kind,
        links: bool,
    ) -> Result<(), XlsxError> {
        match cell {
            Cell::Blank => {}
            Cell::Text(text) => self.text(out, row, col, text, kind)?,
            Cell::Number(n) => {
                out.write_number(row, col, *n)?;
            }
            Cell::Date(day) => {
                out.write_datetime(row, col, &date(*day)?)?;
            }
            Cell::Record(id) => match self.places.get(id) {
                Some((sheet, at)) if links => {
                    let url = Url::new(format!("internal:'{sheet}'!A{}", at + 1));
                    let format = Some(&self.formats.linked);
                    out.write_url_with_options(row, col, url, *id, "", format)?;
                }
                // A record that is not there, or too many links.
                _ => self.text(out, row, col, id, kind)?,
            },
            Cell::Sheet(name) if self.names.contains(&**name) => {
                let url = Url::new(format!("internal:'{name}'!A1"));
                let format = Some(&self.formats.linked);
                out.write_url_with_options(row, col, url, &**name, "", format)?;
            }
            Cell::Sheet(name) => self.text(out, row, col, name, kind)?,
        }
        Ok(())
    }

    fn text(
        &self,
        out: &mut Worksheet,
        row: u32,
        col: u16,
        text: &str,
        kind: Kind,
    ) -> Result<(), XlsxError> {
        if is_risky(text) {
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

fn date(day: Day) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(u16::try_from(day.year).unwrap_or(1900), day.month, day.day)
}

/// Colours that stay apart for people who see few of them, and in print.
const COLOURS: [u32; 15] = [
    0x33_2288, 0x88_CCEE, 0x11_7733, 0xDD_CC77, 0xCC_6677, 0x44_AA99, 0xAA_4499, 0x99_9933,
    0x88_2255, 0x66_99CC, 0x66_1100, 0xBB_BBBB, 0xE6_9F00, 0x00_72B2, 0x55_5555,
];

fn drawing(name: &str, chart: &Chart) -> XlsxChart {
    let stacked = chart.series.len() > 1;
    let kind = if stacked { ChartType::ColumnStacked } else { ChartType::Column };
    let mut drawing = XlsxChart::new(kind);
    let last = HEADER_ROW + chart.rows;
    for (n, (column, label)) in chart.series.iter().enumerate() {
        let colour = COLOURS.get(n % COLOURS.len()).copied().unwrap_or_default();
        let series = drawing.add_series();
        series
            .set_categories((name, FIRST_ROW, chart.categories, last, chart.categories))
            .set_values((name, FIRST_ROW, *column, last, *column))
            .set_gap(if stacked { 40 } else { 60 })
            .set_format(rust_xlsxwriter::ChartFormat::new().set_solid_fill(
                rust_xlsxwriter::ChartSolidFill::new().set_color(Color::RGB(colour)),
            ));
        if stacked {
            series.set_name((name, HEADER_ROW, *column));
        } else {
            series.set_name(label.as_str());
        }
    }
    drawing.title().set_name(chart.title.as_str());
    drawing.x_axis().set_name(chart.x);
    let mut grid = ChartLine::new();
    grid.set_color(Color::RGB(0x00D9_D9D9));
    drawing.y_axis().set_name(chart.y).set_major_gridlines_line(&grid);
    if stacked {
        drawing.legend().set_position(ChartLegendPosition::Bottom);
    } else {
        drawing.legend().set_hidden();
    }
    drawing.set_width(chart.width).set_height(560).set_alt_text(chart.alt.as_str());
    drawing
}
