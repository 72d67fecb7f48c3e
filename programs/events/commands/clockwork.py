"""What the clock does for one hub: offers that nobody answered pass on; tomorrow's families hear."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from programs.events import letters, rules
from programs.events.choices import Act, How, Letter, State
from programs.events.commands import moving
from programs.events.commands.moving import Hand
from programs.events.models import Booking
from programs.kernel import clock, tenancy
from programs.kernel.gate import unattended


def pass_offers_on(hub_id: int, now: datetime) -> int:
    """Take back the places whose deadline is over and offer them to who is next; return how many.

    Safe to repeat and to run beside people: each date is held while it is looked at.
    """
    passed = 0
    for date_id in _late_dates(hub_id, now):
        with unattended(hub_id, Act.CHANGE_BOOKING) as trail:
            on = moving.hold(date_id)
            late = list(_late(hub_id, now).filter(date=on).order_by("queued_at", "pk"))
            for booking in late:
                moving.move(booking, State.CANCELLED, Hand(How.CLOCK, now))
                letters.post(booking, Letter.LAPSED)
            moving.pass_on(on, now)
            if late:
                trail.note(*late, fields=("state",))
            passed += len(late)
    return passed


def remind(hub_id: int, now: datetime) -> int:
    """Mail those who have a place on an event of tomorrow, once; return how many."""
    tomorrow = clock.tokyo(now).date() + timedelta(days=1)
    start = rules.instant(tomorrow, datetime.min.time())
    with unattended(hub_id, Act.CHANGE_BOOKING) as trail:
        rows = Booking.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        due = list(
            rows.filter(
                hub_id=hub_id,
                state=State.BOOKED,
                reminded_at=None,
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


def _late_dates(hub_id: int, now: datetime) -> list[int]:
    with transaction.atomic():
        tenancy.enter([hub_id])
        rows = _late(hub_id, now).order_by("date_id").values_list("date_id", flat=True)
        return list(rows.distinct())


def _late(hub_id: int, now: datetime) -> "QuerySet[Booking]":
    return Booking.objects.filter(hub_id=hub_id, state=State.OFFERED, offered_until__lte=now)
