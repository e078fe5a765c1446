"""Which language somebody reads best."""

import pytest

from campaign.lib import languages


@pytest.mark.parametrize(
    ("offered", "accepted", "found"),
    [
        ("en pl", "pl-PL,pl;q=0.9,en;q=0.8", "pl"),
        ("en pl", "de,en;q=0.5,pl;q=0.7", "pl"),
        ("en pt-br", "pt-BR", "pt-br"),
        ("en pt-br", "pt", "pt-br"),
        ("en pt", "pt-BR", "pt"),
        ("en zh-hant", "zh-Hant-TW", "zh-hant"),
        ("en zh-hans", "zh-CN", "zh-hans"),
        ("zh-hans zh-hant", "zh-TW", "zh-hant"),
        ("en nb", "no", "nb"),
        ("en sr sr-latn", "sr-Latn-RS", "sr-latn"),
        ("en pl", "de,fr", None),
        ("en pl", "*", None),
        ("en pl", "pl;q=0", None),
        ("en pl", "pl;;;,“", None),
        ("en pl", "", None),
    ],
)
def test_the_best_of_what_there_is(offered: str, accepted: str, found: str | None) -> None:
    assert languages.best(offered.split(), accepted) == found


def test_codes_are_such_as_html_knows_and_fit_their_column() -> None:
    assert [code for code in languages.NAMES if code != code.lower() or len(code) > 12 or not code.isascii()] == []
    assert set(languages.NAMES) >= languages.FROM_THE_RIGHT
    assert set(languages.ALIASES.values()) <= set(languages.NAMES)


def test_names_are_listed_as_one_looks_for_them() -> None:
    assert languages.by_name(["pl", "de", "xx"]) == [("de", "Deutsch"), ("pl", "Polski"), ("xx", "xx")]
    assert (languages.direction("ar"), languages.direction("pl")) == ("rtl", "ltr")
