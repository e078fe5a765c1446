"""`/resources/…`."""

from django.urls import path

from campaign.resources import views

urlpatterns = [
    path("", views.index, name="resources"),
    path("<slug:slug>/", views.page, name="resource"),
]
