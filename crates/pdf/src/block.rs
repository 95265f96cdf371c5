//! A brief as blocks: what is said, without any geometry.
//!
//! `brief` makes these from a dataset; `layout` decides where they stand; `paint`
//! draws them; `finish` adds tags, bookmarks, metadata and the attachment.

/// A whole brief.
#[derive(Debug, Clone)]
pub(crate) struct Brief {
    /// The title, for the cover and the document's properties.
    pub(crate) title: String,
    /// The language of the brief (BCP 47).
    pub(crate) language: String,
    /// The words of the language that drawings, links and figures need.
    pub(crate) voice: &'static dyn Voice,
    /// What stands at the left and at the right of the running head.
    pub(crate) head: (String, String),
    /// What stands at the left of the running foot; the page number is at the right.
    pub(crate) foot: String,
    /// The blocks in reading order.
    pub(crate) blocks: Vec<Block>,
    /// The source notes, in order of their numbers (1, 2, 3 …): each cited at least once.
    pub(crate) notes: Vec<Note>,
}

/// The words of a brief that the engine puts into drawings and behind links.
pub(crate) trait Voice: std::fmt::Debug + Sync {
    /// What a mark of a timeline means.
    fn mark(&self, mark: Mark) -> &'static str;
    /// What a mark with a number means.
    fn together(&self) -> &'static str;
    /// What an empty cell of a heat map means.
    fn none_recorded(&self) -> &'static str;
    /// The alternative text of a part of a drawing that takes several pages.
    fn part(&self, alt: &str, part: usize, of: usize) -> String;
    /// A link to a source note.
    fn to_note(&self, number: usize) -> String;
    /// A link to a section.
    fn to_section(&self, title: &str) -> String;
    /// A link back to where a source note is used.
    fn to_use(&self, number: usize) -> String;
    /// What follows the head of a group or of a row that goes on on another page.
    fn continued(&self) -> &'static str;
    /// Events of one vague date, which a bar shows: how many.
    fn within(&self) -> &'static str;
    /// What the attached file is.
    fn attachment(&self) -> &'static str;
}

/// A source note.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    /// What stands over it, where it is the first of those of one source or one heading.
    pub(crate) over: Vec<Vec<Span>>,
    /// What it says: citation and passage.
    pub(crate) spans: Vec<Span>,
}

/// A block.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// The top of the first page.
    Cover { kicker: String, title: String, standfirst: Vec<Span> },
    /// A strip of figures.
    KeyFigures(Vec<KeyFigure>),
    /// A heading; `level` 2 is a section, 3 a part of one. `id` is unique, for links.
    Heading { level: u8, text: String, id: String },
    /// The table of contents: every heading of level 2, with its page.
    Contents,
    /// A paragraph.
    Paragraph { spans: Vec<Span>, style: ParagraphStyle },
    /// A list of points.
    List(Vec<Vec<Span>>),
    /// A list in small type, in which each point has a sign of its own: label, text.
    Entries(Vec<(Span, Vec<Span>)>),
    /// A table; its head is repeated on every page, its rows are kept whole where they fit.
    Table(Table),
    /// A drawing with its alternative text and a caption.
    Figure { chart: Chart, alt: String, caption: Vec<Span> },
    /// The place of the source notes.
    Notes,
    /// What follows begins on a new page.
    PageBreak,
}

/// One figure of the strip.
#[derive(Debug, Clone)]
pub(crate) struct KeyFigure {
    pub(crate) value: String,
    pub(crate) label: String,
    /// Shown in the colour of differences.
    pub(crate) differs: bool,
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParagraphStyle {
    Body,
    /// Smaller, for remarks and the annex.
    Small,
}

/// A table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// What it shows, for the eye and for the screen reader.
    pub(crate) caption: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
}

/// A row of a table; each cell is one paragraph.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// As many cells as columns; of a row across the table one.
    pub(crate) cells: Vec<Vec<Span>>,
    pub(crate) kind: RowKind,
}

