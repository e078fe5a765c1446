"""Calls: their forms. What everyone sees of a call is put together in actions.agenda."""

from django.urls import path

from campaign.calls import views

urlpatterns = [
    path("new/", views.new, name="call_new"),
    path("<slug:slug>/edit/", views.edit, name="call_edit"),
]
