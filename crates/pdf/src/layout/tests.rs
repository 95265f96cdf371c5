//! Tests of lines and pages.

use super::{
    lay_out,
    lines::{Line, Segment, Text, set},
    page::{Item, Kid},
    theme::{BODY, CELL, Paper, TOP},
};
use crate::{
    Page,
    block::{
        Block, Brief, Chart, Column, Lane, Mark, Note, ParagraphStyle, Row, Span, Style, Table,
    },
    fonts::{Cut, Fonts, Shaped, Shaper},
};

#[test]
fn lines_keep_to_their_width() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let long = "antidisestablishmentarianism/".repeat(9);
    let spans = [
        Span::plain("The representation of the delegation "),
        Span::new(long, Style::Bold),
        Span::plain(" was considered notwithstanding reservations 罗艳华罗艳华罗艳华罗艳华 there."),
        Span::note(12),
        Span::note(13),
    ];
    for kind in [BODY, CELL] {
        for width in [30.0, 60.0, 90.0, 200.0, 400.0] {
            let text = set(&shaper, &spans, kind, width).unwrap();
            for line in &text.lines {
                assert!(line.width <= width + 0.1, "{} > {width}", line.width);
            }
        }
    }
}

#[test]
fn a_note_number_does_not_begin_a_line() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    for words in 1..60 {
        let text = format!("{}said", "it is ".repeat(words));
        let spans = [Span::plain(text), Span::note(123)];
        let text = set(&shaper, &spans, BODY, 200.0).unwrap();
        for line in &text.lines {
            assert!(line.segments.first().is_none_or(|segment| segment.span == 0));
        }
    }
}

#[test]
fn what_is_drawn_stands_on_its_page() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let typeset = lay_out(crate::tests::everything(), &shaper, Page::A4).unwrap();
    let paper = Paper::of(Page::A4);
    for (n, page) in typeset.canvas.pages.iter().enumerate() {
        for chunk in page.chunks().filter(|chunk| chunk.element.is_some()) {
            for item in chunk.items {
                let Item::Text { shaped, x, y, size, .. } = item else { continue };
                let right = x + shaped.width * size;
                let at = format!("page {}: {x} to {right}, {y}", n + 1);
                assert!(*x >= paper.margin() - 0.1 && right <= paper.right() + 4.0, "{at}");
                assert!(*y > TOP && *y < paper.bottom() + 1.0, "{at}");
            }
        }
    }
}

#[test]
fn every_content_has_one_element_and_every_page_its_numbers() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let typeset = lay_out(crate::tests::everything(), &shaper, Page::A4).unwrap();
    let canvas = typeset.canvas;
    let mut found = vec![Vec::new(); canvas.pages.len()];
    let mut links = vec![Vec::new(); canvas.pages.len()];
    for element in &canvas.tree.elements {
        for kid in canvas.tree.kids(element) {
            match kid {
                Kid::Content { page, mcid } => found[page as usize].push(mcid as usize),
                Kid::Link { page, index } => links[page as usize].push(index as usize),
                Kid::Element(_) => {}
            }
        }
    }
    for (n, page) in canvas.pages.iter().enumerate() {
        let owned = page.chunks().filter(|chunk| chunk.element.is_some()).count();
        found[n].sort_unstable();
        links[n].sort_unstable();
        assert_eq!(found[n], (0..owned).collect::<Vec<_>>(), "page {}", n + 1);
        assert_eq!(links[n], (0..page.links.len()).collect::<Vec<_>>(), "page {}", n + 1);
    }
}

#[test]
fn no_heading_is_the_last_on_its_page() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let typeset = lay_out(crate::tests::everything(), &shaper, Page::A4).unwrap();
    for (n, page) in typeset.canvas.pages.iter().enumerate() {
        let last = page.chunks().filter_map(|chunk| chunk.element).next_back();
        let tag = last
            .and_then(|id| typeset.canvas.tree.elements.get(id.at()))
            .map(|element| element.tag);
        assert!(!tag.is_some_and(|tag| tag.starts_with('H')), "page {}", n + 1);
    }
}

