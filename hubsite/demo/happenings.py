"""Events of the demonstration hub: a few dates around today, with bookings and a waiting list."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from hubsite.demo.cast import Cast
from programs.events.choices import Audience, BookedBy, Counts, How, State
from programs.events.models import Booking, BookingStep, Event, EventDate
from programs.kernel import clock
from programs.registry.choices import Program
from programs.registry.models import Household

TUESDAY, THURSDAY, SATURDAY = 1, 3, 5


def create(made: Cast, households: list[Household], now: datetime, today: date) -> int:
    """Create three events, their dates and bookings; return how many bookings."""
    baby = _event(
        made,
        "はじめての赤ちゃんの会",
        "同じころに生まれた赤ちゃんとご家族で、ふれあい遊びとおしゃべりをします。助産師も参加します。",
        months_from=2,
        months_to=5,
        capacity=6,
    )
    books = _event(
        made,
        "おなかの赤ちゃんと絵本の時間",
        "出産を迎える方のための、ゆっくり絵本を楽しむ会です。ご家族もどうぞ。",
        audience=Audience.PREGNANT,
        capacity=7,
    )
    talk = _event(
        made,
        "子育て講座：ことばの育ち",
        "保育があります。",
        audience=Audience.ANYBODY,
        program=Program.TRAINING,
        counts=Counts.PEOPLE,
        capacity=20,
        childcare_places=6,
        booked_by=BookedBy.STAFF,
    )
    _dates(books, [_next(today, SATURDAY, 1), _next(today, SATURDAY, 5)], time(13, 30))
    _dates(talk, [_next(today, THURSDAY, 2)], time(10))
    coming, _later = _dates(baby, [_next(today, TUESDAY, weeks) for weeks in (1, 5)], time(10, 30))
    booked = _book(coming, households[5:11], State.BOOKED, made, now)
    booked += _book(coming, households[11:13], State.WAITING, made, now)
    return booked + _took_place(baby, households, made, now, today)


def _took_place(
    event: Event, households: list[Household], made: Cast, now: datetime, today: date
) -> int:
    """A date every two weeks for a year back: most came, one stayed away now and then."""
    days = [_next(today, TUESDAY, weeks) for weeks in range(-50, -1, 2)]
    booked = 0
    for number, on in enumerate(_dates(event, days, time(10, 30))):
        group = households[number * 6 : number * 6 + 6]
        missing = group[:1] if number % 3 == 0 else []
        booked += _book(on, group[len(missing) :], State.ATTENDED, made, now)
        booked += _book(on, missing, State.NO_SHOW, made, now)
    return booked


def _event(made: Cast, title: str, description: str, **fields: object) -> Event:
    values: dict[str, object] = {
        "site": made.main,
        "audience": Audience.CHILD_AGE,
        "booked_by": BookedBy.PUBLIC,
        "created_by": made.people["staff"],
        **fields,
    }
    return Event.objects.create(hub=made.hub, title=title, description=description, **values)


def _dates(event: Event, days: list[date], begins: time) -> list[EventDate]:
    return [
        EventDate.objects.create(
            hub_id=event.hub_id,
            event=event,
            starts_at=clock.moment(day, begins),
            ends_at=clock.moment(day, begins) + timedelta(hours=1),
            counts=event.counts,
            capacity=event.capacity,
            childcare_places=event.childcare_places,
        )
        for day in days
    ]


def _book(
    on: EventDate, households: list[Household], state: State, made: Cast, now: datetime
) -> int:
    by = made.people["reception"]
    asked_at = min(now, on.starts_at) - timedelta(days=3)
    rows = Booking.objects.bulk_create(
        Booking(
            hub=made.hub,
            date=on,
            household=family,
            name=family.name,
            phone=family.phone,
            child_months=2 + family.number % 4,
            places=1,
            state=state,
            queued_at=asked_at + timedelta(minutes=number),
            answered_at=asked_at + timedelta(minutes=number),
            nonce=UUID(int=on.pk << 64 | family.pk, version=4),
            created_by=by,
        )
        for number, family in enumerate(households)
    )
    BookingStep.objects.bulk_create(
        BookingStep(hub=made.hub, booking=row, after=state, how=How.DESK, at=row.queued_at, by=by)
        for row in rows
    )
    return len(rows)


def _next(today: date, weekday: int, weeks: int) -> date:
    """That weekday, so many weeks after the coming one less one; 1 is within seven days."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1 + 7 * (weeks - 1))
