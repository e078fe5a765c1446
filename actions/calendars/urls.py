"""The addresses of feeds: others subscribe to them, so they never change."""

from django.urls import path

from actions.calendars import views

urlpatterns = [
    path("", views.index, name="calendars"),
    path("renew/", views.renew, name="calendar_renew"),
    path("all.ics", views.feed, {"kind": "all"}, name="feed_all"),
    path("calls/<slug:slug>.ics", views.feed, {"kind": "calls"}, name="feed_call"),
    path("groups/<slug:slug>.ics", views.feed, {"kind": "groups"}, name="feed_group"),
    path("actions/<slug:slug>.ics", views.feed, {"kind": "actions"}, name="feed_action"),
    path("private/<str:token>.ics", views.private_feed, name="feed_private"),
]
