"""The person behind a request, for views that only a signed-in person reaches."""

from django.http import HttpRequest

from campaign.people.models import Person


def person(request: HttpRequest) -> Person:
    """Who is signed in. Only in views that are closed by default: there is always somebody there."""
    user = request.user
    if not isinstance(user, Person):
        raise TypeError("this view is open to visitors: ask request.viewer")
    return user
