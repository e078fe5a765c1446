"""The site as it is, with one address more: a view that does nothing but insert the rows that a sign-up inserts.

BENCH_ROWS names the file with those rows, as a real sign-up left them: their tables, columns and values.
"""

import json
import os
import secrets
from base64 import b64decode
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from campaign.wsgi import application as site

settings.ROOT_URLCONF = __name__
ROWS: list[dict[str, Any]] = json.loads(Path(os.environ["BENCH_ROWS"]).read_text())


def _value(value: Any) -> Any:
    return b64decode(value["bytes"]) if isinstance(value, dict) else value


STATEMENTS = [
    (
        f"INSERT INTO {row['table']} ({', '.join(row['columns'])})"  # noqa: S608
        f" VALUES ({', '.join(['%s'] * len(row['columns']))})",
        [_value(value) for value in row["values"]],
        {row["columns"].index(name): kind for name, kind in row["fresh"].items()},
    )
    for row in ROWS
]


@login_not_required
def insert(request: HttpRequest) -> HttpResponse:
    """The rows, in one transaction; only what must differ from row to row is made anew."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        for statement, values, fresh in STATEMENTS:
            row = list(values)
            for place, kind in fresh.items():
                row[place] = secrets.token_bytes(16) if kind == "bytes" else f"<{secrets.token_hex(12)}@localhost>"
            cursor.execute(statement, row)
    return HttpResponseRedirect("/")


def __getattr__(name: str) -> Any:
    """The site's own addresses are read when the first request comes, as on the site."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from campaign.urls import urlpatterns

    return [path("bench/insert", insert), *urlpatterns]


application = site
