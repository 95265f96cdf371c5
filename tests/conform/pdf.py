#!/usr/bin/env python3
"""Checks an exported brief with other people's tools.

    pdf.py PDF CANONICAL [--contains TEXT]... [--every-id] [--no-attachment]
           [--verapdf JAR --driver VeraCheck.java [--flavours ua1,3a]]

CANONICAL holds the canonical bytes of the dataset from which the brief was made.
Needs qpdf and poppler-utils (pdfinfo, pdffonts, pdftotext, pdfdetach); with
--verapdf also Java. Looks at the file as a whole (qpdf, pdfinfo), fonts (embedded,
subset, mapped to Unicode, no .notdef drawn), text, the attached dataset (byte for
byte), bookmarks and links (none leads nowhere), metadata (Info and XMP agree) and
the structure tree (headings, tables, alternative texts). Says what is wrong and
where, and ends with 1 if anything is; with 2 if a tool is missing.
"""

import argparse
import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

SHOWN = 12
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUAID = "{http://www.aiim.org/pdfua/ns/id/}"
REFERENCE = re.compile(r"^\d+ \d+ R$")
# Strings, hexadecimal strings, dictionaries and operators of a content stream.
TOKEN = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|<<|>>|<[0-9A-Fa-f\s]*>|\[|\]|/[^\s/()<>\[\]]*|[^\s/()<>\[\]]+", re.S
)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def run(*command, **more):
    return subprocess.run([str(part) for part in command], capture_output=True, **more)


class Pdf:
    """The objects of a file, as qpdf reads them."""

    def __init__(self, path):
        done = run("qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized", path)
        if done.returncode not in (0, 3):
            raise SystemExit(f"{path}: qpdf cannot read it: {done.stderr.decode()[:400]}")
        self.objects = json.loads(done.stdout)["qpdf"][1]
        self.trailer = self.objects["trailer"]["value"]
        self.root = self.get(self.trailer.get("/Root"))
        self.info = self.get(self.trailer.get("/Info")) or {}
        self.pages = []
        self.page_refs = set()
        self._pages(self.root.get("/Pages"))

    def _pages(self, node):
        page = self.get(node) or {}
        if page.get("/Type") == "/Pages":
            for kid in self.array(page.get("/Kids")):
                self._pages(kid)
        else:
            self.pages.append(page)
            self.page_refs.add(node)

    def get(self, value):
        """What a reference leads to; a stream is its dictionary, with its data under `data`."""
        while isinstance(value, str) and REFERENCE.match(value):
            found = self.objects.get(f"obj:{value}")
            if found is None:
                return None
            if "stream" in found:
                stream = found["stream"]
                return {**stream["dict"], "data": base64.b64decode(stream.get("data", ""))}
            value = found["value"]
        return value

    def array(self, value):
        value = self.get(value)
        return value if isinstance(value, list) else []

    def children(self, node):
        """The children of an element of the structure tree."""
        kids = self.get(node.get("/K"))
        return kids if isinstance(kids, list) else [] if kids is None else [kids]

    def content(self, page):
        contents = self.get(page.get("/Contents"))
        parts = contents if isinstance(contents, list) else [page.get("/Contents")]
        return b"\n".join((self.get(part) or {}).get("data", b"") for part in parts)

    def names(self, tree):
        """The entries of a name tree."""
        node = self.get(tree) or {}
        pairs = self.array(node.get("/Names"))
        yield from zip(pairs[::2], pairs[1::2])
        for kid in self.array(node.get("/Kids")):
            yield from self.names(kid)


def text(value):
    """A text string of qpdf's JSON, decoded."""
    if not isinstance(value, str):
        return ""
    if value.startswith("u:"):
        return value[2:]
    if value.startswith("b:"):
        return bytes.fromhex(value[2:]).decode("utf-8", "replace")
    return value


def squeeze(words):
    """Text without what a line break or a hyphenation adds."""
    return re.sub(r"[\s\u00AD\u2010\u2011\u2060-]+", "", words)


def whole(path):
    done = run("qpdf", "--check", path)
    if done.returncode:
        said = (done.stdout + done.stderr).decode().strip().splitlines()
        yield "qpdf --check: " + " / ".join(said[-5:])
    done = run("pdfinfo", path)
    # Poppler 22 takes /Suspects false, which is as it should be, for a mistake.
    said = [line for line in done.stderr.decode().splitlines() if "Suspects object" not in line]
    if done.returncode or said:
        yield f"pdfinfo: {' / '.join(said)[:300] or 'cannot read it'}"
    facts = dict(line.split(":", 1) for line in done.stdout.decode().splitlines() if ":" in line)
    facts = {key: value.strip() for key, value in facts.items()}
    wanted = {"Tagged": "yes", "Encrypted": "no", "JavaScript": "no", "Suspects": "no"}
    for key, value in wanted.items():
        if facts.get(key) != value:
            yield f"pdfinfo: {key} is {facts.get(key)!r}, not {value!r}"
    for key in ("Title", "CreationDate"):
        if not facts.get(key):
            yield f"pdfinfo: no {key}"


