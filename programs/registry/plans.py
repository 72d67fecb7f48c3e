"""What areas plan at a site, and on which days it is closed.

An area names its functions in its app's ``ready``: areas do not know one another.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from programs.kernel.actor import Actor
from programs.registry.models import Site

Place = tuple[Site, date]


@dataclass(frozen=True)
class Plan:
    """Something planned: its day and hour (10:30), what, how many have booked, its page."""

    day: date
    begins: str
    what: str
    booked: int
    url: str


@dataclass(frozen=True)
class Closed:
    """A day on which a site is closed, and why.

    ``usual`` is the weekday on which it never opens, ``sudden`` what was decided for these days;
    ``told`` is whether everybody may read why, which is where the site's calendar is public.
    """

    day: date
    reason: str
    usual: bool = False
    sudden: bool = False
    told: bool = False


Planner = Callable[[Actor, Site, date, date], list[Plan]]
Calendar = Callable[[list[Place]], dict[tuple[int, date], Closed]]
_planners: list[Planner] = []
_calendars: list[Calendar] = []


def declare(planner: Planner) -> None:
    """Have a function asked what an area plans at a site from a day to a day, for an actor."""
    if planner not in _planners:
        _planners.append(planner)


def keep_calendar(calendar: Calendar) -> None:
    """Have a function asked which days of which sites are closed."""
    if calendar not in _calendars:
        _calendars.append(calendar)


def planned(actor: Actor, site: Site, first: date, last: date) -> list[Plan]:
    """Return what stands at a site from a day to a day, as far as the actor may see it, in order."""
    found = [plan for planner in _planners for plan in planner(actor, site, first, last)]
    return sorted(found, key=lambda plan: (plan.day, plan.begins.zfill(5), plan.what))


def closed(places: Iterable[Place]) -> dict[tuple[int, date], Closed]:
    """Return (site key, day) -> why it is closed, of those days on which it is.

    The rows are those of the scope at hand: of an actor's hubs, or of the one a public page names.
    """
    wanted = list(places)
    found: dict[tuple[int, date], Closed] = {}
    for calendar in _calendars if wanted else ():
        found |= calendar(wanted)
    return found


def suddenly(why: Closed | None) -> Closed | None:
    """Why a site is closed where that was decided for these days; None on a usual closed day.

    What stands on a usual closed day was planned so, and nobody outside is to be warned of it.
    """
    return why if why is not None and why.sudden else None


def clashes(actor: Actor, site: Site, first: date, last: date) -> list[tuple[Plan, Closed]]:
    """Return what stands on days that a site is closed by a rule: each is to be called off or meant.

    What stands on a weekday on which the site never opens was planned so.
    """
    plans = planned(actor, site, first, last)
    off = closed((site, plan.day) for plan in plans)
    pairs = [(plan, off.get((site.pk, plan.day))) for plan in plans]
    return [(plan, why) for plan, why in pairs if why is not None and not why.usual]
