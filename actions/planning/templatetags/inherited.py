"""What an action says, its own words or its call's, for templates."""

from django import template

from actions.planning.models import Action
from actions.planning.words import inheritance
from actions.planning.words.inheritance import Text

register = template.Library()


@register.filter
def said(action: Action, field: Text) -> str:
    """`{{ action|said:"contact" }}`: the action's own words, else those of its call."""
    return inheritance.said(action, field)