def fonts(path):
    lines = run("pdffonts", path).stdout.decode().splitlines()
    if len(lines) < 2 or not lines[1].startswith("-"):
        yield "pdffonts: lists no fonts"
        return
    rows = [line for line in lines[2:] if line.strip()]
    if not rows:
        yield "pdffonts: lists no fonts"
    for row in rows:
        # name, type (one or more words), encoding, emb, sub, uni, object, generation
        name, cells = row.split()[0], row.split()[-5:-2]
        for what, cell in zip(("embedded", "subset", "mapped to Unicode"), cells):
            if cell != "yes":
                yield f"the font {name} is not {what}"


def words(path, wanted):
    done = run("pdftotext", "-enc", "UTF-8", path, "-")
    if done.returncode:
        yield f"pdftotext: {done.stderr.decode().strip()[:300]}"
        return
    found = done.stdout.decode("utf-8", "replace")
    if not found.strip():
        yield "pdftotext: there is no text"
        return
    for bad in ("\N{REPLACEMENT CHARACTER}", "\0"):
        if bad in found:
            at = found.index(bad)
            yield f"a character without meaning near {found[max(0, at - 40):at + 20]!r}"
    flat = squeeze(found)
    for phrase in wanted:
        if squeeze(phrase) not in flat:
            yield f"the text does not hold {phrase!r}"


def attachment(pdf, path, canonical, identifier):
    name = f"{identifier}.canonical.txt"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "attached"
        done = run("pdfdetach", "-savefile", name, "-o", target, path)
        if done.returncode or not target.exists():
            listed = run("pdfdetach", "-list", path).stdout.decode().strip()
            yield f"pdfdetach: no attachment {name}; there are: {listed}"
            return
        attached = target.read_bytes()
    if attached != canonical:
        pairs = enumerate(zip(attached, canonical))
        at = next((n for n, (a, b) in pairs if a != b), min(len(attached), len(canonical)))
        line = canonical[:at].count(b"\n") + 1
        yield (f"the attached dataset is not the dataset: {len(attached)} bytes for "
               f"{len(canonical)}, the first difference at byte {at} (line {line})")
    files = [pdf.get(f) or {} for f in pdf.array(pdf.root.get("/AF"))]
    if not any(text(f.get("/UF")) == name for f in files):
        yield f"{name} is not associated with the document (AF)"
    for file in files:
        if file.get("/AFRelationship") != "/Source":
            yield f"AFRelationship is {file.get('/AFRelationship')}, not Source"
        stream = pdf.get((pdf.get(file.get("/EF")) or {}).get("/F")) or {}
        if not stream.get("/Subtype"):
            yield f"the attachment {text(file.get('/UF'))} has no media type"


def destinations(pdf):
    tree = (pdf.get(pdf.root.get("/Names")) or {}).get("/Dests")
    named = {text(key): value for key, value in pdf.names(tree)}
    named.update(pdf.get(pdf.root.get("/Dests")) or {})
    return named


def leads(pdf, dest, named):
    """Whether a destination is a place on a page of the file."""
    dest = pdf.get(dest)
    if isinstance(dest, str):
        dest = pdf.get(named.get(text(dest), named.get(dest)))
    if isinstance(dest, dict):
        dest = pdf.get(dest.get("/D"))
    return isinstance(dest, list) and len(dest) > 1 and dest[0] in pdf.page_refs


def bookmarks(pdf, named):
    first = (pdf.get(pdf.root.get("/Outlines")) or {}).get("/First")
    if first is None:
        yield "there are no bookmarks"
        return
    seen, deepest = set(), 0
    stack = [(first, 1)]
    while stack:
        ref, depth = stack.pop()
        if ref is None or ref in seen:
            continue
        seen.add(ref)
        deepest = max(deepest, depth)
        item = pdf.get(ref) or {}
        title = text(item.get("/Title"))
        if not title.strip():
            yield f"the bookmark {ref} has no title"
        action = pdf.get(item.get("/A")) or {}
        if not leads(pdf, item.get("/Dest", action.get("/D")), named):
            yield f"the bookmark {title!r} leads nowhere"
        stack += [(item.get("/Next"), depth), (item.get("/First"), depth + 1)]
    if deepest < 2:
        yield "the bookmarks are not nested"


