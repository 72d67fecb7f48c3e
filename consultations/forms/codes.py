"""Editing the hub's own lists."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.choices import CodeKind, SafetyKind
from programs.kernel.forms import ActorForm, NameField, PhoneField


class CodeForm(ActorForm):
    """The name of a choice, and whether it is in use."""

    label = NameField(label=_("名称"), max_length=40)
    stops = forms.BooleanField(
        label=_("選ぶと、虐待の疑いへの対応を始めて施設長に知らせる"), required=False
    )
    retired = forms.BooleanField(
        label=_("使用をやめる"),
        required=False,
        help_text=_("新しい記録では選べなくなります。これまでの記録には残ります。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, code_kind: str, adding: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dropped = (["stops"] if code_kind != CodeKind.TOPIC else []) + (
            ["retired", "version"] if adding else []
        )
        for name in dropped:
            del self.fields[name]
        self.helper.layout = Layout(*self.fields)


class SafetyForm(ActorForm):
    """A line of the stop page."""

    title = NameField(label=_("見出し"), max_length=60)
    detail = NameField(label=_("説明"), max_length=200, required=False)
    phone = forms.CharField(label=_("電話番号"), max_length=20, required=False)
    retired = forms.BooleanField(
        label=_("使用をやめる"), required=False, help_text=_("手順の画面に表示されなくなります。")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, safety_kind: str, adding: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dropped = (["phone"] if safety_kind != SafetyKind.CONTACT else []) + (
            ["retired", "version"] if adding else []
        )
        for name in dropped:
            del self.fields[name]
        self.helper.layout = Layout(*self.fields)

    def clean_phone(self) -> str:
        """Short numbers such as 110 and 189 as well as ordinary ones."""
        text = str(self.cleaned_data["phone"]).strip()
        if not text or text in ("110", "118", "119", "189"):
            return text
        return str(PhoneField(required=False).clean(text))
