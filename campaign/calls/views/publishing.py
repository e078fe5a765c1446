"""What publishing a call sets going, and what ending it does: said before the button is pressed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.calls import editing, translating
from campaign.calls.models import Answer, Call, CallTranslation
from campaign.lib import clock, languages, markdown
from campaign.web.viewer import Request

deed_page = require_http_methods(["GET", "HEAD", "POST"])


@deed_page
def publish(request: Request, slug: str) -> HttpResponse:
    """Publish a call, or open one again that had ended."""
    call = get_object_or_404(Call.objects.publishable_by(request.viewer), slug=slug)
    if call.state == Call.State.PUBLISHED:
        return redirect(call)
    sentence = _("The call is open again.") if call.state == Call.State.ENDED else _("The call is published.")
    return _deed(request, call, editing.publish, "calls/publish.html", sentence)


@deed_page
def end(request: Request, slug: str) -> HttpResponse:
    """End a call. It stays readable."""
    open_ones = Call.objects.changeable_by(request.viewer).exclude(state=Call.State.DRAFT)
    call = get_object_or_404(open_ones, slug=slug)
    if call.state == Call.State.ENDED:
        return redirect(call)
    return _deed(request, call, editing.end, "calls/end.html", _("The call has ended. It stays readable."))


def _deed(request: Request, call: Call, verb: Callable[..., Call], page: str, sentence: str) -> HttpResponse:
    """The page, or the deed; where the call was changed since the page was read, the page as it is now."""
    changed = False
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            call = verb(call, seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0, now=clock.now())
        except editing.Overtaken as error:
            call, changed = error.call, True
        else:
            messages.success(request, sentence)
            return redirect(call)
    return render(request, page, _consequences(request, call) | {"changed": changed}, status=409 if changed else 200)


def _consequences(request: Request, call: Call) -> dict[str, Any]:
    words, at = editing.wording(call), clock.now()
    there = CallTranslation.objects.changeable_by(request.viewer).filter(call=call)
    stands = translating.original(call)
    return {
        "call": call,
        "preview": words,
        "text": markdown.render(words.text),
        "asks": markdown.render(words.asks),
        "default_text": markdown.render(words.defaults.text),
        "default_bring": markdown.render(words.defaults.bring),
        "original": languages.name(call.language),
        "translations": [
            {
                "language": one.language,
                "name": languages.name(one.language),
                "shown": one.shown,
                "behind": bool(translating.moved_on(one, stands)),
            }
            for one in there
        ],
        "past": bool(words.days) and words.days[-1] < at.date(),
        "silent": Answer.objects.readable_by(request.viewer).filter(call=call).silent().count(),
    }