/// Sets a text as one span, in lines of a width.
fn lines_of(shaper: &Shaper<'_>, text: &str, width: f32) -> Text {
    set(shaper, &[Span::plain(text)], BODY, width).unwrap()
}

/// What a line shows from left to right, each segment by what its glyphs stand for.
fn seen(shaper: &Shaper<'_>, line: &Line) -> String {
    let texts = shaper.texts();
    let mut segments: Vec<&Segment> = line.segments.iter().collect();
    segments.sort_by(|a, b| a.x.total_cmp(&b.x));
    segments
        .iter()
        .flat_map(|segment| &segment.shaped.runs)
        .flat_map(|run| run.glyphs.iter().map(|glyph| texts[&(run.face, glyph.id)].to_string()))
        .collect()
}

#[test]
fn words_from_right_to_left_are_put_in_order_line_by_line() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    for (text, drawn) in [
        ("The word שלום עולם is Hebrew", "The word םלוע םולש is Hebrew"),
        ("שלום (עולם) 123 abc", "abc 123 (םלוע) םולש"),
        ("a [אב] b", "a [בא] b"),
        ("no turn, 12 (3)", "no turn, 12 (3)"),
    ] {
        let text = lines_of(&shaper, text, 400.0);
        assert_eq!(seen(&shaper, &text.lines[0]), drawn);
    }
    // Over two lines the first words stand on the first.
    let text = lines_of(&shaper, "אבג דהו זחט יכל", 60.0);
    let drawn: Vec<String> = text.lines.iter().map(|line| seen(&shaper, line)).collect();
    assert!(text.lines.len() > 1 && drawn[0].trim().ends_with("גבא"), "{drawn:?}");
    assert!(drawn.last().is_some_and(|line| line.starts_with("לכי")), "{drawn:?}");
}

#[test]
fn a_text_from_right_to_left_stands_at_the_right() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let text = lines_of(&shaper, "مرحبا بالعالم", 300.0);
    assert!(text.rtl && text.turned == ["مرحبا بالعالم"]);
    let ends = text.lines[0].segments.iter().map(|segment| segment.x + segment.width());
    assert!((ends.fold(0.0, f32::max) - 300.0).abs() < 0.1);
    let text = lines_of(&shaper, "in مرحبا بالعالم", 300.0);
    assert!(!text.rtl && text.turned == ["مرحبا بالعالم"]);
}

#[test]
fn a_note_number_follows_its_word_in_every_direction() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let spans = [Span::plain("He said שלום"), Span::note(12), Span::plain(" and left")];
    let text = set(&shaper, &spans, BODY, 400.0).unwrap();
    assert_eq!(seen(&shaper, &text.lines[0]), "He said םולש12 and left");
    // What is no letter from right to left is not said again.
    assert_eq!(text.turned, ["שלום"]);
}

#[test]
fn letters_join_and_marks_keep_to_them() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    // Arabic letters take the form of their place: three times the same letter, three glyphs.
    let run = shaper.shape(Cut::Regular, "ببب").unwrap();
    let glyphs: Vec<u16> = run.runs.iter().flat_map(|run| &run.glyphs).map(|g| g.id).collect();
    assert!(glyphs.len() == 3 && glyphs[0] != glyphs[1] && glyphs[1] != glyphs[2], "{glyphs:?}");
    // A joiner that is not to be seen takes no room, and parts the letters.
    let parted = shaper.shape(Cut::Regular, "ب\u{200c}ب").unwrap();
    let joined = shaper.shape(Cut::Regular, "بب").unwrap();
    let count = |shaped: &Shaped| shaped.runs.iter().map(|run| run.glyphs.len()).sum::<usize>();
    assert_eq!((count(&parted), count(&joined)), (2, 2));
    assert!((parted.width - joined.width).abs() > 0.01);
    // A mark stands over its letter, in one face with it.
    let accent = shaper.shape(Cut::Regular, "x\u{301}").unwrap();
    assert!(accent.runs.len() == 1 && accent.width < 0.7, "{accent:?}");
    // Kerning is on.
    let pair = shaper.shape(Cut::Regular, "AV").unwrap();
    let apart = ["A", "V"].map(|text| shaper.shape(Cut::Regular, text).unwrap().width);
    assert!(pair.width < apart[0] + apart[1] - 0.01);
}

