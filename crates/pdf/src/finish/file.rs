//! The bytes of the file.
//!
//! lopdf holds a document as one tree of objects, of which each takes more than a kilobyte:
//! too much for the hundreds of thousands of elements and links of a long brief. These are
//! made, written and let go one after the other; the other objects follow the same way.

use std::io::{self, Write as _};

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream, StringFormat};

use super::{deflated, dictionary, integer, name};
use crate::Error;

/// How many objects are packed together.
const PACK: usize = 200;

/// Where an object stands: at a byte of the file, or in a pack.
#[derive(Clone, Copy)]
enum Place {
    Free,
    At(usize),
    In { pack: u32, index: usize },
}

pub(super) struct File {
    out: Vec<u8>,
    places: Vec<Place>,
    /// The objects of the next pack: number, where it ends.
    pending: Vec<(u32, usize)>,
    bytes: Vec<u8>,
    next: u32,
}

/// Writes a document, and further objects that are made when they are written: `among` those
/// that stand in the order of their numbers among the objects of the document, then `further`
/// ones.
pub(super) fn write(
    mut pdf: Pdf,
    among: impl Iterator<Item = (u32, Object)>,
    further: impl FnOnce(&mut File) -> Result<(), Error>,
) -> Result<Vec<u8>, Error> {
    let mut file = File {
        out: format!("%PDF-{}\n%\u{bb}\u{ad}\n", pdf.version).into_bytes(),
        places: Vec::new(),
        pending: Vec::with_capacity(PACK),
        bytes: Vec::new(),
        next: pdf.max_id + 1,
    };
    let mut among = among.peekable();
    for (id, object) in std::mem::take(&mut pdf.objects) {
        while let Some((number, made)) = among.next_if(|(number, _)| *number < id.0) {
            file.object(number, made).map_err(Error::Write)?;
        }
        file.object(id.0, object).map_err(Error::Write)?;
    }
    for (number, made) in among {
        file.object(number, made).map_err(Error::Write)?;
    }
    further(&mut file)?;
    file.end_pack().map_err(Error::Write)?;
    file.end(&pdf.trailer).map_err(Error::Write)
}

impl File {
    fn place(&mut self, number: u32, place: Place) {
        let at = number as usize;
        if self.places.len() <= at {
            self.places.resize(at + 1, Place::Free);
        }
        if let Some(known) = self.places.get_mut(at) {
            *known = place;
        }
    }

    fn object(&mut self, number: u32, object: Object) -> io::Result<()> {
        match object {
            Object::Stream(stream) => self.stream(number, stream),
            other => self.pack(number, &other),
        }
    }

    /// Writes a stream where the file has got to.
    fn stream(&mut self, number: u32, mut stream: Stream) -> io::Result<()> {
        self.place(number, Place::At(self.out.len()));
        stream.dict.set("Length", integer(stream.content.len()));
        writeln!(self.out, "{number} 0 obj")?;
        entries(&mut self.out, &stream.dict)?;
        self.out.extend_from_slice(b"\nstream\n");
        self.out.extend_from_slice(&stream.content);
        self.out.extend_from_slice(b"\nendstream\nendobj\n");
        Ok(())
    }

    /// Puts an object with others.
    fn pack(&mut self, number: u32, object: &Object) -> io::Result<()> {
        self.begin(number);
        value(&mut self.bytes, object)?;
        self.end_one()
    }

    /// Puts a dictionary with others, whose entries are written one after the other.
    pub(super) fn entries(
        &mut self,
        number: u32,
        each: impl FnOnce(&mut Entries<'_>) -> io::Result<()>,
    ) -> Result<(), Error> {
        self.begin(number);
        let written = Entries::within(&mut self.bytes, each);
        written.and_then(|()| self.end_one()).map_err(Error::Write)
    }

    fn begin(&mut self, number: u32) {
        self.place(number, Place::In { pack: self.next, index: self.pending.len() });
        self.pending.push((number, self.bytes.len()));
    }

    fn end_one(&mut self) -> io::Result<()> {
        self.bytes.push(b'\n');
        if self.pending.len() == PACK { self.end_pack() } else { Ok(()) }
    }

    /// Writes what is packed.
    fn end_pack(&mut self) -> io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let mut content = Vec::with_capacity(self.bytes.len() + self.pending.len() * 12);
        for (number, at) in &self.pending {
            write!(content, "{number} {at} ")?;
        }
        let entry = dictionary(vec![
            ("Type", name("ObjStm")),
            ("N", integer(self.pending.len())),
            ("First", integer(content.len())),
        ]);
        content.append(&mut self.bytes);
        self.pending.clear();
        let number = self.next;
        self.next += 1;
        self.stream(number, packed(entry, &content)?)
    }

