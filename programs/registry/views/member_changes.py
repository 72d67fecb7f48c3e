"""Screens that change an account: roles, stopping, resetting, and the invited person's first step."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import ActorForm
from programs.kernel.views import FormPage
from programs.registry import invitation
from programs.registry.choices import Act
from programs.registry.commands import accounts as commands
from programs.registry.forms.members import PasswordForm, RoleEndForm, RoleForm
from programs.registry.models import Person
from programs.registry.queries import staff as queries
from programs.registry.views.members import LINK, OneMember


class RoleAdd(OneMember, FormPage):
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


class RoleEnd(OneMember, FormPage):
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
        return {"role": self.role(), "person": self.object.person, **self.left_behind()}

    def perform(self, form: RoleEndForm) -> str:
        """End it."""
        commands.end_role(
            self.actor, self.object, self.role(), form.cleaned_data["last_on"], self.today
        )
        return self.here()


class _Confirmed(OneMember, FormPage):
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

    def context(self) -> dict[str, Any]:
        """What will happen, and what is left behind."""
        return {**super().context(), **self.left_behind()}

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
        self.request.session[LINK] = {"person": self.object.person.pk, "path": path}
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
