"""A year's near misses and accidents by kind, place and month."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.daylog import queries
from programs.daylog.choices import Act
from programs.kernel import fiscal
from programs.kernel.views import PageView


class IncidentYear(PageView):
    """A year's numbers: kind, place, month."""

    action = Act.VIEW_INCIDENTS
    template_name = "daylog/incident_year.html"
    title = _("ヒヤリハット・事故の年間の数")

    def context(self) -> dict[str, Any]:
        """The table of a fiscal year."""
        now = fiscal.year_of(self.today)
        asked = self.request.GET.get("fy", "")
        fy = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else now
        fy = min(max(fy, 2006), now)
        table = queries.year_table(self.actor, fy)
        come = [first <= self.today for first in fiscal.months(fy)]
        return {
            "fy": fy,
            "months": fiscal.months(fy),
            "table": table,
            "rows": [(row, _until_now(row.months, come)) for row in table],
            "sums": _until_now([sum(row.months[n] for row in table) for n in range(12)], come),
            "total": sum(row.total for row in table),
            "earlier": fy - 1 if fy > 2006 else None,
            "later": fy + 1 if fy < now else None,
            "back": reverse("daylog:incident-list"),
        }


def _until_now(counts: list[int], come: list[bool]) -> list[int | None]:
    """The counts of the months that have come; None for those to come."""
    return [count if there else None for count, there in zip(counts, come, strict=True)]
