"""Rules of consultations on plain values; no database."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from consultations.choices import AgeBand
from programs.kernel import ages

LONGEST_NOTE = 10_000
LONGEST_PLAN = 300
LONGEST_TALK = 600  # minutes


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known about one consultation, without a word of its content.

    Codes, site, household and child are ids. The first topic is the main one.
    """

    held_on: date
    site_id: int
    method_id: int
    topic_ids: tuple[int, ...]
    outcome_id: int
    caller: str
    age_band: str
    residence: str
    started_at: time | None = None
    minutes: int | None = None
    household_id: int | None = None
    child_id: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done next: by whom, until when, of which kind, and a few sealed words."""

    due_on: date
    kind: str
    owner_id: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step about a suspected maltreatment: when it happened, what, and who was called."""

    kind: str
    happened_at: datetime
    text: str = field(repr=False)
    contact_id: int | None = None
    check_on: date | None = None


def age_band_on(birth_on: date | None, day: date) -> AgeBand:
    """Return the age band of a child on a day; a child not yet born counts as expected."""
    if birth_on is None or day < birth_on:
        return AgeBand.UNBORN
    years = ages.age_on(birth_on, day)
    if years <= 2:
        return (AgeBand.AGE_0, AgeBand.AGE_1, AgeBand.AGE_2)[years]
    return AgeBand.SCHOOL if day >= school_begins_on(birth_on) else AgeBand.PRESCHOOL


def school_begins_on(birth_on: date) -> date:
    """Return the 1 April on which a child enters primary school (学校教育法 art. 17).

    Whoever completes six years by 31 March enters; by law that is done the day before the
    birthday, so a child born on 1 April enters with those born in March.
    """
    early = (birth_on.month, birth_on.day) <= (4, 1)
    return date(birth_on.year + (6 if early else 7), 4, 1)


def main_first(topics: tuple[int, ...], main: int | None) -> tuple[int, ...]:
    """Return the topics without repetition, the main one first; without a main one as given."""
    unique = tuple(dict.fromkeys(topics))
    if main not in unique:
        return unique
    return (main, *(topic for topic in unique if topic != main))
