//! Tests of the engine with a brief made by hand.

use crate::{
    Error,
    block::{
        Bar, Block, Brief, Chart, Column, HeatRow, KeyFigure, Lane, Link, Mark, Note,
        ParagraphStyle, Span, Style, Table,
    },
    finish,
    layout::{Document, typeset},
};

fn document<'a>(attachment: Option<(&'a str, &'a [u8])>) -> Document<'a> {
    Document {
        id_hash: "00112233445566778899aabbccddeeff",
        created: None,
        title: "A brief & its <tests>",
        author: None,
        attachment,
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
        head: ("A brief & its <tests>".into(), "version 1".into()),
        foot: "CC-BY-4.0".into(),
        blocks,
        notes: (0..notes)
            .map(|n| Note { spans: vec![Span::plain(format!("Note {} says {}", n + 1, words(1)))] })
            .collect(),
    }
}

fn everything() -> Brief {
    let han = Span { language: Some("zh-Hans".into()), ..Span::plain("罗艳华") };
    let uri = Span {
        link: Some(Link::Uri("https://example.org/ä?q=1".into())),
        ..Span::plain(
            "https://example.org/a-rather-long-address/that/does/not/fit/in/a/cell/of/this/table",
        )
    };
    let paragraph = |n| Block::Paragraph {
        spans: vec![Span::plain(words(n)), Span::note(1), Span::note(2)],
        style: ParagraphStyle::Body,
    };
    let marks = (0..40)
        .map(|n| (1990.0 + n as f32 * 0.8, [Mark::Agreed, Mark::OneSource, Mark::Differs][n % 3]))
        .collect::<Vec<_>>();
    let column = |title: &str, weight, numeric| Column { title: title.into(), weight, numeric };
    let row = |n: usize| {
        vec![
            vec![Span::plain(format!("{}", 1990 + n))],
            vec![Span::plain(words(n % 4 + 1)), Span::note(n % 9 + 1)],
            vec![uri.clone()],
            vec![Span::new("sources differ", Style::Differs), Span::plain(" 152 or 154")],
        ]
    };
    let mut rows: Vec<_> = (0..30).map(row).collect();
    rows.push(vec![vec![Span::plain("long")], vec![Span::plain(words(80))], vec![], vec![]]);
    brief(
        vec![
            Block::Cover {
                kicker: "Kicker".into(),
                title: "A brief of office and final affairs, 1990–2025".into(),
                standfirst: vec![Span::plain(words(2))],
            },
            Block::KeyFigures(
                (0..4)
                    .map(|n| KeyFigure {
                        value: "1,284".into(),
                        label: "points where sources differ".into(),
                        differs: n == 3,
                    })
                    .collect(),
            ),
            heading(2, "In brief", "brief"),
            Block::List(vec![
                vec![Span::plain(words(2)), Span::note(1)],
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
            heading(2, "Charts", "charts"),
            paragraph(1),
            Block::Figure {
                chart: Chart::Timeline {
                    from: 1990,
                    to: 2022,
                    lanes: vec![
                        Lane { label: "EU dialogue".into(), marks: marks.clone() },
                        Lane {
                            label: "Universal Periodic Review of a long name indeed, yes".into(),
                            marks: vec![(1999.5, Mark::Agreed), (1999.6, Mark::Differs)],
                        },
                        Lane { label: "None".into(), marks: vec![] },
                    ],
                },
                alt: "Timeline".into(),
                caption: vec![Span::plain("Each mark is an event.")],
            },
            heading(2, "Heat", "heat"),
            Block::Figure {
                chart: Chart::HeatMap {
                    from: 1990,
                    to: 2024,
                    rows: (0..9)
                        .map(|n| HeatRow {
                            label: format!("Partner {n}"),
                            cells: (0..30)
                                .map(|y| {
                                    (1990 + y, usize::try_from(y).unwrap_or(0) % (n + 1), y == 7)
                                })
                                .collect(),
                        })
                        .collect(),
                },
                alt: "Heat map".into(),
                caption: vec![],
            },
            heading(2, "Bars", "bars"),
            Block::Figure {
                chart: Chart::Bars(vec![
                    Bar {
                        label: "2006".into(),
                        value: Some(146.0),
                        text: "146".into(),
                        differs: false,
                    },
                    Bar {
                        label: "2023".into(),
                        value: Some(154.0),
                        text: "152 or 154".into(),
                        differs: true,
                    },
                    Bar {
                        label: "2030".into(),
                        value: None,
                        text: "not stated".into(),
                        differs: false,
                    },
                ]),
                alt: "Bars".into(),
                caption: vec![],
            },
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
            Block::PageBreak,
            heading(2, "שלום مرحبا العالم", "rtl"),
            Block::Paragraph {
                spans: vec![Span::plain(
                    "Hebrew שלום עולם and Arabic مرحبا بالعالم, e\u{301}, ﬁ, ↑ ● ◆, 汉字。",
                )],
                style: ParagraphStyle::Small,
            },
            heading(2, "Source notes", "notes"),
            Block::Notes,
        ],
        9,
    )
}

#[test]
fn everything_is_set_and_carries_its_attachment() {
    let bytes = typeset(&everything(), &document(Some(("x.canonical.txt", b"hello")))).unwrap();
    let again = typeset(&everything(), &document(Some(("x.canonical.txt", b"hello")))).unwrap();
    assert!(bytes == again, "two runs differ");
    assert_eq!(finish::extract(&bytes).unwrap().as_deref(), Some(b"hello".as_slice()));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/rapporteur-pdf-everything.pdf");
    std::fs::write(path, bytes).unwrap();
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
        Err(Error::Glyph { character: '\u{13000}', text }) => assert!(text.contains("before")),
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
