"""A pseudonym is no address, can be read, and can't pass for another one."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from campaign.people import pseudonyms


@pytest.mark.parametrize(
    "text",
    [
        "activist",
        "Åsa",
        "Ο Νίκος",
        "Жанна д’Арк",
        "नमस्ते",
        "مريم",
        "三毛",
        "a",
        "R2-D2",
        "no.name_7",
        "O'Neil",
        "2 cats",
    ],
)
def test_a_name_in_any_script_is_a_pseudonym(text: str) -> None:
    pseudonyms.validate(pseudonyms.tidy(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("asa@example.org", "address"),
        ("asa＠example.org", "address"),
        ("asa﹫example", "address"),
        ("@asa", "address"),
        ("asa (at) example", "address"),
        ("asa [AT] example", "address"),
        ("asa at example.org", "address"),
        ("asa.riseup.net", "address"),
        ("www.example.org", "address"),
        ("+49 170 1234567", "telephone"),
        ("0170-1234567", "telephone"),
        ("a\u200bsa", "invisible"),
        ("a\u200csa", "invisible"),
        ("a\u202esa", "invisible"),
        ("as\u00ada", "invisible"),
        ("asa\n", "invisible"),
        ("asa\x00", "invisible"),
        ("as\ue000a", "invisible"),
        ("as/a", "characters"),
        ("<b>", "characters"),
        ("asa 😀", "characters"),
        ("x" * 41, "long"),
        ("\ufdfa" * 3, "long"),  # eighteen letters each
        (" asa", "beginning"),
        (".asa", "beginning"),
        ("", "beginning"),
        ("\u0301a", "beginning"),
        ("аsa", "alphabets"),  # its first letter is Cyrillic
        ("Νikos", "alphabets"),  # Greek
    ],
)
def test_what_is_no_pseudonym_is_told_why(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        pseudonyms.validate(text)
    assert caught.value.code == code
    assert str(caught.value.messages[0]).endswith((".", "?"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Åsa", "ÅSA"), ("Åsa", "A\u030asa"), ("straße", "STRASSE"), ("Ｍax", "max"), ("ΝΊΚΟΣ", "νίκος"), ("a b", "A  b")],
)
def test_what_reads_the_same_has_one_key(one: str, other: str) -> None:
    assert pseudonyms.key(one) == pseudonyms.key(other)


@pytest.mark.parametrize(("one", "other"), [("asa", "åsa"), ("a b", "ab"), ("asa", "asa1")])
def test_what_reads_otherwise_has_another_key(one: str, other: str) -> None:
    assert pseudonyms.key(one) != pseudonyms.key(other)


@given(st.text(max_size=40))
def test_what_is_kept_stays_as_it_is(text: str) -> None:
    kept = pseudonyms.tidy(text)
    assert pseudonyms.tidy(kept) == kept
    assert pseudonyms.key(kept) == pseudonyms.key(text)
    assert pseudonyms.key(pseudonyms.key(text)) == pseudonyms.key(text)
    assert len(pseudonyms.key(kept[: pseudonyms.LONGEST])) <= 4 * pseudonyms.LONGEST
