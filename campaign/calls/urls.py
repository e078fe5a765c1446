"""Calls: their forms. What everyone sees of a call is put together in actions.agenda."""

from django.urls import path

from campaign.calls.views import answering, asking, publishing, translating, writing

urlpatterns = [
    path("new/", writing.new, name="call_new"),
    path("<slug:slug>/edit/", writing.edit, name="call_edit"),
    path("<slug:slug>/ask/", asking.ask, name="call_ask"),
    path("<slug:slug>/answer/<slug:group>/", answering.signed_in, name="call_answer"),
    path("<slug:slug>/publish/", publishing.publish, name="call_publish"),
    path("<slug:slug>/end/", publishing.end, name="call_end"),
    path("<slug:slug>/translations/", translating.translations, name="call_translations"),
    path("<slug:slug>/translations/<slug:language>/", translating.translation, name="call_translation"),
    path("<slug:slug>/translations/<slug:language>/remove/", translating.remove, name="call_translation_remove"),
]
