#!/usr/bin/env python3
"""How long other writers take for the cells of a workbook, and how much memory.

usage: xlsx.py WORKBOOK [ROWS]

Reads the cells of the sheet Readings (repeated until there are ROWS rows, 100,000 if not
said), then writes them with XlsxWriter in its constant-memory mode, with openpyxl in its
write-only mode, and with flatten-tool, each in a process of its own. flatten-tool takes no
cells but JSON: it is given a file with an object a row, made before the clock starts, whose
members are the cells that are not empty. For ours and the bare library:
`cargo bench -p rapporteur-xlsx -- 1000000`.
Needs: pip install XlsxWriter openpyxl flattentool python-calamine
"""

import itertools
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time

from python_calamine import CalamineWorkbook

HEADER = 4


def sheet_of(path):
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Readings").to_python()
    return rows[HEADER - 1], rows[HEADER:]


def rows_of(path, wanted):
    return itertools.islice(itertools.cycle(sheet_of(path)[1]), wanted)


def make_json(path, wanted, out):
    """The rows as flatten-tool takes them."""
    header = sheet_of(path)[0]
    with open(out, "w", encoding="utf-8") as file:
        file.write('{"main":[')
        for at, row in enumerate(rows_of(path, wanted)):
            cells = {name: plain(value) for name, value in zip(header, row) if value != ""}
            file.write(("," if at else "") + json.dumps(cells, ensure_ascii=False))
        file.write("]}")


def plain(value):
    return value if isinstance(value, (int, float)) else str(value)


def xlsxwriter(path, rows):
    import xlsxwriter as library

    book = library.Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Readings")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, (int, float)):
                sheet.write_number(at, column, value)
            elif value != "":
                sheet.write_string(at, column, str(value))
    book.close()


def openpyxl(path, rows):
    import openpyxl as library

    book = library.Workbook(write_only=True)
    sheet = book.create_sheet("Readings")
    for row in rows:
        sheet.append([value if isinstance(value, (int, float)) else str(value) or None for value in row])
    book.save(path)


def flattentool(path, rows, source):
    import flattentool as library

    library.flatten(
        source,
        output_name=path,
        output_format="xlsx",
        main_sheet_name="Readings",
        root_list_path="main",
    )


def only_rows(path, rows):
    for _ in rows:
        pass


def measure(writer, book, wanted, results):
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "out.xlsx")
        rows, more = rows_of(book, wanted), []
        if writer is flattentool:
            more = [os.path.join(work, "in.json")]
            # In a process of its own, whose memory is not counted.
            child = multiprocessing.get_context("spawn").Process(target=make_json, args=(book, wanted, *more))
            child.start()
            child.join()
        begin, used = time.perf_counter(), time.process_time()
        writer(path, rows, *more)
        size = os.path.getsize(path) / 1e6 if os.path.exists(path) else 0
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        results.put((time.perf_counter() - begin, time.process_time() - used, peak, size))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    context = multiprocessing.get_context("spawn")
    print(f"{wanted} rows of Readings: seconds, CPU seconds, peak MB, MB of file")
    for writer in (only_rows, xlsxwriter, openpyxl, flattentool):
        results = context.Queue()
        process = context.Process(target=measure, args=(writer, sys.argv[1], wanted, results))
        process.start()
        process.join()
        if process.exitcode != 0:
            sys.exit(f"{writer.__name__} failed")
        wall, cpu, peak, size = results.get()
        print(f"{writer.__name__:12} {wall:8.2f} {cpu:8.2f} {peak:8.0f} {size:8.1f}")


if __name__ == "__main__":
    main()
