"""How long a hub keeps the contacts of bookings."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.events import commands, queries
from programs.events.choices import Act
from programs.events.forms import KeepingForm
from programs.events.models import Keeping
from programs.kernel.views import FormPage


class KeepingEdit(FormPage):
    """For how many days; then names, addresses and telephone numbers are erased by themselves."""

    action = Act.CHANGE_KEEPING
    template_name = "events/keeping.html"
    title = _("予約の連絡先の保存期間")
    form_class = KeepingForm
    done_message = _("保存期間を変更しました。")

    def target(self) -> Keeping | None:
        """What was set, if anything."""
        return queries.keeping(self.actor)

    def initial(self) -> dict[str, Any]:
        """The present days and version."""
        row = self.object
        return {"days": row.days if row else None, "version": row.version if row else 0}

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": reverse("events:calendar")}

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        values = form.cleaned_data
        commands.set_keeping(self.actor, values["days"], version=values["version"] or 0)
        return reverse("events:calendar")
