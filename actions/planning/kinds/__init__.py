"""What the software brings for each kind of action, until the network or a group has its own."""

from django.utils.translation import gettext_lazy as _

from actions.planning.kinds import (
    assembly,
    demonstration,
    leafleting,
    occupation,
    training,
    vigil,
    welcome_centre,
    workshop,
)
from actions.planning.kinds.pattern import Pattern
from actions.planning.models import Kind

BUILT_IN: dict[str, Pattern] = {
    Kind.OCCUPATION: occupation.PATTERN,
    Kind.DEMONSTRATION: demonstration.PATTERN,
    Kind.LEAFLETING: leafleting.PATTERN,
    Kind.WELCOME_CENTRE: welcome_centre.PATTERN,
    Kind.ASSEMBLY: assembly.PATTERN,
    Kind.TRAINING: training.PATTERN,
    Kind.WORKSHOP: workshop.PATTERN,
    Kind.VIGIL: vigil.PATTERN,
    Kind.OTHER: Pattern(short=_("Something else, or not decided yet: an empty form.")),
}
