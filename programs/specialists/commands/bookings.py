"""What the desk does with slots: book, cancel, move, close; who came, and what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.kernel import clock, localdates
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.gate import passing
from programs.registry.choices import Area
from programs.registry.models import Handoff
from programs.specialists import letters, rules
from programs.specialists.choices import Act, How, Letter, State
from programs.specialists.commands import moving
from programs.specialists.commands.moving import Hand, Wish
from programs.specialists.models import Booking, Entry, Slot, SpecialistDay


@dataclass(frozen=True)
class Finding:
    """What came of a talk: its topic, a word for the result, whether somebody goes on with it."""

    topic: Entry | None
    result: str
    follow_up: bool = False


def book(actor: Actor, slot: Slot, wish: Wish, now: datetime, *, nonce: UUID) -> Booking:
    """Take a booking by telephone or at the counter.

    The same nonce, or a family that has a booking that day, gives the existing one. Raises
    RuleBroken for a slot that is taken, closed, over or of a day called off.
    """
    with passing(actor, Act.BOOK, slot) as trail:
        held = moving.hold_slot(slot)
        booking = moving.known(held.day_id, nonce, wish)
        if booking is None:
            moving.insist_on_free(held, now)
            booking = moving.begin(held, wish, nonce, _hand(actor, now))
            letters.post(booking, Letter.BOOKED)
        trail.note(fields=("bookings",))
    return booking


def wait(actor: Actor, day: SpecialistDay, wish: Wish, now: datetime, *, nonce: UUID) -> Booking:
    """Put a family on a day's waiting list; the slot that is free already is offered at once.

    The same nonce, or a family that has a booking that day, gives the existing one. Raises
    RuleBroken for a day that is over or called off.
    """
    with passing(actor, Act.BOOK, day) as trail:
        held = moving.hold_day(day.pk)
        booking = moving.known(held.pk, nonce, wish)
        if booking is None:
            booking = moving.line_up(held, wish, nonce, _hand(actor, now))
            letters.post(booking, Letter.WAITING)
            moving.pass_on(held, now)
        elif moving.vouch(booking, now):
            moving.pass_on(held, now)
        trail.note(fields=("bookings",))
    return booking


def cancel(actor: Actor, booking: Booking, now: datetime) -> Booking:
    """Cancel a booking for the family; its slot passes on. Raises RuleBroken once they came."""
    with passing(actor, Act.CHANGE_BOOKING, booking) as trail:
        current = moving.hold_booking(booking)
        if moving.move(current, State.CANCELLED, _hand(actor, now)):
            letters.post(current, Letter.CANCELLED)
            moving.pass_on(current.day, now)
            trail.note(fields=("state",))
    return current


def put_in(actor: Actor, booking: Booking, now: datetime) -> Booking:
    """Confirm a booking by telephone, or take its cancelling back; who waited, waits again.

    Raises RuleBroken where the slot has gone to somebody else meanwhile.
    """
    with passing(actor, Act.CHANGE_BOOKING, booking) as trail:
        current = moving.hold_booking(booking)
        if current.state not in (State.OFFERED, State.CANCELLED, State.BOOKED):
            raise RuleBroken("", _("この予約は確定できません。"))
        to, letter = (State.BOOKED, Letter.BOOKED)
        if current.slot_id is None:
            to, letter = (State.WAITING, Letter.WAITING)
        if moving.move(current, to, _hand(actor, now)):
            moving.vouch(current, now)
            letters.post(current, letter)
            moving.pass_on(current.day, now)
            trail.note(fields=("state",))
    return current


def change_slot(actor: Actor, booking: Booking, slot: Slot, now: datetime) -> Booking:
    """Move a booking to another free slot, of this day or of another of the same profession.

    Who waited has a slot then; the slot that was left passes on to who waits for it.
    Both days are held in the order of their keys, so that two moves never wait for each other.
    Raises RuleBroken where the slot is not free.
    """
    with passing(actor, Act.CHANGE_BOOKING, booking) as trail:
        if slot.hub_id != actor.hub_id:
            raise Hidden
        left = {pk: moving.hold_day(pk) for pk in sorted({booking.day_id, slot.day_id})}
        current, to = moving.hold_booking(booking), moving.hold_slot(slot)
        if current.state not in rules.OPEN:
            raise RuleBroken("", _("この予約は変更できません。"))
        moving.insist_on_free(to, now)
        if current.day.profession_id != to.day.profession_id:
            raise RuleBroken("slot", _("同じ専門職の枠を選んでください。"))
        if current.slot_id != to.pk:
            _give(current, to, _hand(actor, now))
            moving.pass_on(left[booking.day_id], now)
            trail.note(fields=("slot",))
    return current


def _give(booking: Booking, slot: Slot, hand: Hand) -> None:
    """Let a family have a slot; who waited or was asked has said yes to the desk.

    The reminder comes anew, but not on top of this letter.
    """
    before = booking.state
    booking.slot, booking.day = slot, slot.day
    tomorrow = clock.tokyo(hand.at).date() + timedelta(days=1)
    booking.reminded_at = hand.at if slot.day.held_on == tomorrow else None
    booking.state, booking.offered_until = State.BOOKED, None
    moving.save(booking, "slot", "day", "state", "offered_until", "reminded_at")
    moving.step(booking, before, hand)
    letters.post(booking, Letter.MOVED if before == State.BOOKED else Letter.BOOKED)


def close_slot(actor: Actor, slot: Slot, closed: bool, now: datetime) -> Slot:
    """Take a free slot out of booking, or give it back to who waits. Raises RuleBroken for a taken one."""
    with passing(actor, Act.CHANGE_DAY, slot) as trail:
        held = moving.hold_slot(slot)
        held.closed_at = now if closed else None
        try:
            with transaction.atomic():
                held.save(update_fields=["closed_at"])
        except IntegrityError as error:
            raise moving.said(error) from error
        moving.pass_on(held.day, now)
        trail.note(fields=("closed_at",))
    return held


def mark(actor: Actor, booking: Booking, to: State, now: datetime) -> Booking:
    """Mark who came and who did not, or take that back, from the day itself on.

    Raises RuleBroken before that day, and once a result was recorded.
    """
    with passing(actor, Act.MARK, booking) as trail:
        current = moving.hold_booking(booking)
        _insist_on_attendance(current, to, now)
        if moving.move(current, to, _hand(actor, now)):
            trail.note(fields=("state",))
    return current


def record_result(actor: Actor, booking: Booking, said: Finding, now: datetime) -> Booking:
    """Record what came of the talk; who has a result came. A follow-up goes to the consultations.

    The handoff names no topic. Raises RuleBroken before the day, for a cancelled booking, and for
    a retired topic or one of another hub.
    """
    with passing(actor, Act.RECORD_RESULT, booking) as trail:
        current = moving.hold_booking(booking)
        if current.state != State.CAME:
            _insist_on_attendance(current, State.CAME, now)
            moving.move(current, State.CAME, _hand(actor, now))
        if said.topic is not None and said.topic.hub_id != actor.hub_id:
            raise Hidden
        current.topic, current.result = said.topic, said.result
        if said.follow_up and current.handoff_id is None:
            current.handoff = _handed_on(actor, current)
        moving.save(current, "topic", "result", "handoff")
        trail.note(fields=("topic", "result", "handoff"))
    return current


def _handed_on(actor: Actor, booking: Booking) -> Handoff:
    day = localdates.day(booking.day.held_on)
    subject = _("専門相談（%(day)s）のあとの対応") % {"day": day}
    return Handoff.objects.create(
        hub_id=booking.hub_id,
        from_area=Area.DROPIN,
        to_area=Area.CONSULTATIONS,
        household_id=booking.household_id,
        subject=str(subject),
        offered_by_id=actor.user_id,
    )


def _insist_on_attendance(booking: Booking, to: State, now: datetime) -> None:
    if to not in rules.ATTENDANCE or booking.state not in rules.ATTENDANCE:
        raise RuleBroken("", _("予約済みの方だけを記録できます。"))
    if booking.day.held_on > clock.tokyo(now).date():
        raise RuleBroken("", _("来所の記録は相談日から付けられます。"))
    if to != State.CAME and (booking.result or booking.topic_id or booking.handoff_id):
        raise RuleBroken("", _("相談後の記録があるため、来所を取り消せません。"))


def _hand(actor: Actor, now: datetime) -> Hand:
    return Hand(How.DESK, now, actor.user_id)
