"""The sign-in forms of the library in our words, with tries counted in the database."""

import struct
from typing import Any

from allauth.account.forms import ChangePasswordForm as LibraryChangePasswordForm
from allauth.account.forms import LoginForm as LibraryLoginForm
from allauth.account.forms import ReauthenticateForm as LibraryPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as LibraryCodeForm
from allauth.mfa.base.forms import ReauthenticateForm as LibraryCodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm as LibraryActivateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as LibraryPasskeyAddForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm as LibraryPasskeyForm
from allauth.mfa.webauthn.forms import LoginWebAuthnForm as LibraryPasskeyLoginForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm as LibraryPasskeyAgainForm
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programs.kernel import clock
from programs.registry import signin, tries

WRONG_KEY = _("パスキーを確認できませんでした。もう一度お試しください。")
CODE_ATTRS = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "placeholder": "",
    "autofocus": True,
}


class LoginForm(LibraryLoginForm):
    """Login id and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("ログインID"), _("パスワード")
        password.help_text = ""
        login.widget.attrs.update(placeholder="", autocapitalize="none", spellcheck="false")
        password.widget.attrs.update(placeholder="")
        _say_what_is_missing(self)


class PasswordAgainForm(LibraryPasswordForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("パスワード")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.update(placeholder="")
        _say_what_is_missing(self)


class ChangePasswordForm(LibraryChangePasswordForm):
    """A new password of one's own; the demonstration's passwords stay as they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("oldpassword", _("いまのパスワード")),
            ("password1", _("新しいパスワード")),
            ("password2", _("新しいパスワード（確認）")),
        ):
            self.fields[name].label = label
            self.fields[name].widget.attrs.update(placeholder="")
        self.fields["oldpassword"].help_text = ""
        _say_what_is_missing(self)

    def clean_oldpassword(self) -> str:
        """Check the present password; it counts as a try of the account."""
        password = self.cleaned_data["oldpassword"]
        answer = signin.try_password(self.user, password)
        if not answer.ok:
            raise ValidationError(answer.message)
        if self.user.is_demo:
            raise ValidationError(_("体験用のアカウントのパスワードは変更できません。"))
        return str(password)


class _Counted(forms.Form):
    """A form with a one-time code; each wrong one counts."""

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("認証コード")
        self.fields["code"].widget.attrs.update(CODE_ATTRS)
        _say_what_is_missing(self)

    def clean_code(self) -> str:
        """Count the try, compare, and uncount it when it was right."""
        self.cleaned_data["code"] = signin.plain_code(self.cleaned_data["code"])
        if not tries.take(self.user.username, clock.now()):
            context.request.sign_in_locked = True
            raise ValidationError(signin.LOCKED)
        code: str = super().clean_code()
        tries.give_back(self.user.username)
        return code


class CodeForm(_Counted, LibraryCodeForm):
    """The second step of signing in."""


class CodeAgainForm(_Counted, LibraryCodeAgainForm):
    """A code once more, before something that matters."""


class ActivateForm(LibraryActivateForm):
    """The first code of a new authenticator app; nothing to guess here: the secret is shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("アプリに表示された6けたのコード")
        self.fields["code"].widget.attrs.update(CODE_ATTRS)
        _say_what_is_missing(self)

    def clean_code(self) -> str:
        """Take full-width digits as well."""
        self.cleaned_data["code"] = signin.plain_code(self.cleaned_data["code"])
        return str(super().clean_code())


# What the library's parser raises for a credential that no browser would send.
_MALFORMED = (
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    struct.error,
    InvalidSignature,
)


class _Passkey(forms.Form):
    """A form with the browser's answer for a passkey; nonsense in it is a wrong one, not a failure."""

    def clean_credential(self) -> Any:
        """Read it as the library does."""
        try:
            read = getattr(super(), "clean_credential", None)
            return read() if read else self.cleaned_data["credential"]
        except _MALFORMED as error:
            raise ValidationError(WRONG_KEY) from error

    def clean(self) -> Any:
        """A new key is read here by the library."""
        try:
            return super().clean()
        except _MALFORMED as error:
            raise ValidationError(WRONG_KEY) from error


class PasskeyLoginForm(_Passkey, LibraryPasskeyLoginForm):
    """Sign in with a passkey alone."""


class PasskeyForm(_Passkey, LibraryPasskeyForm):
    """A key as second step."""


class PasskeyAgainForm(_Passkey, LibraryPasskeyAgainForm):
    """A key once more, before something that matters."""


class PasskeyAddForm(_Passkey, LibraryPasskeyAddForm):
    """A new key."""


def _say_what_is_missing(form: forms.Form) -> None:
    for field in form.fields.values():
        field.error_messages["required"] = _("入力してください。")
