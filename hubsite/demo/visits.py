"""About 45,000 visits in two years: weekdays, seasons, ages, guests, groups."""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from uuid import UUID

import jpholiday

from hubsite.demo.cast import Cast
from programs.dropin.choices import ClosedHow, Kind, PersonRole
from programs.dropin.models import Visit, VisitPerson
from programs.kernel import ages, clock, fiscal
from programs.registry.choices import Relation, Residence
from programs.registry.models import Household, Site

WEEKDAY = {1: 0.95, 2: 1.1, 3: 1.0, 4: 1.05, 5: 0.9}  # Tuesday to Saturday
MONTH = {
    1: 0.85,
    2: 0.9,
    3: 0.95,
    4: 1.0,
    5: 1.15,
    6: 1.2,
    7: 1.0,
    8: 0.75,
    9: 1.0,
    10: 1.15,
    11: 1.1,
    12: 0.85,
}
AGE_PULL = (1.0, 1.5, 1.1, 0.5, 0.2, 0.12)  # how often a family comes, by the age of its youngest
ARRIVAL_HOURS, ARRIVAL_PULL = (10, 11, 12, 13, 14), (0.42, 0.25, 0.06, 0.17, 0.10)
SCHOOL_AGE = 6
ROLES: dict[str, str] = {
    Relation.MOTHER: PersonRole.MOTHER,
    Relation.FATHER: PersonRole.FATHER,
    Relation.GRANDMOTHER: PersonRole.GRANDMOTHER,
    Relation.GRANDFATHER: PersonRole.GRANDFATHER,
}


@dataclass
class Known:
    """A family while visits are made up: members, and where and when it was seen."""

    household: Household
    adults: list[tuple[int, str]]
    children: list[tuple[int, date | None]]
    eager: float
    likes_satellite: bool
    years: set[int] = field(default_factory=set)
    sites: set[int] = field(default_factory=set)
    people: set[tuple[str, int]] = field(default_factory=set)


def create(
    cast: Cast,
    households: list[Household],
    days: list[date],
    total: int,
    now: datetime,
    dice: Random,
) -> int:
    """Create about ``total`` visits over the days; return how many."""
    known = [_know(household, cast.main, days[0], dice) for household in households]
    plan = [
        (day, site, share)
        for day in days
        for site, share in ((cast.main, 0.67), (cast.satellite, 0.33))
        if open_on(day)
    ]
    weight = sum(WEEKDAY[day.weekday()] * MONTH[day.month] * share for day, _site, share in plan)
    made = 0
    batch: list[tuple[Visit, list[VisitPerson]]] = []
    for day, site, share in plan:
        pull = WEEKDAY[day.weekday()] * MONTH[day.month] * share
        number = max(1, round(total * pull / weight * dice.uniform(0.8, 1.2)))
        arrivals = _day(cast, site, day, number, known, now, dice)
        batch += [(visit, people) for visit, people in arrivals if visit.arrived_at <= now]
        if len(batch) > 4000:
            made += _write(batch)
            batch = []
    return made + _write(batch)


def open_on(day: date) -> bool:
    """Tell whether the demonstration hub opens: Tuesday to Saturday, not on holidays or at year's end."""
    year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() in WEEKDAY and not year_end and not jpholiday.is_holiday(day)


def _know(household: Household, main: Site, first: date, dice: Random) -> Known:
    adults = [(a.pk, ROLES.get(a.relation, PersonRole.OTHER)) for a in household.adults.all()]
    children = [(c.pk, c.birth_on) for c in household.children.all()]
    one = Known(household, adults, children, dice.paretovariate(1.3), dice.random() < 0.35)
    if household.registered_on < first:  # came before the first day of the demonstration
        one.sites.add(main.pk)
        one.years.add(fiscal.year_of(household.registered_on))
        one.people |= {("adult", pk) for pk, _role in adults} | {
            ("child", pk) for pk, _birth in children
        }
    return one


def _day(
    cast: Cast, site: Site, day: date, number: int, known: list[Known], now: datetime, dice: Random
) -> Iterator[tuple[Visit, list[VisitPerson]]]:
    guests = round(number * 0.05)
    at_satellite = site.pk == cast.satellite.pk
    for one in _chosen(known, day, number - guests, at_satellite, dice):
        yield _family_visit(cast, site, day, one, now, dice)
    for _ in range(guests):
        yield _guest_visit(cast, site, day, now, dice)
    if not at_satellite and day.day < 8 and day.weekday() == 3:
        yield _group_visit(cast, site, day, now, dice)


def _chosen(
    known: list[Known], day: date, number: int, at_satellite: bool, dice: Random
) -> list[Known]:
    """Draw families by their pull, each at most once a day and at one site only."""
    pulls = list(accumulate(_pull(one, day, at_satellite) for one in known))
    found: dict[int, Known] = {}
    if not pulls or not pulls[-1]:
        return []
    for _ in range(number * 4):
        if len(found) >= number:
            break
        one = known[bisect(pulls, dice.random() * pulls[-1])]
        # A family's number decides at which site it is seen on a day, so that it is at one only.
        if ((one.household.number + day.toordinal()) % 3 == 0) == at_satellite:
            found[one.household.number] = one
    return list(found.values())


