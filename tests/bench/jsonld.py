#!/usr/bin/env python3
"""Times rdflib and PyLD over an exported file, beside Python's own writer of JSON.

    jsonld.py FILE.jsonld

The same as the table of `cargo bench -p rapporteur-jsonld --bench write`, for the two
libraries with which one would make such a file in Python: megabytes of the file and
statements a second of processor time, best of the runs. What PyLD is asked for is the
graph of the file and its expanded form: to make the compact form from a graph is beyond
it at this size. Needs the packages of tests/conform/requirements.txt.
"""

import json
import sys
import time
from pathlib import Path

import rdflib
from pyld import jsonld


def best(run, times):
    fastest = float("inf")
    for _ in range(times):
        start = time.process_time()
        run()
        fastest = min(fastest, time.process_time() - start)
    return fastest


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: jsonld.py FILE.jsonld")
    text = Path(sys.argv[1]).read_text("utf-8")
    document = json.loads(text)
    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    context = document["@context"]
    rows = [
        ("json.dumps, tree made beforehand", lambda: json.dumps(document, ensure_ascii=False), 5),
        ("rdflib, serialize with our context", lambda: graph.serialize(format="json-ld", context=context), 1),
        ("rdflib, parse", lambda: rdflib.Graph().parse(data=text, format="json-ld"), 1),
        ("PyLD, expand", lambda: jsonld.expand(document), 1),
        ("PyLD, to_rdf", lambda: jsonld.to_rdf(document, {"format": "application/n-quads"}), 1),
    ]
    megabytes, statements = len(text.encode()) / 1e6, len(graph)
    print(f"{megabytes:.2f} MB, {statements} statements")
    first = None
    for name, run, times in rows:
        seconds = best(run, times)
        first = first or seconds
        print(
            f"{name:<46} {seconds * 1e3:>10.1f} ms {megabytes / seconds:>8.2f} MB/s "
            f"{statements / seconds / 1e6:>8.4f} M quads/s {first / seconds:>8.4f}"
        )


main()