    /// The table of the places, and the end of the file.
    fn end(mut self, trailer: &Dictionary) -> io::Result<Vec<u8>> {
        let (number, start) = (self.next, self.out.len());
        self.place(number, Place::At(start));
        let mut table = Vec::with_capacity(self.places.len() * 7);
        let four = |n: usize| u32::try_from(n).map_err(io::Error::other).map(u32::to_be_bytes);
        let two = |n: usize| u16::try_from(n).map_err(io::Error::other).map(u16::to_be_bytes);
        for (number, place) in self.places.iter().enumerate() {
            let (kind, at, index) = match place {
                Place::Free => (0, 0, if number == 0 { 65_535 } else { 0 }),
                Place::At(at) => (1, *at, 0),
                Place::In { pack, index } => (2, *pack as usize, *index),
            };
            table.push(kind);
            table.extend(four(at)?);
            table.extend(two(index)?);
        }
        let mut entry = dictionary(vec![
            ("Type", name("XRef")),
            ("Size", integer(self.places.len())),
            ("W", vec![1.into(), 4.into(), 2.into()].into()),
        ]);
        for key in [b"Root".as_slice(), b"Info", b"ID"] {
            if let Ok(said) = trailer.get(key) {
                entry.set(key.to_vec(), said.clone());
            }
        }
        self.stream(number, packed(entry, &table)?)?;
        write!(self.out, "startxref\n{start}\n%%EOF\n")?;
        Ok(self.out)
    }
}

/// The entries of a dictionary, as they are written. No key may come twice.
pub(super) struct Entries<'o>(&'o mut Vec<u8>);

impl Entries<'_> {
    fn within(
        out: &mut Vec<u8>,
        each: impl FnOnce(&mut Entries<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        out.extend_from_slice(b"<<");
        each(&mut Entries(&mut *out))?;
        out.extend_from_slice(b">>");
        Ok(())
    }

    fn key(&mut self, key: &str) -> io::Result<()> {
        label(self.0, key.as_bytes())?;
        self.0.push(b' ');
        Ok(())
    }

    pub(super) fn name(&mut self, key: &str, said: &str) -> io::Result<()> {
        self.key(key)?;
        label(self.0, said.as_bytes())
    }

    pub(super) fn number(&mut self, key: &str, said: usize) -> io::Result<()> {
        self.key(key)?;
        write!(self.0, "{said}")
    }

    pub(super) fn reference(&mut self, key: &str, to: ObjectId) -> io::Result<()> {
        self.key(key)?;
        write!(self.0, "{} {} R", to.0, to.1)
    }

    pub(super) fn object(&mut self, key: &str, said: &Object) -> io::Result<()> {
        self.key(key)?;
        value(self.0, said)
    }

    pub(super) fn dictionary(
        &mut self,
        key: &str,
        each: impl FnOnce(&mut Entries<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        self.key(key)?;
        Entries::within(self.0, each)
    }

    /// A list, of which each writes one.
    pub(super) fn list<T>(
        &mut self,
        key: &str,
        items: impl Iterator<Item = T>,
        mut each: impl FnMut(&mut Listed<'_>, T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.key(key)?;
        self.0.push(b'[');
        for (n, item) in items.enumerate() {
            if n > 0 {
                self.0.push(b' ');
            }
            each(&mut Listed(&mut *self.0), item)?;
        }
        self.0.push(b']');
        Ok(())
    }
}

/// One of a list, as it is written.
pub(super) struct Listed<'o>(&'o mut Vec<u8>);

impl Listed<'_> {
    pub(super) fn number(&mut self, said: u32) -> io::Result<()> {
        write!(self.0, "{said}")
    }

    pub(super) fn reference(&mut self, to: ObjectId) -> io::Result<()> {
        write!(self.0, "{} {} R", to.0, to.1)
    }

    pub(super) fn dictionary(
        &mut self,
        each: impl FnOnce(&mut Entries<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        Entries::within(self.0, each)
    }
}

/// A compressed stream.
fn packed(mut entry: Dictionary, content: &[u8]) -> io::Result<Stream> {
    entry.set("Filter", name("FlateDecode"));
    Ok(Stream::new(entry, deflated(content)?))
}

/// A dictionary, as PDF writes it.
fn entries(out: &mut Vec<u8>, entries: &Dictionary) -> io::Result<()> {
    out.extend_from_slice(b"<<");
    for (key, said) in entries {
        label(out, key)?;
        out.push(b' ');
        value(out, said)?;
    }
    out.extend_from_slice(b">>");
    Ok(())
}

/// A name: what is no plain character as its number.
fn label(out: &mut Vec<u8>, name: &[u8]) -> io::Result<()> {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            write!(out, "#{byte:02X}")?;
        }
    }
    Ok(())
}

