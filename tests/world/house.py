"""The world itself: who looks, and what must not leak."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, ClassVar

from django.test import Client

from campaign.people.models import Person
from tests.make import NOW

TODAY = NOW + timedelta(hours=1)  # when all is built: the actions are days ahead
VIEWERS = ("visitor", "stranger", "participant", "member", "organiser", "coordinator", "network")
INSIDE = {"member", "organiser", "coordinator"}
PLANNING = {"organiser", "coordinator"}
MEETING = ("point-{0}", "stop-{0}", "52.6{1}234", "13.6{1}234", "52.7{1}345", "13.7{1}345")
FOR_THE_REGISTERED = tuple(secret.format("for-the-registered", 1) for secret in MEETING)
OF_INSIDE = tuple(secret.format("of-inside", 3) for secret in MEETING)


@dataclass(frozen=True)
class Secret:
    """Words that stand nowhere but before these viewers, and behind the addresses that begin so.

    `registration` and `pending` are no viewers but people without an account, who get mail and have a link.
    """

    words: str
    seen_by: frozenset[str]
    behind: tuple[str, ...] = ()


@dataclass
class World:
    """`people` by what they are; `names` fill the placeholders of addresses; `secrets` are what must not leak."""

    NUMBERS: ClassVar = (
        *("member", "foreign_member", "place", "announcement", "action_announcement"),
        "call_announcement",
        *("request", "invitation", "invitation_to_organise", "shift", "item", "template", "networks_template"),
        *("cohost_asked", "cohost_joint", "cohost_draft", "cohost_late", "delegate", "delegate_asked", "delegate_link"),
    )
    TOKENS: ClassVar = (
        *("delegation", "door", "revoked_door"),
        "unsubscribe",
        "registration",
        "pending",
        "of_address",
        "calendar",
        "answer",
        "invite",
        "revoked_invite",
        "forged",
    )

    people: dict[str, Person] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)

    def browser(self, viewer: str) -> Client:
        """A viewer's browser, signed in unless she is a visitor."""
        client = Client(raise_request_exception=False)
        if viewer in self.people:
            client.force_login(self.people[viewer])
        return client

    @property
    def calendar(self) -> tuple[str, ...]:
        """Where whoever has the address reads what the participant may read."""
        return (f"/calendars/private/{self.names['calendar']}.ics",)

    def hide(self, words: str, *seen_by: str, behind: tuple[str, ...] = ()) -> str:
        """`words`, noted as a secret."""
        self.secrets.append(Secret(words, frozenset(seen_by), behind))
        return words

    def opens(self, path: str, words: str) -> None:
        """The secret `words` stand behind this address too."""
        place = next(place for place, secret in enumerate(self.secrets) if secret.words == words)
        self.secrets[place] = replace(self.secrets[place], behind=(*self.secrets[place].behind, path))
