//! What is restricted must not be in what is published: a search of every file of an
//! export, before it is moved into place.
//!
//! [`Dataset::published`] leaves out restricted records, readings and items, and what
//! points to them. It cannot know that the title of a meeting, which is open, holds the
//! name of a witness, which is not. So the texts that stand only in what is restricted
//! are looked for, as whole words, in everything that is to be published: in the
//! dataset, where the place can be named, and in every file, with its metadata,
//! attachments and hidden sheets, in case a format says more than it should.
//!
//! Not looked for are dates, numbers and codes, which mean something only beside a name,
//! and texts that are also the whole value of something that is open: that was the
//! editors' decision.

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read as _},
    path::PathBuf,
};

use aho_corasick::{AhoCorasick, MatchKind};
use rapporteur_apparatus::phrase;
use rapporteur_schema::{
    Dataset, RecordRef,
    view::{Atom, MetaView},
};
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use crate::{
    export::ExportError,
    files::{FileError, Staging, fail},
    format::FormatName,
};

/// How many places are named, when there are many.
const NAMED: usize = 20;

/// The largest part of a workbook that is unpacked.
const MOST: u64 = 1 << 32;

/// Texts that must not be published.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Secrets {
    /// Names and other words, which a format may write in capitals.
    words: Search,
    /// Identifiers of records.
    ids: Search,
}

/// Texts that are looked for together.
#[derive(Debug, Clone)]
struct Search {
    /// Where each stands in the dataset, and what it is, as it is written there.
    of: Vec<(String, String)>,
    patterns: AhoCorasick,
    /// What may not stand beside one: hyphens are parts of identifiers.
    joined: fn(Option<char>, Option<char>) -> bool,
}

/// The texts of a dataset, as they are compared, each with a place where it stands.
#[derive(Default)]
struct Texts {
    words: BTreeMap<String, (String, String)>,
    ids: BTreeMap<String, (String, String)>,
}

impl Texts {
    fn of(dataset: &Dataset) -> Self {
        let mut all = Self::default();
        for record in dataset.records() {
            let id = record.id().to_string();
            all.ids.insert(id.clone(), (id.clone(), id));
        }
        texts(dataset, &mut |place, text| {
            let entry = all.words.entry(plain(text).to_lowercase());
            entry.or_insert_with(|| (place.to_owned(), text.to_owned()));
        });
        all
    }
}

impl Search {
    /// `None` when there is nothing to look for.
    fn new(
        secret: BTreeMap<String, (String, String)>,
        joined: fn(Option<char>, Option<char>) -> bool,
    ) -> Result<Self, aho_corasick::BuildError> {
        let patterns =
            AhoCorasick::builder().match_kind(MatchKind::Standard).build(secret.keys())?;
        Ok(Self { patterns, of: secret.into_values().collect(), joined })
    }

    /// Adds to `leaks` what stands in a text by itself.
    fn find(&self, text: &str, place: &str, leaks: &mut Vec<Leak>) {
        for found in self.patterns.find_overlapping_iter(text) {
            let before = text.get(..found.start()).and_then(|text| text.chars().next_back());
            let after = text.get(found.end()..).and_then(|text| text.chars().next());
            let inside = text.get(found.range()).unwrap_or_default();
            if (self.joined)(before, inside.chars().next())
                || (self.joined)(inside.chars().next_back(), after)
            {
                continue;
            }
            let Some((from, text)) = self.of.get(found.pattern().as_usize()) else { continue };
            let leak = Leak { text: text.clone(), from: from.clone(), to: place.to_owned() };
            if leaks.last() != Some(&leak) {
                leaks.push(leak);
            }
        }
    }
}

/// A place where something restricted is about to be published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[non_exhaustive]
pub struct Leak {
    /// The text that is restricted.
    pub text: String,
    /// Where it stands in the dataset: `RECORD` or `RECORD.FIELD`.
    pub from: String,
    /// Where it would be published: `RECORD.FIELD` of the dataset, or a file.
    pub to: String,
}

/// Leaks in words.
pub(crate) fn list(leaks: &[Leak]) -> String {
    let mut text = String::from("something restricted would be published:");
    for Leak { text: secret, from, to } in leaks.iter().take(NAMED) {
        text.push_str(&format!("\n  {to} holds “{secret}”, which is restricted at {from}"));
    }
    if leaks.len() > NAMED {
        text.push_str(&format!("\n  and {} more places", leaks.len() - NAMED));
    }
    text
}

