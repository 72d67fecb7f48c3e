"""1,500 families with believable children, in bulk."""

from datetime import date, timedelta
from random import Random

from hubsite.demo import names
from programs.registry.choices import Relation, Residence
from programs.registry.commands.keys import keys_of
from programs.registry.models import Adult, Child, Household, Hub, SearchKey

_RESIDENCES = (Residence.OWN_WARD, Residence.OTHER_WARD, Residence.OUTSIDE_CITY)


def create(hub: Hub, count: int, first_day: date, today: date, dice: Random) -> list[Household]:
    """Create families; each registers when its youngest is some months old. Returns them by number."""
    households = [_household(hub, number, first_day, today, dice) for number in range(1, count + 1)]
    Household.objects.bulk_create(households, batch_size=1000)
    adults, children = [], []
    for household in households:
        adults += _adults(household, dice)
        children += _children(household, today, dice)
    Adult.objects.bulk_create(adults, batch_size=2000)
    Child.objects.bulk_create(children, batch_size=2000)
    _keys(households, adults, children)
    return households


def practice_family(hub: Hub, number: int, today: date) -> Household:
    """Create the family for practice, which never counts."""
    household = Household.objects.create(
        hub=hub,
        number=number,
        name="練習",
        name_kana="れんしゅう",
        residence=Residence.OWN_WARD,
        card_token="practice-card-00000000",
        is_demo=True,
        registered_on=today,
    )
    adult = Adult.objects.create(
        hub=hub,
        household=household,
        name="練習 みほん",
        name_kana="れんしゅう みほん",
        relation=Relation.MOTHER,
    )
    child = Child.objects.create(
        hub=hub,
        household=household,
        name="練習 たろう",
        name_kana="れんしゅう たろう",
        birth_on=today - timedelta(days=500),
    )
    _keys([household], [adult], [child])
    return household


def _household(hub: Hub, number: int, first_day: date, today: date, dice: Random) -> Household:
    surname, kana = dice.choice(names.SURNAMES)
    early = dice.random() < 0.45
    span = (today - first_day).days
    registered = (
        first_day - timedelta(days=dice.randint(1, 600))
        if early
        else first_day + timedelta(days=int(span * dice.random()))
    )
    own = dice.random()
    return Household(
        hub=hub,
        number=number,
        name=surname,
        name_kana=kana,
        registered_on=registered,
        residence=_RESIDENCES[0 if own < 0.84 else 1 if own < 0.96 else 2],
        phone=f"090-0000-{number:04}",
        address=f"汐見区{dice.choice(names.AREAS)}" if own < 0.34 else "",
        card_token=f"demo-card-{number:05}-{dice.getrandbits(32):08x}"[:22].ljust(22, "x"),
        door_note="卵アレルギー" if dice.random() < 0.03 else "",
    )


def _adults(household: Household, dice: Random) -> list[Adult]:
    relations = [Relation.MOTHER]
    if dice.random() < 0.55:
        relations.append(Relation.FATHER)
    if dice.random() < 0.08:
        relations.append(dice.choice((Relation.GRANDMOTHER, Relation.GRANDFATHER)))
    if dice.random() < 0.04:
        relations.remove(Relation.MOTHER)
    made = []
    for relation in relations or [Relation.FATHER]:
        given, kana = dice.choice(names.ADULTS)
        made.append(
            Adult(
                hub_id=household.hub_id,
                household=household,
                name=f"{household.name} {given}",
                name_kana=f"{household.name_kana} {kana}",
                relation=relation,
            )
        )
    return made


def _children(household: Household, today: date, dice: Random) -> list[Child]:
    """The youngest was up to two years old at registration; some expect one; some have a sibling."""
    if dice.random() < 0.04:
        due = household.registered_on + timedelta(days=dice.randint(20, 200))
        born = due if due <= today else None
        return [_child(household, born, due, dice)]
    birth = household.registered_on - timedelta(days=int(60 + 700 * dice.random() ** 1.6))
    children = [_child(household, birth, None, dice)]
    if dice.random() < 0.32:
        children.append(
            _child(household, birth - timedelta(days=dice.randint(500, 1400)), None, dice)
        )
    return children


def _child(household: Household, birth: date | None, due: date | None, dice: Random) -> Child:
    given, kana = dice.choice(names.CHILDREN)
    return Child(
        hub_id=household.hub_id,
        household=household,
        birth_on=birth,
        due_on=due,
        name=f"{household.name} {given}" if birth else "",
        name_kana=f"{household.name_kana} {kana}" if birth else "",
    )


def _keys(households: list[Household], adults: list[Adult], children: list[Child]) -> None:
    members: dict[int, tuple[list[Adult], list[Child]]] = {h.pk: ([], []) for h in households}
    for adult in adults:
        members[adult.household_id][0].append(adult)
    for child in children:
        members[child.household_id][1].append(child)
    rows = [row for household in households for row in keys_of(household, *members[household.pk])]
    SearchKey.objects.bulk_create(rows, batch_size=5000)
