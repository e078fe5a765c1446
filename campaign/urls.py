"""The map of all addresses."""

from django.urls import URLPattern, URLResolver, include, path

from campaign.web import health, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("campaign.people.urls")),
    path("privacy/", views.privacy, name="privacy"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
