#!/usr/bin/env python3
"""Checks an exported JSON-LD file with processors and a validator of others.

    jsonld.py FILE SCHEMA_DIR [NQUADS]

FILE is what `rapporteur export --format jsonld` wrote, as one document or as
lines; SCHEMA_DIR holds context-v1.jsonld, vocab.ttl and shapes.ttl; NQUADS is the
same dataset as N-Quads, when there is one.

Needs pyld, rdflib and pyshacl in the running environment. Nothing is fetched:
sockets are blocked before anything is read. Exits with 0 when everything agrees,
with 1 and a message when anything does not.

 1. The JSON is strict: UTF-8 without a mark, no key twice, no null, no fraction,
    nothing empty; the context is the published one; ids are absolute.
 2. PyLD and rdflib make the same graph of it. There are no blank nodes, so the
    sorted statements are its canonical form (RDFC-1.0).
 3. Nothing is dropped: the leaves of the JSON are as many as the statements, and a
    trap for undefined keys stays empty.
 4. Every own class and property is in the vocabulary, and each of these has a
    label, a definition and (properties) a domain; every class has a shape, so that
    the shapes do not pass for want of a target.
 5. The graph conforms to the shapes (pySHACL).
 6. It does not conform any more when one claim loses its citations, one its value,
    and one record its kind.
 7. PyLD's expanded and flattened forms are the same graph again.
"""

import hashlib
import json
import re
import socket
import sys
from pathlib import Path

import pyshacl
import rdflib
from pyld import jsonld


def no_network(*_args, **_kwargs):
    raise OSError("conform: the network is blocked")


socket.socket = no_network
socket.create_connection = no_network
socket.getaddrinfo = no_network
rdflib.NORMALIZE_LITERALS = False
RR = "https://w3id.org/rapporteur/ns#"
CONTEXT_URL = "https://w3id.org/rapporteur/context-v1.jsonld"
RDF_TYPE = rdflib.RDF.type


def fail(message):
    print(f"FAILED: {message}", file=sys.stderr)
    sys.exit(1)


def strict(text):
    """JSON in which no key stands twice and no number is a fraction."""

    def pairs(members):
        keys = [key for key, _ in members]
        if len(set(keys)) != len(keys):
            fail(f"a key stands twice in one object: {sorted(keys)}")
        return dict(members)

    def refuse(number):
        fail(f"the number {number} is not finite")

    return json.loads(text, object_pairs_hook=pairs, parse_constant=refuse)


def read(path, context):
    raw = path.read_bytes()
    if raw.startswith(b"\xef\xbb\xbf"):
        fail("the file begins with a byte order mark")
    text = raw.decode("utf-8")
    if re.search("[\u0085\u2028\u2029\ufeff\x7f\u202a-\u202e\u2066-\u2069]", text):
        fail("a line separator or a control of direction stands unescaped")
    first = text.split("\n", 1)[0]
    if '"@graph"' in first:
        documents = [strict(text)]
    else:
        documents = [strict(line) for line in text.split("\n") if line]
    nodes = []
    for document in documents:
        found = document.pop("@context", None)
        if found != CONTEXT_URL and found != context:
            fail("the context is neither the published address nor the published context")
        graph = document.pop("@graph", None)
        nodes.extend(graph if graph is not None else [document])
        if graph is not None and document:
            fail(f"beside @graph stand {sorted(document)}")
    return nodes


def leaves(value, top=False):
    """How many statements a value must make; complains of what has no place."""
    if isinstance(value, list):
        if not value:
            fail("an empty list")
        return sum(leaves(item, top) for item in value)
    if isinstance(value, dict):
        if "@context" in value:
            fail("a context below the top level")
        if "id" in value:
            keys = list(value)
            if keys[:2] != ["type", "id"]:
                fail(f"{value['id']} does not begin with type and id")
            if not re.match(r"^https?://|^urn:", value["id"]):
                fail(f"{value['id']} is not an absolute IRI")
        elif "type" in value or not value:
            fail(f"a node without an id: {str(value)[:200]}")
        inner = sum(leaves(item) for key, item in value.items() if key != "id")
        return inner + (1 if "id" in value and not top else 0)
    if isinstance(value, float):
        fail(f"the number {value} is a fraction")
    if value is None or value == "" or value is False:
        fail(f"{value!r} says nothing")
    return 1


def lower_tags(line):
    return re.sub(r'"@([A-Za-z0-9-]+) \.$', lambda m: f'"@{m.group(1).lower()} .', line)


def statements(nquads):
    return {lower_tags(line) for line in nquads.split("\n") if line}


def of_rdflib(graph):
    out = set()
    for subject, predicate, value in graph:
        if isinstance(value, rdflib.Literal):
            value = ("literal", str(value), str(value.datatype or ""), (value.language or "").lower())
        out.add((str(subject), str(predicate), value if isinstance(value, tuple) else str(value)))
    return out


def same(name, one, other):
    if one == other:
        return
    for which, difference in (("only in the first", one - other), ("only in the second", other - one)):
        for item in sorted(map(str, difference))[:5]:
            print(f"  {which}: {item}", file=sys.stderr)
    fail(f"{name}: {len(one)} statements against {len(other)}")


