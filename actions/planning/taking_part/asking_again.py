"""“Still?”: asked of those who have a place, after what they signed up for has become another day, hour or city.

Until they answer their seats count as unsure (`unsure_until`); they stay taken.
"""

from django.db import transaction

from actions.planning.models import Registration
from actions.planning.taking_part import seats as counter
from actions.planning.taking_part import signup

State = Registration.State


def still_coming(registration: Registration) -> None:
    """Somebody still comes: the seats are sure again. Saying it twice, or unasked, changes nothing. Raises LinkUsed
    where the registration has ended.

    A word that comes after the hour counts as well, as long as the seats have not been given away.
    """
    with transaction.atomic(durable=True):
        counter.hold(registration.action_id)
        Registration.objects.filter(pk=registration.pk, state=State.CONFIRMED).update(unsure_until=None)
        try:
            registration.refresh_from_db(fields=["state", "unsure_until"])
        except Registration.DoesNotExist as error:
            raise signup.LinkUsed from error
        if registration.state == State.CANCELLED:
            raise signup.LinkUsed
