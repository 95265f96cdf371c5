#!/usr/bin/env python3
"""Checks a workbook with two independent readers, openpyxl and python-calamine.

usage: xlsx.py [--audit [--spoil]] WORKBOOK...

Both open it and find the same cells. On every sheet: a title, a description and a
link above one table; headers in row 4, unique; no merged cells, no formulas, no
error values, no blank rows or columns in the table and nothing under it; nothing
hidden. Every internal link leads to a cell that exists, from an id to a row with this id,
and from a citation to the row of the passage. Also, from the guidance of the UK Government
Analysis Function on spreadsheets: the document says its title and author; charts and tables
have alternative text; columns have widths, and texts of several lines are wrapped; the
header is printed on every page; titles are not cut; sheets with a chart link to it; nothing is
said in headers or footers of pages, or in pictures.

A workbook of the profile edit has one hidden sheet, Base, and drop-down lists that lead to
the codes of one list.

With --audit, openxml-audit (a port of the Open XML SDK's validator: the schema of the format
and the rules over it) must find no error in any part. It is quadratic in the number of links,
so it is given a copy without them if there are many; each link has been followed by then. Of
sheets with more than 20 MB it is given the first 2,000 rows. To
know that it looks, with --spoil copies of the (smallest) workbook with parts in a wrong order,
an orientation and a colour that are none and a table without its range must be found invalid.
(Attributes that the
schema does not know it lets pass.)
Needs: pip install openpyxl python-calamine openxml-audit
"""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from python_calamine import CalamineWorkbook

HEADER = 4
MOST = {"rows": 1_048_576, "units": 32_767, "breaks": 253, "links": 65_530, "name": 31}
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# How the format writes characters that XML cannot hold, and the underscore before text
# that looks so. One reader gives the characters back, the other what is written.
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Findings:
    def __init__(self):
        self.found = []

    def __call__(self, place, message):
        self.found.append(f"{place}: {message}")


def unescaped(text):
    return ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)


def same(one, other):
    """Whether two readers mean the same by a value."""
    if one is None or one == "":
        return other is None or other == ""
    if isinstance(one, datetime.datetime):
        one = one.date() if one.time() == datetime.time() else one
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return float(one) == float(other)
    if isinstance(one, str) and isinstance(other, str):
        if one == other or one == unescaped(other) or unescaped(one) == other:
            return True
        # openpyxl takes the escape of an escape for an escape: `_x005F_x005F_` is `_x005F_`.
        return one.replace("_x005F_", "_") == other.replace("_x005F_", "_")
    return one == other


def check_parts(path, fail):
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        for bad in ("vbaProject", "externalLink", "calcChain"):
            for name in names:
                if bad in name:
                    fail(name, "must not be in the workbook")
        for name in names:
            if name.startswith("/") or ".." in name.split("/"):
                fail(name, "leaves the archive")
        for info in archive.infolist():
            if info.date_time[0] not in (1980,):
                fail(info.filename, f"bears the time {info.date_time}: the file depends on the clock")
        for name in names:
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                text = archive.read(name)
                if b"<f>" in text or b"<f " in text:
                    fail(name, "has formulas")
                if b"<mergeCell" in text:
                    fail(name, "has merged cells")
                if b'hidden="1"' in text:
                    fail(name, "has something hidden")
                if b"<pageSetup" not in text:
                    fail(name, "says nothing of how it is printed")
            if name.startswith("xl/drawings/drawing"):
                for frame in re.findall(rb"<xdr:cNvPr [^>]*>", archive.read(name)):
                    if not re.search(rb'descr="[^"]{20,}"', frame):
                        fail(name, "a chart has no alternative text")
            if name.startswith("xl/tables/"):
                if not re.search(rb'altTextSummary="[^"]{5,}"', archive.read(name)):
                    fail(name, "the table has no alternative text")
            if b"<!DOCTYPE" in archive.read(name)[:2000]:
                fail(name, "has a document type declaration")


