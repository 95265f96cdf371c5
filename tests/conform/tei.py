#!/usr/bin/env python3
"""Checks exported TEI with other people's tools.

    tei.py RNG FILE... [--schematron SCH] [--jing COMMAND] [--profile RNG] [--rules SCH]
           [--also DIR] [--no-mutations] [--no-libxml2]

RNG is tei_all.rng of TEI P5 4.12.0, SCH its Schematron. Needs lxml, saxonche and the
command jing. The project's own grammar and rules are those in schema/, beside the
released ones; --also names a folder with more files (*.tei.xml, *.xml).

Each file is well-formed (lxml), valid by both grammars (jing; libxml2 for the smaller
ones) and both Schematrons (Saxon); no xml:id stands twice, every pointer resolves, in
other files too, nothing is empty that should say something, no list is longer than 250,
text is in NFC. Then the smallest fitting file is damaged, each time in another way, and
one of the four judges must see it. Says what is wrong and where, and ends with 1 if
anything is.
"""

import argparse
import copy
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from lxml import etree

from tei_mutations import MUTATIONS
from tei_shrink import shrink

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
QUICK = ["our grammar", "our rules", "tei_all", "tei_all's Schematron"]
# Of what is larger a small edition is made, for libxml2 and to be damaged: both take long.
LARGE = 1_000_000
SPACES = {"t": TEI}
SCHEMA = Path(__file__).resolve().parents[2] / "schema"


def tag(name):
    return f"{{{TEI}}}{name}"


def local(element):
    return etree.QName(element).localname


def parse(path):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.parse(str(path), parser).getroot()


class Ids:
    """The xml:ids of files, each looked at once."""

    def __init__(self):
        self.known = {}

    def of(self, path):
        if path not in self.known:
            self.known[path] = None
            if path.is_file():
                root = parse(path)
                self.known[path] = {e.get(f"{{{XML}}}id") for e in root.iter(etree.Element)}
        return self.known[path]


def pointers(root, path, others):
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
                file, _, name = pointer.partition("#")
                if ":" in file:
                    if file.split(":", 1)[0] not in schemes:
                        yield element, f"@{attribute} {pointer!r} is no pointer"
                    continue
                there = others.of(path.parent / file) if file else ids
                if there is None:
                    yield element, f"@{attribute} points into {file!r}, which is not there"
                elif name and name not in there:
                    yield element, f"@{attribute} points to {pointer!r}, which is not there"


def empty(root):
    """Elements that say nothing, attributes that are empty, lists that are too long."""
    for element in root.iter(etree.Element):
        name = local(element)
        if name in MUST_SPEAK and len(element) == 0 and not (element.text or "").strip():
            yield element, f"{name} is empty"
        for key, value in element.attrib.items():
            if not value:
                yield element, f"@{key} is empty"
        if name.startswith("list") and len(element) > MOST + 1 and element.get("type") != "files":
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


def jing(command, rng, paths):
    """What jing says of each file; it reads the grammar once for all of them."""
    done = subprocess.run([*command.split(), str(rng), *map(str, paths)], capture_output=True, text=True)
    found = {path: [] for path in paths}
    for line in done.stdout.splitlines():
        if not line.strip():
            continue
        told = [path for path in paths if line.startswith(f"{path}:")]
        for path in told or paths:
            found[path].append(line)
    if done.returncode != 0 and not any(found.values()):
        for path in paths:
            found[path] = done.stderr.splitlines() or [f"{command} ended with {done.returncode}"]
    return found


