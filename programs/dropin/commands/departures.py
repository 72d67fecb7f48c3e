"""Departures and what takes a step back: check-out, undo, and the end of the day."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from programs.dropin import rules
from programs.dropin.choices import Act, ClosedHow, TapKind
from programs.dropin.models import Helper, Tap, Visit
from programs.dropin.queries.calendar import opening_on
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.gate import passing, unattended
from programs.registry.models import Site
from programs.registry.queries.families import sharing_families

# The fiscal year begins in April: three months back, it is the calendar's.
_FIRST_VISITS = """
UPDATE dropin_visit v
SET first_ever = said.ever, first_of_year = said.of_year, first_at_site = said.at_site
FROM (
  SELECT id,
    rank() OVER (PARTITION BY household_id ORDER BY arrived_at) = 1 AS ever,
    rank() OVER (PARTITION BY household_id, extract(year FROM day - interval '3 months')
      ORDER BY arrived_at) = 1 AS of_year,
    rank() OVER (PARTITION BY household_id, site_id ORDER BY arrived_at) = 1 AS at_site
  FROM dropin_visit WHERE household_id = ANY (%(families)s) AND voided_at IS NULL) said
WHERE said.id = v.id AND v.arrived_at >= %(since)s
  AND (v.first_ever, v.first_of_year, v.first_at_site)
    IS DISTINCT FROM (said.ever, said.of_year, said.at_site)
"""
_FIRST_OF_PEOPLE = """
WITH came AS (
  SELECT p.id, p.adult_id, p.child_id, p.first_ever, v.household_id, v.arrived_at
  FROM dropin_visit v JOIN dropin_visitperson p ON p.visit_id = v.id
  WHERE v.household_id = ANY (%(families)s) AND v.voided_at IS NULL
    AND (p.adult_id IS NOT NULL OR p.child_id IS NOT NULL)),
elsewhere AS (
  SELECT p.child_id, min(v.arrived_at) AS since
  FROM dropin_visitperson p JOIN dropin_visit v ON v.id = p.visit_id
  WHERE p.child_id = ANY (ARRAY(SELECT child_id FROM came)) AND v.voided_at IS NULL
    AND v.household_id <> ALL (%(families)s)
  GROUP BY p.child_id),
said AS (
  SELECT c.id, c.first_ever, c.arrived_at,
    rank() OVER (PARTITION BY c.adult_id, c.child_id ORDER BY c.arrived_at) = 1
      AND (e.since IS NULL OR e.since >= c.arrived_at) AS first
  FROM came c LEFT JOIN elsewhere e ON e.child_id = c.child_id)
