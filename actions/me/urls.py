"""A person's own page."""

from django.urls import path

from actions.me import views

urlpatterns = [
    path("me/", views.me, name="me"),
]
