"""Stays from taps: what a day's arrivals and departures of one family amount to, in whatever order heard.

Plain values; the same taps give the same stays, because they are looked at in the order of their
instants and in no other (decision 0008).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from programs.dropin.choices import ClosedHow


class What(StrEnum):
    """What happened; a closing only supposes that whoever is inside leaves."""

    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    CLOSING = "closing"


@dataclass(frozen=True)
class Tapped:
    """One tap of a family at a site; ``visit`` is the visit that began with it, if there is one."""

    at: datetime
    site: int
    what: What
    visit: int | None = None
    tap: int | None = None  # its place in the caller's list, if it is no visit's own
    ends_at_once: bool = False  # a stay that ended in the instant of its beginning

    @property
    def order(self) -> tuple[datetime, int]:
        """Whoever leaves in the instant of an arrival left before it."""
        late = self.what == What.ARRIVAL
        return self.at, 2 if self.ends_at_once else int(late)


@dataclass
class Stay:
    """An interval at a site, the visits that lie in it, and how it ended."""

    site: int
    arrived_at: datetime
    visit: int | None = None
    left_at: datetime | None = None
    how: ClosedHow = ClosedHow.OPEN
    taps: list[Tapped] = field(default_factory=list)

    def covers(self, tap: Tapped) -> bool:
        """Whether an arrival here says nothing new; two visits never become one."""
        return self.site == tap.site and not (self.visit and tap.visit)

    def end(self, at: datetime, how: ClosedHow) -> None:
        """Leave."""
        self.left_at, self.how = at, how

    def take(self, tap: Tapped) -> None:
        """Count an arrival to this stay."""
        self.visit = self.visit or tap.visit
        self.taps.append(tap)


def stays(taps: Iterable[Tapped]) -> list[Stay]:
    """Return the stays of one family on one day, by time; the last may be open.

    An arrival where the family is inside is that stay; one elsewhere ends it. A departure ends the
    stay at its own site and nothing else.
    """
    ordered = sorted(taps, key=lambda tap: tap.order)
    found: list[Stay] = []
    inside: Stay | None = None
    for index, tap in enumerate(ordered):
        if tap.what == What.ARRIVAL:
            if inside is None or not inside.covers(tap):
                if inside is not None:
                    inside.end(tap.at, ClosedHow.MOVED)
                inside = Stay(tap.site, tap.at)
                found.append(inside)
            inside.take(tap)
        elif inside is not None and inside.site == tap.site:
            if tap.what == What.CLOSING and _leaves_after(ordered[index + 1 :], tap.site):
                continue
            how = ClosedHow.CLOSING if tap.what == What.CLOSING else ClosedHow.DESK
            inside.end(tap.at, how)
            inside = None
    return found


def _leaves_after(later: Sequence[Tapped], site: int) -> bool:
    """Whether the next that is heard of a family is that it left: its closing was only supposed."""
    told = next((tap for tap in later if tap.what != What.CLOSING), None)
    return told is not None and told.what == What.DEPARTURE and told.site == site
