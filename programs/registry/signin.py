"""How allauth signs people in here: no sign-up, wrong tries counted, secrets sealed.

``try_password`` and ``verify_second_factor`` ask a signed-in person again before an act that
cannot be undone. They count in the account's one bucket (``registry.tries``).
"""

import base64
import unicodedata
from enum import StrEnum
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from programs.kernel import clock, vault
from programs.registry import tries

LOCKED = _(
    "続けて間違えたため、このアカウントの確認を15分間停止しています。しばらく待ってからお試しください。"
)
WRONG_PASSWORD = _("パスワードが正しくありません。")
WRONG_CODE = _(
    "コードが正しくありません。一度使ったコードは使えませんので、次のコードが表示されてから入力してください。"
)
_SEAL_CONTEXT = "registry.second_factor"


class Answer(StrEnum):
    """What came of asking for a password or code."""

    RIGHT = "right"
    WRONG_PASSWORD = "wrong_password"
    WRONG_CODE = "wrong_code"
    LOCKED = "locked"

    @property
    def ok(self) -> bool:
        """Whether it was right."""
        return self is Answer.RIGHT

    @property
    def message(self) -> Any:
        """What to show at the field; empty when it was right."""
        return _MESSAGES.get(self, "")


_MESSAGES = {
    Answer.WRONG_PASSWORD: WRONG_PASSWORD,
    Answer.WRONG_CODE: WRONG_CODE,
    Answer.LOCKED: LOCKED,
}


def try_password(person: Any, password: str) -> Answer:
    """Check a person's password once; a wrong one counts, and after five none is looked at.

    The count stays even when the caller's transaction is rolled back. Writes no audit entry: the
    act that asks leaves its own.
    """
    if not tries.take(person.username, clock.now()):
        return Answer.LOCKED
    if not person.check_password(password):
        return Answer.WRONG_PASSWORD
    tries.give_back(person.username)
    return Answer.RIGHT


def verify_second_factor(person: Any, code: str) -> Answer:
    """Check a one-time code or a recovery code once; counts like ``try_password``."""
    if not tries.take(person.username, clock.now()):
        return Answer.LOCKED
    if not _code_fits(person, plain_code(code)):
        return Answer.WRONG_CODE
    tries.give_back(person.username)
    return Answer.RIGHT


def plain_code(code: str) -> str:
    """Return a code as allauth compares it: full-width digits become narrow, spaces go."""
    return "".join(unicodedata.normalize("NFKC", code).split())


def _code_fits(person: Any, code: str) -> bool:
    owned = Authenticator.objects.filter(user_id=person.pk).exclude(
        type=Authenticator.Type.WEBAUTHN
    )
    # One-time codes first: a recovery code is used up by being looked at.
    for authenticator in sorted(owned, key=lambda a: a.type != Authenticator.Type.TOTP):
        if authenticator.wrap().validate_code(code):
            authenticator.record_usage()
            return True
    return False


class AccountAdapter(DefaultAccountAdapter):
    """Closed to sign-up; accounts come from invitations."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": LOCKED,
        "username_password_mismatch": _("ログインIDまたはパスワードが正しくありません。"),
        "incorrect_password": WRONG_PASSWORD,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by herself."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; raises the form's error when none is left."""
        if not tries.take(credentials.get("username", ""), clock.now()):
            request.sign_in_locked = True  # type: ignore[attr-defined]
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check name and password; only wrong tries stay counted."""
        credentials["username"] = tries.fold(credentials.get("username", ""))
        person = super().authenticate(request, **credentials)
        if person:
            tries.give_back(credentials["username"])
        return person

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in; having just done so counts as fresh proof of identity for the next minutes."""
        super().login(request, user)
        records = list(get_authentication_records(request, user))
        if records:
            records[-1] = {**records[-1], "reauthenticated": True}
            request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Turn away accounts of the demonstration where there is none: their secrets are public."""
        if user.is_demo and not settings.DEMO:
            user.is_active = False
        return super().pre_login(request, user, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors; their secrets are sealed with the key outside the database."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def get_totp_label(self, user: Any) -> str:
        """Return the name shown in the authenticator app."""
        return str(user.username)

    def encrypt(self, text: str) -> str:
        """Seal the secret of a second factor."""
        return base64.b64encode(vault.seal(text, context=_SEAL_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open the secret again."""
        return vault.unseal(base64.b64decode(encrypted_text), context=_SEAL_CONTEXT)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the second factors of demonstration accounts, which everybody shares."""
        return not getattr(authenticator.user, "is_demo", False)
