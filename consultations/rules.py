"""Rules of consultations on plain values; no database."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from consultations.choices import (
    AGREED,
    AgeBand,
    Contact,
    CountedIn,
    ReferralState,
)
from programs.kernel import ages
from programs.registry.choices import Residence

LONGEST_NOTE = 10_000
LONGEST_PLAN = 300
LONGEST_RESULT = 200
LONGEST_TALK = 600  # minutes
LONGEST_PERSON = 500
MOST_PEOPLE = 200
LONGEST_NEED = 100
LONGEST_CITY = 40
# Days a new hub begins with; a director changes them (`models.Terms`).
REVIEW_DAYS, ANSWER_DAYS, ESCALATION_DAYS = 28, 14, 7
LONGEST_TERM = 366

# state -> the states that may follow; what is not here is final.
REFERRAL_PATHS: dict[str, tuple[str, ...]] = {
    ReferralState.SENT: (
        ReferralState.ACCEPTED,
        ReferralState.DECLINED,
        ReferralState.WITHDRAWN,
    ),
    ReferralState.ACCEPTED: (ReferralState.DONE,),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known about one consultation, without a word of its content.

    Codes, site, household, children and the asking agency are ids. The first topic is the main
    one. `people` is how many asked, 1 and those with her unless it is given. `ward` (a code) says
    which other ward of the city they come from, `city` which other city.
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
    with_callers: tuple[str, ...] = ()
    people: int | None = None
    with_bands: tuple[str, ...] = ()
    with_child_ids: tuple[int, ...] = ()
    agency_id: int | None = None
    counted_in: int = CountedIn.CONSULTATION
    ward: str = ""
    city: str = ""


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


@dataclass(frozen=True, slots=True)
class Letter:
    """What is handed on: to whom, on which ground, how the family may be met, and sealed words.

    `person` says whom it is about and how to reach them; `text` what is told. Without a group it
    goes to the ward. `due_on` is the day to ask for an answer.
    """

    group_id: int | None
    basis: str
    contacts: tuple[str, ...]
    sent_on: date
    due_on: date
    owner_id: int
    text: str = field(repr=False)
    person: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at a meeting: for whom, and who: an account, a partner group, or words."""

    of: str
    person_id: int | None = None
    group_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """On what something may be shared: a code, and what it asks for, a day of consent or a reason."""

    basis_id: int
    consent_on: date | None = None
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting about families, without what was said: when, where, on which ground, who was there."""

    kind: str
    held_on: date
    place: str
    ground: Ground
    seats: tuple[Seat, ...]
    started_at: time | None = None


def may_become(state: str, wanted: str) -> bool:
    """Tell whether a referral in one state may go on to another."""
    return wanted in REFERRAL_PATHS.get(state, ())


def needs_reason(basis: str) -> bool:
    """Tell whether a referral goes out without consent, so that its reason must be written down."""
    return basis not in AGREED


def contacts_fit(contacts: tuple[str, ...]) -> bool:
    """Tell whether ways of contact make sense: at least one, and "no contact" stands alone."""
    return bool(contacts) and (Contact.NONE not in contacts or len(contacts) == 1)


def days_over(due_on: date, today: date) -> int:
    """Return by how many days something is overdue; 0 where it is not."""
    return max(0, (today - due_on).days)


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


def home(residence: str, ward: str, city: str) -> tuple[str, str]:
    """Return (ward, city) as far as they go with where somebody lives; what contradicts it is dropped."""
    return (
        ward if residence == Residence.OTHER_WARD else "",
        city.strip() if residence == Residence.OUTSIDE_CITY else "",
    )
