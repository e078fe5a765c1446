"""The block components and small tags that pages are put together from."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory


def shown(text: str, **context: object) -> str:
    return Template("{% load parts %}" + text).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("path", "marked"),
    [("/actions/", 'aria-current="page"'), ("/actions/berlin/", 'aria-current="true"'), ("/calls/", "")],
)
def test_the_way_one_is_on_is_marked(path: str, marked: str) -> None:
    way = shown('{% way "/actions/" "Actions" %}', request=RequestFactory().get(path)).replace("=page", '="page"')
    assert (marked in way.replace("=true", '="true"')) if marked else "aria-current" not in way


def test_a_notice_may_be_urgent() -> None:
    assert shown('{% notice title="Moved" urgent=True %}<p>Look.</p>{% endnotice %}') == (
        '<div class="notice urgent"><strong class="title">Moved</strong><p>Look.</p></div>'
    )


def test_a_panel_is_a_section_named_by_its_title() -> None:
    page = shown('{% panel title="Take part" id="take-part" %}<p>Come.</p>{% endpanel %}')
    assert 'id="take-part" aria-labelledby="take-part-title"' in page
    assert '<h2 id="take-part-title">Take part</h2><p>Come.</p>' in page


def test_a_dialog_opens_without_javascript() -> None:
    page = shown('{% dialog "Cancel" %}Sure?{% enddialog %}')
    assert page.startswith('<details class="dialog"><summary>Cancel</summary>')
    assert " open" in shown('{% dialog "Cancel" open=True %}Sure?{% enddialog %}')


def test_a_row_has_an_hour_and_a_link_only_where_given() -> None:
    assert "<a" not in shown('{% row title="Kitchen" %}{% endrow %}')
    page = shown('{% row title="Kitchen" url="/x/" hour="9:00" places="full" %}breakfast{% endrow %}')
    for part in ('<span class="hour">9:00</span>', '<a href="/x/">Kitchen</a>', "breakfast", "full</span>"):
        assert part in page


def test_what_people_wrote_is_escaped() -> None:
    for text in (
        "{% notice title=name %}{% endnotice %}",
        "{% panel title=name %}{% endpanel %}",
        "{% dialog name %}{% enddialog %}",
        "{% nothing title=name %}{{ name }}{% endnothing %}",
        "{% row title=name hour=name places=name %}{{ name }}{% endrow %}",
        '{% field label=name hint=name for="x" %}{% endfield %}',
    ):
        page = shown(text, name="<b>Kim</b>")
        assert "<b>" not in page
        assert "&lt;b&gt;Kim" in page


def test_an_icon_is_silent() -> None:
    assert 'aria-hidden="true"' in shown('{% icon "calendar" %}')