#[test]
fn mixed_scripts_each_have_their_face() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let text = "Latin ẞ Ελληνικά Кириллица עברית العربية 中文，字 հայերեն ქართული";
    let shaped = shaper.shape(Cut::Regular, text).unwrap();
    assert!(shaper.missing().is_empty(), "{:?}", shaper.missing());
    assert!(shaped.runs.iter().flat_map(|run| &run.glyphs).all(|glyph| glyph.id != 0));
    let faces: std::collections::BTreeSet<String> =
        shaped.runs.iter().map(|run| fonts.name(run.face)).collect();
    let faces: Vec<&str> = faces.iter().map(String::as_str).collect();
    assert_eq!(faces, ["DejaVuSans", "NotoSans", "NotoSansCJKsc-Regular"]);
}

#[test]
fn every_missing_character_is_named_with_its_text() {
    let fonts = Fonts::load(&[], false).unwrap();
    let mut brief = crate::tests::everything();
    let paragraph = |text: &str| Block::Paragraph {
        spans: vec![Span::plain(text)],
        style: ParagraphStyle::Body,
    };
    brief.blocks.push(paragraph(&format!(
        "{}ཀ in the middle {}",
        "far ".repeat(30),
        "off ".repeat(30)
    )));
    brief.blocks.push(paragraph("한 한 and 한"));
    brief.head.0.push('\u{1f9d1}');
    let shaper = Shaper::new(&fonts);
    lay_out(brief, &shaper, Page::A4).unwrap();
    let missing = shaper.missing();
    let found: Vec<(char, &str)> = missing.iter().map(|m| (m.character, m.text.as_str())).collect();
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[0].0, 'ཀ');
    assert!(found[0].1.starts_with('…') && found[0].1.contains("ཀ in the middle"), "{found:?}");
    assert_eq!(found[1], ('한', "한 한 and 한"));
    assert_eq!(found[2].0, '\u{1f9d1}');
}

/// A brief of one table.
fn one_table(rows: usize, lines: impl Fn(usize) -> usize) -> Brief {
    let column = |title: &str, weight| Column { title: title.into(), weight, numeric: false };
    let cell =
        |n: usize| Span::plain(format!("row {n}. {}", "words that fill a line. ".repeat(lines(n))));
    let table = Table {
        caption: "A table".into(),
        columns: vec![column("One", 1.0), column("Two", 3.0)],
        rows: (0..rows)
            .map(|n| vec![vec![Span::plain(n.to_string())], vec![cell(n)]].into())
            .collect(),
    };
    Brief { blocks: vec![Block::Table(table)], notes: vec![], ..crate::tests::everything() }
}

/// The rows that begin on each page.
fn rows_by_page(typeset: &crate::layout::Typeset) -> Vec<usize> {
    let tree = &typeset.canvas.tree.elements;
    let mut begun = std::collections::BTreeSet::new();
    let count = |page: &crate::layout::page::Page| {
        let cells = page.chunks().filter_map(|chunk| tree.get(chunk.element?.at()));
        let rows = cells.filter(|cell| cell.tag == "TD").filter_map(|cell| cell.parent);
        rows.filter(|row| begun.insert(*row)).count()
    };
    typeset.canvas.pages.iter().map(count).collect()
}

#[test]
fn no_row_stands_alone_and_every_page_has_the_head() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    for page in [Page::A4, Page::Letter] {
        for rows in 30..110 {
            let typeset = lay_out(one_table(rows, |n| n % 3), &shaper, page).unwrap();
            let each = rows_by_page(&typeset);
            assert_eq!(each.iter().sum::<usize>(), rows);
            assert!(each.iter().all(|rows| *rows > 1), "{page:?}, {rows} rows: {each:?}");
        }
    }
}

