"""Groups: their forms and deeds. What everyone sees of a group is put together in actions.agenda."""

from django.urls import path

from campaign.groups import views

urlpatterns = [
    path("new/", views.new, name="group_new"),
    path("<slug:slug>/edit/", views.edit, name="group_edit"),
    path("<slug:slug>/join/", views.join, name="group_join"),
    path("<slug:slug>/leave/", views.leave, name="group_leave"),
    path("<slug:slug>/mail/", views.mail, name="group_mail"),
    path("<slug:slug>/members/", views.members, name="group_members"),
    path("<slug:slug>/members/<int:pk>/", views.member, name="group_member"),
]
