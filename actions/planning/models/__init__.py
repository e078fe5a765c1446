"""The action and everyone who comes: one aggregate with one counter of seats."""

from actions.planning.models.action import Action, Edition
from actions.planning.models.checklist import ChecklistItem
from actions.planning.models.cohost import Cohost, Delegate
from actions.planning.models.door import Arrival, DoorLink
from actions.planning.models.history import Change
from actions.planning.models.host_note import HostNote
from actions.planning.models.meeting import Facility
from actions.planning.models.own_words import OwnWords
from actions.planning.models.question import Question, Reply
from actions.planning.models.registration import Registration, Reminder
from actions.planning.models.series import Series
from actions.planning.models.shift import Shift, ShiftPlace
from actions.planning.models.template import Template
from campaign.calls.kinds import Kind

__all__ = [
    "Action",
    "Arrival",
    "Change",
    "ChecklistItem",
    "Cohost",
    "Delegate",
    "DoorLink",
    "Edition",
    "Facility",
    "HostNote",
    "Kind",
    "OwnWords",
    "Question",
    "Registration",
    "Reminder",
    "Reply",
    "Series",
    "Shift",
    "ShiftPlace",
    "Template",
]
