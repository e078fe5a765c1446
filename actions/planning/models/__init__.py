"""The action and everyone who comes: one aggregate with one counter of seats."""

from actions.planning.models.action import Action, Edition, Kind
from actions.planning.models.registration import Registration, Reminder
from actions.planning.models.shift import Shift

__all__ = ["Action", "Edition", "Kind", "Registration", "Reminder", "Shift"]
