"""What two versions of a text say differently."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.lib import differing
from campaign.lib.differing import Is

TEXTS = st.text(alphabet="ab. \n", max_size=60)


def said(before: str, after: str) -> list[tuple[str, str]]:
    return [(one.is_.value, one.words) for one in differing.stretches(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("Come at nine.", "Come at ten.", [("same", "Come at "), ("gone", "nine"), ("new", "ten"), ("same", ".")]),
        ("", "New.", [("new", "New.")]),
        ("Old.", "", [("gone", "Old.")]),
        ("Same.", "Same.", [("same", "Same.")]),
        ("One.\n\nTwo.\n", "One.\n\nTwo.\n\nThree.\n", [("same", "One.\n\nTwo.\n"), ("new", "\nThree.\n")]),
        ("Warm clothes", "A lamp", [("gone", "Warm clothes"), ("new", "A lamp")]),
        ("الباب مفتوح", "الباب مغلق", [("same", "الباب "), ("gone", "مفتوح"), ("new", "مغلق")]),
    ],
)
def test_words_go_and_come_where_they_changed(before: str, after: str, found: list[tuple[str, str]]) -> None:
    assert said(before, after) == found


@given(TEXTS, TEXTS)
def test_nothing_is_lost_of_either_version(before: str, after: str) -> None:
    found = differing.stretches(before, after)
    assert "".join(one.words for one in found if one.is_ is not Is.NEW) == before
    assert "".join(one.words for one in found if one.is_ is not Is.GONE) == after


@pytest.mark.parametrize("between", [" ", "\n"])
def test_long_texts_of_which_nothing_is_left_are_compared_at_once(between: str) -> None:
    before, after = (between.join(f"{letter}{number}" for number in range(12_000)) for letter in "ab")
    begun = perf_counter()
    assert said(before, after) == [("gone", before), ("new", after)]
    assert perf_counter() - begun < 2
