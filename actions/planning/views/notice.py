"""What those who come are told of a change, before it goes out: how many hear of it, a word with it, or not at all."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions.planning.forms.notice import NoticeForm
from actions.planning.models import Action
from actions.planning.taking_part import due_notice, letters, notice_letters
from actions.planning.taking_part.due_notice import Concerned
from actions.planning.views.planning import changeable
from campaign.lib import clock
from campaign.mail import letters as mail
from campaign.web.viewer import Request

MOST_DATES = 60  # of a series, that are looked at for the same notice


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: Request, slug: str) -> HttpResponse:
    """What is due for this action. A POST tells it now, keeps the word for later, or leaves it out."""
    action, now = changeable(request, slug), clock.now()
    if not due_notice.is_open(action, now):
        return _nothing_due(request, action)
    page = _page(request, action, now, request.POST or None)
    if request.method == "POST":
        form, others = page["form"], page["others"]
        if request.POST.get("do") == "leave-out":
            return _leave_out(request, action, others)
        if form.is_valid() and request.POST.get("do") in ("tell", "later"):
            answer = _tell(request, action, form, others)
            if answer is not None:
                return answer
    return _shown(request, page, now)


def _page(request: Request, action: Action, now: datetime, data: QueryDict | None) -> dict[str, Any]:
    concerns, others = due_notice.concerned(action), _others(request, action, now)
    proposed = due_notice.proposed_hour(action, now) if concerns.asked else None
    form = NoticeForm(data, action=action, proposed=proposed, others=len(others))
    minutes = _minutes(action, now)
    return {"action": action, "form": form, "concerns": concerns, "others": others, "minutes": minutes}


def _shown(request: Request, page: dict[str, Any], now: datetime, *, problem: str = "") -> HttpResponse:
    letter = _letter(page["action"], page["concerns"], page["form"], now)
    context = page | {"letter": letter, "problem": problem}
    return render(request, "planning/notice.html", context, status=409 if problem else 200)


def _tell(request: Request, action: Action, form: NoticeForm, others: list[Action]) -> HttpResponse | None:
    """Nothing where the form has to be mended."""
    at_once, word, until = request.POST["do"] == "tell", form.cleaned_data["word"], form.until
    try:
        due_notice.tell(action, seen=form.cleaned_data["seen"], word=word, ask_again_until=until, at_once=at_once)
    except due_notice.NoTimeToAsk as error:
        form.add_error("day", str(error))
        return None
    except due_notice.TooLate as error:
        return _too_late(request, action, error, word)
    for other in others if form.cleaned_data.get("together") else []:
        _tell_too(other, word, until, at_once=at_once)
    said = _("They are being told.") if at_once else _("They are told in a few minutes, with what you wrote.")
    messages.success(request, said)
    return redirect(f"/actions/{action.slug}/")


def _tell_too(other: Action, word: str, until: datetime | None, *, at_once: bool) -> None:
    """The same of another date; one that begins too soon to ask anybody is told only."""
    try:
        try:
            due_notice.tell(other, seen=other.sequence, word=word, ask_again_until=until, at_once=at_once)
        except due_notice.NoTimeToAsk:
            due_notice.tell(other, seen=other.sequence, word=word, at_once=at_once)
    except due_notice.TooLate:
        return


def _leave_out(request: Request, action: Action, others: list[Action]) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        people = due_notice.leave_out(action, seen=int(seen) if seen.isdecimal() and len(seen) < 10 else -1)
        if "together" in request.POST:
            people += sum(_leave_out_too(other) for other in others)
    except (due_notice.TooLate, due_notice.NotToBeLeftOut) as error:
        return _too_late(request, action, error, request.POST.get("word", ""))
    words = ngettext(
        "%(people)d person is not told. The history says so.",
        "%(people)d people are not told. The history says so.",
        people,
    )
    messages.success(request, words % {"people": people})
    return redirect(f"/actions/{action.slug}/")


def _leave_out_too(other: Action) -> int:
    try:
        return due_notice.leave_out(other, seen=other.sequence)
    except (due_notice.TooLate, due_notice.NotToBeLeftOut):
        return 0


def _others(request: Request, action: Action, now: datetime) -> list[Action]:
    """Other dates of its series that have changed as well, and of which somebody hears."""
    if action.series_id is None:
        return []
    mine = Action.objects.changeable_by(request.viewer).select_related("group", "call", "series")
    due = mine.filter(series=action.series_id, notice_due__gt=now).exclude(pk=action.pk).order_by("day", "pk")
    return [other for other in due[:MOST_DATES] if due_notice.concerned(other).people]


def _letter(action: Action, concerns: Concerned, form: NoticeForm, now: datetime) -> mail.Plain | None:
    """The mail as it arrives at those who know the most frequent edition, with what is typed in the form."""
    if not concerns.by_mail:
        return None
    typed = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
    action.notice_word = typed["word"]
    until = form.until if form.is_bound and form.is_valid() else action.ask_again_until
    old = concerns.editions[0] if concerns.editions else None
    context = notice_letters.context(action, old, now, has_place=True, until=until)
    template = f"{letters.TEMPLATES}/{notice_letters.name(action, until=until)}"
    return mail.plain(template, context | {"link": _("(each reader’s own link)")}, get_language() or "en")


def _too_late(request: Request, action: Action, error: Exception, word: str) -> HttpResponse:
    """What was typed is not lost: where something is still due it stands in the form again."""
    action, now = changeable(request, action.slug), clock.now()
    if not due_notice.is_open(action, now):
        return _nothing_due(request, action, problem=str(error), word=word)
    again = request.POST.copy()
    again["seen"] = str(action.sequence)
    return _shown(request, _page(request, action, now, again), now, problem=str(error))


def _nothing_due(request: Request, action: Action, *, problem: str = "", word: str = "") -> HttpResponse:
    being_told = action.notice_due is not None
    context = {"action": action, "being_told": being_told, "problem": problem, "word": word}
    late = problem or request.method == "POST"
    return render(request, "planning/notice_told.html", context, status=409 if late else 200)


def _minutes(action: Action, now: datetime) -> int:
    """In how many minutes it goes out by itself."""
    return max(1, -int((now - action.notice_due).total_seconds() // 60)) if action.notice_due else 0
