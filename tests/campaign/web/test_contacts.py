"""How people can be reached."""

import pytest

from campaign.web.templatetags.contacts import reachable


@pytest.mark.parametrize(
    ("words", "links"),
    [
        ("Write to us@example.org.", 'Write to <a href="mailto:us@example.org">us@example.org</a>.'),
        ("+49 30 123 45-67, Tuesdays", '<a href="tel:+49301234567">+49 30 123 45-67</a>, Tuesdays'),
        ("(030) or 030/123 4567", '(030) or <a href="tel:0301234567">030/123 4567</a>'),
        (
            "a@b.org, 01 23 45 67 89",
            '<a href="mailto:a@b.org">a@b.org</a>, <a href="tel:0123456789">01 23 45 67 89</a>',
        ),
    ],
)
def test_an_address_and_a_number_are_links(words: str, links: str) -> None:
    assert reachable(words) == links


@pytest.mark.parametrize(
    "words", ["Sundays 09:00-12:30", "09.00-12.30", "09/10/2026", "2026-10-09", "Room 1234567", "@berlin"]
)
def test_days_hours_and_names_are_none(words: str) -> None:
    assert "<a" not in reachable(words)


def test_what_people_wrote_is_escaped() -> None:
    assert reachable('<b>us</b> "x"@example.org') == "&lt;b&gt;us&lt;/b&gt; &quot;x&quot;@example.org"
