"""Forms of partner groups."""

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PhoneField,
    PlainTextField,
    TolerantEmailField,
    TolerantForm,
)
from programs.registry.choices import GroupKind


class GroupForm(ActorForm):
    """A partner group."""

    name = NameField(label=_("団体名"))
    name_kana = NameField(label=_("ふりがな"), kana=True, required=False)
    kind = forms.ChoiceField(label=_("種別"), choices=GroupKind.choices)
    area = NameField(label=_("地区"), required=False, max_length=60)
    phone = PhoneField(label=_("電話番号"), required=False)
    contact_name = NameField(label=_("担当の方"), required=False)
    opening = NameField(
        label=_("開いている日と時間"),
        required=False,
        max_length=200,
        help_text=_("例：火〜土 10時から15時、祝日休み"),
    )
    source = NameField(
        label=_("情報の出どころ"),
        required=False,
        max_length=200,
        help_text=_("ホームページ、電話で確認、ちらしなど。"),
    )
    note = PlainTextField(label=_("メモ"), required=False, max_length=500, rows=3)
    verified_on = DateBoxesField(
        label=_("最終確認日"),
        required=False,
        no_future=True,
        help_text=_("この内容が正しいことを最後に確かめた日です。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def layout(self) -> Layout:
        """Two columns where there is room."""
        return Layout(
            "version",
            Div("name", "name_kana", css_class="grid-cards"),
            Div("kind", "area", css_class="grid-cards"),
            Div("contact_name", "phone", css_class="grid-cards"),
            "opening",
            Div("source", "verified_on", css_class="grid-cards"),
            "note",
        )


class ContactForm(ActorForm):
    """Somebody of a group."""

    name = NameField(label=_("お名前"))
    position = NameField(label=_("役職・担当"), required=False)
    phone = PhoneField(label=_("電話番号"), required=False)
    email = TolerantEmailField(label=_("メールアドレス"), required=False)

    def layout(self) -> Layout:
        """Two columns where there is room."""
        return Layout(
            Div("name", "position", css_class="grid-cards"),
            Div("phone", "email", css_class="grid-cards"),
        )


class GroupFilter(TolerantForm):
    """Narrowing the list."""

    q = forms.CharField(label=_("団体名・地区"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("種別"), required=False, choices=[("", _("すべて")), *GroupKind.choices]
    )
