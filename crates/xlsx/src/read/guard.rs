//! Refuses files that could do harm, before any of their parts is read.

/// More than a workbook of ten million claims needs.
const MOST_ENTRIES: u64 = 10_000;
/// What all parts may have together when they are unpacked.
const MOST_BYTES: u64 = 4 * 1024 * 1024 * 1024;

fn number(bytes: &[u8], at: usize, len: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(len)?)?;
    Some(field.iter().rev().fold(0, |n, byte| (n << 8) | u64::from(*byte)))
}

/// Looks through the directory of the archive.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(old(bytes).to_owned());
    }
    let broken = || {
        let text = std::str::from_utf8(bytes.get(..bytes.len().min(200)).unwrap_or_default());
        match text {
            Ok(text) if text.contains([',', ';', '\t']) && !text.starts_with("PK") => {
                "it is text, such as CSV; save it as an Excel workbook (.xlsx)".to_owned()
            }
            _ => "it is not a ZIP archive, or it is cut off".to_owned(),
        }
    };
    // The end of the directory stands before a comment of at most 65,535 bytes.
    let from = bytes.len().saturating_sub(65_535 + 22);
    let tail = bytes.get(from..).unwrap_or_default();
    let end = tail.windows(4).rposition(|w| w == b"PK\x05\x06").ok_or_else(broken)? + from;
    let entries = number(bytes, end + 10, 2).ok_or_else(broken)?;
    let start = number(bytes, end + 16, 4).ok_or_else(broken)?;
    if entries > MOST_ENTRIES || start == u64::from(u32::MAX) {
        return Err("the archive is larger than any that is read here".into());
    }
    let mut at = usize::try_from(start).map_err(|_| broken())?;
    let mut total: u64 = 0;
    for _ in 0..entries {
        if bytes.get(at..at + 4) != Some(b"PK\x01\x02".as_slice()) {
            return Err(broken());
        }
        let field = |offset, len| number(bytes, at + offset, len).ok_or_else(broken);
        total = total.saturating_add(field(24, 4)?);
        if total > MOST_BYTES {
            return Err(format!("unpacked it has more than {} GiB", MOST_BYTES >> 30));
        }
        let skip = |offset| -> Result<usize, String> {
            usize::try_from(field(offset, 2)?).map_err(|_| broken())
        };
        let (name, extra, comment) = (skip(28)?, skip(30)?, skip(32)?);
        let name_bytes = bytes.get(at + 46..at + 46 + name).ok_or_else(broken)?;
        refuse(&String::from_utf8_lossy(name_bytes))?;
        at += 46 + name + extra + comment;
    }
    Ok(())
}

/// What a file of the older container is: an encrypted workbook, or one in the format of
/// before 2007.
fn old(bytes: &[u8]) -> &'static str {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        "it is protected by a password; open it, take the password away (File, Info, Protect \
         Workbook, Encrypt with Password) and save it"
    } else {
        "it is in the format of Excel before 2007 (.xls); save it as an Excel workbook (.xlsx)"
    }
}

fn refuse(name: &str) -> Result<(), String> {
    let lower = name.to_lowercase();
    if name.starts_with('/') || name.contains('\\') || name.split('/').any(|step| step == "..") {
        return Err(format!("it has a part outside the archive: `{}`", name.escape_debug()));
    }
    if lower.ends_with("vbaproject.bin") {
        return Err("it has macros".into());
    }
    if lower == "content.xml" {
        return Err(
            "it is an OpenDocument file (.ods); save it as an Excel workbook (.xlsx)".into()
        );
    }
    if lower == "xl/workbook.bin" {
        return Err("it is a binary workbook (.xlsb); save it as an Excel workbook (.xlsx)".into());
    }
    if lower.contains("/externallinks/") {
        return Err("it has links to other workbooks".into());
    }
    Ok(())
}
