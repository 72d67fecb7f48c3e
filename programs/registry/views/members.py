"""Screens of accounts, roles and the table of rights."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.errors import Hidden
from programs.kernel.policy import may, needs_second_factor, table
from programs.kernel.views import Column, FormPage, ListPage, PageView
from programs.registry import invitation, leaving
from programs.registry.choices import Act, Role
from programs.registry.commands import accounts as commands
from programs.registry.forms.members import (
    InviteForm,
    MemberFilter,
)
from programs.registry.models import Person
from programs.registry.queries import staff as queries
from programs.registry.queries.staff import Account

LINK = "invitation_link"
STATE_LABELS = {"active": _("利用中"), "invited": _("招待中"), "stopped": _("停止中")}


def state_of(person: Person) -> str:
    """Return whether an account is stopped, still invited, or in use."""
    if not person.is_active:
        return "stopped"
    return "active" if person.has_usable_password() else "invited"


class MemberList(ListPage):
    """Accounts with their roles."""

    action = Act.VIEW_MEMBERS
    template_name = "registry/member_list.html"
    title = _("利用者アカウント")
    filter_form = MemberFilter
    columns = (
        Column("name", _("氏名"), lambda person: person.name),
        Column("username", _("ログインID"), lambda person: person.username),
        Column("roles", _("役割"), lambda person: person.roles),
        Column("state", _("状態"), state_of),
        Column("last_login", _("最後のログイン"), lambda person: person.last_login),
    )
    sorts = {
        "name": ("name_kana", "pk"),
        "username": ("username", "pk"),
        "last_login": ("last_login", "pk"),
    }

    def rows(self) -> "QuerySet[Person]":
        """The people of one's hubs, narrowed by the filter."""
        return queries.listed(self.actor, self.filters, self.today)

    def context(self) -> dict[str, Any]:
        """Whether one may invite, and see the table of rights."""
        return {
            "may_invite": may(self.actor, Act.INVITE_MEMBER),
            "may_view_training": may(self.actor, "staffing.view_register"),
            "may_view_policy": may(self.actor, Act.VIEW_POLICY),
            "may_save": may(self.actor, "exchange.export_staff"),
            "may_import": may(self.actor, "exchange.import_staff"),
            "state_labels": STATE_LABELS,
        }


class OneMember:
    """A screen about one account."""

    actor: Any
    kwargs: dict[str, Any]
    object: Account

    def target(self) -> Account:
        """The account of the address."""
        return queries.account(self.actor, self.kwargs["pk"])

    def left_behind(self) -> dict[str, Any]:
        """What the person is still responsible for, and whether one may give it to others."""
        return {
            "duties": leaving.duties(self.actor.hub_ids, self.object.person),
            "may_assign": may(self.actor, "consultations.assign_work"),
        }

    def here(self) -> str:
        """The address of the account's page."""
        return reverse("registry:member-detail", args=[self.object.person.pk])


class MemberDetail(OneMember, PageView):
    """One account: roles with their days, state, second factor, and a new link right after it was made."""

    action = Act.VIEW_MEMBERS
    template_name = "registry/member_detail.html"

    def context(self) -> dict[str, Any]:
        """What is known of the account, and what one may do with it."""
        person = self.object.person
        kept = self.request.session.get(LINK, {})
        link = self.request.session.pop(LINK)["path"] if kept.get("person") == person.pk else ""
        return {
            "title": str(person),
            "person": person,
            "state": state_of(person),
            "state_label": STATE_LABELS[state_of(person)],
            "should_be_secured": any(needs_second_factor(role.role) for role in self.object.roles),
            "link": self.request.build_absolute_uri(link) if link else "",
            "link_days": invitation.LASTS.days,
            "may_change": may(self.actor, Act.CHANGE_MEMBER, self.object),
            "is_self": person.pk == self.actor.user_id,
        }


class MemberInvite(FormPage):
    """Invite a person."""

    action = Act.INVITE_MEMBER
    form_class = InviteForm
    template_name = "registry/member_invite.html"
    title = _("利用者の招待")

    def initial(self) -> dict[str, Any]:
        """From today on."""
        return {"from_on": self.today}

    def perform(self, form: InviteForm) -> str:
        """Make the account and show its link once."""
        said = form.cleaned_data
        person, path = commands.invite(
            self.actor,
            commands.Invitation(
                username=said["username"],
                name=said["name"],
                name_kana=said["name_kana"],
                email=said["email"],
                hub_id=form.hub_id(),
                roles=said["roles"],
                title=said["title"],
                from_on=said["from_on"],
                to_on=said["to_on"],
            ),
        )
        self.request.session[LINK] = {"person": person.pk, "path": path}
        return reverse("registry:member-detail", args=[person.pk])


class PolicyList(PageView):
    """Which role may do what: the policy table as it is in force."""

    action = Act.VIEW_POLICY
    template_name = "registry/member_policy.html"
    title = _("権限一覧")

    def context(self) -> dict[str, Any]:
        """The table by role, and whether the role needs a second factor."""
        grants = list(table().values())
        roles = [
            {
                "key": role.value,
                "label": role.label,
                "second_factor": needs_second_factor(role),
                "grants": [
                    (grant, role not in grant.roles)
                    for grant in grants
                    if role in grant.everybody()
                ],
            }
            for role in Role
        ]
        chosen = self.request.GET.get("role", "")
        if chosen and chosen not in Role.values:
            raise Hidden
        return {"roles": [r for r in roles if not chosen or r["key"] == chosen], "chosen": chosen}