/// A value, as PDF writes it. A stream is no value: it stands for itself.
fn value(out: &mut Vec<u8>, object: &Object) -> io::Result<()> {
    match object {
        Object::Null | Object::Stream(_) => out.extend_from_slice(b"null"),
        Object::Boolean(said) => write!(out, "{said}")?,
        Object::Integer(n) => write!(out, "{n}")?,
        Object::Real(n) => write!(out, "{n}")?,
        Object::Name(name) => label(out, name)?,
        Object::String(text, StringFormat::Hexadecimal) => {
            out.push(b'<');
            for byte in text {
                write!(out, "{byte:02X}")?;
            }
            out.push(b'>');
        }
        Object::String(text, StringFormat::Literal) => {
            out.push(b'(');
            for byte in text {
                match byte {
                    b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
                    b'\r' => out.extend_from_slice(b"\\r"),
                    b'\n' => out.extend_from_slice(b"\\n"),
                    other => out.push(*other),
                }
            }
            out.push(b')');
        }
        Object::Array(items) => {
            out.push(b'[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push(b' ');
                }
                value(out, item)?;
            }
            out.push(b']');
        }
        Object::Dictionary(inner) => entries(out, inner)?,
        Object::Reference((number, generation)) => write!(out, "{number} {generation} R")?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use lopdf::{Document as Pdf, Object, StringFormat};

    use super::super::{dictionary, name, text};

    #[test]
    fn what_is_written_is_read_back() {
        let mut pdf = Pdf::with_version("1.7");
        let odd = Object::String(b"a(b)\\c\r\nd\xff".to_vec(), StringFormat::Literal);
        let all = dictionary(vec![
            ("Odd", odd),
            ("Hex", Object::String(vec![0, 255, 16], StringFormat::Hexadecimal)),
            ("Name", name("a b#/(")),
            ("Text", text("罗艳华")),
            ("List", vec![Object::Null, true.into(), (-3).into(), Object::Real(0.25)].into()),
        ]);
        let held = pdf.add_object(all.clone());
        let stream = pdf.add_object(lopdf::Stream::new(dictionary(vec![]), b"bytes".to_vec()));
        let pages = pdf.add_object(dictionary(vec![
            ("Type", name("Pages")),
            ("Kids", Vec::new().into()),
            ("Count", 0.into()),
        ]));
        let root =
            pdf.add_object(dictionary(vec![("Type", name("Catalog")), ("Pages", pages.into())]));
        pdf.trailer.set("Root", root);
        // Between others, and after all of them; more than one pack.
        let between = pdf.max_id + 1;
        pdf.max_id += 3;
        let behind = pdf.add_object(dictionary(vec![("Behind", true.into())]));
        let first = pdf.max_id + 1;
        pdf.max_id += 450;
        let number = |n: u32| dictionary(vec![("N", i64::from(n).into())]);
        let among = (0..3).map(|n| (between + n, Object::Dictionary(number(1000 + n))));
        let further = |file: &mut super::File| {
            (0..450).try_for_each(|n| {
                file.entries(first + n, |entries| {
                    entries.number("N", n as usize)?;
                    entries.name("Odd", "a b")?;
                    entries.reference("Held", held)?;
                    entries.object("Text", &text("罗"))?;
                    entries.dictionary("Inner", |inner| inner.number("N", 1))?;
                    entries.list("List", 0..3, |one, n| match n {
                        0 => one.number(7),
                        1 => one.reference(held),
                        _ => one.dictionary(|inner| inner.number("N", 2)),
                    })
                })
            })
        };
        let bytes = super::write(pdf, among, further).unwrap();
        let back = Pdf::load_mem(&bytes).unwrap();
        assert_eq!(back.get_dictionary(held).unwrap(), &all);
        assert_eq!(back.get_object(stream).unwrap().as_stream().unwrap().content, b"bytes");
        assert!(back.get_dictionary(behind).unwrap().has(b"Behind"));
        for n in 0..3 {
            let found = back.get_dictionary((between + n, 0)).unwrap();
            assert_eq!(found.get(b"N").unwrap().as_i64().unwrap(), i64::from(1000 + n));
        }
        for n in 0..450 {
            let found = back.get_dictionary((first + n, 0)).unwrap();
            assert_eq!(found.get(b"N").unwrap().as_i64().unwrap(), i64::from(n));
        }
        let inner = |n: i64| Object::from(dictionary(vec![("N", n.into())]));
        let all = dictionary(vec![
            ("N", 0.into()),
            ("Odd", name("a b")),
            ("Held", held.into()),
            ("Text", text("罗")),
            ("Inner", inner(1)),
            ("List", vec![7.into(), held.into(), inner(2)].into()),
        ]);
        assert_eq!(back.get_dictionary((first, 0)).unwrap(), &all);
    }
}
