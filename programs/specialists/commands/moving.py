"""How bookings begin and move, under the lock of their day; used by the desk, the public, the clock.

Whoever writes a booking holds the row of its day first. That a slot has one family is kept by the
database itself (constraint ``slot_booked_once``).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.specialists import letters, rules
from programs.specialists.choices import How, State
from programs.specialists.models import Booking, BookingStep, ConcernText, Slot, SpecialistDay

_REPEATS = ("slot_booking_nonce_once", "slot_family_once", "slot_email_once")
_CHANGED = _("この予約の状態が変わっています。画面を新しくしてください。")
TAKEN = _("この枠は、いまほかの方の予約が入りました。別の枠を選んでください。")
_SAID = {
    "slot_booked_once": TAKEN,
    "slot_family_once": _("このご家族は、同じ日にすでに予約があります。"),
    "slot_email_once": _("同じメールアドレスの予約が、この日にすでにあります。"),
    "slot_called_off": _("この相談日は中止になりました。"),
    "slot_closed": _("この枠では予約を受け付けていません。"),
    "slot_taken": _("予約が入っている枠は閉じられません。"),
}


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: a name, how to reach her, what she wants to talk about."""

    name: str
    phone: str = ""
    email: str = ""
    language: str = "ja"
    concern: str = ""
    household_id: int | None = None


@dataclass(frozen=True)
class Hand:
    """By whom and in which way a booking is written, and when."""

    how: How
    at: datetime
    by_id: int | None = None


def hold_slot(slot: Slot) -> Slot:
    """Return a slot as it stands now, its day held until the transaction ends; raises Hidden."""
    hold_day(slot.day_id)
    found = Slot.objects.select_related("day").filter(pk=slot.pk).first()
    if found is None:
        raise Hidden
    return found


def hold_day(pk: int) -> SpecialistDay:
    """Return a day, held until the transaction ends; raises Hidden."""
    found = SpecialistDay.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def hold_booking(booking: Booking) -> Booking:
    """Return a booking as it stands now, its day held; raises Hidden, RuleBroken where it moved."""
    hold_day(booking.day_id)
    found = Booking.objects.select_related("day", "slot").filter(pk=booking.pk).first()
    if found is None:
        raise Hidden
    if found.day_id != booking.day_id:
        raise RuleBroken("", _CHANGED)
    return found


def insist_on_free(slot: Slot, now: datetime) -> None:
    """Raise RuleBroken for a slot that is over, closed, or of a day called off."""
    if slot.day.cancelled_at is not None:
        raise RuleBroken("", _SAID["slot_called_off"])
    if slot.closed_at is not None:
        raise RuleBroken("", _SAID["slot_closed"])
    if slot.ends_at <= now:
        raise RuleBroken("", _("この枠の時間は過ぎています。"))


def known(slot: Slot, nonce: UUID, wish: Wish) -> Booking | None:
    """The booking that a request repeats: its own, or one of the same family or address that day."""
    rows = Booking.objects.filter(day=slot.day_id).select_related("slot", "day")
    same = rows.filter(nonce=nonce).first()
    live = rows.exclude(state=State.CANCELLED)
    if same is None and wish.household_id:
        same = live.filter(household_id=wish.household_id).first()
    if same is None and wish.email:
        same = live.filter(email_key=letters.email_key(wish.email)).first()
    return same


def begin(
    slot: Slot, wish: Wish, nonce: UUID, hand: Hand, *, until: datetime | None = None
) -> Booking:
    """Insert a booking on a slot of a held day. Raises RuleBroken where somebody was first."""
    booking = _new(slot, wish, nonce, hand)
    booking.state = State.OFFERED if until else State.BOOKED
    booking.offered_until = until
    try:
        with transaction.atomic():
            if wish.concern:
                booking.concern = ConcernText.put(slot.hub_id, wish.concern)
            booking.save(force_insert=True)
            step(booking, "", hand)
    except IntegrityError as error:
        same = known(slot, nonce, wish) if constraint_name(error) in _REPEATS else None
        if same is None:
            raise said(error) from error
        return same
    return booking


def move(booking: Booking, to: State, hand: Hand) -> bool:
    """Move a booking of a held day; False where it stands there already. Raises RuleBroken."""
    before = booking.state
    if before == to:
        return False
    if not rules.may_move(before, to):
        raise RuleBroken("", _CHANGED)
    booking.state, booking.offered_until = to, None
    save(booking, "state", "offered_until")
    step(booking, before, hand)
    return True


def save(booking: Booking, *fields: str) -> None:
    """Write some fields; raises RuleBroken in words where the database says no."""
    try:
        with transaction.atomic():
            booking.save(update_fields=fields)
    except IntegrityError as error:
        raise said(error) from error


def said(error: IntegrityError) -> RuleBroken:
    """The database's refusal in words."""
    return RuleBroken("", _SAID.get(constraint_name(error), _CHANGED))


def step(booking: Booking, before: str, hand: Hand) -> None:
    """Keep one change of a booking."""
    BookingStep.objects.bulk_create(
        [
            BookingStep(
                hub_id=booking.hub_id,
                booking=booking,
                slot_id=booking.slot_id,
                before=before,
                after=booking.state,
                how=hand.how,
                at=hand.at,
                by_id=hand.by_id,
            )
        ]
    )


def _new(slot: Slot, wish: Wish, nonce: UUID, hand: Hand) -> Booking:
    return Booking(
        hub_id=slot.hub_id,
        day=slot.day,
        slot=slot,
        household_id=wish.household_id,
        name=wish.name,
        phone=wish.phone,
        email=wish.email,
        email_key=letters.email_key(wish.email),
        language=wish.language,
        booked_at=hand.at,
        nonce=nonce,
        created_by_id=hand.by_id,
    )
