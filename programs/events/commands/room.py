"""What becomes of free places: they pass on to those who wait, and a booking may grow into them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from programs.events import letters, rules
from programs.events.choices import How, Letter, State
from programs.events.commands import moving
from programs.events.commands.moving import Hand, Wish
from programs.events.models import Booking, Event, EventDate
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.notices import tell

NUMBERS = ("adults", "children", "childcare", "places")


@dataclass(frozen=True)
class Numbers:
    """How many come with a booking."""

    adults: int
    children: int
    childcare: int = 0


def resize(booking: Booking, numbers: Numbers, now: datetime) -> bool:
    """Change how many come, without losing the place; False where nothing changes.

    The database counts again. Raises RuleBroken where there is not enough room, or it is too late.
    """
    on = booking.date
    moving.insist_on_standing(on, now)
    if booking.state not in rules.PENDING:
        raise RuleBroken("", moving.FULL[""])
    wish = Wish(booking.name, numbers.adults, numbers.children, numbers.childcare)
    moving.insist_on_numbers(on, wish)
    before = (booking.adults, booking.children, booking.childcare)
    if before == (numbers.adults, numbers.children, numbers.childcare):
        return False
    booking.adults, booking.children = numbers.adults, numbers.children
    booking.childcare, booking.places = numbers.childcare, moving.places_of(on, wish)
    try:
        with transaction.atomic():
            booking.save(update_fields=NUMBERS)
    except IntegrityError as error:
        raise RuleBroken("", moving.FULL.get(constraint_name(error), moving.FULL[""])) from error
    pass_on(on.event, now)
    return True


def pass_on(event: Event, now: datetime) -> list[Booking]:
    """Offer what a held event has free to those who wait, in their order; return who was offered.

    A course is offered at once, with one deadline and one letter, whichever of its dates leave
    time to answer. Whose mail has not answered is passed over: an invented address holds nobody up.
    """
    dates = {on.pk: on for on in moving.coming(event, now)}
    ends = {pk: until for pk, on in dates.items() if (until := _answer_by(on, now))}
    sure = Booking.objects.filter(date__in=ends, state=State.WAITING, answered_at__isnull=False)
    turns = _turns(sure)
    asked = [{one.date_id: one.queued for one in turn} for turn in turns]
    chosen = set(rules.next_offers(asked, {pk: dates[pk].room for pk in ends}))
    offered = []
    for turn in (turn for turn in turns if turn[0].pk in chosen):
        until = min(ends[one.date_id] for one in turn)
        for one in turn:
            one.date = dates[one.date_id]
            moving.move(one, State.OFFERED, Hand(How.CLOCK, now), until)
        _say_offered(turn)
        offered.extend(turn)
    return offered


def _answer_by(on: EventDate, now: datetime) -> datetime | None:
    closes = on.starts_at - rules.SHORTEST_ANSWER
    return rules.answer_by(now, closes, rules.ANSWER_WITHIN)


def _turns(rows: "QuerySet[Booking]") -> list[list[Booking]]:
    """Bookings that wait, gathered by course, in the order in which they were asked for."""
    found: dict[object, list[Booking]] = {}
    for one in rows.order_by("queued_at", "pk"):
        found.setdefault(one.course or one.pk, []).append(one)
    return list(found.values())


def _say_offered(turn: list[Booking]) -> None:
    first, *others = turn
    letters.post(first, Letter.OFFERED, *others)
    if not first.email and first.created_by_id:
        path = first.date.get_absolute_url()
        tell(first.hub_id, [first.created_by_id], "events.call_family", path)
