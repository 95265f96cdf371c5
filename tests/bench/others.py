#!/usr/bin/env python3
"""How fast others do what Rapporteur does, on the same content, in one run on one machine.

    others.py PROGRAM DATASET OUT [--brief PDF]

PROGRAM is an optimised build, DATASET a folder of some two thousand records: as many as all of them
bear. What ours writes is read, and the same is written by each of the others from values that are
ready in memory before their clock starts; ours starts from the files of the dataset, which it reads
and checks as well. Seconds of processor time, each in a process of its own. Writes OUT/others.json.
Needs requirements.txt beside this.
"""

import csv
import io
import json
import multiprocessing
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
# A value may be a text of any length.
csv.field_size_limit(1 << 30)


def pyld(folder, name):
    """Records expanded: what one does to use linked data in Python. A share of them, since it is slow."""
    from pyld import jsonld

    context, *records = [json.loads(line) for line in next(folder.glob("*.ndjsonld")).read_text("utf-8").splitlines()]
    some = records[:: max(1, len(records) // 100)]
    for record in some:
        record.pop("@context")
    document = {"@context": context["@context"], "@graph": some}
    return lambda: jsonld.expand(document), len(records) / len(some)


def rdflib_write(folder, name):
    import rdflib

    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph().parse(next(folder.glob("*.nq")), format="nt11")
    return lambda: len(graph.serialize(format=name))


def lxml_stream(folder, name):
    import tei

    sys.setrecursionlimit(10_000)
    root = tei.events(next(folder.glob("*.tei.xml")))
    return lambda: len(tei.stream(root))


def tables(folder):
    for path in sorted(next(folder.glob("*.csv")).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield path.stem[:31], list(csv.reader(file))


def xlsxwriter(folder, name):
    import xlsxwriter as library

    everything = list(tables(folder))

    def write():
        with tempfile.TemporaryDirectory() as out:
            path = Path(out) / "out.xlsx"
            book = library.Workbook(path, {"constant_memory": True})
            for title, rows in everything:
                sheet = book.add_worksheet(title)
                for at, row in enumerate(rows):
                    for column, value in enumerate(row):
                        if value:
                            sheet.write_string(at, column, value)
            book.close()

    return write


def openpyxl(folder, name):
    import openpyxl as library

    everything = list(tables(folder))

    def write():
        book = library.Workbook(write_only=True)
        for title, rows in everything:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append([value or None for value in row])
        book.save(io.BytesIO())

    return write


def flattentool(folder, name):
    import flattentool as library

    records = []
    for path in sorted(Path(name).glob("*.jsonl")):
        records += [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    work = Path(tempfile.mkdtemp())
    (work / "in.json").write_text(json.dumps({"main": records}), "utf-8")

    def write():
        library.flatten(
            str(work / "in.json"), output_name=str(work / "out"), output_format="csv",
            main_sheet_name="main", root_list_path="main",
        )
        shutil.rmtree(work)

    return write


# The registers in the model of followthemoney, as near as it comes.
SCHEMATA = {"people": "Person", "organisations": "Organization", "places": "Address", "sources": "Document", "events": "Event"}


def followthemoney(folder, name):
    """Records as entities of its model, made and written; a citation is an entity's source."""
    from followthemoney import model

    records = []
    for path in sorted(Path(name).glob("*.jsonl")):
        schema = model.get(SCHEMATA.get(path.stem, "Thing"))
        for line in path.read_text("utf-8").splitlines():
            records.append((schema, json.loads(line)))

    def texts(value):
        if isinstance(value, str):
            yield value
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from texts(inner)

    def write():
        size = 0
        for schema, record in records:
            entity = model.make_entity(schema)
            entity.id = record["id"]
            for key, value in record.items():
                where = {"cite": "sourceUrl", "names": "name", "title": "name", "date": "date"}.get(key, "summary")
                for text in texts(value):
                    if key not in ("id", "kind"):
                        entity.add(where if where in schema.properties else "notes", text, quiet=True, cleaned=True)
            size += len(json.dumps(entity.to_dict()))
        return size

    return write


# What each is called, what it is given, and with what of ours it is compared.
OTHERS = [
    ("rdflib, N-Triples", rdflib_write, "nt11", "nquads"),
    ("rdflib, Turtle", rdflib_write, "turtle", "turtle"),
    ("PyLD, expand, by a hundred records", pyld, "", "ndjsonld"),
    ("lxml, xmlfile", lxml_stream, "", "tei"),
    ("XlsxWriter, constant memory", xlsxwriter, "", "xlsx"),
    ("openpyxl, write-only", openpyxl, "", "xlsx"),
    ("flatten-tool, CSV", flattentool, "DATASET", "csv"),
    ("followthemoney, entities", followthemoney, "DATASET", "jsonld"),
]


def used(usage):
    return usage.ru_utime + usage.ru_stime


def measure(make, folder, name, results):
    try:
        made = make(folder, name)
        run, share = made if isinstance(made, tuple) else (made, 1)
        begun = time.process_time()
        run()
        results.put(((time.process_time() - begun) * share, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    except Exception as error:  # What it cannot do is a row of the table.
        results.put(f"{type(error).__name__}: {error}"[:200])


def ours(program, dataset, form, out):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    context = ["--context", "embedded"] if form == "ndjsonld" else []
    command = [program, "export", dataset, "--to", form, "--out", out, *context]
    subprocess.run(command, check=True, capture_output=True)
    return used(resource.getrusage(resource.RUSAGE_CHILDREN)) - used(before)


def briefs(program, dataset, out):
    """A page set by ours, by Typst and by WeasyPrint, as pdf.py says it."""
    folder = out / "brief"
    command = [str(program), "export", str(dataset), "--to", "pdf", "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    brief = next(folder.glob("*.pdf"))
    script = [sys.executable, str(Path(__file__).parent / "pdf.py"), "--pages", "20", "--runs", "3", str(brief)]
    said = subprocess.run([*script, *command], capture_output=True, text=True)
    rows = re.findall(r"^(\w+) +\d+ pages.* ([\d.]+) ms a page", said.stdout, re.M)
    own = {name: float(took) for name, took in rows}
    if "rapporteur" not in own:
        return [{"tool": "Typst, WeasyPrint", "failed": (said.stderr or said.stdout)[-200:]}]
    names = {"typst": "Typst", "weasyprint": "WeasyPrint"}

    def row(tool, took, own):
        return {"tool": tool, "ours": "pdf", "seconds": took / 1e3, "our_seconds": own / 1e3,
                "times": round(took / own, 1)}

    rows = [
        row(f"{names[name]}, a page of a brief", took, own["rapporteur"])
        for name, took in own.items() if name in names
    ]
    # All briefs at once, as a publisher makes them.
    folder = out / "brief" / "all"
    command = [str(program), "export", str(dataset), "--to", "pdf", "--brief", "all", "--out", str(folder)]
    said = subprocess.run([*script[:2], "--batch", "--runs", "3", str(folder), *command], capture_output=True, text=True)
    found = dict(re.findall(r"^(\w+) +\d+ pages.* ([\d.]+) ms a page", said.stdout, re.M))
    if "typst" in found:
        rows.append(row("Typst, a page of all briefs", float(found["typst"]), float(found["rapporteur"])))
    else:
        rows.append({"tool": "Typst, a page of all briefs", "failed": (said.stderr or said.stdout)[-200:]})
    return rows


def main():
    if len(sys.argv) not in (4, 6):
        sys.exit(__doc__)
    program, dataset, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), Path(sys.argv[3])
    records = sum(len(path.read_text("utf-8").splitlines()) for path in dataset.glob("*.jsonl"))
    context = multiprocessing.get_context("spawn")
    work = Path(tempfile.mkdtemp(dir=out))
    rows, own = [], {}
    for form in sorted({form for *_, form in OTHERS}):
        own[form] = min(ours(program, dataset, form, work) for _ in range(3))
    for tool, make, name, form in OTHERS:
        results = context.Queue()
        process = context.Process(target=measure, args=(make, work, str(dataset) if name == "DATASET" else name, results))
        process.start()
        try:
            result = results.get(timeout=300)
        except Exception:
            result = "more than 300 s"
        process.terminate()
        process.join()
        row = {"tool": tool, "ours": form}
        if isinstance(result, str):
            row["failed"] = result
        else:
            seconds, memory = result
            row |= {"seconds": round(seconds, 3), "our_seconds": round(own[form], 3),
                    "times": round(seconds / own[form], 1), "memory_mb": round(memory)}
        rows.append(row)
        print(row, file=sys.stderr, flush=True)
    if len(sys.argv) == 6:
        rows += briefs(program, Path(sys.argv[5]), out)
        print(rows[-3:], file=sys.stderr, flush=True)
    shutil.rmtree(work)
    shutil.rmtree(out / "brief", ignore_errors=True)
    (out / "others.json").write_text(json.dumps({"records": records, "rows": rows}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