def vocabulary(graph, vocab, shapes):
    defined = {str(subject) for subject in vocab.subjects(rdflib.RDF.type, None)}
    skos = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
    for kind in (rdflib.RDFS.Class, rdflib.RDF.Property):
        for subject in vocab.subjects(rdflib.RDF.type, kind):
            label, definition = vocab.value(subject, rdflib.RDFS.label), vocab.value(subject, skos.definition)
            if not (label and definition):
                fail(f"{subject} has no label or no definition in the vocabulary")
            included = rdflib.URIRef("https://schema.org/domainIncludes")
            domain = vocab.value(subject, rdflib.RDFS.domain) or vocab.value(subject, included)
            if kind == rdflib.RDF.Property and not domain:
                fail(f"{subject} has no domain in the vocabulary")
    used = {str(term) for triple in graph for term in triple if isinstance(term, rdflib.URIRef)}
    unknown = sorted(term for term in used if term.startswith(RR) and term not in defined)
    if unknown:
        fail(f"not in the vocabulary: {unknown[:10]}")
    targets = {str(target) for target in shapes.objects(None, rdflib.URIRef("http://www.w3.org/ns/shacl#targetClass"))}
    for subject in set(graph.subjects()):
        types = {str(kind) for kind in graph.objects(subject, RDF_TYPE)}
        if not types & targets:
            fail(f"no shape looks at {subject}, which has the types {sorted(types)}")


def conforms(graph, shapes):
    good, _, report = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False)
    return good, report


def around(graph, focus):
    """The part of a graph that the shapes look at from some nodes."""
    part = rdflib.Graph()
    for subject in focus:
        for triple in graph.triples((subject, None, None)):
            part.add(triple)
            for kind in graph.triples((triple[2], RDF_TYPE, None)):
                if kind[0] not in focus:
                    part.add((kind[0], rdflib.RDF.type, kind[2]))
    return part


def mutants(graph, shapes):
    """What the shapes must refuse."""
    prov = rdflib.URIRef("http://www.w3.org/ns/prov#wasDerivedFrom")
    value = rdflib.URIRef(RR + "value")
    kind = rdflib.URIRef("http://purl.org/dc/terms/type")
    claim = rdflib.URIRef(RR + "Claim")
    focus = sorted(s for s in graph.subjects(RDF_TYPE, claim) if (s, value, None) in graph)[:1]
    records = sorted(graph.subjects(kind, None))[:1]
    if not focus:
        print("no claim with a plain value: mutants not tried")
        return
    for name, subject, predicate in (
        ("a claim without a citation", focus[0], prov),
        ("a claim without a value", focus[0], value),
        ("a record without a kind", records[0], kind),
    ):
        mutant = rdflib.Graph()
        for triple in graph:
            if not (triple[0] == subject and triple[1] == predicate):
                mutant.add(triple)
        # The whole graph would take as long again: the node and what it points to.
        part = around(mutant, [subject])
        _, report = conforms(part, shapes)
        before, earlier = conforms(around(graph, [subject]), shapes)
        lost = [line for line in report.split("\n") if str(subject) in line]
        known = [line for line in earlier.split("\n") if str(subject) in line]
        if len(lost) <= len(known):
            fail(f"{name} still conforms: <{subject}> (before: {before})")


def main():
    if len(sys.argv) not in (3, 4):
        fail("usage: jsonld.py FILE SCHEMA_DIR [NQUADS]")
    path, schema = Path(sys.argv[1]), Path(sys.argv[2])
    context = strict((schema / "context-v1.jsonld").read_text("utf-8"))["@context"]
    nodes = read(path, context)
    document = {"@context": context, "@graph": nodes}

    expected = leaves(nodes, top=True)
    expanded = jsonld.expand(document)
    to_nquads = {"format": "application/n-quads"}
    pyld_lines = jsonld.to_rdf(expanded, to_nquads).split("\n")
    pyld_graph = statements("\n".join(pyld_lines))
    if any(re.search(r"(^|\s)_:", re.sub(r'"(?:[^"\\]|\\.)*"', '""', line)) for line in pyld_graph):
        fail("there is a blank node")
    if len(pyld_graph) != expected:
        fail(f"the JSON has {expected} leaves, and the graph {len(pyld_graph)} statements")

    trap = {"@context": [{"@vocab": "urn:x-dropped:"}, context], "@graph": nodes}
    dropped = re.search(r"urn:x-dropped:[^\"]*", json.dumps(jsonld.expand(trap)))
    if dropped:
        fail(f"the context does not define {dropped.group(0)}")

    graph = rdflib.Graph()
    graph.parse(data=json.dumps(document), format="json-ld")
    again = rdflib.Graph()
    again.parse(data="\n".join(sorted(pyld_graph)), format="nt")
    same("rdflib and PyLD disagree", of_rdflib(graph), of_rdflib(again))

    if len(sys.argv) == 4:
        ours = {line for line in Path(sys.argv[3]).read_text("utf-8").split("\n") if line}
        same("the N-Quads and PyLD disagree", ours, pyld_graph)

    flattened = jsonld.flatten(expanded)
    flat_graph = statements(jsonld.to_rdf(flattened, to_nquads))
    same("the flattened form is another graph", flat_graph, pyld_graph)

    shapes = rdflib.Graph().parse(schema / "shapes.ttl", format="turtle")
    vocab = rdflib.Graph().parse(schema / "vocab.ttl", format="turtle")
    vocabulary(graph, vocab, shapes)
    good, report = conforms(graph, shapes)
    if not good:
        print(report[:4000], file=sys.stderr)
        fail("the graph does not conform to the shapes")
    mutants(graph, shapes)

    canonical = "".join(f"{line}\n" for line in sorted(pyld_graph)).encode("utf-8")
    print(
        f"{path.name}: {len(nodes)} nodes, {expected} leaves; quads: PyLD {len(pyld_graph)}, "
        f"rdflib {len(graph)}, flattened {len(flat_graph)}; conforms; "
        f"SHA-256 of the canonical form {hashlib.sha256(canonical).hexdigest()}"
    )


main()
