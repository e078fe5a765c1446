"""The public pages: first page, calls, agenda, actions, groups, map."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Max, Min, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actions.agenda import (
    filters,
    group_list,
    jsonld,
    leading,
    own_or_called,
    poster,
    programme,
    recurring,
    taking_part,
    timeline,
    towns,
)
from actions.agenda.filters import FilterForm
from actions.planning import life
from actions.planning.models import Action, Cohost
from actions.planning.models.action import ActionQuerySet
from actions.planning.where import access, meeting_map, meeting_point
from actions.reports.models import Report
from campaign.calls import answers, reading
from campaign.calls.models import Call
from campaign.groups.models import Group, JoinRequest, Membership
from campaign.lib import clock, markdown
from campaign.resources.models import Resource
from campaign.web import gazetteer, maps
from campaign.web.templatetags import times
from campaign.web.viewer import Request, Viewer

FIRST_READ = 3
LOOKED_BACK = 3
NEXT, ON_FIRST_PAGE, OF_A_CALL = 20, 20, 40  # actions, of a call for each day; beyond, a link leads to the agenda
MAPPED = 2_000
PAST = 20


def shown(viewer: Viewer) -> ActionQuerySet:
    """What stands in lists: announced, and postponed or cancelled since."""
    return Action.objects.visible_to(viewer).filter(state__in=Action.SHOWN_STATES)


@login_not_required
@require_safe
def home(request: Request) -> HttpResponse:
    """The call that leads, its days, its programme and its map; without a call, what comes next."""
    at, viewer = clock.now(), request.viewer
    call = leading.call(viewer, at.date())
    if call is None:
        coming = shown(viewer).coming(at).order_by(F("starts").asc(nulls_last=True), "id")
        lines = programme.lines(coming[: NEXT + 1], at)
        sections, more = programme.sections(lines[:NEXT], at=at), len(lines) > NEXT
    else:
        sections = timeline.of_call(call, shown(viewer).filter(call=call), at, most=ON_FIRST_PAGE)
        more = any(section.more for section in sections)
    places = towns.places(line for section in sections for line in section.lines)
    return render(
        request,
        "agenda/home.html",
        {
            "call": call,
            "heading": heading(request, [call])[call.pk] if call else None,
            "numerals": programme.numerals(list(call.days.all()), at) if call else [],
            "sections": sections,
            "more": more,
            "map": maps.draw(places) if places else None,
            "told": leading.told(viewer, at.date())[:LOOKED_BACK],
            "read_first": Resource.objects.visible_to(viewer)[:FIRST_READ],
        },
    )


@login_not_required
@require_safe
def calls(request: Request) -> HttpResponse:
    """All calls to action, those to come first."""
    found = Call.objects.visible_to(request.viewer).annotate(
        first_day=Min("days__date"), last_day=Max("days__date"), day_count=Count("days", distinct=True)
    )
    listed = list(found.order_by(F("last_day").desc(nulls_first=True), "pk"))
    headings = heading(request, listed)
    return render(request, "agenda/calls.html", {"calls": [(one, headings[one.pk]) for one in listed]})


def heading(request: Request, calls: list[Call]) -> dict[int, dict[str, reading.Spoken]]:
    """Title and summary of calls by their ids, in the language that the reader's browser asks for."""
    return reading.headings(calls, request.viewer, accepted=request.headers.get("Accept-Language", ""))


@login_not_required
@require_safe
def call(request: Request, slug: str) -> HttpResponse:
    """A call: its days with their cities, its key dates on the same timeline, its map, its words."""
    at, viewer = clock.now(), request.viewer
    known = Call.objects.visible_to(viewer).select_related("group").prefetch_related("days", "key_dates")
    call = get_object_or_404(known, slug=slug)
    read = reading.read(
        call,
        viewer,
        asked=request.GET.get("language", ""),
        accepted=request.headers.get("Accept-Language", ""),
    )
    planned = shown(viewer).filter(call=call)
    begun = any(day.date <= at.date() + leading.AFTERGLOW for day in call.days.all())  # before, nothing has happened
    sections = timeline.of_call(call, planned, at, most=OF_A_CALL, key_dates=read.key_dates)
    places = towns.places(line for section in sections for line in section.lines)
    return render(
        request,
        "agenda/call.html",
        {
            "call": call,
            "read": read,
            "text": markdown.render(str(read.text)),
            "asks": markdown.render(str(read.asks)),
            "numerals": programme.numerals(list(call.days.all()), at),
            "sections": sections,
            "more": any(section.more for section in sections),
            "map": maps.draw(places) if places else None,
            "counted": answers.counted(call),
            "own": answers.own(call, viewer),
            "ahead": any(day.date >= at.date() for day in call.days.all()),
            "reported": begun and Report.objects.visible_to(viewer).filter(action__call=call).exists(),
            "changeable": Call.objects.changeable_by(viewer).filter(pk=call.pk).exists(),
        },
    )


@login_not_required
@require_safe
def actions(request: Request) -> HttpResponse:
    """The agenda, day by day, with its questions in the query."""
    at, viewer = clock.now(), request.viewer
    form = FilterForm(request.GET, viewer=viewer)
    asked = form.asked
    found = filters.apply(shown(viewer), asked, at)
    page = filters.page(found, request.GET.get("after", ""), at)
    following = request.GET.copy()
    following["after"] = page.next
    total = filters.count(found)
    return render(
        request,
        "agenda/actions.html",
        {
            "form": form,
            "asked": asked,
            "sections": programme.sections(page.lines, at=at, going_on="from" not in asked and "to" not in asked),
            "total": total,
            "uncounted": total > filters.COUNTED,
            "counted": filters.COUNTED,
            "next": following.urlencode() if page.next else "",
            "yesterday": filters.yesterday(at),
        },
    )