def stylesheet(schematron):
    """A Schematron of the query binding xslt2 as a stylesheet: a mode a pattern."""
    root = etree.parse(str(schematron)).getroot()
    spaces = {n.get("prefix"): n.get("uri") for n in root.iter(f"{{{SCH}}}ns")}
    spaces["xsl"] = XSL
    sheet = etree.Element(f"{{{XSL}}}stylesheet", version="3.0", nsmap=spaces)
    etree.SubElement(sheet, f"{{{XSL}}}output", method="text")
    sheet.set("expand-text", "no")
    for child in root.iterchildren(f"{{{XSL}}}key", f"{{{XSL}}}function"):
        sheet.append(copy.deepcopy(child))
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
                    place = etree.SubElement(when, f"{{{XSL}}}value-of", select="path()")
                    words = etree.SubElement(when, f"{{{XSL}}}text")
                    words.text = ": " + " ".join((child.text or "").split()) + " "
                    for part in child:
                        if isinstance(part.tag, str) and local(part) == "value-of":
                            etree.SubElement(when, f"{{{XSL}}}value-of", select=part.get("select"))
                        words = etree.SubElement(when, f"{{{XSL}}}text")
                        inner = "" if isinstance(part.tag, str) and local(part) == "value-of" else "".join(part.itertext())
                        words.text = " ".join((inner + " " + (part.tail or "")).split()) + " "
                    etree.SubElement(when, f"{{{XSL}}}text").text = "\n"
            etree.SubElement(template, f"{{{XSL}}}apply-templates", mode=mode,
                             select="node()|@*")
    start = etree.SubElement(sheet, f"{{{XSL}}}template", match="/")
    for mode in modes:
        etree.SubElement(start, f"{{{XSL}}}apply-templates", mode=mode, select="node()")
    return etree.tostring(sheet, encoding="unicode"), len(modes)


class Rules:
    """A Schematron, compiled once."""

    def __init__(self, saxon, schematron):
        sheet, self.patterns = stylesheet(schematron)
        self.compiled = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_text=sheet)

    def check(self, path):
        found = self.compiled.transform_to_string(source_file=str(path)) or ""
        return [line for line in found.splitlines() if line.strip()]

    def check_all(self, paths):
        return {path: self.check(path) for path in paths}


def smaller(files, folder):
    """Whole documents, and of each that is large a small edition. Parts of an edition need
    their neighbours, and shrinking registers in a standOff leaves lists without entries:
    they are left out."""
    found = {}
    for path in files:
        root = parse(path)
        if root.findall(f".//{tag('seriesStmt')}"):
            continue
        large = path.stat().st_size > LARGE
        if large and root.find(f".//{tag('text')}//{tag('div')}[@type='register']") is None:
            continue
        if large:
            shrink(root, [selection for _, selection, _ in MUTATIONS])
            path = folder / f"small-{len(found)}-{path.name}"
            write(root, path)
            print(f"{path.name}: {path.stat().st_size:,} bytes")
        found[path] = root
    return found


def ask(judges, paths):
    """What each judge says. Those that are programs of their own work meanwhile."""
    with ThreadPoolExecutor() as pool:
        busy = [(name, pool.submit(check, paths)) for name, check, apart in judges if apart]
        here = [(name, check(paths)) for name, check, apart in judges if not apart]
        return [(name, task.result()) for name, task in busy] + here


def mutate(trees, large, judges, folder, every, wrong):
    """Damages the smallest file that has what is to be damaged; one of the judges must
    see it. All judges pass on that file as it is: what was judged already is not judged
    again."""
    made = [path for path in trees if path.parent == folder]
    for judge, found in ask(judges, made) if made else ():
        for path, lines in found.items():
            wrong += [f"mutation of {path} before it was made: {judge}: {line}" for line in lines]
    whole = sorted(trees, key=lambda path: (path.stat().st_size, str(path)))
    damaged = []
    for name, selection, change in MUTATIONS:
        # What shrinking took away is damaged in the large file.
        for path in whole + large:
            tree = trees[path] if path in trees else parse(path)
            if tree.xpath(selection, namespaces=SPACES):
                root = copy.deepcopy(tree)
                if change(root.xpath(selection, namespaces=SPACES)[0]) is False:
                    continue
                target = folder / f"{len(damaged):02}.xml"
                write(root, target)
                damaged.append((name, path, target))
                break
        else:
            print(f"  {name}: nothing of the kind here")
            if every:
                wrong.append(f"mutation “{name}”: no file has what it damages")
    # The next judge is asked about what nobody has seen yet; the quick ones first.
    caught, unseen = {}, [target for _, _, target in damaged]
    for judge, check, _ in sorted(judges, key=lambda judge: QUICK.index(judge[0])):
        caught |= {target: judge for target, lines in check(unseen).items() if lines} if unseen else {}
        unseen = [target for target in unseen if target not in caught]
    for name, path, target in damaged:
        if target in unseen:
            wrong.append(f"mutation “{name}” of {path} is not seen by any judge")
        print(f"  {name}: {caught.get(target, 'NOBODY')}")
    print(f"{len(damaged)} mutations, {len(caught)} rejected")


def write(root, path):
    etree.ElementTree(root).write(str(path), encoding="UTF-8", xml_declaration=True)


