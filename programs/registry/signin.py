"""How allauth signs people in here: no sign-up, wrong tries counted in the database."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closed to sign-up; accounts come from invitations."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by herself."""
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Second factors."""

    def get_totp_label(self, user: Any) -> str:
        """Return the name shown in the authenticator app."""
        return str(user.username)
