//! Font files: those that come with the program, those of folders, those of the system.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use harfrust::Font;

use super::{Cut, Face, Shared};
use crate::Error;

/// A font file, read.
pub(crate) struct FontFile {
    name: String,
    bytes: Bytes,
    index: u32,
    font: Font,
    bold: bool,
    italic: bool,
}

enum Bytes {
    Built(&'static [u8]),
    Read(Arc<Vec<u8>>),
}

impl FontFile {
    fn new(bytes: Bytes, index: u32) -> Option<Self> {
        use harfrust::font::{
            attribute::{Style, Weight},
            name::NameId,
        };
        let font = match &bytes {
            Bytes::Built(bytes) => Font::new(*bytes, index)?,
            Bytes::Read(bytes) => {
                let shared: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::<Vec<u8>>::clone(bytes);
                Font::new(shared, index)?
            }
        };
        let called = font.names().get(NameId::POSTSCRIPT_NAME);
        let called = called.and_then(|found| found.english_or_first());
        // A name in a PDF is plain ASCII without marks.
        let name: String = called
            .iter()
            .flat_map(|found| found.name().chars())
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        let name = if name.is_empty() { "Unnamed".to_owned() } else { name };
        let attributes = font.default_attributes();
        let bold = attributes.weight >= Weight::SEMI_BOLD;
        let italic = attributes.style != Style::Normal;
        Some(Self { name, bytes, index, font, bold, italic })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Built(bytes) => bytes,
            Bytes::Read(bytes) => bytes,
        }
    }

    pub(crate) fn index(&self) -> u32 {
        self.index
    }

    pub(crate) fn font(&self) -> &Font {
        &self.font
    }

    fn has(&self, c: char) -> bool {
        self.font.charmap().map_unicode(c).is_some_and(|glyph| glyph.to_u32() != 0)
    }

    /// Why it may not be embedded, if it says so itself (`fsType` in `OS/2`).
    fn forbidden(&self) -> bool {
        const RESTRICTED: u16 = 0x0002;
        const BITMAPS_ONLY: u16 = 0x0200;
        self.table(*b"OS/2")
            .and_then(|table| table.get(8..10))
            .and_then(|two| two.try_into().ok())
            .map(u16::from_be_bytes)
            // Bits 0 to 3 exclude one another; the least restrictive counts.
            .is_some_and(|flags| flags & 0x000f == RESTRICTED || flags & BITMAPS_ONLY != 0)
    }

    /// Whether it has outlines that a PDF can hold.
    fn has_outlines(&self) -> bool {
        [*b"glyf", *b"CFF "].into_iter().any(|tag| self.table(tag).is_some())
    }

    /// A table of the file.
    fn table(&self, tag: [u8; 4]) -> Option<&[u8]> {
        let bytes = self.bytes();
        let word = |at: usize| {
            let four = bytes.get(at..at.checked_add(4)?)?;
            usize::try_from(u32::from_be_bytes(four.try_into().ok()?)).ok()
        };
        let mut start = 0;
        if bytes.starts_with(b"ttcf") {
            start = word(usize::try_from(self.index).ok()?.checked_mul(4)?.checked_add(12)?)?;
        }
        let tables = word(start.checked_add(4)?)? >> 16;
        for n in 0..tables {
            let entry = start.checked_add(12)?.checked_add(n.checked_mul(16)?)?;
            if bytes.get(entry..entry.checked_add(4)?)? == tag {
                let from = word(entry + 8)?;
                return bytes.get(from..from.checked_add(word(entry + 12)?)?);
            }
        }
        None
    }
}

/// The font files of a batch of briefs: read once, shared by threads.
pub(crate) struct Fonts {
    files: Vec<Shared>,
    /// How many of them come with the program.
    built_in: usize,
    /// Where the fonts of the system are, when they may be used.
    system: Option<Arc<System>>,
}

/// The fonts of the system: read when they are needed, kept when they are used.
struct System {
    faces: Vec<SystemFace>,
    /// Which face was the first to have a character.
    found: Mutex<BTreeMap<char, Option<usize>>>,
}

