"""From a signed-in person to the actor of this request: which role, in which hub."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from programs.kernel import clock, tenancy
from programs.kernel.actor import Actor
from programs.kernel.policy import needs_second_factor
from programs.registry.choices import SIDE_OF, Role
from programs.registry.models import Hub, Membership

_KEY = "membership"
_HUBS = "hubs"  # the scope of the last request: right again, as a rule, and one query less


# Written out, because every request begins with it.
_MINE = """
SELECT m.*, COALESCE(h.name, '') AS hub_name,
  (SELECT count(*) FROM kernel_notice n WHERE n.person_id = m.person_id AND n.read_at IS NULL)
    AS unread
FROM registry_membership m LEFT JOIN registry_hub h ON h.id = m.hub_id
WHERE m.person_id = %(person)s AND m.from_on <= %(on)s AND (m.to_on IS NULL OR m.to_on >= %(on)s)
ORDER BY m.hub_id, m.id
"""


def current(person_id: int, on: date) -> list[Membership]:
    """Return a person's memberships in force on a day, in a stable order, with ``hub_name`` and ``unread``."""
    return list(Membership.objects.raw(_MINE, {"person": person_id, "on": on}))


def first_current(person_id: int) -> Membership | None:
    """Return the first of a person's memberships in force today, or None."""
    return next(iter(current(person_id, clock.today())), None)


def actor_for(request: HttpRequest) -> Actor | None:
    """Return who acts in this request, or None without a membership in force; sets the row scope."""
    person: Any = request.user
    expected = request.session.get(_HUBS, [])
    tenancy.enter(expected, person.pk)
    mine = current(person.pk, clock.today())
    request.memberships = mine  # type: ignore[attr-defined]
    if not mine:
        tenancy.enter([])
        return None
    before = request.session.get(_KEY)
    chosen = next((m for m in mine if m.pk == before), mine[0])
    if before not in (None, chosen.pk):
        text = _("これまでの役割の期間が終わったため、別の役割に切り替えました。")
        messages.warning(request, text)
    if before != chosen.pk or "idle_seconds" not in request.session:
        choose(request, chosen)
    actor = make_actor(
        chosen,
        name=person.name,
        mfa=_used_second_factor(request, chosen.role),
        request_id=getattr(request, "request_id", None),
    )
    if list(actor.hub_ids) != expected:
        tenancy.enter_as(actor)
        request.session[_HUBS] = list(actor.hub_ids)
        # What is unread can be counted only within the scope.
        request.memberships = current(person.pk, clock.today())  # type: ignore[attr-defined]
    return actor


def make_actor(
    membership: Membership, *, name: str = "", mfa: bool = False, request_id: UUID | None = None
) -> Actor:
    """Build the actor of a membership."""
    hub_id = membership.hub_id
    role = Role(membership.role)
    return Actor(
        user_id=membership.person_id,
        name=name or str(membership.person),
        role=role,
        side=SIDE_OF.get(role, ""),
        title=membership.title or str(role.label),
        hub_id=hub_id,
        hub_name=_hub_name(membership),
        hub_ids=(hub_id,)
        if hub_id
        else (0, *Hub.objects.order_by("pk").values_list("pk", flat=True)),
        membership_id=membership.pk,
        mfa=mfa,
        request_id=request_id or uuid4(),
    )


def _hub_name(membership: Membership) -> str:
    known = getattr(membership, "hub_name", None)
    return str(membership.hub or "") if known is None else known


def choose(request: HttpRequest, membership: Membership) -> None:
    """Act in this membership from now on; the reception tablet stays signed in for its shift."""
    request.session[_KEY] = membership.pk
    at_desk = membership.role == Role.RECEPTION
    request.session["idle_seconds"] = (
        settings.SESSION_MAX_SECONDS if at_desk else settings.SESSION_IDLE_SECONDS
    )


def _used_second_factor(request: HttpRequest, role: str) -> bool:
    methods = request.session.get("account_authentication_methods", [])
    if any(record.get("method") == "mfa" for record in methods):
        return True
    return needs_second_factor(role) and bool(is_mfa_enabled(request.user))
