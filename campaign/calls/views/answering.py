"""A group's answer to a call: by the link in a letter, or signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from campaign.calls import answers
from campaign.calls.answer_forms import AnswerForm
from campaign.calls.models import Answer, Call
from campaign.groups import dormancy
from campaign.groups.models import Group
from campaign.lib import clock
from campaign.web.templatetags import times
from campaign.web.viewer import Request, Viewer

form_page = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@cache_control(private=True, no_store=True)
@form_page
def by_link(request: Request, token: str) -> HttpResponse:
    """GET shows what the link has chosen and POST sets it: programs that only look at links answer nothing."""
    opened = answers.opened_by(token)
    if opened is None:
        return render(request, "calls/answer_link_over.html", status=410)
    answer = opened.answer
    if answer.call.state != Call.State.PUBLISHED:
        return _over(request, answer.call)
    if request.method != "POST":
        form = AnswerForm.about(answer, chosen=request.GET.get("answer", ""))
        return _page(request, answer.call, answer.group, answer, form)
    given = _give(request, answer.call, answer.group, answer, Viewer(opened.membership.person_id))
    return redirect(answers.path(answer, opened.membership.pk)) if given is None else given


@form_page
def signed_in(request: Request, slug: str, group: str) -> HttpResponse:
    """The same for those who plan in the group, whether it was asked or not."""
    call = get_object_or_404(Call.objects.visible_to(request.viewer).exclude(state=Call.State.DRAFT), slug=slug)
    ours = get_object_or_404(Group.objects.planned_by(request.viewer), slug=group)
    answer = Answer.objects.changeable_by(request.viewer).filter(call=call, group=ours).first()
    if call.state != Call.State.PUBLISHED:
        return _over(request, call)
    if request.method != "POST":
        return _page(request, call, ours, answer, AnswerForm.about(answer, chosen=request.GET.get("answer", "")))
    given = _give(request, call, ours, answer, request.viewer)
    if given is not None:
        return given
    messages.success(request, _("Your group’s answer is given. You can change it as long as the call goes on."))
    return redirect(call)


def _give(request: Request, call: Call, group: Group, answer: Answer | None, who: Viewer) -> HttpResponse | None:
    """Nothing where all went well, else the page that says what is in the way."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, call, group, answer, form)
    said = form.cleaned_data
    try:
        answers.give(call, group, state=said["answer"], word=said["word"], seen=said["seen"] or 0, now=clock.now())
    except answers.NotOpen:
        return _over(request, call)
    except answers.Overtaken as error:
        return _page(request, call, group, error.answer, form.again(error.answer), status=409)
    dormancy.deed_of(who, group.pk, now=clock.now())
    return None


def _page(
    request: Request, call: Call, group: Group, answer: Answer | None, form: AnswerForm, status: int = 200
) -> HttpResponse:
    context = {
        "call": call,
        "days": _days(call),
        "group": group,
        "answer": answer if answer and answer.given else None,
        "form": form,
        "overtaken": status == 409,
    }
    return render(request, "calls/answer.html", context, status=status)


def _over(request: Request, call: Call) -> HttpResponse:
    return render(request, "calls/answer_too_late.html", {"call": call}, status=410)


def _days(call: Call) -> str:
    days = [day.date for day in call.days.all()]
    return times.to_date(days[0], days[-1]) if days else ""
