#!/usr/bin/env python3
"""Sets a brief beside the same content set by Typst and by WeasyPrint: CPU and bytes a page.

usage: pdf.py [--pages N] [--runs N] [--keep FOLDER] [--only NAME]... PDF COMMAND...
       pdf.py --batch [--runs N] [--keep FOLDER] FOLDER COMMAND...

COMMAND writes the brief PDF (for instance: target/release/rapporteur export … --to pdf).
It is run, and what the brief says is read back from its tags: headings, paragraphs, lists,
tables, notes with their links, figures by their alternative texts. Of the same blocks a
Typst source and an HTML page are made and set as tagged PDF (PDF/UA-1). With --pages the
others get the content of that many of the first pages only: WeasyPrint needs a third of a
second for each. Each is a process of its own; of several runs the fastest counts.

With --batch COMMAND writes every brief into FOLDER, and Typst sets them all, in one process as
ours does. A character that Typst has no font for stands as an x there: ours come with fonts.

The goal: at most half of Typst's CPU a page. Ours also draws the charts, checks PDF/A-3a
and attaches the dataset; the others do not.

Needs: pip install pikepdf typst weasyprint; apt-get install poppler-utils fonts-noto-core.
"""

import argparse
import html
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

import pikepdf

HEADINGS = {"H1": 1, "H2": 2, "H3": 3, "H4": 4}


class Brief:
    """What a tagged PDF says: a list of blocks."""

    def __init__(self, path, limit):
        self.pdf = pikepdf.open(path)
        self.pages = {page.objgen: n for n, page in enumerate(self.pdf.pages)}
        self.texts = {}
        self.fonts = {}
        self.limit = limit
        self.blocks = []
        root = self.pdf.Root.StructTreeRoot.K
        document = root[0] if isinstance(root, pikepdf.Array) else root
        for kid in document.K:
            block = self.block(kid)
            if block:
                self.blocks.append(block)

    def table(self, font):
        """The texts of the codes of a font."""
        if font.objgen not in self.fonts:
            data = font.ToUnicode.read_bytes().decode("ascii")
            self.fonts[font.objgen] = {
                code: bytes.fromhex(text).decode("utf-16-be")
                for code, text in re.findall(r"<(\w{4})> <(\w+)>", data)
            }
        return self.fonts[font.objgen]

    def page(self, number):
        """The texts of a page by their numbers."""
        if number in self.texts:
            return self.texts[number]
        page = self.pdf.pages[number]
        fonts = page.Resources.Font
        texts, open_ids, table = {}, [], {}
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name == "BDC":
                inner = operands[1]
                open_ids.append(int(inner["/MCID"]) if "/MCID" in inner else None)
            elif name == "BMC":
                open_ids.append(None)
            elif name == "EMC":
                open_ids.pop()
            elif name == "Tf":
                table = self.table(fonts[operands[0]])
            elif name in ("Tj", "TJ"):
                ident = next((i for i in reversed(open_ids) if i is not None), None)
                parts = operands[0] if name == "TJ" else [operands[0]]
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        codes = bytes(part).hex().upper()
                        said = "".join(
                            table.get(codes[n : n + 4], "") for n in range(0, len(codes), 4)
                        )
                        texts[ident] = texts.get(ident, "") + said
        self.texts[number] = texts
        return texts

    def spans(self, node, page=None, note=False):
        """Text and numbers of notes: (text, whether it is a number of a note)."""
        if isinstance(node, pikepdf.Array):
            for kid in node:
                yield from self.spans(kid, page, note)
        elif isinstance(node, pikepdf.Dictionary):
            if "/Pg" in node:
                page = self.pages[node.Pg.objgen]
            if "/MCID" in node:
                yield (self.text(page, int(node.MCID)), note)
            elif "/K" in node:
                note = note or node.get("/S") == "/Reference"
                yield from self.spans(node.K, page, note)
        elif page is not None and not isinstance(node, pikepdf.Object):
            yield (self.text(page, int(node)), note)

    def text(self, page, number):
        if self.limit and page >= self.limit:
            raise RuntimeError("after the last page that is wanted")
        return self.page(page).get(number, "").replace("\u00ad", "")

    def said(self, node):
        try:
            return list(self.spans(node.get("/K"), self.home(node)))
        except RuntimeError:
            return []

    def home(self, node):
        return self.pages[node.Pg.objgen] if "/Pg" in node else None

    def block(self, node):
        kind = str(node.S).removeprefix("/")
        if kind == "Table":
            rows = []
            for part in node.K:
                if part.S == "/Caption":
                    continue
                for row in part.get("/K", []):
                    cells = [self.said(cell) for cell in row.get("/K", [])]
                    if any(cells):
                        rows.append(cells)
            return ("table", rows) if len(rows) > 1 else None
        if kind == "Figure":
            return ("p", [(str(node.get("/Alt", "")), False)])
        if kind == "L":
            items = [self.said(item.K[-1]) for item in node.K]
            return ("list", [item for item in items if item]) if any(items) else None
        if kind == "TOC":
            return None
        spans = self.said(node)
        if not spans:
            return None
        if kind in HEADINGS:
            return ("h", HEADINGS[kind], spans)
        return ("note" if kind == "Note" else "p", spans)


