"""Builders for lending, through the commands that the screens use."""

from datetime import date, datetime, timedelta
from typing import Any

from programs.kernel import clock
from programs.lending import commands
from programs.lending.choices import Condition, ItemKind
from programs.lending.commands import Borrower
from programs.lending.models import Item, Loan
from programs.registry.choices import Role
from programs.registry.models import Household, Hub
from tests import make

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=clock.TOKYO)
DAY = NOW.date()
DUE = DAY + timedelta(days=14)


class Shelf:
    """A hub with one toy and a family."""

    def __init__(self, hub: Hub | None = None) -> None:
        self.hub = hub or make.hub()
        self.site = make.site(self.hub)
        self.staff = make.member(self.hub, Role.STAFF)
        self.volunteer = make.member(self.hub, Role.RECEPTION)
        self.director = make.member(self.hub, Role.DIRECTOR)
        self.family = make.household(self.hub)
        self.item = self.put("T-001")

    def values(self, number: str, **given: Any) -> dict[str, Any]:
        """A toy's values."""
        return {
            "site": self.site,
            "kind": ItemKind.TOY,
            "number": number,
            "name": "木の汽車",
            "condition": Condition.GOOD,
            "note": "",
            **given,
        }

    def put(self, number: str, **given: Any) -> Item:
        """An item on the shelf."""
        return commands.add_item(self.staff, self.values(number, **given))

    def lend(
        self,
        item: Item | None = None,
        family: Household | None = None,
        due_on: date = DUE,
        at: datetime = NOW,
    ) -> Loan:
        """A loan to the family."""
        to = family or self.family
        given = Borrower(to.name, to.phone, to)
        return commands.lend(self.volunteer, item or self.item, given, due_on, at)
