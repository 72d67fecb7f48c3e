"""Screens of accounts, roles and the table of rights."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.errors import Hidden
from programs.kernel.forms import ActorForm
from programs.kernel.kana import search_key
from programs.kernel.policy import may, needs_second_factor, table
from programs.kernel.views import Column, FormPage, ListPage, PageView
from programs.registry import invitation
from programs.registry import member_queries as queries
from programs.registry.choices import Act, Role
from programs.registry.commands import accounts as commands
from programs.registry.member_forms import (
    InviteForm,
    MemberFilter,
    PasswordForm,
    RoleEndForm,
    RoleForm,
)
from programs.registry.member_queries import Account
from programs.registry.models import Person

_LINK = "invitation_link"
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
        rows = queries.accounts(self.actor)
        if "role" in self.filters:
            held = queries.memberships(self.actor).filter(
                queries.roles_in_force(self.today), role=self.filters["role"]
            )
            rows = rows.filter(pk__in=held.order_by().values("person_id"))
        if "q" in self.filters:
            rows = rows.filter(self._named(self.filters["q"]))
        match self.filters.get("state"):
            case "stopped":
                rows = rows.filter(is_active=False)
            case "invited":
                rows = rows.filter(is_active=True, password__startswith="!")
            case "active":
                rows = rows.filter(is_active=True).exclude(password__startswith="!")
        return rows

    def context(self) -> dict[str, Any]:
        """Which of the people here have a second factor, and whether one may invite."""
        return {
            "secured": queries.with_second_factor(queries.accounts(self.actor)),
            "may_invite": may(self.actor, Act.INVITE_MEMBER),
            "may_view_policy": may(self.actor, Act.VIEW_POLICY),
            "state_labels": STATE_LABELS,
        }

    def _named(self, text: str) -> Q:
        key = search_key(text)
        ids = [
            person.pk
            for person in queries.accounts(self.actor)
            if key in search_key(person.name) or key in search_key(person.name_kana)
        ]
        return Q(pk__in=ids) | Q(username__icontains=text)


class _OneMember:
    """A screen about one account."""

    actor: Any
    kwargs: dict[str, Any]
    object: Account

    def target(self) -> Account:
        """The account of the address."""
        return queries.account(self.actor, self.kwargs["pk"])

    def here(self) -> str:
        """The address of the account's page."""
        return reverse("registry:member-detail", args=[self.object.person.pk])


