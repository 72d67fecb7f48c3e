"""Many families at once, in few statements; and taking back those that nobody has touched since."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, Model

from programs.registry.commands.households import OWN_FIELDS, kept
from programs.registry.commands.keys import words_of, write_keys
from programs.registry.commands.moving import all_references
from programs.registry.models import (
    Adult,
    Child,
    ExternalCode,
    Household,
    Hub,
    Person,
    SearchKey,
    code_key,
)
from programs.registry.rules import HouseholdValues

_PORTION = 2000
# What a family consists of: its fingerprint tells whether that was changed.
_PARTS: tuple[type[Model], ...] = (Adult, Child, SearchKey, ExternalCode)


@dataclass(frozen=True)
class NewHousehold:
    """A family to write: its own number or the next one, and (system, whose, code) of its codes.

    Whose reads ``family``, ``adult0`` or ``child1``: the place among its people.
    """

    values: HouseholdValues
    registered_on: date
    number: int | None = None
    codes: tuple[tuple[int, str, str], ...] = ()


@dataclass
class Members:
    """The people and codes of a family."""

    adults: list[Adult] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    codes: list[ExternalCode] = field(default_factory=list)


def hold_numbers(hub_id: int) -> None:
    """Let nobody else give out a number of the hub until the transaction ends."""
    Hub.objects.select_for_update(no_key=True).get(pk=hub_id)  # arrivals meanwhile refer to the hub


def write_households(
    hub_id: int, by_id: int, wanted: Sequence[NewHousehold], today: date
) -> list[tuple[Household, str]]:
    """Write families with people, codes and search keys; return each with its fingerprint.

    The caller has passed the gate, holds the numbers and has checked the values.
    """
    homes = _homes(hub_id, wanted)
    Household.objects.bulk_create(homes, batch_size=_PORTION)
    members = [_members(home, one, by_id, today) for home, one in zip(homes, wanted, strict=True)]
    Adult.objects.bulk_create([a for m in members for a in m.adults], batch_size=_PORTION)
    Child.objects.bulk_create([c for m in members for c in m.children], batch_size=_PORTION)
    for one in members:
        for code in one.codes:  # their people have keys by now
            code.adult_id = code.adult.pk if code.adult else None
            code.child_id = code.child.pk if code.child else None
    ExternalCode.objects.bulk_create([c for m in members for c in m.codes], batch_size=_PORTION)
    write_keys(
        hub_id,
        (
            (home.pk, *word)
            for home, one in zip(homes, members, strict=True)
            for word in words_of(home, one.adults, one.children, (), [c.code for c in one.codes])
        ),
    )
    return [(home, fingerprint(home, one)) for home, one in zip(homes, members, strict=True)]


def fingerprint(home: Household, members: Members) -> str:
    """Return what a family says, as SHA-256; the random token of its card makes it unguessable."""
    rows = [
        home,
        *sorted(members.adults, key=lambda row: row.pk),
        *sorted(members.children, key=lambda row: row.pk),
        *sorted(members.codes, key=lambda row: row.pk),
    ]
    return hashlib.sha256(json.dumps([_said(row) for row in rows]).encode()).hexdigest()


def remove_untouched(hub_id: int, prints: dict[int, str]) -> set[int]:
    """Delete the families that are still as they were made, unless a record refers to them.

    ``prints`` are their fingerprints by id. Returns the ids of those that were deleted.
    """
    rows = Household.objects.filter(hub_id=hub_id, pk__in=prints).order_by("pk")
    homes = {home.pk: home for home in rows.select_for_update()}
    members = _members_now(homes)
    same = {pk for pk, home in homes.items() if fingerprint(home, members[pk]) == prints[pk]}
    gone = same - _referred_to(same, members)
    for model in reversed(_PARTS):
        model._base_manager.filter(household__in=gone).delete()
    Household.objects.filter(pk__in=gone).delete()
    return gone


def person_fingerprint(person: Person, roles: Iterable[Model]) -> str:
    """Return what an account and its roles say, as SHA-256."""
    left_out = {"password", "joined_at"}
    rows = [person, *sorted(roles, key=lambda row: row.pk)]
    said = json.dumps([_said(row, left_out) for row in rows])
    return hashlib.sha256(said.encode()).hexdigest()


def people_referred_to(ids: Iterable[int], besides: Iterable[type[Model]]) -> set[int]:
    """Return which of some accounts any record refers to."""
    return _holders(Person, set(ids), set(besides))


def _homes(hub_id: int, wanted: Sequence[NewHousehold]) -> list[Household]:
    last = Household.objects.filter(hub_id=hub_id).aggregate(last=Max("number"))["last"] or 0
    next_number = max([last, *(one.number or 0 for one in wanted)])
    homes = []
    for one in wanted:
        if one.number is None:
            next_number += 1
        homes.append(
            Household(
                hub_id=hub_id,
                number=one.number or next_number,
                registered_on=one.registered_on,
                **{name: kept(one.values, name) for name in OWN_FIELDS},
            )
        )
    return homes


def _members(home: Household, one: NewHousehold, by_id: int, today: date) -> Members:
    def rows(model: Any, people: Iterable[Any]) -> list[Any]:
        said = ({k: v for k, v in vars(person).items() if k != "id"} for person in people)
        return [model(hub_id=home.hub_id, household=home, **values) for values in said]

    made = Members(rows(Adult, one.values.adults), rows(Child, one.values.children))
    owners: dict[str, dict[str, Any]] = {"family": {}}
    owners |= {f"adult{n}": {"adult": row} for n, row in enumerate(made.adults)}
    owners |= {f"child{n}": {"child": row} for n, row in enumerate(made.children)}
    made.codes = [
        ExternalCode(
            hub_id=home.hub_id,
            household=home,
            system_id=system_id,
            code=code,
            key=code_key(code),
            from_on=today,
            created_by_id=by_id,
            **owners[owner],
        )
        for system_id, owner, code in one.codes
    ]
    return made


def _members_now(homes: Iterable[int]) -> dict[int, Members]:
    found: dict[int, Members] = defaultdict(Members)
    ids = list(homes)
    for adult in Adult.objects.filter(household__in=ids):
        found[adult.household_id].adults.append(adult)
    for child in Child.objects.filter(household__in=ids):
        found[child.household_id].children.append(child)
    for code in ExternalCode.objects.filter(household__in=ids):
        found[code.household_id].codes.append(code)
    return found


def _referred_to(ids: set[int], members: dict[int, Members]) -> set[int]:
    """Which of some families any record refers to, or to one of their people."""
    homes = {row.pk: pk for pk in ids for row in members[pk].adults}
    found = {homes[pk] for pk in _holders(Adult, set(homes), {ExternalCode})}
    homes = {row.pk: pk for pk in ids for row in members[pk].children}
    found |= {homes[pk] for pk in _holders(Child, set(homes), {ExternalCode})}
    return found | _holders(Household, ids, set(_PARTS))


def _holders(model: type[Model], ids: set[int], besides: set[type[Model]]) -> set[int]:
    found: set[int] = set()
    for holder, name in all_references(model):
        if holder not in besides:
            rows = holder._base_manager.filter(**{f"{name}__in": ids - found})
            found |= set(rows.values_list(f"{name}_id", flat=True).distinct())
    return found


def _said(row: Model, left_out: Iterable[str] = ("created_at",)) -> list[str]:
    fields = [f for f in row._meta.concrete_fields if not f.generated]
    names = [f.attname for f in fields if f.name not in set(left_out)]
    return [row._meta.label_lower, *(str(getattr(row, name)) for name in names)]
