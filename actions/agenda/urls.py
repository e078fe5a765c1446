"""The public pages. Forms and deeds on the same things are named by the rooms below, whose addresses come first."""

from django.urls import path

from actions.agenda import views
from actions.agenda.board import views as board

urlpatterns = [
    path("", views.home, name="home"),
    path("calls/", views.calls, name="calls"),
    path("calls/<slug:slug>/board/", board.board, name="board"),
    path("calls/<slug:slug>/board/write/", board.write, name="board_write"),
    path("calls/<slug:slug>/", views.call, name="call"),
    path("actions/", views.actions, name="actions"),
    path("actions/<slug:slug>/", views.action, name="action"),
    path("groups/", views.groups, name="groups"),
    path("groups/<slug:slug>/", views.group, name="group"),
    path("map/", views.map, name="map"),
]
