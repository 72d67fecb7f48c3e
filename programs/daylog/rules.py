"""Rules of the day log on plain values; no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.daylog.choices import IncidentKind, IncidentState, StepKind
from programs.kernel.actor import Actor
from programs.kernel.policy import named, own_hub

LONGEST_TEXT = 4000
LONGEST_REASON = 300
# How far back the notes for the next day reach: over the long closures of a year's end.
NOTES_REACH_DAYS = 14

# state -> what may be done -> the state after it
MOVES: dict[str, dict[str, str]] = {
    IncidentState.OPEN: {
        StepKind.DECIDED: IncidentState.DECIDED,
        StepKind.VOID: IncidentState.VOID,
    },
    IncidentState.DECIDED: {
        StepKind.DECIDED: IncidentState.DECIDED,
        StepKind.CLOSED: IncidentState.CLOSED,
        StepKind.VOID: IncidentState.VOID,
    },
    IncidentState.CLOSED: {StepKind.REOPENED: IncidentState.DECIDED},
    IncidentState.VOID: {},
}


def state_after(state: str, step: str) -> str | None:
    """Return the state that a step leads to, or None where it may not be taken."""
    return MOVES.get(state, {}).get(step)


@named(_("報告した人"))
def shared(actor: Actor, target: Any) -> bool:
    """Tell whether somebody of the hub may read a report: all near misses, accidents she wrote.

    Near misses are for everybody to learn from; an accident's text tells of a family.
    """
    near_miss = getattr(target, "kind", None) == IncidentKind.NEAR_MISS
    wrote = getattr(target, "created_by_id", None) == actor.user_id
    return own_hub(actor, target) and (near_miss or wrote)


def minutes_between(came: time | None, left: time | None) -> int | None:
    """Return the minutes from one time to a later one of a day; None where one is not known."""
    if came is None or left is None:
        return None
    return max(0, (left.hour * 60 + left.minute) - (came.hour * 60 + came.minute))


@dataclass(frozen=True)
class Stint:
    """Somebody on duty on one day; ``minutes`` None where the times are not known."""

    who: str
    kind: str
    day: date
    minutes: int | None


@dataclass
class PersonMonth:
    """One person's month: days, minutes known, and days whose times are not known."""

    who: str
    kind: str
    days: int = 0
    minutes: int = 0
    untimed: int = 0


def by_person(stints: Iterable[Stint]) -> list[PersonMonth]:
    """Add up who was on duty: a day at two sites is one day; in the order of first appearance."""
    found: dict[tuple[str, str], PersonMonth] = {}
    days: set[tuple[str, str, date]] = set()
    for stint in stints:
        key = (stint.kind, stint.who)
        row = found.setdefault(key, PersonMonth(stint.who, stint.kind))
        if (*key, stint.day) not in days:
            days.add((*key, stint.day))
            row.days += 1
        row.minutes += stint.minutes or 0
        row.untimed += stint.minutes is None
    return list(found.values())


def names_of(text: str) -> list[str]:
    """Return the names of a list, one a line or parted by commas, each once and in order."""
    parts = text.replace("、", "\n").replace("，", "\n").replace(",", "\n").splitlines()
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
