"""Planning and taking part. The action's own page is put together in actions.agenda."""

from django.urls import path

from actions.planning.views import (
    beginning,
    checklist,
    copying,
    hosting,
    planning,
    series,
    shifts,
    taking_part,
    templates,
    weighing,
)

urlpatterns = [
    path("actions/new/", beginning.new, name="action_new"),
    path("actions/<slug:slug>/edit/", planning.edit, name="action_edit"),
    path("actions/<slug:slug>/copy/", copying.copy, name="action_copy"),
    path("actions/<slug:slug>/series/", series.repeat, name="action_series"),
    path("actions/<slug:slug>/call/", weighing.call, name="action_call"),
    path("actions/<slug:slug>/announce/", planning.announce, name="action_announce"),
    path("actions/<slug:slug>/postpone/", planning.postpone, name="action_postpone"),
    path("actions/<slug:slug>/cancel/", planning.cancel, name="action_cancel"),
    path("actions/<slug:slug>/withdraw/", planning.withdraw, name="action_withdraw"),
    path("actions/<slug:slug>/shifts/", shifts.shifts_page, name="action_shifts"),
    path("actions/<slug:slug>/shifts/<int:pk>/", shifts.shift, name="action_shift"),
    path("actions/<slug:slug>/checklist/", checklist.checklist_page, name="action_checklist"),
    path("actions/<slug:slug>/checklist/<int:pk>/", checklist.item, name="action_checklist_item"),
    path("actions/<slug:slug>/signup/", taking_part.sign_up, name="action_signup"),
    path("actions/<slug:slug>/participants/", taking_part.participants, name="action_participants"),
    path("actions/<slug:slug>/participants/<int:id>/", taking_part.strike_off, name="action_strike_off"),
    path("actions/<slug:slug>/hosts/", hosting.hosts, name="action_hosts"),
    path("actions/<slug:slug>/hosts/<int:id>/", hosting.cohost, name="action_cohost"),
    path("actions/<slug:slug>/delegates/<int:id>/", hosting.delegate, name="action_delegate"),
    path("delegations/<str:token>/", hosting.by_link, name="delegation"),
    path("actions/<slug:slug>/template/", templates.keep, name="action_keep"),
    path("groups/<slug:slug>/templates/", templates.of_group, name="group_templates"),
    path("groups/<slug:slug>/templates/<int:pk>/", templates.group_kept, name="group_template"),
    path("groups/<slug:slug>/templates/<slug:kind>/", templates.group_kind, name="group_kind"),
    path("network/templates/", templates.of_network, name="network_templates"),
    path("network/templates/<int:pk>/", templates.network_kept, name="network_template"),
    path("network/templates/<slug:kind>/", templates.network_kind, name="network_kind"),
    path("registrations/<str:token>/", taking_part.registration, name="registration"),
]
