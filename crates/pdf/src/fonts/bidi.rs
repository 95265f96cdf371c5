//! Directions: which parts of a text run from right to left (Unicode Standard Annex 9).

use std::ops::Range;

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// The embedding levels of a text.
#[derive(Debug, Clone)]
pub(crate) struct Levels {
    /// One for each byte.
    levels: Vec<Level>,
    /// The level of the paragraph.
    pub(crate) base: Level,
}

impl Levels {
    /// The level at a byte.
    pub(crate) fn at(&self, byte: usize) -> Level {
        self.levels.get(byte).copied().unwrap_or(self.base)
    }

    /// A part of the text in stretches of one level.
    pub(crate) fn stretches(&self, part: Range<usize>) -> Vec<(Range<usize>, Level)> {
        let mut out: Vec<(Range<usize>, Level)> = Vec::new();
        for at in part {
            let level = self.at(at);
            match out.last_mut() {
                Some((range, last)) if *last == level => range.end = at + 1,
                _ => out.push((at..at + 1, level)),
            }
        }
        out
    }
}

/// The levels of a text that holds anything from right to left; `None` for one that
/// runs from left to right throughout.
///
/// `apart` are parts that stand for themselves: numbers of notes, words of another
/// language. Their direction neither follows from what stands round them nor tells it.
///
/// The first letter gives the direction of the whole (rules P2 and P3), unless it is one from
/// right to left and most of the others are not: a sentence that begins with a name in another
/// script is a sentence still (a higher-level protocol: rule HL1).
pub(crate) fn levels(text: &str, apart: &[Range<usize>]) -> Option<Levels> {
    if !text.chars().any(turns) {
        return None;
    }
    let Marked { text: marked, places, left, right } = Marked::new(text, apart);
    let first = match (left, right) {
        // Where all letters stand for themselves, the first of them gives the direction.
        (0, 0) => Some(base(&BidiInfo::new(text, None))),
        _ => (left > right).then(Level::ltr),
    };
    let info = BidiInfo::new(&marked, first);
    let base = base(&info);
    let level = |place: &usize| info.levels.get(*place).copied().unwrap_or(base);
    let mut levels: Vec<Level> = places.iter().map(level).collect();
    // The isolates themselves are gone: what runs as the text round it has its level,
    // else it would be taken for a part of what is turned beside it.
    for range in apart {
        let Some(inside) = levels.get_mut(range.clone()) else { continue };
        let isolate = places.get(range.start).and_then(|place| place.checked_sub(1));
        let outside = isolate.map_or(base, |place| level(&place)).number();
        if inside.iter().all(|level| level.number() >= outside + 2) {
            for level in inside {
                let _ = level.lower(2);
            }
        }
    }
    Some(Levels { levels, base })
}

/// The direction of the first paragraph.
fn base(info: &BidiInfo<'_>) -> Level {
    info.paragraphs.first().map_or_else(Level::ltr, |first| first.level)
}

/// A text with isolates round the parts that stand for themselves.
struct Marked {
    text: String,
    /// Where each byte of the text stands in it.
    places: Vec<usize>,
    /// How many letters run from left to right outside of the isolates.
    left: usize,
    /// How many run from right to left.
    right: usize,
}

impl Marked {
    fn new(text: &str, apart: &[Range<usize>]) -> Self {
        const FIRST_STRONG_ISOLATE: char = '\u{2068}';
        const POP_ISOLATE: char = '\u{2069}';
        let room = text.len() + apart.len() * 6;
        let places = Vec::with_capacity(text.len());
        let mut marked = Self { text: String::with_capacity(room), places, left: 0, right: 0 };
        let mut from = 0;
        for range in apart {
            marked.take(text, from..range.start, true);
            marked.text.push(FIRST_STRONG_ISOLATE);
            marked.take(text, range.clone(), false);
            marked.text.push(POP_ISOLATE);
            from = range.end;
        }
        marked.take(text, from..text.len(), true);
        marked
    }