class MemberDetail(_OneMember, PageView):
    """One account: roles with their days, state, second factor, and a new link right after it was made."""

    action = Act.VIEW_MEMBERS
    template_name = "registry/member_detail.html"

    def context(self) -> dict[str, Any]:
        """What is known of the account, and what one may do with it."""
        person = self.object.person
        kept = self.request.session.get(_LINK, {})
        link = self.request.session.pop(_LINK)["path"] if kept.get("person") == person.pk else ""
        return {
            "title": str(person),
            "person": person,
            "state": state_of(person),
            "state_label": STATE_LABELS[state_of(person)],
            "secured": person.pk in queries.with_second_factor([person]),
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
        self.request.session[_LINK] = {"person": person.pk, "path": path}
        return reverse("registry:member-detail", args=[person.pk])


class RoleAdd(_OneMember, FormPage):
    """Give an account a further role."""

    action = Act.CHANGE_MEMBER
    form_class = RoleForm
    template_name = "registry/member_role.html"
    title = _("役割の追加")
    done_message = _("役割を追加しました。")

    def initial(self) -> dict[str, Any]:
        """From today on."""
        return {"from_on": self.today}

    def perform(self, form: RoleForm) -> str:
        """Give the role."""
        said = form.cleaned_data
        commands.give_role(
            self.actor,
            self.object,
            form.hub_id(),
            said["role"],
            said["title"],
            said["from_on"],
            said["to_on"],
        )
        return self.here()


class RoleEnd(_OneMember, FormPage):
    """End a role."""

    action = Act.CHANGE_MEMBER
    form_class = RoleEndForm
    template_name = "registry/member_role_end.html"
    title = _("役割の終了")
    done_message = _("役割の最終日を登録しました。")

    def initial(self) -> dict[str, Any]:
        """Until today."""
        return {"last_on": self.today}

    def role(self) -> Any:
        """The role of the address."""
        return queries.membership(self.actor, self.object.person, self.kwargs["role"])

    def context(self) -> dict[str, Any]:
        """Which role is meant."""
        return {"role": self.role(), "person": self.object.person}

    def perform(self, form: RoleEndForm) -> str:
        """End it."""
        commands.end_role(
            self.actor, self.object, self.role(), form.cleaned_data["last_on"], self.today
        )
        return self.here()


class _Confirmed(_OneMember, FormPage):
    """An act that is explained first and confirmed by a button."""

    action = Act.CHANGE_MEMBER
    form_class = ActorForm
    template_name = "registry/member_confirm.html"
    effects: tuple[Any, ...] = ()
    submit_label: Any = ""

    def context(self) -> dict[str, Any]:
        """What will happen."""
        return {
            "person": self.object.person,
            "effects": self.effects,
            "submit_label": self.submit_label,
        }


class MemberStop(_Confirmed):
    """Stop an account."""

    title = _("アカウントの停止")
    done_message = _("アカウントを停止しました。開いている画面も、次の操作から使えなくなります。")
    effects = (
        _("次の操作から、この方はすべての画面を使えなくなります。"),
        _("記録や署名はそのまま残ります。"),
        _("あとで再開できます。"),
    )
    submit_label = _("停止する")

    def perform(self, form: Any) -> str:
        """Stop it."""
        commands.set_active(self.actor, self.object, False, self.today)
        return self.here()


class MemberReopen(_Confirmed):
    """Open a stopped account again."""

    title = _("アカウントの再開")
    done_message = _("アカウントを再開しました。")
    effects = (_("この方は、これまでのパスワードでまたログインできるようになります。"),)
    submit_label = _("再開する")

    def perform(self, form: Any) -> str:
        """Open it."""
        commands.set_active(self.actor, self.object, True, self.today)
        return self.here()


class SecondFactorReset(_Confirmed):
    """Take away a lost second factor."""

    title = _("二段階認証の解除")
    done_message = _("二段階認証を解除しました。次のログインのときに、新しく設定していただきます。")
    effects = (
        _("認証アプリ、パスキー、リカバリーコードがすべて使えなくなります。"),
        _("次のログインのときに、ご本人が新しく設定します。"),
        _("解除したことは、ご本人にお知らせします。"),
    )
    submit_label = _("解除する")

    def perform(self, form: Any) -> str:
        """Take it away."""
        commands.reset_second_factor(self.actor, self.object, self.today)
        return self.here()


class LinkIssue(_Confirmed):
    """Make a new link by which the person sets her password."""

    title = _("パスワード設定リンクの発行")
    effects = (
        _("いまのパスワードは使えなくなります。開いている画面からもログアウトします。"),
        _("前に発行したリンクも使えなくなります。"),
        _("新しいリンクは7日間、1回だけ使えます。"),
    )
    submit_label = _("リンクを発行する")

    def perform(self, form: Any) -> str:
        """Make it and show it once."""
        path = commands.issue_link(self.actor, self.object, self.today)
        self.request.session[_LINK] = {"person": self.object.person.pk, "path": path}
        return self.here()


class Invitation(FormPage):
    """Where an invited person sets her password; open to whoever holds the link."""

    public = True
    form_class = PasswordForm
    template_name = "registry/member_invitation.html"
    title = _("パスワードの設定")
    object: Person | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say so where the link no longer works."""
        if invitation.person_of(self.kwargs["token"]) is None:
            response: HttpResponseBase = self._closed()
        else:
            response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    def target(self) -> Person | None:
        """Whose link it is."""
        return invitation.person_of(self.kwargs["token"])

    def form_options(self) -> dict[str, Any]:
        """The rules for passwords look at the person."""
        return {"person": self.object}

    def perform(self, form: PasswordForm) -> str:
        """Set the password; on to the sign-in page."""
        commands.accept_invitation(self.kwargs["token"], form.cleaned_data["password"])
        messages.success(
            self.request,
            _("パスワードを設定しました。ログインIDと新しいパスワードでログインしてください。"),
        )
        return reverse("account_login")

    def _closed(self) -> HttpResponse:
        self.template_name = "registry/member_invitation_closed.html"
        return self.show({"title": _("このリンクは使えません")}, status=410)


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
