"""What a page needs to offer a calendar: its address in three forms, for programs, for copying, for a telephone."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from actions.calendars import feeds
from actions.calendars.scopes import Scope
from campaign.calls.models import Call
from campaign.groups.models import Group
from campaign.lib import qr


@dataclass(frozen=True, slots=True)
class Offer:
    """A calendar that can be subscribed to. `path` starts at the site's root; `key` is the offer's name on the page."""

    title: str
    path: str
    key: str

    @property
    def url(self) -> str:
        """The whole address, to copy."""
        return settings.SITE_URL + self.path

    @property
    def webcal(self) -> str:
        """The address that a calendar program opens by itself."""
        return "webcal:" + self.url.partition(":")[2]

    @property
    def page(self) -> str:
        """Where the page explains it."""
        return f"/calendars/?feed={self.key}"

    @property
    def qr(self) -> SafeString:
        """The same for a telephone's camera."""
        return qr.draw(self.webcal, label=gettext("QR code of the calendar’s address"))


def of(scope: Scope, title: str) -> Offer:
    """A public feed."""
    key = f"{scope.kind}/{scope.slug}" if scope.slug else scope.kind
    return Offer(title or gettext("All actions"), feeds.path(scope), key)


def of_all() -> Offer:
    """Everything in the network."""
    return of(Scope("all"), "")


def of_call(call: Call) -> Offer:
    """All that answers a call, with its key dates."""
    return of(Scope("calls", call.slug), call.title)


def of_group(group: Group) -> Offer:
    """What a group plans."""
    return of(Scope("groups", group.slug), group.name)
