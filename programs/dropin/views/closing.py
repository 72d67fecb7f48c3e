"""The end of the day: who is still inside, and whose leaving nobody recorded."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.dropin import queries
from programs.dropin.choices import Act
from programs.dropin.views.desk import SitePage, inside


class Closing(SitePage):
    """For the person who closes: each who is inside with one tap, all with one, and both undone."""

    action = Act.CLOSE_VISITS
    template_name = "dropin/closing.html"
    title = _("閉館の確認")

    def context(self) -> dict[str, Any]:
        """Those inside by name, and those whom a closing of today sent home."""
        forgotten = queries.forgotten(self.actor, self.object, self.today)
        visits = reverse("dropin:visit-list")
        day = self.today.isoformat()
        return {
            "site": self.object,
            **inside(self),
            "inside": queries.for_evacuation(self.actor, self.object, self.now),
            "forgotten": [queries.guest(visit, self.now) for visit in forgotten],
            "forgotten_url": f"{visits}?day={day}&site={self.object.pk}&closed=closing",
            "here": self.request.path,
        }
