//! Fonts: shared by threads, from folders, broken ones; the sizes of pages.

use std::{fs, path::PathBuf};

use rapporteur_pdf::{Error, Options, Page, Renderer, write};
use rapporteur_schema::{Dataset, Register, model::Record};

type Failure = Box<dyn std::error::Error>;

/// A dataset of one source with this title.
fn dataset(title: &str) -> Result<Dataset, Failure> {
    let meta = serde_json::from_str(
        r#"{"schema_version": "1.0", "id": "trial", "title": {"en": "A trial"},
            "base": "https://example.org/", "license": "CC0-1.0", "languages": ["en"],
            "version": "3", "created": "2026-05-01"}"#,
    )?;
    let title = serde_json::to_string(title)?;
    let json = format!(
        r#"{{"id": "a", "kind": "report", "siglum": "A 2020", "title": {{"en": {title}}}, "cite": ["a#1"]}}"#
    );
    let source = Record::from_json(Register::Source, json.as_bytes())?;
    Ok(Dataset::from_records(meta, [source])?)
}

fn bytes(dataset: &Dataset, options: &Options) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    write(dataset, options, &mut out)?;
    Ok(out)
}

/// A folder of its own for a test, empty.
fn folder(name: &str) -> Result<PathBuf, Failure> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

#[expect(clippy::disallowed_methods, reason = "a file of a test")]
fn put(path: &std::path::Path, bytes: &[u8]) -> Result<(), Failure> {
    Ok(fs::write(path, bytes)?)
}

/// A font with mathematical letters, which those of the program do not have.
fn mathematical() -> Result<&'static [u8], Failure> {
    let big = |bytes: &&'static [u8]| {
        harfrust::Font::new(*bytes, 0).is_some_and(|font| {
            font.charmap().map_unicode('\u{1d4d0}').is_some_and(|glyph| glyph.to_u32() != 0)
        })
    };
    typst_assets::fonts().find(big).ok_or_else(|| "no font with mathematical letters".into())
}

#[test]
fn threads_that_share_a_renderer_write_the_same_bytes() -> Result<(), Failure> {
    let mut options = Options::default();
    options.annex = true;
    let datasets = (0..6)
        .map(|n| dataset(&format!("Title {n} مرحبا (שלום) Ελλάς 中文 fi")))
        .collect::<Result<Vec<_>, _>>()?;
    let alone: Vec<Vec<u8>> =
        datasets.iter().map(|dataset| bytes(dataset, &options)).collect::<Result<_, _>>()?;
    let renderer = Renderer::new(&options)?;
    let together: Vec<Result<Vec<u8>, Error>> = std::thread::scope(|scope| {
        let threads: Vec<_> = datasets
            .iter()
            .rev()
            .map(|dataset| {
                let (renderer, options) = (&renderer, &options);
                scope.spawn(move || {
                    let mut out = Vec::new();
                    renderer.write(dataset, options, &mut out)?;
                    Ok(out)
                })
            })
            .collect();
        let end = |thread: std::thread::ScopedJoinHandle<'_, _>| thread.join().unwrap();
        threads.into_iter().map(end).collect()
    });
    for (alone, together) in alone.iter().rev().zip(together) {
        assert!(*alone == together?, "other bytes");
    }
    Ok(())
}

#[test]
fn a_folder_brings_what_is_missing() -> Result<(), Failure> {
    let dataset = dataset("On \u{1d4d0} and \u{1d4d1}")?;
    let mut options = Options::default();
    options.annex = true;
    let Err(Error::Glyphs(missing)) = bytes(&dataset, &options) else {
        return Err("the fonts of the program have it".into());
    };
    let found: Vec<_> = missing.iter().map(|one| (one.character, one.record.as_deref())).collect();
    assert_eq!(found, [('\u{1d4d0}', Some("sources/a")), ('\u{1d4d1}', Some("sources/a"))]);
    let fonts = folder("fonts-that-are-good")?;
    fs::create_dir_all(fonts.join("deeper"))?;
    put(&fonts.join("deeper/math.otf"), mathematical()?)?;
    put(&fonts.join("LICENCE.txt"), b"no font, and not asked to be one")?;
    options.font_dirs = vec![fonts];
    let once = bytes(&dataset, &options)?;
    assert!(once == bytes(&dataset, &options)?, "two runs differ");
    let file = lopdf::Document::load_mem(&once)?;
    let names: Vec<String> = file
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"FontName").ok()?.as_name().ok())
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect();
    assert!(names.iter().any(|name| name.starts_with("RAPAAH+")), "{names:?}");
    // A text that needs no such font is the same with it and without.
    let plain = self::dataset("On nothing")?;
    assert!(bytes(&plain, &options)? == bytes(&plain, &with_annex())?);
    Ok(())
}

