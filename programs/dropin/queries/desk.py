"""What the reception page shows: families found, and who is inside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.models import QuerySet

from programs.dropin import rules, words
from programs.dropin.choices import PersonRole
from programs.dropin.models import Visit
from programs.dropin.queries import history
from programs.dropin.queries.visits import Numbers, present, visits, who_could_come, with_people
from programs.dropin.rules import Tally
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.registry import queries as registry
from programs.registry.models import Household, Site
from programs.registry.queries import AtDoor


@dataclass
class Candidate:
    """A family found at the desk: what is shown, who would come, and whether it is inside."""

    household: Household
    children: list[str]
    usual: list[str]
    door: AtDoor
    visit: Visit | None = None
    nonce: UUID = field(default_factory=uuid4)


@dataclass
class Guest:
    """A visit as it stands in the list of those inside."""

    visit: Visit
    name: str
    people: list[str]
    tally: Tally
    since: str
    practice: bool


def candidates(actor: Actor, text: str, day: date, limit: int = 12) -> list[Candidate]:
    """Find families by kana, name, number or telephone, as typed so far."""
    typed = rules.while_typing(text)
    found = registry.households_matching(actor, typed, limit) if typed else []
    return candidates_of(actor, found, day)


def by_card(actor: Actor, text: str, day: date) -> list[Candidate]:
    """Find the family of a card; none for another hub's or an unknown one."""
    try:
        family = registry.household_by_card(actor, rules.card_token(text) or text)
    except Hidden:
        return []
    return candidates_of(actor, [family], day)


def candidates_of(actor: Actor, found: Sequence[Household], day: date) -> list[Candidate]:
    """Say of families who would come and who is inside."""
    keys = [household.pk for household in found]
    known = registry.at_the_door(actor, keys)
    inside = {v.household_id: v for v in _open(actor).filter(household_id__in=keys, day=day)}
    last = history.last_people(keys) if keys else {}
    return [
        _candidate(one, known[one.pk], day, inside.get(one.pk), last.get(one.pk, set()))
        for one in found
    ]


def _candidate(
    household: Household,
    door: AtDoor,
    day: date,
    visit: Visit | None,
    last: set[history.Who],
) -> Candidate:
    could = who_could_come(door.members, day)
    children = [one for one in could if one.role == PersonRole.CHILD]
    return Candidate(
        household,
        words.of_members(children, door.members, household),
        words.of_members(rules.usual_people(could, last), door.members, household),
        door,
        visit,
    )


def _open(actor: Actor) -> "QuerySet[Visit]":
    return visits(actor).filter(left_at=None, voided_at=None)


def inside(actor: Actor, site: Site, now: datetime) -> list[Guest]:
    """Return who is inside a site today, the newest arrival first; practice families too."""
    rows = with_people(_open(actor).filter(site=site, day=clock.tokyo(now).date()))
    return [guest(visit, now) for visit in rows]


def guest(visit: Visit, now: datetime) -> Guest:
    """Return one visit as the list of those inside shows it."""
    return Guest(
        visit,
        words.called(visit),
        words.of_visit(visit),
        rules.tally(present(visit)),
        words.since(visit.arrived_at, now),
        bool(visit.household and visit.household.is_demo),
    )


def numbers_of(guests: list[Guest]) -> Numbers:
    """Add up a list of those inside; practice families do not count."""
    real = [one for one in guests if not one.practice]
    return Numbers(
        families=sum(one.visit.families for one in real),
        people=sum(one.tally.people for one in real),
        children=sum(one.tally.children for one in real),
        small=sum(one.tally.small for one in real),
        first_ever=sum(one.visit.first_ever for one in real),
    )
