//! Tests of lines and pages.

use super::{
    lay_out,
    lines::set,
    page::{Item, Kid},
    theme::{BODY, BOTTOM, CELL, MARGIN, PAGE_WIDTH, TOP},
};
use crate::{
    block::{Span, Style},
    fonts::{Fonts, Shaper},
};

#[test]
fn lines_keep_to_their_width() {
    let fonts = Fonts::load().unwrap();
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
    let fonts = Fonts::load().unwrap();
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
    let fonts = Fonts::load().unwrap();
    let shaper = Shaper::new(&fonts);
    let typeset = lay_out(&crate::tests::everything(), &shaper).unwrap();
    for (n, page) in typeset.canvas.pages.iter().enumerate() {
        for chunk in page.chunks.iter().filter(|chunk| chunk.element.is_some()) {
            for item in &chunk.items {
                let Item::Text { shaped, x, y, size, .. } = item else { continue };
                let right = x + shaped.width * size;
                let at = format!("page {}: {x} to {right}, {y}", n + 1);
                assert!(*x >= MARGIN - 0.1 && right <= PAGE_WIDTH - MARGIN + 4.0, "{at}");
                assert!(*y > TOP && *y < BOTTOM + 1.0, "{at}");
            }
        }
    }
}

#[test]
fn every_content_has_one_element_and_every_page_its_numbers() {
    let fonts = Fonts::load().unwrap();
    let shaper = Shaper::new(&fonts);
    let typeset = lay_out(&crate::tests::everything(), &shaper).unwrap();
    let canvas = typeset.canvas;
    let mut found = vec![Vec::new(); canvas.pages.len()];
    let mut links = vec![Vec::new(); canvas.pages.len()];
    for element in &canvas.tree.0 {
        for kid in &element.kids {
            match kid {
                Kid::Content { page, mcid } => found[*page].push(*mcid),
                Kid::Link { page, index } => links[*page].push(*index),
                Kid::Element(_) => {}
            }
        }
    }
    for (n, page) in canvas.pages.iter().enumerate() {
        let owned = page.chunks.iter().filter(|chunk| chunk.element.is_some()).count();
        found[n].sort_unstable();
        links[n].sort_unstable();
        assert_eq!(found[n], (0..owned).collect::<Vec<_>>(), "page {}", n + 1);
        assert_eq!(links[n], (0..page.links.len()).collect::<Vec<_>>(), "page {}", n + 1);
    }
}

#[test]
fn no_heading_is_the_last_on_its_page() {
    let fonts = Fonts::load().unwrap();
    let shaper = Shaper::new(&fonts);
    let typeset = lay_out(&crate::tests::everything(), &shaper).unwrap();
    for (n, page) in typeset.canvas.pages.iter().enumerate() {
        let last = page.chunks.iter().filter_map(|chunk| chunk.element).next_back();
        let tag = last.and_then(|id| typeset.canvas.tree.0.get(id.0)).map(|element| element.tag);
        assert!(!tag.is_some_and(|tag| tag.starts_with('H')), "page {}", n + 1);
    }
}