/// An error, if there are leaks.
pub(crate) fn refuse(leaks: Vec<Leak>) -> Result<(), ExportError> {
    if leaks.is_empty() { Ok(()) } else { Err(ExportError::Leak(leaks)) }
}

impl Secrets {
    /// The texts of `whole` that `published`, which was made of it, does not hold, but for
    /// those that are `accepted`; `None` when nothing is restricted.
    ///
    /// # Errors
    /// When there is more to look for than fits in memory.
    pub fn of(
        whole: &Dataset,
        published: &Dataset,
        accepted: &[String],
    ) -> Result<Option<Self>, aho_corasick::BuildError> {
        let (mut secret, open) = (Texts::of(whole), Texts::of(published));
        let accepted: Vec<String> =
            accepted.iter().map(|text| plain(text).to_lowercase()).collect();
        secret.words.retain(|key, _| !open.words.contains_key(key) && !accepted.contains(key));
        secret.ids.retain(|key, _| !open.ids.contains_key(key) && !accepted.contains(key));
        if secret.words.is_empty() && secret.ids.is_empty() {
            return Ok(None);
        }
        let words = Search::new(secret.words, joined)?;
        let ids = Search::new(secret.ids, |before, after| {
            let hyphen = |c: Option<char>| c == Some('-');
            hyphen(before) || hyphen(after) || joined(before, after)
        })?;
        Ok(Some(Self { words, ids }))
    }

    /// Where these texts stand in a dataset that is to be published.
    pub fn in_dataset(&self, published: &Dataset) -> Vec<Leak> {
        let mut leaks = Vec::new();
        texts(published, &mut |place, text| self.find(text, place, &mut leaks));
        leaks.sort();
        leaks.dedup();
        leaks
    }

    /// Adds to `leaks` the secrets that stand in a text as whole words.
    fn find(&self, text: &str, place: &str, leaks: &mut Vec<Leak>) {
        let text = plain(text);
        self.ids.find(&text, place, leaks);
        self.words.find(&text.to_lowercase(), place, leaks);
    }

    /// The secrets that stand in a file, whatever it is.
    fn in_file(&self, name: &str, bytes: &[u8]) -> Result<Vec<Leak>, String> {
        let mut leaks = Vec::new();
        let mut look = |text: &str| self.find(text, name, &mut leaks);
        let format = FormatName::of_file(name);
        if format == Some(FormatName::Pdf) {
            let read = rapporteur_pdf::strings(bytes, &mut |text| {
                look(text);
                // A word may be divided at the end of a line, with a hyphen of its own or
                // with one that is not; a name that has no spaces, anywhere.
                look(&text.replace("-\n", "-"));
                look(&text.replace("-\n", "").replace("\u{2010}\n", ""));
                look(&text.replace('\n', ""));
            });
            read.map_err(|error| error.to_string())?;
        } else if format == Some(FormatName::Xlsx) {
            let mut archive =
                zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
            for n in 0..archive.len() {
                let part = archive.by_index(n).map_err(|error| error.to_string())?;
                let mut text = Vec::new();
                part.take(MOST).read_to_end(&mut text).map_err(|error| error.to_string())?;
                look(&unescaped(&String::from_utf8_lossy(&text)));
            }
        } else {
            look(&unescaped(&String::from_utf8_lossy(bytes)));
        }
        leaks.sort();
        leaks.dedup();
        Ok(leaks)
    }
}

