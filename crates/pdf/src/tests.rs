//! Tests of the engine with a brief made by hand.

use rapporteur_schema::canonical;

use crate::{
    Error, Page,
    block::{
        Bar, Block, Brief, Chart, Column, HeatRow, KeyFigure, Lane, Link, Mark, Note,
        ParagraphStyle, Row, Span, Style, Table,
    },
    finish,
    finish::Packed,
    fonts::Fonts,
    layout::{self, Document},
};

fn typeset(brief: &Brief, document: &Document<'_>) -> Result<Vec<u8>, Error> {
    layout::typeset(&Fonts::load(&[], false)?, brief.clone(), document)
}

fn document<'a>(attachment: Option<(&'a str, &'a Packed)>) -> Document<'a> {
    Document {
        id_hash: "00112233445566778899aabbccddeeff",
        created: None,
        title: "A brief & its <tests>",
        author: None,
        attachment,
        page: Page::A4,
    }
}

fn words(n: usize) -> String {
    "The committee considered the representation of the delegation notwithstanding. ".repeat(n)
}

fn heading(level: u8, text: &str, id: &str) -> Block {
    Block::Heading { level, text: text.into(), id: id.into() }
}

fn brief(blocks: Vec<Block>, notes: usize) -> Brief {
    Brief {
        title: "A brief & its <tests>".into(),
        language: "en".into(),
        voice: &rapporteur_apparatus::language::English,
        head: ("A brief & its <tests>".into(), "version 1".into()),
        foot: "CC-BY-4.0".into(),
        blocks,
        notes: (0..notes)
            .map(|n| Note {
                over: if n % 3 == 0 { vec![vec![Span::plain(words(1))]] } else { vec![] },
                spans: vec![Span::plain(format!("Note {} says {}", n + 1, words(1)))],
            })
            .collect(),
    }
}

/// What stands on a first page.
fn front() -> Vec<Block> {
    let han = Span { language: Some("zh-Hans".into()), ..Span::plain("罗艳华") };
    let figure = |n| KeyFigure {
        value: "1,284".into(),
        label: "points where sources differ".into(),
        differs: n == 3,
    };
    vec![
        Block::Cover {
            kicker: "Kicker".into(),
            title: "A brief of office and final affairs, 1990–2025".into(),
            standfirst: vec![Span::plain(words(2))],
        },
        Block::KeyFigures((0..4).map(figure).collect()),
        heading(2, "In brief", "brief"),
        Block::List(vec![
            vec![Span::plain(words(2)), Span::note(1), Span::note(1), Span::note(4)],
            vec![han, Span::plain(" (Luo Yanhua) is cited"), Span::note(3)],
            vec![
                Span::new("Bold", Style::Bold),
                Span::plain(" and "),
                Span::new("italic", Style::Italic),
                Span::new(" and muted", Style::Muted),
            ],
        ]),
        paragraph(3),
        heading(2, "Contents", "contents"),
        Block::Contents,
    ]
}

fn paragraph(n: usize) -> Block {
    Block::Paragraph {
        spans: vec![Span::plain(words(n)), Span::note(1), Span::note(2)],
        style: ParagraphStyle::Body,
    }
}

fn figure(chart: Chart, alt: &str) -> Block {
    Block::Figure { chart, alt: alt.into(), caption: vec![Span::plain("Each mark is an event.")] }
}

