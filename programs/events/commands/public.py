"""What families do by themselves: ask for a place, confirm it, give it up.

There is no signed-in person: a place is first kept until the mail address has answered, and whoever
holds the signed link from the mail speaks for the booking. The audit names the role ``public``.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from programs.events import letters, rules
from programs.events.choices import Act, BookedBy, How, Letter, State
from programs.events.commands import courses, moving, room
from programs.events.commands.moving import Hand, Wish
from programs.events.commands.room import Numbers
from programs.events.models import Booking, EventDate
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.gate import OUTSIDE, unattended
from programs.kernel.outside import confirm_by


def _letter(booking: Booking) -> Letter | None:
    """What the mail says of a booking as it stands; none of one that is over."""
    if booking.answer_until is not None:
        return Letter.CONFIRM_WAIT
    return _ALSO_THEN.get(State(booking.state))


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
            until = confirm_by(now, on.starts_at)
            hand = Hand(How.PUBLIC, now)
            booking = moving.begin(on, wish, nonce, hand, to=State.OFFERED, until=until)
        letter = _letter(booking)
        if letter:
            letters.post(booking, letter)
        trail.note(on, fields=("bookings",))


def ask_for_course(hub_id: int, date_id: int, wish: Wish, now: datetime, *, nonce: UUID) -> None:
    """Keep a place on a date and every later one of its event, or a turn for all of them.

    The booking window and the age count on the first date. Like `ask_for_place` it returns nothing,
    and one mail with one link names all the dates.
    """
    with unattended(hub_id, Act.BOOK, OUTSIDE) as trail:
        on = moving.hold(date_id)
        _insist_on_open(on, now)
        moving.insist_on_audience(on, wish, "birth_on")
        dates = [one for one in moving.coming(on.event, now) if one.starts_at >= on.starts_at]
        for one in dates:
            moving.insist_on_numbers(one, wish)
        until, hand = confirm_by(now, on.starts_at), Hand(How.PUBLIC, now)
        rows, new = courses.begin(dates, wish, nonce, hand, to=State.OFFERED, until=until)
        first = (new or rows)[0]
        letter = _letter(first)
        if letter:
            same = courses.together(first, (State(first.state),))
            letters.post(same[0], letter, *same[1:])
        trail.note(on, fields=("bookings",))


def confirm(hub_id: int, booking: Booking, now: datetime) -> Booking:
    """Take the place that is kept, or the turn on the waiting list; of a course, all of them.

    Raises RuleBroken after the deadline, or without an offer.
    """
    with unattended(hub_id, Act.CHANGE_BOOKING, OUTSIDE) as trail:
        current = moving.hold_booking(booking)
        if current.state == State.WAITING:
            if joined := _join(current, now):
                trail.note(*joined, fields=("answered_at",))
            return current
        kept = courses.together(current, (State.OFFERED,))
        if not kept and current.state == State.BOOKED:
            return current
        for row in kept or [current]:
            moving.insist_on_standing(row.date, now)
        if not kept or any(row.offered_until is None or row.offered_until <= now for row in kept):
            raise RuleBroken("", _LATE_ANSWER)
        for row in kept:
            moving.move(row, State.BOOKED, Hand(How.PUBLIC, now))
        letters.post(kept[0], Letter.BOOKED, *kept[1:])
        trail.note(*kept, fields=("state",))
        current.refresh_from_db(fields=["state", "offered_until"])
    return current


def _join(current: Booking, now: datetime) -> list[Booking]:
    """Let a turn on the waiting list count, or those of a course; a place that is free is offered."""
    moving.insist_on_standing(current.date, now)
    until = current.answer_until
    if until is not None and until <= now:
        raise RuleBroken("", _LATE_ANSWER)
    rows = courses.together(current, (State.WAITING,))
    joined = [row for row in rows if moving.vouch(row, now)]
    if joined:
        letters.post(joined[0], Letter.WAITING, *joined[1:])
        room.pass_on(current.date.event, now)
        current.refresh_from_db(fields=["state", "offered_until", "answered_at"])
    return joined


_LATE_ANSWER = _("回答の期限が過ぎたか、すでに取り消されています。")


def change_own_numbers(hub_id: int, booking: Booking, numbers: Numbers, now: datetime) -> Booking:
    """Change how many come, by the link; the place stays. Raises RuleBroken without enough room."""
    with unattended(hub_id, Act.CHANGE_BOOKING, OUTSIDE) as trail:
        current = moving.hold_booking(booking)
        if current.date.starts_at <= now:
            raise RuleBroken("", _("催しが始まっているため、ここでは変更できません。"))
        if room.resize(current, numbers, now):
            trail.note(current, fields=room.NUMBERS)
    return current


def withdraw(hub_id: int, booking: Booking, now: datetime, *, whole: bool = False) -> Booking:
    """Give up a place or a turn, or all that is left of a course; the places pass on.

    Raises RuleBroken once the event began.
    """
    with unattended(hub_id, Act.CHANGE_BOOKING, OUTSIDE) as trail:
        current = moving.hold_booking(booking)
        whole = whole and current.course is not None
        pending = current.state != State.CANCELLED and not whole
        if pending and current.date.starts_at <= now:
            raise RuleBroken("", _("催しが始まっているため、ここでは取り消せません。"))
        moved = courses.give_up(current, whole, Hand(How.PUBLIC, now))
        if moved:
            trail.note(*moved, fields=("state",))
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
