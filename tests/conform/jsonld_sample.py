"""A part of a large file that stands for it, and what is looked at in the whole of it.

Processors in Python and JavaScript take an hour for a hundred megabytes, and a validator of
shapes a day. Nodes of one class are all made by the same code, so of a large file they are
given a part: the dataset, every list of codes, of each class of records the first, the last
and some evenly between, and of their sources the passages that they cite. What these point
to and is not in the part is there with its class alone, and is not judged.

Nothing is left to the sample that is quick in the whole: that it is strict JSON of the
published context, that it has as many statements as leaves and no blank node, that every
own term is in the vocabulary, that each node has a class and each pointer into the dataset
leads to a node, that the same graph stands in the other syntaxes, and that the statements
of the part are among those of the whole.
"""

import json

from jsonld_processors import Failure, canonical, pyoxigraph_graph, syntaxes

RR = "https://w3id.org/rapporteur/ns#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
# Of more bytes, a part is looked at.
LARGE = 20_000_000
# So many records of a class.
EACH = 60


def classes(node):
    kinds = node["type"]
    return kinds if isinstance(kinds, list) else [kinds]


def spread(nodes):
    """The first, the last, and some evenly between."""
    if len(nodes) <= EACH:
        return nodes
    return [nodes[n * (len(nodes) - 1) // (EACH - 1)] for n in range(EACH)]


def inside(value):
    """Every node and every text in a value."""
    todo = [value]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            yield value
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)
        elif isinstance(value, str):
            yield value


def part(nodes):
    """The part, and the ids of those nodes of it that are there with their class alone."""
    by_class = {}
    for node in nodes:
        by_class.setdefault(classes(node)[0], []).append(node)
    chosen = []
    for name, all_of_it in by_class.items():
        chosen.extend(all_of_it if name in ("Dataset", "CodeList") else spread(all_of_it))
    known = {item["id"]: item["type"] for item in inside(nodes) if isinstance(item, dict) and "id" in item}
    texts = {
        text
        for node in chosen
        for text in inside({key: value for key, value in node.items() if key != "passages"})
        if isinstance(text, str)
    }
    out = []
    for node in chosen:
        passages = node.get("passages")
        if isinstance(passages, list) and len(passages) > EACH:
            cited = [passage for n, passage in enumerate(passages) if n == 0 or passage["id"] in texts]
            node = {**node, "passages": cited}
        out.append(node)
    there = {item["id"] for item in inside(out) if isinstance(item, dict) and "id" in item}
    wanted = {text for text in inside(out) if isinstance(text, str) and text in known}
    stubs = sorted(wanted - there)
    out.extend({"type": known[stub], "id": stub} for stub in stubs)
    return out, set(stubs)


def look_at_whole(path, nodes, leaves, vocab, named):
    """What is looked at in all of it; its statements, as lines."""
    import pyoxigraph as ox

    lines = pyoxigraph_graph(path)
    if len(lines) != leaves:
        raise Failure(f"{path.name}: the JSON has {leaves} leaves, and the graph {len(lines)} statements")
    base = next(node["id"] for node in nodes if "Dataset" in classes(node))
    defined = {str(subject) for subject in vocab.subjects()}
    subjects, typed, objects, terms = set(), set(), set(), set()
    for quad in ox.parse(input="".join(lines).encode("utf-8"), format=ox.RdfFormat.N_TRIPLES):
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if isinstance(subject, ox.BlankNode) or isinstance(value, ox.BlankNode):
            raise Failure(f"{path.name}: there is a blank node")
        subjects.add(subject.value)
        if predicate == RDF_TYPE:
            typed.add(subject.value)
        if predicate.startswith(RR):
            terms.add(predicate)
        if isinstance(value, ox.NamedNode):
            (terms if value.value.startswith(RR) else objects).add(value.value)
    if unknown := sorted(terms - defined):
        raise Failure(f"{path.name}: not in the vocabulary: {unknown[:10]}")
    if bare := sorted(subjects - typed):
        raise Failure(f"{path.name}: nodes without a class: {bare[:10]}")
    if nowhere := sorted(iri for iri in objects - subjects if iri.startswith(f"{base}record/")):
        raise Failure(f"{path.name}: pointers that lead nowhere: {nowhere[:10]}")
    beside = [path.with_suffix(ending) for ending in syntaxes()]
    for other in [*beside, *filter(None, [named])]:
        if other.is_file() and canonical(other.read_bytes(), syntaxes()[other.suffix]) != lines:
            raise Failure(f"{other.name} is another graph")
    return lines


def take(path, nodes, leaves, context, folder, vocab, named=None):
    """Looks at the whole, and writes the part as a document into a folder."""
    lines = look_at_whole(path, nodes, leaves, vocab, named)
    chosen, stubs = part(nodes)
    out = folder / f"part-of-{path.stem}.jsonld"
    out.write_text(json.dumps({"@context": context, "@graph": chosen}, ensure_ascii=False), "utf-8")
    of_part = pyoxigraph_graph(out)
    if more := set(of_part) - set(lines):
        raise Failure(f"{path.name}: the part says more than the whole: {sorted(more)[:3]}")
    print(
        f"{path.name}: {len(nodes)} nodes, {leaves} leaves and as many statements by pyoxigraph; "
        f"classes, terms and pointers are known; of a file of this size the other processors and the shapes "
        f"are given {len(chosen) - len(stubs)} nodes ({len(of_part)} statements), "
        f"beside {len(stubs)} that are there with their class alone"
    )
    return out, stubs
