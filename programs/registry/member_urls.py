"""Addresses of accounts and roles; part of the registry's."""

from django.urls import path

from programs.registry import member_views as members

urlpatterns = [
    path("members/", members.MemberList.as_view(), name="member-list"),
    path("members/invite/", members.MemberInvite.as_view(), name="member-invite"),
    path("members/<int:pk>/", members.MemberDetail.as_view(), name="member-detail"),
    path("members/<int:pk>/roles/add/", members.RoleAdd.as_view(), name="member-role-add"),
    path(
        "members/<int:pk>/roles/<int:role>/end/", members.RoleEnd.as_view(), name="member-role-end"
    ),
    path("members/<int:pk>/stop/", members.MemberStop.as_view(), name="member-stop"),
    path("members/<int:pk>/reopen/", members.MemberReopen.as_view(), name="member-reopen"),
    path(
        "members/<int:pk>/second-factor/reset/",
        members.SecondFactorReset.as_view(),
        name="member-second-factor-reset",
    ),
    path("members/<int:pk>/link/", members.LinkIssue.as_view(), name="member-link"),
    path("invitations/<str:token>/", members.Invitation.as_view(), name="invitation"),
    path("policy/", members.PolicyList.as_view(), name="policy-list"),
]
