"""What families do by themselves: ask for a slot, confirm it, give it up.

There is no signed-in person: a slot is first kept until the mail address has answered, and whoever
holds the signed link from the mail speaks for the booking. The audit names the role ``public``.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.gate import OUTSIDE, unattended
from programs.kernel.outside import confirm_by
from programs.specialists import letters, rules
from programs.specialists.choices import Act, BookedBy, How, Letter, State
from programs.specialists.commands import moving
from programs.specialists.commands.moving import Hand, Wish
from programs.specialists.models import Booking, Slot, SpecialistDay


def ask_for_slot(hub_id: int, slot: Slot, wish: Wish, now: datetime, *, nonce: UUID) -> None:
    """Keep a slot for a day until the mail is answered.

    Returns nothing, and the mail alone tells what came of it: whoever types somebody else's
    address learns nothing. An address that has a booking that day gets its mail again. Raises
    RuleBroken outside the booking window and for a slot that is taken, Hidden where the day is not
    booked from outside.
    """
    with unattended(hub_id, Act.BOOK, OUTSIDE) as trail:
        held = moving.hold_slot(slot)
        _insist_on_open(held, now)
        booking = moving.known(held.day_id, nonce, wish)
        if booking is None:
            until = confirm_by(now, held.starts_at)
            booking = moving.begin(held, wish, nonce, Hand(How.PUBLIC, now), until=until)
        letter = _letter(booking)
        if letter:
            letters.post(booking, letter)
        trail.note(held, fields=("bookings",))


def _letter(booking: Booking) -> Letter | None:
    """What the mail says of a booking as it stands; none of one that is over."""
    if booking.answer_until is not None:
        return Letter.CONFIRM_WAIT
    return _ALSO_THEN.get(State(booking.state))


_ALSO_THEN = {
    State.OFFERED: Letter.CONFIRM,
    State.BOOKED: Letter.BOOKED,
    State.WAITING: Letter.WAITING,
}


def ask_to_wait(hub_id: int, day: SpecialistDay, wish: Wish, now: datetime, *, nonce: UUID) -> None:
    """Ask for a turn on a day's waiting list, which counts once the mail has answered.

    The mail alone tells, as with `ask_for_slot`.

    Raises RuleBroken outside the booking window, Hidden where the day is not booked from outside.
    """
    with unattended(hub_id, Act.BOOK, OUTSIDE) as trail:
        held = moving.hold_day(day.pk)
        _insist_on_window(held, now)
        booking = moving.known(held.pk, nonce, wish)
        if booking is None:
            booking = moving.line_up(held, wish, nonce, Hand(How.PUBLIC, now))
        letter = _letter(booking)
        if letter and booking.state == State.WAITING:
            letters.post(booking, letter)
        trail.note(held, fields=("bookings",))


def confirm(hub_id: int, booking: Booking, now: datetime) -> Booking:
    """Take the slot that is kept, or the turn on the waiting list.

    Raises RuleBroken after the deadline, or without an offer.
    """
    with unattended(hub_id, Act.CHANGE_BOOKING, OUTSIDE) as trail:
        current = moving.hold_booking(booking)
        if current.state == State.WAITING:
            if _join(current, now):
                trail.note(current, fields=("answered_at",))
        elif current.state != State.BOOKED:
            until = current.offered_until
            if until is None or until <= now or current.begins_at <= now:
                raise RuleBroken("", _LATE_ANSWER)
            moving.move(current, State.BOOKED, Hand(How.PUBLIC, now))
            letters.post(current, Letter.BOOKED)
            trail.note(current, fields=("state",))
    return current


def _join(current: Booking, now: datetime) -> bool:
    """Let a turn on the waiting list count; a slot that is free meanwhile is offered at once."""
    until = current.answer_until
    if current.day.cancelled_at or current.begins_at <= now or (until and until <= now):
        raise RuleBroken("", _LATE_ANSWER)
    if not moving.vouch(current, now):
        return False
    letters.post(current, Letter.WAITING)
    moving.pass_on(current.day, now)
    current.refresh_from_db()
    return True


_LATE_ANSWER = _("回答の期限が過ぎたか、すでに取り消されています。")


def withdraw(hub_id: int, booking: Booking, now: datetime) -> Booking:
    """Give a slot or a turn up; the slot passes on. Raises RuleBroken once its time began."""
    with unattended(hub_id, Act.CHANGE_BOOKING, OUTSIDE) as trail:
        current = moving.hold_booking(booking)
        if current.state != State.CANCELLED:
            if current.begins_at <= now:
                raise RuleBroken("", _("予約の時間を過ぎているため、ここでは取り消せません。"))
            moving.move(current, State.CANCELLED, Hand(How.PUBLIC, now))
            letters.post(current, Letter.CANCELLED)
            moving.pass_on(current.day, now)
            trail.note(current, fields=("state",))
    return current


def _insist_on_open(slot: Slot, now: datetime) -> None:
    _insist_on_window(slot.day, now)
    moving.insist_on_free(slot, now)
    if slot.starts_at <= now:
        raise RuleBroken("", _LATE)


def _insist_on_window(day: SpecialistDay, now: datetime) -> None:
    if day.booked_by != BookedBy.PUBLIC:
        raise Hidden
    opens, closes = rules.booking_window(day.held_on, day.opens_days, day.closes_days)
    if now < opens:
        raise RuleBroken("", _("予約の受け付けはまだ始まっていません。"))
    if now >= closes:
        raise RuleBroken("", _LATE)


_LATE = _("予約の受け付けは終わりました。施設にお電話ください。")
