"""Which registrations may be of one family: compared only where they share a key, scored, with reasons.

Every pair that scores enough shares a key (``keys_of``), so nobody needs to compare all with all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from django.utils.translation import gettext_lazy as _

from programs.kernel.kana import search_key


class Reason(StrEnum):
    """What two registrations have in common."""

    PHONE = "phone"
    KANA = "kana"
    BIRTH = "birth"
    CHILD = "child"
    ADULT = "adult"


LABELS = {
    Reason.PHONE: _("電話番号が同じ"),
    Reason.KANA: _("姓のふりがなが同じ"),
    Reason.BIRTH: _("子どもの生年月日が同じ"),
    Reason.CHILD: _("子どもの名前が同じ"),
    Reason.ADULT: _("大人の名前が同じ"),
}
WEIGHTS = {Reason.PHONE: 4, Reason.KANA: 2, Reason.BIRTH: 2, Reason.CHILD: 2, Reason.ADULT: 2}
ENOUGH = 5
# Children on both sides, none of them born on the same day: names alone are chance.
OTHER_CHILDREN = 3
# A key that so many share (the hub's own telephone number, say) tells nothing.
COMMON = 30


@dataclass(frozen=True)
class Profile:
    """What is compared of a registration; names are folded (``kana.search_key``), phones digits."""

    pk: int
    kana: str
    phones: frozenset[str] = frozenset()
    births: frozenset[date] = frozenset()
    children: frozenset[str] = frozenset()
    adults: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    """Two registrations that may be of one family, the smaller key first."""

    first: int
    second: int
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Somebody:
    """A member as it is compared with another registration's."""

    pk: int
    name: str
    relation: str = ""
    born: date | None = None
    called: str = ""


def given(full: str, family: str) -> str:
    """The given name, folded: what follows the family's, or the last of several words."""
    whole, own = search_key(full), search_key(family)
    if own and whole.startswith(own) and whole != own:
        return whole.removeprefix(own)
    words = full.split()
    return search_key(words[-1]) if words else ""


def keys_of(one: Profile) -> set[tuple[str, ...]]:
    """Return the keys under which a registration meets others that may score enough."""
    births = {day.isoformat() for day in one.births}
    keys: set[tuple[str, ...]] = {("phone", phone) for phone in one.phones}
    keys |= {("kana-birth", one.kana, day) for day in births if one.kana}
    keys |= {("kana-child", one.kana, name) for name in one.children if one.kana}
    for day in births:
        keys |= {("birth-child", day, name) for name in one.children}
        keys |= {("birth-adult", day, name) for name in one.adults}
    return keys


def compare(one: Profile, other: Profile) -> Match | None:
    """Return what two registrations have in common, if it is enough."""
    shared = {
        Reason.PHONE: bool(one.phones & other.phones),
        Reason.KANA: bool(one.kana) and one.kana == other.kana,
        Reason.BIRTH: bool(one.births & other.births),
        Reason.CHILD: bool(one.children & other.children),
        Reason.ADULT: bool(one.adults & other.adults),
    }
    reasons = tuple(reason for reason, holds in shared.items() if holds)
    score = sum(WEIGHTS[reason] for reason in reasons)
    if one.births and other.births and not shared[Reason.BIRTH]:
        score -= OTHER_CHILDREN
    if score < ENOUGH:
        return None
    first, second = sorted((one.pk, other.pk))
    return Match(first, second, score, reasons)


def matches(profiles: Iterable[Profile]) -> list[Match]:
    """Return the pairs that may be one family, the likeliest first.

    Work grows with the number of registrations and of pairs that share a key, not with all pairs.
    """
    found: dict[tuple[int, int], Match] = {}
    for block in _blocks(profiles):
        if len(block) <= COMMON:
            for one, other in combinations(block, 2):
                match = compare(one, other)
                if match:
                    found[match.first, match.second] = match
    return sorted(found.values(), key=lambda m: (-m.score, m.first, m.second))


def _blocks(profiles: Iterable[Profile]) -> Iterable[list[Profile]]:
    """Those who share a key, at least two each; keys are hashed, most are nobody else's."""
    alone: dict[int, Profile] = {}
    shared: dict[int, list[Profile]] = {}
    for one in profiles:
        for key in {hash(key) for key in keys_of(one)}:
            if key in shared:
                shared[key].append(one)
            elif key in alone:
                shared[key] = [alone[key], one]
            else:
                alone[key] = one
    return shared.values()


def same_people(
    ours: Sequence[Somebody], theirs: Sequence[Somebody], family: str, other: str
) -> list[tuple[Somebody, Somebody]]:
    """Return who of two registrations must be the same person, each at most once.

    Adults by given name, or the only one of a relation whose name is not known; children by birth
    (or due) day and given name, where both are known.
    """
    pairs, taken = [], set()
    for one in ours:
        for two in theirs:
            if two.pk not in taken and _same(one, two, family, other):
                pairs.append((one, two))
                taken.add(two.pk)
                break
    return pairs


def _same(one: Somebody, two: Somebody, family: str, other: str) -> bool:
    mine, yours = given(one.name, family), given(two.name, other)
    alike = not mine or not yours or mine == yours
    if one.relation or two.relation:
        return alike and one.relation == two.relation
    return alike and one.born is not None and one.born == two.born