struct SystemFace {
    path: PathBuf,
    index: u32,
    file: OnceLock<Option<Shared>>,
}

/// The fonts that come with the program, in the order of their numbers.
fn built_in() -> [&'static [u8]; 7] {
    [
        notosans::REGULAR_TTF,
        notosans::BOLD_TTF,
        notosans::ITALIC_TTF,
        heading(),
        dejavu::sans::regular(),
        dejavu::sans::bold(),
        include_bytes!("../../assets/NotoSansCJKsc-subset.otf"),
    ]
}

/// The face for headings, found by its PostScript name among the assets.
fn heading() -> &'static [u8] {
    static FOUND: OnceLock<&'static [u8]> = OnceLock::new();
    FOUND.get_or_init(|| {
        typst_assets::fonts()
            .find(|bytes| {
                let file = FontFile::new(Bytes::Built(bytes), 0);
                file.is_some_and(|file| file.name == "LibertinusSerif-Semibold")
            })
            // The assets always have it; another face is better than none.
            .unwrap_or(notosans::BOLD_TTF)
    })
}

impl Fonts {
    /// The fonts that come with the program, then those of these folders, then, if they
    /// may be used, those of the system.
    pub(crate) fn load(folders: &[PathBuf], system: bool) -> Result<Self, Error> {
        static BUILT_IN: OnceLock<Vec<Option<Shared>>> = OnceLock::new();
        let mut files = Vec::new();
        let read = || {
            let all = built_in().into_iter();
            all.map(|bytes| FontFile::new(Bytes::Built(bytes), 0).map(Arc::new)).collect()
        };
        for (n, file) in BUILT_IN.get_or_init(read).iter().enumerate() {
            let broken = || Error::Font(format!("number {n} of those that come with the program"));
            files.push(Arc::clone(file.as_ref().ok_or_else(broken)?));
        }
        let built_in = files.len();
        let mut problems = Vec::new();
        for folder in folders {
            let before = problems.len();
            let paths = listed(folder, &mut problems);
            for path in &paths {
                from_file(path, &mut files, &mut problems);
            }
            if paths.is_empty() && problems.len() == before {
                let folder = folder.display();
                problems.push(format!("{folder}: no font file (.ttf, .otf, .ttc, .otc) is in it"));
            }
        }
        if !problems.is_empty() {
            return Err(Error::FontFiles(problems));
        }
        let system = system.then(|| Arc::new(of_the_system()));
        Ok(Self { files, built_in, system })
    }

    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    pub(crate) fn file(&self, face: Face) -> Option<&Shared> {
        self.files.get(face.index())
    }

    /// Its name, as PDF asks for it.
    pub(crate) fn name(&self, face: Face) -> String {
        self.file(face).map_or_else(|| format!("number {}", face.0), |file| file.name.clone())
    }

    /// The faces of a cut, in the order in which they are tried.
    pub(crate) fn row(&self, cut: Cut) -> Vec<Face> {
        let (first, bold): (&[u16], bool) = match cut {
            Cut::Regular => (&[0, 4, 6], false),
            Cut::Bold => (&[1, 5, 4, 6], true),
            Cut::Italic => (&[2, 0, 4, 6], false),
            Cut::Heading => (&[3, 1, 5, 4, 6], true),
        };
        let mut row: Vec<Face> = first.iter().copied().map(Face).collect();
        // Of further fonts, those that suit the cut come first.
        let mut further: Vec<(bool, u16)> = (self.built_in..self.files.len())
            .filter_map(|n| u16::try_from(n).ok())
            .map(|n| {
                let suits =
                    |file: &Shared| file.bold == bold && file.italic == (cut == Cut::Italic);
                (!self.file(Face(n)).is_some_and(suits), n)
            })
            .collect();
        further.sort_unstable();
        row.extend(further.into_iter().map(|(_, n)| Face(n)));
        row
    }

    /// The same with the fonts of the system that are the first to have these
    /// characters; `None` if none of them is there.
    pub(crate) fn with_system(&self, missing: &BTreeSet<char>) -> Option<Self> {
        let system = self.system.as_ref()?;
        let mut files = self.files.clone();
        files.extend(system.with(missing));
        let (built_in, system) = (self.built_in, Some(Arc::clone(system)));
        (files.len() > self.files.len()).then_some(Self { files, built_in, system })
    }
}

