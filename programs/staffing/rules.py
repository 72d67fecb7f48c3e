"""Who has been trained and has promised secrecy; plain values only."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from programs.staffing.choices import PledgeKind, Topic

# What the contract on personal data asks of everybody who works at the hub.
NEEDED_EACH_YEAR = Topic.PERSONAL_DATA
NEEDED_PLEDGE = PledgeKind.SECRECY
MOST_NAMES = 200
LONGEST_NAME = 100

# Somebody with an account by its number, or without one by the name.
Who = int | str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One training that one person attended."""

    who: Who
    topic: str
    held_on: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person has: the day of the pledge, of the needed training, and minutes in the year."""

    who: Who
    pledged_on: date | None
    trained_on: date | None
    minutes: int

    @property
    def lacks(self) -> bool:
        """Whether something that the contract asks for is missing."""
        return self.pledged_on is None or self.trained_on is None


def standings(
    everybody: Iterable[Who], lessons: Collection[Lesson], pledged: Mapping[Who, date]
) -> dict[Who, Standing]:
    """Return what each one has; lessons are those of the year in question, in any order."""
    found = {}
    for who in everybody:
        own = [lesson for lesson in lessons if lesson.who == who]
        needed = [one.held_on for one in own if one.topic == NEEDED_EACH_YEAR]
        minutes = sum(lesson.minutes for lesson in own)
        found[who] = Standing(who, pledged.get(who), max(needed, default=None), minutes)
    return found


def names_in(text: str) -> list[str]:
    """Return the names of a text with one on each line, each once, in their order."""
    return list(dict.fromkeys(name for line in text.splitlines() if (name := line.strip())))
