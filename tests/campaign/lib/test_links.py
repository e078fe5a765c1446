"""A link opens what it was made for, until its row is renewed."""

from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from campaign.lib import links

IDS = st.integers(1, 2**63 - 1).filter(lambda id: len(str(id)) <= 18)


@given(IDS, st.integers(0, 2**31))
def test_a_link_opens_its_row(id: int, generation: int) -> None:
    token = links.sign("registration", id, generation)
    assert links.verify("registration", token, lambda found: generation if found == id else None) == id


@given(IDS)
def test_a_link_of_one_purpose_opens_nothing_of_another(id: int) -> None:
    assert links.verify("invitation", links.sign("registration", id)) is None


@given(IDS, st.integers(0, 2**31))
def test_renewing_ends_the_old_link(id: int, generation: int) -> None:
    token = links.sign("registration", id, generation)
    assert links.verify("registration", token, lambda found: generation + 1) is None


@given(IDS, st.data())
def test_a_changed_link_opens_nothing(id: int, data: st.DataObject) -> None:
    token = links.sign("registration", id)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("0123456789abcXYZ-_é").filter(lambda found: found != token[place]))
    assert links.verify("registration", token[:place] + letter + token[place + 1 :]) is None


@given(st.text(max_size=60))
def test_rubbish_opens_nothing(token: str) -> None:
    assert links.verify("registration", token) is None


@given(IDS)
def test_a_number_written_otherwise_opens_nothing(id: int) -> None:
    number, _dash, signature = links.sign("registration", id).partition("-")
    assert links.verify("registration", f"0{number}-{signature}") is None
    assert links.verify("registration", f"+{number}-{signature}") is None


def test_a_row_that_is_gone_opens_nothing() -> None:
    assert links.verify("registration", links.sign("registration", 7), lambda id: None) is None


def test_another_secret_opens_nothing(settings: Settings) -> None:
    token = links.sign("registration", 7)
    settings.SECRET_KEY = "another one, as long as it has to be, for the sake of the check"
    assert links.verify("registration", token) is None


def test_the_id_is_read_before_anything_is_verified() -> None:
    assert links.claimed_id(links.sign("registration", 7)) == 7
    assert links.claimed_id("7") is links.claimed_id("x-" + "a" * 22) is None