/// Searches files of a staging folder.
pub(crate) fn in_files(
    secrets: &Secrets,
    names: &[PathBuf],
    staging: &Staging,
) -> Result<Vec<Leak>, FileError> {
    let found: Vec<Result<Vec<Leak>, FileError>> = names
        .par_iter()
        .map(|name| {
            let path = staging.path(name);
            let bytes = fs::read(&path).map_err(fail("read", &path))?;
            let shown = name.display().to_string();
            secrets
                .in_file(&shown, &bytes)
                .map_err(|reason| fail("search", name)(std::io::Error::other(reason)))
        })
        .collect();
    Ok(found.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Every text of a dataset that says something by itself, with its place.
fn texts(dataset: &Dataset, each: &mut dyn FnMut(&str, &str)) {
    for record in dataset.records() {
        of_record(record, each);
    }
}

fn of_record(record: RecordRef<'_>, each: &mut dyn FnMut(&str, &str)) {
    for field in record.fields() {
        let place = format!("{}.{}", record.id(), field.def.name);
        for reading in &field.readings {
            of_meta(&reading.meta, &place, each);
            for item in &reading.items {
                of_meta(&item.meta, &place, each);
                for (_, atom) in &item.parts {
                    match atom {
                        Atom::Text(text) => text.iter().for_each(|(_, words)| each(&place, words)),
                        Atom::Plain(words) if telling(words) => each(&place, words),
                        _ => {}
                    }
                }
            }
        }
    }
}

fn of_meta(meta: &MetaView<'_>, place: &str, each: &mut dyn FnMut(&str, &str)) {
    meta.as_printed.iter().filter(|words| telling(words)).for_each(|words| each(place, words));
    meta.note.iter().flat_map(|note| note.iter()).for_each(|(_, words)| each(place, words));
}

/// Whether a text means something by itself, and not only beside another: not a mere
/// number, such as the key of a passage.
fn telling(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Whether two characters that stand beside each other are of one word.
fn joined(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    // Scripts that write no space between words.
    let spaced = |c: char| {
        !matches!(
            c.script(),
            Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Thai
                | Script::Lao
                | Script::Khmer
                | Script::Myanmar
                | Script::Tibetan
        )
    };
    let letter = |c: char| c.is_alphanumeric() && spaced(c);
    letter(before) && letter(after)
}

/// A text as it is compared: in one form (NFKC), with single spaces, without marks that no
/// reader sees.
fn plain(text: &str) -> String {
    let seen = text.nfkc().filter(|c| !phrase::is_unseen(*c));
    let mut out = String::with_capacity(text.len());
    for c in seen {
        // Briefs are set with the apostrophes and dashes of print.
        let c = match c {
            '‘' | '’' => '\'',
            '—' => '-',
            _ => c,
        };
        if c == '-' && out.ends_with('-') {
            continue;
        }
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The text of JSON, RDF, XML or CSV without its escapes, so that a text stands in it as
/// a reader of the format finds it. What is no escape of one stays as it is.
fn unescaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['\\', '&', '"', '_']) {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let (c, length) = one(escape);
        out.push(c);
        rest = escape.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The character that stands at the beginning of a text, and how many bytes it takes.
fn one(text: &str) -> (char, usize) {
    const NAMED: [(&str, char); 15] = [
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&amp;", '&'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("\\n", '\n'),
        ("\\r", '\r'),
        ("\\t", '\t'),
        ("\\b", ' '),
        ("\\f", ' '),
        ("\\\"", '"'),
        ("\\'", '\''),
        ("\\\\", '\\'),
        ("\\/", '/'),
        ("\"\"", '"'),
    ];
    if let Some((name, c)) = NAMED.iter().find(|(name, _)| text.starts_with(name)) {
        return (*c, name.len());
    }
    let unit = |text: &str, digits: usize| {
        let code = text.get(..digits).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(code, 16).ok()
    };
    let number = |body: &str, radix: u32| {
        let (digits, _) = body.split_once(';')?;
        let c = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
        Some((c, digits.len() + 1))
    };
    let numbered = if let Some(body) = text.strip_prefix("&#x") {
        number(body, 16).map(|(c, length)| (c, length + 3))
    } else if let Some(body) = text.strip_prefix("&#") {
        number(body, 10).map(|(c, length)| (c, length + 2))
    } else if let Some(body) = text.strip_prefix("\\U") {
        unit(body, 8).and_then(char::from_u32).map(|c| (c, 10))
    } else if let Some(body) = text.strip_prefix("\\u") {
        let second = body.get(4..).and_then(|rest| unit(rest.strip_prefix("\\u")?, 4));
        match (unit(body, 4), second) {
            (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => {
                char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)).map(|c| (c, 12))
            }
            (Some(code), _) => char::from_u32(code).map(|c| (c, 6)),
            _ => None,
        }
    } else if let Some(body) = text.strip_prefix("_x") {
        // ECMA-376, part 1, section 22.9.2.19
        let code = unit(body, 4).filter(|_| body.get(4..5) == Some("_"));
        code.and_then(char::from_u32).map(|c| (c, 7))
    } else {
        None
    };
    let first = text.chars().next().unwrap_or(' ');
    numbered.unwrap_or((first, first.len_utf8()))
}

#[cfg(test)]
mod tests;
