"""Founding a group, and its page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaign.groups import approval, dormancy, founding
from campaign.groups.forms import FoundingForm, GroupForm
from campaign.groups.models import Group
from campaign.people import signed_in
from campaign.web import pace
from campaign.web.overtaken import differences
from campaign.web.viewer import Request

FOUNDED_A_DAY, DAY = 5, 24 * 60 * 60
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def new(request: Request) -> HttpResponse:
    """Found a group, or ask for it where the network's coordinators have a say."""
    if not founding.open_to(request.viewer):
        raise Http404
    form = FoundingForm(request.POST or None)
    context = {"form": form, "needs_approval": founding.needs_approval(request.viewer)}
    if not form.is_valid():
        return render(request, "groups/new.html", context)
    if not pace.allow("found a group", str(request.viewer.person), limit=FOUNDED_A_DAY, seconds=DAY):
        form.add_error(None, _("You have founded several groups today. Found the next one tomorrow."))
        return render(request, "groups/new.html", context, status=429)
    try:
        group = founding.found(**form.cleaned_data, by=signed_in.person(request))
    except founding.AlreadyThere as error:
        if Group.objects.presented_by(request.viewer).filter(pk=error.group.pk).exists():
            return redirect("group_edit", slug=error.group.slug)  # the button was pressed twice
        form.add_error(None, named_alike(error.group))
        return render(request, "groups/new.html", context, status=409)
    if group.stands:
        messages.success(request, _("%(group)s is founded, and you coordinate it.") % {"group": group.name})
    else:
        said = _("%(group)s awaits the yes of the network’s coordinators. Tell them here what the group is about.")
        messages.success(request, said % {"group": group.name})
    return redirect("group_edit", slug=group.slug)


@form_page
def edit(request: Request, slug: str) -> HttpResponse:
    """Change how a group presents itself."""
    group = get_object_or_404(Group.objects.presented_by(request.viewer), slug=slug)
    form = GroupForm(request.POST or None, initial=GroupForm.started_with(group))
    context: dict[str, object] = {"group": group, "form": form, "differences": None}
    if form.is_valid():
        words = form.cleaned_data
        try:
            founding.present(group, seen=words["seen"], city=words["city"], words=words)
        except founding.Overtaken as error:
            now_stands = GroupForm.started_with(error.group)
            context["differences"] = differences(form, now_stands)
            again = request.POST.copy()
            again["seen"] = str(error.group.revision)
            context["form"] = GroupForm(again, initial=now_stands)
            return render(request, "groups/edit.html", context, status=409)
        except founding.AlreadyThere as error:
            form.add_error(None, named_alike(error.group))
            return render(request, "groups/edit.html", context, status=409)
        messages.success(request, _("Saved."))
        return redirect(group)
    return render(request, "groups/edit.html", context)


@require_POST
def asked(request: Request, slug: str) -> HttpResponse:
    """The founder of a group that is not founded yet asks once more, or takes it back."""
    unfounded = Group.objects.presented_by(request.viewer).exclude(state=Group.State.STANDING)
    group = get_object_or_404(unfounded, slug=slug)
    try:
        if request.POST.get("do") == "again":
            approval.ask_again(group)
            messages.success(request, _("The network’s coordinators are asked again."))
            return redirect(group)
        if request.POST.get("do") == "take back":
            approval.take_back(group)
            messages.success(request, _("%(group)s is taken back; nothing is kept of it.") % {"group": group.name})
            return redirect("/me/")
    except approval.AlreadyAnswered:
        messages.warning(request, _("The network’s coordinators have answered meanwhile: see what stands here."))
    return redirect(group)


@require_POST
def wake(request: Request, slug: str) -> HttpResponse:
    """A coordinator says that a dormant group is still there."""
    group = get_object_or_404(Group.objects.coordinated_by(request.viewer), slug=slug)
    dormancy.wake(group)
    messages.success(request, _("%(group)s is awake.") % {"group": group.name})
    return redirect(group)


def named_alike(group: Group) -> SafeString:
    """What to do where a group of that name stands in that town."""
    link = format_html('<a href="{}">{}</a>', group.get_absolute_url(), group.name)
    words = _("There is a group of this name already: %(group)s. Join it, or choose another name.")
    return format_html(words.replace("%(group)s", "{}"), link)
