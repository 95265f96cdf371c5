#!/usr/bin/env python3
"""Saves TEI files as XML editors do, and checks that the same dataset comes back.

    tei_editors.py FILE... -- PROGRAM...

PROGRAM, called with files, reads them back, says of each whether its canonical bytes have
the SHA-256 that the document states, and fails if one has not
(`cargo run -p rapporteur-tei --example import --`).

Each file is saved indented by libxml2 (lxml's pretty_print and indent, and `xmllint
--format` if it is there), indented by Saxon, with every line wrapped at every word, with
another prefix and its attributes in another order, as canonical XML, in other encodings,
and with the line ends of another system. A whole document must come back unchanged from
each of them. Last, a changed document must be seen as changed. Needs lxml and saxonche.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor

TEI = "{http://www.tei-c.org/ns/1.0}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
INDENT = """<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" indent="yes"/>
  <xsl:template match="/"><xsl:sequence select="."/></xsl:template>
</xsl:stylesheet>"""


def parse(path, **options):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, **options)
    return etree.parse(str(path), parser)


def as_bytes(tree, **options):
    options = {"encoding": "UTF-8", "xml_declaration": True, **options}
    return etree.tostring(tree, **options)


def pretty(path):
    return as_bytes(parse(path, remove_blank_text=True), pretty_print=True)


def indented(path):
    tree = parse(path)
    etree.indent(tree, "\t")
    return as_bytes(tree)


def wrapped(path):
    """Every word on a line of its own, but where white space matters."""
    tree = parse(path)

    def wrap(text):
        return text and re.sub(r"[ \n]+", "\n            ", text)

    def walk(element, kept):
        kept = {"preserve": True, "default": False}.get(element.get(SPACE), kept)
        if not kept:
            element.text = wrap(element.text)
        for child in element:
            walk(child, kept)
            if not kept:
                child.tail = wrap(child.tail)

    walk(tree.getroot(), False)
    return as_bytes(tree)


def prefixed(path):
    """Another prefix for everything, attributes from the last to the first."""
    root = parse(path).getroot()

    def build(old, parent):
        make = etree.Element if parent is None else lambda *a, **k: etree.SubElement(parent, *a, **k)
        new = make(old.tag, dict(reversed(old.attrib.items())), nsmap={"text-encoding": TEI[1:-1]})
        new.text, new.tail = old.text, old.tail
        for child in old:
            build(child, new)
        return new

    return as_bytes(build(root, None))


def xmllint(path):
    run = ["xmllint", "--huge", "--nonet", "--format", str(path)]
    return subprocess.run(run, check=True, capture_output=True).stdout


def canonical(path):
    return etree.tostring(parse(path), method="c14n")


def changed(path):
    """A document of which one name says something else."""
    tree = parse(path)
    words = tree.find(f".//{TEI}standOff//{TEI}annotation/{TEI}note/{TEI}seg[@type='plain']")
    words.text = f"{words.text} and more"
    return as_bytes(tree)


def ways(saxon):
    processor = saxon.new_xslt30_processor()
    sheet = processor.compile_stylesheet(stylesheet_text=INDENT)
    found = {
        "lxml, pretty_print": pretty,
        "lxml, indent": indented,
        "Saxon, indent": lambda path: sheet.transform_to_string(source_file=str(path)).encode(),
        "wrapped": wrapped,
        "another prefix": prefixed,
        "canonical XML": canonical,
        "byte order mark": lambda path: b"\xef\xbb\xbf" + path.read_bytes(),
        "ASCII": lambda path: as_bytes(parse(path), encoding="US-ASCII"),
        "CRLF": lambda path: path.read_bytes().replace(b"\n", b"\r\n"),
        "indented, then another prefix": lambda path: again(path, pretty, prefixed),
    }
    if shutil.which("xmllint"):
        found["xmllint --format"] = xmllint
    return found


def again(path, first, second):
    with tempfile.TemporaryDirectory() as folder:
        between = Path(folder, path.name)
        between.write_bytes(first(path))
        return second(between)


def main():
    words = sys.argv[1:]
    if "--" not in words:
        sys.exit(__doc__)
    paths = [Path(word).resolve() for word in words[: words.index("--")]]
    program = words[words.index("--") + 1 :]
    wrong = []
    with PySaxonProcessor(license=False) as saxon, tempfile.TemporaryDirectory() as folder:
        for way, save in ways(saxon).items():
            saved = [Path(folder, f"{n}-{path.name}") for n, path in enumerate(paths)]
            for path, to in zip(paths, saved):
                to.write_bytes(save(path))
            done = subprocess.run([*program, *map(str, saved)], capture_output=True, text=True)
            print(f"{way}: {len(paths)} files, {'unchanged' if done.returncode == 0 else 'WRONG'}")
            if done.returncode:
                lines = [line for line in done.stdout.splitlines() if not line.endswith("unchanged")]
                wrong += [f"{way}: {line}" for line in lines or done.stderr.splitlines()]
        for n, path in enumerate(paths):
            to = Path(folder, f"{n}-changed.xml")
            to.write_bytes(changed(path))
            if subprocess.run([*program, str(to)], capture_output=True).returncode == 0:
                wrong.append(f"{path}: a changed name is not seen")
    for line in wrong:
        print(f"wrong: {line}")
    print(f"wrong: {len(wrong)}" if wrong else "all good")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
