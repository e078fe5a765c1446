"""Make static/fonts/ from the packages of npm's fontsource: cut to the weights and characters that the site sets.

Run by hand, only when a font changes (fonttools and brotli are needed here and nowhere else):

    npm pack @fontsource-variable/sofia-sans-extra-condensed@5.3.0 @fontsource-variable/vazirmatn@5.3.0
    (unpack both)
    python deploy/assets/fonts.py SOFIA/package VAZIRMATN/package
"""

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

TARGET = Path(__file__).resolve().parents[2] / "static" / "fonts"
WEIGHTS = (600, 900)  # lightest and heaviest that the stylesheet sets
FEATURES = ["kern", "liga", "tnum", "lnum", "mark", "mkmk", "ccmp", "locl", "calt"]
# Every script is a file of its own; static/css/tokens.css names the same ranges in `unicode-range`.
SOFIA = {
    "latin": "20-7E,A0-FF,131,152-153,2BC,2C6,2DA,2DC,2010-2015,2018-201A,201C-201E,2022,2026,202F,2032-2033,"
    "2039-203A,20AC,2190-2193,2212,D7",
    "latin-ext": "100-130,132-151,154-17F,18F,1A0-1A1,1AF-1B0,1CD-1DC,1E6-1E7,1EA-1EB,1F8-21B,237,259,300-304,"
    "306-308,30A-30C,326-328,1E80-1E85,1E9E,1EA0-1EF9,20BA,20BD,2116",
    "cyrillic": "301,400-45F,490-491,4B0-4B1",
    "cyrillic-ext": "460-52F",
    "greek": "370-377,37A-37F,384-38A,38C,38E-3A1,3A3-3FF",
}


def cut(source: Path, target: Path, unicodes: str) -> None:
    """Write `source`, reduced to `unicodes` (hexadecimal ranges) and the heavy weights, as woff2 to `target`."""
    font = TTFont(source)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(unicodes))
    cutter.subset(font)
    subset.save_font(font, str(target), options)
    print(f"{target.name}: {target.stat().st_size} bytes, {len(font.getGlyphOrder())} glyphs")


def main(sofia: Path, vazirmatn: Path) -> None:
    """Write all files and the licences beside them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for script, unicodes in SOFIA.items():
        source = sofia / "files" / f"sofia-sans-extra-condensed-{script}-wght-normal.woff2"
        cut(source, TARGET / f"sofia-sans-extra-condensed-{script}.woff2", unicodes)
    # Cutting Vazirmatn any further breaks its variations, and it is loaded on Arabic and Persian pages only.
    arabic = vazirmatn / "files" / "vazirmatn-arabic-wght-normal.woff2"
    shutil.copy(arabic, TARGET / "vazirmatn-arabic.woff2")
    shutil.copy(sofia / "LICENSE", TARGET / "sofia-sans-extra-condensed.OFL.txt")
    shutil.copy(vazirmatn / "LICENSE", TARGET / "vazirmatn.OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
