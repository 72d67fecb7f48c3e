"""How long a hub keeps what families wrote and how to reach them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.views import FormPage
from programs.specialists import commands, queries
from programs.specialists.choices import Act
from programs.specialists.forms import KeepingForm
from programs.specialists.models import Keeping


class KeepingEdit(FormPage):
    """For how many days; then concerns, names and addresses are erased by themselves."""

    action = Act.CHANGE_KEEPING
    template_name = "specialists/keeping.html"
    title = _("専門相談の予約の保存期間")
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
        return {"back": reverse("specialists:day-list")}

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        values = form.cleaned_data
        commands.set_keeping(self.actor, values["days"], version=values["version"] or 0)
        return reverse("specialists:day-list")
