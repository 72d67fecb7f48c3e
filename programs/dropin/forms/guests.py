"""The form of a family, with the guest's visits that it takes along."""

from typing import Any

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.dropin import words
from programs.dropin.models import Visit
from programs.kernel import clock, localdates
from programs.kernel.forms import ActorForm, offer
from programs.registry.forms.households import HouseholdForm


class GuestRegisterForm(HouseholdForm):
    """A family, and which other visits were the guest's."""

    def __init__(self, *args: Any, others: list[Visit], **kwargs: Any) -> None:
        self.others = others
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        """The visits first, then the family."""
        family = super().layout()
        if not self.others:
            return family
        self.fields["visits"] = _other_visits(self.others)
        return Layout(Fieldset(_("ほかの来館"), Field("visits")), *family.fields)

    def chosen(self) -> list[int]:
        """Return the ids of the other visits that were ticked."""
        return list(self.cleaned_data.get("visits") or [])


class GuestLinkForm(ActorForm):
    """Which registered family the guest was, and which other visits were the guest's."""

    household = forms.TypedChoiceField(
        label=_("登録のあるご家族"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("見つかったご家族の中から選んでください。")},
    )

    def __init__(
        self, *args: Any, others: list[Visit], found: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "household", found)
        if others:
            self.fields["visits"] = _other_visits(others)

    def chosen(self) -> list[int]:
        """Return the ids of the other visits that were ticked."""
        return list(self.cleaned_data.get("visits") or [])


def _other_visits(others: list[Visit]) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=_("同じ方の来館を選んでください"),
        coerce=int,
        required=False,
        choices=[(row.pk, visit_words(row)) for row in others],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("選んだ来館も、このご家族の来館になります。"),
    )


def visit_words(row: Visit) -> str:
    """A visit in one line: day and time, site, who came."""
    at = clock.tokyo(row.arrived_at)
    values = {
        "day": localdates.day_full(row.day),
        "time": f"{at.hour}:{at.minute:02}",
        "site": row.site.name,
        "name": words.called(row),
        "people": _("、").join(words.of_visit(row)),
    }
    return str(_("%(day)s %(time)s %(site)s：%(name)s（%(people)s）") % values)
