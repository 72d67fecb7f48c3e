"""Addresses of accounts and roles; part of the registry's."""

from django.urls import path

from programs.registry.views import member_changes as changes
from programs.registry.views import members

urlpatterns = [
    path("members/", members.MemberList.as_view(), name="member-list"),
    path("members/invite/", members.MemberInvite.as_view(), name="member-invite"),
    path("members/<int:pk>/", members.MemberDetail.as_view(), name="member-detail"),
    path("members/<int:pk>/roles/add/", changes.RoleAdd.as_view(), name="member-role-add"),
    path(
        "members/<int:pk>/roles/<int:role>/end/", changes.RoleEnd.as_view(), name="member-role-end"
    ),
    path("members/<int:pk>/stop/", changes.MemberStop.as_view(), name="member-stop"),
    path("members/<int:pk>/reopen/", changes.MemberReopen.as_view(), name="member-reopen"),
    path(
        "members/<int:pk>/second-factor/reset/",
        changes.SecondFactorReset.as_view(),
        name="member-second-factor-reset",
    ),
    path("members/<int:pk>/link/", changes.LinkIssue.as_view(), name="member-link"),
    path("invitations/<str:token>/", changes.Invitation.as_view(), name="invitation"),
    path("policy/", members.PolicyList.as_view(), name="policy-list"),
]