def links(pdf, named):
    for number, page in enumerate(pdf.pages, 1):
        for ref in pdf.array(page.get("/Annots")):
            link = pdf.get(ref) or {}
            if link.get("/Subtype") != "/Link":
                continue
            place = f"page {number}: a link at {link.get('/Rect')}"
            action = pdf.get(link.get("/A")) or {}
            if action.get("/S") == "/URI":
                uri = text(action.get("/URI"))
                if not re.match(r"(https?|urn|mailto):\S+$", uri):
                    yield f"{place} has no absolute address: {uri!r}"
            elif not leads(pdf, link.get("/Dest", action.get("/D")), named):
                yield f"{place} leads nowhere"
            if not text(link.get("/Contents")).strip():
                yield f"{place} has no description"
            if "/StructParent" not in link:
                yield f"{place} is not in the structure"


def metadata(pdf, title):
    if not text(pdf.root.get("/Lang")):
        yield "the document has no language"
    if (pdf.get(pdf.root.get("/MarkInfo")) or {}).get("/Marked") is not True:
        yield "the document is not marked as tagged"
    xmp = (pdf.get(pdf.root.get("/Metadata")) or {}).get("data", b"")
    try:
        tree = ElementTree.fromstring(xmp)
    except ElementTree.ParseError as error:
        yield f"the XMP metadata is not XML: {error}"
        return

    def value(name):
        element = next(tree.iter(name), None)
        if element is not None:
            return "".join(element.itertext()).strip()
        holders = tree.iter(f"{RDF}Description")
        return next((d.get(name) for d in holders if d.get(name)), "")

    named = value(f"{DC}title")
    if not named or named != text(pdf.info.get("/Title")):
        yield f"the title is {named!r} in XMP and {text(pdf.info.get('/Title'))!r} in Info"
    if title and squeeze(title) not in squeeze(named):
        yield f"the title {named!r} does not name the dataset {title!r}"
    if (value(f"{PDFAID}part"), value(f"{PDFAID}conformance")) != ("3", "A"):
        yield "the XMP metadata does not claim PDF/A-3a"
    if value(f"{PDFUAID}part") != "1":
        yield "the XMP metadata does not claim PDF/UA-1"
    identity = pdf.trailer.get("/ID")
    if not isinstance(identity, list) or len(identity) != 2:
        yield "the trailer has no ID"


def structure(pdf):
    """The structure tree: headings in order, tables with even rows, figures with words."""
    root = pdf.get(pdf.root.get("/StructTreeRoot"))
    if not root:
        yield "there is no structure tree"
        return
    level, counts, ids = 0, {}, set()
    stack = [root.get("/K")]
    while stack:
        node = pdf.get(stack.pop())
        if isinstance(node, list):
            stack += reversed(node)
            continue
        if not isinstance(node, dict) or "/S" not in node:
            continue
        kind = node["/S"]
        counts[kind] = counts.get(kind, 0) + 1
        heading = re.match(r"/H([1-6])$", kind)
        if heading:
            now = int(heading[1])
            if now > level + 1:
                yield f"a heading of level {now} follows one of level {level}"
            level = now
        if kind in ("/Figure", "/Formula") and not text(node.get("/Alt")).strip():
            yield f"a {kind[1:]} has no alternative text"
        if kind == "/Note":
            name = text(node.get("/ID"))
            if not name or name in ids:
                yield f"a note has no ID of its own: {name!r}"
            ids.add(name)
        if kind == "/Table":
            widths = sorted(set(rows(pdf, node)))
            if len(widths) > 1:
                yield f"a table has rows of {widths} cells"
        if kind in ("/L", "/LI", "/TR", "/Table", "/TOC", "/P") and not pdf.children(node):
            yield f"an empty {kind[1:]}"
        stack.append(node.get("/K"))
    if counts.get("/H1", 0) != 1:
        yield f"there are {counts.get('/H1', 0)} headings of level 1"
    for kind in ("/H2", "/P", "/Table", "/TH", "/Link"):
        if not counts.get(kind):
            yield f"the structure holds no {kind[1:]}"


def rows(pdf, node):
    """How many columns each row of a table spans."""
    for kid in pdf.children(node):
        kid = pdf.get(kid)
        if not isinstance(kid, dict):
            continue
        if kid.get("/S") == "/TR":
            yield sum(span(pdf, pdf.get(cell)) for cell in pdf.children(kid))
        elif kid.get("/S") in ("/THead", "/TBody", "/TFoot"):
            yield from rows(pdf, kid)


