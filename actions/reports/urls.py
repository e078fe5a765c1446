"""`/reports/`, each action's report and each call's round-up."""

from django.urls import path

from actions.reports import views

urlpatterns = [
    path("reports/", views.index, name="reports"),
    path("actions/<slug:slug>/report/", views.write, name="action_report"),
    path("calls/<slug:slug>/round-up/", views.call_round_up, name="round_up"),
]
