"""Planning: events, their dates, and calling one off."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.events import letters, rules
from programs.events.choices import Act, How, Letter, State
from programs.events.commands import moving, room
from programs.events.commands.moving import Hand
from programs.events.models import Booking, Event, EventDate
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.registry.models import Site

_MOVED = _(
    "予約かキャンセル待ちのある回があるため、会場を変えられません。その回を中止して予約の方に知らせてから、新しい会場で追加してください。"
)
FIELDS = (
    "title",
    "site",
    "program",
    "description",
    "audience",
    "months_from",
    "months_to",
    "counts",
    "capacity",
    "childcare_places",
    "fee_yen",
    "booked_by",
    "opens_days",
    "closes_days",
)
_SMALL = {
    "eventdate_not_oversold": (
        "capacity",
        _("すでに受けた予約より少ない定員にはできません。"),
    ),
    "eventdate_childcare_not_oversold": (
        "childcare_places",
        _("すでに受けた保育の予約より少ない定員にはできません。"),
    ),
}


def add_event(actor: Actor, values: dict[str, Any]) -> Event:
    """Add an event. Raises Hidden for another hub's site."""
    with passing(actor, Act.CHANGE_EVENT) as trail:
        _insist_on_site(actor, values["site"])
        event = Event(hub_id=actor.hub_id, created_by_id=actor.user_id)
        for name in FIELDS:
            setattr(event, name, values[name])
        event.save(force_insert=True)
        trail.note(event, fields=FIELDS)
    return event


def change_event(
    actor: Actor, event: Event, version: int, values: dict[str, Any], now: datetime
) -> Event:
    """Change an event and its dates to come; a larger capacity passes on to those who wait.

    Raises Stale where somebody was first; RuleBroken for fewer places than are taken, or another
    way to count or another site while bookings stand: those booked would come to the old one.
    """
    with passing(actor, Act.CHANGE_EVENT, event) as trail:
        _insist_on_site(actor, values["site"])
        moves = values["site"].pk != event.site_id
        for name in FIELDS:
            setattr(event, name, values[name])
        event.save_if(version, *FIELDS)
        for coming in _coming(event, now):
            if moves and coming.bookings.filter(state__in=rules.PENDING).exists():
                raise RuleBroken("site", _MOVED)
            _carry(event, coming)
        room.pass_on(event, now)
        trail.note(fields=FIELDS)
    return event


def add_dates(
    actor: Actor, event: Event, days: Sequence[date], begins: time, ends: time
) -> list[EventDate]:
    """Add one date, or a series, with the event's present capacity. Raises RuleBroken."""
    with passing(actor, Act.CHANGE_EVENT, event) as trail:
        insist_on_hours(begins, ends)
        rows = [_date(event, day, begins, ends) for day in days]
        made: list[EventDate] = save_once(EventDate.objects.bulk_create, "first", rows)
        trail.note(fields=("dates",))
    return made


def insist_on_hours(begins: time, ends: time) -> None:
    """Raise RuleBroken for an end that is not after the start."""
    if ends <= begins:
        raise RuleBroken("ends", _("終了は開始より後の時刻にしてください。"))


def save_once(save: Callable[..., Any], field: str, *args: Any, **options: Any) -> Any:
    """Save a date, or several. Raises RuleBroken where the event has one at that time."""
    try:
        with transaction.atomic():
            return save(*args, **options)
    except IntegrityError as error:
        if constraint_name(error) != "eventdate_once":
            raise
        raise RuleBroken(field, _("同じ日時の開催日がすでにあります。")) from error


def cancel_date(actor: Actor, on: EventDate, reason: str, now: datetime) -> list[Booking]:
    """Call one date off and tell everybody who has a place or waits; return them.

    Raises RuleBroken without a reason or when it is over; calling off twice changes nothing.
    """
    with passing(actor, Act.CANCEL_DATE, on) as trail:
        held = moving.hold(on.pk)
        if held.cancelled_at is not None:
            return []
        moving.insist_on_standing(held, now)
        if not reason:
            raise RuleBroken("reason", _("中止の理由を入力してください。"))
        told = _call_off(held, reason, Hand(How.DESK, now, actor.user_id))
        for booking in told:
            letters.post(booking, Letter.CALLED_OFF)
        room.pass_on(held.event, now)
        trail.note(fields=("cancelled_at", "bookings"))
    return told


def cancel_course(actor: Actor, event: Event, reason: str, now: datetime) -> list[Booking]:
    """Call off every date of an event that is not over; one letter tells each family.

    Returns all bookings that fell. Raises RuleBroken without a reason; twice changes nothing.
    """
    with passing(actor, Act.CANCEL_DATE, event) as trail:
        if not reason:
            raise RuleBroken("reason", _("中止の理由を入力してください。"))
        hand = Hand(How.DESK, now, actor.user_id)
        dates = moving.coming(moving.hold_event(event.pk), now)
        told = [booking for on in dates for booking in _call_off(on, reason, hand)]
        for first, *others in _by_family(told):
            letters.post(first, Letter.CALLED_OFF, *others)
        if dates:
            trail.note(*dates, fields=("cancelled_at", "bookings"))
    return told


def _call_off(on: EventDate, reason: str, hand: Hand) -> list[Booking]:
    on.cancelled_at, on.cancelled_by_id, on.cancelled_reason = hand.at, hand.by_id, reason
    on.save(update_fields=["cancelled_at", "cancelled_reason", "cancelled_by"])
    rows = Booking.objects.filter(date=on, state__in=rules.PENDING).order_by("queued_at", "pk")
    told = list(rows)
    for booking in told:
        moving.move(booking, State.CANCELLED, hand)
    return told


def _by_family(rows: list[Booking]) -> list[list[Booking]]:
    """Bookings gathered by the address that a letter goes to, each family's by day."""
    found: dict[object, list[Booking]] = {}
    for row in rows:
        found.setdefault(row.email_key or row.pk, []).append(row)
    return list(found.values())


def _coming(event: Event, now: datetime) -> list[EventDate]:
    rows = EventDate.objects.select_for_update(of=("self",), no_key=True)
    return list(
        rows.filter(event=event, starts_at__gt=now, cancelled_at=None).order_by("starts_at", "pk")
    )


def _carry(event: Event, on: EventDate) -> None:
    """Give a date the event's numbers. Raises RuleBroken where more is taken already."""
    if on.counts != event.counts and on.bookings.exclude(state=State.CANCELLED).exists():
        message = _("予約がある間は、定員の数え方を変えられません。")
        raise RuleBroken("counts", message)
    on.counts, on.capacity = event.counts, event.capacity
    on.childcare_places = event.childcare_places
    try:
        with transaction.atomic():
            on.save(update_fields=["counts", "capacity", "childcare_places"])
    except IntegrityError as error:
        name = constraint_name(error)
        if name not in _SMALL:
            raise
        raise RuleBroken(*_SMALL[name]) from error


def _date(event: Event, day: date, begins: time, ends: time) -> EventDate:
    return EventDate(
        hub_id=event.hub_id,
        event=event,
        starts_at=clock.moment(day, begins),
        ends_at=clock.moment(day, ends),
        counts=event.counts,
        capacity=event.capacity,
        childcare_places=event.childcare_places,
    )


def _insist_on_site(actor: Actor, site: Site) -> None:
    if site.hub_id != actor.hub_id:
        raise Hidden
