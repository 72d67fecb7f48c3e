"""How bookings begin and move, under the lock of their event; used by the desk, the public, the clock.

Whoever writes a booking holds the row of its event first, so that many at once go one after the
other. The count of places itself is kept by the database (migration 0001).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.events import letters, rules
from programs.events.choices import How, State
from programs.events.models import Booking, BookingStep, Event, EventDate
from programs.kernel import clock
from programs.kernel.errors import Hidden, RuleBroken, constraint_name

_REPEATS = ("booking_nonce_once", "booking_family_once", "booking_email_once")


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: who comes, how to reach her, the children's birthdays."""

    name: str
    adults: int = 1
    children: int = 1
    childcare: int = 0
    births: Sequence[date] = ()
    phone: str = ""
    email: str = ""
    language: str = "ja"
    note: str = ""
    household_id: int | None = None


@dataclass(frozen=True)
class Hand:
    """By whom and in which way a booking is written, and when."""

    how: How
    at: datetime
    by_id: int | None = None


def hold_event(pk: int) -> Event:
    """Return an event, held until the transaction ends; raises Hidden.

    Every write to bookings begins here, with one row: a course and its single dates meet in one
    queue, and two of them can never wait for each other.
    """
    found = Event.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def hold(pk: int) -> EventDate:
    """Return a date as it stands now, its event held; raises Hidden."""
    event_id = EventDate.objects.filter(pk=pk).values_list("event_id", flat=True).first()
    event = hold_event(event_id or 0)
    found = EventDate.objects.get(pk=pk)
    found.event = event
    return found


def coming(event: Event, now: datetime) -> list[EventDate]:
    """Return the dates of a held event that stand and are not over, in their order."""
    rows = EventDate.objects.filter(event=event, ends_at__gt=now, cancelled_at=None)
    found = list(rows.order_by("starts_at", "pk"))
    for on in found:
        on.event = event
    return found


def hold_booking(booking: Booking) -> Booking:
    """Return a booking as it stands now, its date held; raises Hidden."""
    on = hold(booking.date_id)
    found = Booking.objects.filter(pk=booking.pk, date=on).first()
    if found is None:
        raise Hidden
    found.date = on
    return found


def insist_on_standing(on: EventDate, now: datetime) -> None:
    """Raise RuleBroken for a date that was called off or is over."""
    if on.cancelled_at is not None:
        raise RuleBroken("", _("この回は中止になりました。"))
    if on.ends_at <= now:
        raise RuleBroken("", _("この回は終わりました。"))


def insist_on_audience(on: EventDate, wish: Wish, field: str = "") -> None:
    """Raise RuleBroken with a kind sentence where none of the children fits."""
    event, day = on.event, clock.tokyo(on.starts_at).date()
    message = rules.why_not(
        event.audience, event.months_from or 0, event.months_to or 0, wish.births, day
    )
    if message:
        raise RuleBroken(field, message)
    insist_on_numbers(on, wish)


def insist_on_numbers(on: EventDate, wish: Wish) -> None:
    """Raise RuleBroken where a date has no room for so many at all, or no childcare."""
    if wish.adults + wish.children < 1:
        raise RuleBroken("", _("参加する人数を1人以上入力してください。"))
    if wish.childcare and not on.childcare_places:
        raise RuleBroken("childcare", _("この回に保育はありません。"))
    if wish.childcare > wish.children:
        raise RuleBroken("childcare", _("保育を希望する人数は、子どもの人数までです。"))
    if places_of(on, wish) > on.capacity:
        raise RuleBroken("", _("定員を超える人数は予約できません。"))


def known(on: EventDate, nonce: UUID, wish: Wish) -> Booking | None:
    """The booking that a request repeats: its own, or one of the same family or mail address."""
    rows = Booking.objects.filter(date=on)
    same = rows.filter(nonce=nonce).first()
    if same is None and wish.household_id:
        same = rows.filter(household_id=wish.household_id, state__in=rules.LIVE).first()
    if same is None and wish.email:
        key = letters.email_key(wish.email)
        same = rows.filter(email_key=key, state__in=rules.LIVE).first()
    return same


