"""Towns and countries by name, in any script, without asking anybody: the offline gazetteer.

The data come from GeoNames (CC BY 4.0) by ``deploy/assets/gazetteer.py``, where the file's form is told too: compressed
blocks in a read-only SQLite file. A look-up reads one block of names and one for each town found, well under a
millisecond, and no process holds the list.
"""

from __future__ import annotations

import difflib
import re
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, gettext

from campaign.lib.folding import fold

DATA = Path(__file__).parent / "data" / "gazetteer.sqlite3"
CREDIT = "GeoNames, CC BY 4.0"

CLEAR = 20  # how many times as many people live in a place that is meant beyond doubt as in the next of its name
ALTERNATE = 8  # a place counts this many times less where the name is only one of its other names
LONGEST = 120  # letters of a text worth looking for


@dataclass(frozen=True, slots=True)
class Place:
    """A town, or a whole country where no town is named yet (then `name` is empty and `key` the country's code).

    `key` is stable: GeoNames' number of the town. Coordinates are degrees, north and east positive; `zone` is IANA's.
    """

    key: str
    name: str
    country_code: str
    region: str
    latitude: float
    longitude: float
    zone: str
    population: int

    @property
    def is_country(self) -> bool:
        return not self.name

    @property
    def country(self) -> str:
        """The country's name in the language in use."""
        return country_name(self.country_code)

    @property
    def local_name(self) -> str:
        """The town's name in the language in use where CLDR knows it (Warschau, Варшава), else the usual one."""
        if not self.name:
            return self.country
        return _zone_city(self.zone, _language(), fold(self.name)) or self.name

    @property
    def slug(self) -> str:
        """The town as a part of an address below its country's: ``bologna``. Towns of one name share it."""
        return fold(self.name).replace(" ", "-")

    @property
    def label(self) -> str:
        """The place told apart from its namesakes: “Dover, Delaware, United States”. `find` understands it."""
        region = self.region if self.region != self.name else ""
        return ", ".join(part for part in (self.name, region, self.country) if part)

    def __str__(self) -> str:
        if not self.name:
            return self.country
        return gettext("%(town)s, %(country)s") % {"town": self.local_name, "country": self.country}


def find(text: str) -> list[Place]:
    """Return the places that `text` may mean, the likeliest first: by people, those of another main name later.

    Understands a name in any language and script, with its country or region after a comma, in brackets or simply
    after it (“Bologna, Italy”, “Paris (Texas)”, “Dover UK”), and a country alone.
    """
    if len(text) > LONGEST:
        return []
    whole = fold(text)
    if not whole:
        return []
    if places := _named(whole):
        return places
    for name, qualifiers in _readings(text):
        if places := [place for place in _named(name) if all(_lies_in(place, one) for one in qualifiers)]:
            return places
    return []


def sure(places: list[Place]) -> Place | None:
    """Return the one of `places` (as found) that is meant beyond doubt, or None where a person should be asked."""
    if len(places) > 1 and _standing(places[0]) < CLEAR * _standing(places[1]):
        return None
    return places[0] if places else None


def suggest(text: str, limit: int = 3) -> list[Place]:
    """Return places whose name is spelled nearly as `text`, for “did you mean”."""
    name = fold(text.partition(",")[0])[:LONGEST]
    lines = _names_block(name).strip("\n").split("\n") if name else []
    names = [line.partition("\t")[0] for line in lines if line.startswith(name[:1])]
    found = [
        place for near in difflib.get_close_matches(name, names, n=limit * 2, cutoff=0.75) for place in _named(near)
    ]
    return sorted(dict.fromkeys(found), key=_standing, reverse=True)[:limit]


@lru_cache(maxsize=2048)
def get(key: str) -> Place | None:
    """Return the place of a key that was stored, or None."""
    if re.fullmatch(r"[A-Z]{2}", key):
        return _country(key)
    if not re.fullmatch(r"[1-9][0-9]{0,9}", key):
        return None
    query = "SELECT body FROM towns WHERE head <= ? ORDER BY head DESC LIMIT 1"
    row = _database().execute(query, (int(key),)).fetchone()
    line = _line(_unpack(row[0]), key) if row else None
    if line is None:
        return None
    name, country, region, latitude, longitude, zone, people = line.split("\t")
    return Place(key, name, country, region, float(latitude), float(longitude), zone, int(people))