def second_opinion(grammars, paths):
    """What libxml2 says; it takes 13 s to read tei_all, and does so in a process of its own."""
    found = {}
    for name, rng in grammars:
        grammar = etree.RelaxNG(file=str(rng))
        for path in paths:
            if not grammar.validate(parse(path)):
                found.setdefault(path, []).extend(f"libxml2, {name}: {e}" for e in grammar.error_log)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rng", type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--schematron", type=Path)
    parser.add_argument("--jing", default="jing")
    parser.add_argument("--profile", type=Path, default=SCHEMA / "rapporteur-tei.rng")
    parser.add_argument("--rules", type=Path, default=SCHEMA / "rapporteur-tei.sch")
    parser.add_argument("--also", type=Path)
    parser.add_argument("--no-mutations", action="store_true")
    parser.add_argument("--every", action="store_true",
                        help="the files must have something to damage for every mutation")
    parser.add_argument("--no-libxml2", action="store_true")
    args = parser.parse_args()
    paths = [path.resolve() for path in args.files]
    if args.also:
        more = {*args.also.rglob("*.tei.xml"), *args.also.rglob("*.xml")}
        paths += sorted(path.resolve() for path in more)
    wrong = []
    begun = time.monotonic()

    def tell(path, lines):
        wrong.extend(lines)
        for line in lines[:SHOWN]:
            print(f"{path}: {line}")
        if len(lines) > SHOWN:
            print(f"{path}: and {len(lines) - SHOWN} more")

    def step(what):
        used = time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
        print(f"[{time.monotonic() - begun:5.1f} s, {used:5.1f} s of CPU] {what}", flush=True)

    others, trees = Ids(), {}
    for path in paths:
        try:
            trees[path] = parse(path)
        except etree.XMLSyntaxError as error:
            tell(path, [f"not well-formed: {error}"])
    good = list(trees)
    grammars = [("tei_all", args.rng)]
    if args.profile.is_file():
        grammars.append(("our grammar", args.profile))
    else:
        tell(args.profile, ["our own grammar is not there: make it with `cargo xtask schema`"])
    # Each has a name, and says whether it is a program of its own.
    judges = [(name, partial(jing, args.jing, rng), True) for name, rng in grammars]
    with ThreadPoolExecutor() as pool:
        busy = [(name, pool.submit(check, good)) for name, check, _ in judges]
        for path, root in trees.items():
            found = [*pointers(root, path, others), *empty(root), *normal(root), *attributed(root)]
            tell(path, [f"line {e.sourceline}: {what}" for e, what in found])
            count = sum(1 for _ in root.iter(tag("annotation")))
            print(f"{path.name}: {count} annotations, {sum(1 for _ in root.iter('*'))} elements")
        step(f"{len(good)} files well-formed, pointers followed")
        trees.clear()
        for name, task in busy:
            for path, lines in task.result().items():
                tell(path, [f"{name}: {line}" for line in lines])
            step(f"jing, {name}")
    if not args.schematron:
        return verdict(wrong)
    from saxonche import PySaxonProcessor

    with (
        PySaxonProcessor(license=False) as saxon,
        tempfile.TemporaryDirectory() as folder,
        # Saxon has threads: a process is made afresh, not copied.
        ProcessPoolExecutor(1, get_context("spawn")) as other,
    ):
        trees = smaller(good, Path(folder))
        opinion = None if args.no_libxml2 else other.submit(second_opinion, grammars, list(trees))
        schematrons = [("tei_all's Schematron", args.schematron)]
        if args.rules.is_file():
            schematrons.append(("our rules", args.rules))
        for name, schematron in schematrons:
            rules = Rules(saxon, schematron)
            for path in good:
                tell(path, [f"{name}: {line}" for line in rules.check(path)])
            judges.append((name, rules.check_all, False))
            step(f"Saxon, {name}: {rules.patterns} patterns")
        if not args.no_mutations:
            large = [path for path in good if path.stat().st_size > LARGE]
            mutate(trees, large, judges, Path(folder), args.every, wrong)
            step("mutations")
        if opinion:
            for path, lines in opinion.result().items():
                tell(path, lines)
            step("libxml2, both grammars")
    return verdict(wrong)


def verdict(wrong):
    for line in wrong[-SHOWN:]:
        if line.startswith("mutation"):
            print(line)
    print(f"wrong: {len(wrong)}" if wrong else "all good")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
