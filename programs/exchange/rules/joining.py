"""Several rows of one family in a table: the people of a later row join those of the first (decision 0011)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from programs.exchange.rules.families import CodeValue, FamilyRow
from programs.exchange.rules.fields import ADULTS, CHILDREN
from programs.kernel.kana import phone_key, search_key
from programs.registry.duplicate_rules import given
from programs.registry.rules import AdultValues, ChildValues, HouseholdValues

Person = AdultValues | ChildValues
# A family has one of each; two rows that differ are for a person to sort out.
ONE_OF = ("name_kana", "phone", "postcode", "address")
COLLECTED = ("door_note", "allergies")  # what each row knows is kept
LONGEST = 300
MOST: dict[str, int] = {"adult": ADULTS, "child": CHILDREN}


@dataclass(frozen=True)
class Joined:
    """Two rows as one family; ``added`` people came with the later; ``differing`` names a field or "".

    ``too_many`` says that the family would have more people than a registration holds.
    """

    row: FamilyRow
    added: int = 0
    differing: str = ""
    too_many: bool = False


def join_rows(first: FamilyRow, later: FamilyRow) -> Joined:
    """Return what two rows of one family say together, or where they contradict one another."""
    ours, theirs = first.values, later.values
    assert ours is not None
    assert theirs is not None
    differing = _differing(first, later, ours, theirs)
    if differing:
        return Joined(first, differing=differing)
    adults, adult_at = _people(ours.adults, theirs.adults, ours)
    children, child_at = _people(ours.children, theirs.children, ours)
    if len(adults) > MOST["adult"] or len(children) > MOST["child"]:
        return Joined(first, too_many=True)
    filled: dict[str, Any] = {
        name: getattr(ours, name) or getattr(theirs, name) for name in (*ONE_OF, "found_by")
    }
    filled |= {name: _both(getattr(ours, name), getattr(theirs, name)) for name in COLLECTED}
    spoken = tuple(dict.fromkeys((*ours.languages, *theirs.languages)))
    values = replace(ours, **filled, languages=spoken, adults=adults, children=children)
    days = [day for day in (first.registered_on, later.registered_on) if day]
    row = replace(
        first,
        values=values,
        number=first.number or later.number,
        registered_on=min(days, default=None),
        codes=_codes(first.codes, later.codes, {"adult": adult_at, "child": child_at}),
    )
    before = len(ours.adults) + len(ours.children)
    return Joined(row, len(adults) + len(children) - before)


def _differing(
    first: FamilyRow, later: FamilyRow, ours: HouseholdValues, theirs: HouseholdValues
) -> str:
    if first.number and later.number and first.number != later.number:
        return "number"
    for name in ONE_OF:
        fold = phone_key if name == "phone" else search_key
        one, other = fold(getattr(ours, name)), fold(getattr(theirs, name))
        if one and other and one != other:
            return name
    return ""


def _people(
    ours: Sequence[Any], theirs: Sequence[Any], family: HouseholdValues
) -> tuple[tuple[Any, ...], dict[int, int]]:
    """Return everybody once, and the new place of each of the later row's people."""
    found = list(ours)
    places = {}
    for number, one in enumerate(theirs):
        same = (n for n, known in enumerate(found) if _same(known, one, family.name))
        place = next(same, len(found))
        if place == len(found):
            found.append(one)
        places[number] = place
    return tuple(found), places


def _same(one: Person, other: Person, family: str) -> bool:
    days = {getattr(person, "birth_on", None) for person in (one, other)} - {None}
    names = {search_key(given(person.name, family)) for person in (one, other)}
    return len(names) == 1 and len(days) <= 1


def _both(one: str, other: str) -> str:
    if not other or other in one:
        return one
    joined = f"{one}、{other}" if one else other
    return joined if len(joined) <= LONGEST else one


def _codes(
    ours: tuple[CodeValue, ...], theirs: tuple[CodeValue, ...], places: dict[str, dict[int, int]]
) -> tuple[CodeValue, ...]:
    moved = (replace(code, owner=_moved(code.owner, places)) for code in theirs)
    return (*ours, *(code for code in moved if code not in ours))


def _moved(owner: str, places: dict[str, dict[int, int]]) -> str:
    kind = owner.rstrip("0123456789")
    return f"{kind}{places[kind][int(owner[len(kind) :])]}" if kind in places else owner
