"""Who is looking: nobody, a person, or one verified link. A frozen value that queries nothing."""

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Link:
    """A verified signed link: what it is for, and the id of the row it opens."""

    purpose: str
    id: int


@dataclass(frozen=True, slots=True)
class Viewer:
    """Handed to every scope (`visible_to`, `changeable_by`, …), which look up what it may see."""

    person: int | None = None
    link: Link | None = None

    @property
    def is_nobody(self) -> bool:
        return self.person is None and self.link is None


NOBODY = Viewer()


class Request(HttpRequest):
    """A request as views get it: ViewerMiddleware has said who is looking. For annotations."""

    viewer: Viewer
