"""What narrows the list of visits."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.dropin.choices import ClosedHow, Kind
from programs.kernel.forms import TolerantDateField, TolerantForm


class VisitFilter(TolerantForm):
    """Narrows the list of visits."""

    day = TolerantDateField(label=_("日付"), required=False)
    site = forms.ChoiceField(label=_("施設"), required=False)
    kind = forms.ChoiceField(
        label=_("種別"), required=False, choices=[("", _("すべて")), *Kind.choices]
    )
    voided = forms.ChoiceField(
        label=_("取り消した来館"),
        required=False,
        choices=[("", _("表示しない")), ("1", _("表示する"))],
    )

    closed = forms.ChoiceField(
        label=_("退館の記録"),
        required=False,
        choices=[("", _("すべて")), (ClosedHow.CLOSING.value, ClosedHow.CLOSING.label)],
    )

    def limit_to(self, sites: Iterable[Any], today: date) -> None:
        """Offer only these sites; start with today."""
        choices = [("", _("すべて")), *((str(site.pk), site.name) for site in sites)]
        self.fields["site"] = forms.ChoiceField(label=_("施設"), required=False, choices=choices)
        self.fields["day"].initial = today
