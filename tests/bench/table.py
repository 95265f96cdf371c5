#!/usr/bin/env python3
"""Makes the tables and the plot of a bench.

    table.py OUT README

Reads OUT/whole.json (whole.py), OUT/bare.txt (what the benches of the crates print) and
OUT/others.json (others.py), as far as they are there; writes OUT/bench.md, OUT/bench.svg and the
part of README between its marks. `cargo xtask bench` calls it. The plot needs matplotlib.
"""

import json
import re
import sys
from pathlib import Path

BEGIN, END = "<!-- bench -->\n", "<!-- end of bench -->"


def whole(out):
    data = json.loads((out / "whole.json").read_text("utf-8"))
    rows = data["rows"]
    lines = [
        f"Machine: {data['machine']}; a load of {data['load']:.1f} when it began, from others. `rapporteur --help` takes {data['help_s'] * 1000:.0f} ms of processor time, "
        f"the built-in dataset in all nine formats {data['built_in_s']:.2f} s.",
        "",
        "| command | records | clock | processor | of it the system | peak memory | written or read | records/s of processor time |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    # Of each command the largest dataset that it was given.
    last = {row["command"]: row for row in sorted(rows, key=lambda row: row["records"])}
    for row in last.values():
        lines.append(
            f"| `{row['command']}` | {row['records']:,} | {row['clock_s']:.1f} s | {row['processor_s']:.1f} s | {row['processor_s'] - row['own_s']:.1f} s "
            f"| {row['memory_mb']:,.0f} MB | {row['megabytes']:,.0f} MB | {row['records'] / max(row['processor_s'], 0.001):,.0f} |"
        )
    return lines


def shares(out):
    """How the writers and readers fare beside the bare ones underneath, by what they are."""
    path = out / "bare.txt"
    text = path.read_text("utf-8") if path.is_file() else ""
    found = {}
    for name, pattern in (
        ("load", r"load and check +[\d.]+ MB/s +([\d.]+) of bare"),
        ("jsonld", r"^rapporteur-jsonld, document .* ([\d.]+)$"),
        ("tei", r"share of bare +([\d.]+)"),
    ):
        match = re.findall(pattern, text, re.M)
        if match:
            found[name] = float(match[-1])
    times = dict(re.findall(r"^(bare|ours) +[\d.]+ s +([\d.]+) s", text, re.M))
    if len(times) == 2 and float(times["bare"]):
        found["xlsx"] = float(times["ours"]) / float(times["bare"])
    return found


def goals(out):
    """What is aimed at, and whether this run reached it; of each command the largest dataset."""
    data = json.loads((out / "whole.json").read_text("utf-8"))
    rows = sorted(data["rows"], key=lambda row: row["records"])
    last = {row["command"]: row for row in rows}
    share = shares(out)
    all_formats = last.get("export jsonld,tei,xlsx,csv")
    check = last.get("check")
    found = []

    def goal(words, reached, wanted, least, unit=""):
        if reached is not None:
            good = reached >= wanted if least else reached <= wanted
            bound = "at least" if least else "at most"
            found.append(f"| {words} | {bound} {wanted:g}{unit} | {reached:.2f}{unit} | {'yes' if good else 'no'} |")

    goal("reading and checking the largest dataset, of the speed of bare serde_json into the same types", share.get("load"), 0.6, True)
    goal("JSON-LD, of the speed of bare serde_json", share.get("jsonld"), 0.7, True)
    goal("TEI, of the speed of bare quick-xml", share.get("tei"), 0.7, True)
    goal("a workbook, of the time of bare rust_xlsxwriter", share.get("xlsx"), 1.3, False)
    if check:
        goal("memory of a dataset read and checked, of its size as JSON", check["memory_mb"] * 1.048576 / check["dataset_mb"], 1.5, False)
    if all_formats:
        goal("four formats at once: cores in use", all_formats["processor_s"] / all_formats["clock_s"], 1.6, True)
    grown = [row for row in rows if row["records"] == rows[-1]["records"]]
    if grown and rows[0]["records"] < rows[-1]["records"]:
        worst = max(grown, key=lambda row: row["growth"])
        goal(f"own time a record of {rows[-1]['records']:,}, beside that of {rows[0]['records']:,} (most: `{worst['command']}`)", worst["growth"], 1.15, False)
    goal("the built-in dataset in every format", data["built_in_s"], 1, False, " s")
    path = out / "others.json"
    if path.is_file():
        for row in json.loads(path.read_text("utf-8"))["rows"]:
            if row["tool"].startswith("Typst") and "times" in row:
                goal(f"{row['tool']}: its time beside ours", row["times"], 2, True)
    return ["", "| goal | | this run | reached |", "|---|--:|--:|---|", *found] if found else []


def others(out):
    path = out / "others.json"
    if not path.is_file():
        return []
    data = json.loads(path.read_text("utf-8"))
    lines = [
        "",
        f"Beside what others use, over the same content ({data['records']:,} records, as many as all of them bear): processor time, "
        "theirs from values that are ready in memory, ours from the files of the dataset, checked.",
        "",
        "| tool | its time | ours | |",
        "|---|--:|--:|--:|",
    ]
    for row in data["rows"]:
        if "failed" in row:
            lines.append(f"| {row['tool']} | {row['failed']} | | |")
        else:
            shown = [f"{row[key]:.2f} s" if row[key] >= 1 else f"{row[key] * 1e3:.0f} ms" for key in ("seconds", "our_seconds")]
            lines.append(f"| {row['tool']} | {shown[0]} | {shown[1]} (`{row['ours']}`) | {row['times']} × |")
    return lines


def plot(out):
    try:
        import matplotlib
    except ImportError:
        return "no plot: matplotlib is not here"
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "rapporteur"
    from matplotlib import pyplot

    rows = json.loads((out / "whole.json").read_text("utf-8"))["rows"]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.5))
    for command in dict.fromkeys(row["command"] for row in rows):
        of = [row for row in rows if row["command"] == command]
        left.plot([row["records"] for row in of], [row["processor_s"] for row in of], marker="o", label=command)
        right.plot([row["records"] for row in of], [row["memory_mb"] for row in of], marker="o")
    for axes, title in ((left, "processor time, seconds"), (right, "peak memory, MB")):
        axes.set(xscale="log", yscale="log", xlabel="records", title=title)
        axes.grid(True, alpha=0.3)
    figure.legend(loc="outside lower center", ncols=4, fontsize=8)
    figure.tight_layout(rect=(0, 0.16, 1, 1))
    figure.savefig(out / "bench.svg", metadata={"Date": None})
    return f"the plot is in {out / 'bench.svg'}"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    out, readme = map(Path, sys.argv[1:])
    lines = whole(out) + goals(out) + others(out)
    text = "\n".join(lines) + "\n"
    (out / "bench.md").write_text(text, "utf-8")
    page = readme.read_text("utf-8")
    before, mark, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (mark and end):
        sys.exit(f"{readme} has no marks {BEGIN.strip()} … {END}")
    readme.write_text(before + BEGIN + text + END + after, "utf-8")
    print(text)
    print(plot(out))


main()
