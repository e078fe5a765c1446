"""Markdown in calendar programs and in the text part of a mail."""

from actions.planning.words.plain_text import plain


def test_a_link_is_followed_by_its_target() -> None:
    assert plain("See [the map](https://example.org/map).") == "See the map (https://example.org/map)."


def test_a_long_target_that_is_used_often_makes_no_long_text() -> None:
    text = "[a]: /" + "x" * 9_000 + "\n\n" + "[a]" * 3_600
    assert len(plain(text)) <= len(text)
