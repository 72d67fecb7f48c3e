"""The filter of the list of consultations."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import CodeKind
from programs.kernel import localdates
from programs.kernel.forms import offer
from programs.registry import queries as registry


class ConsultationFilter(forms.Form):
    """Narrows the list: month, method, topic, site, linked or not, with a note or not."""

    month = forms.ChoiceField(label=_("月"), required=False)
    method = forms.TypedChoiceField(
        label=_("相談方法"), required=False, coerce=int, empty_value=None
    )
    topic = forms.TypedChoiceField(
        label=_("相談内容"), required=False, coerce=int, empty_value=None
    )
    site = forms.TypedChoiceField(label=_("施設"), required=False, coerce=int, empty_value=None)
    linked = forms.ChoiceField(
        label=_("ご家族"),
        required=False,
        choices=(("", _("すべて")), ("yes", _("結びつけあり")), ("no", _("結びつけなし"))),
    )
    note = forms.ChoiceField(
        label=_("メモ"),
        required=False,
        choices=(("", _("すべて")), ("yes", _("あり")), ("no", _("なし"))),
    )

    def __init__(self, *args: Any, actor: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("すべて"))]
        offered: dict[str, list[tuple[Any, str]]] = {kind: [] for kind in CodeKind}
        for code in queries.codes(actor):
            offered[code.kind].append((code.pk, str(code)))
        offer(self, "month", every + _months(today))
        offer(self, "method", every + offered[CodeKind.METHOD])
        offer(self, "topic", every + offered[CodeKind.TOPIC])
        sites = [(site.pk, site.name) for site in registry.sites(actor)]
        offer(self, "site", every + sites)


def _months(today: date) -> list[tuple[str, str]]:
    """The last 24 months, newest first."""
    newest = today.year * 12 + today.month - 1
    days = (date(number // 12, number % 12 + 1, 1) for number in range(newest, newest - 24, -1))
    return [(f"{day:%Y-%m}", localdates.month(day)) for day in days]
