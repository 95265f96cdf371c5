#!/usr/bin/env python3
"""Checks exported TEI with other people's tools.

    tei.py RNG FILE... [--schematron SCH] [--jing COMMAND]

RNG is tei_all.rng of TEI P5 4.12.0. Needs lxml and the command jing; with
--schematron also saxonche. For each file: well-formed (lxml), valid (jing), the
rules of the Schematron, no xml:id twice, every pointer resolves, nothing empty
that should say something, no list longer than 250, text in NFC. Says what is
wrong and where, and ends with 1 if anything is.
"""

import argparse
import subprocess
import sys
import unicodedata
from pathlib import Path

from lxml import etree

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
SCH = "http://purl.oclc.org/dsdl/schematron"
XSL = "http://www.w3.org/1999/XSL/Transform"
POINTERS = """target corresp ana source resp ref who toWhom where active passive mutual
    exclude datingMethod sameAs next prev decls period calendar""".split()
MUST_SPEAK = """date list listPerson listOrg listPlace listEvent listBibl listRelation
    listAnnotation persName orgName placeName eventName title head note item measure num term
    ref seg p label name altGrp fs f""".split()
MOST = 250
SHOWN = 20


def tag(name):
    return f"{{{TEI}}}{name}"


def local(element):
    return etree.QName(element).localname


def pointers(root):
    """Pointers that lead nowhere, and schemes that the header does not declare."""
    ids = set()
    for element in root.iter(etree.Element):
        name = element.get(f"{{{XML}}}id")
        if name is None:
            continue
        if name in ids:
            yield element, f"xml:id {name!r} stands twice"
        ids.add(name)
    schemes = {p.get("ident") for p in root.iter(tag("prefixDef"))} | {"http", "https", "urn"}
    for element in root.iter(etree.Element):
        for attribute in POINTERS:
            for pointer in (element.get(attribute) or "").split():
                if pointer.startswith("#"):
                    if pointer[1:] not in ids:
                        yield element, f"@{attribute} points to {pointer!r}, which is not there"
                elif pointer.split(":", 1)[0] not in schemes:
                    yield element, f"@{attribute} {pointer!r} is no pointer"


def empty(root):
    """Elements that say nothing, attributes that are empty, lists that are too long."""
    for element in root.iter(etree.Element):
        name = local(element)
        if name in MUST_SPEAK and len(element) == 0 and not (element.text or "").strip():
            yield element, f"{name} is empty"
        for key, value in element.attrib.items():
            if not value:
                yield element, f"@{key} is empty"
        if name.startswith("list") and len(element) > MOST + 1:
            yield element, f"{name} has {len(element)} children, more than {MOST} and a head"


def normal(root):
    for element in root.iter(etree.Element):
        for text in [element.text, element.tail, *element.attrib.values()]:
            if text and not unicodedata.is_normalized("NFC", text):
                yield element, f"text is not in NFC: {text[:60]!r}"


def attributed(root):
    """Every claim has its passages."""
    for element in root.iter(tag("annotation")):
        if element.get("motivation") != "linking" and not element.get("source"):
            kind = element.getparent().get("subtype")
            # Editors' notes on differences may rest on no passage of their own.
            if kind != "difference":
                yield element, f"annotation {element.get(f'{{{XML}}}id')} has no @source"


def jing(command, rng, path):
    done = subprocess.run([*command.split(), rng, str(path)], capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    if done.returncode != 0 and not lines:
        lines = done.stderr.splitlines() or [f"{command} ended with {done.returncode}"]
    return lines


def stylesheet(schematron):
    """A Schematron of the query binding xslt2 as a stylesheet: a mode a pattern."""
    root = etree.parse(schematron).getroot()
    spaces = {n.get("prefix"): n.get("uri") for n in root.iter(f"{{{SCH}}}ns")}
    spaces["xsl"] = XSL
    sheet = etree.Element(f"{{{XSL}}}stylesheet", version="3.0", nsmap=spaces)
    etree.SubElement(sheet, f"{{{XSL}}}output", method="text")
    modes = []
    for n, pattern in enumerate(root.iter(f"{{{SCH}}}pattern")):
        mode = f"p{n}"
        modes.append(mode)
        etree.SubElement(sheet, f"{{{XSL}}}mode", name=mode, attrib={"on-no-match": "shallow-skip", "on-multiple-match": "use-last"})
        rules = list(pattern.iter(f"{{{SCH}}}rule"))
        for order, rule in enumerate(rules):
            # The first rule that fits is the one that counts.
            template = etree.SubElement(sheet, f"{{{XSL}}}template", match=rule.get("context"),
                                        mode=mode, priority=str(len(rules) - order))
            for child in rule:
                kind = local(child) if isinstance(child.tag, str) else ""
                if kind == "let":
                    etree.SubElement(template, f"{{{XSL}}}variable", name=child.get("name"),
                                     select=child.get("value"))
                elif kind in ("assert", "report"):
                    test = child.get("test")
                    test = f"not({test})" if kind == "assert" else test
                    when = etree.SubElement(template, f"{{{XSL}}}if", test=test)
                    words = " ".join("".join(child.itertext()).split())
                    place = etree.SubElement(when, f"{{{XSL}}}value-of", select="path()")
                    place.tail = f": {words}\n"
            etree.SubElement(template, f"{{{XSL}}}apply-templates", mode=mode,
                             select="node()|@*")
    start = etree.SubElement(sheet, f"{{{XSL}}}template", match="/")
    for mode in modes:
        etree.SubElement(start, f"{{{XSL}}}apply-templates", mode=mode, select="node()")
    return etree.tostring(sheet, encoding="unicode"), len(modes)


def rules(schematron, paths):
    from saxonche import PySaxonProcessor

    sheet, patterns = stylesheet(schematron)
    with PySaxonProcessor(license=False) as saxon:
        compiled = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_text=sheet)
        for path in paths:
            found = compiled.transform_to_string(source_file=str(path)) or ""
            yield path, [line for line in found.splitlines() if line.strip()], patterns


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rng")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--schematron")
    parser.add_argument("--jing", default="jing")
    args = parser.parse_args()
    wrong = 0

    def tell(path, lines):
        nonlocal wrong
        wrong += len(lines)
        for line in lines[:SHOWN]:
            print(f"{path}: {line}")
        if len(lines) > SHOWN:
            print(f"{path}: and {len(lines) - SHOWN} more")

    for path in args.files:
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            root = etree.parse(str(path), parser).getroot()
        except etree.XMLSyntaxError as error:
            tell(path, [f"not well-formed: {error}"])
            continue
        for check in (pointers, empty, normal, attributed):
            tell(path, [f"line {e.sourceline}: {what}" for e, what in check(root)])
        tell(path, jing(args.jing, args.rng, path))
        count = sum(1 for _ in root.iter(tag("annotation")))
        print(f"{path}: {count} annotations, {sum(1 for _ in root.iter('*'))} elements")
    if args.schematron:
        for path, lines, patterns in rules(args.schematron, args.files):
            tell(path, lines)
            print(f"{path}: {patterns} Schematron patterns")
    print("wrong: " + str(wrong) if wrong else "all good")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
