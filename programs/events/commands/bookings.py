"""What the desk does with bookings: take one, cancel it, put somebody in, mark who came."""

from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from programs.events import letters
from programs.events.choices import Act, How, Letter, State
from programs.events.commands import moving
from programs.events.commands.moving import Hand, Numbers, Wish
from programs.events.models import Booking, EventDate
from programs.kernel import clock, localdates
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing

ATTENDANCE = (State.BOOKED, State.ATTENDED, State.NO_SHOW)


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
        trail.note(fields=("bookings",))
    return booking


def book_course(
    actor: Actor, on: EventDate, wish: Wish, now: datetime, *, nonce: UUID
) -> list[Booking]:
    """Take a place on a date and on every later one of its event: all of them, or none.

    The age counts on the first date. A date that the family has already stays as it is. Raises
    RuleBroken with the day that is full.
    """
    with passing(actor, Act.BOOK, on) as trail:
        dates = moving.hold_course(on, now)
        if not dates or dates[0].pk != on.pk:
            moving.insist_on_standing(moving.hold(on.pk), now)
        moving.insist_on_audience(dates[0], wish)
        made = [_of_course(one, wish, now, nonce, actor) for one in dates]
        trail.note(fields=("bookings",))
    return made


def _of_course(on: EventDate, wish: Wish, now: datetime, nonce: UUID, actor: Actor) -> Booking:
    own = uuid5(nonce, str(on.pk))
    booking = moving.known(on, own, wish)
    if booking is not None:
        return booking
    moving.insist_on_numbers(on, wish)
    booking = moving.begin(on, wish, own, _hand(actor, now))
    if booking.state == State.WAITING:
        message = _("%(day)sの回が満員のため、まとめて予約できません。1回ずつ予約してください。")
        day = localdates.day(clock.tokyo(on.starts_at).date())
        raise RuleBroken("course", message % {"day": day})
    letters.post(booking, Letter.BOOKED)
    return booking


_FIRST = {State.BOOKED: Letter.BOOKED, State.WAITING: Letter.WAITING}


def cancel(actor: Actor, booking: Booking, now: datetime) -> Booking:
    """Cancel a booking for the family; its place passes on. Raises RuleBroken once they came."""
    with passing(actor, Act.CHANGE_BOOKING, booking) as trail:
        current = moving.hold_booking(booking)
        if moving.move(current, State.CANCELLED, _hand(actor, now)):
            letters.post(current, Letter.CANCELLED)
            moving.pass_on(current.date, now)
            trail.note(fields=("state",))
    return current


def put_in(actor: Actor, booking: Booking, now: datetime) -> Booking:
    """Give somebody who waits, or was offered a place, the place she said yes to by telephone.

    Raises RuleBroken where the date is full, over or called off.
    """
    with passing(actor, Act.CHANGE_BOOKING, booking) as trail:
        current = moving.hold_booking(booking)
        moving.insist_on_standing(current.date, now)
        if moving.move(current, State.BOOKED, _hand(actor, now)):
            letters.post(current, Letter.BOOKED)
            trail.note(fields=("state",))
    return current


def change_numbers(actor: Actor, booking: Booking, numbers: Numbers, now: datetime) -> Booking:
    """Change how many come; the place stays. Raises RuleBroken where there is not enough room."""
    with passing(actor, Act.CHANGE_BOOKING, booking) as trail:
        current = moving.hold_booking(booking)
        if moving.resize(current, numbers, now):
            trail.note(fields=moving.NUMBERS)
    return current


def mark(actor: Actor, booking: Booking, to: State, now: datetime) -> Booking:
    """Mark who came and who did not, or take that back, from the day of the event on.

    Raises RuleBroken before that day and for somebody without a place.
    """
    with passing(actor, Act.MARK_ATTENDANCE, booking) as trail:
        current = moving.hold_booking(booking)
        if to not in ATTENDANCE or current.state not in ATTENDANCE:
            raise RuleBroken("", _("予約済みの方だけを記録できます。"))
        if clock.tokyo(current.date.starts_at).date() > clock.tokyo(now).date():
            raise RuleBroken("", _("参加の記録は開催日から付けられます。"))
        if moving.move(current, to, _hand(actor, now)):
            trail.note(fields=("state",))
    return current


def _hand(actor: Actor, now: datetime) -> Hand:
    return Hand(How.DESK, now, actor.user_id)