UPDATE dropin_visitperson p SET first_ever = said.first FROM said
WHERE said.id = p.id AND said.arrived_at >= %(since)s AND p.first_ever <> said.first
"""


def check_out(actor: Actor, visit: Visit, at: datetime) -> Visit:
    """Record that a family left; a repeated tap changes nothing. Raises RuleBroken if voided."""
    with passing(actor, Act.CHECK_OUT, visit) as trail:
        current = _locked(visit)
        if _moves(current, "check_out"):
            current.left_at, current.closed_how = max(at, current.arrived_at), ClosedHow.DESK
            current.save(update_fields=["left_at", "closed_how"])
            trail.note(fields=("left_at",))
    return current


def undo_check_out(actor: Actor, visit: Visit, today: date) -> Visit:
    """Take a departure back on its day. Raises RuleBroken later, or if the family came again."""
    with passing(actor, Act.UNDO_VISIT, visit) as trail:
        current = _locked(visit)
        if _moves(current, "reopen"):
            _insist_on_day(current, today)
            current.left_at, current.closed_how = None, ClosedHow.OPEN
            _save_alone(current)
            _take_taps_back(current)
            trail.note(fields=("left_at",))
    return current


def undo_check_in(actor: Actor, visit: Visit, at: datetime, today: date) -> Visit:
    """Void an arrival on its day: it stays recorded and never counts. Raises RuleBroken later."""
    with passing(actor, Act.UNDO_VISIT, visit) as trail:
        current = _locked(visit)
        if _moves(current, "void"):
            _insist_on_day(current, today)
            current.voided_at, current.voided_by_id = at, actor.user_id
            current.save(update_fields=["voided_at", "voided_by"])
            mark_firsts_again(current)
            trail.note(fields=("voided_at",))
    return current


def close_open_visits(actor: Actor, site: Site, day: date, now: datetime) -> int:
    """End all open visits of a day at a site, at closing time or now; return how many."""
    with passing(actor, Act.CLOSE_VISITS, site) as trail:
        trail.note(fields=("left_at",))
        return _close(site, day, now)


def reopen_closed_visits(actor: Actor, site: Site, day: date) -> int:
    """Take the closing of a day back at a site; return how many are inside again.

    A family that came again after the closing stays as it is. Helpers who went with it are back too.
    """
    with passing(actor, Act.UNDO_VISIT, site) as trail:
        later = Visit.objects.filter(
            household=OuterRef("household"), voided_at=None, arrived_at__gt=OuterRef("arrived_at")
        )
        rows = Visit.objects.filter(site_id=site.pk, day=day, voided_at=None)
        rows = rows.filter(~Exists(later), closed_how=ClosedHow.CLOSING)
        trail.note(fields=("left_at",))
        _bring_helpers_back(site, day, set(rows.values_list("left_at", flat=True)))
        return rows.update(left_at=None, closed_how=ClosedHow.OPEN)


def close_overdue_visits(hub_id: int, now: datetime) -> int:
    """End what is open after closing time in one hub, on behalf of the clock; return how many visits.

    Helpers who are still inside leave too. Safe to repeat. Writes one audit entry, without a person, if there was anything to do.
    """
    with unattended(hub_id, Act.CLOSE_VISITS) as trail:
        open_ = Visit.objects.filter(hub_id=hub_id, left_at=None, voided_at=None)
        helpers = Helper.objects.filter(hub_id=hub_id, left_at=None).order_by()
        days = open_.order_by().values_list("site", "day").union(helpers.values_list("site", "day"))
        sites = {site.pk: site for site in Site.objects.filter(hub_id=hub_id)}
        over = [
            (sites[site], day) for site, day in sorted(days) if closing_of(sites[site], day) <= now
        ]
        closed = sum(_close(site, day, now) for site, day in over)
        if over:
            trail.kind = "dropin.visit"
            trail.note(fields=("left_at",))
    return closed


def closing_of(site: Site, day: date) -> datetime:
    """The instant at which a site closes on a day by its calendar.

    On a day that is closed there the day's last minute: whoever was let in is not sent out.
    """
    return rules.closing_instant(day, opening_on(site, day).closes_at)


def _close(site: Site, day: date, now: datetime) -> int:
    until = min(closing_of(site, day), now)
    helpers = Helper.objects.filter(site_id=site.pk, day=day, left_at=None)
    helpers.update(left_at=Greatest("came_at", Value(until)))
    rows = Visit.objects.filter(site_id=site.pk, day=day, left_at=None, voided_at=None)
    return rows.update(left_at=Greatest("arrived_at", Value(until)), closed_how=ClosedHow.CLOSING)


def _bring_helpers_back(site: Site, day: date, closings: set[datetime | None]) -> None:
    """Helpers whom a closing sent home in its instant are inside again, unless they came again."""
    inside = Helper.objects.filter(site=site, day=day, left_at=None).values("name")
    gone = Helper.objects.filter(site=site, day=day, left_at__in=closings)
    gone.exclude(name__in=inside).update(left_at=None)


def _locked(visit: Visit) -> Visit:
    current = Visit.objects.select_for_update(no_key=True).filter(pk=visit.pk).first()
    if current is None:
        raise Hidden
    return current


def _moves(visit: Visit, move: str) -> bool:
    """Whether the move changes the visit; False if it was made before. Raises RuleBroken."""
    after = rules.next_state(visit.state, move)
    if after is None:
        raise RuleBroken("", _("この来館は取り消されています。画面を新しくしてください。"))
    return after != visit.state


def _insist_on_day(visit: Visit, today: date) -> None:
    if not rules.may_undo(visit.day, today):
        raise RuleBroken("", _("元に戻せるのは来館した日のうちだけです。"))


def _take_taps_back(visit: Visit) -> None:
    """Departures that were tapped without a network and are undone never end this stay again."""
    taps = Tap.objects.filter(kind=TapKind.DEPARTURE, undone=False)
    of_family = Q(household_id=visit.household_id, day=visit.day, at__gte=visit.arrived_at)
    of_guest = Q(hub_id=visit.hub_id, arrival=visit.nonce)
    taps.filter(of_family if visit.household_id else of_guest).update(undone=True, visit=None)


def _save_alone(visit: Visit) -> None:
    """Save an opened visit unless the family came again meanwhile."""
    try:
        with transaction.atomic():
            visit.save(update_fields=["left_at", "closed_how"])
    except IntegrityError as error:
        message = _("このご家族はそのあとにも来館しているため、退館を元に戻せません。")
        raise RuleBroken("", message) from error


def mark_firsts_again(voided: Visit) -> None:
    """Say anew of a family's visits from this one on which are its first ones."""
    if voided.household_id is not None:
        mark_firsts_of(voided.household_id, voided.arrived_at)


def mark_firsts_of(household_id: int, since: datetime) -> None:
    """Say anew which visits from an instant on are a family's first ones, in two statements.

    A child of two families comes for the first time once: those of the other family count too.
    """
    families = [household_id, *sharing_families(household_id)]
    values: dict[str, Any] = {"families": families, "since": since}
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_VISITS, values)
        cursor.execute(_FIRST_OF_PEOPLE, values)


def mark_all_firsts_of(household_id: int) -> None:
    """Say anew of all visits which are a family's first ones."""
    mark_firsts_of(household_id, datetime(1970, 1, 1, tzinfo=UTC))