fn with_annex() -> Options {
    let mut options = Options::default();
    options.annex = true;
    options
}

#[test]
fn every_font_that_cannot_be_used_is_named() -> Result<(), Failure> {
    let fonts = folder("fonts-that-are-broken")?;
    put(&fonts.join("a.ttf"), b"this is no font")?;
    put(&fonts.join("b.ttc"), b"ttcf\0\x01\0\0\xff\xff\xff\xff")?;
    put(&fonts.join("c.otf"), mathematical()?.get(..2000).unwrap_or_default())?;
    let mut restricted = notosans::REGULAR_TTF.to_vec();
    let tables = restricted.windows(4).position(|four| four == b"OS/2").ok_or("no OS/2")?;
    let place = restricted.get(tables + 8..tables + 12).ok_or("no place")?;
    let place = usize::try_from(u32::from_be_bytes(place.try_into()?))?;
    restricted.get_mut(place + 8..place + 10).ok_or("no fsType")?.copy_from_slice(&[0, 2]);
    put(&fonts.join("d.ttf"), &restricted)?;
    let mut options = Options::default();
    options.font_dirs = vec![fonts, PathBuf::from("no/such/folder"), folder("no-fonts-at-all")?];
    let error = Renderer::new(&options).err();
    let Some(Error::FontFiles(problems)) = &error else { panic!("{error:?}") };
    for part in ["a.ttf: this is no font", "b.ttc", "c.otf", "d.ttf: its licence", "no/such/folder"]
    {
        assert!(problems.iter().any(|problem| problem.contains(part)), "{part}: {problems:?}");
    }
    assert_eq!(problems.len(), 6, "{problems:?}");
    Ok(())
}

#[test]
fn pages_have_the_size_that_is_asked_for() -> Result<(), Failure> {
    let dataset = dataset("A title")?;
    for (page, width, height) in [(Page::A4, 595.28, 841.89), (Page::Letter, 612.0, 792.0)] {
        let mut options = Options::default();
        options.page = page;
        let file = lopdf::Document::load_mem(&bytes(&dataset, &options)?)?;
        for id in file.page_iter() {
            let area = file.get_dictionary(id)?.get(b"MediaBox")?.as_array()?;
            let found: Vec<f32> = area.iter().map(|n| n.as_float()).collect::<Result<_, _>>()?;
            let [0.0, 0.0, right, top] = found.as_slice() else { panic!("{found:?}") };
            assert!((right - width).abs() < 0.1 && (top - height).abs() < 0.1, "{found:?}");
        }
    }
    Ok(())
}

/// Written for a person to look at: `RAPPORTEUR_FONTS=DIR cargo test -p rapporteur-pdf
/// --test fonts -- --ignored`, with fonts for Devanagari and Thai in DIR.
#[test]
#[ignore = "needs fonts that do not come with the program"]
fn scripts_whose_letters_change_their_order() -> Result<(), Failure> {
    let fonts = std::env::var_os("RAPPORTEUR_FONTS").ok_or("RAPPORTEUR_FONTS is not set")?;
    let mut options = with_annex();
    options.font_dirs = vec![PathBuf::from(fonts)];
    let title = "हिन्दी में मानव अधिकार, क्षत्रिय 12 (ไทย ภาษาไทย) and שלום (עולם) 123 abc";
    let out = bytes(&dataset(title)?, &options)?;
    put(&PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("scripts.pdf"), &out)
}
