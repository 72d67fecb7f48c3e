"""A family's page: who they are, and what happened, as far as the role may see."""

from typing import Any

from hubsite.desk.timeline import timeline
from programs.kernel.policy import may
from programs.kernel.views import PageView
from programs.registry.choices import Act
from programs.registry.models import Household
from programs.registry.queries import external as external_queries
from programs.registry.queries import families as family_queries


class HouseholdPage(PageView):
    """One family with its timeline across the areas."""

    action = Act.VIEW_HOUSEHOLDS
    template_name = "desk/household.html"

    def target(self) -> Household:
        """The family of the address."""
        return external_queries.household_with_codes(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Members, and a page of what happened, newest first."""
        page = _page(self.request.GET.get("page", ""))
        entries, older = timeline(self.actor, self.object, page)
        self.adults = list(self.object.adults.all())
        self.children = family_queries.children_of(self.actor, self.object)
        return {
            "title": self.object.name,
            "adults": self.adults,
            "children": self.children,
            "entries": entries,
            "older": page + 1 if older else None,
            "newer": page - 1 if entries else min(page - 1, 1),
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
            "not_told_elsewhere": family_queries.noted_elsewhere(self.children),
            "homes": {home.pk: home for row in self.children for home in row.elsewhere}.values(),
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


def _page(text: str) -> int:
    """The number of a page; the first for anything else."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1
