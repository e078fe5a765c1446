from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "actions.planning"
