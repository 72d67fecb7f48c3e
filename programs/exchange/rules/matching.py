"""Whether a family of a table is in the register already, or stood in the table before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from programs.exchange.rules.families import FamilyRow
from programs.kernel.kana import phone_key, search_key
from programs.registry.duplicate_rules import (
    COMMON,
    Match,
    Profile,
    Reason,
    compare,
    given,
    keys_of,
)
from programs.registry.rules import AdultValues, ChildValues, HouseholdValues

Identity = tuple[str, ...]


@dataclass(frozen=True)
class Registered:
    """A number of the register: whose, under which folded kana (or name) and children's birthdays."""

    pk: int
    kana: str
    births: frozenset[object] = frozenset()


@dataclass(frozen=True)
class Found:
    """The registration that a row is of already, and by what: number, code, alike, same, row."""

    pk: int
    by: str


@dataclass
class Known:
    """Everything that rows are compared with; rows that are to be new join as negative ids."""

    numbers: dict[int, Registered] = field(default_factory=dict)
    codes: dict[tuple[int, str], int] = field(default_factory=dict)
    identities: dict[Identity, int] = field(default_factory=dict)
    profiles: dict[int, Profile] = field(default_factory=dict)
    readings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    blocks: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    # Of the same table: surname as read, and telephone.
    above: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, pk: int, number: int | None, said: HouseholdValues, *, in_use: bool) -> None:
        """Let later rows be compared with a family; one no longer in use by its number alone."""
        profile = profile_of(said, pk)
        if number:
            self.numbers.setdefault(number, Registered(pk, profile.kana, profile.births))
        if in_use:
            self.identities.setdefault(identity_of(said), pk)
            self.readings[search_key(said.name)].add(profile.kana)
            self._join(profile)

    def _join(self, profile: Profile) -> None:
        self.profiles[profile.pk] = profile
        for key in keys_of(profile):
            self.blocks[key].append(profile.pk)

    def alike(self, said: HouseholdValues) -> int | None:
        """Return the registration that must be of the same family, the likeliest first.

        Where one was written with kana and the other without, the surname as written decides.
        """
        own, name = profile_of(said, 0), search_key(said.name)
        kana = {own.kana, name, *(self.readings.get(name, ()) if not said.name_kana else ())}
        found = [self._nearest(replace(own, kana=one)) for one in sorted(kana)]
        best = min((one for one in found if one), default=None)
        return best[2] if best else None

    def _nearest(self, profile: Profile) -> tuple[int, int, int] | None:
        """The likeliest registration, as (less is likelier, age, key)."""
        near = {
            pk
            for key in keys_of(profile)
            if len(self.blocks.get(key, ())) <= COMMON
            for pk in self.blocks.get(key, ())
        }
        scored = [(compare(profile, self.profiles[pk]), pk) for pk in near]
        best = [(-match.score, abs(pk), pk) for match, pk in scored if match and _sure(match)]
        return min(best, default=None)


def profile_of(values: HouseholdValues, pk: int) -> Profile:
    """Return what is compared of a family; given names as written and as they are read."""
    family = values.name_kana or values.name
    phones = {phone_key(values.phone), *(phone_key(one.phone) for one in values.adults)}

    def called(people: Sequence[AdultValues | ChildValues]) -> frozenset[str]:
        written = {given(one.name, values.name) for one in people}
        return frozenset((written | {given(one.name_kana, family) for one in people}) - {""})

    return Profile(
        pk,
        search_key(family),
        frozenset(phones - {""}),
        frozenset(one.birth_on for one in values.children if one.birth_on),
        called(values.children),
        called(values.adults),
    )


def identity_of(values: HouseholdValues) -> Identity:
    """Return a family's words, folded: equal only where a row says exactly the same again."""
    days = ((one, one.birth_on or one.due_on) for one in values.children)
    return (
        search_key(values.name),
        search_key(values.name_kana),
        phone_key(values.phone),
        *sorted(f"a{search_key(one.name)}" for one in values.adults),
        *sorted(f"c{search_key(one.name)}{day}" for one, day in days),
    )


def find(row: FamilyRow, known: Known, keys: Iterable[tuple[int, str]]) -> Found | None:
    """Return the registration that a row is of already, or None; ``keys`` are its folded codes.

    A number of the register that is another family's is no answer here (see ``taken``).
    """
    assert row.values is not None
    for key in keys:
        if key in known.codes:
            return _found(known.codes[key], "code")
    if row.number in known.numbers and not taken(row, known):
        return _found(known.numbers[row.number].pk, "number")
    same = known.identities.get(identity_of(row.values))
    if same is not None:
        return _found(same, "same")
    above = next((known.above[key] for key in _calls(row.values) if key in known.above), None)
    if above is not None:
        return _found(above, "row")
    alike = known.alike(row.values)
    return None if alike is None else _found(alike, "alike")


def taken(row: FamilyRow, known: Known) -> bool:
    """Tell whether the row's number is that of a family with another name and other children."""
    holder = known.numbers.get(row.number or 0)
    if holder is None or row.values is None:
        return False
    profile = profile_of(row.values, 0)
    return holder.kana != profile.kana and not (holder.births & profile.births)


def join(row: FamilyRow, known: Known, place: int, keys: Iterable[tuple[int, str]]) -> None:
    """Let later rows of the same table be compared with a row that is to be new."""
    assert row.values is not None
    known.take(-place, row.number, row.values, in_use=True)
    for call in _calls(row.values):
        known.above.setdefault(call, -place)
    for key in keys:
        known.codes.setdefault(key, -place)


def _calls(values: HouseholdValues) -> list[tuple[str, str]]:
    """What rows of one family share where each names another child or adult."""
    profile = profile_of(values, 0)
    return [(profile.kana, phone) for phone in sorted(profile.phones) if profile.kana]


def _found(pk: int, by: str) -> Found:
    return Found(pk, "row") if pk < 0 else Found(pk, by)


def _sure(match: Match) -> bool:
    """Children and adults of the same given names alone are no reason to leave a row out."""
    return Reason.PHONE in match.reasons or Reason.KANA in match.reasons