def _pull(one: Known, day: date, at_satellite: bool) -> float:
    if one.household.registered_on > day:
        return 0.0
    births = [birth for _pk, birth in one.children if birth and birth <= day]
    youngest = ages.age_on(max(births), day) if births else 0
    if youngest >= SCHOOL_AGE:
        return 0.0
    liking = 1.5 if one.likes_satellite == at_satellite else 0.7
    return min(one.eager, 12.0) * AGE_PULL[youngest] * liking


def _family_visit(
    cast: Cast, site: Site, day: date, one: Known, now: datetime, dice: Random
) -> tuple[Visit, list[VisitPerson]]:
    year = fiscal.year_of(day)
    visit = _visit(
        cast,
        site,
        day,
        now,
        dice,
        kind=Kind.FAMILY,
        household=one.household,
        residence=one.household.residence,
    )
    visit.first_ever, visit.first_of_year = not one.sites, year not in one.years
    visit.first_at_site = site.pk not in one.sites
    one.years.add(year)
    one.sites.add(site.pk)
    return visit, list(_present(visit, one, day, dice))


def _present(visit: Visit, one: Known, day: date, dice: Random) -> Iterator[VisitPerson]:
    """Draw who of a family comes: somebody grown always, and a child where there is one."""
    grown = [member for n, member in enumerate(one.adults) if dice.random() < _comes(n, day)]
    born = [(pk, birth) for pk, birth in one.children if birth and birth <= day]
    small = [(pk, birth) for pk, birth in born if ages.age_on(birth, day) <= SCHOOL_AGE + 1]
    young = [child for child in small if dice.random() < 0.95]
    for pk, role in grown or one.adults[:1]:
        pregnant = not born and role == PersonRole.MOTHER
        yield _person(visit, one, "adult", pk, PersonRole.PREGNANT if pregnant else role)
    for pk, birth in young or small[:1]:
        yield _person(visit, one, "child", pk, PersonRole.CHILD, ages.age_on(birth, day))


def _comes(number: int, day: date) -> float:
    """How probably the first, or a further adult comes; on Saturdays the second more often."""
    if number == 0:
        return 0.85
    return 0.5 if day.weekday() == 5 else 0.08


def _person(
    visit: Visit, one: Known, kind: str, pk: int, role: str, age: int | None = None
) -> VisitPerson:
    first = (kind, pk) not in one.people
    one.people.add((kind, pk))
    return VisitPerson(
        hub_id=visit.hub_id,
        visit=visit,
        role=role,
        age_years=age,
        first_ever=first,
        **{f"{kind}_id": pk},
    )


def _guest_visit(
    cast: Cast, site: Site, day: date, now: datetime, dice: Random
) -> tuple[Visit, list[VisitPerson]]:
    residence = dice.choices(
        (Residence.OWN_WARD, Residence.OTHER_WARD, Residence.OUTSIDE_CITY), (3, 4, 3)
    )[0]
    visit = _visit(cast, site, day, now, dice, kind=Kind.GUEST, residence=residence, guest_label="")
    role = dice.choices((PersonRole.MOTHER, PersonRole.GRANDMOTHER, PersonRole.FATHER), (6, 2, 2))[
        0
    ]
    age = dice.choices(range(SCHOOL_AGE), AGE_PULL)[0]
    return visit, [
        VisitPerson(hub_id=visit.hub_id, visit=visit, role=role),
        VisitPerson(hub_id=visit.hub_id, visit=visit, role=PersonRole.CHILD, age_years=age),
    ]


def _group_visit(
    cast: Cast, site: Site, day: date, now: datetime, dice: Random
) -> tuple[Visit, list[VisitPerson]]:
    visit = _visit(
        cast, site, day, now, dice, kind=Kind.HEAD_COUNT, residence=Residence.OWN_WARD, families=6
    )
    return visit, [
        VisitPerson(hub_id=visit.hub_id, visit=visit, role=PersonRole.SUPPORTER, count=3),
        VisitPerson(
            hub_id=visit.hub_id,
            visit=visit,
            role=PersonRole.CHILD,
            age_years=4,
            count=dice.randint(8, 16),
        ),
    ]


def _visit(
    cast: Cast, site: Site, day: date, now: datetime, dice: Random, **fields: object
) -> Visit:
    hour = dice.choices(ARRIVAL_HOURS, ARRIVAL_PULL)[0]
    arrived = datetime.combine(
        day, time(hour, dice.randint(0, 59), dice.randint(0, 59)), clock.TOKYO
    )
    closing = clock.moment(day, time(16))
    left = min(arrived + timedelta(minutes=dice.randint(35, 170)), closing)
    inside = left > now
    forgotten = left == closing and dice.random() < 0.5
    return Visit(
        hub=cast.hub,
        site=site,
        arrived_at=arrived,
        left_at=None if inside else left,
        closed_how="" if inside else ClosedHow.CLOSING if forgotten else ClosedHow.DESK,
        nonce=UUID(int=dice.getrandbits(128), version=4),
        created_by=cast.people["reception"],
        **fields,
    )


def _write(batch: list[tuple[Visit, list[VisitPerson]]]) -> int:
    kept = [(visit, people) for visit, people in batch if people]
    Visit.objects.bulk_create([visit for visit, _people in kept], batch_size=2000)
    VisitPerson.objects.bulk_create(
        [person for _visit, people in kept for person in people], batch_size=5000
    )
    return len(kept)
