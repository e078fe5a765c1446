"""Feeds before everything else: subscribers ask often, and the rest of the stack costs more than a feed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from actions.calendars import answering

MOST_HOSTS = 32


def feeds_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answers public feeds by the same function as their view; everything else, 404 too, goes on inward."""

    hosts: set[str] = set()  # those that were found to be ours; judging one takes as long as finding a feed

    def middleware(request: HttpRequest) -> HttpResponse:
        scope = answering.scope_of(request.path_info)
        if scope is not None and request.method in ("GET", "HEAD"):
            host = request.META.get("HTTP_HOST", "")
            if host not in hosts:
                request.get_host()  # raises DisallowedHost for a host that is not ours
                if len(hosts) < MOST_HOSTS:
                    hosts.add(host)
            response = answering.answer(request, scope)
            if response is not None:
                return response
        return get_response(request)

    return middleware
