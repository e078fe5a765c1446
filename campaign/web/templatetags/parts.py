"""The parts that templates put pages together from. Six of them enclose a block; each is one class of static/css/parts.

`{% notice title="…" urgent=True %}…{% endnotice %}` words that stand out.
`{% panel title="…" id="…" %}…{% endpanel %}` a framed box: a form, a letter.
`{% field label="…" hint="…" for="…" %}…{% endfield %}` a question outside Django's forms.
`{% dialog "Cancel the action" %}…{% enddialog %}` what opens when asked for, without JavaScript.
`{% nothing title="…" %}…{% endnothing %}` a list with nothing in it: what will be here, and the first step.
`{% row title="…" url="…" hour="…" places="…" %}…{% endrow %}` a line of a programme; the block says more about it.
"""

from django import template
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
NOTHING = SafeString("")


@register.simple_tag(takes_context=True)
def way(context: Context, address: str, name: str) -> SafeString:
    """One way of the main navigation, marked when the page lies on it."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request is not None else ""
    here = " aria-current=page" if path == address else " aria-current=true" if path.startswith(address) else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', address, here, name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing from parts/symbols.html; a text always stands beside it, so readers aloud pass it by."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', ICONS[name])


ICONS: dict[str, SafeString] = {
    name: mark_safe(f'<path d="{path}"/>')  # noqa: S308 - constants
    for name, path in {
        "calendar": "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
        "place": "M12 21s-7-6.5-7-11.5a7 7 0 0 1 14 0C19 14.5 12 21 12 21zM12 7v5M9.5 9.5h5",
        "people": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20v-1.5A5 5 0 0 1 7.5 14h3"
        "a5 5 0 0 1 5 4.5V20M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5a5 5 0 0 1 3.5 4V20",
        "letter": "M3 5h18v14H3zM3 6l9 7 9-7",
        "print": "M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7z",
    }.items()
}


@register.simple_block_tag
def notice(content: str, *, title: str = "", urgent: bool = False, role: str = "") -> SafeString:
    """Words that stand out from the text; urgent ones in red."""
    return format_html(
        '<div class="notice{}"{}>{}{}</div>',
        " urgent" if urgent else "",
        format_html(' role="{}"', role) if role else NOTHING,
        format_html('<strong class="title">{}</strong>', title) if title else NOTHING,
        content,
    )


@register.simple_block_tag
def panel(content: str, *, title: str = "", id: str = "") -> SafeString:
    """A framed box."""
    if not title:
        return format_html('<div class="panel"{}>{}</div>', format_html(' id="{}"', id) if id else NOTHING, content)
    name = id or "panel"
    return format_html(
        '<section class="panel" id="{0}" aria-labelledby="{0}-title"><h2 id="{0}-title">{1}</h2>{2}</section>',
        name,
        title,
        content,
    )


@register.simple_block_tag
def field(content: str, *, label: str, hint: str = "", **names: str) -> SafeString:
    """A question outside Django's forms: label above, hint below it. `for` names the input's id."""
    target = names.get("for", "")
    head = (
        format_html('<label for="{}">{}</label>', target, label)
        if target
        else format_html('<span class="label">{}</span>', label)
    )
    return format_html(
        '<div class="field">{}{}{}</div>',
        head,
        format_html('<p class="hint">{}</p>', hint) if hint else NOTHING,
        content,
    )


@register.simple_block_tag
def dialog(content: str, summary: str, *, open: bool = False) -> SafeString:
    """A button that opens a box below it: HTML's own details, so it needs no JavaScript."""
    return format_html(
        '<details class="dialog"{}><summary>{}</summary><div class="inside">{}</div></details>',
        NOTHING if not open else SafeString(" open"),
        summary,
        content,
    )


@register.simple_block_tag
def nothing(content: str, *, title: str) -> SafeString:
    """A list with nothing in it says what will be here and offers the first step.

    Not called `empty`: inside `{% for %}` that is Django's own word, and formatters take it for that everywhere.
    """
    return format_html('<div class="empty"><p class="title">{}</p>{}</div>', title, content)


@register.simple_block_tag
def row(content: str, *, title: str, url: str = "", hour: str = "", places: str = "") -> SafeString:
    """A line of a programme; it stands within `<ul class="rows">` (`rows plain` where no line has an hour)."""
    return format_html(
        '<li class="row">{}<div class="what"><h3 class="title">{}</h3>{}</div>{}</li>',
        format_html('<span class="hour">{}</span>', hour) if hour else NOTHING,
        format_html('<a href="{}">{}</a>', url, title) if url else title,
        format_html('<p class="about">{}</p>', content) if content.strip() else NOTHING,
        format_html('<span class="places">{}</span>', places) if places else NOTHING,
    )


@register.simple_tag
def wrongs(form: BaseForm) -> list[tuple[str, str]]:
    """What is wrong with a form, and with the `rows` it has, for the summary at its top.

    Each is (id of the input, question and sentence).
    """
    return [wrong for one in (form, *getattr(form, "rows", ())) for wrong in _wrongs_of(one)]


def _wrongs_of(form: BaseForm) -> list[tuple[str, str]]:
    found = []
    for name in form.fields:  # in the order in which they are asked
        if sentences := form.errors.get(name):
            label = str(form[name].label)
            question = label if label.endswith(("?", ".", ":", "!", "؟")) else f"{label}:"
            target = form[name].id_for_label or form[name].auto_id
            found += [(target, f"{question} {sentence}") for sentence in sentences]
    return found
