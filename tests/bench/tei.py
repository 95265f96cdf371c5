#!/usr/bin/env python3
"""How fast others write the same TEI: lxml, and pandoc if it is there.

    tei.py FILE.tei.xml

Compare with `cargo bench -p rapporteur-tei`, which times this project and bare quick-xml.
lxml builds the same tree, element by element, and serialises it; once as a tree in memory,
once as a stream (xmlfile). pandoc makes TEI of the paragraphs and lists of the same text;
it knows no registers. CPU seconds, best of three.
"""

import json
import resource
import shutil
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

from lxml import etree

TEI = "{http://www.tei-c.org/ns/1.0}"
TIMES = 3


def events(path):
    """The document as plain data: nothing of it is lxml's any more."""
    def plain(element):
        children = [plain(child) for child in element if isinstance(child.tag, str)]
        return element.tag, dict(element.attrib), element.text, children, element.tail

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return plain(etree.parse(str(path), parser).getroot())


def tree(root):
    def build(parent, data):
        tag, attributes, text, children, tail = data
        element = etree.SubElement(parent, tag, attributes)
        element.text, element.tail = text, tail
        for child in children:
            build(element, child)

    top = etree.Element(root[0], root[1], nsmap={None: TEI[1:-1]})
    top.text = root[2]
    for child in root[3]:
        build(top, child)
    return etree.tostring(top, encoding="UTF-8", xml_declaration=True)


def stream(root):
    out = BytesIO()

    def write(file, data):
        tag, attributes, text, children, tail = data
        with file.element(tag, attributes):
            if text:
                file.write(text)
            for child in children:
                write(file, child)
        if tail:
            file.write(tail)

    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        write(file, root)
    return out.getvalue()


def best(work):
    times = []
    for _ in range(TIMES):
        begun = time.process_time()
        size = len(work())
        times.append(time.process_time() - begun)
    return min(times), size


def pandoc(root):
    """The items and paragraphs of the text as pandoc's own JSON, made into TEI."""
    blocks = []

    def words(data):
        return (data[2] or "") + "".join(words(c) + (c[4] or "") for c in data[3])

    def walk(data):
        name = data[0].removeprefix(TEI)
        if name in ("p", "item", "note", "annotation"):
            text = words(data).split()
            inlines = []
            for n, word in enumerate(text):
                inlines += ([{"t": "Space"}] if n else []) + [{"t": "Str", "c": word}]
            blocks.append({"t": "Para", "c": inlines})
        else:
            for child in data[3]:
                walk(child)

    walk(root)
    document = {"pandoc-api-version": [1, 22], "meta": {}, "blocks": blocks}
    text = json.dumps(document).encode()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(["pandoc", "-f", "json", "-t", "tei"], input=text, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        return None, done.stderr.decode().strip()
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, len(done.stdout)


def main():
    path = Path(sys.argv[1])
    root = events(path)
    print(f"{path.name}: {path.stat().st_size:,} bytes")
    for name, work in (("lxml, a tree", tree), ("lxml, a stream", stream)):
        seconds, size = best(lambda: work(root))
        print(f"  {name:16} {size / seconds / 1e6:8.1f} MB/s  {seconds:.2f} s of CPU")
    if shutil.which("pandoc"):
        seconds, size = pandoc(root)
        if seconds is None:
            print(f"  pandoc           {size}")
        else:
            print(f"  {'pandoc':16} {size / seconds / 1e6:8.1f} MB/s  {seconds:.2f} s of CPU, text alone")
    else:
        print("  pandoc is not here: Debian's package `pandoc` has it")


if __name__ == "__main__":
    main()