#[test]
fn a_thousand_rows_have_their_head_on_every_page() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let typeset = lay_out(one_table(1000, |n| n % 5), &shaper, Page::A4).unwrap();
    assert!(typeset.canvas.pages.len() > 20);
    let head = shaper.shape(Cut::Bold, "Two").unwrap();
    for (n, page) in typeset.canvas.pages.iter().enumerate() {
        let heads = page.items().iter().filter(
            |item| matches!(item, Item::Text { shaped, .. } if std::rc::Rc::ptr_eq(shaped, &head)),
        );
        assert_eq!(heads.count(), 1, "page {}", n + 1);
    }
    // In the tree it stands once.
    let heads = typeset.canvas.tree.elements.iter().filter(|element| element.tag == "TH").count();
    assert_eq!(heads, 2);
}

#[test]
fn a_row_is_broken_only_when_it_is_high() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let long = Paper::of(Page::A4).text_height() * 0.15;
    for (words, high) in [(14, false), (400, true)] {
        let brief = one_table(12, |n| if n % 2 == 1 { words } else { 1 });
        let typeset = lay_out(brief, &shaper, Page::A4).unwrap();
        let pages_of = |element: &crate::layout::page::Element| {
            let kids = typeset.canvas.tree.kids(element);
            let mut pages: Vec<u32> = kids
                .filter_map(
                    |kid| if let Kid::Content { page, .. } = kid { Some(page) } else { None },
                )
                .collect();
            pages.dedup();
            pages.len()
        };
        let cells = typeset.canvas.tree.elements.iter().filter(|element| element.tag == "TD");
        let broken = cells.filter(|cell| pages_of(cell) > 1).count();
        assert_eq!(broken > 0, high, "{words} words: {broken} cells are broken");
        let height =
            set(&shaper, &[Span::plain("words that fill a line. ".repeat(words))], CELL, 352.0);
        assert_eq!(height.unwrap().height() > long, high);
    }
}

#[test]
fn no_line_of_a_paragraph_stands_alone() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let paragraph = |n: usize| Block::Paragraph {
        spans: vec![Span::plain("A sentence of some words that goes on. ".repeat(n))],
        style: ParagraphStyle::Body,
    };
    for first in 1..24 {
        let blocks = (0..40).map(|n| paragraph((n * 7 + first) % 16 + 1)).collect();
        let brief = Brief { blocks, notes: vec![], ..crate::tests::everything() };
        let typeset = lay_out(brief, &shaper, Page::Letter).unwrap();
        let pages = &typeset.canvas.pages;
        for element in typeset.canvas.tree.elements.iter().filter(|element| element.tag == "P") {
            let mut lines = Vec::new();
            for kid in typeset.canvas.tree.kids(element) {
                let Kid::Content { page, mcid } = kid else { continue };
                let own = pages[page as usize].chunks().filter(|chunk| chunk.element.is_some());
                let mut feet: Vec<f32> = own
                    .clone()
                    .nth(mcid as usize)
                    .unwrap()
                    .items
                    .iter()
                    .filter_map(
                        |item| if let Item::Text { y, .. } = item { Some(*y) } else { None },
                    )
                    .collect();
                feet.dedup();
                lines.push(feet.len());
            }
            assert!(lines.len() < 2 || lines.iter().all(|lines| *lines > 1), "{lines:?}");
        }
    }
}

#[test]
fn a_page_of_letter_holds_what_is_drawn_on_it() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let typeset = lay_out(crate::tests::everything(), &shaper, Page::Letter).unwrap();
    let paper = typeset.canvas.paper;
    assert!((paper.width - 612.0).abs() < 0.1 && (paper.height - 792.0).abs() < 0.1);
    for page in &typeset.canvas.pages {
        for item in page.items() {
            let Item::Text { shaped, x, y, size, .. } = item else { continue };
            assert!(*x > 50.0 && x + shaped.width * size < 612.0 - 50.0 && *y < 792.0 - 30.0);
        }
    }
}

#[test]
fn what_is_said_again_leaves_room_for_what_goes_on() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    for (name, group) in [("a long name ", "a group "), ("长", "组"), ("x", "יש")] {
        let mut brief = one_table(3, |_| 1200);
        let Some(Block::Table(table)) = brief.blocks.first_mut() else { panic!() };
        table.rows[1].cells[0] = vec![Span::plain(name.repeat(400))];
        table.rows.insert(0, crate::block::Row::head(vec![Span::plain(group.repeat(3000))]));
        table.columns[0].title = "A long title of a column. ".repeat(60);
        let typeset = lay_out(brief, &shaper, Page::A4).unwrap();
        // Of text there is as much as fills 20 pages.
        let pages = typeset.canvas.pages.len();
        assert!((15..26).contains(&pages), "{name}: {pages} pages");
    }
}

