"""The form of an export."""

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import ActorForm, NameField


class ExportForm(ActorForm):
    """Why, and in which form."""

    reason = NameField(
        label=_("書き出す理由"),
        max_length=200,
        help_text=_("何に使うかを書きます。記録に残ります。例：年度末の区への報告"),
    )
    form = forms.ChoiceField(
        label=_("形式"),
        choices=[("xlsx", _("Excel（.xlsx）")), ("csv", _("CSV"))],
        widget=forms.RadioSelect,
        initial="xlsx",
    )

    def layout(self) -> Layout:
        """Chips for the form."""
        return Layout("reason", Field("form", wrapper_class="choice-chips"))