def check_sheet(sheet, fail, table_names):
    name = sheet.title
    if len(name) > MOST["name"] or not NAME.fullmatch(name) or name.lower() == "history":
        fail(name, "is no plain name of a sheet")
    if (sheet.sheet_state != "visible") != (name == "Base"):
        fail(name, f"is {sheet.sheet_state}")
    if sheet.print_title_rows != f"${HEADER}:${HEADER}":
        fail(name, f"prints {sheet.print_title_rows} on every page, not its header")
    if sheet.merged_cells.ranges:
        fail(name, "has merged cells")
    if sheet.max_row > MOST["rows"]:
        fail(name, "has too many rows")
    for row, what in ((1, "a title"), (2, "what a row is"), (3, "a link back")):
        if not isinstance(sheet.cell(row, 1).value, str):
            fail(f"{name}!A{row}", f"lacks {what}")
    if (sheet.row_dimensions[1].height or 0) < 20:
        fail(f"{name}!A1", "the title is cut: the row is too low for it")
    for pane in sheet.views.sheetView:
        if pane.showGridLines is False or (pane.zoomScale or 100) != 100:
            fail(name, "does not open at its natural size with grid lines")
    charts = len(sheet._charts)
    if charts and sheet.cell(3, 3).hyperlink is None:
        fail(f"{name}!C3", "no link leads to the chart, which may stand far to the right")
    if sheet._images:
        fail(name, "has pictures")
    if sheet.oddHeader.center.text or sheet.oddFooter.center.text:
        fail(name, "has headers or footers of pages, which readers of screens do not find")
    if sheet.freeze_panes != "B5":
        fail(name, f"freezes at {sheet.freeze_panes}, not at B5")
    tables = list(sheet.tables.values())
    if len(tables) != 1:
        fail(name, f"has {len(tables)} tables, not one")
        return
    table = tables[0]
    if table.name.lower() in table_names:
        fail(name, f"the table name {table.name} is used twice")
    table_names.add(table.name.lower())
    if table.autoFilter is None:
        fail(name, "the table has no filter")
    left, top, right, bottom = range_boundaries(table.ref)
    if (left, top) != (1, HEADER):
        fail(name, f"the table begins at {get_column_letter(left)}{top}, not at A{HEADER}")
    if (right, bottom) != (sheet.max_column, sheet.max_row):
        fail(name, f"there are cells beside or under the table {table.ref}: {sheet.dimensions}")
    headers = [sheet.cell(top, column).value for column in range(left, right + 1)]
    if any(not isinstance(header, str) or not header for header in headers):
        fail(f"{name}!{top}", "a header is no text")
    elif len({header.lower() for header in headers}) != len(headers):
        fail(f"{name}!{top}", "a header stands twice")
    if [column.name for column in table.tableColumns] != headers:
        fail(name, "the headers of the table are not those of the sheet")
    if not table.tableStyleInfo or not table.tableStyleInfo.showRowStripes:
        fail(name, "the table has no stripes")
    for column in range(left, right + 1):
        letter = get_column_letter(column)
        if not 4 <= sheet.column_dimensions[letter].width <= 255:
            fail(f"{name}!{letter}", "has no sensible width")


def wraps(sheet, column):
    """Whether the cells of a column are wrapped by the format of the column."""
    letter = get_column_letter(column + 1)
    return bool(sheet.column_dimensions[letter].alignment.wrap_text)


def check_properties(book, fail):
    properties = book.properties
    if not properties.title or not properties.creator:
        fail("properties", "the document does not say its title and author")
    if properties.created is None or properties.created.time() != datetime.time():
        fail("properties", f"was made at {properties.created}: not the date of the dataset")
    named = {item.name: item.value for item in book.custom_doc_props.props}
    for name in ("rapporteur.profile", "rapporteur.dataset", "rapporteur.canonical_sha256"):
        if not named.get(name):
            fail("properties", f"{name} is missing")
    return named.get("rapporteur.profile")


def check_lists(book, profile, fail):
    """Drop-down lists lead to all codes of one list."""
    lists = {}
    for at, row in enumerate(book["Codelists"].iter_rows(min_row=HEADER + 1, values_only=True), HEADER + 1):
        lists.setdefault(row[0], []).append(at)
    ranges = {f"Codelists!$B${min(rows)}:$B${max(rows)}" for rows in lists.values()}
    found = 0
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            found += 1
            if rule.type != "list" or rule.formula1 not in ranges:
                fail(sheet.title, f"the list {rule.formula1} is not all codes of one list")
    if (found > 0) != (profile == "edit"):
        fail("lists", f"the profile {profile} has {found} drop-down lists")
    if ("Base" in book.sheetnames) != (profile == "edit"):
        fail("Base", f"does not belong to the profile {profile}, or is missing")


