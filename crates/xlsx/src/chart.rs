//! Charts beside tables.

use rapporteur_tables::Chart;
use rust_xlsxwriter::{
    Chart as XlsxChart, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill,
    ChartType, Color,
};

use crate::sheet::{FIRST_ROW, HEADER_ROW};

/// Colours that stay apart for people who see few of them, and in print.
const COLOURS: [u32; 15] = [
    0x33_2288, 0x88_CCEE, 0x11_7733, 0xDD_CC77, 0xCC_6677, 0x44_AA99, 0xAA_4499, 0x99_9933,
    0x88_2255, 0x66_99CC, 0x66_1100, 0xBB_BBBB, 0xE6_9F00, 0x00_72B2, 0x55_5555,
];

/// A chart of the rows of a table on the sheet of this name.
pub(crate) fn drawing(name: &str, chart: &Chart) -> XlsxChart {
    let stacked = chart.series.len() > 1;
    let kind = match (stacked, chart.lying) {
        (true, false) => ChartType::ColumnStacked,
        (true, true) => ChartType::BarStacked,
        (false, false) => ChartType::Column,
        (false, true) => ChartType::Bar,
    };
    let mut drawing = XlsxChart::new(kind);
    let last = HEADER_ROW + chart.rows;
    for (n, (column, label)) in chart.series.iter().enumerate() {
        let colour = COLOURS.get(n % COLOURS.len()).copied().unwrap_or_default();
        let series = drawing.add_series();
        series
            .set_categories((name, FIRST_ROW, chart.categories, last, chart.categories))
            .set_values((name, FIRST_ROW, *column, last, *column))
            .set_gap(if stacked { 40 } else { 60 })
            .set_format(
                ChartFormat::new()
                    .set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour))),
            );
        if stacked {
            series.set_name((name, HEADER_ROW, *column));
        } else {
            series.set_name(label.as_str());
        }
    }
    drawing.title().set_name(chart.title.as_str());
    drawing.title().set_font(ChartFont::new().set_size(14));
    let mut grid = ChartLine::new();
    grid.set_color(Color::RGB(0x00D9_D9D9));
    if chart.lying {
        // What lies has its values along x. The first category stands at the top, as in the table.
        drawing.y_axis().set_name(chart.x).set_reverse().set_major_gridlines(false);
        drawing.x_axis().set_name(chart.y).set_major_gridlines(true);
        drawing.x_axis().set_major_gridlines_line(&grid).set_min(0);
    } else {
        drawing.x_axis().set_name(chart.x);
        drawing.y_axis().set_name(chart.y).set_major_gridlines_line(&grid);
    }
    if stacked {
        drawing.legend().set_position(ChartLegendPosition::Bottom);
    } else {
        drawing.legend().set_hidden();
    }
    let height = if chart.lying { 200 + chart.rows.min(60) * 26 } else { 560 };
    drawing.set_width(chart.width).set_height(height).set_alt_text(chart.alt.as_str());
    drawing
}
