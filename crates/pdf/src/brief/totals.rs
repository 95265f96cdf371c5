//! The figures that sources report, with their bounds, beside what the dataset lists.

use std::collections::BTreeSet;

use rapporteur_apparatus::differences::listed;
use rapporteur_schema::{RecordRef, Register, codes::Measure, model::Figure};

use super::{
    credit::sources,
    data::{Data, sign},
    engagement::columns,
    events::{by, field},
    line::{Line, or_dash},
    notes::Notes,
    scope::refs,
};
use crate::block::{Block, Mark, Span, Style};

/// How many figures the overview shows, and how long a number with its readings may be
/// there, in bytes.
const KEY: usize = 8;
const BRIEF: usize = 64;

/// Every figure of the brief.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let figures = of(data);
    if figures.is_empty() {
        return;
    }
    let words = data.words;
    out.push(super::heading(2, words.title.figures, "figures"));
    out.push(super::small(Line::new().plain(words.text.figures)));
    out.push(table(data, notes, &figures));
}

/// The figures that tell most, for the overview.
pub(super) fn key(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let figures = telling(data, of(data));
    if figures.is_empty() {
        return;
    }
    let words = data.words;
    out.push(super::heading(2, words.title.key_figures, "key-figures"));
    out.push(super::small(Line::new().plain(words.text.key_figures)));
    out.push(table(data, notes, &figures));
}

fn of<'a>(data: &Data<'a>) -> Vec<&'a Figure> {
    let records = data.of(Register::Figure).into_iter();
    records
        .filter_map(|record| match record {
            RecordRef::Figure(figure) => Some(figure),
            _ => None,
        })
        .collect()
}

/// Of each measure one figure that is a number and short to tell: one of whom the dataset is
/// about before others, of these that of which most sources speak, and among these one on
/// which they differ; the measures in the same order, then in that of the code list.
fn telling<'a>(data: &Data<'_>, mut figures: Vec<&'a Figure>) -> Vec<&'a Figure> {
    figures.retain(|figure| {
        let quantities = figure.quantity.witnesses(&figure.cite);
        quantities.iter().any(|witness| {
            witness.value.is_some_and(|q| q.n.is_some() || q.min.is_some() || q.max.is_some())
        })
    });
    figures.retain(|figure| {
        field(data, &mut Notes::new(), RecordRef::Figure(figure), "quantity").len() <= BRIEF
    });
    let subjects = super::data::subjects(data.dataset);
    figures.sort_by_cached_key(|figure| {
        let record = RecordRef::Figure(figure);
        let differs = data.mark(record) == Mark::Differs;
        // Those of whom the dataset is about come before what is only the frame of it.
        let of = |name: &str| refs(record, name).iter().any(|id| subjects.contains(id));
        let theirs = of("who") || of("about");
        let sources = usize::MAX - sources(record).len();
        (!theirs, sources, !differs, figure.kind, figure.id.as_str())
    });
    let mut seen: BTreeSet<Measure> = BTreeSet::new();
    figures.retain(|figure| seen.insert(figure.kind));
    figures.truncate(KEY);
    figures
}

fn table(data: &Data<'_>, notes: &mut Notes, figures: &[&Figure]) -> Block {
    let column = &data.words.column;
    let columns = columns(&[
        (column.figure, 2.6),
        (column.number, 2.7),
        (column.period, 1.5),
        (column.listed, 0.8),
        (column.sources, 2.3),
    ]);
    let rows: Vec<Vec<Vec<Span>>> = figures.iter().map(|figure| row(data, notes, figure)).collect();
    let counted = figures.iter().any(|figure| figure.counts.is_some());
    super::table(if counted { data.words.caption.figures } else { "" }, columns, rows)
}

fn row(data: &Data<'_>, notes: &mut Notes, figure: &Figure) -> Vec<Vec<Span>> {
    let record = RecordRef::Figure(figure);
    let mut what = Line::new().bold(&super::capital(data.label(figure.id.as_str())));
    if figure.names.is_none() {
        what = Line::new().bold(figure.kind.label());
        let about = field(data, notes, record, "about");
        if !about.is_empty() {
            what.add(": ", Style::Regular);
            what.extend(about.spans());
        }
    }
    super::events::aside(data, notes, record, &mut what);
    let number = field(data, notes, record, "quantity");
    let period = field(data, notes, record, "period");
    let here = figure.counts.as_ref().map(|counts| {
        let n = listed(data.dataset, counts, None).len();
        data.language().whole(n)
    });
    vec![
        what.spans(),
        or_dash(number),
        or_dash(period),
        or_dash(Line::new().plain(&here.unwrap_or_default())),
        by(data, notes, record),
    ]
}

/// The mark of how a record is attested, and a space.
pub(super) fn marked(data: &Data<'_>, record: RecordRef<'_>) -> Line {
    let (text, style) = sign(data.mark(record));
    Line::new().put(&format!("{text}\u{A0}"), style)
}
