"""The bases of every form: crispy helper, words for what was understood, and the acting person."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from programs.kernel import clock
from programs.kernel.forms.boxes import DateBoxes, DayLimits
from programs.kernel.forms.fields import Understanding

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from programs.kernel.actor import Actor

    _FormBase = forms.BaseForm
else:
    _FormBase = object


class _Tolerant(_FormBase):
    """Crispy settings, and after a refusal the words for what each field understood.

    The page writes the <form novalidate> element and its CSRF token. A subclass gives an order or
    grouping of its fields by `layout`.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()
        for field in self.fields.values():
            if field.required and not field.widget.use_fieldset and not field.widget.is_hidden:
                field.widget.attrs.setdefault("aria-required", "true")

    def layout(self) -> Layout | None:
        """The crispy layout; None for all fields in their order."""
        return None

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            self._show_understood()

    def _show_understood(self) -> None:
        for name, field in self.fields.items():
            if not isinstance(field, Understanding) or name in self.errors:
                continue
            bound = self[name]
            if words := field.understood(bound.data):
                said = _("「%(words)s」と読み取りました。") % {"words": words}
                given = mark_safe(str(bound.help_text))
                bound.help_text = format_html('{} <span class="understood">{}</span>', given, said)


def acting(form: "_Acting") -> "Actor":
    """Return who acts. Raises ValueError for a form made without anybody."""
    if form.actor is None:
        raise ValueError("this form needs an acting person")
    return form.actor


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Set what a field of choices offers."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def offer_rows(form: forms.BaseForm, name: str, rows: "QuerySet[Any]") -> None:
    """Set which rows a field of a model offers."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows


class _Acting(_Tolerant):
    """Knows who acts and which day it is; hands the day to the date fields."""

    def __init__(
        self, *args: Any, actor: "Actor | None", today: date | None = None, **kwargs: Any
    ) -> None:
        self.actor = actor
        self.today = today or clock.today()
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, DayLimits) and field.no_future:
                field.latest = self.today
            if isinstance(field, DayLimits) and field.no_past:
                field.earliest = self.today
            if isinstance(field.widget, DateBoxes):
                field.widget.today = self.today


class TolerantForm(_Tolerant, forms.Form):
    """A form without an acting person: public pages, filters."""


class TolerantModelForm(_Tolerant, forms.ModelForm):
    """A model form without an acting person."""


class ActorForm(_Acting, forms.Form):
    """A form for `actor`; `today` is the day of the request, the clock's where not given."""


class ActorModelForm(_Acting, forms.ModelForm):
    """A model form for `actor`; it checks, the command writes."""
