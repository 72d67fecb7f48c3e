"""Departures that were tapped without a network: they name a family, or a guest's arrival."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from programs.dropin.choices import Act, ClosedHow, TapKind
from programs.dropin.commands import late
from programs.dropin.models import Tap, Visit
from programs.kernel.actor import Actor
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.registry.models import Household, Site


def leave(
    actor: Actor,
    site: Site,
    at: datetime,
    *,
    nonce: UUID,
    household: Household | None = None,
    arrival: UUID | None = None,
    device: str = "",
) -> Tap:
    """Record that a family, or the guest of an arrival, left a site; the tap names what it ended.

    May reach the server before the arrival itself, and in any order with other taps; the same
    nonce changes nothing. Raises Hidden for another hub's family or site.
    """
    with passing(actor, Act.CHECK_OUT, site) as trail:
        if household is not None:
            household = own(Household, actor, household.pk, hold=True)
        elif arrival is not None:
            hold_arrival(arrival)
        known = Tap.objects.filter(hub_id=site.hub_id, nonce=nonce).first()
        if known is not None:
            return known
        tap = Tap(
            hub_id=site.hub_id,
            site=site,
            kind=TapKind.DEPARTURE,
            household=household,
            arrival=arrival,
            at=at,
            nonce=nonce,
            device=device,
            created_by_id=actor.user_id,
        )
        trail.note(*_leave(actor, tap), fields=("left_at",))
    return tap


def _leave(actor: Actor, tap: Tap) -> list[Visit]:
    """End what the tap ends; a guest who was registered meanwhile leaves as a family."""
    if tap.arrival is None:
        household = own(Household, actor, tap.household_id or 0)
        return late.settle(household, tap, actor)
    visit = Visit.objects.filter(hub_id=tap.hub_id, nonce=tap.arrival, voided_at=None).first()
    if visit is not None and visit.household_id:  # the family is held before any of its visits
        tap.household = own(Household, actor, visit.household_id, hold=True)
        tap.arrival = None
        return late.settle(tap.household, tap, actor)
    tap.save()
    held = _guest(tap.hub_id, tap.arrival)
    return [held] if held is not None and _ends(held, tap) else []


def guest_came(visit: Visit) -> None:
    """End the visit of a guest whose departure was heard of first; its number must be held."""
    for tap in Tap.objects.filter(hub_id=visit.hub_id, arrival=visit.nonce, undone=False):
        _ends(visit, tap)


def hold_arrival(nonce: UUID) -> None:
    """Let an arrival without a registered family, its departure and its registration take turns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [str(nonce)])


def _guest(hub_id: int, nonce: UUID) -> Visit | None:
    rows = Visit.objects.select_for_update(no_key=True)
    return rows.filter(hub_id=hub_id, nonce=nonce, voided_at=None).first()


def _ends(visit: Visit, tap: Tap) -> bool:
    """End a guest's visit with the first departure that is known; whether this one was it."""
    at = max(tap.at, visit.arrived_at)
    firm = visit.closed_how == ClosedHow.DESK
    if visit.left_at is not None and firm and visit.left_at <= at:
        return False
    visit.left_at, visit.closed_how = at, ClosedHow.DESK
    visit.save(update_fields=["left_at", "closed_how"])
    tap.visit = visit
    tap.save(update_fields=["visit"])
    return True