def squares(keys: Sequence[int]) -> list[tuple[int, bytes]]:
    """The squares of the earth that have towns, of those asked for: see nearby.py."""
    marks = ", ".join("?" * len(keys))
    return _database().execute(f"SELECT square, body FROM squares WHERE square IN ({marks})", keys).fetchall()  # noqa: S608


def country_name(code: str) -> str:
    """Return the name of a country (ISO 3166-1 alpha-2) in the language in use."""
    return _territories(_language()).get(code) or _territories("en").get(code, code)


def _named(name: str) -> list[Place]:
    """Every place that bears the folded `name`, the likeliest first."""
    called: list[tuple[float, Place]] = []  # so, in the first place
    also_called: list[tuple[float, Place]] = []
    line = _line(_names_block(name), name) or ""
    for reference in line.split(",") if line else ():
        place = get(reference.rstrip("!"))
        if place is not None and reference.endswith("!"):
            called.append((_standing(place), place))
        elif place is not None:
            also_called.append((_standing(place) / ALTERNATE, place))
    # Another name of a lesser place is noise beside the towns that are called so.
    least = max((weight for weight, _ in called), default=0) / ALTERNATE
    weighed = called + [pair for pair in also_called if pair[0] >= least]
    if not (name.isascii() and len(name) < 4 and name not in {"uk", "usa"}):  # “no” and “in” are words
        countries = (_country(code) for code, region in _qualifiers(name) if not region)
        weighed += [(_standing(place), place) for place in countries if place is not None]
    weighed.sort(key=lambda pair: (-pair[0], pair[1].key))
    return [place for _, place in weighed]


def _standing(place: Place) -> float:
    return max(place.population, 500)


def _readings(text: str) -> list[tuple[str, list[str]]]:
    """The ways to read `text` as a name with qualifiers after it, the plainest first."""
    readings = []
    for separators in (r"[,،、，/]", r"[,،、，/(]"):  # “Frankfurt (Oder), Germany” before “Paris (Texas)”
        name, *qualifiers = [folded for part in re.split(separators, text) if (folded := fold(part))] or [""]
        if name and qualifiers:
            readings.append((name, qualifiers))
    if readings:
        return readings
    words = fold(text).split()
    return [(" ".join(words[:cut]), [" ".join(words[cut:])]) for cut in range(len(words) - 1, 0, -1)]


def _lies_in(place: Place, qualifier: str) -> bool:
    return (place.country_code, "") in (known := _qualifiers(qualifier)) or (place.country_code, place.region) in known


def _country(code: str) -> Place | None:
    columns = "latitude, longitude, zone, people"
    row = _database().execute(f"SELECT {columns} FROM countries WHERE code = ?", (code,)).fetchone()  # noqa: S608
    return Place(code, "", code, "", *row) if row else None


@lru_cache(maxsize=256)
def _qualifiers(name: str) -> frozenset[tuple[str, str]]:
    rows = _database().execute("SELECT country, region FROM qualifiers WHERE name = ?", (name,))
    return frozenset((country, region) for country, region in rows)


def _names_block(name: str) -> str:
    row = _database().execute("SELECT body FROM names WHERE head <= ? ORDER BY head DESC LIMIT 1", (name,)).fetchone()
    return _unpack(row[0]) if row else ""


def _unpack(body: bytes) -> str:
    return "\n" + zlib.decompress(body, -15).decode()


def _line(block: str, head: str) -> str | None:
    """What stands after `head` and a tab on its line of the block."""
    start = block.find(f"\n{head}\t")
    if start < 0:
        return None
    start += len(head) + 2
    return block[start : block.index("\n", start)]


@cache
def _database() -> sqlite3.Connection:
    # Immutable: SQLite takes no lock and looks for no journal. Serialised by SQLite itself, so threads share it.
    return sqlite3.connect(f"{DATA.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def _language() -> str:
    return (get_language() or "en").replace("-", "_")


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@cache
def _territories(language: str) -> dict[str, str]:
    names = _locale(language).territories
    return {code: name for code, name in names.items() if len(code) == 2}


@lru_cache(maxsize=1024)
def _zone_city(zone: str, language: str, folded: str) -> str:
    """The name in `language` of the city that a time zone is named after, if that city is the one asked for."""
    usual = zone.rpartition("/")[2].replace("_", " ")
    english = _locale("en").time_zones.get(zone, {}).get("city", usual)
    if folded not in {fold(usual), fold(english)}:
        return ""
    return str(_locale(language).time_zones.get(zone, {}).get("city", ""))
