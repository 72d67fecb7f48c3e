"""A family's page: who they are, and what happened, as far as the role may see."""

from importlib import import_module
from typing import Any

from programs.kernel.policy import may
from programs.kernel.views import PageView
from programs.registry import external_queries, family_queries
from programs.registry.choices import Act
from programs.registry.models import Household

TIMELINES = (
    "programs.dropin.queries",
    "hubsite.desk.booked",
    "consultations.queries",
)
SHOWN = 60


class HouseholdPage(PageView):
    """One family with its timeline across the areas."""

    action = Act.VIEW_HOUSEHOLDS
    template_name = "desk/household.html"

    def target(self) -> Household:
        """The family of the address."""
        return external_queries.household_with_codes(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Members and the newest entries of each area, newest first."""
        entries = [
            e for name in TIMELINES for e in import_module(name).timeline(self.actor, self.object)
        ]
        self.adults = list(self.object.adults.all())
        entries.sort(key=lambda entry: entry[0], reverse=True)
        return {
            "title": self.object.name,
            "adults": self.adults,
            "children": family_queries.children_of(self.actor, self.object),
            "entries": entries[:SHOWN],
            "more": max(0, len(entries) - SHOWN),
            **self.family(),
            **self.rights(),
            "may_consult": may(self.actor, "consultations.record_consultation"),
            "may_meet": may(self.actor, "consultations.record_meeting"),
            "may_disclose": may(self.actor, "consultations.prepare_disclosure"),
            "may_check_in": may(self.actor, "dropin.check_in"),
        }

    def family(self) -> dict[str, Any]:
        """What is to be known of the family before anything else."""
        said = family_queries.consents(self.actor, self.object)
        return {
            "not_told": [adult for adult in self.adults if adult.not_told],
            "consents": [one for one in family_queries.consent_states(said) if one.newest],
            "merge_away": family_queries.merge_away(self.object)
            if self.object.archived_at
            else None,
        }

    def rights(self) -> dict[str, bool]:
        """What the actor may do with the registration."""
        asked = {
            "may_change": Act.CHANGE_HOUSEHOLD,
            "may_hand_off": Act.OFFER_HANDOFF,
            "may_record_birth": Act.RECORD_BIRTH,
            "may_change_codes": Act.CHANGE_EXTERNAL_CODE,
            "may_share": Act.SHARE_CHILD,
            "may_archive": Act.ARCHIVE_HOUSEHOLD,
        }
        return {name: may(self.actor, action, self.object) for name, action in asked.items()}
