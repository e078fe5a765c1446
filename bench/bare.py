"""The plainest Django that there is: no middleware, one view that returns bytes from memory, one that returns none.

A process of its own, with settings of its own. BENCH_BODY names the file with the bytes, BENCH_HEADERS their headers.
"""

import json
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="bench",  # noqa: S106 - signs nothing
        USE_I18N=False,
        LOGGING_CONFIG=None,
    )
    django.setup()

BODY = Path(os.environ["BENCH_BODY"]).read_bytes() if "BENCH_BODY" in os.environ else b""
HEADERS: dict[str, str] = json.loads(os.environ.get("BENCH_HEADERS", "{}"))


def body(request: HttpRequest) -> HttpResponse:
    """The same bytes."""
    return HttpResponse(BODY, headers=HEADERS)


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing."""
    return HttpResponse()


urlpatterns = [path("body", body), path("empty", empty)]
application = get_wsgi_application()
