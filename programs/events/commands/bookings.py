"""What the desk does with bookings: take one, cancel it, put somebody in, mark who came."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from programs.events import letters, rules
from programs.events.choices import Act, How, Letter, State
from programs.events.commands import courses, moving, room
from programs.events.commands.moving import Hand, Wish
from programs.events.commands.room import Numbers
from programs.events.models import Booking, EventDate
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing


def book(actor: Actor, on: EventDate, wish: Wish, now: datetime, *, nonce: UUID) -> Booking:
    """Take a booking by telephone or at the counter; the waiting list where there is no room.

    The same nonce, or a family that has a live booking, gives the existing one. Raises RuleBroken
    for a date that is over or called off and for a family outside the age window.
    """
    with passing(actor, Act.BOOK, on) as trail:
        held = moving.hold(on.pk)
        moving.insist_on_standing(held, now)
        booking = moving.known(held, nonce, wish)
        if booking is None:
            moving.insist_on_audience(held, wish)
            booking = moving.begin(held, wish, nonce, _hand(actor, now))
            letters.post(booking, _FIRST[State(booking.state)])
        elif moving.vouch(booking, now):
            room.pass_on(held.event, now)
        trail.note(fields=("bookings",))
    return booking


def book_course(
    actor: Actor, on: EventDate, wish: Wish, now: datetime, *, nonce: UUID
) -> list[Booking]:
    """Take a place on a date and on every later one of its event, or wait for all of them.

    The age counts on the first date. A date that the family has already stays as it is.
    """
    with passing(actor, Act.BOOK, on) as trail:
        held = moving.hold(on.pk)
        moving.insist_on_standing(held, now)
        moving.insist_on_audience(held, wish)
        dates = [one for one in moving.coming(held.event, now) if one.starts_at >= held.starts_at]
        for one in dates:
            moving.insist_on_numbers(one, wish)
        rows, new = courses.begin(dates, wish, nonce, _hand(actor, now))
        if new:
            letters.post(new[0], _FIRST[State(new[0].state)], *new[1:])
        trail.note(fields=("bookings",))
    return rows


_FIRST = {State.BOOKED: Letter.BOOKED, State.WAITING: Letter.WAITING}


def cancel(actor: Actor, booking: Booking, now: datetime, *, whole: bool = False) -> Booking:
    """Cancel a booking for the family, or all that is left of its course; the places pass on.

    Raises RuleBroken once they came.
    """
    with passing(actor, Act.CHANGE_BOOKING, booking) as trail:
        current = moving.hold_booking(booking)
        moved = courses.give_up(current, whole, _hand(actor, now))
        if moved:
            trail.note(*moved, fields=("state",))
    return current


def put_in(actor: Actor, booking: Booking, now: datetime) -> Booking:
    """Give somebody who waits, or was offered a place, the place she said yes to by telephone.

    A course that was offered is taken whole. Raises RuleBroken where the date is full, over or
    called off.
    """
    with passing(actor, Act.CHANGE_BOOKING, booking) as trail:
        current = moving.hold_booking(booking)
        moving.insist_on_standing(current.date, now)
        kept = courses.together(current, (State.OFFERED,))
        rows = kept if any(row.pk == current.pk for row in kept) else [current]
        moved = [row for row in rows if moving.move(row, State.BOOKED, _hand(actor, now))]
        if moved:
            letters.post(moved[0], Letter.BOOKED, *moved[1:])
            trail.note(*moved, fields=("state",))
    return current


def change_numbers(actor: Actor, booking: Booking, numbers: Numbers, now: datetime) -> Booking:
    """Change how many come; the place stays. Raises RuleBroken where there is not enough room."""
    with passing(actor, Act.CHANGE_BOOKING, booking) as trail:
        current = moving.hold_booking(booking)
        if room.resize(current, numbers, now):
            trail.note(fields=room.NUMBERS)
    return current


def mark(actor: Actor, booking: Booking, to: State, now: datetime) -> Booking:
    """Mark who came and who did not, or take that back, from the day of the event on.

    Raises RuleBroken before that day and for somebody without a place.
    """
    with passing(actor, Act.MARK_ATTENDANCE, booking) as trail:
        current = moving.hold_booking(booking)
        if to not in rules.MARKED or current.state not in rules.MARKED:
            raise RuleBroken("", _("予約済みの方だけを記録できます。"))
        if clock.tokyo(current.date.starts_at).date() > clock.tokyo(now).date():
            raise RuleBroken("", _("参加の記録は開催日から付けられます。"))
        if moving.move(current, to, _hand(actor, now)):
            trail.note(fields=("state",))
    return current


def _hand(actor: Actor, now: datetime) -> Hand:
    return Hand(How.DESK, now, actor.user_id)
