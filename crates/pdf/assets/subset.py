#!/usr/bin/env python3
"""Makes the font of this folder from that of Debian's package `fonts-noto-cjk`.

usage: subset.py FOLDER

FOLDER is where that package has its fonts: /usr/share/fonts/opentype/noto, or what
`dpkg-deb -x PACKAGE FOLDER` made. The same input makes the same bytes: README.md has
their hash. Needs fonttools (PyPI).
"""

import hashlib
import pathlib
import sys

from fontTools import subset

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = "NotoSansCJK-Regular.ttc"
OUT = HERE / "NotoSansCJKsc-subset.otf"
OPTIONS = [
    "--font-number=2",  # SC, in the collection
    "--layout-features=",
    "--no-hinting",
    "--desubroutinize",
    "--name-IDs=0,1,2,3,4,5,6,13,14",
    "--no-recalc-timestamp",
]


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
    found = sorted(pathlib.Path(sys.argv[1]).rglob(SOURCE))
    if not found:
        sys.exit(f"subset.py: {SOURCE} is not in {sys.argv[1]}")
    subset.main([str(found[0]), *OPTIONS, f"--unicodes={chinese()}", f"--output-file={OUT}"])
    print(f"{hashlib.sha256(OUT.read_bytes()).hexdigest()}  {OUT.name}")


if __name__ == "__main__":
    main()
