"""What is sealed opens for its purpose, under its keys, and for nothing else."""

import base64
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from campaign.lib import keys, sealing

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300)
ADDRESS_COLUMN = "account_emailaddress.email"


@given(TEXT)
def test_what_is_sealed_opens(plain: str) -> None:
    assert sealing.unseal(sealing.seal(plain, purpose="a.b"), purpose="a.b") == plain
    assert sealing.unseal_equal(sealing.seal_equal(plain, purpose="a.b"), purpose="a.b") == plain


@given(TEXT)
def test_equal_texts_look_equal_only_where_they_must(plain: str) -> None:
    assert sealing.seal(plain, purpose="a.b") != sealing.seal(plain, purpose="a.b")
    assert sealing.seal_equal(plain, purpose="a.b") == sealing.seal_equal(plain, purpose="a.b")
    assert sealing.seal_equal(plain, purpose="a.b") != sealing.seal_equal(plain, purpose="a.c")
    assert sealing.blind_index(plain, purpose="a.b") == sealing.blind_index(plain, purpose="a.b")
    assert sealing.blind_index(plain, purpose="a.b") != sealing.blind_index(plain, purpose="a.c")


@given(TEXT, TEXT)
def test_different_texts_never_look_equal(one: str, other: str) -> None:
    same = one == other
    assert (sealing.seal_equal(one, purpose="a.b") == sealing.seal_equal(other, purpose="a.b")) is same
    assert (sealing.blind_index(one, purpose="a.b") == sealing.blind_index(other, purpose="a.b")) is same


@given(TEXT)
def test_a_value_moved_to_another_column_does_not_open(plain: str) -> None:
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(sealing.seal(plain, purpose="a.b"), purpose="a.c")
    with pytest.raises(sealing.SealBroken):
        sealing.unseal_equal(sealing.seal_equal(plain, purpose="a.b"), purpose="a.c")


@given(TEXT, st.data())
def test_a_damaged_value_does_not_open(plain: str, data: st.DataObject) -> None:
    sealed = bytearray(sealing.seal(plain, purpose="a.b"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(bytes(sealed), purpose="a.b")


@given(TEXT, st.data())
def test_a_damaged_equal_value_does_not_open(plain: str, data: st.DataObject) -> None:
    sealed = sealing.seal_equal(plain, purpose="a.b")
    place = data.draw(st.integers(0, len(sealed) - 1))
    letter = data.draw(
        st.sampled_from("abcdefghijklmnopqrstuvwxyz234567.é@= ").filter(lambda found: found != sealed[place])
    )
    with pytest.raises(sealing.SealBroken):
        sealing.unseal_equal(sealed[:place] + letter + sealed[place + 1 :], purpose="a.b")


@given(TEXT)
def test_an_equal_value_is_written_in_one_way_only(plain: str) -> None:
    sealed = sealing.seal_equal(plain, purpose="a.b")
    for letter in "abcdefghijklmnopqrstuvwxyz234567".replace(sealed[-1], ""):
        with pytest.raises(sealing.SealBroken):
            sealing.unseal_equal(sealed[:-1] + letter, purpose="a.b")


@given(st.binary(max_size=120))
def test_rubbish_does_not_open(rubbish: bytes) -> None:
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(rubbish, purpose="a.b")


@given(st.text(max_size=120))
def test_rubbish_text_does_not_open(rubbish: str) -> None:
    with pytest.raises(sealing.SealBroken):
        sealing.unseal_equal(rubbish, purpose="a.b")


@given(st.integers(0, 200))
def test_length_tells_a_step_of_32_bytes_only(length: int) -> None:
    step = length // sealing.BUCKET
    assert len(sealing.seal("x" * length, purpose="a.b")) == len(sealing.seal("x" * (step * 32), purpose="a.b"))
    assert len(sealing.seal_equal("x" * length, purpose="a.b")) == len(sealing.seal_equal("", purpose="a.b")) + len(
        base64.b32encode(b"x" * (16 + 32 * (step + 1))).rstrip(b"=")
    ) - len(base64.b32encode(b"x" * 48).rstrip(b"="))


@given(st.text(max_size=40), st.integers(0, 80))
def test_zeros_at_the_end_stay(plain: str, zeros: int) -> None:
    text = plain.encode("utf-8", "ignore").decode() + "\x00" * zeros
    assert sealing.unseal(sealing.seal(text, purpose="a.b"), purpose="a.b") == text


def test_the_longest_address_fits_allauths_column() -> None:
    from campaign.people.sealed_email import COLUMN_LENGTH

    name = keys.make_seal_keys().partition(":")[0]
    assert len(sealing.seal_equal("ä" * 127, purpose=ADDRESS_COLUMN)) - len(name) + 12 <= COLUMN_LENGTH


@pytest.fixture
def two_keys(settings: Settings) -> tuple[str, str]:
    """An old key, then a new one put in front of it."""
    old, new = keys.make_seal_keys(), keys.make_seal_keys()
    settings.SEAL_KEYS = old
    return old, f"{new}, {old}"


def test_an_old_key_still_opens_and_the_new_one_seals(settings: Settings, two_keys: tuple[str, str]) -> None:
    sealed, equal = sealing.seal("hello", purpose="a.b"), sealing.seal_equal("hello", purpose="a.b")
    index = sealing.blind_index("hello", purpose="a.b")
    settings.SEAL_KEYS = two_keys[1]
    assert sealing.unseal(sealed, purpose="a.b") == sealing.unseal_equal(equal, purpose="a.b") == "hello"
    assert sealing.seal_equal("hello", purpose="a.b").partition(".")[0] == two_keys[1].partition(":")[0]
    assert sealing.blind_index("hello", purpose="a.b") == index, "equality outlives a key put in front"


def test_without_its_key_a_value_does_not_open(settings: Settings, two_keys: tuple[str, str]) -> None:
    sealed = sealing.seal("hello", purpose="a.b")
    settings.SEAL_KEYS = keys.make_seal_keys()
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(sealed, purpose="a.b")


GOOD = base64.b64encode(b"k" * 64).decode()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no key"),
        (" , ", "no key"),
        (GOOD, "<id>:<base64>"),
        (f":{GOOD}", "<id>:<base64>"),
        (f"much-too-long:{GOOD}", "<id>:<base64>"),
        (f"é:{GOOD}", "<id>:<base64>"),
        ("a:not base64", "not base64"),
        (f"a:{base64.b64encode(b'short').decode()}", "5 bytes instead of 64"),
        (f"a:{GOOD},a:{GOOD}", "twice"),
    ],
)
def test_keys_that_cannot_be_used_are_named(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as caught:
        sealing.parse_keys(text)
    assert GOOD not in str(caught.value)


def test_keys_are_read_in_their_order() -> None:
    assert list(sealing.parse_keys(f" b:{GOOD}, a:{base64.b64encode(secrets.token_bytes(64)).decode()},")) == ["b", "a"]
