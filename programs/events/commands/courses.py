"""A whole course: all remaining dates of an event, booked, given up or called off together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from programs.events import letters, rules
from programs.events.choices import Letter, State
from programs.events.commands import moving, room
from programs.events.commands.moving import Hand, Wish
from programs.events.models import Booking, EventDate


def begin(
    dates: Sequence[EventDate],
    wish: Wish,
    nonce: UUID,
    hand: Hand,
    *,
    to: State = State.BOOKED,
    until: datetime | None = None,
) -> tuple[list[Booking], list[Booking]]:
    """Book all dates of a held event, or wait for all of them where one has no room.

    Returns all bookings of the family on these dates, and those of them that are new. A date that
    the family has already stays as it is.
    """
    asked = [(on, uuid5(nonce, str(on.pk))) for on in dates]
    known = {on.pk: moving.known(on, own, wish) for on, own in asked}
    new = [(on, own) for on, own in asked if known[on.pk] is None]
    if not all(on.room.fits(_need(on, wish)) for on, _own in new):
        to, until = State.WAITING, None
    course = nonce if len(new) > 1 else None
    made = {
        on.pk: moving.begin(on, wish, own, hand, to=to, until=until, course=course)
        for on, own in new
    }
    return [row for on in dates if (row := known[on.pk] or made[on.pk])], list(made.values())


def together(booking: Booking, states: Sequence[State]) -> list[Booking]:
    """Return the bookings of the same course in some states, by day; a single one has none beside."""
    if booking.course is None:
        return [booking] if booking.state in states else []
    rows = Booking.objects.filter(
        hub_id=booking.hub_id, course=booking.course, state__in=states
    ).select_related("date", "date__event")
    return list(rows.order_by("date__starts_at", "pk"))


def give_up(current: Booking, whole: bool, hand: Hand) -> list[Booking]:
    """Cancel a held booking, or with it the dates of its course that have not begun; return them.

    One letter names all of them, and their places pass on. Raises RuleBroken once they came.
    """
    rows = [current]
    if whole and current.course:
        found = [r for r in together(current, rules.PENDING) if r.date.starts_at > hand.at]
        rows = [current if row.pk == current.pk else row for row in found]
    moved = [row for row in rows if moving.move(row, State.CANCELLED, hand)]
    if moved:
        letters.post(moved[0], Letter.CANCELLED, *moved[1:])
        room.pass_on(current.date.event, hand.at)
    return moved


def _need(on: EventDate, wish: Wish) -> rules.Queued:
    return rules.Queued(0, moving.places_of(on, wish), wish.childcare)