/// How a row stands in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// A cell for each column.
    Plain,
    /// The same, set close, without a rule under it.
    Close,
    /// One cell across the table, over the rows that belong to it: it stays with the first
    /// of them, and is said again where they go on on another page.
    Head,
    /// One cell across the table, under the rows that belong to it.
    Foot,
}

impl RowKind {
    /// Whether it has one cell across the table.
    pub(crate) fn is_across(self) -> bool {
        matches!(self, Self::Head | Self::Foot)
    }
}

impl From<Vec<Vec<Span>>> for Row {
    fn from(cells: Vec<Vec<Span>>) -> Self {
        Self { cells, kind: RowKind::Plain }
    }
}

impl Row {
    /// A row across the table, over others.
    pub(crate) fn head(spans: Vec<Span>) -> Self {
        Self { cells: vec![spans], kind: RowKind::Head }
    }

    /// A row across the table, under others.
    pub(crate) fn foot(spans: Vec<Span>) -> Self {
        Self { cells: vec![spans], kind: RowKind::Foot }
    }
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) title: String,
    /// Its share of the width, relative to the others.
    pub(crate) weight: f32,
    /// Numbers stand at the right.
    pub(crate) numeric: bool,
}

/// A run of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) style: Style,
    /// The language, where it is not that of the brief.
    pub(crate) language: Option<String>,
    pub(crate) link: Option<Link>,
}

/// The style of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Regular,
    Bold,
    Italic,
    /// Less important, in the muted colour.
    Muted,
    /// Where sources differ: bold, in the colour of differences.
    Differs,
    /// The raised number of a note.
    NoteNumber,
}

/// Where a run leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Link {
    /// To the source note with this number (from 1).
    Note(usize),
    /// To the heading with this id.
    Heading(String),
    /// To somewhere else.
    Uri(String),
    /// Back to where the note with this number is used: the number of the note and of
    /// the use (from 0). The engine writes these; `brief` need not.
    Use(usize, usize),
}

/// A drawing.
#[derive(Debug, Clone)]
pub(crate) enum Chart {
    /// A lane for each mechanism, a mark for each event.
    Timeline { from: i32, to: i32, lanes: Vec<Lane> },
    /// Partners down, years across, the number of rounds in each cell.
    HeatMap { from: i32, to: i32, rows: Vec<HeatRow> },
    /// Horizontal bars.
    Bars(Vec<Bar>),
}

/// A lane of a timeline.
#[derive(Debug, Clone)]
pub(crate) struct Lane {
    pub(crate) label: String,
    /// Year with the part of it that has passed, and the kind of mark.
    pub(crate) marks: Vec<(f32, Mark)>,
    /// Events that fall somewhere in a span of years: from, to, how many.
    pub(crate) spans: Vec<(f32, f32, usize)>,
}

/// The kind of a mark: shape, colour and word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// ● agreed: more than one source.
    Agreed,
    /// ○ one source.
    OneSource,
    /// ◆ sources differ.
    Differs,
}

/// A row of a heat map.
#[derive(Debug, Clone)]
pub(crate) struct HeatRow {
    pub(crate) label: String,
    /// Year, number of rounds, what stands in the cell, whether sources differ on one of
    /// them.
    pub(crate) cells: Vec<(i32, usize, String, bool)>,
}

/// A bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub(crate) label: String,
    /// Its length; `None` where there is no number.
    pub(crate) value: Option<f64>,
    /// What stands at its end: `146`, `152 or 154`, `not stated`.
    pub(crate) text: String,
    pub(crate) differs: bool,
    /// Only drawn round: of an election that was lost.
    pub(crate) hollow: bool,
}

impl Span {
    /// Text in the style of the brief.
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style, language: None, link: None }
    }

    /// Plain text.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Style::Regular)
    }

    /// The raised number of a note, which leads to it.
    pub(crate) fn note(number: usize) -> Self {
        Self { link: Some(Link::Note(number)), ..Self::new(number.to_string(), Style::NoteNumber) }
    }
}
