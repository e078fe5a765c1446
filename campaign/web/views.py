"""Pages that belong to no room: what the site stores, and a form that could not be trusted."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What this site stores, for how long, and what it does not store."""
    return render(request, "web/privacy.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose origin is in doubt is not read; the page says what may have happened. Named by the settings."""
    return render(request, "403_csrf.html", status=403)