impl System {
    /// The first font for each of these characters, in the order of the fonts.
    fn with(&self, missing: &BTreeSet<char>) -> Vec<Shared> {
        // What a thread that broke off has found is as true as before.
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let mut left: BTreeSet<char> =
            missing.iter().copied().filter(|c| !found.contains_key(c)).collect();
        for (n, face) in self.faces.iter().enumerate() {
            if left.is_empty() {
                break;
            }
            let Some(file) = face.file.get().cloned().unwrap_or_else(|| face.read()) else {
                continue;
            };
            left.retain(|c| {
                let has = file.has(*c);
                if has {
                    found.insert(*c, Some(n));
                    face.file.get_or_init(|| Some(Arc::clone(&file)));
                }
                !has
            });
        }
        found.extend(left.into_iter().map(|c| (c, None)));
        let wanted: BTreeSet<usize> =
            missing.iter().filter_map(|c| found.get(c).copied().flatten()).collect();
        let faces = wanted.iter().filter_map(|n| self.faces.get(*n));
        faces.filter_map(|face| face.file.get().cloned().flatten()).collect()
    }
}

impl SystemFace {
    /// The font, if it can be read and embedded.
    fn read(&self) -> Option<Shared> {
        let bytes = Arc::new(fs::read(&self.path).ok()?);
        let file = FontFile::new(Bytes::Read(bytes), self.index)?;
        (file.has_outlines() && !file.forbidden()).then(|| Arc::new(file))
    }
}

/// Every face of the system, in the order of their paths.
fn of_the_system() -> System {
    let mut database = fontdb::Database::new();
    database.load_system_fonts();
    let mut faces: Vec<SystemFace> = database
        .faces()
        .filter_map(|face| match &face.source {
            fontdb::Source::File(path) => {
                Some(SystemFace { path: path.clone(), index: face.index, file: OnceLock::new() })
            }
            fontdb::Source::Binary(_) => None,
        })
        .collect();
    faces.sort_by(|a, b| (&a.path, a.index).cmp(&(&b.path, b.index)));
    System { faces, found: Mutex::default() }
}

/// Font files of a folder and of those in it, in the order of their paths.
fn listed(folder: &Path, problems: &mut Vec<String>) -> Vec<PathBuf> {
    /// Deeper than this is a circle of links.
    const DEPTH: usize = 8;
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                problems.push(format!("{}: {error}", folder.display()));
                continue;
            }
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                if depth < DEPTH {
                    folders.push((path, depth + 1));
                }
                continue;
            }
            let end = path.extension().map(|end| end.to_string_lossy().to_ascii_lowercase());
            if matches!(end.as_deref(), Some("ttf" | "otf" | "ttc" | "otc")) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Reads every face of a file.
fn from_file(path: &Path, files: &mut Vec<Shared>, problems: &mut Vec<String>) {
    /// The numbers of faces end here.
    const MOST: usize = 17_000;
    let mut problem = |why: &str| problems.push(format!("{}: {why}", path.display()));
    let bytes = match fs::read(path) {
        Ok(bytes) => Arc::new(bytes),
        Err(error) => return problem(&error.to_string()),
    };
    let faces = match bytes.get(..12) {
        Some(start) if start.starts_with(b"ttcf") => {
            start.get(8..12).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes)
        }
        _ => 1,
    };
    for index in 0..faces.max(1) {
        if files.len() >= MOST {
            return problem("there are too many fonts: name a folder with fewer");
        }
        match FontFile::new(Bytes::Read(Arc::clone(&bytes)), index) {
            None => return problem("this is no font file that can be read"),
            Some(file) if !file.has_outlines() => {
                return problem("it has no outlines that a PDF can hold (neither glyf nor CFF)");
            }
            Some(file) if file.forbidden() => {
                return problem("its licence forbids to embed it (fsType in its table OS/2)");
            }
            Some(file) => files.push(Arc::new(file)),
        }
    }
}
