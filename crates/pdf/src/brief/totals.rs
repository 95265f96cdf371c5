//! The totals that sources report, beside what the dataset lists.

use rapporteur_apparatus::{differences::listed, phrase};
use rapporteur_schema::{Decimal, RecordRef, model::Figure};

use super::{
    data::{Data, cites, sign},
    engagement::columns,
    line::{self, Line, or_dash},
    notes::Notes,
};
use crate::block::{Block, Span, Style, Table};

/// The section, when the dataset has figures.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let figures = data.dataset.figures();
    if figures.is_empty() {
        return;
    }
    out.push(super::heading(2, "Totals that the sources report", "totals"));
    out.push(super::paragraph(Line::new().plain(
        "Sources count, and do not always name what they count. Where a total names what it counts, \
         the number of such records in this dataset stands beside it.",
    )));
    let rows = figures.iter().map(|figure| row(data, notes, figure)).collect();
    out.push(Block::Table(Table {
        caption: "Totals that the sources report, and what the dataset lists.".to_owned(),
        columns: columns(&[
            ("What is counted", 3.3),
            ("Number", 2.2),
            ("Period", 1.5),
            ("Listed here", 0.9),
            ("Sources", 1.9),
        ]),
        rows,
    }));
}

fn row(data: &Data<'_>, notes: &mut Notes, figure: &Figure) -> Vec<Vec<Span>> {
    let record = RecordRef::Figure(figure);
    let mut show = |name: &str| match record.field(name) {
        Some(field) => line::field(data, notes, record, &field),
        None => Line::new(),
    };
    let mut what = Line::new().bold(&super::capital(data.label(figure.id.as_str())));
    if figure.names.is_none() {
        what = Line::new().bold(figure.kind.label());
        let about = show("about");
        if !about.is_empty() {
            what.add(": ", Style::Regular);
            what.extend(about.spans());
        }
    }
    let (number, period) = (show("quantity"), show("period"));
    let here = figure.counts.as_ref().map(|counts| {
        let n = listed(data.dataset, counts, None).len();
        phrase::number(Decimal::from(i64::try_from(n).unwrap_or(i64::MAX)))
    });
    let mut by = marked(data, record);
    by.extend(notes.by_source(data.dataset, &cites(record)).spans());
    vec![
        what.spans(),
        or_dash(number),
        or_dash(period),
        or_dash(Line::new().plain(&here.unwrap_or_default())),
        by.spans(),
    ]
}

/// The mark of how a record is attested, and a space.
pub(super) fn marked(data: &Data<'_>, record: RecordRef<'_>) -> Line {
    let (text, style) = sign(data.mark(record));
    Line::new().put(&format!("{text}\u{A0}"), style)
}
