"""Reads of the register of training and pledges, always for an actor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from programs.kernel import fiscal
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.kernel.rows import own
from programs.kernel.todos import Todo, Together
from programs.registry.choices import SIDE_OF, Side
from programs.registry.models import Membership, Person
from programs.staffing.choices import Act
from programs.staffing.models import Attendee, Pledge, Training
from programs.staffing.rules import (
    NEEDED_EACH_YEAR,
    NEEDED_PLEDGE,
    Lesson,
    Standing,
    Who,
    standings,
)

_OWN_ROLES = [role for role, side in SIDE_OF.items() if side == Side.OPERATOR]


@dataclass(frozen=True)
class Worker:
    """One line of the register: who works here, in which roles, and what she has."""

    name: str
    roles: tuple[str, ...]
    standing: Standing


def trainings(actor: Actor, year: int) -> "QuerySet[Training]":
    """Return the trainings of a fiscal year, the newest first, with those who attended."""
    days = (fiscal.first_day(year), fiscal.last_day(year))
    rows = Training.objects.filter(hub_id__in=actor.hub_ids, voided_at=None, held_on__range=days)
    return rows.prefetch_related("attendees__person")


def training(actor: Actor, pk: int) -> Training:
    """Return one training, a voided one too; raises Hidden."""
    return own(Training, actor, pk)


def pledges(actor: Actor) -> "QuerySet[Pledge]":
    """Return the pledges in force, the newest first."""
    rows = Pledge.objects.filter(hub_id__in=actor.hub_ids, ended_at=None)
    return rows.select_related("person")


def pledge(actor: Actor, pk: int) -> Pledge:
    """Return one pledge; raises Hidden."""
    found = Pledge.objects.filter(hub_id__in=actor.hub_ids, pk=pk).select_related("person").first()
    if found is None:
        raise Hidden
    return found


def workers(actor: Actor, on: date) -> dict[int, tuple[Person, list[str]]]:
    """Return id -> person and roles of those who work for the operator on a day, by kana."""
    found: dict[int, tuple[Person, list[str]]] = {}
    for row in (
        _held(actor, on).select_related("person").order_by("person__kana_order", "person_id", "pk")
    ):
        _person, roles = found.setdefault(row.person_id, (row.person, []))
        roles.append(row.title or row.get_role_display())
    return found


def _held(actor: Actor, on: date) -> "QuerySet[Membership]":
    """The roles in which somebody works for the operator on a day."""
    return Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gte=on),
        hub_id__in=actor.hub_ids,
        role__in=_OWN_ROLES,
        from_on__lte=on,
        person__is_active=True,
    )


def choices(actor: Actor, on: date, also: Iterable[Person] = ()) -> list[tuple[int, str]]:
    """Return who may be ticked: those who work here, and `also` those ticked before."""
    found = {pk: person.name for pk, (person, _roles) in workers(actor, on).items()}
    return list({**found, **{person.pk: person.name for person in also}}.items())


def register(actor: Actor, year: int, today: date) -> list[Worker]:
    """Return everybody who works here with what she has in a fiscal year: lacking ones first.

    People without an account stand there as long as a pledge of theirs is in force.
    """
    here = workers(actor, today)
    pledged = {_who(row): row.signed_on for row in pledges(actor).filter(kind=NEEDED_PLEDGE)}
    everybody: list[Who] = [*here, *(who for who in pledged if isinstance(who, str))]
    found = standings(everybody, _lessons(actor, year), pledged)
    lines = [
        Worker(
            here[one.who][0].name if isinstance(one.who, int) else one.who,
            tuple(here[one.who][1]) if isinstance(one.who, int) else (),
            one,
        )
        for one in found.values()
    ]
    return sorted(lines, key=lambda line: not line.standing.lacks)


def _lessons(actor: Actor, year: int) -> list[Lesson]:
    days = (fiscal.first_day(year), fiscal.last_day(year))
    rows = Attendee.objects.filter(
        hub_id__in=actor.hub_ids, training__voided_at=None, training__held_on__range=days
    ).select_related("training")
    return [
        Lesson(_who(row), row.training.topic, row.training.held_on, row.training.minutes)
        for row in rows
    ]


def _who(row: Any) -> Who:
    return int(row.person_id) if row.person_id else str(row.name)


def waiting(actor: Actor, today: date) -> list[Together]:
    """Return who works here without a pledge or this year's training, for whoever writes it down."""
    if not may(actor, Act.CHANGE_TRAINING):
        return []
    days = (fiscal.first_day(fiscal.year_of(today)), today)
    hers = {"hub_id__in": actor.hub_ids, "person": OuterRef("person_id")}
    pledged = Pledge.objects.filter(**hers, kind=NEEDED_PLEDGE, ended_at=None)
    trained = Attendee.objects.filter(
        **hers,
        training__topic=NEEDED_EACH_YEAR,
        training__voided_at=None,
        training__held_on__range=days,
    )
    lacks = ~Exists(pledged) | ~Exists(trained)
    rows = _held(actor, today).filter(lacks).order_by().distinct("person")
    return [Together((rows,), _lacking)]


def _lacking(count: int, today: date) -> Todo:
    text = ngettext(
        "誓約書か今年度の個人情報の研修がない職員が%(count)s人います",
        "誓約書か今年度の個人情報の研修がない職員が%(count)s人います",
        count,
    )
    return Todo(text % {"count": count}, reverse("staffing:register"))
