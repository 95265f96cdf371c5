//! Measures and colours.

use crate::{Page, block::Style, fonts::Cut};

/// A page, in points. The text is as wide on each of them, so that a line that fits on
/// one fits on the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paper {
    pub(crate) width: f32,
    pub(crate) height: f32,
}

impl Paper {
    pub(crate) fn of(page: Page) -> Self {
        match page {
            Page::A4 => Self { width: 595.28, height: 841.89 },
            Page::Letter => Self { width: 612.0, height: 792.0 },
        }
    }

    /// Left and right.
    pub(crate) fn margin(self) -> f32 {
        (self.width - MEASURE) / 2.0
    }

    /// Where the text ends on the right.
    pub(crate) fn right(self) -> f32 {
        self.width - self.margin()
    }

    /// Where the text ends, from the top.
    pub(crate) fn bottom(self) -> f32 {
        self.height - 62.89
    }

    /// The height of the text.
    pub(crate) fn text_height(self) -> f32 {
        self.bottom() - TOP
    }
}

/// Where text begins, from the top.
pub(crate) const TOP: f32 = 72.0;
/// The width of the text.
pub(crate) const MEASURE: f32 = 481.88;

/// How far the text of a point of a list stands in.
pub(crate) const INDENT: f32 = 14.0;

/// A colour of the screen: red, green and blue, a byte each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(u32);

impl Colour {
    /// Red, green and blue, 0 to 1.
    pub(crate) fn parts(self) -> [f32; 3] {
        let [_, red, green, blue] = self.0.to_be_bytes();
        [red, green, blue].map(|part| f32::from(part) / 255.0)
    }
}

const fn rgb(hex: u32) -> Colour {
    Colour(hex)
}

pub(crate) const INK: Colour = rgb(0x1a_1a1a);
pub(crate) const BLUE: Colour = rgb(0x00_558c);
pub(crate) const RUST: Colour = rgb(0x9a_3412);
pub(crate) const TEAL: Colour = rgb(0x0f_6b5c);
pub(crate) const MUTED: Colour = rgb(0x55_606b);
pub(crate) const RULE: Colour = rgb(0xc9_d1d9);
pub(crate) const TINT: Colour = rgb(0xee_f3f7);
/// Behind the head of a group of rows.
pub(crate) const PALE: Colour = rgb(0xf6_f8fa);
pub(crate) const WHITE: Colour = rgb(0xff_ffff);
/// Five blues, from none to most.
pub(crate) const RAMP: [Colour; 5] =
    [rgb(0xee_f3f7), rgb(0xc5_dcec), rgb(0x8f_bbd9), rgb(0x1f_6fa5), rgb(0x00_3a66)];

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type {
    pub(crate) cut: Cut,
    pub(crate) size: f32,
    /// From baseline to baseline.
    pub(crate) leading: f32,
    pub(crate) colour: Colour,
    /// Whether long words may be broken.
    pub(crate) hyphens: bool,
}

const fn plain(size: f32, leading: f32) -> Type {
    Type { cut: Cut::Regular, size, leading, colour: INK, hyphens: false }
}

pub(crate) const BODY: Type = Type { hyphens: true, ..plain(11.0, 15.5) };
pub(crate) const CONTENTS: Type = plain(9.5, 13.0);
pub(crate) const SMALL: Type = plain(9.0, 12.5);
pub(crate) const CELL: Type = plain(9.0, 12.0);
pub(crate) const HEAD_CELL: Type = Type { cut: Cut::Bold, colour: BLUE, ..plain(9.0, 12.0) };
pub(crate) const CAPTION: Type = plain(9.0, 12.5);
pub(crate) const FIGURE_CAPTION: Type = Type { colour: MUTED, ..plain(9.0, 12.5) };
pub(crate) const NOTE: Type = plain(9.0, 12.0);
pub(crate) const RUNNING: Type = Type { colour: MUTED, ..plain(8.5, 11.0) };
pub(crate) const KICKER: Type = Type { cut: Cut::Bold, colour: BLUE, ..plain(9.0, 12.0) };
pub(crate) const TITLE: Type = Type { cut: Cut::Heading, ..plain(26.0, 31.0) };
pub(crate) const STANDFIRST: Type = Type { colour: MUTED, ..plain(12.0, 17.0) };
pub(crate) const FIGURE_VALUE: Type = Type { cut: Cut::Heading, colour: BLUE, ..plain(22.0, 25.0) };
pub(crate) const FIGURE_LABEL: Type = plain(8.5, 11.0);
pub(crate) const SECTION: Type = Type { cut: Cut::Heading, colour: BLUE, ..plain(16.0, 20.0) };
pub(crate) const PART: Type = Type { cut: Cut::Bold, ..plain(11.5, 15.0) };
pub(crate) const CHART: Type = plain(8.5, 11.0);

/// The size of a note number, and how far it is raised, in parts of the text's size.
pub(crate) const NOTE_NUMBER: (f32, f32) = (0.68, 0.34);

/// The cut and colour of a style in a text.
pub(crate) fn styled(kind: &Type, style: Style, linked: bool) -> (Cut, Colour) {
    let (cut, colour) = match style {
        Style::Regular => (kind.cut, kind.colour),
        Style::Bold => {
            (if kind.cut == Cut::Heading { Cut::Heading } else { Cut::Bold }, kind.colour)
        }
        Style::Italic => (Cut::Italic, kind.colour),
        Style::Muted => (kind.cut, MUTED),
        Style::Differs => (Cut::Bold, RUST),
        Style::NoteNumber => (Cut::Regular, BLUE),
    };
    (cut, if linked && style != Style::Differs { BLUE } else { colour })
}

/// A number of things as a length.
#[expect(clippy::cast_precision_loss, reason = "numbers of lines, cells and years are small")]
pub(crate) fn count(n: usize) -> f32 {
    n as f32
}
