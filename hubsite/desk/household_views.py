"""A family's page: who they are, and what happened, as far as the role may see."""

from importlib import import_module
from typing import Any

from programs.kernel.policy import may
from programs.kernel.views import PageView
from programs.registry import queries
from programs.registry.choices import Act
from programs.registry.models import Household

TIMELINES = ("programs.dropin.queries", "consultations.queries")
SHOWN = 60


class HouseholdPage(PageView):
    """One family with its timeline across the areas."""

    action = Act.VIEW_HOUSEHOLDS
    template_name = "desk/household.html"

    def target(self) -> Household:
        """The family of the address."""
        return queries.household(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Members and the newest entries of each area, newest first."""
        entries = [
            e for name in TIMELINES for e in import_module(name).timeline(self.actor, self.object)
        ]
        entries.sort(key=lambda entry: entry[0], reverse=True)
        return {
            "title": self.object.name,
            "adults": list(self.object.adults.all()),
            "children": list(self.object.children.all()),
            "entries": entries[:SHOWN],
            "more": max(0, len(entries) - SHOWN),
            "may_change": may(self.actor, Act.CHANGE_HOUSEHOLD, self.object),
            "may_hand_off": may(self.actor, Act.OFFER_HANDOFF, self.object),
            "may_consult": may(self.actor, "consultations.record_consultation"),
            "may_check_in": may(self.actor, "dropin.check_in"),
        }
