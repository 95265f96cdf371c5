#!/usr/bin/env python3
"""How long other writers take for the cells of a workbook, and how much memory.

usage: xlsx.py WORKBOOK [ROWS]

Reads the cells of the sheet Readings (repeated until there are ROWS rows, 100,000 if not
said), then writes them with XlsxWriter in its constant-memory mode and with openpyxl in
its write-only mode, each in a process of its own. For ours and the bare library:
`cargo bench -p rapporteur-xlsx -- 1000000`. For flatten-tool, which takes JSON and not
cells, the time per claim of `flatten-tool flatten` over an export can be set beside it.
Needs: pip install XlsxWriter openpyxl python-calamine
"""

import itertools
import multiprocessing
import os
import resource
import sys
import tempfile
import time

from python_calamine import CalamineWorkbook

HEADER = 4


def rows_of(path, wanted):
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Readings").to_python()[HEADER:]
    return itertools.islice(itertools.cycle(rows), wanted)


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


def only_rows(path, rows):
    for _ in rows:
        pass


def measure(writer, book, wanted, results):
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "out.xlsx")
        rows = rows_of(book, wanted)
        begin, used = time.perf_counter(), time.process_time()
        writer(path, rows)
        size = os.path.getsize(path) / 1e6 if os.path.exists(path) else 0
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        results.put((time.perf_counter() - begin, time.process_time() - used, peak, size))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    context = multiprocessing.get_context("spawn")
    print(f"{wanted} rows of Readings: seconds, CPU seconds, peak MB, MB of file")
    for writer in (only_rows, xlsxwriter, openpyxl):
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
