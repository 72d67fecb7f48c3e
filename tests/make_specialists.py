"""Builders for specialist days and their slots, through the commands that the screens use."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from programs.kernel import clock
from programs.registry.choices import Role
from programs.registry.models import Hub
from programs.signals.choices import Kind
from programs.signals.models import Signal
from programs.specialists import commands, rules
from programs.specialists.choices import BookedBy, EntryKind, State
from programs.specialists.commands import Wish
from programs.specialists.models import Booking, ConcernText, Entry, Slot, SpecialistDay
from tests import make

NOW = datetime(2026, 6, 10, 10, 5, tzinfo=clock.TOKYO)
DAY = date(2026, 6, 20)


def later(**delta: int) -> datetime:
    """Some time after NOW: later(hours=1)."""
    return NOW + timedelta(**delta)


class Room:
    """A hub with a midwife's day of three slots, and those who work there."""

    def __init__(self, hub: Hub | None = None, **given: Any) -> None:
        self.hub = hub or make.hub()
        self.site = make.site(self.hub)
        self.staff = make.member(self.hub, Role.STAFF)
        self.colleague = make.member(self.hub, Role.STAFF)
        self.volunteer = make.member(self.hub, Role.RECEPTION)
        self.director = make.member(self.hub, Role.DIRECTOR)
        commands.install_entries(self.hub.pk)
        self.midwife, self.dietitian, *_more = Entry.objects.filter(
            hub=self.hub, kind=EntryKind.PROFESSION
        ).order_by("order")
        self.topic = Entry.objects.filter(hub=self.hub, kind=EntryKind.TOPIC).first()
        self.day = self.open(**given)

    def values(self, **given: Any) -> dict[str, Any]:
        """A day's values: a midwife, everybody may book."""
        return {
            "site": self.site,
            "profession": self.midwife,
            "specialist_name": "見本 助産師",
            "person_id": None,
            "in_charge_id": self.staff.user_id,
            "description": "",
            "booked_by": BookedBy.PUBLIC,
            "opens_days": 30,
            "closes_days": 1,
            **given,
        }

    def open(
        self, held_on: date = DAY, slots: int = 3, minutes: int = 30, **given: Any
    ) -> SpecialistDay:
        """A day from ten o'clock with so many slots."""
        ends = time(10 + slots * minutes // 60, slots * minutes % 60)
        hours = rules.slots(time(10), ends, minutes, 0)
        return commands.add_day(self.staff, self.values(**given), held_on, hours)

    def slots(self, day: SpecialistDay | None = None) -> list[Slot]:
        """The slots of a day in order."""
        return list(Slot.objects.filter(day=day or self.day).order_by("starts_at"))

    def book(
        self,
        name: str = "見本",
        at: int = 0,
        now: datetime = NOW,
        *,
        nonce: UUID | None = None,
        **given: Any,
    ) -> Booking:
        """The desk takes a booking of a slot of the day."""
        slot, wish = self.slots()[at], Wish(name=name, **given)
        return commands.book(self.volunteer, slot, wish, now, nonce=nonce or uuid4())

    def ask(
        self, email: str, at: int = 0, now: datetime = NOW, name: str = "見本", **given: Any
    ) -> Booking:
        """A family asks for a slot by itself; the booking it then has."""
        wish = Wish(name=name, email=email, **given)
        commands.ask_for_slot(self.hub.pk, self.slots()[at], wish, now, nonce=uuid4())
        make.scope()
        return Booking.objects.filter(day=self.day, email=email).latest("pk")

    def states(self) -> list[tuple[str, str]]:
        """Names and states in the order they came."""
        rows = Booking.objects.filter(day=self.day).order_by("pk")
        return list(rows.values_list("name", "state"))


def in_world(world: Any) -> None:
    """A day, which is public, and a booking with a concern, which is not."""
    staff = world.actors[Role.STAFF].user_id
    entry = Entry.objects.create(
        hub=world.hub, kind=EntryKind.PROFESSION, label=f"{world.letter}館", order=1
    )
    today = clock.today()
    day = SpecialistDay.objects.create(
        hub=world.hub,
        site=world.site,
        profession=entry,
        specialist_name=world.text("助産師"),
        in_charge_id=staff,
        held_on=today + timedelta(days=9),
    )
    slots = Slot.objects.bulk_create(
        Slot(
            hub=world.hub,
            day=day,
            starts_at=clock.moment(day.held_on, time(hour)),
            ends_at=clock.moment(day.held_on, time(hour, 30)),
        )
        for hour in (10, 11)
    )
    booking = Booking.objects.create(
        hub=world.hub,
        day=day,
        slot=slots[0],
        household=world.household,
        name=world.text("相談の予約"),
        phone=world.phone,
        concern=ConcernText.put(world.hub.pk, world.text("相談したいこと")),
        state=State.BOOKED,
        booked_at=clock.now(),
        nonce=uuid4(),
        created_by_id=staff,
    )
    world.things["signal"] = Signal.objects.create(
        hub=world.hub,
        household=world.household,
        kind=Kind.GAP,
        count=4,
        first_on=today - timedelta(weeks=8),
        last_on=today - timedelta(weeks=4),
        found_at=clock.now(),
    )
    world.things |= {
        "specialist_entry": entry,
        "specialist_day": day,
        "free_slot": slots[1],
        "slot_booking": booking,
    }
