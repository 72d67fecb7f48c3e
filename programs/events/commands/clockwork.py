"""What the clock does for one hub: offers that nobody answered pass on; tomorrow's families hear."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from programs.events import letters
from programs.events.choices import Act, How, Letter, State
from programs.events.commands import moving, room
from programs.events.commands.moving import Hand
from programs.events.models import Booking
from programs.kernel import clock, tenancy
from programs.kernel.gate import unattended
from programs.kernel.outside import CONFIRM_WITHIN


def pass_offers_on(hub_id: int, now: datetime) -> int:
    """Take back the places whose deadline is over and offer them to who is next; return how many.

    A course that waits lets go of a date that has begun: it waits for the remaining ones only. A
    turn whose mail did not answer within a day is taken back without a word.
    Safe to repeat and to run beside people: each event is held while it is looked at.
    """
    passed = 0
    for event_id in _late_events(hub_id, now):
        with unattended(hub_id, Act.CHANGE_BOOKING) as trail:
            event = moving.hold_event(event_id)
            rows = Booking.objects.filter(_late(now), hub_id=hub_id, date__event=event)
            late = list(rows.order_by("date__starts_at", "queued_at", "pk"))
            _say_lapsed(late)
            for booking in late:
                moving.move(booking, State.CANCELLED, Hand(How.CLOCK, now))
            room.pass_on(event, now)
            if late:
                trail.note(*late, fields=("state",))
            passed += len(late)
    return passed


def _say_lapsed(late: list[Booking]) -> None:
    """One letter for each offer that ran out, whether of one date or a course."""
    offers: dict[object, list[Booking]] = {}
    for booking in late:
        if booking.state == State.OFFERED:
            offers.setdefault(booking.course or booking.pk, []).append(booking)
    for first, *others in offers.values():
        letters.post(first, Letter.LAPSED, *others)


def remind(hub_id: int, now: datetime) -> int:
    """Mail those who have a place on an event of tomorrow, once; return how many.

    Who asked for it today has just been written to.
    """
    today = clock.moment(clock.tokyo(now).date())
    start = today + timedelta(days=1)
    with unattended(hub_id, Act.CHANGE_BOOKING) as trail:
        rows = Booking.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        due = list(
            rows.filter(
                hub_id=hub_id,
                state=State.BOOKED,
                reminded_at=None,
                queued_at__lt=today,
                date__starts_at__gte=start,
                date__starts_at__lt=start + timedelta(days=1),
            )
            .exclude(email="")
            .order_by("pk")
        )
        for booking in due:
            booking.reminded_at = now
            booking.save(update_fields=["reminded_at"])
            letters.post(booking, Letter.REMINDER)
        if due:
            trail.note(*due, fields=("reminded_at",))
    return len(due)


def _late_events(hub_id: int, now: datetime) -> list[int]:
    with transaction.atomic():
        tenancy.enter([hub_id])
        rows = Booking.objects.filter(_late(now), hub_id=hub_id).order_by("date__event_id")
        return list(rows.values_list("date__event_id", flat=True).distinct())


def _late(now: datetime) -> Q:
    offers = Q(state=State.OFFERED, offered_until__lte=now)
    begun = Q(state=State.WAITING, course__isnull=False, date__starts_at__lte=now)
    silent = Q(state=State.WAITING, answered_at=None, queued_at__lte=now - CONFIRM_WITHIN)
    return offers | begun | silent
