"""Announcements of a group, and the way to stop getting them."""

from django.urls import path

from actions.announcements import views

urlpatterns = [
    path("groups/<slug:slug>/announcements/", views.index, name="announcements"),
    path("groups/<slug:slug>/announcements/<int:pk>/", views.show, name="announcement"),
    path("groups/<slug:slug>/announcements/<int:pk>/edit/", views.edit, name="announcement_edit"),
    path("groups/<slug:slug>/announcements/<int:pk>/send/", views.send, name="announcement_send"),
    path("groups/<slug:slug>/announcements/<int:pk>/stop/", views.stop, name="announcement_stop"),
    path("groups/<slug:slug>/announcements/<int:pk>/discard/", views.discard, name="announcement_discard"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