/// A chart of each kind, with what strains it.
fn charts() -> Vec<Block> {
    const MARKS: [Mark; 3] = [Mark::Agreed, Mark::OneSource, Mark::Differs];
    let marks = |n: u16| -> Vec<(f32, Mark)> {
        (0..n).map(|n| (1990.0 + f32::from(n) * 0.3, MARKS[usize::from(n) % 3])).collect()
    };
    let crowd = (0..40).map(|_| (2001.5, Mark::OneSource)).chain(marks(60)).collect();
    let lanes = vec![
        Lane {
            label: "EU dialogue".into(),
            marks: marks(40),
            spans: vec![(1991.0, 1999.0, 12), (1995.0, 1995.1, 1)],
        },
        Lane {
            label: "A mechanism whose name is too long for one line of its label".into(),
            marks: vec![(1999.5, Mark::Agreed), (1999.6, Mark::Differs)],
            spans: vec![],
        },
        Lane { label: "None".into(), marks: vec![], spans: vec![(1000.0, 3000.0, 2)] },
        Lane { label: "Crowd".into(), marks: crowd, spans: vec![] },
        Lane {
            label: "Outside".into(),
            marks: vec![(1066.0, Mark::Agreed), (9999.0, Mark::Agreed)],
            spans: vec![],
        },
    ];
    let row = |n: i32| HeatRow {
        label: format!("Partner {n}"),
        cells: (0..30)
            .map(|y| (1990 + y, usize::try_from(y % (n + 1)).unwrap(), y.to_string(), y == 7))
            .collect(),
    };
    let bar = |label: &str, value, text: &str, differs| Bar {
        label: label.into(),
        value,
        text: text.into(),
        differs,
        hollow: differs,
    };
    vec![
        heading(2, "Charts", "charts"),
        paragraph(1),
        figure(Chart::Timeline { from: 1990, to: 2022, lanes }, "Timeline"),
        heading(2, "Heat", "heat"),
        figure(Chart::HeatMap { from: 1990, to: 2024, rows: (0..90).map(row).collect() }, "Heat"),
        figure(Chart::HeatMap { from: -9000, to: 9000, rows: vec![row(3)] }, "Far"),
        heading(2, "Bars", "bars"),
        figure(
            Chart::Bars(vec![
                bar("2006", Some(146.0), "146", false),
                bar("2023", Some(154.0), "152 or 154", true),
                bar("2030", None, "not stated", false),
                bar("none", Some(0.0), "0", false),
                bar("odd", Some(f64::NAN), "no number", false),
            ]),
            "Bars",
        ),
        figure(Chart::Bars(vec![]), "No bars"),
        figure(Chart::Timeline { from: 5, to: 1, lanes: vec![] }, "No time"),
    ]
}

/// Rows that fit, a row longer than a page, and an address longer than its cell.
fn table() -> Vec<Block> {
    let address = "https://example.org/a-rather-long-address/that/does/not/fit/in/a/cell/at/all";
    let link = Some(Link::Uri("https://example.org/ä?q=1".into()));
    let address = Span { link, ..Span::plain(address) };
    let column = |title: &str, weight, numeric| Column { title: title.into(), weight, numeric };
    let row = |n: usize| {
        vec![
            vec![Span::plain(format!("{}", 1990 + n))],
            vec![Span::plain(words(n % 4 + 1)), Span::note(n % 9 + 1)],
            vec![address.clone()],
            vec![Span::new("sources differ", Style::Differs), Span::plain(" 152 or 154")],
        ]
    };
    let mut rows: Vec<_> = (0..30).map(row).collect();
    rows.push(vec![vec![Span::plain("long")], vec![Span::plain(words(80))], vec![], vec![]]);
    rows.push(vec![vec![Span::plain("x".repeat(400))], vec![Span::plain("a\nb\r\n\nc")]]);
    let mut rows: Vec<Row> = rows.into_iter().map(Row::from).collect();
    rows.insert(3, Row::head(vec![Span::plain("A group"), Span::note(2)]));
    rows.insert(9, Row::foot(vec![Span::plain(words(2))]));
    rows.push(Row::head(vec![Span::plain("A group without rows")]));
    vec![
        heading(2, "Table", "table"),
        heading(3, "Part", "part"),
        Block::Table(Table {
            caption: "What is in the table".into(),
            columns: vec![
                column("Year", 1.0, true),
                column("What", 4.0, false),
                column("Where", 2.0, false),
                column("Remarks", 2.0, false),
            ],
            rows,
        }),
        Block::Table(Table { caption: String::new(), columns: vec![], rows: vec![vec![].into()] }),
        Block::PageBreak,
        Block::PageBreak,
    ]
}

/// Scripts, directions, marks, and characters that show nothing.
fn scripts() -> Vec<Block> {
    let text = "Hebrew שלום עולם and Arabic مرحبا بالعالم, e\u{301}, ﬁ, ↑ ● ◆, 汉字，国際。\u{200b}\u{ad}\t\u{7}Ελληνικά Кириллица Tiếng Việt 1990–2025 “q” ‘q’ …";
    vec![
        heading(2, "שלום مرحبا العالم", "rtl"),
        Block::Paragraph { spans: vec![Span::plain(text)], style: ParagraphStyle::Small },
        Block::Paragraph { spans: vec![], style: ParagraphStyle::Body },
        Block::List(vec![vec![]]),
    ]
}