@login_not_required
@require_safe
def action(request: Request, slug: str) -> HttpResponse:
    """An action: when, where, who calls, what happens, what to bring, sign-up, calendar, access, contact, report."""
    at, viewer = clock.now(), request.viewer
    known = Action.objects.visible_to(viewer).select_related("call").with_hosts().prefetch_related("shifts")
    action = get_object_or_404(known, slug=slug)
    over = life.is_over(action, at)
    told = meeting_point.reveal(action, viewer, at)
    changeable = Action.objects.changeable_by(viewer).filter(pk=action.pk).exists()
    words = own_or_called.words(action, viewer, accepted=request.headers.get("Accept-Language", ""))
    box = taking_part.box(action, viewer, at)
    return render(
        request,
        "agenda/action.html",
        {
            "action": action,
            "words": words,
            "call": Call.objects.visible_to(viewer).filter(pk=action.call_id or 0).first(),  # it may still be a draft
            "place": action.where,
            "country": gazetteer.country_name(action.country),
            "word": programme.state_word(action.state, over=over, running=life.phase(action, at) == life.Phase.RUNNING),
            "over": over,
            "today": programme.is_today(action, at) and action.state == Action.State.ANNOUNCED,
            "struck": action.state in programme.DROPPED,
            "last_day": action.end_day if action.end_day != action.day else None,
            "zone": zone_words(action, request),
            "text": markdown.render(str(words["text"])),
            "bring": markdown.render(str(words["bring"])),
            "contact": str(words["contact"]) or action.group.public_contact,
            "meeting_point": told,
            "meeting_map": told and meeting_map.draw(told),
            "meeting_words": meeting_point.words(action, at),
            "shifts": taking_part.shifts(action, box, at),
            "facilities": access.facts(action.facilities),
            "box": box,
            "poster": poster.of(action, at),
            "report": Report.objects.visible_to(viewer).filter(action=action).first(),
            "recurring": recurring.line(action, viewer, at),
            "changeable": changeable,
            "steps": life.steps(action, viewer, at) if changeable else [],
            "led": changeable and Action.objects.led_by(viewer).filter(pk=action.pk).exists(),
            "arranged": not changeable and Action.objects.arranged_with(viewer).filter(pk=action.pk).exists(),
            "json": jsonld.event(action, meeting_point=told) if action.state in Action.SHOWN_STATES else "",
        },
    )


def zone_words(action: Action, request: Request) -> str:
    """After which city's clocks the hours are, where that is neither the action's own nor the reader's; and the start
    by the reader's own clock."""
    readers = request.user.zone if request.viewer.person is not None and request.user.is_authenticated else None
    city = "" if times.zone_city(action.zone) == action.city else times.zone_words(action, readers)
    return ", ".join(filter(None, (city, times.readers_clock(action, readers))))


@login_not_required
@require_safe
def groups(request: Request) -> HttpResponse:
    """All groups, by country and name."""
    country, asked = (request.GET.get(name, "").replace("\0", "").strip() for name in ("country", "q"))
    after, at = request.GET.get("after", ""), clock.now()
    page = group_list.page(request.viewer, shown(request.viewer), at, country=country, asked=asked, after=after)
    following = request.GET.copy()
    following["after"] = page.next
    context = {"page": page, "country": country, "asked": asked, "next": following.urlencode() if page.next else ""}
    return render(request, "agenda/groups.html", context)


@login_not_required
@require_safe
def group(request: Request, slug: str) -> HttpResponse:
    """A group: who they are, what they plan, what they did."""
    at, viewer = clock.now(), request.viewer
    group = get_object_or_404(Group.objects.visible_to(viewer), slug=slug)
    alone = Group.objects.visible_to(viewer).filter(pk=group.pk)
    theirs = shown(viewer).hosted_by(alone)
    coming = recurring.next_few(theirs.coming(at))
    membership = Membership.objects.readable_by(viewer).filter(group=group, person=viewer.person).first()
    plans = Action.objects.changeable_by(viewer).hosted_by(alone).exclude(state__in=Action.SHOWN_STATES)
    plans = recurring.next_few(plans.filter(Q(series=None) | Q(ends=None) | Q(ends__gt=at)))
    return render(
        request,
        "agenda/group.html",
        {
            "group": group,
            "place": group.where,
            "country": gazetteer.country_name(group.country),
            "about": markdown.render(group.about),
            "sections": programme.sections(
                programme.lines(coming.order_by(F("starts").asc(nulls_last=True), "id")[:100], at), at=at
            ),
            "past": programme.lines(theirs.filter(ends__lte=at).order_by("-starts", "-id")[:PAST], at),
            "plans": programme.lines(plans.order_by(F("starts").asc(nulls_last=True), "id")[:100], at),
            "membership": membership,
            "founder": Group.objects.presented_by(viewer).filter(pk=group.pk).exists() if not group.stands else False,
            "asked": JoinRequest.objects.of(viewer).filter(group=group).exists(),
            "orphaned": alone.orphaned().exists(),
            "dormant": group.is_dormant(at.date()),
            "questions": Cohost.objects.awaiting(viewer).filter(group=group).select_related("action__group", "group"),
        },
    )


@login_not_required
@require_safe
def map(request: Request) -> HttpResponse:
    """All towns where something comes, on one map, and the same as a list."""
    at = clock.now()
    coming = shown(request.viewer).coming(at).order_by(F("starts").asc(nulls_last=True), "id")
    places = towns.places(programme.lines(coming[:MAPPED], at, lacks=False))
    return render(request, "agenda/map.html", {"map": maps.draw(places, height=280)})
