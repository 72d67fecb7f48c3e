"""How a visit is written: once, with its people. A repeat gives what is there already."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.dropin import rules
from programs.dropin.choices import ClosedHow
from programs.dropin.commands.departures import closing_of
from programs.dropin.models import Visit, VisitPerson
from programs.dropin.queries import history, who_could_come
from programs.dropin.rules import Present
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.registry.models import Site
from programs.registry.queries import Member

_REPEATS = ("visit_nonce_once", "visit_inside_once", "visit_not_overlapping")


def new_visit(
    actor: Actor, site: Site, at: datetime, nonce: UUID, device: str, **fields: Any
) -> Visit:
    """Return an arrival that is not written yet. Raises Hidden, or RuleBroken for a closed site."""
    if site.hub_id != actor.hub_id:
        raise Hidden
    if site.closed_at is not None:
        raise RuleBroken("", _("この施設は廃止されています。"))
    return Visit(
        hub_id=actor.hub_id,
        site=site,
        arrived_at=at,
        nonce=nonce,
        device=device,
        created_by_id=actor.user_id,
        **fields,
    )


def insert_usual(
    visit: Visit, members: Sequence[Member], past: history.History, day: date
) -> Visit:
    """Insert a family's visit with the people who usually come and are not here with others."""
    could = who_could_come(members, day)
    here = [one for one in could if one.who not in past.with_others]
    return insert(visit, rules.usual_people(here, past.last), past.persons)


def insert(visit: Visit, people: Sequence[Present], before: set[history.Who]) -> Visit:
    """Insert once; where a constraint says that it is there already, return what is there."""
    if not people:
        raise RuleBroken("", _("来館した方がいません。1人以上を入力してください。"))
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
            visit.came = VisitPerson.objects.bulk_create(rows_of(visit, people, before))
    except IntegrityError as error:
        if constraint_name(error) not in _REPEATS:
            raise
        return _existing(visit)
    return visit


def end_left_open(visit: Visit, at: datetime, day: date) -> None:
    """End a visit that was left open: at closing time of its day, or on moving to another site."""
    if visit.day == day:
        visit.closed_how, until = ClosedHow.MOVED, at
    else:
        visit.closed_how, until = ClosedHow.CLOSING, closing_of(visit.site, visit.day)
    visit.left_at = max(visit.arrived_at, until)
    visit.save(update_fields=["left_at", "closed_how"])


def _existing(visit: Visit) -> Visit:
    same = Visit.objects.filter(hub_id=visit.hub_id, nonce=visit.nonce).first()
    if same is None and visit.household_id:
        same = Visit.objects.filter(household_id=visit.household_id, voided_at=None).first()
    if same is None:
        raise RuleBroken("", _("同じ来館がすでに記録されています。"))
    return same


def rows_of(visit: Visit, people: Sequence[Present], before: set[history.Who]) -> list[VisitPerson]:
    """Return the rows of a visit's people; named ones not seen before are marked as first."""
    return [
        VisitPerson(
            hub_id=visit.hub_id,
            visit=visit,
            adult_id=one.adult_id,
            child_id=one.child_id,
            role=one.role,
            age_years=one.age,
            count=one.count,
            first_ever=any(one.who) and one.who not in before,
        )
        for one in rules.merged(people)
    ]
