//! The file of a finished workbook.

use std::io::{self, BufReader, Read as _, Seek as _, Write};

use rust_xlsxwriter::Workbook;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{Error, book::LongTable};

/// Writes out a workbook, and lengthens its tables to the rows that they have.
///
/// A workbook without long tables is made in memory. One with long tables goes through
/// temporary files, as its sheets do: what is written to a place that cannot be gone back
/// to says the size of a part only behind it, and a part that is copied does not say it
/// there.
pub(crate) fn finish(
    mut book: Workbook,
    tables: &[LongTable],
    out: &mut dyn Write,
) -> Result<(), Error> {
    if tables.is_empty() {
        out.write_all(&book.save_to_buffer()?)?;
        return Ok(());
    }
    let mut made = tempfile::tempfile()?;
    book.save_to_writer(io::BufWriter::with_capacity(1 << 16, made.try_clone()?))?;
    drop(book);
    made.rewind()?;
    let mut parts = ZipArchive::new(BufReader::with_capacity(1 << 16, made)).map_err(broken)?;
    // Parts are copied as they are compressed.
    let file = tempfile::tempfile()?;
    let mut whole = ZipWriter::new(io::BufWriter::with_capacity(1 << 16, file));
    for n in 0..parts.len() {
        let name = parts.by_index_raw(n).map_err(broken)?.name().map_err(broken)?.into_owned();
        if !name.starts_with("xl/tables/") {
            whole.raw_copy_file(parts.by_index_raw(n).map_err(broken)?).map_err(broken)?;
            continue;
        }
        let mut xml = String::new();
        parts.by_index(n).map_err(broken)?.read_to_string(&mut xml)?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        whole.start_file(name, options).map_err(broken)?;
        whole.write_all(lengthened(&xml, tables).as_bytes())?;
    }
    let mut whole = whole.finish().map_err(broken)?.into_inner().map_err(|e| e.into_error())?;
    whole.rewind()?;
    io::copy(&mut whole, out)?;
    Ok(())
}

fn broken(error: zip::result::ZipError) -> Error {
    Error::Output(io::Error::other(error))
}

/// The XML of a table with the rows that it has.
fn lengthened(xml: &str, tables: &[LongTable]) -> String {
    for LongTable { name, from, to } in tables {
        if xml.contains(&format!(" name=\"{name}\" ")) {
            // The table and its filter have the same range.
            return end(xml, *from, *to);
        }
    }
    xml.to_owned()
}

/// Every `ref` that ends in one row, ending in another; rows are counted from 0.
fn end(xml: &str, from: u32, to: u32) -> String {
    let mut out = String::with_capacity(xml.len() + 32);
    let mut rest = xml;
    while let Some((before, after)) = rest.split_once(" ref=\"") {
        let (range, after) = after.split_once('"').unwrap_or((after, ""));
        let range = match range.strip_suffix(&(from + 1).to_string()) {
            Some(head) if head.ends_with(|c: char| c.is_ascii_uppercase()) => {
                format!("{head}{}", to + 1)
            }
            _ => range.to_owned(),
        };
        out.push_str(before);
        out.push_str(" ref=\"");
        out.push_str(&range);
        out.push('"');
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_of_a_range_is_another() {
        let xml = r#"<table name="tbl_a" ref="A4:X5"><autoFilter ref="A4:X5"/></table>"#;
        assert_eq!(end(xml, 4, 99), xml.replace("X5", "X100"));
        let xml = r#"<table name="tbl_a" ref="A4:X15"/>"#;
        assert_eq!(end(xml, 4, 99), xml);
    }
}
