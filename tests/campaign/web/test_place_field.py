"""A form takes a place as text, and asks again where the text is not enough."""

from typing import Any

import pytest
from django import forms

from campaign.web.gazetteer import get
from campaign.web.place_field import PlaceField

BOLOGNA, DOVER_KENT, DOVER_DELAWARE = "3181928", "2651048", "4142290"


class Asking(forms.Form):
    place = PlaceField(label="Where?")


def answered(**data: str) -> Asking:
    return Asking(data={name.replace("_", "-"): value for name, value in data.items()})


def test_the_field_cleans_to_a_place() -> None:
    form = answered(place="Bolonia")
    assert form.is_valid()
    assert form.cleaned_data["place"] == get(BOLOGNA)
    assert "radio" not in form.as_p()


def test_the_field_asks_again_with_what_an_ambiguous_name_may_mean() -> None:
    form = answered(place="Dover")
    assert form.errors["place"] == ["There are several places of this name. Choose yours below."]
    page = form.as_p()
    assert 'value="Dover"' in page
    assert f'type="radio" name="place-choice" id="id_place-{DOVER_DELAWARE}" value="{DOVER_DELAWARE}"' in page
    assert "Dover, Delaware, United States" in page


def test_the_choice_is_taken_and_kept() -> None:
    form = answered(place="Dover", place_choice=DOVER_DELAWARE)
    assert form.is_valid()
    assert form.cleaned_data["place"] == get(DOVER_DELAWARE)
    assert f'type="hidden" name="place-choice" value="{DOVER_DELAWARE}"' in form.as_p()


def test_a_choice_that_the_text_does_not_mean_is_ignored() -> None:
    assert answered(place="Bologna", place_choice=DOVER_KENT).is_valid()
    assert answered(place="Bologna", place_choice=DOVER_KENT).fields["place"].clean("Bologna") == get(BOLOGNA)
    assert not answered(place="Dover", place_choice=BOLOGNA).is_valid()


def test_an_unknown_place_is_named_in_the_error_and_escaped() -> None:
    form = answered(place="<b>Xqzzwv</b>")
    assert "We know no place called" in form.errors["place"][0]
    assert "<b>Xq" not in form.as_p()


def test_a_misspelt_place_offers_what_may_be_meant() -> None:
    form = answered(place="Bolgona")
    assert not form.is_valid()
    assert f'value="{BOLOGNA}"' in form.as_p()
    assert answered(place="Bolgona", place_choice=BOLOGNA).is_valid()


@pytest.mark.parametrize("initial", [BOLOGNA, get(BOLOGNA)])
def test_a_stored_place_comes_back_as_it_was(initial: Any) -> None:
    page = Asking(initial={"place": initial}).as_p()
    assert 'value="Bologna, Emilia-Romagna, Italy"' in page
    assert answered(place="Bologna, Emilia-Romagna, Italy", place_choice=BOLOGNA).is_valid()


def test_a_country_alone_is_refused_where_a_town_is_needed() -> None:
    assert PlaceField().clean("Belgium") == get("BE")
    with pytest.raises(forms.ValidationError, match="Name a town"):
        PlaceField(country_alone=False).clean("Belgium")


def test_an_empty_place_is_an_error_only_where_one_is_required() -> None:
    assert PlaceField(required=False).clean("") is None
    with pytest.raises(forms.ValidationError, match="This needs an answer"):
        PlaceField().clean("")
