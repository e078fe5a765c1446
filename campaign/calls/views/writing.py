"""Writing and correcting a call, for those whose call it is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.calls import editing
from campaign.calls.forms.call import CallPaper, with_more_rows
from campaign.calls.models import Call, CallTranslation
from campaign.groups import network
from campaign.groups.models import Group
from campaign.lib import clock, markdown
from campaign.web.viewer import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def new(request: Request) -> HttpResponse:
    """Write a call, the network's or a group's."""
    if not editing.open_to(request.viewer):
        raise Http404
    whose: dict[str, Any] = {
        "groups": Group.objects.called_by(request.viewer),
        "network": network.open_to(request.viewer),
    }
    if request.method != "POST":
        return _page(request, CallPaper(**whose))
    data, deed = _typed(request)
    paper = CallPaper(data, **whose)
    if deed not in ("save", "publish") or not paper.is_valid():
        return _page(request, paper, preview=deed == "preview")
    call = editing.write(paper.wording(), now=clock.now(), group=paper.whose())
    return _done(request, call, deed)


@form_page
def edit(request: Request, slug: str) -> HttpResponse:
    """Correct a call; what publishes or ends it is a page of its own."""
    call = get_object_or_404(Call.objects.changeable_by(request.viewer), slug=slug)
    if request.method != "POST":
        return _page(request, CallPaper(words=editing.wording(call), seen=call.revision), call)
    data, deed = _typed(request)
    paper = CallPaper(data)
    if deed not in ("save", "publish", "end", "translate") or not paper.is_valid():
        return _page(request, paper, call, preview=deed == "preview")
    seen = paper.form.cleaned_data["seen"] or 0
    try:
        call = editing.correct(call, paper.wording(), seen=seen, now=clock.now())
    except editing.Overtaken as error:
        return _both(request, paper, error.call)
    except editing.LanguageTaken:
        paper.refuse("language", _("There is a translation into this language: take that away first."))
        return _page(request, paper, call)
    return _done(request, call, deed)


def _typed(request: Request) -> tuple[QueryDict, str]:
    """What was sent, and the button that was pressed."""
    deed = request.POST.get("deed", "save")
    data: QueryDict = request.POST
    if deed.startswith("more-"):
        data = with_more_rows(data, deed.removeprefix("more-"))
    return data, deed


def _done(request: Request, call: Call, deed: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    if deed in ("publish", "end"):
        return redirect(f"call_{deed}", slug=call.slug)
    if deed == "translate":
        return redirect("call_translations", slug=call.slug)
    return redirect("call_edit", slug=call.slug) if call.state == Call.State.DRAFT else redirect(call)


def _both(request: Request, paper: CallPaper, stands: Call) -> HttpResponse:
    """The words of both editors; saving again replaces what stands, knowingly."""
    found = paper.differences(editing.wording(stands))
    again = request.POST.copy()
    again["seen"] = str(stands.revision)
    return _page(request, CallPaper(again), stands, differences=found, status=409)


def _page(
    request: Request,
    paper: CallPaper,
    call: Call | None = None,
    *,
    preview: bool = False,
    differences: object = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"paper": paper, "call": call, "differences": differences}
    if call is not None:
        there = CallTranslation.objects.changeable_by(request.viewer).filter(call=call)
        publishable = Call.objects.publishable_by(request.viewer).filter(pk=call.pk).exists()
        context |= {"translated": there.count(), "publishable": publishable}
    if preview and paper.is_valid():
        words = paper.wording()
        context |= {"preview": words, "text": markdown.render(words.text), "asks": markdown.render(words.asks)}
        context |= {"default_text": markdown.render(words.defaults.text)}
        context |= {"default_bring": markdown.render(words.defaults.bring)}
    return render(request, "calls/form.html", context, status=status)