#[test]
fn a_narrow_column_grows_rather_than_break_a_word() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let column = |title: &str, weight| Column { title: title.into(), weight, numeric: false };
    let cell = |text: &str| vec![Span::plain(text)];
    let table = Table {
        caption: String::new(),
        columns: vec![column("Kind", 1.0), column("What", 9.0)],
        rows: vec![vec![cell("Characterisation"), cell(&"words of a row. ".repeat(30))].into()],
    };
    let brief =
        Brief { blocks: vec![Block::Table(table)], notes: vec![], ..crate::tests::everything() };
    let typeset = lay_out(brief, &shaper, Page::A4).unwrap();
    let texts = shaper.texts();
    let drawn = |word: &str| {
        typeset.canvas.pages.iter().flat_map(|page| page.items()).any(|item| match item {
            Item::Text { shaped, .. } => {
                let glyphs = shaped.runs.iter().flat_map(|run| {
                    run.glyphs.iter().map(|glyph| texts[&(run.face, glyph.id)].to_string())
                });
                glyphs.collect::<String>() == word
            }
            _ => false,
        })
    };
    assert!(drawn("Characterisation"));
}

#[test]
fn a_row_of_note_numbers_is_broken_between_them_only() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let mut spans = vec![Span::plain("said")];
    spans.extend((100..117).map(Span::note));
    for width in [24.0, 31.0, 40.0, 55.0] {
        let text = set(&shaper, &spans, CELL, width).unwrap();
        for line in &text.lines {
            let seen = seen(&shaper, line);
            let numbers = seen.trim_start_matches("said").split([',', ' ', '\u{a0}']);
            for number in numbers.filter(|number| !number.is_empty()) {
                assert_eq!(number.len(), 3, "{seen:?} at {width}");
            }
            assert!(!seen.starts_with(','), "{seen:?} at {width}");
        }
    }
}

#[test]
fn a_head_of_rows_stays_with_the_first_and_is_said_again() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let continued = shaper.shape(Cut::Regular, "(continued)").unwrap();
    let mut again = 0;
    for lines in 1..12 {
        let mut brief = one_table(0, |_| 0);
        let Some(Block::Table(table)) = brief.blocks.first_mut() else { panic!("no table") };
        for group in 0..12 {
            table.rows.push(Row::head(vec![Span::plain(format!("Group {group}"))]));
            for row in 0..lines {
                let cell = Span::plain(format!("Row {row}. {}", "words of a line ".repeat(row)));
                table.rows.push(vec![vec![Span::plain("1")], vec![cell]].into());
            }
        }
        let typeset = lay_out(brief, &shaper, Page::A4).unwrap();
        let tree = &typeset.canvas.tree.elements;
        for (n, page) in typeset.canvas.pages.iter().enumerate() {
            let mut owned = page.chunks().filter_map(|chunk| tree.get(chunk.element?.at()));
            let last = owned.rfind(|cell| cell.tag != "Caption").unwrap();
            assert_eq!(last.tag, "TD", "{lines} rows a group: page {}", n + 1);
            let items = page.items().iter();
            let same = |item: &&Item| matches!(item, Item::Text { shaped, .. } if std::rc::Rc::ptr_eq(shaped, &continued));
            again += items.filter(same).count();
        }
        let across = tree.iter().filter_map(|element| element.more.as_ref()?.across);
        assert_eq!(across.collect::<Vec<_>>(), [2; 12]);
    }
    assert!(again > 5, "{again}");
}

