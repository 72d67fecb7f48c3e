"""Builders for quiet signals: families that came, talks about one topic, notes by two people."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from consultations.models import Consultation
from programs.dropin.choices import ClosedHow
from programs.dropin.models import Visit
from programs.kernel import clock
from programs.registry.choices import Residence, Role
from programs.registry.models import Household
from programs.signals import commands
from programs.signals.choices import Kind
from programs.signals.models import Rule, Signal
from programs.signals.rules import USUAL
from tests import make, make_consultations

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=clock.TOKYO)
REGULAR = (28, 35, 42, 49)


class Watch:
    """A hub with those who may act and those who may not; every rule is off."""

    def __init__(self) -> None:
        self.hub = make.hub()
        self.site = make.site(self.hub)
        self.director = make.member(self.hub, Role.DIRECTOR)
        self.consultant = make.member(self.hub, Role.CONSULTANT)
        self.staff = make.member(self.hub, Role.STAFF)
        self.family = make.household(self.hub, "青葉", "あおば")

    def turn_on(self, *kinds: Kind, now: datetime = NOW) -> None:
        """Turn rules on with their usual numbers."""
        for kind in kinds or tuple(Kind):
            row = Rule.objects.filter(hub=self.hub, kind=kind).first()
            version = row.version if row else 0
            commands.set_rule(self.director, kind, True, USUAL[kind], now, version=version)
            make.scope()

    def came(self, *days: int, family: Household | None = None) -> None:
        """Visits so many days ago."""
        make.scope()
        for ago in days:
            arrived = NOW - timedelta(days=ago)
            Visit.objects.create(
                hub=self.hub,
                site=self.site,
                household=family or self.family,
                residence=Residence.OWN_WARD,
                arrived_at=arrived,
                left_at=arrived + timedelta(hours=1),
                closed_how=ClosedHow.DESK,
                nonce=uuid4(),
                created_by_id=self.staff.user_id,
            )

    def talked(self, *days: int, topics: Sequence[str] = ("sleep",), **given: Any) -> Any:
        """Consultations about a topic so many days ago; the last one."""
        row: Consultation | None = None
        for ago in days:
            day = clock.tokyo(NOW - timedelta(days=ago)).date()
            values = {"household_id": self.family.pk, **given}
            row = make_consultations.consultation(
                self.staff, self.hub, held_on=day, topics=topics, **values
            )
        return row

    def look(self, now: datetime = NOW) -> int:
        """Let the clock look, an hour later than before."""
        found = commands.look(self.hub.pk, now)
        make.scope()
        return found

    def states(self) -> list[tuple[str, str]]:
        """Kinds and states of all signals."""
        rows = Signal.objects.filter(hub=self.hub).order_by("pk")
        return list(rows.values_list("kind", "state"))
