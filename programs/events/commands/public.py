"""What families do by themselves: ask for a place, confirm it, give it up.

There is no signed-in person: a place is first kept until the mail address has answered, and whoever
holds the signed link from the mail speaks for the booking. The audit names the role ``public``.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from programs.events import letters, rules
from programs.events.choices import Act, BookedBy, How, Letter, State
from programs.events.commands import moving
from programs.events.commands.moving import Hand, Numbers, Wish
from programs.events.models import Booking, EventDate
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.gate import OUTSIDE, unattended

_ALSO_THEN = {
    State.OFFERED: Letter.CONFIRM,
    State.WAITING: Letter.WAITING,
    State.BOOKED: Letter.BOOKED,
}


def ask_for_place(hub_id: int, date_id: int, wish: Wish, now: datetime, *, nonce: UUID) -> None:
    """Keep a place for a day until the mail is answered, or a turn on the waiting list.

    Returns nothing, and the mail alone tells what came of it: whoever types somebody else's
    address learns nothing. An address that has a booking gets its mail again. Raises RuleBroken
    outside the booking window or the age window, Hidden for a date that is not public.
    """
    with unattended(hub_id, Act.BOOK, OUTSIDE) as trail:
        on = moving.hold(date_id)
        _insist_on_open(on, now)
        moving.insist_on_audience(on, wish, "birth_on")
        booking = moving.known(on, nonce, wish)
        if booking is None:
            until = min(now + rules.CONFIRM_WITHIN, on.starts_at)
            hand = Hand(How.PUBLIC, now)
            booking = moving.begin(on, wish, nonce, hand, to=State.OFFERED, until=until)
        letter = _ALSO_THEN.get(State(booking.state))
        if letter:
            letters.post(booking, letter)
        trail.note(on, fields=("bookings",))


def confirm(hub_id: int, booking: Booking, now: datetime) -> Booking:
    """Take the place that is kept. Raises RuleBroken after the deadline, or without an offer."""
    with unattended(hub_id, Act.CHANGE_BOOKING, OUTSIDE) as trail:
        current = moving.hold_booking(booking)
        if current.state != State.BOOKED:
            moving.insist_on_standing(current.date, now)
            if current.offered_until is None or current.offered_until <= now:
                raise RuleBroken("", _("回答の期限が過ぎたか、すでに取り消されています。"))
            moving.move(current, State.BOOKED, Hand(How.PUBLIC, now))
            letters.post(current, Letter.BOOKED)
            trail.note(current, fields=("state",))
    return current


def change_own_numbers(hub_id: int, booking: Booking, numbers: Numbers, now: datetime) -> Booking:
    """Change how many come, by the link; the place stays. Raises RuleBroken without enough room."""
    with unattended(hub_id, Act.CHANGE_BOOKING, OUTSIDE) as trail:
        current = moving.hold_booking(booking)
        if current.date.starts_at <= now:
            raise RuleBroken("", _("催しが始まっているため、ここでは変更できません。"))
        if moving.resize(current, numbers, now):
            trail.note(current, fields=moving.NUMBERS)
    return current


def withdraw(hub_id: int, booking: Booking, now: datetime) -> Booking:
    """Give up a place or a turn; the place passes on. Raises RuleBroken once the event began."""
    with unattended(hub_id, Act.CHANGE_BOOKING, OUTSIDE) as trail:
        current = moving.hold_booking(booking)
        if current.state != State.CANCELLED:
            if current.date.starts_at <= now:
                raise RuleBroken("", _("催しが始まっているため、ここでは取り消せません。"))
            moving.move(current, State.CANCELLED, Hand(How.PUBLIC, now))
            letters.post(current, Letter.CANCELLED)
            moving.pass_on(current.date, now)
            trail.note(current, fields=("state",))
    return current


def _insist_on_open(on: EventDate, now: datetime) -> None:
    event = on.event
    if event.booked_by != BookedBy.PUBLIC:
        raise Hidden
    moving.insist_on_standing(on, now)
    opens, closes = rules.booking_window(on.starts_at, event.opens_days, event.closes_days)
    if now < opens:
        raise RuleBroken("", _("予約の受け付けはまだ始まっていません。"))
    if now >= closes:
        raise RuleBroken("", _("予約の受け付けは終わりました。施設にお電話ください。"))
