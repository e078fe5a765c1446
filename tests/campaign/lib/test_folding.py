"""Folding brings together what people write in different ways, and nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.lib.folding import fold, words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("Ёлка", "елка"),
        ("Київ", "КИІВ"),
        ("Αθήνα", "αθηνα"),
        ("Πειραιάς", "ΠΕΙΡΑΙΑΣ"),
        ("أحمد", "احمد"),
        ("مؤتمر", "موتمر"),
        ("القاهرة", "القاهره"),
        ("مُظَاهَرَة", "مظاهرة"),
        ("تهــران", "تهران"),
        ("یک", "يك"),
        ("می‌خواهم", "میخواهم"),
        ("İstanbul", "istanbul"),
        ("Diyarbakır", "diyarbakir"),
        ("Tromsø", "tromso"),
        ("Ærø", "aero"),
        ("Đà Nẵng", "da nang"),
        ("L’Aquila", "L'AQUILA"),
        ("Saint-Étienne", "saint etienne"),
        ("ﬁn", "fin"),
        ("１２", "12"),
        ("۱۲ اکتبر", "12 اكتبر"),
        ("שָׁלוֹם", "שלום"),
        ("한국", unicodedata.normalize("NFD", "한국")),
    ],
)
def test_what_is_written_meets_what_is_typed(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bologna", "Bolognas"),
        ("ガ", "カ"),  # voicing is a letter of its own in Japanese
        ("कि", "क"),  # vowel signs are letters, not accents
        ("Bad Berlin", "BadBerlin"),
    ],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_punctuation_and_spaces_part_words_and_vanish() -> None:
    assert words("  No – border,\tno\u00a0nation! ") == ["no", "border", "no", "nation"]
    assert fold("…") == ""


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_every_normal_form_folds_to_the_same(text: str) -> None:
    forms = {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert forms == {fold(text)}


@given(st.text())
def test_folded_text_is_single_spaced_without_case(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert folded.casefold() == folded or unicodedata.normalize("NFC", folded.casefold()) == folded


@given(st.text(), st.text())
def test_a_space_between_folds_as_two_words_lists(one: str, other: str) -> None:
    assert words(f"{one} {other}") == words(one) + words(other)
