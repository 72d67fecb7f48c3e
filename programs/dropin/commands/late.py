"""Taps that reach the server after later ones: from tablets that were without a network.

Whatever order they come in, the visits are those of taps that came in time (``stays``): a family
that is inside a site is not received there again, and one that turns up at another site has left
the first. Nothing tapped is lost: what begins or ends no visit itself stays as a Tap.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID, uuid4

from django.db.models import F, Q

from programs.dropin.choices import ClosedHow, TapKind
from programs.dropin.commands.departures import closing_of, mark_firsts_of
from programs.dropin.commands.recording import insert_usual
from programs.dropin.models import Tap, Visit
from programs.dropin.queries import history
from programs.dropin.stays import Stay, Tapped, What, stays
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.registry import queries as registry
from programs.registry.models import Household, Site


def heard(household: Household, day: date, nonce: UUID) -> list[Tap]:
    """Return the taps of a family on a day, and the one with this number of its own."""
    of_day = Q(household=household, day=day, undone=False)
    return list(Tap.objects.filter(of_day | Q(hub_id=household.hub_id, nonce=nonce)))


def settle(household: Household, tap: Tap, actor: Actor) -> list[Visit]:
    """Make a family's visits of a day what all its taps say, with a new one; return those written.

    The family's row must be held. Leaves in ``tap.visit`` the visit that the tap belongs to; for a
    departure the one that it ended, or None.
    """
    day = clock.tokyo(tap.at).date()
    rows = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("site")
    visits = list(rows.filter(household=household, day=day, voided_at=None).order_by("arrived_at"))
    known = Tap.objects.filter(household=household, day=day, undone=False, visit__voided_at=None)
    taps = [*known.select_related("site"), tap]
    found = stays(_tapped(visits, taps))
    sites = [visit.site for visit in visits] + [one.site for one in taps]
    _suppose_end(found[-1:], household, day, sites)
    beginnings = {visit.pk: visit.arrived_at for visit in visits}
    written = _adjust(visits, taps, found)
    for stay in found:
        if stay.visit is None:
            written.append(_begin(actor, household, stay, taps))
            stay.visit = written[-1].pk
    _attach(taps, found, {visit.nonce for visit in written})
    moved = [v.arrived_at for v in written if beginnings.get(v.pk) != v.arrived_at]
    if moved:
        mark_firsts_of(household.pk, min(moved))
    return written


def _tapped(visits: Sequence[Visit], taps: Sequence[Tap]) -> Iterator[Tapped]:
    """What is known of a day: beginnings and ends of visits, and the taps beside them.

    A visit that ended because the family turned up elsewhere says nothing of its own end.
    """
    beginnings = {visit.arrived_at for visit in visits}
    beginnings |= {tap.at for tap in taps if tap.kind == TapKind.ARRIVAL}
    for visit in visits:
        yield Tapped(visit.arrived_at, visit.site_id, What.ARRIVAL, visit=visit.pk)
        moved = visit.closed_how == ClosedHow.MOVED and visit.left_at in beginnings
        if visit.left_at is not None and not moved:
            closing = visit.closed_how == ClosedHow.CLOSING
            what = What.CLOSING if closing else What.DEPARTURE
            at_once = visit.left_at == visit.arrived_at
            yield Tapped(visit.left_at, visit.site_id, what, ends_at_once=at_once)
    for number, tap in enumerate(taps):
        yield Tapped(tap.at, tap.site_id, What(tap.kind), tap=number)


def _suppose_end(last: list[Stay], household: Household, day: date, sites: list[Site]) -> None:
    """A stay that is still open on a day before the next visit ended with its own day."""
    later = Visit.objects.filter(household=household, voided_at=None, day__gt=day)
    for stay in last:
        if stay.left_at is None and later.exists():
            site = next(one for one in sites if one.pk == stay.site)
            stay.end(max(stay.arrived_at, closing_of(site, day)), ClosedHow.CLOSING)


def _adjust(visits: Sequence[Visit], taps: list[Tap], found: Sequence[Stay]) -> list[Visit]:
    """Write the visits that are no longer what they were; what they said before stays as taps."""
    of_visit = {stay.visit: stay for stay in found if stay.visit}
    changed = []
    for visit in visits:
        stay = of_visit[visit.pk]
        now = (stay.arrived_at, stay.left_at, stay.how)
        if now != (visit.arrived_at, visit.left_at, visit.closed_how):
            taps += _said_before(visit, stay, taps)
            visit.arrived_at, visit.left_at, visit.closed_how = now
            changed.append(visit)
    if changed:
        # Out of one another's way first: no two visits of a family overlap even for a moment.
        rows = Visit.objects.filter(pk__in=[visit.pk for visit in changed])
        rows.update(left_at=F("arrived_at"), closed_how=ClosedHow.DESK)
        Visit.objects.bulk_update(changed, ["arrived_at", "left_at", "closed_how"])
    return changed


def _said_before(visit: Visit, stay: Stay, taps: Sequence[Tap]) -> Iterator[Tap]:
    known = {(tap.kind, tap.at) for tap in taps}
    said = [(TapKind.ARRIVAL, visit.arrived_at, stay.arrived_at)]
    if visit.closed_how == ClosedHow.DESK and visit.left_at is not None:
        said.append((TapKind.DEPARTURE, visit.left_at, stay.left_at or stay.arrived_at))
    for kind, before, now in said:
        if before != now and (kind, before) not in known:
            yield Tap(
                hub_id=visit.hub_id,
                site=visit.site,
                kind=kind,
                household_id=visit.household_id,
                visit=visit if kind == TapKind.ARRIVAL else None,
                at=before,
                nonce=uuid4(),
                device=visit.device,
                created_by_id=visit.created_by_id,
            )


def _begin(actor: Actor, household: Household, stay: Stay, taps: Sequence[Tap]) -> Visit:
    """Insert the visit of a stay that nobody knew of."""
    tap = taps[stay.taps[0].tap or 0]
    day = clock.tokyo(tap.at).date()
    past = history.of_household(household.pk, stay.site, tap.at, day)
    visit = Visit(
        hub_id=tap.hub_id,
        site=tap.site,
        household=household,
        residence=household.residence,
        arrived_at=tap.at,
        left_at=stay.left_at,
        closed_how=stay.how,
        nonce=tap.nonce,
        device=tap.device,
        created_by_id=tap.created_by_id,
        **past.flags,
    )
    return insert_usual(visit, registry.members(actor, household), past, day)


def _attach(taps: Sequence[Tap], found: Sequence[Stay], begun: set[UUID]) -> None:
    """Let each tap name its visit; an arrival that became a visit itself needs no other row."""
    before = [tap.visit_id for tap in taps]
    for stay in found:
        for tapped in stay.taps:
            if tapped.tap is not None:
                taps[tapped.tap].visit_id = stay.visit
    ended = {(s.site, s.left_at): s.visit for s in found if s.how == ClosedHow.DESK}
    for tap, visit_id in zip(taps, before, strict=True):
        if tap.kind == TapKind.DEPARTURE:
            tap.visit_id = ended.get((tap.site_id, tap.at))
        if tap.nonce in begun:
            Tap.objects.filter(pk=tap.pk).delete()
        elif tap.pk is None or tap.visit_id != visit_id:
            tap.save()