#[test]
fn notes_stand_in_two_columns_of_one_height() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    for number in [1, 2, 7, 90, 400] {
        let note = |n: usize| Note {
            over: if n.is_multiple_of(5) { vec![vec![Span::plain("A heading")]] } else { vec![] },
            spans: vec![Span::plain(format!("Note {n} {}", "says something more ".repeat(n % 7)))],
        };
        let brief = Brief {
            blocks: vec![Block::Notes],
            notes: (0..number).map(note).collect(),
            ..crate::tests::everything()
        };
        let typeset = lay_out(brief, &shaper, Page::A4).unwrap();
        assert_eq!(typeset.places.notes.len(), number);
        // Each begins under the one before, or at the top of another column.
        let places: Vec<_> = typeset.places.notes.values().collect();
        let tops = places.windows(2).filter(|pair| pair[1].y <= pair[0].y).count();
        let pages = typeset.canvas.pages.len();
        assert!(tops < pages * 2 && (number == 1 || tops >= pages), "{number}: {tops}, {pages}");
        // The feet of the last page.
        let page = typeset.canvas.pages.last().unwrap();
        let middle = typeset.canvas.paper.width / 2.0;
        let (mut left, mut right): (f32, f32) = (0.0, 0.0);
        for item in page.chunks().filter(|c| c.element.is_some()).flat_map(|c| c.items) {
            if let Item::Text { x, y, .. } = item {
                let foot = if *x < middle { &mut left } else { &mut right };
                *foot = foot.max(*y);
            }
        }
        assert!(number == 1 || (left - right).abs() < 70.0, "{number}: {left}, {right}");
    }
}

#[test]
fn a_last_page_with_a_few_lines_is_pulled_back() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let pages = |n: usize| {
        let paragraph = Block::Paragraph {
            spans: vec![Span::plain("A sentence of some words that goes on. ".repeat(4))],
            style: ParagraphStyle::Body,
        };
        let blocks = vec![paragraph; n];
        let brief = Brief { blocks, notes: vec![], ..crate::tests::everything() };
        let typeset = lay_out(brief, &shaper, Page::A4).unwrap();
        let page = typeset.canvas.pages.last().unwrap();
        let lines = page.chunks().filter(|chunk| chunk.element.is_some()).count();
        (typeset.canvas.pages.len(), lines)
    };
    let mut before = 1;
    for n in 5..60 {
        let (all, lines) = pages(n);
        assert!(
            all >= before && (all == before || lines > 1),
            "{n}: {all} pages, {lines} on the last"
        );
        before = all;
    }
    assert!(before > 2);
}

#[test]
fn what_leads_into_a_section_stays_with_its_first_part() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let text = |text: &str| Span::plain(text.to_owned());
    let words = |n: usize| text(&"A sentence of some words that goes on. ".repeat(n));
    let paragraph = |n: usize, style| Block::Paragraph { spans: vec![words(n)], style };
    let heading = |level, id: &str| Block::Heading { level, text: id.into(), id: id.into() };
    for n in 1..40 {
        let mut blocks = vec![paragraph(4, ParagraphStyle::Body); n];
        blocks.push(heading(2, "section"));
        blocks.push(paragraph(14, ParagraphStyle::Small));
        blocks.push(heading(3, "part"));
        blocks.push(paragraph(1, ParagraphStyle::Small));
        blocks.push(Block::Entries(vec![(text("o"), vec![words(3)]); 3]));
        let brief = Brief { blocks, notes: vec![], ..crate::tests::everything() };
        let typeset = lay_out(brief, &shaper, Page::A4).unwrap();
        let page = |id: &str| typeset.places.headings[id].page;
        assert_eq!(page("section"), page("part"), "after {n} paragraphs");
    }
}

#[test]
fn a_name_is_not_broken_where_a_line_of_its_own_holds_it() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let spans = [Span::plain("Foreign Ministry\u{a0}2019"), Span::note(20), Span::plain("; and")];
    let width = set(&shaper, &[Span::plain("Ministry\u{a0}2019")], CELL, 400.0).unwrap();
    let width = width.lines.first().unwrap().width;
    for more in [0.5, 3.0, 6.0, 12.0, 30.0] {
        let text = set(&shaper, &spans, CELL, width + more).unwrap();
        let lines: Vec<String> = text.lines.iter().map(|line| seen(&shaper, line)).collect();
        let whole = lines.iter().any(|line| line.replace('\u{a0}', " ").contains("Ministry 2019"));
        // The year goes with the number of the note, where both together have no room.
        assert!(whole || more < 12.0, "{lines:?} at {more}");
        assert!(lines.iter().any(|line| line.contains("201920")), "{lines:?} at {more}");
        assert!(!lines.iter().any(|line| line.starts_with(';')), "{lines:?} at {more}");
    }
}

