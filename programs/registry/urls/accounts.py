"""Addresses of sign-in and of one's own account: those of allauth that are open here.

Sign-up, mail addresses and codes by mail are closed; their names stay, because the library
builds addresses from them. A forgotten password is the administrator's matter: a mail that
resets it would tell which addresses are known.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from programs.kernel.errors import Hidden
from programs.kernel.views import PageView
from programs.kernel.views.base import KernelView
from programs.registry.account_trail import AccountAct as Act
from programs.registry.account_trail import recorded, sign_in_recorded


class Closed(KernelView):
    """An address of the library that this site does not offer."""

    public = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """There is nothing here."""
        raise Hidden


class PasswordHelp(PageView):
    """What to do about a forgotten password."""

    public = True
    template_name = "registry/member_password_help.html"
    title = _("パスワードを忘れたとき")


def _own(route: str, view: Any, name: str, act: Act) -> Any:
    return path(route, recorded(view, act), name=name)


urlpatterns = [
    path("login/", sign_in_recorded(account.login), name="account_login"),
    path("2fa/authenticate/", sign_in_recorded(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/webauthn/login/", sign_in_recorded(keys.login_webauthn), name="mfa_login_webauthn"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/help/", PasswordHelp.as_view(), name="account_reset_password"),
    _own("logout/", account.logout, "account_logout", Act.SIGN_OUT),
    _own("reauthenticate/", account.reauthenticate, "account_reauthenticate", Act.CONFIRM_IDENTITY),
    _own(
        "password/change/", account.password_change, "account_change_password", Act.CHANGE_PASSWORD
    ),
    _own("2fa/", mfa.index, "mfa_index", Act.VIEW_SECOND_FACTOR),
    _own("2fa/reauthenticate/", mfa.reauthenticate, "mfa_reauthenticate", Act.CONFIRM_IDENTITY),
    _own("2fa/totp/activate/", totp.activate_totp, "mfa_activate_totp", Act.CHANGE_SECOND_FACTOR),
    _own(
        "2fa/totp/deactivate/",
        totp.deactivate_totp,
        "mfa_deactivate_totp",
        Act.CHANGE_SECOND_FACTOR,
    ),
    _own(
        "2fa/recovery-codes/",
        codes.view_recovery_codes,
        "mfa_view_recovery_codes",
        Act.VIEW_RECOVERY_CODES,
    ),
    _own(
        "2fa/recovery-codes/generate/",
        codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
        Act.CHANGE_RECOVERY_CODES,
    ),
    _own(
        "2fa/recovery-codes/download/",
        codes.download_recovery_codes,
        "mfa_download_recovery_codes",
        Act.VIEW_RECOVERY_CODES,
    ),
    _own("2fa/webauthn/", keys.list_webauthn, "mfa_list_webauthn", Act.VIEW_SECOND_FACTOR),
    _own("2fa/webauthn/add/", keys.add_webauthn, "mfa_add_webauthn", Act.CHANGE_SECOND_FACTOR),
    _own(
        "2fa/webauthn/reauthenticate/",
        keys.reauthenticate_webauthn,
        "mfa_reauthenticate_webauthn",
        Act.CONFIRM_IDENTITY,
    ),
    _own(
        "2fa/webauthn/keys/<int:pk>/remove/",
        keys.remove_webauthn,
        "mfa_remove_webauthn",
        Act.CHANGE_SECOND_FACTOR,
    ),
    _own(
        "2fa/webauthn/keys/<int:pk>/edit/",
        keys.edit_webauthn,
        "mfa_edit_webauthn",
        Act.CHANGE_SECOND_FACTOR,
    ),
    *(
        path(route, Closed.as_view(), name=name)
        for route, name in (
            ("signup/", "account_signup"),
            ("email/", "account_email"),
            ("confirm-email/", "account_email_verification_sent"),
            ("confirm-email/<str:key>/", "account_confirm_email"),
            ("password/set/", "account_set_password"),
            ("login/code/confirm/", "account_confirm_login_code"),
        )
    ),
]
