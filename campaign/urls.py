"""The map of all addresses."""

from django.urls import URLPattern, URLResolver, include, path

from campaign.calls.views import answering
from campaign.groups import views as groups
from campaign.web import health, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("calendars/", include("actions.calendars.urls")),
    path("accounts/", include("campaign.people.urls")),
    path("answers/<str:token>/", answering.by_link, name="answer_by_link"),
    path("calls/", include("campaign.calls.urls")),
    path("groups/", include("campaign.groups.urls")),
    path("network/", groups.the_network, name="network"),
    path("privacy/", views.privacy, name="privacy"),
    path("resources/", include("campaign.resources.urls")),
    path("", include("actions.announcements.urls")),
    path("", include("actions.me.urls")),
    path("", include("actions.planning.urls")),
    path("", include("actions.reports.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("", include("actions.agenda.urls")),  # last: what everyone sees
]
