"""Builders for visits, through the commands that the desk uses."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from programs.dropin import commands
from programs.dropin.models import Visit
from programs.dropin.rules import Present
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.registry.choices import Residence, Role
from programs.registry.models import Household, Hub, Site
from tests import make

DAY = date(2026, 6, 10)  # a Wednesday
MORNING = datetime(2026, 6, 10, 10, 5, tzinfo=clock.TOKYO)


class Desk:
    """A hub with a main site, a reception volunteer, and a morning."""

    def __init__(self, hub: Hub | None = None) -> None:
        self.hub = hub or make.hub()
        self.site = make.site(self.hub)
        self.volunteer = make.member(self.hub, Role.RECEPTION)

    def family(self, **fields: Any) -> Household:
        """A family with a mother and a child of two."""
        return make.household(self.hub, **fields)

    def check_in(
        self,
        family: Household,
        at: datetime = MORNING,
        *,
        site: Site | None = None,
        nonce: UUID | None = None,
        actor: Actor | None = None,
    ) -> Visit:
        """The family arrives."""
        return commands.check_in(
            actor or self.volunteer, family, site or self.site, at, nonce=nonce or uuid4()
        )

    def guest(
        self,
        people: Sequence[Present] = (Present("mother"), Present("child", 1)),
        at: datetime = MORNING,
        **fields: Any,
    ) -> Visit:
        """A family without registration arrives."""
        defaults = {"nonce": uuid4(), "residence": Residence.OUTSIDE_CITY}
        return commands.check_in_guest(
            self.volunteer, fields.pop("site", self.site), at, people, **{**defaults, **fields}
        )

    def heads(
        self,
        people: Sequence[Present] = (Present("other", count=2), Present("child", 3, count=8)),
        at: datetime = MORNING,
        **fields: Any,
    ) -> Visit:
        """A nameless group arrives."""
        defaults = {"nonce": uuid4(), "residence": Residence.UNKNOWN, "families": 3}
        return commands.head_count(
            self.volunteer, fields.pop("site", self.site), at, people, **{**defaults, **fields}
        )


def later(**delta: int) -> datetime:
    """Some time after the morning: later(hours=1)."""
    return MORNING + timedelta(**delta)
