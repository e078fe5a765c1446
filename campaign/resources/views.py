"""The pages of knowledge."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaign.lib import markdown
from campaign.resources.models import Resource
from campaign.web.viewer import Request


@login_not_required
@require_safe
def index(request: Request) -> HttpResponse:
    """All pages, by section."""
    resources = list(Resource.objects.visible_to(request.viewer).defer("text"))
    sections = [
        (section, [resource for resource in resources if resource.section == section]) for section in Resource.Section
    ]
    return render(request, "resources/index.html", {"sections": [(name, pages) for name, pages in sections if pages]})


@login_not_required
@require_safe
def page(request: Request, slug: str) -> HttpResponse:
    """One page with its table of contents, its sources, and what to read next."""
    resource = get_object_or_404(Resource.objects.visible_to(request.viewer).prefetch_related("sources"), slug=slug)
    sources = resource.sources.all()
    others = Resource.objects.visible_to(request.viewer).filter(section=resource.section).exclude(pk=resource.pk)
    return render(
        request,
        "resources/page.html",
        {
            "resource": resource,
            "body": markdown.render(resource.text, sources=[source.number for source in sources]),
            "sources": sources,
            "others": others.only("slug", "title")[:6],
        },
    )
