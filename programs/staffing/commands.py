"""Writes of the register of training and pledges."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.registry.models import Membership
from programs.staffing.choices import Act
from programs.staffing.models import Attendee, Pledge, Training

FIELDS = ("held_on", "topic", "title", "minutes", "teacher", "place", "note")


def add_training(
    actor: Actor, values: dict[str, Any], people: Collection[int], names: Collection[str]
) -> Training:
    """Record a training and who attended. Raises RuleBroken without anybody, Hidden for a stranger."""
    with passing(actor, Act.CHANGE_TRAINING) as trail:
        row = Training(hub_id=actor.hub_id, created_by_id=actor.user_id)
        for name in FIELDS:
            setattr(row, name, values[name])
        row.save(force_insert=True)
        _attend(actor, row, people, names)
        trail.note(row, fields=(*FIELDS, "attendees"))
    return row


def change_training(
    actor: Actor,
    training: Training,
    values: dict[str, Any],
    people: Collection[int],
    names: Collection[str],
    expected: int,
) -> Training:
    """Change a training and who attended. Raises RuleBroken, Hidden, or Stale if somebody was first."""
    with passing(actor, Act.CHANGE_TRAINING, training) as trail:
        changed = [name for name in FIELDS if getattr(training, name) != values[name]]
        for name in FIELDS:
            setattr(training, name, values[name])
        training.save_if(expected, *FIELDS)
        known = set(training.attendees.values_list("person_id", flat=True)) - {None}
        training.attendees.all().delete()
        _attend(actor, training, people, names, known)
        trail.note(training, fields=(*changed, "attendees"))
    return training


def void_training(actor: Actor, training: Training, at: datetime) -> None:
    """Take a training out of the register; it can be taken back."""
    _void(actor, training, at)


def restore_training(actor: Actor, training: Training) -> None:
    """Put a training that was taken out back into the register."""
    _void(actor, training, None)


def record_pledges(
    actor: Actor,
    values: dict[str, Any],
    people: Collection[int],
    names: Collection[str],
    at: datetime,
) -> int:
    """Record a paper that several people signed; return how many.

    Whoever signed one of that kind before has signed anew: the former one ends. Raises RuleBroken
    without anybody, Hidden for a stranger.
    """
    with passing(actor, Act.CHANGE_PLEDGE) as trail:
        _insist(actor, people, names)
        everybody = [*((pk, "") for pk in sorted(people)), *((None, name) for name in names)]
        former = Pledge.objects.filter(hub_id=actor.hub_id, kind=values["kind"], ended_at=None)
        made = [
            Pledge(
                hub_id=actor.hub_id,
                person_id=person,
                name=name,
                recorded_by_id=actor.user_id,
                **values,
            )
            for person, name in everybody
        ]
        with _both_at_once():
            for person, name in everybody:
                former.filter(person_id=person, name=name).update(ended_at=at)
            Pledge.objects.bulk_create(made)
        trail.note(*made, fields=("person", *values))
    return len(made)


def end_pledge(actor: Actor, pledge: Pledge, at: datetime) -> None:
    """End a pledge, as when somebody left; it can be taken back."""
    with passing(actor, Act.CHANGE_PLEDGE, pledge) as trail:
        Pledge.objects.filter(pk=pledge.pk, ended_at=None).update(ended_at=at)
        trail.note(fields=("ended_at",))


def restore_pledge(actor: Actor, pledge: Pledge) -> None:
    """Take the end of a pledge back. Raises RuleBroken if there is a newer one."""
    with passing(actor, Act.CHANGE_PLEDGE, pledge) as trail:
        with _both_at_once():
            Pledge.objects.filter(pk=pledge.pk).update(ended_at=None)
        trail.note(fields=("ended_at",))


def _void(actor: Actor, training: Training, at: datetime | None) -> None:
    with passing(actor, Act.CHANGE_TRAINING, training) as trail:
        Training.objects.filter(pk=training.pk).update(voided_at=at)
        trail.note(fields=("voided_at",))


def _attend(
    actor: Actor,
    training: Training,
    people: Collection[int],
    names: Collection[str],
    known: Collection[int] = (),
) -> None:
    """Write who attended; `known` attended already and may have left meanwhile."""
    _insist(actor, set(people) - set(known), names, anybody=bool(people))
    rows = [Attendee(hub_id=actor.hub_id, training=training, person_id=pk) for pk in people]
    rows += [Attendee(hub_id=actor.hub_id, training=training, name=name) for name in names]
    Attendee.objects.bulk_create(rows)


def _insist(
    actor: Actor, people: Collection[int], names: Collection[str], *, anybody: bool = False
) -> None:
    if not people and not names and not anybody:
        raise RuleBroken("people", _("1人以上選ぶか、お名前を書いてください。"))
    rows = Membership.objects.filter(hub_id=actor.hub_id, person_id__in=people).order_by()
    if len(people) > rows.values("person_id").distinct().count():
        raise Hidden


@contextmanager
def _both_at_once() -> Iterator[None]:
    """A savepoint that turns the broken uniqueness into words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_name(error) != "pledge_once":
            raise
        text = _("同じ方の新しい誓約書がすでに登録されています。画面を新しくしてください。")
        raise RuleBroken("", text) from error
