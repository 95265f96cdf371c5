#!/usr/bin/env python3
"""Validates a data package of CSV with frictionless.

usage: csv_package.py FOLDER

Every table must be valid by its descriptor, its keys and foreign keys included. To know
that these are looked at, copies with a row twice, a reference to nothing, an unknown code
and a text in the place of a number must be found invalid.
(Not called csv.py: Python would take it for its own module.) Needs: pip install frictionless
"""

import pathlib
import shutil
import sys
import tempfile

import frictionless
from frictionless import system


def validate(folder):
    # Paths that are not below the working directory are else refused.
    with system.use_context(trusted=True):
        return frictionless.validate(str(folder / "datapackage.json"), type="package")


def errors(report):
    return [(task.name, *error) for task in report.tasks for error in task.flatten(["type", "rowNumber", "message"])]


def change(folder, name, edit):
    path = folder / name
    lines = path.read_bytes().decode("utf-8").split("\r\n")
    edit(lines)
    path.write_bytes("\r\n".join(lines).encode("utf-8"))


def twice(lines):
    lines.insert(2, lines[1])


def dangling(lines):
    cells = lines[1].split(",")
    cells[0] = "not-a-record"
    lines[1] = ",".join(cells)


def unknown(lines):
    cells = lines[1].split(",")
    cells[1] = "not-a-kind"
    lines[1] = ",".join(cells)


def words(lines):
    header = lines[0].split(",")
    cells = lines[1].split(",")
    cells[header.index("reading")] = "first"
    lines[1] = ",".join(cells)


BAD = [
    ("organisations.csv", twice, "primary-key"),
    ("field_readings.csv", dangling, "foreign-key"),
    ("organisations.csv", unknown, "constraint-error"),
    ("field_readings.csv", words, "type-error"),
]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    report = validate(folder)
    if not report.valid:
        for error in errors(report)[:50]:
            print(*error, file=sys.stderr)
        sys.exit(f"{folder}: not valid")
    rows = sum(task.stats.get("rows", 0) for task in report.tasks)
    for name, edit, expected in BAD:
        with tempfile.TemporaryDirectory() as work:
            copy = pathlib.Path(work) / "package"
            shutil.copytree(folder, copy)
            change(copy, name, edit)
            found = [error[1] for error in errors(validate(copy))]
            if expected not in found:
                sys.exit(f"{name} spoilt is not found invalid for {expected}, but for {found[:5]}")
    print(f"{folder}: {len(report.tasks)} tables, {rows} rows, valid by frictionless {frictionless.__version__}")


if __name__ == "__main__":
    main()
