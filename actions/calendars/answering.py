"""How a calendar is answered over HTTP: entity tags, gzip, 304 (RFC 9110), and the headers every answer carries.

The first middleware and the view that the URLconf names both answer through `answer`.
"""

import re
from functools import cache, lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.utils.http import http_date, parse_http_date_safe

from actions.calendars import feeds
from actions.calendars.bodies import Body
from actions.calendars.scopes import Scope
from campaign.lib import clock
from campaign.web.middleware import CONSTANT_HEADERS, policy

PREFIX, SUFFIX = "/calendars/", ".ics"
PUBLIC, PRIVATE = "public, no-cache", "private, no-store"
CONTENT_TYPE = "text/calendar; charset=utf-8"
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}\Z")
TAG = re.compile(r'(?:W/)?("[^"]*")')


def scope_of(path: str) -> Scope | None:
    """The public feed that an address names, whether or not there is one."""
    if not path.startswith(PREFIX) or not path.endswith(SUFFIX):
        return None
    kind, slash, slug = path[len(PREFIX) : -len(SUFFIX)].partition("/")
    if kind == "all" and not slash:
        return Scope("all")
    if kind in ("calls", "groups", "actions") and SLUG.match(slug):
        return Scope(kind, slug)
    return None


def answer(request: HttpRequest, scope: Scope) -> HttpResponse | None:
    """The feed, or that it is as the asker has it; None where the public has no such feed."""
    body = feeds.body(scope, clock.now())
    return None if body is None else respond(request, body, cache=PUBLIC)


def respond(request: HttpRequest, body: Body, *, cache: str) -> HttpResponse:
    """`body` in the form that the request accepts; 304 where the asker has it in any form; no bytes for HEAD."""
    asked = request.META
    packed = _accepts_gzip(asked.get("HTTP_ACCEPT_ENCODING", ""))
    known = _is_known(body, asked.get("HTTP_IF_NONE_MATCH"), asked.get("HTTP_IF_MODIFIED_SINCE"))
    content, tag = (body.packed, body.packed_tag) if packed else (body.plain, body.tag)
    said = (tag, body.modified, None if known else len(content), packed, request.is_secure())
    response = HttpResponse(b"" if known or request.method == "HEAD" else content, CONTENT_TYPE, 304 if known else 200)
    response.headers = Ready(_public_headers(*said) if cache == PUBLIC else _headers(*said, cache=PRIVATE))
    return response


class Ready(ResponseHeaders):
    """Headers that were checked and encoded before: doing so for each answer costs as much as all the rest."""

    def __init__(self, checked: ResponseHeaders) -> None:
        self._store = dict(checked._store)


def _headers(tag: str, modified: int, length: int | None, packed: bool, secure: bool, cache: str) -> ResponseHeaders:
    """All headers of an answer. `length` is None for a 304: the asker keeps the headers that came with what it has
    (RFC 9110, 15.4.5), so they are not said again."""
    said = {"ETag": tag, "Last-Modified": http_date(modified), "Cache-Control": cache, "Vary": "Accept-Encoding"}
    if length is None:
        return ResponseHeaders(said)
    said |= {"Content-Type": CONTENT_TYPE, "Content-Length": str(length)}
    if packed:
        said["Content-Encoding"] = "gzip"
    if cache == PRIVATE:
        said["X-Robots-Tag"] = "noindex"
    return ResponseHeaders(said | dict(security_headers(secure)))


@lru_cache(maxsize=512)
def _public_headers(tag: str, modified: int, length: int | None, packed: bool, secure: bool) -> ResponseHeaders:
    return _headers(tag, modified, length, packed, secure, PUBLIC)


@cache
def security_headers(secure: bool) -> tuple[tuple[str, str], ...]:
    """What the whole stack would have added, since feeds are answered before it."""
    headers = [
        ("Content-Security-Policy", policy()),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", settings.X_FRAME_OPTIONS),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        *CONSTANT_HEADERS,
    ]
    if secure and settings.SECURE_HSTS_SECONDS:
        parts = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
        parts += ["includeSubDomains"] if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else []
        parts += ["preload"] if settings.SECURE_HSTS_PRELOAD else []
        headers.append(("Strict-Transport-Security", "; ".join(parts)))
    return tuple(headers)


def _is_known(body: Body, tags: str | None, since: str | None) -> bool:
    """Whether what the asker has is this body (RFC 9110, 13.1.2 and 13.1.3: tags compare weakly and come first)."""
    if tags is not None:
        return tags.strip() == "*" or not {body.tag, body.packed_tag}.isdisjoint(TAG.findall(tags))
    seconds = parse_http_date_safe(since) if since else None
    return seconds is not None and body.modified <= seconds


@lru_cache(maxsize=256)
def _accepts_gzip(accepted: str) -> bool:
    """Whether Accept-Encoding allows gzip (RFC 9110, 12.5.3)."""
    weights: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", parameter)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", False)))
