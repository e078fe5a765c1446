"""The box “Take part” on an action's page: the form, or why there is none, or what somebody has already."""

from dataclasses import dataclass
from datetime import date, datetime

from actions.planning import life
from actions.planning.forms.taking_part import SignUpForm
from actions.planning.models import Action, Registration
from actions.planning.taking_part import doors, fill, registrations, retention, shift_table, signup
from actions.planning.taking_part.shift_table import How, Table
from campaign.people import addresses
from campaign.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Box:
    """`mine` is the viewer's own registration; `line` means that one joins the waiting list."""

    closed: str
    closing: str
    line: bool
    free: int | None
    unsettled: list[str]  # what is taken and not sure, in words
    mine: Registration | None
    mine_path: str
    form: SignUpForm | None
    erased_on: date | None
    account: bool
    sign_up: str

    @property
    def deed(self) -> str:
        """Where a button in the table of shifts leads: to one's registration, or to signing up."""
        return self.mine_path or self.sign_up


def box(action: Action, viewer: Viewer, at: datetime) -> Box:
    """What the box shows this viewer at that instant."""
    closed = signup.closed(action, at)
    own = mine(action, viewer)
    full = fill.of(action)
    return Box(
        closed=closed,
        closing=doors.closing_hour(action),
        line=full.free == 0 or action.waiting > 0,
        free=full.free,
        unsettled=fill.unsettled(full),
        mine=own,
        mine_path=registrations.path(own) if own else "",
        form=None if closed or own else form(action, viewer),
        erased_on=retention.erased_on(action),
        account=viewer.person is not None,
        sign_up=f"/actions/{action.slug}/signup/",
    )


def shifts(action: Action, box: Box, at: datetime) -> Table | None:
    """The table of shifts, with what the reader of that box can do in it.

    Whoever has signed up, or signs up with one click, takes a shift by one too; whoever fills in a form ticks there
    what to take.
    """
    if action.state in life.PLANS or action.withdrawn_at is not None:
        how = How.READ
    elif box.mine is not None or (box.form is not None and box.account):
        how = How.CLICK
    else:
        how = How.TICK if box.form is not None else How.READ
    return shift_table.of(action, at, how=how, mine=box.mine, closed=box.closed, wish=signup.has_to_wait(action))


def mine(action: Action, viewer: Viewer) -> Registration | None:
    """The viewer's own registration, if there is one that counts."""
    if viewer.person is None:
        return None
    own = Registration.objects.readable_by(viewer).filter(action=action)
    return own.exclude(state=Registration.State.CANCELLED).first()


def form(action: Action, viewer: Viewer) -> SignUpForm:
    """The empty form; with an account it asks for less."""
    if viewer.person is None:
        return SignUpForm(action=action)
    return SignUpForm(action=action, account=True, address_known=addresses.verified_address(viewer.person) is not None)
