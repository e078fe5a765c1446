"""Whether the site lives and is ready, for supervisors and load balancers. No page: nothing about the network in it."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaign.lib import pulse


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as soon as the web process answers at all."""
    return HttpResponse("live\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when database, broker, worker and beat are up; else 503, naming which is down."""
    up = {
        "database": _database_answers(),
        "broker": pulse.broker_answers(),
        "worker": pulse.is_felt("worker"),
        "beat": pulse.is_felt("beat"),
    }
    status = 200 if all(up.values()) else 503
    response = JsonResponse({part: "up" if is_up else "down" for part, is_up in up.items()}, status=status)
    response._has_been_logged = True  # type: ignore[attr-defined]  # an answer, not an error: who asks each second would fill the log
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return False
    return True