def typst(brief):
    def escape(text):
        return re.sub(r"([\\#*_`$<>@\[\]~=+/\-'\"])", r"\\\1", text)

    def inline(spans):
        return "".join(
            f"#link(<top>)[#super[{escape(text)}]]" if note else escape(text) for text, note in spans
        )

    out = [
        '#set document(title: "A brief")\n#set page("a4", margin: (x: 20mm, y: 24mm), numbering: "1 / 1")\n'
        '#set text(font: ("Noto Sans", "Libertinus Serif", "DejaVu Sans Mono"), size: 11pt, lang: "en")\n'
        "#show table: set text(size: 9pt)\n#set table(stroke: none, inset: 3.5pt)\n"
    ]
    top = True
    for kind, *rest in brief.blocks:
        if kind == "h":
            label = " <top>" if top else ""
            top = False
            out.append("=" * rest[0] + " " + inline(rest[1]) + label + "\n")
        elif kind == "list":
            out.append("".join(f"- {inline(item)}\n" for item in rest[0]))
        elif kind == "table":
            rows = rest[0]
            columns = max(map(len, rows))
            cells = lambda row: "".join(f"[{inline(cell)}]," for cell in row + [[]] * (columns - len(row)))
            body = "\n".join(map(cells, rows[1:]))
            out.append(f"#table(columns: (1fr,) * {columns}, table.header({cells(rows[0])}),\n{body})\n")
        else:
            out.append(inline(rest[0]) + "\n")
    return "\n".join(out)


def web(brief):
    def inline(spans):
        return "".join(
            f'<sup><a href="#top">{html.escape(text)}</a></sup>' if note else html.escape(text)
            for text, note in spans
        )

    out = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A brief</title><style>'
        "@page { size: A4; margin: 24mm 20mm; @bottom-right { content: counter(page) ' / ' counter(pages) } }"
        "body { font: 11pt/1.4 'Noto Sans', sans-serif } table { font-size: 9pt; width: 100%; border-collapse:"
        " collapse; table-layout: fixed } td, th { padding: 3.5pt; text-align: left; vertical-align: top;"
        " overflow-wrap: anywhere }"
        '</style></head><body id="top">'
    ]
    for kind, *rest in brief.blocks:
        if kind == "h":
            out.append(f"<h{rest[0]}>{inline(rest[1])}</h{rest[0]}>")
        elif kind == "list":
            out.append("<ul>" + "".join(f"<li>{inline(item)}</li>" for item in rest[0]) + "</ul>")
        elif kind == "table":
            head, *rows = rest[0]
            cells = lambda row, tag: "".join(f"<{tag}>{inline(cell)}</{tag}>" for cell in row)
            body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
            out.append(f"<table><thead><tr>{cells(head, 'th')}</tr></thead><tbody>{body}</tbody></table>")
        else:
            out.append(f"<p>{inline(rest[0])}</p>")
    return "".join(out)


