"""The shapes: the graph conforms to them, and no graph does that was tampered with.

Every mutation changes one thing in a copy of the nodes of one record. The shapes are then
asked about these nodes alone, beside which the classes of what they point to are known;
a copy without a change conforms.
"""

import pyshacl
import rdflib
from rdflib import RDF, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import XSD

from jsonld_processors import Failure

RR = "https://w3id.org/rapporteur/ns#"
PROV = "http://www.w3.org/ns/prov#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
DCTERMS = "http://purl.org/dc/terms/"
OA = "http://www.w3.org/ns/oa#"
VOID = "http://rdfs.org/ns/void#"


def rr(name):
    return URIRef(RR + name)


def sh(name):
    return URIRef(SH + name)


CITE = URIRef(PROV + "wasDerivedFrom")
KIND = URIRef(DCTERMS + "type")
DATE = URIRef(DCTERMS + "date")
SOURCE = URIRef(OA + "hasSource")
INSIDE = {rr(name) for name in ("claim", "reading", "entry")} | {URIRef(OA + "hasSelector")}


def conforms(graph, shapes):
    good, _, report = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False)
    return good, report


def violations(graph, shapes):
    """What is wrong, by node."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False)
    found = {}
    for result, node in report.subject_objects(sh("focusNode")):
        found.setdefault(node, []).append(report.value(result, sh("resultMessage")))
    return found


def lifted(shapes):
    """The same shapes, with each property shape aimed at the targets of its node shape.

    pySHACL takes a property shape that stands under a node shape apart again for every
    node, and one with targets once for all nodes, which takes a tenth of the time. What
    they ask for is the same: a closed shape goes on allowing the properties that it lost.
    """
    lifted = rdflib.Graph()
    for triple in shapes:
        lifted.add(triple)
    aims = [sh(name) for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")]
    for shape in set(lifted.subjects(RDF.type, sh("NodeShape"))):
        targets = [(aim, target) for aim in aims for target in lifted.objects(shape, aim)]
        if not targets:
            continue
        properties = set(lifted.objects(shape, sh("property")))
        for property in properties:
            lifted.remove((shape, sh("property"), property))
            lifted.add((property, RDF.type, sh("PropertyShape")))
            for aim, target in targets:
                lifted.add((property, aim, target))
        for allowed in list(lifted.objects(shape, sh("ignoredProperties"))):
            paths = {lifted.value(property, sh("path")) for property in properties}
            names = {path for path in paths if isinstance(path, URIRef)}
            listed = rdflib.BNode()
            Collection(lifted, listed, sorted(names | set(Collection(lifted, allowed))))
            lifted.set((shape, sh("ignoredProperties"), listed))
    return lifted


def vocabulary(graph, vocab, shapes):
    """Every own term is in the vocabulary, whole; every node has a class with a shape."""
    defined = {str(subject) for subject in vocab.subjects(RDF.type, None)}
    for kind in (rdflib.RDFS.Class, RDF.Property):
        for subject in vocab.subjects(RDF.type, kind):
            label = vocab.value(subject, rdflib.RDFS.label)
            if not (label and vocab.value(subject, URIRef(SKOS + "definition"))):
                raise Failure(f"{subject} has no label or no definition in the vocabulary")
            domain = vocab.value(subject, rdflib.RDFS.domain) or vocab.value(subject, URIRef(SCHEMA + "domainIncludes"))
            if kind == RDF.Property and not domain:
                raise Failure(f"{subject} has no domain in the vocabulary")
    used = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
    unknown = sorted(term for term in used if term.startswith(RR) and term not in defined)
    if unknown:
        raise Failure(f"not in the vocabulary: {unknown[:10]}")
    targets = set(shapes.objects(None, sh("targetClass")))
    for subject in set(graph.subjects()):
        types = set(graph.objects(subject, RDF.type))
        if not types & targets:
            raise Failure(f"no shape looks at {subject}, which has the types {sorted(types)}")


def extract(graph, record):
    """A record with the nodes in it, and of what they point to no more than the class."""
    inside, todo = set(), [record]
    while todo:
        node = todo.pop()
        if node in inside:
            continue
        inside.add(node)
        for _, predicate, value in graph.triples((node, None, None)):
            own = (value, RDF.type, rr("Quantity")) in graph or (value, SOURCE, node) in graph
            if predicate in INSIDE or own:
                todo.append(value)
    part = rdflib.Graph()
    for node in inside:
        for triple in graph.triples((node, None, None)):
            part.add(triple)
            for kind in graph.objects(triple[2], RDF.type):
                part.add((triple[2], RDF.type, kind))
    return part, inside


class Sample:
    """An extract, to be copied under other names and changed."""

    def __init__(self, part, inside, record):
        self.part, self.inside, self.record = part, inside, record

    @classmethod
    def of(cls, graph, record):
        return cls(*extract(graph, record), record)

    def nodes(self, property, value=None):
        return sorted(s for s in self.part.subjects(property, value) if s in self.inside)

    def copy(self, end):
        """The same with other names for the nodes of the record."""
        names = {node: URIRef(f"{node}{end}") for node in self.inside}
        part = rdflib.Graph()
        for triple in self.part:
            part.add(tuple(names.get(term, term) for term in triple))
        return Sample(part, set(names.values()), names[self.record])


def smallest(graph, records, property):
    return min(sorted(set(records)), key=lambda record: len(set(graph.objects(record, property))))


def drop(subject, predicate, value=None):
    return lambda part: part.remove((subject, predicate, value))


def put(subject, predicate, *values):
    def change(part):
        part.remove((subject, predicate, None))
        for value in values:
            part.add((subject, predicate, value))

    return change


def add(*triples):
    def change(part):
        for triple in triples:
            part.add(triple)

    return change


def renamed(subject, old, new):
    def change(part):
        for value in list(part.objects(subject, old)):
            part.remove((subject, old, value))
            part.add((subject, new, value))

    return change


def retyped(subject, old, *new):
    def change(part):
        part.remove((subject, RDF.type, old))
        for kind in new:
            part.add((subject, RDF.type, kind))

    return change


def of_claims(s):
    """What the shapes must refuse in a record of which the date has readings that differ."""
    edtf = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
    nowhere = URIRef(str(s.record) + "-that-is-nowhere")
    record = s.record
    dated = set(s.nodes(rr("property"), DATE))
    claim = min(set(s.nodes(RDF.type, rr("Claim"))) & dated)
    reading = min(set(s.nodes(RDF.type, rr("Reading"))) & dated)
    listed = min(set(s.nodes(RDF.type, rr("Claim"))) & set(s.nodes(rr("position"))))
    return {
        "a claim without a citation": drop(claim, CITE),
        "a reading without a citation": drop(reading, CITE),
        "a record without a citation": drop(record, rr("cite")),
        "a citation of a passage that is not there": put(claim, CITE, nowhere),
        "a citation of a record and not of a passage": put(claim, CITE, record),
        "a citation that is text": put(claim, CITE, Literal("luo-2019#44")),
        "a claim without a value": drop(claim, rr("value")),
        "a claim with a value that is also absent": add((claim, rr("absent"), rr("absence.not-stated"))),
        "a claim without a property": drop(claim, rr("property")),
        "a claim for a property that no register has": put(claim, rr("property"), rr("dtae")),
        "a misspelt property": renamed(claim, rr("value"), rr("valeu")),
        "a property of another vocabulary": add((claim, URIRef(SCHEMA + "name"), Literal("x"))),
        "a date of the wrong datatype": put(claim, rr("value"), Literal("2009", datatype=XSD.gYear)),
        "a date that is not one in EDTF": put(claim, rr("value"), Literal("in May", datatype=edtf)),
        "a day that is a moment": put(claim, rr("earliest"), Literal("2009-05-12T00:00:00", datatype=XSD.dateTime)),
        "two first days": add((claim, rr("earliest"), Literal("1900-01-01", datatype=XSD.date))),
        "an item of a list without its position": drop(listed, rr("position")),
        "a reading without its position": drop(reading, rr("position")),
        "a negative position": put(reading, rr("position"), Literal(-1)),
        "a code that is in no list": put(claim, rr("basis"), rr("basis.guessed")),
        "a code of another list": lambda part: (
            put(claim, rr("basis"), rr("role.chair"))(part),
            part.add((rr("role.chair"), RDF.type, rr("Code"))),
        ),
        "a record without a kind": drop(record, KIND),
        "a node without a type": drop(claim, RDF.type),
        "a misspelt class": retyped(claim, rr("Claim"), rr("Clame")),
        "a record of a misspelt class": lambda part: [
            retyped(record, kind, URIRef(str(kind) + "s"))(part) for kind in list(part.objects(record, RDF.type))
        ],
        "a claim that is said to be a reading": retyped(claim, rr("Claim"), rr("Reading")),
        "a claim that is also a passage": add((claim, RDF.type, rr("Passage"))),
        "a claim without its class in PROV": retyped(claim, URIRef(PROV + "Entity")),
        "a claim of no record": drop(record, rr("claim"), claim),
        "a claim of two records": lambda part: (
            part.add((nowhere, rr("claim"), claim)),
            [part.add((nowhere, RDF.type, kind)) for kind in part.objects(record, RDF.type)],
        ),
        "a plain value where readings differ": add((record, DATE, Literal("2009-05-12", datatype=edtf))),
        "two plain values where readings differ": add(
            (record, DATE, Literal("2009-05-12", datatype=edtf)), (record, DATE, Literal("2009", datatype=edtf))
        ),
        "a reading that differs from a claim": put(reading, rr("differsFrom"), claim),
        "a reading without its claims": drop(reading, URIRef(PROV + "hadMember")),
        "a flag that is false": put(reading, rr("variant"), Literal(False)),
        "a record in no dataset": drop(record, URIRef(VOID + "inDataset")),
        "text without a language where it needs one": add((claim, URIRef(SKOS + "editorialNote"), Literal("A note"))),
        "two notes in one language": add(
            (claim, URIRef(SKOS + "editorialNote"), Literal("A", lang="en")),
            (claim, URIRef(SKOS + "editorialNote"), Literal("B", lang="en")),
        ),
    }


def of_quantities(s):
    """What the shapes must refuse in a figure."""
    quantity = s.nodes(RDF.type, rr("Quantity"))[0]
    n = URIRef(SCHEMA + "value")
    return {
        "a quantity without a number": drop(quantity, n),
        "a number that is a float": put(quantity, n, Literal("5.0E0", datatype=XSD.double)),
        "a number that is none": put(quantity, n, Literal("five", datatype=XSD.decimal)),
        "two numbers in one quantity": add((quantity, n, Literal("99999", datatype=XSD.decimal))),
        "a bound that is not in the list": put(quantity, rr("bound"), rr("bound.nearly")),
    }


def of_passages(s):
    """What the shapes must refuse in a source."""
    passage = s.nodes(RDF.type, rr("Passage"))[0]
    selector = s.nodes(RDF.type, URIRef(OA + "FragmentSelector"))[0]
    return {
        "a passage of no source": drop(passage, SOURCE),
        "a passage that nothing finds": drop(passage, URIRef(OA + "hasSelector")),
        "a passage without its place": drop(passage, rr("position")),
        "a passage without its digest": drop(passage, rr("passageSha256")),
        "a selector without a key": drop(selector, RDF.value),
    }


def refuse_mutations(graph, shapes):
    differing = set(graph.subjects(rr("differsFrom"), None)) & set(graph.subjects(rr("property"), DATE))
    dated = {graph.value(predicate=rr("reading"), object=node) for node in differing}
    figures = {
        record
        for record in graph.subjects(RDF.type, rr("Figure"))
        if any((q, URIRef(SCHEMA + "value"), None) in graph for q in graph.objects(record, rr("quantity")))
    }
    sources = set(graph.objects(None, SOURCE)) & set(graph.subjects(RDF.type, rr("Source")))
    parts = (
        ("date with readings that differ", dated, rr("claim"), of_claims),
        ("figure with a number", figures, rr("claim"), of_quantities),
        ("source", sources, rr("passages"), of_passages),
    )
    # A part of a record, or tables of others, may have nothing of a kind; some of it is there.
    if not sources:
        raise Failure("there is no source to change")
    for what, records, _, _ in parts:
        if not records:
            print(f"  changes of a {what}: not tried, for the graph has none")
    # Each change is made in a copy of its own, and one copy is left as it is; the copies
    # are looked at together.
    copies, together = [], rdflib.Graph()
    for _, records, property, mutations in parts:
        if not records:
            continue
        sample = Sample.of(graph, smallest(graph, records, property))
        for name in [None, *mutations(sample)]:
            copy = sample.copy(f"-copy-{len(copies)}")
            if name:
                mutations(copy)[name](copy.part)
            copies.append((name, copy))
            for triple in copy.part:
                together.add(triple)
    # As they are published, and as whole files are looked at.
    for form in (shapes, lifted(shapes)):
        found = violations(together, form)
        for name, copy in copies:
            wrong = [message for node in copy.inside for message in found.get(node, [])]
            if name and not wrong:
                raise Failure(f"the shapes do not refuse {name}, tried on <{copy.record}>")
            if wrong and not name:
                raise Failure(f"the unchanged part about <{copy.record}> does not conform: {wrong[:5]}")
    return sum(1 for name, _ in copies if name)
