#!/usr/bin/env python3
"""Makes the font files of this folder from those of Debian's packages.

usage: subset.py FOLDER

FOLDER is searched for the fonts of `fonts-noto-cjk` and `fonts-noto-core`, as they stand
after an installation (/usr/share/fonts) or after `dpkg-deb -x PACKAGE FOLDER`. The same
input makes the same bytes: README.md has their hashes. Needs fonttools (PyPI).
"""

import hashlib
import pathlib
import sys

from fontTools import subset

HERE = pathlib.Path(__file__).resolve().parent
# Of scripts whose letters take a different form in every word: all glyphs, all rules.
WHOLE = [
    "NotoSansDevanagari-Regular",
    "NotoSansDevanagari-Bold",
    "NotoSansBengali-Regular",
    "NotoSansGurmukhi-Regular",
    "NotoSansTamil-Regular",
    "NotoSansThai-Regular",
    "NotoSansKhmer-Regular",
    "NotoSansMyanmar-Regular",
]
SAME = ["--no-hinting", "--desubroutinize", "--no-recalc-timestamp"]
SAME.append("--name-IDs=0,1,2,3,4,5,6,13,14")


def chinese():
    """ASCII, GB 2312, and of Big5 the symbols and level 1."""
    chars = set(range(0x20, 0x7F))
    for encoding, highs, lows in (
        ("gb2312", range(0xA1, 0xFF), range(0xA1, 0xFF)),
        ("big5", range(0xA1, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]),
    ):
        for high in highs:
            for low in lows:
                try:
                    chars.add(ord(bytes([high, low]).decode(encoding)))
                except (UnicodeDecodeError, TypeError):
                    pass
    return ",".join(f"{char:04X}" for char in sorted(chars))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = {path.name: path for path in sorted(pathlib.Path(sys.argv[1]).rglob("Noto*.tt[fc]"))}
    jobs = [(f"{name}.ttf", f"{name}.ttf", ["--unicodes=*", "--layout-features=*"]) for name in WHOLE]
    # Number 2 of the collection is SC.
    one = ["--font-number=2", f"--unicodes={chinese()}", "--layout-features="]
    jobs.append(("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-subset.otf", one))
    missing = [source for source, _, _ in jobs if source not in found]
    if missing:
        sys.exit(f"subset.py: not in {sys.argv[1]}: {', '.join(missing)}")
    for source, name, options in jobs:
        out = HERE / name
        subset.main([str(found[source]), *options, *SAME, f"--output-file={out}"])
        data = out.read_bytes()
        print(f"{hashlib.sha256(data).hexdigest()}  {name}  {len(data):,}")


if __name__ == "__main__":
    main()
