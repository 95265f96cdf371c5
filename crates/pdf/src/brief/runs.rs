//! Runs of text: how a line is put together, run after run.

use rapporteur_schema::Cite;

use super::{data::LANGUAGE, notes::Notes};
use crate::block::{Span, Style};

/// Text with line feeds, tabs and other breaks as spaces: a run is one line; with the
/// apostrophes and dashes of print.
pub(super) fn clean(text: &str) -> String {
    let blank = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let text = if text.contains(blank) {
        text.split(blank).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    };
    printed(text)
}

/// Three hyphens or more as a dash, and the apostrophe of a typewriter as one of
/// print: the dataset keeps what it has. Addresses stay as they are.
fn printed(mut text: String) -> String {
    if let Some(at) = text.find("---").filter(|_| !text.contains("://")) {
        let (before, after) = text.split_at(at);
        text = printed(format!("{before}—{}", after.trim_start_matches('-')));
    }
    if !text.contains('\'') || text.contains("://") {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 4);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = out.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '.');
        let before = chars.peek().is_some_and(|next| next.is_alphanumeric());
        out.push(match c {
            '\'' if after => '’',
            '\'' if before => '‘',
            _ => c,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn texts_have_the_marks_of_print() {
        assert_eq!(clean("China's states' part"), "China’s states’ part");
        assert_eq!(clean("“A”------ B"), "“A”— B");
        assert_eq!(clean("a -- b, c-d"), "a -- b, c-d");
        assert_eq!(clean("https://example.org/a---b'c"), "https://example.org/a---b'c");
        assert_eq!(clean("a\nb\t\tc"), "a b c");
        assert_eq!(clean("'quoted'"), "‘quoted’");
    }
}

/// A line that is being written.
#[derive(Debug, Clone, Default)]
pub(super) struct Line(Vec<Span>);

impl Line {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds text in a style, to the run before when that has the same style.
    #[must_use]
    pub(super) fn put(mut self, text: &str, style: Style) -> Self {
        self.add(text, style);
        self
    }

    /// Adds text in a style.
    pub(super) fn add(&mut self, text: &str, style: Style) {
        if text.is_empty() {
            return;
        }
        let text = clean(text);
        if let Some(last) = self.0.last_mut()
            && last.style == style
            && last.language.is_none()
            && last.link.is_none()
        {
            last.text.push_str(&text);
            return;
        }
        self.0.push(Span::new(text, style));
    }

    /// Adds text that may be in another language than the brief.
    pub(super) fn add_in(&mut self, text: &str, style: Style, language: &str) {
        if same_language(language) {
            self.add(text, style);
            return;
        }
        let mut span = Span::new(clean(text), style);
        span.language = Some(language.to_owned());
        self.0.push(span);
    }

    #[must_use]
    pub(super) fn plain(self, text: &str) -> Self {
        self.put(text, Style::Regular)
    }

    #[must_use]
    pub(super) fn bold(self, text: &str) -> Self {
        self.put(text, Style::Bold)
    }

    #[must_use]
    pub(super) fn muted(self, text: &str) -> Self {
        self.put(text, Style::Muted)
    }

    #[must_use]
    pub(super) fn italic(self, text: &str) -> Self {
        self.put(text, Style::Italic)
    }

    /// Adds the numbers of the notes for these passages.
    #[must_use]
    pub(super) fn cited<'c>(
        mut self,
        notes: &mut Notes,
        cites: impl IntoIterator<Item = &'c Cite>,
    ) -> Self {
        self.cite(notes, cites);
        self
    }

    /// Adds the numbers of the notes for these passages.
    pub(super) fn cite<'c>(
        &mut self,
        notes: &mut Notes,
        cites: impl IntoIterator<Item = &'c Cite>,
    ) {
        self.0.extend(notes.spans(cites));
    }

    /// Adds other runs.
    pub(super) fn extend(&mut self, spans: impl IntoIterator<Item = Span>) {
        for span in spans {
            if span.language.is_none() && span.link.is_none() {
                self.add(&span.text, span.style);
            } else {
                self.0.push(span);
            }
        }
    }

    /// Adds a run as it is.
    pub(super) fn push(&mut self, span: Span) {
        self.0.push(span);
    }

    /// Whether its last words end a sentence.
    pub(super) fn has_ended(&self) -> bool {
        let words = self.0.iter().rev().find(|span| span.style != Style::NoteNumber);
        words.is_some_and(|span| super::events::has_ended(&span.text))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A line of these runs.
    pub(super) fn of(spans: Vec<Span>) -> Self {
        Self(spans)
    }

    /// Adds whose a value is, within the brackets that it ends in.
    pub(super) fn owned(&mut self, whose: &str) {
        if whose.is_empty() {
            return;
        }
        if self.has_stop() {
            self.stop_taken();
            self.add(&format!(" ({whose})"), Style::Muted);
            self.add(".", Style::Regular);
            return;
        }
        let last = self.0.iter_mut().rev().find(|span| span.style != Style::NoteNumber);
        match last.filter(|last| last.style == Style::Muted && last.text.ends_with(')')) {
            Some(last) => {
                last.text.pop();
                last.text.push_str(&format!("; {whose})"));
            }
            None => self.add(&format!(" ({whose})"), Style::Muted),
        }
    }

    /// Adds who says a sentence, before the stop that it ends in, and that stop.
    pub(super) fn said_by(&mut self, whose: &str) {
        self.stop_taken();
        self.add(&format!(" ({whose})."), Style::Regular);
    }

    /// Whether its last words end with the stop of a sentence.
    fn has_stop(&self) -> bool {
        let last = self.0.iter().rev().find(|span| span.style != Style::NoteNumber);
        last.is_some_and(|last| last.text.ends_with('.') && !is_short_form(&last.text))
    }

    /// Takes the stop of its last sentence.
    fn stop_taken(&mut self) {
        if self.has_stop()
            && let Some(last) = self.0.iter_mut().rev().find(|s| s.style != Style::NoteNumber)
        {
            last.text.pop();
        }
    }

    /// Takes the stop that it ends in, if it ends in one.
    pub(super) fn take_stop(&mut self) -> bool {
        let last = self.0.last_mut();
        let ended = last.filter(|last| last.text.ends_with('.') && last.link.is_none());
        ended.map(|last| last.text.pop()).is_some()
    }

    /// The place behind the last run of which something holds, else the end.
    pub(super) fn place_of(&self, holds: impl Fn(&Span) -> bool) -> usize {
        self.0.iter().rposition(holds).map_or(self.0.len(), |at| at + 1)
    }

    /// Puts the numbers of notes at a place, each that is not there yet.
    pub(super) fn insert(&mut self, at: usize, mut numbers: Vec<Span>) {
        numbers.retain(|span| !self.has_note(span));
        let after = self.0.split_off(at.min(self.0.len()));
        self.0.extend(numbers.into_iter().chain(after));
    }

    /// Whether it has the number of a note.
    pub(super) fn has_note(&self, number: &Span) -> bool {
        self.0.iter().any(|span| span.link == number.link)
    }

    /// What follows stands on a new line.
    pub(super) fn turn(&mut self) {
        match self.0.last_mut().filter(|span| span.link.is_none() && span.language.is_none()) {
            Some(last) => last.text.push('\n'),
            None => self.0.push(Span::plain("\n")),
        }
    }

    /// How many characters it has.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|span| span.text.len()).sum()
    }

    pub(super) fn spans(self) -> Vec<Span> {
        self.0
    }
}

/// Whether a language is that of the brief, so that a run need not name it.
fn same_language(language: &str) -> bool {
    language.split('-').next() == Some(LANGUAGE)
}

/// Whether the stop at the end of a text belongs to its last word, as in `U.N.` or `the 5 p.m.`,
/// or is one of several.
fn is_short_form(text: &str) -> bool {
    let mut last = text.chars().rev().skip(1);
    match (last.next(), last.next()) {
        (Some('.'), _) | (_, Some('.')) => true,
        (Some(letter), before) => {
            letter.is_uppercase() && before.is_none_or(|c| !c.is_alphanumeric())
        }
        (None, _) => false,
    }
}

/// A run of ordinary text in another style; the number of a note, and what has a style of
/// its own, as it is.
pub(super) fn restyled(span: Span, style: Style) -> Span {
    let style = if span.style == Style::Regular { style } else { span.style };
    Span { style, ..span }
}
