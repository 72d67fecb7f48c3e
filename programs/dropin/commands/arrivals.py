"""Arrivals: a family, a guest, a nameless group. A repeated or replayed request is one visit."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from programs.dropin.choices import Act, Kind, TapKind
from programs.dropin.commands import late, leaving
from programs.dropin.commands.recording import end_left_open, insert, insert_usual, new_visit
from programs.dropin.models import Tap, Visit
from programs.dropin.queries import history
from programs.dropin.rules import Present
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import Trail, passing
from programs.kernel.rows import own
from programs.registry import queries as registry
from programs.registry.models import Household, PartnerGroup, Site
from programs.registry.queries import Member


def check_in(
    actor: Actor,
    household: Household,
    site: Site,
    at: datetime,
    *,
    nonce: UUID,
    device: str = "",
    members: Sequence[Member] | None = None,
) -> Visit:
    """Record the arrival of a family with the people who usually come; members are read if not given.

    The same nonce, or a family that is inside this site already, gives the existing visit. A visit
    left open on an earlier day or at another site is ended first. Raises RuleBroken for a family
    no longer in use, or one where nobody could come; Hidden for another hub's site. Arrivals that
    reach the server late give the same visits in whatever order they come (decision 0008).
    """
    with passing(actor, Act.CHECK_IN, household) as trail:
        # Two tablets take turns with one family, and nobody waits for another family.
        household = own(Household, actor, household.pk, hold=True)
        arrival = new_visit(
            actor, site, at, nonce, device, household=household, residence=household.residence
        )
        day = clock.tokyo(at).date()
        past = history.of_household(household.pk, site.pk, at, day, nonce)
        taps = late.heard(household, day, nonce)
        visit = _repeated(past, taps, nonce)
        if visit is None and (past.late or any(tap.at >= at for tap in taps)):
            visit = _arrive_late(actor, arrival, past, trail)
        elif visit is None:
            visit = _arrive(actor, arrival, past, members, trail)
    return visit


def _repeated(past: history.History, taps: Sequence[Tap], nonce: UUID) -> Visit | None:
    """Return the visit of a tap that was heard before."""
    known = past.same_nonce_id or next((tap.visit_id for tap in taps if tap.nonce == nonce), None)
    return Visit.objects.get(pk=known) if known else None


def _arrive(
    actor: Actor,
    arrival: Visit,
    past: history.History,
    members: Sequence[Member] | None,
    trail: Trail,
) -> Visit:
    """Receive a family of which nothing later is known, unless it is inside already."""
    inside = _ended_or_inside(arrival, past)
    if inside is not None:
        tap = _tap_of(arrival)
        tap.visit = inside
        tap.save()
        return inside
    household = _in_use(arrival)
    for name, value in past.flags.items():
        setattr(arrival, name, value)
    people = members or registry.members(actor, household)
    trail.note(fields=("arrived_at",))
    return insert_usual(arrival, people, past, clock.tokyo(arrival.arrived_at).date())


def _arrive_late(actor: Actor, arrival: Visit, past: history.History, trail: Trail) -> Visit:
    """Receive a family of which something later is known: its day is said anew."""
    day = clock.tokyo(arrival.arrived_at).date()
    before = Visit.objects.filter(pk=past.inside_id, day__lt=day).select_related("site").first()
    if before is not None:
        end_left_open(before, arrival.arrived_at, day)
    tap = _tap_of(arrival)
    written = late.settle(_in_use(arrival), tap, actor)
    trail.note(*written, fields=("arrived_at",))
    found = Visit.objects.get(pk=tap.visit_id)
    found.household = arrival.household
    return found


def _ended_or_inside(arrival: Visit, past: history.History) -> Visit | None:
    """Return the visit at the same site that is open; one open elsewhere or before today is ended."""
    if past.inside_id is None:
        return None
    day = clock.tokyo(arrival.arrived_at).date()
    inside = Visit.objects.select_related("site").get(pk=past.inside_id)
    if inside.site_id == arrival.site_id and inside.day == day:
        return inside
    end_left_open(inside, arrival.arrived_at, day)
    return None


def _tap_of(arrival: Visit) -> Tap:
    return Tap(
        hub_id=arrival.hub_id,
        site=arrival.site,
        kind=TapKind.ARRIVAL,
        household=arrival.household,
        at=arrival.arrived_at,
        nonce=arrival.nonce,
        device=arrival.device,
        created_by_id=arrival.created_by_id,
    )


def _in_use(arrival: Visit) -> Household:
    household = arrival.household
    if household is None or household.archived_at is not None:
        raise RuleBroken("", _("このご家族は利用を終了しています。登録を確認してください。"))
    return household


def check_in_guest(
    actor: Actor,
    site: Site,
    at: datetime,
    people: Sequence[Present],
    *,
    nonce: UUID,
    residence: str,
    label: str = "",
    device: str = "",
) -> Visit:
    """Record the arrival of a family that is not registered. Raises RuleBroken without people."""
    with passing(actor, Act.ADD_GUEST, site) as trail:
        visit = new_visit(actor, site, at, nonce, device, kind=Kind.GUEST, residence=residence)
        visit.guest_label = label
        visit = _insert_nameless(visit, people)
        trail.note(fields=("arrived_at",))
    return visit


def head_count(
    actor: Actor,
    site: Site,
    at: datetime,
    people: Sequence[Present],
    *,
    nonce: UUID,
    residence: str,
    families: int,
    label: str = "",
    group: PartnerGroup | None = None,
    device: str = "",
) -> Visit:
    """Record a number of people without names, as so many families (組). Raises RuleBroken.

    A visiting partner group gives its name where nothing else was written.
    """
    with passing(actor, Act.COUNT_HEADS, site) as trail:
        visit = new_visit(actor, site, at, nonce, device, kind=Kind.HEAD_COUNT, residence=residence)
        visit.guest_label, visit.families = label or (group.name[:40] if group else ""), families
        visit.partner_group = group
        visit = _insert_nameless(visit, people)
        trail.note(fields=("arrived_at",))
    return visit


def _insert_nameless(visit: Visit, people: Sequence[Present]) -> Visit:
    leaving.hold_arrival(visit.nonce)
    visit = insert(visit, people, set())
    leaving.guest_came(visit)
    return visit
