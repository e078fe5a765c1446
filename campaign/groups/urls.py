"""Groups: their forms and deeds. What everyone sees of a group is put together in actions.agenda."""

from django.urls import path

from campaign.groups.views import founding, invitations, joining, people

urlpatterns = [
    path("new/", founding.new, name="group_new"),
    path("<slug:slug>/edit/", founding.edit, name="group_edit"),
    path("<slug:slug>/asked/", founding.asked, name="group_asked"),
    path("<slug:slug>/wake/", founding.wake, name="group_wake"),
    path("<slug:slug>/join/", joining.join, name="group_join"),
    path("<slug:slug>/leave/", joining.leave, name="group_leave"),
    path("<slug:slug>/mail/", people.mail, name="group_mail"),
    path("<slug:slug>/members/", people.members, name="group_members"),
    path("<slug:slug>/members/<int:pk>/", people.member, name="group_member"),
    path("<slug:slug>/members/<int:pk>/handover/", people.hand_over, name="group_hand_over"),
    path("<slug:slug>/handover/", people.handed_over, name="group_handover"),
    path("<slug:slug>/requests/", people.requests, name="group_requests"),
    path("<slug:slug>/requests/<int:pk>/", people.answer_request, name="group_answer_request"),
    path("<slug:slug>/invitations/", invitations.index, name="group_invitations"),
    path("<slug:slug>/invitations/<int:pk>/", invitations.one, name="group_invitation"),
]
