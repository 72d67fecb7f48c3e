"""The demonstration's accounts: their password and one-time codes are public, and only theirs.

Both work for persons marked ``is_demo`` alone, and only where ``settings.DEMO`` is on.
"""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.db.models import QuerySet

from programs.kernel import clock, tenancy
from programs.kernel.policy import needs_second_factor
from programs.registry import membership
from programs.registry.choices import Role
from programs.registry.models import Person

DEMO_PASSWORD = "kosodate-demo-2026"
DEMO_TOTP_SECRET = "KNUGC3DMEBQWYZLSOQQGC3TEKZ2EMTKU"
CODE_SECONDS = 30
# One account a role: the loader of the example hub makes persons of these login ids.
USERNAMES = {
    Role.RECEPTION: "reception",
    Role.STAFF: "staff",
    Role.CONSULTANT: "consultant",
    Role.PARTNER: "partner",
    Role.KOSAPO: "kosapo",
    Role.DIRECTOR: "director",
    Role.OPERATOR_SIGNATORY: "signatory",
    Role.WARD_OFFICER: "ward-officer",
    Role.WARD_SIGNATORY: "ward-signatory",
    Role.CITY_VIEWER: "city",
    Role.ADMINISTRATOR: "admin",
    Role.AUDITOR: "auditor",
}


@dataclass(frozen=True)
class DemoAccount:
    """One line of the table on the sign-in page; code is empty where none is asked for."""

    role: Any
    username: str
    hub: str
    password: str
    code: str


def equip(person: Person, *roles: str) -> None:
    """Give a demonstration account the public password, and the second factor if a role needs it.

    Raises ValueError for anybody else: these secrets are printed on the sign-in page.
    """
    if not person.is_demo:
        raise ValueError("not an account of the demonstration")
    person.set_password(DEMO_PASSWORD)
    person.save(update_fields=["password"])
    if (
        any(needs_second_factor(role) for role in roles)
        and not _equipped().filter(user=person).exists()
    ):
        TOTP.activate(person, DEMO_TOTP_SECRET)


def code_now() -> str:
    """Return the six digits of this half minute."""
    return format_hotp_value(
        hotp_value(DEMO_TOTP_SECRET, int(clock.now().timestamp()) // CODE_SECONDS)
    )


def seconds_left() -> int:
    """Return for how many seconds the present code still shows."""
    return CODE_SECONDS - int(clock.now().timestamp()) % CODE_SECONDS


def accounts() -> list[DemoAccount]:
    """Return the demonstration's accounts in the order of the roles; none where there is no demo."""
    if not settings.DEMO:
        return []
    with_code = set(_equipped().values_list("user_id", flat=True))
    people = {p.username: p for p in Person.objects.filter(is_demo=True, is_active=True)}
    known = [people[name] for name in USERNAMES.values() if name in people]
    lines = [_line(person, person.pk in with_code) for person in known]
    tenancy.enter([])
    return [line for line in lines if line]


def _equipped() -> "QuerySet[Authenticator]":
    return Authenticator.objects.filter(user__is_demo=True, type=Authenticator.Type.TOTP)


def _line(person: Person, with_code: bool) -> DemoAccount | None:
    tenancy.enter([], person.pk)
    first = membership.first_current(person.pk)
    if first is None:
        return None
    code = code_now() if with_code else ""
    hub = str(first.hub or "")
    return DemoAccount(Role(first.role).label, person.username, hub, DEMO_PASSWORD, code)