def check_cells(sheet, other, fail):
    """Every cell, against what the other reader has."""
    name, links, filled = sheet.title, 0, 0
    for at, row in enumerate(sheet.iter_rows(), 1):
        theirs = other[at - 1] if at <= len(other) else []
        blank = True
        for column, cell in enumerate(row):
            value = cell.value
            links += cell.hyperlink is not None
            if value is None:
                value_of_other = theirs[column] if column < len(theirs) else None
                if not same(None, value_of_other):
                    fail(f"{name}!{cell.coordinate}", f"is empty to one reader, {value_of_other!r} to the other")
                continue
            blank, filled = False, filled + 1
            if cell.data_type == "f":
                fail(f"{name}!{cell.coordinate}", "is a formula")
            elif cell.data_type == "e":
                fail(f"{name}!{cell.coordinate}", f"is an error: {value}")
            elif cell.data_type == "b":
                fail(f"{name}!{cell.coordinate}", "is a logical value: write yes or no")
            if isinstance(value, str):
                if len(value.encode("utf-16-le")) // 2 > MOST["units"]:
                    fail(f"{name}!{cell.coordinate}", "is too long")
                if "\n" in value and at > HEADER and not cell.alignment.wrap_text and not wraps(sheet, column):
                    fail(f"{name}!{cell.coordinate}", "has several lines and is not wrapped")
                if value.count("\n") > MOST["breaks"]:
                    fail(f"{name}!{cell.coordinate}", "has too many lines")
                if value[0] in "=+-@\t\r" and not cell.quotePrefix:
                    fail(f"{name}!{cell.coordinate}", f"begins with {value[0]!r} and is not marked as text")
            value_of_other = theirs[column] if column < len(theirs) else None
            if not same(value, value_of_other):
                fail(f"{name}!{cell.coordinate}", f"{value!r} to one reader, {value_of_other!r} to the other")
        if blank and at >= HEADER:
            fail(f"{name}!{at}", "is a blank row")
    if links > MOST["links"]:
        fail(name, f"has {links} links")
    return filled, links


def check_links(book, fail):
    # openpyxl walks every cell of a sheet to tell its extent, so each is asked once: for
    # every link again, it would take hours.
    last = {sheet.title: sheet.max_row for sheet in book}
    keys = {}
    if "Passages" in book.sheetnames:
        keys = {cell.value: cell.column for cell in book["Passages"][HEADER]}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                link = cell.hyperlink
                if link is None:
                    continue
                place = f"{sheet.title}!{cell.coordinate}"
                if not link.location:
                    fail(place, f"leads out of the workbook: {link.target}")
                    continue
                match = re.fullmatch(r"'?([^'!]+)'?!([A-Z]+)([0-9]+)", link.location)
                if not match or match.group(1) not in last:
                    fail(place, f"leads to {link.location}, which is not there")
                    continue
                target = book[match.group(1)]
                at = int(match.group(3))
                if at > last[target.title]:
                    fail(place, f"leads to {link.location}, under the last row")
                elif target.title == "Passages" and "#" in str(cell.value):
                    found = f"{target.cell(at, 1).value}#{target.cell(at, keys['key']).value}"
                    if found != cell.value.split(" ")[0]:
                        fail(place, f"is {cell.value!r} and leads to {link.location}, which is {found!r}")
                elif at > HEADER and target.cell(at, 1).value != cell.value:
                    found = target.cell(at, 1).value
                    fail(place, f"is {cell.value!r} and leads to {link.location}, which is {found!r}")


def check_dictionary(book, fail):
    """The dictionary has every column, and no other."""
    if "Data_dictionary" not in book.sheetnames:
        fail("Data_dictionary", "is missing")
        return
    listed = {}
    for row in book["Data_dictionary"].iter_rows(min_row=HEADER + 1, values_only=True):
        listed.setdefault(row[0], []).append(row[1])
        if not row[3]:
            fail(f"Data_dictionary: {row[0]}.{row[1]}", "has no meaning")
    for sheet in book:
        base = re.sub(r"_[0-9]+$", "", sheet.title)
        headers = [cell.value for cell in sheet[HEADER]]
        if listed.get(base) != headers:
            fail(sheet.title, f"its columns are {headers}, the dictionary has {listed.get(base)}")
    contents = [row[0] for row in book["Contents"].iter_rows(min_row=HEADER + 1, values_only=True)]
    if contents != book.sheetnames:
        fail("Contents", "does not list the sheets in their order")


def copy(path, out, change):
    """A copy of a workbook, its parts changed by `change(name, bytes)`."""
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as other:
        for info in archive.infolist():
            other.writestr(info.filename, change(info.filename, archive.read(info.filename)))


