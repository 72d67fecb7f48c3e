"""What sign-in and the pages of one's own account leave in the audit: one entry a request.

These pages come from a library and know no gate, so every address is wrapped once, here.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.kernel import tenancy
from programs.kernel.actor import Actor
from programs.kernel.gate import Trail
from programs.kernel.intake import clean_line
from programs.kernel.policy import needs_second_factor
from programs.registry import membership, tries
from programs.registry.models import Person

View = Callable[..., HttpResponse]


class AccountAct(StrEnum):
    """Acts on one's own account; open to the account's owner, so no line of the policy table."""

    SIGN_IN = "account.sign_in"
    LOCKED = "account.locked"
    SIGN_OUT = "account.sign_out"
    CONFIRM_IDENTITY = "account.confirm_identity"
    CHANGE_PASSWORD = "account.change_password"
    VIEW_SECOND_FACTOR = "account.view_second_factor"
    CHANGE_SECOND_FACTOR = "account.change_second_factor"
    VIEW_RECOVERY_CODES = "account.view_recovery_codes"
    CHANGE_RECOVERY_CODES = "account.change_recovery_codes"
    ACCEPT_INVITATION = "account.accept_invitation"
    CHANGE_LANGUAGE = "account.change_language"


LABELS = {
    AccountAct.SIGN_IN: _("ログイン"),
    AccountAct.LOCKED: _("ログインの一時停止"),
    AccountAct.SIGN_OUT: _("ログアウト"),
    AccountAct.CONFIRM_IDENTITY: _("本人確認"),
    AccountAct.CHANGE_PASSWORD: _("自分のパスワードの変更"),
    AccountAct.VIEW_SECOND_FACTOR: _("自分の二段階認証の確認"),
    AccountAct.CHANGE_SECOND_FACTOR: _("自分の二段階認証の変更"),
    AccountAct.VIEW_RECOVERY_CODES: _("自分のリカバリーコードの表示"),
    AccountAct.CHANGE_RECOVERY_CODES: _("自分のリカバリーコードの作成"),
    AccountAct.ACCEPT_INVITATION: _("招待リンクからのパスワード設定"),
    AccountAct.CHANGE_LANGUAGE: _("表示言語の切り替え"),
}
_REFUSALS = (ImmediateHttpResponse, ReauthenticationRequired, Http404, PermissionDenied)


def recorded(view: Any, act: AccountAct) -> View:
    """Wrap a library's view for signed-in people: they see the frame, the audit one entry."""

    @transaction.non_atomic_requests
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                who = _enter(request)
                response = _finished(view(request, *args, **kwargs))
                if who:
                    leave(who, act, _outcome(request, response))
                return response
        except _REFUSALS:
            with transaction.atomic():
                who = _enter(request)
                if who:
                    leave(who, act, "refused")
            raise

    return answer


def sign_in_recorded(view: Any) -> View:
    """Wrap a step of signing in: success, failure and lockout each leave an entry."""

    @transaction.non_atomic_requests
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "GET" and request.session.pop("expired", False):
            text = gettext(
                "長時間操作がなかったため、ログアウトしました。もう一度ログインしてください。"
            )
            messages.info(request, text)
        trying = getattr(request, "_login_stage", None)
        with transaction.atomic():
            response = _finished(view(request, *args, **kwargs))
            if request.method == "POST":
                trying = getattr(request, "_login_stage", trying)
                _leave_sign_in(request, response, trying)
        return response

    return answer


def leave(who: Actor, act: AccountAct, outcome: str, person: Person | None = None) -> None:
    """Write one entry of an account's act, under the hub that the person works for."""
    tenancy.enter_as(who)
    trail = Trail(who, act)
    if person is not None:
        trail.note(person)
    trail.write(outcome)


def bare_actor(person: Any, request: HttpRequest | None = None) -> Actor:
    """Return a person's first role in force as an actor, or one of no hub and no role."""
    tenancy.enter([], person.pk)
    first = membership.first_current(person.pk)
    request_id = getattr(request, "request_id", None)
    if first:
        return membership.make_actor(first, name=str(person), request_id=request_id)
    return Actor(user_id=person.pk, name=str(person), role="", hub_id=None, hub_ids=())


def _enter(request: HttpRequest) -> Actor | None:
    """Return who acts, with the frame's menu where she may use it already."""
    if not request.user.is_authenticated:
        return None
    actor = membership.actor_for(request)
    if actor is None:
        return bare_actor(request.user, request)
    if actor.mfa or not needs_second_factor(actor.role):
        request.actor = actor  # type: ignore[attr-defined]
    return actor


def _finished(response: Any) -> HttpResponse:
    """Render a template response now, within the transaction that may see the rows."""
    if not getattr(response, "is_rendered", True):
        response.render()
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _outcome(request: HttpRequest, response: HttpResponse) -> str:
    if request.method != "POST":
        return "read"
    return "done" if response.status_code in (302, 303) else "invalid"


def _leave_sign_in(request: HttpRequest, response: HttpResponse, stage: Any) -> None:
    if request.user.is_authenticated:
        leave(bare_actor(request.user, request), AccountAct.SIGN_IN, "done")
        return
    if response.headers.get("Location", "").startswith(reverse("mfa_authenticate")):
        return  # the first of two steps; the second one tells
    person = stage.login.user if stage else _named(request.POST.get("login", ""))
    act = AccountAct.LOCKED if getattr(request, "sign_in_locked", False) else AccountAct.SIGN_IN
    if person is None:
        Trail(None, act).write("refused")
    else:
        leave(bare_actor(person, request), act, "refused", person)


def _named(username: str) -> Person | None:
    name = tries.fold(clean_line(username))
    return Person.objects.filter(username=name).first()
