"""Announcements of a group or for a call, and the way to stop getting them."""

from django.urls import path

from actions.announcements import chosen, views

OF_A_CALL = {"of": "call"}

urlpatterns = [
    path("groups/<slug:slug>/announcements/", views.index, name="announcements"),
    path("groups/<slug:slug>/announcements/<int:pk>/", views.show, name="announcement"),
    path("groups/<slug:slug>/announcements/<int:pk>/edit/", views.edit, name="announcement_edit"),
    path("groups/<slug:slug>/announcements/<int:pk>/send/", views.send, name="announcement_send"),
    path("groups/<slug:slug>/announcements/<int:pk>/stop/", views.stop, name="announcement_stop"),
    path("groups/<slug:slug>/announcements/<int:pk>/discard/", views.discard, name="announcement_discard"),
    path("actions/<slug:slug>/participants/write/", chosen.write, name="participants_write"),
    path("calls/<slug:slug>/announcements/<int:pk>/", views.show, OF_A_CALL, name="call_announcement"),
    path("calls/<slug:slug>/announcements/<int:pk>/edit/", views.edit, OF_A_CALL, name="call_announcement_edit"),
    path("calls/<slug:slug>/announcements/<int:pk>/send/", views.send, OF_A_CALL, name="call_announcement_send"),
    path("calls/<slug:slug>/announcements/<int:pk>/stop/", views.stop, OF_A_CALL, name="call_announcement_stop"),
    path(
        "calls/<slug:slug>/announcements/<int:pk>/discard/", views.discard, OF_A_CALL, name="call_announcement_discard"
    ),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