def audited(path):
    """The errors that openxml-audit finds."""
    program = pathlib.Path(sys.executable).parent / "openxml-audit"
    ran = subprocess.run(
        [str(program), "-f", "office2016", "-o", "json", str(path)], capture_output=True, text=True
    )
    try:
        report = json.loads(ran.stdout)
    except ValueError:
        return [f"did not run: {ran.stderr[:500]}"]
    reports = report if isinstance(report, list) else [report]
    return [error for report in reports for error in report.get("errors", [])]


def without_links(name, part):
    if not name.startswith("xl/worksheets/sheet"):
        return part
    return re.sub(rb"<hyperlinks>.*?</hyperlinks>", b"", part, flags=re.DOTALL)


# A sheet of more bytes than this is judged by its first rows: one row is made as the next.
LARGE = 20_000_000
SAMPLE = 2_000


def first_rows(name, part):
    part = without_links(name, part)
    if len(part) <= LARGE or not name.startswith("xl/worksheets/sheet"):
        return part
    begin, end = part.find(b'<row r="%d"' % (HEADER + SAMPLE + 1)), part.find(b"</sheetData>")
    if begin < 0 or end < begin:
        return part
    print(f"{name}: openxml-audit is given the first {SAMPLE:,} rows")
    return part[:begin] + part[end:]


def audit(path, links, fail):
    with tempfile.TemporaryDirectory() as work:
        if links > 1_000 or os.path.getsize(path) > LARGE // 4:
            whole, path = path, pathlib.Path(work) / "without-links.xlsx"
            copy(whole, path, first_rows)
        for error in audited(path)[:20]:
            fail("openxml-audit", error)


# What is changed in a copy, and must be found: a part, what stands there, what instead.
SPOILT = [
    ("xl/worksheets/sheet1.xml", rb"(<sheetViews>.*?</sheetViews>)(<sheetFormatPr[^>]*/>)", rb"\2\1"),
    ("xl/worksheets/sheet1.xml", rb'orientation="landscape"', rb'orientation="sideways"'),
    ("xl/styles.xml", rb'rgb="FF17365D"', rb'rgb="navy"'),
    ("xl/tables/table1.xml", rb' ref="[^"]*"', rb""),
]


def spoil(path, fail):
    """Whether openxml-audit finds what is wrong."""
    for part, pattern, instead in SPOILT:

        def change(name, text):
            if name != part:
                return text
            spoilt = re.sub(pattern, instead, text, count=1, flags=re.DOTALL)
            if spoilt == text:
                fail(part, f"has no {pattern!r} that could be spoilt")
            return spoilt

        with tempfile.TemporaryDirectory() as work:
            out = pathlib.Path(work) / "spoilt.xlsx"
            copy(path, out, lambda name, text: without_links(name, change(name, text)))
            found = audited(out)
            if not found or str(found[0]).startswith("did not run"):
                fail("openxml-audit", f"does not find {instead!r} for {pattern!r} in {part}")


def check(path, with_audit):
    fail = Findings()
    check_parts(path, fail)
    book = openpyxl.load_workbook(path)
    other = CalamineWorkbook.from_path(path)
    if book.sheetnames != other.sheet_names:
        fail(path, f"sheets: {book.sheetnames} to one reader, {other.sheet_names} to the other")
    profile = check_properties(book, fail)
    check_lists(book, profile, fail)
    cells = links = 0
    table_names = set()
    for sheet in book:
        check_sheet(sheet, fail, table_names)
        rows = other.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        more_cells, more_links = check_cells(sheet, rows, fail)
        cells, links = cells + more_cells, links + more_links
    check_links(book, fail)
    check_dictionary(book, fail)
    if with_audit:
        audit(path, links, fail)
    for message in fail.found[:50]:
        print(message, file=sys.stderr)
    if fail.found:
        sys.exit(f"{path}: {len(fail.found)} findings")
    print(f"{path}: {len(book.sheetnames)} sheets, {cells} cells, {links} links: nothing wrong")


def main():
    paths = [path for path in sys.argv[1:] if not path.startswith("--")]
    if not paths:
        sys.exit(__doc__)
    for path in paths:
        check(path, "--audit" in sys.argv)
    if "--spoil" in sys.argv:
        fail = Findings()
        spoil(min(paths, key=os.path.getsize), fail)
        if fail.found:
            sys.exit("\n".join(fail.found))


if __name__ == "__main__":
    main()