def cpu(command, runs):
    """The CPU seconds of the fastest of several runs, and the most memory in MB."""
    best, most = float("inf"), 0
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            sys.exit(f"pdf.py: {command[0]} failed: {done.stderr.decode('utf-8', 'replace')[-2000:]}")
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        most = max(most, after.ru_maxrss // 1000)
    return best, most


def plain(text):
    """A source of Typst without the characters that its own fonts lack."""
    known = lambda one: ord(one) < 0x530 or one in "–—‘’“”…•·→↑◆●○›\u2002\u202f\u2011\u2060"
    return "".join(one if known(one) else "x" for one in text)


def batch(args):
    """All briefs of a folder: ours, and Typst in one process."""
    ours, memory = cpu(args.command, args.runs)
    files = sorted(args.pdf.glob("*.pdf"))
    if not files:
        sys.exit(f"pdf.py: the command wrote no PDF into {args.pdf}")
    rows = []

    def told(name, pages, seconds, memory):
        rows.append(seconds / pages)
        print(
            f"{name:12} {pages:5} pages  {seconds:7.2f} s CPU  {1000 * seconds / pages:7.2f} ms a page"
            f"  {memory} MB, {len(files)} briefs"
        )

    pages = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = args.keep or pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            with pikepdf.open(file) as pdf:
                pages += len(pdf.pages)
            source = plain(typst(Brief(file, 0)))
            (folder / f"{file.stem}.typ").write_text(source, encoding="utf-8")
        told("rapporteur", pages, ours, memory)
        program = (
            "import sys, pathlib, typst\n"
            "for one in sorted(pathlib.Path(sys.argv[1]).glob('*.typ')):\n"
            "    typst.compile(str(one), output=str(one.with_suffix('.pdf')), pdf_standards=['ua-1'])"
        )
        theirs, memory = cpu([sys.executable, "-c", program, str(folder)], args.runs)
        pages = 0
        for file in folder.glob("*.pdf"):
            with pikepdf.open(file) as pdf:
                pages += len(pdf.pages)
        told("typst", pages, theirs, memory)
    return rows[0] / rows[1]


def judged(share):
    print(f"rapporteur needs {share:.2f} of Typst's CPU a page (goal: at most 0.5)")
    if share > 0.5:
        sys.exit(1)


def attached(pdf):
    """The bytes that the attachments take in the file."""
    total = 0
    for ref in pdf.Root.get("/AF", []):
        total += len(ref.EF.F.read_raw_bytes())
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--batch", action="store_true")
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--only", action="append", choices=["typst", "weasyprint"])
    parser.add_argument("pdf", type=pathlib.Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    if args.batch:
        return judged(batch(args))
    rows = []

    def measured(name, path, command, runs):
        seconds, memory = cpu(command, runs)
        with pikepdf.open(path) as pdf:
            pages, extra = len(pdf.pages), attached(pdf)
        size = path.stat().st_size - extra
        rows.append((name, pages, seconds, memory, size))
        print(
            f"{name:12} {pages:5} pages  {seconds:7.2f} s CPU  {1000 * seconds / pages:7.2f} ms a page"
            f"  {size / 1000 / pages:5.1f} KB a page"
        )

    if args.command:
        measured("rapporteur", args.pdf, args.command, args.runs)
    brief = Brief(args.pdf, args.pages)
    with tempfile.TemporaryDirectory() as folder:
        folder = args.keep or pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        source, page = folder / "brief.typ", folder / "brief.html"
        source.write_text(typst(brief), encoding="utf-8")
        page.write_text(web(brief), encoding="utf-8")
        out = folder / "typst.pdf"
        wanted = args.only or ["typst", "weasyprint"]
        if "typst" in wanted:
            program = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2], pdf_standards=['ua-1'])"
            measured("typst", out, [sys.executable, "-c", program, str(source), str(out)], args.runs)
        if "weasyprint" in wanted:
            out = folder / "weasyprint.pdf"
            program = (
                "import sys, weasyprint;"
                "weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_variant='pdf/ua-1')"
            )
            measured("weasyprint", out, [sys.executable, "-c", program, str(page), str(out)], 1)
    if args.command and len(rows) > 1 and rows[1][0] == "typst":
        (_, ours, mine, _, _), (_, theirs, other, _, _) = rows[:2]
        judged((mine / ours) / (other / theirs))


if __name__ == "__main__":
    main()
