"""One tap each: what a button of the desk sends."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.dropin import rules
from programs.kernel.errors import RuleBroken
from programs.kernel.forms import ActorForm


class TapForm(ActorForm):
    """One tap: the request's own number makes a repeat of it harmless."""

    nonce = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_nonce(self) -> UUID:
        """A page without script may send none; then the tap is one of its own."""
        try:
            return UUID(self.cleaned_data["nonce"])
        except ValueError:
            return uuid4()

    def tapped_at(self, now: datetime) -> datetime:
        """When the button was tapped: a tap that waited for the network says it, others are now.

        Raises RuleBroken for one that waited too long: it would be of another day.
        """
        if rules.too_old(self.cleaned_data["at"], now):
            message = _("ボタンを押した日から日がたちすぎているため、記録できません。")
            raise RuleBroken("", message)
        return rules.tapped_at(self.cleaned_data["at"], now)


class LeaveForm(TapForm):
    """Who left, tapped without a network: a family by its key, or a guest by the arrival's number."""

    household = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    arrival = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        return one_of_two(self, "household", super().clean() or self.cleaned_data)


def one_of_two(form: ActorForm, known: str, cleaned: dict[str, Any]) -> dict[str, Any]:
    """Refuse a departure that names nobody, or both somebody known and an arrival."""
    if bool(cleaned.get(known)) == bool(cleaned.get("arrival")):
        form.add_error(None, _("退館した方を選び直してください。"))
    return cleaned


class UndoForm(ActorForm):
    """Which step to take back."""

    step = forms.ChoiceField(choices=[("arrival", "arrival"), ("departure", "departure")])


class CloseForm(ActorForm):
    """Close the day, or take that back."""

    undo = forms.BooleanField(required=False)


class ScanForm(TapForm):
    """What a card reader typed."""

    code = forms.CharField(max_length=300, strip=True)
