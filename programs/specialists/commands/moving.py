"""How bookings begin and move, under the lock of their day; used by the desk, the public, the clock.

Whoever writes a booking holds the row of its day first. That a slot has one family is kept by the
database itself (constraint ``slot_booked_once``).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from programs.kernel import clock
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.notices import tell
from programs.specialists import letters, rules
from programs.specialists.choices import How, Letter, State
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


def known(day_id: int, nonce: UUID, wish: Wish) -> Booking | None:
    """The booking that a request repeats: its own, or one of the same family or address that day."""
    rows = Booking.objects.filter(day=day_id).select_related("slot", "day")
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
    booking = _new(slot.day, wish, nonce, hand)
    booking.slot = slot
    booking.state = State.OFFERED if until else State.BOOKED
    booking.offered_until = until
    return _insert(booking, wish, hand)


def line_up(day: SpecialistDay, wish: Wish, nonce: UUID, hand: Hand) -> Booking:
    """Insert a turn on the waiting list of a held day. Raises RuleBroken for a day that is over."""
    if day.cancelled_at is not None:
        raise RuleBroken("", _SAID["slot_called_off"])
    if day.held_on < clock.tokyo(hand.at).date():
        raise RuleBroken("", _("この相談日は終わりました。"))
    booking = _new(day, wish, nonce, hand)
    booking.state = State.WAITING
    return _insert(booking, wish, hand)


def _insert(booking: Booking, wish: Wish, hand: Hand) -> Booking:
    try:
        with transaction.atomic():
            if wish.concern:
                booking.concern = ConcernText.put(booking.hub_id, wish.concern)
            booking.save(force_insert=True)
            step(booking, "", hand)
    except IntegrityError as error:
        repeats = constraint_name(error) in _REPEATS
        same = known(booking.day_id, booking.nonce, wish) if repeats else None
        if same is None:
            raise said(error) from error
        return same
    return booking


def pass_on(day: SpecialistDay, now: datetime) -> list[Booking]:
    """Offer the free slots of a held day to those who wait, in their order; return who was offered.

    A slot that begins too soon to be answered for stays free for the telephone. Whose mail has not
    answered is passed over: an invented address holds nobody up.
    """
    if day.cancelled_at is not None:
        return []
    kept = [(slot, rules.answer_by(now, slot.starts_at)) for slot in free_slots(day)]
    soon = [(slot, until) for slot, until in kept if until is not None]
    sure = Booking.objects.filter(day=day, state=State.WAITING, answered_at__isnull=False)
    rows = sure.select_related("day")
    offered = []
    for (slot, until), one in zip(soon, rows.order_by("booked_at", "pk"), strict=False):
        one.slot = slot
        move(one, State.OFFERED, Hand(How.CLOCK, now), until)
        letters.post(one, Letter.OFFERED)
        if not one.email and one.created_by_id:
            path = day.get_absolute_url()
            tell(day.hub_id, [one.created_by_id], "specialists.call_family", path)
        offered.append(one)
    return offered


def vouch(booking: Booking, at: datetime) -> bool:
    """Let a turn count: its mail has answered, or the desk has spoken with the family."""
    if booking.answered_at is not None:
        return False
    booking.answered_at = at
    save(booking, "answered_at")
    return True


def free_slots(day: SpecialistDay) -> list[Slot]:
    """The slots of a day that nobody has and that are not closed, the earliest first."""
    held = Booking.objects.filter(slot=OuterRef("pk"), state__in=rules.HOLDING)
    rows = Slot.objects.filter(~Exists(held), day=day, closed_at=None)
    return list(rows.order_by("starts_at", "pk"))


def move(booking: Booking, to: State, hand: Hand, until: datetime | None = None) -> bool:
    """Move a booking of a held day; False where it stands there already. Raises RuleBroken.

    `until` is the deadline of an offer. The slot that was set on the booking is written with it.
    """
    before = booking.state
    if before == to:
        return False
    if not rules.may_move(before, to):
        raise RuleBroken("", _CHANGED)
    booking.state, booking.offered_until = to, until
    save(booking, "state", "offered_until", "slot")
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


def _new(day: SpecialistDay, wish: Wish, nonce: UUID, hand: Hand) -> Booking:
    return Booking(
        hub_id=day.hub_id,
        day=day,
        household_id=wish.household_id,
        name=wish.name,
        phone=wish.phone,
        email=wish.email,
        email_key=letters.email_key(wish.email),
        language=wish.language,
        booked_at=hand.at,
        answered_at=hand.at if hand.how == How.DESK else None,
        nonce=nonce,
        created_by_id=hand.by_id,
    )