def span(pdf, cell):
    if not isinstance(cell, dict) or cell.get("/S") not in ("/TH", "/TD"):
        return 0
    attributes = pdf.get(cell.get("/A"))
    for entry in attributes if isinstance(attributes, list) else [attributes]:
        entry = pdf.get(entry)
        if isinstance(entry, dict) and "/ColSpan" in entry:
            return int(entry["/ColSpan"])
    return 1


def literal(token):
    """The bytes of a string in a content stream."""
    if token.startswith(b"<"):
        digits = re.sub(rb"\s", b"", token[1:-1]).decode()
        return bytes.fromhex(digits + "0" * (len(digits) % 2))

    def unescape(match):
        found = match[1]
        if found.isdigit():
            return bytes([int(found, 8) & 255])
        return b"" if found in (b"\n", b"\r\n") else ESCAPES.get(found, found)

    return re.sub(rb"\\([0-7]{1,3}|\r\n|.)", unescape, token[1:-1], flags=re.S)


def missing(pdf):
    """Glyph 0, which is an empty box, in what the pages draw."""
    for number, page in enumerate(pdf.pages, 1):
        kinds = pdf.get((pdf.get(page.get("/Resources")) or {}).get("/Font")) or {}
        two = {n for n, font in kinds.items() if (pdf.get(font) or {}).get("/Subtype") == "/Type0"}
        font, held = None, []
        for token in TOKEN.findall(pdf.content(page)):
            if token.startswith(b"(") or (token.startswith(b"<") and token not in (b"<<",)):
                held.append(literal(token))
                continue
            if token.startswith(b"/"):
                font = token.decode("latin-1") if token.decode("latin-1") in kinds else font
                continue
            if token in (b"Tj", b"TJ", b"'", b'"') and font in two:
                for run_of in held:
                    if any(run_of[n:n + 2] == b"\0\0" for n in range(0, len(run_of), 2)):
                        yield f"page {number}: .notdef is drawn in the font {font}"
            if token not in (b"[", b"]") and token[:1].isalpha():
                held = []


def verapdf(path, jar, driver, flavours):
    done = run("java", "-cp", jar, driver, flavours, path)
    if done.returncode:
        for line in (done.stdout + done.stderr).decode().strip().splitlines()[:40]:
            yield f"veraPDF: {line}"
    else:
        for line in done.stdout.decode().strip().splitlines():
            print(f"   {line}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pdf", type=Path)
    parser.add_argument("canonical", type=Path)
    parser.add_argument("--contains", action="append", default=[], metavar="TEXT")
    parser.add_argument("--every-id", action="store_true", help="every record's id stands in the text")
    parser.add_argument("--no-attachment", action="store_true", help="made without the dataset")
    parser.add_argument("--verapdf", type=Path, metavar="JAR")
    parser.add_argument("--driver", type=Path, metavar="JAVA")
    parser.add_argument("--flavours", default="ua1,3a")
    given = parser.parse_args()
    if (given.verapdf is None) != (given.driver is None):
        parser.error("--verapdf and --driver belong together")
    tools = ["qpdf", "pdfinfo", "pdffonts", "pdftotext", "pdfdetach"]
    absent = [tool for tool in tools + ["java"] * bool(given.verapdf) if not shutil.which(tool)]
    if absent:
        print(f"not installed: {', '.join(absent)}", file=sys.stderr)
        return 2
    canonical = given.canonical.read_bytes()
    lines = canonical.decode().removesuffix("\n").split("\n")
    meta = json.loads(lines[0])
    title = meta["title"].get("en") or next(iter(meta["title"].values()))
    wanted = [title, meta["version"], *given.contains]
    if given.every_id:
        wanted += [json.loads(line.split(" ", 1)[1])["id"] for line in lines[1:]]

    pdf = Pdf(given.pdf)
    named = destinations(pdf)
    checks = {
        "the file": whole(given.pdf),
        "fonts": fonts(given.pdf),
        "text": words(given.pdf, wanted),
        "bookmarks": bookmarks(pdf, named),
        "links": links(pdf, named),
        "metadata": metadata(pdf, title),
        "structure": structure(pdf),
        "glyphs": missing(pdf),
    }
    if not given.no_attachment:
        checks["the attached dataset"] = attachment(pdf, given.pdf, canonical, meta["id"])
    if given.verapdf:
        checks["veraPDF"] = verapdf(given.pdf, given.verapdf, given.driver, given.flavours)
    failed = False
    for name, found in checks.items():
        found = list(found)
        failed |= bool(found)
        print(f"{'FAIL' if found else 'ok  '} {given.pdf.name}: {name}")
        for problem in found[:SHOWN]:
            print(f"     {problem}")
        if len(found) > SHOWN:
            print(f"     … and {len(found) - SHOWN} more")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
