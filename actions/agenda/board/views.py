"""The board of a call, and the button that writes to exactly the rows it shows."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actions.agenda.board import questions, rows
from actions.agenda.board.questions import BoardForm
from actions.announcements import composing
from actions.announcements.forms import LetterForm
from actions.announcements.models import Announcement
from campaign.calls.models import Call
from campaign.lib import clock
from campaign.people import signed_in
from campaign.web.viewer import Request

WRITTEN = 5


@require_safe
def board(request: Request, slug: str) -> HttpResponse:
    """One row a group: its answer, its actions for the call, what lacks."""
    call = _call(request, slug)
    at, form = clock.now(), BoardForm(request.GET)
    asked = form.asked
    found = questions.apply(call, asked, at)
    page = questions.page(found, asked, request.GET.get("after", ""))
    tallies = questions.tallies(call)
    number = _number(asked, tallies) if set(asked) <= {"answer", "sort"} else found.order_by().count()
    written = Announcement.objects.changeable_by(request.viewer).filter(call=call)
    shown = rows.of(page.answers, call, request.viewer, at)
    context = {
        "call": call,
        "form": form,
        "asked": asked,
        "tallies": [(one, _link(asked, one.name)) for one in tallies],
        "rows": shown,
        "afterwards": any(row.reported for row in shown),
        "number": number,
        "write_words": questions.words(asked, number),
        "query": _query(asked),
        "next": _query(asked, after=page.next) if page.next else "",
        "writes": Call.objects.publishable_by(request.viewer).filter(pk=call.pk).exists(),
        "written": written.select_related("call", "group")[:WRITTEN],
    }
    return render(request, "agenda/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, slug: str) -> HttpResponse:
    """A letter to those who plan in the groups that the board shows by this question. Sent after it was previewed."""
    call = get_object_or_404(Call.objects.publishable_by(request.viewer), slug=slug)
    asked = BoardForm(request.GET).asked
    found = questions.apply(call, asked, clock.now()).order_by()
    form = LetterForm(request.POST or None)
    if form.is_valid():
        groups = list(found.values_list("group", flat=True))
        return redirect(composing.write_to_groups(call, form.words(), groups=groups, by=signed_in.person(request)))
    context = {"call": call, "form": form, "number": found.count(), "query": _query(asked)}
    return render(request, "agenda/board_write.html", context)


def _call(request: Request, slug: str) -> Call:
    return get_object_or_404(Call.objects.changeable_by(request.viewer), slug=slug)


def _number(asked: dict[str, str], tallies: list[questions.Tally]) -> int:
    return next(one.number for one in tallies if one.name == asked.get("answer", ""))


def _link(asked: dict[str, str], answer: str) -> str:
    return _query({**{name: value for name, value in asked.items() if name != "answer"}, "answer": answer})


def _query(asked: dict[str, str], **more: str) -> str:
    return urlencode({name: value for name, value in {**asked, **more}.items() if value})
