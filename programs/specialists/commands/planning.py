"""Planning: the lists, the days with their slots, and calling a day off."""

from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.kernel.notices import tell
from programs.kernel.policy import may
from programs.specialists import letters, rules
from programs.specialists.choices import Act, EntryKind, How, Letter, State
from programs.specialists.commands import moving
from programs.specialists.commands.moving import Hand
from programs.specialists.models import Booking, Entry, Slot, SpecialistDay
from programs.specialists.starters import STARTERS

FIELDS = (
    "site",
    "profession",
    "specialist_name",
    "person_id",
    "in_charge_id",
    "description",
    "booked_by",
    "opens_days",
    "closes_days",
)


def install_entries(hub_id: int) -> int:
    """Give a hub the starter lists, where it has none of a kind; return how many were added."""
    added = 0
    for kind, labels in STARTERS.items():
        if not Entry.objects.filter(hub_id=hub_id, kind=kind).exists():
            rows = [
                Entry(hub_id=hub_id, kind=kind, label=label, order=place)
                for place, label in enumerate(labels, 1)
            ]
            added += len(Entry.objects.bulk_create(rows, ignore_conflicts=True))
    return added


def begin_lists(actor: Actor) -> int:
    """Begin a hub's lists with the usual entries; return how many were added."""
    with passing(actor, Act.CHANGE_LISTS) as trail:
        added = install_entries(actor.hub_id or 0)
        trail.note(fields=("label",))
    return added


def add_entry(actor: Actor, kind: EntryKind, label: str) -> Entry:
    """Add an entry at the end of a list. Raises RuleBroken for a label that is there."""
    with passing(actor, Act.CHANGE_LISTS) as trail:
        rows = Entry.objects.filter(hub_id=actor.hub_id, kind=kind)
        last = rows.order_by("-order").values_list("order", flat=True).first() or 0
        entry = Entry(hub_id=actor.hub_id, kind=kind, label=label, order=min(last + 1, 9999))
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError as error:
            raise _twice(error) from error
        trail.note(entry, fields=("label",))
    return entry


def change_entry(
    actor: Actor, entry: Entry, version: int, label: str, retired_on: date | None
) -> Entry:
    """Rename an entry, put it out of use or back. Raises Stale, RuleBroken for a label twice."""
    with passing(actor, Act.CHANGE_LISTS, entry) as trail:
        entry.label, entry.retired_on = label, retired_on
        try:
            with transaction.atomic():
                entry.save_if(version, "label", "retired_on")
        except IntegrityError as error:
            raise _twice(error) from error
        trail.note(fields=("label", "retired_on"))
    return entry


def add_day(
    actor: Actor, values: dict[str, Any], held_on: date, hours: list[tuple[time, time]]
) -> SpecialistDay:
    """Add a day with its slots. Raises RuleBroken where no slot fits, Hidden for another hub's site."""
    with passing(actor, Act.CHANGE_DAY) as trail:
        if not hours:
            raise RuleBroken("ends", _("この時間では枠が1つも取れません。"))
        day = SpecialistDay(hub_id=actor.hub_id, held_on=held_on)
        _write(actor, day, values)
        day.save(force_insert=True)
        Slot.objects.bulk_create(
            Slot(
                hub_id=actor.hub_id,
                day=day,
                starts_at=clock.moment(held_on, begins),
                ends_at=clock.moment(held_on, ends),
            )
            for begins, ends in hours
        )
        trail.note(day, fields=FIELDS)
    return day


def change_day(
    actor: Actor, day: SpecialistDay, version: int, values: dict[str, Any]
) -> SpecialistDay:
    """Change who, what and how to book; the day and its slots stay. Raises Stale, RuleBroken.

    Those named on the list read what families wrote: only who may read it names others.
    """
    with passing(actor, Act.CHANGE_DAY, day) as trail:
        before = _on_list(day)
        named = {values["person_id"], values["in_charge_id"]}
        if named != before and not may(actor, Act.READ_CONCERNS, day):
            raise RuleBroken(
                "in_charge", _("担当を替えられるのは、いまの担当の方と施設長だけです。")
            )
        if values["profession"] != day.profession and _live(day).exists():
            raise RuleBroken("profession", _("予約がある間は、専門職を変えられません。"))
        was = {name: getattr(day, name) for name in FIELDS}
        _write(actor, day, values)
        day.save_if(version, *FIELDS)
        _tell_people(actor, day, before)
        trail.note(fields=[name for name in FIELDS if getattr(day, name) != was[name]])
    return day


def _on_list(day: SpecialistDay) -> set[int | None]:
    return {day.person_id, day.in_charge_id}


def _tell_people(actor: Actor, day: SpecialistDay, before: set[int | None]) -> None:
    """Tell who is on the list of a day now, and who no longer is."""
    silent = {None, actor.user_id}
    now, path = _on_list(day), day.get_absolute_url()
    tell(day.hub_id, now - before - silent, "specialists.list_joined", path)
    tell(day.hub_id, before - now - silent, "specialists.list_left", path)


def cancel_day(actor: Actor, day: SpecialistDay, reason: str, now: datetime) -> list[Booking]:
    """Call a day off and tell everybody who has a slot; return them.

    Raises RuleBroken without a reason; calling off twice changes nothing.
    """
    with passing(actor, Act.CANCEL_DAY, day) as trail:
        held = moving.hold_day(day.pk)
        if held.cancelled_at is not None:
            return []
        if not reason:
            raise RuleBroken("reason", _("中止の理由を入力してください。"))
        told = list(_live(held).select_related("day", "slot").order_by("pk"))
        if any(row.state not in rules.OPEN for row in told):
            raise RuleBroken("", _("来所を記録した方がいるため、中止できません。"))
        held.cancelled_at, held.cancelled_reason = now, reason
        held.save(update_fields=["cancelled_at", "cancelled_reason"])
        for booking in told:
            moving.move(booking, State.CANCELLED, Hand(How.DESK, now, actor.user_id))
            letters.post(booking, Letter.CALLED_OFF)
        trail.note(fields=("cancelled_at", "bookings"))
    return told


def _live(day: SpecialistDay) -> Any:
    return Booking.objects.filter(day=day).exclude(state=State.CANCELLED)


def _write(actor: Actor, day: SpecialistDay, values: dict[str, Any]) -> None:
    if values["site"].hub_id != actor.hub_id or values["profession"].hub_id != actor.hub_id:
        raise Hidden
    for name in FIELDS:
        setattr(day, name, values[name])


def _twice(error: IntegrityError) -> RuleBroken:
    if constraint_name(error) != "specialist_entry_once":
        raise error
    return RuleBroken("label", _("同じ名称がすでにあります。"))
