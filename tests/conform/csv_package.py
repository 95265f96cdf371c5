#!/usr/bin/env python3
"""Validates a data package of CSV with frictionless.

usage: csv_package.py FOLDER

Every table must be valid by its descriptor, its keys and foreign keys included. To know
that these are looked at, copies with a row twice, a reference to nothing, an unknown code
and a text in the place of a number must be found invalid: each is made in the shortest table
that has something to damage so, and a package that has none fails.
(Not called csv.py: Python would take it for its own module.) Needs: pip install frictionless
"""

import csv
import json
import pathlib
import shutil
import sys
import tempfile

import frictionless
from frictionless import system

DESCRIPTOR = "datapackage.json"


def validate(folder):
    # Paths that are not below the working directory are else refused.
    with system.use_context(trusted=True):
        return frictionless.validate(str(folder / DESCRIPTOR), type="package")


def errors(report):
    return [(task.name, *error) for task in report.tasks for error in task.flatten(["type", "rowNumber", "message"])]


def primary(schema):
    """Whether rows have keys: no field is needed to write one twice."""
    return schema.get("primaryKey") and "*"


def reference(schema):
    keys = schema.get("foreignKeys", [])
    return next((key["fields"][0] for key in keys if len(key["fields"]) == 1), None)


def code(schema):
    fields = schema["fields"]
    return next((field["name"] for field in fields if "enum" in field.get("constraints", {})), None)


def number(schema):
    fields = schema["fields"]
    return next((field["name"] for field in fields if field["type"] in ("integer", "number")), None)


# What is damaged, by which field of a table, what is written there, what must be said of it.
BAD = [
    ("a row twice", primary, None, "primary-key"),
    ("a reference to nothing", reference, "not-a-record", "foreign-key"),
    ("an unknown code", code, "not-a-code", "constraint-error"),
    ("a text in the place of a number", number, "first", "type-error"),
]


def shortest(folder, package, field_of):
    """The table with the fewest rows, but one, that has such a field, and the field."""
    fitting = []
    for resource in package["resources"]:
        field = field_of(resource["schema"])
        path = folder / resource["path"]
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            if field and len([row for row, _ in zip(rows, range(2))]) == 2:
                fitting.append((path.stat().st_size, resource["name"], field))
    return min(fitting)[1:] if fitting else None


def spoilt(folder, package, name, field, text, copy):
    """A package of the damaged table and of those to which it refers."""
    damaged = next(resource for resource in package["resources"] if resource["name"] == name)
    keys = damaged["schema"].get("foreignKeys", [])
    needed = {name} | {key["reference"]["resource"] for key in keys}
    resources = [resource for resource in package["resources"] if resource["name"] in needed]
    for resource in resources:
        shutil.copy(folder / resource["path"], copy / resource["path"])
    (copy / DESCRIPTOR).write_text(json.dumps({**package, "resources": resources}), encoding="utf-8")
    path = copy / damaged["path"]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    if text is None:
        rows.insert(2, rows[1])
    else:
        rows[1][rows[0].index(field)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)


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
    package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    for what, field_of, text, expected in BAD:
        found = shortest(folder, package, field_of)
        if found is None:
            sys.exit(f"{folder}: no table has a row in which to put {what}: nothing shows that it would be seen")
        name, field = found
        with tempfile.TemporaryDirectory() as work:
            copy = pathlib.Path(work)
            spoilt(folder, package, name, field, text, copy)
            seen = [error[1] for error in errors(validate(copy))]
            if expected not in seen:
                sys.exit(f"{name}, {field}: {what} is not found invalid for {expected}, but for {seen[:5]}")
    print(f"{folder}: {len(report.tasks)} tables, {rows} rows, valid by frictionless {frictionless.__version__}; {len(BAD)} damages seen")


if __name__ == "__main__":
    main()
