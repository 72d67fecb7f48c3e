"""Specialist days of the demonstration hub with a few bookings, and signals turned on."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from hubsite.demo.cast import Cast
from programs.kernel import clock, tenancy
from programs.kernel.actor import Actor
from programs.registry.choices import Role
from programs.registry.membership import make_actor
from programs.registry.models import Household, Membership
from programs.signals import commands as signals
from programs.signals.choices import Kind
from programs.signals.rules import USUAL, Terms
from programs.specialists import commands, rules
from programs.specialists.choices import EntryKind, Result
from programs.specialists.commands import Finding, Wish
from programs.specialists.models import Entry, Slot, SpecialistDay

# profession, name, days from today, first and last hour, minutes of a slot
DAYS = (
    ("助産師", "見本 さつき", -14, 10, 12, 30),
    ("助産師", "見本 さつき", 6, 10, 12, 30),
    ("栄養士", "見本 みのり", 9, 13, 15, 20),
    ("心理士", "見本 しずか", 20, 10, 12, 40),
)
# The families of the demonstration come by chance, so only the most regular ones are looked for.
RARE = Terms(times=6, weeks=8, absent_weeks=4)
CONCERNS = ("夜中に何度も起きる", "", "離乳食をあまり食べない")


def create(made: Cast, households: list[Household], now: datetime, today: date) -> int:
    """Create four days and their bookings, turn every signal on; return how many bookings."""
    commands.install_entries(made.hub.pk)
    director = _director(made)
    booked = 0
    for number, (profession, name, ahead, *hours) in enumerate(DAYS):
        day = SpecialistDay.objects.create(
            hub=made.hub,
            site=made.main,
            profession=Entry.objects.get(hub=made.hub, label=profession),
            specialist_name=name,
            in_charge=made.people["staff"],
            held_on=today + timedelta(days=ahead),
        )
        slots = _slots(day, *hours)
        families = households[20 + 4 * number : 20 + 4 * number + len(CONCERNS)]
        booked += _book(director, slots, families, now)
        if ahead == max(row[2] for row in DAYS):
            _line_up(director, day, households[40:42], now)
    for kind in Kind:
        terms = RARE if kind == Kind.GAP else USUAL[kind]
        signals.set_rule(director, kind, True, terms, now, version=0)
    signals.look(made.hub.pk, now)
    tenancy.enter([0, made.hub.pk])
    return booked


def _slots(day: SpecialistDay, first: int, last: int, minutes: int) -> list[Slot]:
    return Slot.objects.bulk_create(
        Slot(
            hub_id=day.hub_id,
            day=day,
            starts_at=clock.moment(day.held_on, begins),
            ends_at=clock.moment(day.held_on, ends),
        )
        for begins, ends in rules.slots(time(first), time(last), minutes, 0)
    )


def _book(actor: Actor, slots: list[Slot], families: list[Household], now: datetime) -> int:
    """Book the first slots; of a day that is over, say what came of it."""
    asked_at = min(now, slots[0].starts_at) - timedelta(days=2)
    for slot, family, concern in zip(slots, families, CONCERNS, strict=False):
        wish = Wish(family.name, family.phone, concern=concern, household_id=family.pk)
        nonce = UUID(int=slot.day_id << 64 | slot.pk, version=4)
        booking = commands.book(actor, slot, wish, asked_at, nonce=nonce)
        if slot.ends_at < now:
            topic = Entry.objects.filter(hub_id=slot.hub_id, kind=EntryKind.TOPIC).first()
            said = Finding(topic, Result.ADVISED, follow_up=slot is slots[0])
            commands.record_result(actor, booking, said, now)
    return len(families)


def _line_up(actor: Actor, day: SpecialistDay, families: list[Household], now: datetime) -> None:
    """Let families wait for a slot of a day that is full."""
    for number, family in enumerate(families):
        wish = Wish(family.name, family.phone, household_id=family.pk)
        nonce = UUID(int=day.pk << 64 | number, version=4)
        commands.wait(actor, day, wish, now - timedelta(hours=2 - number), nonce=nonce)


def _director(made: Cast) -> Actor:
    rows = Membership.objects.select_related("hub", "person")
    one = rows.get(hub=made.hub, person=made.people["director"], role=Role.DIRECTOR)
    return make_actor(one, mfa=True)
