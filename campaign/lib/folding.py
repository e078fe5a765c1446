"""One folding of search text, so that what is written and what is typed meet in every script.

Databases fold differently or not at all (SQLite's ``remove_diacritics`` leaves ł, ё, ß, the Greek tonos and the
Arabic hamza as they are), so both of ours are given text that has gone through here, and so are queries.
"""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not decompose although readers take them for a variant of another letter.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ŧ": "t",
        "ŋ": "n",
        "ə": "e",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ґ": "г",
        "ұ": "у",
        "ү": "у",
        "ә": "а",
        "ө": "о",
        "қ": "к",
        "ғ": "г",
        "ң": "н",
        "һ": "х",
        "ҳ": "х",
        "ء": "",  # a hamza alone; on its carriers it is a mark and goes with the marks
        "ـ": "",  # tatweel, a mere stretching of the line
        "ٱ": "ا",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",  # Persian yeh
        "ې": "ي",
        "ک": "ك",  # Persian kaf
        "ہ": "ه",  # Urdu heh
        "ھ": "ه",
        "ە": "ه",
        "ך": "כ",
        "ם": "מ",
        "ן": "נ",
        "ף": "פ",
        "ץ": "צ",
    }
)

# Marks with these combining classes are part of the letter: 8 kana voicing, 9 virama.
_KEPT_CLASSES = frozenset({0, 8, 9})


def fold(text: str) -> str:
    """Return `text` folded for comparing: no case, no accents, no punctuation, single spaces.

    >>> fold("  Łódź – Straße ")
    'lodz strasse'

    Folding twice changes nothing, and composed and decomposed spellings fold to the same text.
    """
    folded = _fold_once(text)
    # A few characters show a new face only after the first pass (a compatibility form inside a case folding); two
    # passes have been enough for all of Unicode, the loop only says so safely.
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def words(text: str) -> list[str]:
    """Return the folded words of `text`, in order."""
    return fold(text).split()


def _fold_once(text: str) -> str:
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(_bare(letter) for letter in letters).translate(_LETTERS)
    return unicodedata.normalize("NFC", " ".join(bare.split()))


def _bare(letter: str) -> str:
    category = unicodedata.category(letter)
    if category[0] == "M":
        return letter if unicodedata.combining(letter) in _KEPT_CLASSES and category != "Me" else ""
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category[0] in "LN":
        return letter
    # Joiners, soft hyphens and direction marks stand inside words and vanish; all else parts words.
    return "" if category == "Cf" else " "