#[test]
fn contents_of_two_columns_stand_on_one_page() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let words = |n: usize| Span::plain("A sentence of some words that goes on. ".repeat(n));
    let heading =
        |text: &str, id: &str| Block::Heading { level: 2, text: text.into(), id: id.into() };
    for n in 1..40 {
        let body = Block::Paragraph { spans: vec![words(4)], style: ParagraphStyle::Body };
        let mut blocks = vec![body; n];
        blocks.push(heading("Contents", "contents"));
        blocks.push(Block::Contents);
        for part in 0..9 {
            let long = "A title that has no room in one line of a column of two";
            let title = if part % 2 == 0 { long } else { "Short" };
            blocks.push(heading(title, &format!("part-{part}")));
            let spans = vec![words(3)];
            blocks.push(Block::Paragraph { spans, style: ParagraphStyle::Small });
        }
        let brief = Brief { blocks, notes: vec![], ..crate::tests::everything() };
        let typeset = lay_out(brief, &shaper, Page::A4).unwrap();
        let leads =
            |link: &super::page::Annotation| matches!(link.target, crate::block::Link::Heading(_));
        let pages = typeset.canvas.pages.iter().enumerate();
        let pages: Vec<usize> =
            pages.filter(|(_, page)| page.links.iter().any(leads)).map(|(page, _)| page).collect();
        assert_eq!(pages, [typeset.places.headings["contents"].page], "after {n} paragraphs");
    }
}

#[test]
fn a_drawing_that_nearly_fits_is_made_lower() {
    let fonts = Fonts::load(&[], false).unwrap();
    let shaper = Shaper::new(&fonts);
    let lane = |n: usize| Lane {
        label: format!("Lane {n}"),
        marks: vec![(2001.5, Mark::OneSource)],
        spans: Vec::new(),
    };
    let heights: Vec<f32> = (0..60)
        .map(|lines| {
            let mut blocks =
                vec![Block::Heading { level: 2, text: "Before".into(), id: "a".into() }];
            blocks.extend((0..lines).map(|n| Block::Paragraph {
                spans: vec![Span::plain(format!("Line {n}."))],
                style: ParagraphStyle::Small,
            }));
            blocks.push(Block::Figure {
                chart: Chart::Timeline { from: 2000, to: 2010, lanes: (0..12).map(lane).collect() },
                alt: "Twelve lanes".into(),
                caption: Vec::new(),
            });
            let brief = Brief { blocks, ..one_table(1, |_| 1) };
            let typeset = lay_out(brief, &shaper, Page::A4).unwrap();
            let marks = |page: &crate::layout::page::Page| -> Vec<f32> {
                let items = page.chunks().filter(|chunk| chunk.element.is_some());
                let ys = items.flat_map(|chunk| chunk.items).filter_map(|item| match item {
                    Item::Polygon { points, .. } => points.first().map(|point| point.1),
                    Item::Dot { y, .. } => Some(*y),
                    _ => None,
                });
                ys.collect()
            };
            let pages: Vec<Vec<f32>> = typeset.canvas.pages.iter().map(marks).collect();
            // It is never parted.
            let with: Vec<&Vec<f32>> = pages.iter().filter(|marks| !marks.is_empty()).collect();
            assert_eq!(with.len(), 1, "{lines} lines before it");
            let ys = || with.iter().flat_map(|marks| marks.iter().copied());
            let (low, high) =
                (ys().fold(f32::INFINITY, f32::min), ys().fold(f32::NEG_INFINITY, f32::max));
            // A page that is pulled back has a little more room.
            assert!(high < Paper::of(Page::A4).bottom() + 14.0, "{lines}: {low} to {high}");
            high - low
        })
        .collect();
    let natural = heights.first().copied().unwrap_or_default();
    assert!(heights.iter().all(|height| *height <= natural + 0.1 && *height > natural * 0.9));
    assert!(heights.iter().any(|height| *height < natural - 1.0), "{heights:?}");
}
