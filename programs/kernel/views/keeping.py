"""The screen on which a hub says for how many days something is kept."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel import keeping
from programs.kernel.forms import ActorForm, TolerantIntegerField
from programs.kernel.views.form import FormPage

LONGEST = 3650


class KeepingForm(ActorForm):
    """A number of days, or nothing: then it is kept for good."""

    days = TolerantIntegerField(
        label="",
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=_("空欄のときは消しません。例: 90"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class KeepingPage(FormPage):
    """An area names its model, what the days are counted from, what is erased, and the way back."""

    model: ClassVar[type[Model]]
    label: ClassVar[Any]
    effect: ClassVar[Any]
    back: ClassVar[str]
    form_class = KeepingForm
    template_name = "kernel/keeping.html"
    done_message = _("保存期間を変更しました。")

    def target(self) -> Model | None:
        """What was set, if anything."""
        return keeping.set_by(self.model, self.actor)

    def initial(self) -> dict[str, Any]:
        """The present days and version."""
        row = self.object
        return {"days": row.days if row else None, "version": row.version if row else 0}

    def form(self, *args: Any, **kwargs: Any) -> Any:
        """The form, which says from when the days are counted."""
        form = super().form(*args, **kwargs)
        form.fields["days"].label = self.label
        return form

    def context(self) -> dict[str, Any]:
        """What is erased, and the way back."""
        return {"effect": self.effect, "back": reverse(self.back)}

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        values, version = form.cleaned_data, form.cleaned_data["version"] or 0
        keeping.set_days(self.model, str(self.action), self.actor, values["days"], version)
        return reverse(self.back)
