"""Whether a family of a table is in the register already, or stood in the table before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from programs.exchange.rules.families import FamilyRow
from programs.kernel.kana import phone_key, search_key
from programs.registry.duplicate_rules import COMMON, Profile, compare, given, keys_of
from programs.registry.rules import HouseholdValues

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
    blocks: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))

    def join(self, profile: Profile) -> None:
        """Let later rows be compared with this one."""
        self.profiles[profile.pk] = profile
        for key in keys_of(profile):
            self.blocks[key].append(profile.pk)

    def alike(self, profile: Profile) -> int | None:
        """Return the registration that must be of the same family, the likeliest first."""
        near = {
            pk
            for key in keys_of(profile)
            if len(self.blocks.get(key, ())) <= COMMON
            for pk in self.blocks.get(key, ())
        }
        scored = [(compare(profile, self.profiles[pk]), pk) for pk in near]
        best = [(-match.score, abs(pk), pk) for match, pk in scored if match]
        return min(best)[2] if best else None


def profile_of(values: HouseholdValues, pk: int) -> Profile:
    """Return what is compared of a family as typed."""
    family = values.name_kana or values.name
    phones = {phone_key(values.phone), *(phone_key(one.phone) for one in values.adults)}
    return Profile(
        pk,
        search_key(family),
        frozenset(phones - {""}),
        frozenset(one.birth_on for one in values.children if one.birth_on),
        frozenset({given(one.name_kana or one.name, family) for one in values.children} - {""}),
        frozenset({given(one.name_kana or one.name, family) for one in values.adults} - {""}),
    )


def identity_of(values: HouseholdValues) -> Identity:
    """Return a family's words, folded: equal only where a row says exactly the same again."""
    return identity(
        (values.name, values.name_kana, values.phone),
        (one.name for one in values.adults),
        ((one.name, str(one.birth_on or one.due_on or "")) for one in values.children),
    )


def identity(
    own: Iterable[str], adults: Iterable[str], children: Iterable[tuple[str, str]]
) -> Identity:
    """Return the folded words of a family's name, kana and telephone, its adults and children."""
    name, kana, phone = own
    return (
        search_key(name),
        search_key(kana),
        phone_key(phone),
        *sorted(f"a{search_key(one)}" for one in adults),
        *sorted(f"c{search_key(one)}{day}" for one, day in children),
    )


def find(row: FamilyRow, known: Known, keys: Iterable[tuple[int, str]]) -> Found | None:
    """Return the registration that a row is of already, or None; ``keys`` are its folded codes.

    A number of the register that is another family's is no answer here (see ``taken``).
    """
    assert row.values is not None
    profile = profile_of(row.values, 0)
    for key in keys:
        if key in known.codes:
            return _found(known.codes[key], "code")
    if row.number in known.numbers and not taken(row, known):
        return _found(known.numbers[row.number].pk, "number")
    same = known.identities.get(identity_of(row.values))
    if same is not None:
        return _found(same, "same")
    alike = known.alike(profile)
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
    profile = profile_of(row.values, -place)
    known.join(profile)
    known.identities.setdefault(identity_of(row.values), -place)
    for key in keys:
        known.codes.setdefault(key, -place)
    if row.number:
        known.numbers.setdefault(row.number, Registered(-place, profile.kana, profile.births))


def _found(pk: int, by: str) -> Found:
    return Found(pk, "row") if pk < 0 else Found(pk, by)