def begin(
    on: EventDate,
    wish: Wish,
    nonce: UUID,
    hand: Hand,
    *,
    to: State = State.BOOKED,
    until: datetime | None = None,
    course: UUID | None = None,
) -> Booking:
    """Insert a booking on a held date: with a place while there is room, else on the waiting list."""
    booking = _new(on, wish, nonce, hand)
    booking.course = course
    booking.state = to if on.room.fits(booking.queued) else State.WAITING
    booking.offered_until = until if booking.state == State.OFFERED else None
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
            _step(booking, "", hand)
    except IntegrityError as error:
        same = known(on, nonce, wish) if constraint_name(error) in _REPEATS else None
        if same is None:
            raise
        return same
    on.refresh_from_db(fields=["taken", "childcare_taken"])
    return booking


def move(booking: Booking, to: State, hand: Hand, until: datetime | None = None) -> bool:
    """Move a booking of a held date; False where it stands there already. Raises RuleBroken."""
    before = booking.state
    if before == to:
        return False
    if not rules.may_move(before, to):
        raise RuleBroken("", _("この予約の状態が変わっています。画面を新しくしてください。"))
    booking.state, booking.offered_until = to, until
    try:
        with transaction.atomic():
            booking.save(update_fields=["state", "offered_until"])
    except IntegrityError as error:
        raise RuleBroken("", FULL.get(constraint_name(error), FULL[""])) from error
    _step(booking, before, hand)
    return True


def vouch(booking: Booking, at: datetime) -> bool:
    """Let a booking count: its mail has answered, or the desk has spoken with the family."""
    if booking.answered_at is not None:
        return False
    booking.answered_at = at
    booking.save(update_fields=["answered_at"])
    return True


FULL = {
    "": _("この予約の状態が変わっています。画面を新しくしてください。"),
    "eventdate_not_oversold": _("定員に空きがありません。"),
    "eventdate_childcare_not_oversold": _("保育の定員に空きがありません。"),
    "eventdate_called_off": _("この回は中止になりました。"),
}


def _new(on: EventDate, wish: Wish, nonce: UUID, hand: Hand) -> Booking:
    day = clock.tokyo(on.starts_at).date()
    return Booking(
        hub_id=on.hub_id,
        date=on,
        household_id=wish.household_id,
        name=wish.name,
        phone=wish.phone,
        email=wish.email,
        email_key=letters.email_key(wish.email),
        language=wish.language,
        adults=wish.adults,
        children=wish.children,
        childcare=wish.childcare,
        child_months=_months(on, wish.births, day),
        note=wish.note,
        places=places_of(on, wish),
        queued_at=hand.at,
        answered_at=hand.at if hand.how == How.DESK else None,
        nonce=nonce,
        created_by_id=hand.by_id,
    )


def places_of(on: EventDate, wish: Wish) -> int:
    """The places that a wish takes on a date."""
    return rules.places_of(on.counts, wish.adults, wish.children, wish.childcare)


def _months(on: EventDate, births: Sequence[date], day: date) -> int | None:
    """The age in months of the child for whom the family comes: one that fits, or the youngest."""
    found = sorted(m for m in (rules.months_on(birth, day) for birth in births) if m is not None)
    first, last = on.event.months_from, on.event.months_to
    if first is not None and last is not None:
        found = [m for m in found if rules.in_window(m, first, last)] or found
    return found[0] if found else None


def _step(booking: Booking, before: str, hand: Hand) -> None:
    BookingStep.objects.bulk_create(
        [
            BookingStep(
                hub_id=booking.hub_id,
                booking=booking,
                before=before,
                after=booking.state,
                how=hand.how,
                at=hand.at,
                by_id=hand.by_id,
            )
        ]
    )
