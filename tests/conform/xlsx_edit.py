#!/usr/bin/env python3
"""Edits a workbook with other programs and checks what is taken back.

usage: xlsx_edit.py WORKBOOK DATASET PROGRAM...

PROGRAM, called with the folder DATASET, a workbook and a file to write, prints what the
workbook changes and writes the dataset that comes of it in canonical form, a record a
line (`cargo run -p rapporteur-xlsx --example edited_xlsx --`).

The workbook goes back untouched; after LibreOffice saved it again; after openpyxl saved
it again; after openpyxl sorted the rows of every sheet, set filters, and added a record;
and after LibreOffice saved that again. Each time the dataset must be exactly the one
expected. Last, three edits that are wrong must all be told, and nothing written.
Needs: pip install openpyxl, and LibreOffice (soffice).
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

import openpyxl

HEADER = 4
ADDED = "conform-added-record"
SHEETS = [
    "Events", "People", "Organisations", "Places", "Works", "Concepts", "Statements", "Figures",
    "Sources", "Differences", "Names", "Participants", "About", "Figures_in_events", "Identifiers",
    "Same_as", "Readings", "Field_readings", "Given_fields", "Differences_about", "Gaps", "Passages",
]


def libreoffice(book, folder):
    """The workbook as LibreOffice saves it."""
    folder.mkdir()
    profile = folder / "profile"
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(book)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600,
    )
    saved = folder / (book.stem + ".xlsx")
    if not saved.is_file():
        sys.exit(f"LibreOffice did not save {book}")
    return saved


def rows_of(sheet):
    return [list(row) for row in sheet.iter_rows(min_row=HEADER + 1, values_only=True)]


def columns(sheet):
    return {cell.value: cell.column - 1 for cell in sheet[HEADER]}


def sort(sheet):
    """Sorts the rows by their last column, backwards, as a filter button would: values
    move, cells stay."""
    rows = rows_of(sheet)
    rows.sort(key=lambda row: [str(value) for value in reversed(row)], reverse=True)
    for at, row in enumerate(rows, HEADER + 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column)
            cell.hyperlink = None
            cell.value = value
            if isinstance(value, str) and cell.data_type == "f":
                cell.data_type = "s"


def append(sheet, values):
    at = sheet.max_row + 1
    places = columns(sheet)
    for name, value in values.items():
        sheet.cell(at, places[name] + 1, value)


def cites(book):
    """A citation that exists."""
    sheet = book["Passages"]
    places = columns(sheet)
    first = rows_of(sheet)[0]
    return f"{first[places['record']]}#{first[places['key']]}"


def edit(path, out):
    book = openpyxl.load_workbook(path)
    cite = cites(book)
    for name in SHEETS:
        if name in book.sheetnames:
            sort(book[name])
            book[name].auto_filter.ref = None
            for row in range(HEADER + 1, min(HEADER + 4, book[name].max_row)):
                book[name].row_dimensions[row].hidden = True
    append(book["Organisations"], {"id": ADDED, "kind": "state", "cite": cite})
    append(book["Names"], {"record": ADDED, "text": "=Added by a script", "lang": "en"})
    sheet = book["Names"]
    sheet.cell(sheet.max_row, columns(sheet)["text"] + 1).data_type = "s"
    book.save(out)
    return cite


def spoil(path, out):
    book = openpyxl.load_workbook(path)
    sheet = book["Events"]
    places = columns(sheet)
    shown = [row for row in sheet.iter_rows(min_row=HEADER + 1) if "|" not in str(row[places["date"]].value)]
    shown[0][places["date"]].value = "Febuary 2009"
    shown[1][places["kind"]].value = "dialog-round"
    shown[2][places["cite"]].value = None
    cells = [shown[0][places["date"]], shown[1][places["kind"]], shown[2][places["cite"]]]
    book.save(out)
    return [f"Events!{cell.coordinate}: " for cell in cells]


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    workbook, dataset, program = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    if shutil.which("soffice") is None:
        sys.exit("missing: soffice (Debian's package libreoffice-calc)")
    found = []
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)

        def take(book):
            out = work / "canonical.txt"
            out.unlink(missing_ok=True)
            ran = subprocess.run([*program, dataset, str(book), str(out)], capture_output=True, text=True)
            if ran.returncode != 0:
                return None, ran.stderr
            return out.read_text(encoding="utf-8").splitlines(), ran.stdout

        base, said = take(workbook)
        if base is None or said:
            sys.exit(f"untouched, the workbook is not taken, or changes something:\n{said}")

        def expect(name, book, lines):
            got, said = take(book)
            if got is None:
                found.append(f"{name}: refused: {said[:2000]}")
            elif sorted(got) != sorted(lines):
                gone, come = set(lines) - set(got), set(got) - set(lines)
                found.append(f"{name}: not the dataset expected\n- {list(gone)[:3]}\n+ {list(come)[:3]}\n{said[:2000]}")
            else:
                print(f"{name}: {len(said.splitlines())} changes, as expected")

        expect("LibreOffice", libreoffice(workbook, work / "a"), base)
        plain = work / "plain.xlsx"
        openpyxl.load_workbook(workbook).save(plain)
        expect("openpyxl", plain, base)
        edited = work / "edited.xlsx"
        cite = edit(workbook, edited)
        line = (
            f'organisation {{"id":"{ADDED}","kind":"state","names":'
            f'[{{"text":"=Added by a script","lang":"en"}}],"cite":["{cite}"]}}'
        )
        expect("openpyxl, sorted, a record added", edited, [*base, line])
        expect("the same through LibreOffice", libreoffice(edited, work / "b"), [*base, line])

        spoilt = work / "spoilt.xlsx"
        places = spoil(workbook, spoilt)
        got, said = take(spoilt)
        if got is not None:
            found.append("wrong edits were taken")
        for place in places:
            if place not in said:
                found.append(f"wrong edits: nothing is said of {place}: {said[:2000]}")
        if "did you mean 2009-02?" not in said:
            found.append(f"wrong edits: no suggestion: {said[:2000]}")
    if found:
        sys.exit("\n".join(found))
    print(f"{workbook}: edited by other programs, the dataset is the one expected")


if __name__ == "__main__":
    main()