pub(crate) fn everything() -> Brief {
    let mut blocks = front();
    blocks.extend(charts());
    blocks.extend(table());
    blocks.extend(scripts());
    blocks.push(heading(2, "Source notes", "notes"));
    blocks.push(Block::Notes);
    brief(blocks, 9)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a file to look at")]
fn everything_is_set_and_carries_its_attachment() {
    let hello = Packed::new(b"hello").unwrap();
    let bytes = typeset(&everything(), &document(Some(("x.canonical.txt", &hello)))).unwrap();
    let again = typeset(&everything(), &document(Some(("x.canonical.txt", &hello)))).unwrap();
    assert!(bytes == again, "two runs differ");
    assert_eq!(finish::extract(&bytes).unwrap().as_deref(), Some(b"hello".as_slice()));
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target");
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(format!("{folder}/rapporteur-pdf-everything.pdf"), bytes).unwrap();
}

#[test]
fn a_font_that_only_a_late_page_needs_is_there() {
    let paragraph = |text: &str| Block::Paragraph {
        spans: vec![Span::plain(text)],
        style: ParagraphStyle::Body,
    };
    // More pages than are drawn at once, twice.
    let mut blocks = Vec::new();
    for _ in 0..70 {
        blocks.extend([paragraph("A page."), Block::PageBreak]);
    }
    let plain = typeset(&brief(blocks.clone(), 0), &document(None)).unwrap();
    blocks.push(paragraph("罗艳华"));
    let late = typeset(&brief(blocks, 0), &document(None)).unwrap();
    let fonts = |bytes: &[u8]| {
        let pdf = lopdf::Document::load_mem(bytes).unwrap();
        let pages = pdf.get_pages();
        // Every page has what every other has.
        let all: Vec<usize> =
            pages.values().map(|page| pdf.get_page_fonts(*page).unwrap().len()).collect();
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{all:?}");
        (pages.len(), all[0])
    };
    let (before, after) = (fonts(&plain), fonts(&late));
    assert_eq!(after, (before.0.max(71), before.1 + 1));
}

#[test]
fn the_built_in_dataset_comes_back() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    let dataset = rapporteur_schema::load(folder.as_ref()).dataset.unwrap();
    let mut pdf = Vec::new();
    crate::write(&dataset, &crate::Options::default(), &mut pdf).unwrap();
    let back = crate::read(&pdf).unwrap();
    assert!(canonical::bytes(&back) == canonical::bytes(&dataset), "it came back changed");
}

#[test]
fn an_empty_brief_is_a_page() {
    let bytes = typeset(&brief(Vec::new(), 0), &document(None)).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    assert_eq!(finish::extract(&bytes).unwrap(), None);
}

#[test]
fn a_character_that_no_font_has_is_named() {
    let spans = vec![Span::plain("before \u{13000} after")];
    let blocks = vec![Block::Paragraph { spans, style: ParagraphStyle::Body }];
    match typeset(&brief(blocks, 0), &document(None)) {
        Err(Error::Glyphs(missing)) => {
            let [one] = missing.as_slice() else { panic!("{missing:?}") };
            assert_eq!((one.character, one.text.as_str()), ('\u{13000}', "before \u{13000} after"));
        }
        other => panic!("{:?}", other.map(|bytes| bytes.len())),
    }
}

#[test]
fn a_link_that_leads_nowhere_is_an_error() {
    let spans = vec![Span::note(7)];
    let blocks = vec![Block::Paragraph { spans, style: ParagraphStyle::Body }];
    assert!(matches!(typeset(&brief(blocks, 0), &document(None)), Err(Error::Link(_))));
}

#[test]
fn bytes_that_are_no_pdf_are_an_error() {
    for bytes in [b"".as_slice(), b"%PDF-1.7", b"PK\x03\x04", &[0; 64]] {
        assert!(crate::read(bytes).is_err());
    }
}
