"""How every form looks."""

import re
from datetime import date, time

import pytest
from django import forms

from campaign.web.forms import DateField, LineField, TextField, TimeField


class Plan(forms.Form):
    title = forms.CharField(label="Title", help_text="Short.")
    address = forms.EmailField(label="Where can we reach you?", required=False)
    day = DateField(label="Day", initial=date(2002, 10, 11))
    hour = TimeField(label="Hour", initial=time(9))
    open = forms.BooleanField(label="stays open", required=False)
    who = forms.ChoiceField(label="Who?", choices=[("a", "everyone"), ("b", "the group")], widget=forms.RadioSelect)


def test_a_label_stands_above_its_hint_and_the_hint_above_the_input() -> None:
    page = str(Plan())
    assert page.index('<label for="id_title">') < page.index('id="id_title_helptext"') < page.index('name="title"')


def test_days_and_hours_use_the_browsers_own_inputs() -> None:
    page = str(Plan())
    assert 'type="date" name="day" value="2002-10-11"' in page
    assert 'type="time" name="hour" value="09:00"' in page


def test_what_need_not_be_answered_says_so() -> None:
    page = str(Plan())
    assert page.count("(optional)") == 1  # the tick needs no such word


def test_a_form_without_errors_has_no_summary() -> None:
    assert "wrongs" not in str(Plan())


def test_an_error_stands_at_its_field_and_in_a_summary_that_leads_to_it() -> None:
    page = str(Plan({"title": "x", "address": "no address", "day": "2002-10-11", "hour": "9:00", "who": "a"}))
    assert '<a href="#id_address">Where can we reach you? That is no address: check it, please.</a>' in page
    assert 'id="id_address_error"' in page
    assert 'aria-invalid="true" aria-describedby="id_address_error"' in page
    assert page.count("wrong") == 2  # the summary, and the one field


def test_a_choice_is_a_fieldset_with_its_question_as_legend() -> None:
    assert re.search(r"<fieldset>\s*<legend>Who\?</legend>", str(Plan()))


def test_a_list_of_choices_marks_the_chosen_and_escapes_what_people_wrote() -> None:
    class Choice(forms.Form):
        group = forms.ChoiceField(choices=[("", "every"), ("a", "<b>A</b>"), ("More", [("b", "B")])])

    page = str(Choice({"group": "b"}))
    assert '<option value="b" selected>B</option>' in page
    assert '<option value="a">&lt;b&gt;A&lt;/b&gt;</option>' in page
    assert '<optgroup label="More">' in page
    assert page.count(" selected") == 1


class Line(forms.Form):
    title = LineField(max_length=80)


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("\u200b\u200b", "There is an invisible character in it. Type it anew."),
        ("Close \u202eeciffo eht", "There is an invisible character in it. Type it anew."),
        ("Close the\u2028office", "There is an invisible character in it. Type it anew."),
        ("\u3164", "Nothing can be seen of this. Use letters or digits."),
        ("\u200d", "Nothing can be seen of this. Use letters or digits."),
        ("a\x00b", "There is an invisible character in it. Type it anew."),
    ],
)
def test_a_line_that_others_read_hides_nothing(title: str, says: str) -> None:
    assert says in Line({"title": title}).errors["title"]


@pytest.mark.parametrize(
    "title", ["Łódź bez granic!", "می\u200cخواهیم", "Рождество", "👩\u200d👩\u200d👧 at noon", "!!!"]
)
def test_a_line_in_any_script_is_taken_as_it_is(title: str) -> None:
    form = Line({"title": title})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == title


class Text(forms.Form):
    text = TextField(max_length=200)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Come to\n\nthe \u202eeciffo", "There is an invisible character in line 3, after “the”. Take it out."),
        ("At noon\r\n\u2066come", "There is an invisible character at the beginning of line 2. Take it out."),
        ("the\u200b office", "There is an invisible character in line 1, after “the”. Take it out."),
        ("Bring ba\x0bgs", "There is an invisible character in line 1, after “Bring ba”. Take it out."),
        ("a\x00b", "There is an invisible character in it. Type it anew."),
        ("\u3164\n\u3164", "Nothing can be seen of this. Use letters or digits."),
    ],
)
def test_a_text_that_others_read_hides_nothing_and_says_where_it_would(text: str, says: str) -> None:
    assert Text({"text": text}).errors["text"] == [says]


@pytest.mark.parametrize(
    "text", ["One\r\n\r\n\t- two\n", "می\u200cخواهیم\u200f (Wien)", "👩\u200d👩\u200d👧\n🇦🇹", "“…” – ½ m²"]
)
def test_a_text_of_several_lines_in_any_script_is_taken_as_it_is(text: str) -> None:
    form = Text({"text": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["text"] == text.strip().replace("\r\n", "\n")


class Asked(forms.Form):
    title = forms.CharField(max_length=3)
    seats = forms.IntegerField(min_value=1, max_value=2)
    address = forms.EmailField()
    day = DateField()
    hour = TimeField()
    who = forms.ChoiceField(choices=[("a", "everyone")])


@pytest.mark.parametrize(
    ("name", "answer", "says"),
    [
        ("title", "", "This needs an answer."),
        ("title", "long", "That is too long: at most 3 characters, and these are 4."),
        ("seats", "3", "2 or fewer."),
        ("seats", "0", "1 or more."),
        ("seats", "many", "Write a whole number, in digits."),
        ("address", "nobody", "That is no address: check it, please."),
        ("day", "soon", "We can’t read this as a day. Write it as 2026-10-09."),
        ("hour", "late", "We can’t read this as an hour. Write it as 18:30."),
        ("who", "zzz", "Choose one of those on offer."),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(name: str, answer: str, says: str) -> None:
    assert Asked({name: answer}).errors[name] == [says]
