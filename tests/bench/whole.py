#!/usr/bin/env python3
"""Runs each command of Rapporteur as a whole process, over datasets of several sizes.

    whole.py PROGRAM OUT BUILT-IN DATASET...

PROGRAM is an optimised build, BUILT-IN the built-in dataset, of which every format is to take a second
of the processor at most, OUT a folder for what is written (it may grow to some
gigabytes; each export is removed when it has been measured), each DATASET a folder.
`cargo xtask bench` calls it. For each command and dataset: seconds by the clock and of the
processor, of which the program's own (what the system does for it, as putting gigabytes on a
disk, depends on the machine), the most memory, megabytes read or written, records a second, and
its own time a record beside that of the smallest dataset (1.00 where cost grows in step with size).
Writes OUT/whole.md and OUT/whole.json; Linux and macOS, no packages needed.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

EXPORTS = [
    ("jsonld", []),
    ("ndjsonld", []),
    ("nquads", []),
    ("tei", []),
    ("csv", []),
    ("xlsx", []),
    ("pdf", ["--brief", "overview"]),
    ("jsonld,tei,xlsx,csv", []),
]
# The pages of an overview grow with the dataset: it is asked of the sizes for which it is meant. To
# read back, a dataset and the whole of a file are in memory together.
LARGEST = {"pdf": 20_000, "import": 200_000}


def measured(command):
    """Clock, processor, of which its own without the system's for it, kilobytes at most."""
    read, write = os.pipe()
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=write)
    os.close(write)
    with os.fdopen(read, "rb") as said:
        words = said.read().decode("utf-8", "replace")
    _, status, used = os.wait4(process.pid, 0)
    clock = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: ended with {process.returncode}:\n{words[-2000:]}")
    scale = 1024 if sys.platform == "darwin" else 1
    return clock, used.ru_utime + used.ru_stime, used.ru_utime, used.ru_maxrss // scale


def size(folder):
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def lines(folder):
    total = 0
    for file in folder.glob("*.jsonl"):
        with file.open("rb") as text:
            total += sum(1 for line in text if line.strip())
    return total


def rows(program, out, dataset):
    records = lines(dataset)
    into = out / "whole-out"

    def row(name, command, folder, anew=False):
        # What is over at once is done again: the system tells short times roughly.
        runs = [measured(command)]
        while sum(processor for _, processor, *_ in runs) < 1 and len(runs) < 20:
            if anew:
                shutil.rmtree(folder)
            runs.append(measured(command))
        clock, processor, own, memory = (sum(run) / len(runs) for run in zip(*runs))
        return {
            "command": name,
            "records": records,
            "clock_s": round(clock, 3),
            "processor_s": round(processor, 3),
            "own_s": round(own, 3),
            "memory_mb": round(memory / 1024, 1),
            "dataset_mb": round(size(dataset) / 1e6, 2),
            "megabytes": round(size(folder) / 1e6, 2),
        }

    yield row("check", [program, "check", dataset], dataset)
    for formats, more in EXPORTS:
        if records > LARGEST.get(formats, records):
            continue
        shutil.rmtree(into, ignore_errors=True)
        command = [program, "export", dataset, "--to", formats, "--out", into, *more]
        yield row(f"export {formats}", command, into)
        back = {"jsonld": "*.jsonld", "tei": "*.tei.xml", "xlsx": "*.xlsx"}.get(formats)
        if back and records <= LARGEST["import"]:
            files = [f for f in sorted(into.glob(back)) if not f.name.startswith("context")]
            copy = out / "whole-back"
            shutil.rmtree(copy, ignore_errors=True)
            yield row(f"import {formats}", [program, "import", *files, "--into", copy], copy, anew=True)
            shutil.rmtree(copy, ignore_errors=True)
    shutil.rmtree(into, ignore_errors=True)


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    program, out, built_in = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), sys.argv[3]
    # What others do on the machine meanwhile moves the clock, and hardly the processor time.
    load = round(os.getloadavg()[0], 1)
    # What is started and read for the first time is not what is measured.
    _, processor, _, memory = min((measured([program, "--help"]) for _ in range(5)), key=lambda one: one[1])
    every = "jsonld,ndjsonld,nquads,turtle,trig,tei,pdf,xlsx,csv"
    command = [program, "export", built_in, "--to", every, "--out", out / "whole-out"]
    start = min(measured(command)[1] for _ in range(3))
    table = []
    smallest = {}
    for dataset in map(Path, sys.argv[4:]):
        for row in rows(program, out, dataset):
            each = row["own_s"] / max(row["records"], 1)
            row["growth"] = round(each / smallest.setdefault(row["command"], each), 2)
            table.append(row)
            print(row, file=sys.stderr, flush=True)
    with open("/proc/cpuinfo" if Path("/proc/cpuinfo").exists() else os.devnull) as info:
        names = {line.split(":", 1)[1].strip() for line in info if line.startswith("model name")}
    machine = f"{', '.join(sorted(names)) or 'unnamed processor'}, {os.cpu_count()} cores"
    text = [
        f"Machine: {machine}. `rapporteur --help`: {processor * 1000:.0f} ms of processor time, {memory / 1024:.0f} MB. "
        f"The built-in dataset in every format: {start:.2f} s of processor time.",
        "",
        "| command | records | clock | processor | memory | of the dataset's size | MB | records/s | cost a record |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in table:
        share = row["memory_mb"] * 1.048576 / row["dataset_mb"]
        rate = row["records"] / max(row["clock_s"], 0.001)
        text.append(
            f"| `{row['command']}` | {row['records']:,} | {row['clock_s']:.2f} s | {row['processor_s']:.2f} s "
            f"| {row['memory_mb']:.0f} MB | {share:.2f} | {row['megabytes']:.1f} | {rate:,.0f} | {row['growth']:.2f} |"
        )
    (out / "whole.md").write_text("\n".join(text) + "\n", "utf-8")
    (out / "whole.json").write_text(json.dumps({"machine": machine, "load": load, "help_s": processor, "built_in_s": start, "rows": table}, indent=1) + "\n", "utf-8")
    print("\n".join(text))


main()
