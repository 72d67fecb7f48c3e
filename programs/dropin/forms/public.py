"""What ends a rule, and what everybody may see of a site."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programs.dropin.calendar_days import FEW
from programs.dropin.models import PublicSite
from programs.kernel.forms import ActorForm, TolerantIntegerField


class StopForm(ActorForm):
    """From today on, or altogether."""

    whole = forms.BooleanField(required=False)


class PublicSiteForm(ActorForm):
    """What everybody may see of a site."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    shows_page = forms.BooleanField(label=_("公開ページを表示する"), required=False)
    shows_crowd = forms.BooleanField(
        label=_("混み具合を表示する"),
        required=False,
        help_text=format_lazy(
            _(
                "人数は表示しません。{few}人未満のときは、いつも「空いています」と表示します。退館を記録していない場合は、表示しないことをおすすめします。"
            ),
            few=FEW,
        ),
    )
    busy_from = TolerantIntegerField(
        label=_("「やや混んでいます」と表示する割合（定員の目安に対する％）"),
        min_value=1,
        max_value=99,
    )
    full_from = TolerantIntegerField(
        label=_("「混んでいます」と表示する割合（定員の目安に対する％）"),
        min_value=2,
        max_value=100,
    )

    def clean(self) -> dict[str, Any]:
        """The second step comes after the first."""
        cleaned = super().clean() or self.cleaned_data
        busy, full = cleaned.get("busy_from"), cleaned.get("full_from")
        if busy and full and full <= busy:
            self.add_error("full_from", _("「やや混んでいます」の割合より大きい数にしてください。"))
        return cleaned

    def values(self) -> PublicSite:
        """Return what was chosen."""
        data = self.cleaned_data
        names = ("shows_page", "shows_crowd", "busy_from", "full_from")
        return PublicSite(**{name: data[name] for name in names})
