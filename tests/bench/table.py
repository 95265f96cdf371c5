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


def growth(rows):
    """What a record costs in the largest dataset, beside the smallest."""
    sizes = sorted({row["records"] for row in rows})
    grown = {row["command"]: row["growth"] for row in rows if row["records"] == sizes[-1]}
    if len(sizes) < 2 or not grown:
        return None
    worst = max(grown, key=grown.get)
    return f"From {sizes[0]:,} to {sizes[-1]:,} records a record costs {min(grown.values()):.2f} to {grown[worst]:.2f} times as much (most: `{worst}`)."


def whole(out):
    data = json.loads((out / "whole.json").read_text("utf-8"))
    rows = data["rows"]
    most = max(row["records"] for row in rows)
    lines = [
        f"Machine: {data['machine']}; a load of {data['load']:.1f} when it began, from others. `rapporteur --help` takes {data['help_s'] * 1000:.0f} ms of processor time, "
        f"the built-in dataset in all nine formats {data['built_in_s']:.2f} s.",
        "",
        "| command | records | clock | processor | peak memory | written or read | records/s of processor time |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    # Of each command the largest dataset that it was given.
    last = {row["command"]: row for row in sorted(rows, key=lambda row: row["records"])}
    for row in last.values():
        lines.append(
            f"| `{row['command']}` | {row['records']:,} | {row['clock_s']:.1f} s | {row['processor_s']:.1f} s "
            f"| {row['memory_mb']:,.0f} MB | {row['megabytes']:,.0f} MB | {row['records'] / max(row['processor_s'], 0.001):,.0f} |"
        )
    told = growth([row for row in rows if most == last[row["command"]]["records"]])
    return lines + (["", told] if told else [])


def bare(out):
    path = out / "bare.txt"
    if not path.is_file():
        return []
    text = path.read_text("utf-8")
    found = []

    def last(name, pattern, unit):
        match = re.findall(pattern, text, re.M)
        if match:
            found.append(f"{name} {match[-1]} {unit}")

    last("reading and checking runs at", r"load and check +[\d.]+ MB/s +([\d.]+) of bare", "of the speed of bare serde_json into the same types")
    last("JSON-LD is written at", r"^rapporteur-jsonld, document .* ([\d.]+)$", "of bare serde_json")
    last("TEI at", r"share of bare +([\d.]+)", "of bare quick-xml")
    times = dict(re.findall(r"^(bare|ours) +[\d.]+ s +([\d.]+) s", text, re.M))
    if len(times) == 2 and float(times["bare"]):
        found.append(f"a workbook takes {float(times['ours']) / float(times['bare']):.2f} times the time of bare rust_xlsxwriter")
    return ["", "Beside the bare writers underneath, which emit the same: " + "; ".join(found) + "."] if found else []


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
    lines = whole(out) + bare(out) + others(out)
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