    /// Takes a part of the text; whether its letters count.
    fn take(&mut self, text: &str, range: Range<usize>, counts: bool) {
        let part = text.get(range).unwrap_or_default();
        self.places.extend(self.text.len()..self.text.len() + part.len());
        self.text.push_str(part);
        for class in part.chars().filter(|_| counts).map(bidi_class) {
            match class {
                BidiClass::L => self.left += 1,
                BidiClass::R | BidiClass::AL => self.right += 1,
                _ => {}
            }
        }
    }
}

/// Whether a character runs from right to left, or turns others round.
fn turns(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202b}' | '\u{202e}' | '\u{2067}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The order from left to right of things with these levels (rule L2): the number of
/// each of them, as they stand.
pub(crate) fn visual_order(levels: &[Level]) -> Vec<usize> {
    BidiInfo::reorder_visual(levels)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text as it is seen on one line, from left to right.
    fn seen(text: &str, apart: &[Range<usize>]) -> String {
        let levels = levels(text, apart).unwrap();
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let each: Vec<Level> = chars.iter().map(|(at, _)| levels.at(*at)).collect();
        visual_order(&each).into_iter().map(|n| chars[n].1).collect()
    }

    #[test]
    fn runs_are_turned_and_numbers_are_not() {
        assert!(levels("only Latin, 2009 (and Ελληνικά)", &[]).is_none());
        // The letters stand for themselves: from the left, the last is seen first.
        assert_eq!(seen("a אבג b", &[]), "a גבא b");
        assert_eq!(seen("אבג 123 דה", &[]), "הד 123 גבא");
        assert_eq!(seen("אבג abc 12", &[]), "abc 12 גבא");
        assert_eq!(seen("a אבג, דה b", &[]), "a הד ,גבא b");
        assert_eq!(seen("م 12/5 م", &[]), "م 12/5 م");
    }

    #[test]
    fn the_first_strong_character_gives_the_direction() {
        assert!(levels("123 אבג abc", &[]).unwrap().base.is_rtl());
        assert!(levels("abc אבג", &[]).unwrap().base.is_ltr());
        assert!(levels("\u{200e}אבג", &[]).unwrap().base.is_ltr());
    }

    #[test]
    fn a_sentence_that_begins_with_a_name_runs_as_most_of_its_letters_do() {
        assert!(levels("אבג org:example organisation. Role: member", &[]).unwrap().base.is_ltr());
        assert!(levels("دورة مجلس حقوق الإنسان (HRC)", &[]).unwrap().base.is_rtl());
        // What stands for itself is not counted.
        let text = "org:example אבג דהו";
        assert!(levels(text, std::slice::from_ref(&(0..11))).unwrap().base.is_rtl());
    }

    #[test]
    fn brackets_belong_to_what_they_hold() {
        // Rule N0: the pair is turned with the words in and round it.
        let levels = levels("אב (גד) abc", &[]).unwrap();
        let text = "אב (גד) abc";
        let open = text.find('(').unwrap();
        assert!(levels.at(open).is_rtl() && levels.at(text.find(')').unwrap()).is_rtl());
    }

    #[test]
    fn what_stands_apart_neither_follows_nor_leads() {
        let text = "שלום12 said";
        let number = text.find("12").unwrap();
        // As one text the number is drawn into the word; as a note it follows it.
        assert_eq!(seen(text, &[]), "said 12םולש");
        assert_eq!(seen("x שלום12 said", &[]), "x 12םולש said");
        let apart = number + 2..number + 4;
        assert_eq!(seen("x שלום12 said", &[apart]), "x םולש12 said");
        // A name in another script does not turn the sentence round it.
        assert!(levels("אבג is a name", std::slice::from_ref(&(0..6))).unwrap().base.is_ltr());
        // With nothing else there, it does.
        assert!(levels("אבג 7", &[0..6, 7..8]).unwrap().base.is_rtl());
    }
}
