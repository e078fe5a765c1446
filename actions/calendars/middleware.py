"""Feeds before everything else: subscribers ask often, and the rest of the stack costs more than a feed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from actions.calendars import answering


def feeds_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answers public feeds by the same function as their view; everything else, 404 too, goes on inward."""

    def middleware(request: HttpRequest) -> HttpResponse:
        scope = answering.scope_of(request.path_info)
        if scope is not None and request.method in ("GET", "HEAD"):
            request.get_host()  # raises DisallowedHost for a host that is not ours
            response = answering.answer(request, scope)
            if response is not None:
                return response
        return get_response(request)

    return middleware
