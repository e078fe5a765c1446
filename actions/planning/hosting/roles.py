"""In which part somebody changes an action: what its history says, and never who."""

from actions.planning.models import Action, Change
from campaign.groups.models import Group
from campaign.web.viewer import Viewer

Role = Change.Role


def of(action: Action, viewer: Viewer) -> str:
    """The nearest part: of the group that leads it, of one that hosts it too, as a delegate; empty for anybody else."""
    mine = Action.objects.filter(pk=action.pk)
    if Group.objects.coordinated_by(viewer).filter(pk=action.group_id).exists():
        return Role.COORDINATOR
    if mine.led_by(viewer).exists():
        return Role.ORGANISER
    if mine.hosted_by(Group.objects.planned_by(viewer)).exists():
        return Role.COHOST
    return Role.DELEGATE if mine.changeable_by(viewer).exists() else ""


def planning_in(group: Group, viewer: Viewer) -> str:
    """In which part she begins an action of a group in which she plans."""
    coordinates = Group.objects.coordinated_by(viewer).filter(pk=group.pk).exists()
    return Role.COORDINATOR if coordinates else Role.ORGANISER
