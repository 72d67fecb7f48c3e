"""What the clock does for one hub: slots that nobody confirmed are free again; tomorrow's families hear."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from programs.kernel import clock, tenancy
from programs.kernel.gate import unattended
from programs.kernel.outside import CONFIRM_WITHIN
from programs.specialists import letters
from programs.specialists.choices import Act, How, Letter, State
from programs.specialists.commands import moving
from programs.specialists.commands.moving import Hand
from programs.specialists.models import Booking


def free_unconfirmed(hub_id: int, now: datetime) -> int:
    """Cancel the bookings whose mail was not answered in time, for who waits next; return how many.

    Safe to repeat and to run beside people: each day is held while it is looked at.
    """
    freed = 0
    for day_id in _late_days(hub_id, now):
        with unattended(hub_id, Act.CHANGE_BOOKING) as trail:
            day = moving.hold_day(day_id)
            late = list(_late(hub_id, now).filter(day=day_id).order_by("pk"))
            for booking in late:
                if booking.state == State.OFFERED:
                    letters.post(booking, Letter.LAPSED)
                moving.move(booking, State.CANCELLED, Hand(How.CLOCK, now))
            moving.pass_on(day, now)
            if late:
                trail.note(*late, fields=("state",))
            freed += len(late)
    return freed


def remind(hub_id: int, now: datetime) -> int:
    """Mail those who have a slot tomorrow, once; return how many.

    Who asked for it today has just been written to.
    """
    today = clock.tokyo(now).date()
    with unattended(hub_id, Act.CHANGE_BOOKING) as trail:
        rows = Booking.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        wanted = rows.filter(
            hub_id=hub_id,
            state=State.BOOKED,
            reminded_at=None,
            booked_at__lt=clock.moment(today),
            day__held_on=today + timedelta(days=1),
        )
        due = list(wanted.exclude(email="").order_by("pk"))
        for booking in due:
            booking.reminded_at = now
            booking.save(update_fields=["reminded_at"])
            letters.post(booking, Letter.REMINDER)
        if due:
            trail.note(*due, fields=("reminded_at",))
    return len(due)


def _late_days(hub_id: int, now: datetime) -> list[int]:
    with transaction.atomic():
        tenancy.enter([hub_id])
        rows = _late(hub_id, now).order_by("day_id").values_list("day_id", flat=True)
        return list(rows.distinct())


def _late(hub_id: int, now: datetime) -> "QuerySet[Booking]":
    offers = Q(state=State.OFFERED, offered_until__lte=now)
    silent = Q(state=State.WAITING, answered_at=None, booked_at__lte=now - CONFIRM_WITHIN)
    return Booking.objects.filter(offers | silent, hub_id=hub_id)
