"""Six digits for a row."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.lib import codes

ids = st.integers(min_value=0, max_value=2**63 - 1)


@given(ids)
def test_a_code_is_six_digits_and_the_same_each_time(id: int) -> None:
    code = codes.of(id, purpose="registration")
    assert (len(code), code.isascii() and code.isdigit()) == (6, True)
    assert codes.of(id, purpose="registration") == code


@given(ids, st.integers(min_value=1, max_value=10**6 - 1))
def test_two_ids_within_a_million_never_have_the_same_code(id: int, further: int) -> None:
    assert codes.of(id, purpose="registration") != codes.of(id + further, purpose="registration")


def test_thousands_in_a_row_are_all_unlike() -> None:
    """From ids on both sides of a full million."""
    found = {codes.of(id, purpose="registration") for id in range(997_000, 1_003_000)}
    assert len(found) == 6000


def test_another_key_or_purpose_gives_other_codes(settings: Any) -> None:
    ten = range(10)
    here = [codes.of(id, purpose="registration") for id in ten]
    assert here != [codes.of(id, purpose="door") for id in ten]
    settings.SECRET_KEY = "another key, of another site"
    assert here != [codes.of(id, purpose="registration") for id in ten]


@given(ids)
def test_what_people_read_is_read_again(id: int) -> None:
    code = codes.of(id, purpose="registration")
    assert codes.read(f" {codes.spaced(code)}\r\n") == code


@pytest.mark.parametrize(
    ("words", "code"),
    [("204 117", "204117"), ("204-117", "204117"), ("٢٠٤١١٧", "204117"), ("20411", ""), ("2041177", ""), ("Kim", "")],
)
def test_only_six_digits_are_a_code(words: str, code: str) -> None:
    assert codes.read(words) == code
