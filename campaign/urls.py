"""The map of all addresses."""

from django.urls import URLPattern, URLResolver, include, path

from campaign.calls.views import answering
from campaign.groups.views import joining as ways_in
from campaign.groups.views import network
from campaign.web import health, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("actions.planning.urls")),  # first, for the sake of signing up
    path("calendars/", include("actions.calendars.urls")),
    path("accounts/", include("campaign.people.urls")),
    path("answers/<str:token>/", answering.by_link, name="answer_by_link"),
    path("calls/", include("campaign.calls.urls")),
    path("groups/", include("campaign.groups.urls")),
    path("invitations/<str:token>/", ways_in.invitation, name="invitation"),
    path("network/", network.settings, name="network"),
    path("network/groups/", network.groups, name="network_groups"),
    path("network/groups/<slug:slug>/", network.group, name="network_group"),
    path("privacy/", views.privacy, name="privacy"),
    path("resources/", include("campaign.resources.urls")),
    path("", include("actions.announcements.urls")),
    path("", include("actions.me.urls")),
    path("", include("actions.reports.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("", include("actions.agenda.urls")),  # last: what everyone sees
]
