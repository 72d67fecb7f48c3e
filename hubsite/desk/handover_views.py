"""The page that a shift reads in two minutes before it begins."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hubsite.desk import handover_queries
from hubsite.desk.choices import Act
from programs.dropin.queries import sites
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.kernel.todos import todos
from programs.kernel.views import PageView


class Handover(PageView):
    """Today at one site: what is planned, what to watch, what is open, how the last day went."""

    action = Act.VIEW_HANDOVER
    template_name = "desk/handover.html"
    title = _("今日の申し送り")

    def context(self) -> dict[str, Any]:
        """The site asked for, else the main one."""
        places = sites(self.actor)
        asked = self.request.GET.get("site", "")
        chosen = [one for one in places if str(one.pk) == asked] if asked else places
        if asked and not chosen:
            raise Hidden
        site = chosen[0] if chosen else None
        return {
            "sites": places,
            "site": site,
            "shift": handover_queries.shift(self.actor, site, self.today) if site else None,
            "todos": todos(self.actor, self.today),
            "may_write": may(self.actor, "daylog.write_log"),
        }
