"""What holds at the desk, as plain functions: who is present, ages of the day, states, closing."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from programs.dropin.choices import PersonRole, State
from programs.kernel import ages, clock

LAST_MINUTE = time(23, 59)
# An outreach space may meet its network only days later; what waited longer is entered by hand.
LONGEST_WAIT = timedelta(days=7)
SCHOOL_AGE = 6  # from here on a child counts as an older sibling
SMALL_AGE = 2  # national demand figures of the drop-in program are for ages 0 to 2
# A reader types after whatever stands in the box already, so a token counts at the end of any text.
_CARD = re.compile(r"(?:^|[^A-Za-z0-9_-])([A-Za-z0-9_-]{22})/?$")


@dataclass(frozen=True)
class Present:
    """One person of a visit, or ``count`` nameless people of one role and age.

    ``age`` is in whole years on the day, for children only; None where it is not known.
    """

    role: str
    age: int | None = None
    adult_id: int | None = None
    child_id: int | None = None
    count: int = 1

    @property
    def who(self) -> tuple[int | None, int | None]:
        """The registered person behind it."""
        return self.adult_id, self.child_id


@dataclass(frozen=True)
class Grown:
    """An adult of a family: key and relation."""

    pk: int
    relation: str


@dataclass(frozen=True)
class Young:
    """A child of a family: key and birth, None while it is expected."""

    pk: int
    birth_on: date | None


@dataclass(frozen=True)
class Tally:
    """Numbers of people, in persons."""

    people: int
    adults: int
    children: int
    small: int
    by_age: tuple[int, ...]
    fathers: int
    grandparents: int


def age_of(birth_on: date | None, day: date) -> int | None:
    """Whole years on the day of the visit; None before the birth or without its date."""
    if birth_on is None or birth_on > day:
        return None
    return ages.age_on(birth_on, day)


def family_members(adults: Sequence[Grown], children: Sequence[Young], day: date) -> list[Present]:
    """Everybody who could come: the adults, then the children already born on the day.

    A mother who has no born child and expects one comes as a pregnant woman.
    """
    born = [child for child in children if age_of(child.birth_on, day) is not None]
    expecting = not born and bool(children)
    grown = [Present(adult_role(adult.relation, expecting), adult_id=adult.pk) for adult in adults]
    young = [Present(PersonRole.CHILD, age_of(c.birth_on, day), child_id=c.pk) for c in born]
    return grown + young


def adult_role(relation: str, expecting: bool = False) -> str:
    """The role of an adult during a visit, from the relation to the children."""
    if expecting and relation == PersonRole.MOTHER:
        return PersonRole.PREGNANT
    return relation if relation in set(PersonRole) - {PersonRole.CHILD} else PersonRole.OTHER


def usual_people(
    members: Sequence[Present], last: Iterable[tuple[int | None, int | None]]
) -> list[Present]:
    """Those who came last time; for a first visit the first adult and all children."""
    before = set(last)
    again = [one for one in members if one.who in before]
    if again:
        return again
    adults = [one for one in members if one.role != PersonRole.CHILD]
    return adults[:1] + [one for one in members if one.role == PersonRole.CHILD]


def counted(roles: Mapping[str, int], ages_: Mapping[int | None, int]) -> list[Present]:
    """People without names, from numbers by adult role and by children's age; zeros are left out."""
    grown = [Present(role, count=number) for role, number in roles.items() if number]
    young = [
        Present(PersonRole.CHILD, age, count=number) for age, number in ages_.items() if number
    ]
    return grown + young


def tally(people: Iterable[Present]) -> Tally:
    """Add up who is present; ages 0 to 5 apart, older siblings together as the last of ``by_age``."""
    rows = list(people)
    children = [one for one in rows if one.role == PersonRole.CHILD]
    by_age = [0] * (SCHOOL_AGE + 1)
    for child in children:
        if child.age is not None:
            by_age[min(child.age, SCHOOL_AGE)] += child.count
    total, young = _sum(rows), _sum(children)
    return Tally(
        people=total,
        adults=total - young,
        children=young,
        small=sum(by_age[: SMALL_AGE + 1]),
        by_age=tuple(by_age),
        fathers=_sum(one for one in rows if one.role == PersonRole.FATHER),
        grandparents=_sum(
            one for one in rows if one.role in (PersonRole.GRANDMOTHER, PersonRole.GRANDFATHER)
        ),
    )


def _sum(people: Iterable[Present]) -> int:
    return sum(one.count for one in people)


def merged(people: Iterable[Present]) -> list[Present]:
    """The same people with nameless ones of one role and age in one row."""
    rows: dict[Present, int] = {}
    for one in people:
        key = replace(one, count=1)
        rows[key] = rows.get(key, 0) + one.count
    return [replace(key, count=1 if any(key.who) else number) for key, number in rows.items()]


# --- states --------------------------------------------------------------------------------------

MOVES: Mapping[tuple[State, str], State] = {
    (State.INSIDE, "check_out"): State.LEFT,
    (State.INSIDE, "void"): State.VOID,
    (State.LEFT, "reopen"): State.INSIDE,
    (State.LEFT, "void"): State.VOID,
}
RESULTS = {"check_out": State.LEFT, "reopen": State.INSIDE, "void": State.VOID}


def state_of(left_at: datetime | None, voided_at: datetime | None) -> State:
    """Where a visit stands."""
    if voided_at is not None:
        return State.VOID
    return State.INSIDE if left_at is None else State.LEFT


def next_state(state: State, move: str) -> State | None:
    """The state after a move; the same state where the move was already made; None if impossible."""
    if RESULTS[move] == state:
        return state
    return MOVES.get((state, move))


def may_undo(day: date, today: date) -> bool:
    """Check-ins and check-outs are undone on their own day only; later they are in reports."""
    return day == today


def closing_instant(day: date, closes_at: time | None) -> datetime:
    """The instant in Tokyo at which a day ends for its visits; 23:59 without opening hours."""
    return clock.moment(day, closes_at or LAST_MINUTE)


def tapped_at(text: str, now: datetime) -> datetime:
    """The instant a waiting tap names (ISO 8601), if it lies within the last days; otherwise now."""
    try:
        at = clock.tokyo(datetime.fromisoformat(text))
    except ValueError:
        return now
    return at if now - LONGEST_WAIT <= at <= now else now


def too_old(text: str, now: datetime) -> bool:
    """Whether a waiting tap names an instant so long ago that it can no longer be taken."""
    try:
        return clock.tokyo(datetime.fromisoformat(text)) < now - LONGEST_WAIT
    except ValueError:
        return False


# --- texts ---------------------------------------------------------------------------------------


def card_token(text: str) -> str | None:
    """The token of a family's card in what a reader typed: bare, or at the end of a text or an address."""
    found = _CARD.search(unicodedata.normalize("NFKC", text).strip())
    return found[1] if found else None


def is_card(text: str) -> bool:
    """Whether somebody held up a card or another code, rather than typing a name."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    return narrow.startswith(("http://", "https://")) or card_token(narrow) is not None


def while_typing(text: str) -> str:
    """The text without the letters that a kana keyboard has not composed yet: さt is さ."""
    return re.sub(r"(?<=[ぁ-んー])[a-zａ-ｚ]{1,3}$", "", text.strip())


def given_name(full: str, family: str) -> str:
    """The name without the family's, as it is used at the desk."""
    if family and full.startswith(family) and full != family:
        return full.removeprefix(family).strip()
    return full.split()[-1] if full.split() else full


def lines(text: str) -> list[str]:
    """Return the lines of a text that say something, each once and in order."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
