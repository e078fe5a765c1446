"""Calls: their forms. What everyone sees of a call is put together in actions.agenda."""

from django.urls import path

from campaign.calls.views import answering, writing

urlpatterns = [
    path("new/", writing.new, name="call_new"),
    path("<slug:slug>/edit/", writing.edit, name="call_edit"),
    path("<slug:slug>/answer/<slug:group>/", answering.signed_in, name="call_answer"),
]
