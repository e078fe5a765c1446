"""What is sent to us: how much, and how many may be at it at once.

A thread that reads a form waits for whoever sends it, and the web server sets no limit to that. So a request's body is
read whole before Django sees it, by a limited number of threads: forms that never come to an end hold up other forms,
no page. Only some threads work at a time, none of which waits for anybody outside; more only lose time on each other.
"""

from collections.abc import Callable, Iterable
from io import BytesIO
from queue import SimpleQueue
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

THREADS = 32  # of a web process; each may hold a connection to the database
READING = 24  # of them read forms at the same time, at most
WORKING = 4  # of them work at the same time: what SQLite was measured to bear without a locked database
CROWDED = "campaign.crowded"  # in the environment of a request whose body was not read
AGAIN = 10  # seconds
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Doorway:
    """The site as a WSGI application, behind the two limits."""

    def __init__(self, inner: Application) -> None:
        self.inner = inner
        self.reading = BoundedSemaphore(READING)
        self.free: SimpleQueue[None] = SimpleQueue()  # a semaphore in C: Python's own takes as long as finding a feed
        for _turn in range(WORKING):
            self.free.put(None)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Raises nothing of its own: what is not read is answered by `bounded`, within."""
        if environ.get("CONTENT_LENGTH") not in (None, "", "0"):
            self._read(environ)
        self.free.get()
        try:
            return self.inner(environ, start_response)
        finally:
            self.free.put(None)

    def _read(self, environ: dict[str, Any]) -> None:
        length, body = _length(environ), b""
        if length is not None and length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            if self.reading.acquire(blocking=False):
                try:
                    body = environ["wsgi.input"].read(length)
                finally:
                    self.reading.release()
            environ[CROWDED] = len(body) < length  # cut short it is not acted upon; whoever sent it is gone
        environ["wsgi.input"] = BytesIO(body)


def bounded(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Turns away what is too long, or was not read, before anything looks at it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        meta = request.META
        if not meta.get("CONTENT_LENGTH") and "HTTP_TRANSFER_ENCODING" not in meta:
            return get_response(request)
        length = _length(meta)
        if length is None:
            return _turned_away(411, _("Without a length"), _("What your browser sent does not say its length."))
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            words = _(
                "No form of ours takes so much. Go back, and send less of it: your browser still has what you wrote."
            )
            return _turned_away(413, _("Too much at once"), words)
        if meta.get(CROWDED):
            words = _(
                "Too many forms are being sent just now. Nothing of yours was lost: send it once more in a moment."
            )
            answer = _turned_away(503, _("One moment, please"), words)
            answer.headers["Retry-After"] = str(AGAIN)
            return answer
        return get_response(request)

    return middleware


def _length(environ: dict[str, Any]) -> int | None:
    """What a request says of its body's length; None where it says nothing that can be believed."""
    said = str(environ.get("CONTENT_LENGTH") or "")
    if not said and "HTTP_TRANSFER_ENCODING" not in environ:
        return 0
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else None


def _turned_away(status: int, title: str, words: str) -> HttpResponse:
    """A page that asks nothing of database or session."""
    told = {"number": status, "title": title, "words": words}
    return HttpResponse(render_to_string("web/turned_away.html", told), status=status)
