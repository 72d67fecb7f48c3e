"""Editing the hub's own lists."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import CodeAsks, CodeKind, SafetyKind
from consultations.rules import main_first
from programs.kernel.forms import ActorForm, NameField, PhoneField, acting, offer


class CodeForm(ActorForm):
    """The name of a choice, and whether it is in use."""

    label = NameField(label=_("名称"), max_length=40)
    stops = forms.BooleanField(
        label=_("選ぶと、虐待の疑いへの対応を始めて施設長に知らせる"), required=False
    )
    asks = forms.ChoiceField(
        label=_("あわせて書くこと"), choices=CodeAsks, required=False, widget=forms.RadioSelect
    )
    retired = forms.BooleanField(
        label=_("使用をやめる"),
        required=False,
        help_text=_("新しい記録では選べなくなります。これまでの記録には残ります。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, code_kind: str, adding: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dropped = ["retired", "version"] if adding else []
        dropped += ["stops"] if code_kind != CodeKind.TOPIC else []
        dropped += ["asks"] if code_kind != CodeKind.BASIS else []
        for name in dropped:
            del self.fields[name]
        self.helper.layout = Layout(*self.fields)


class QuickForm(ActorForm):
    """A question that comes often, and what it fills into the tally."""

    title = NameField(label=_("見出し"), max_length=40)
    topics = forms.TypedMultipleChoiceField(
        label=_("相談内容"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("1つ以上選んでください。")},
    )
    main_topic = forms.TypedChoiceField(
        label=_("主な相談内容"), coerce=int, empty_value=None, required=False
    )
    method = forms.TypedChoiceField(
        label=_("相談方法"), coerce=int, empty_value=None, required=False
    )
    outcome = forms.TypedChoiceField(
        label=_("相談の結果"), coerce=int, empty_value=None, required=False
    )
    retired = forms.BooleanField(
        label=_("使用をやめる"), required=False, help_text=_("記録の画面に表示されなくなります。")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, adding: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: dict[str, list[tuple[int, str]]] = {kind: [] for kind in CodeKind}
        for code in queries.codes(acting(self)).filter(retired_on=None, stops=False):
            known[code.kind].append((code.pk, str(code)))
        offer(self, "topics", known[CodeKind.TOPIC])
        first = [("", _("はじめに選んだもの")), *known[CodeKind.TOPIC]]
        offer(self, "main_topic", first)
        for name, kind in (("method", CodeKind.METHOD), ("outcome", CodeKind.OUTCOME)):
            offer(self, name, [("", _("（選ばない）")), *known[kind]])
        for name in ["retired", "version"] if adding else []:
            del self.fields[name]
        self.helper.layout = Layout(
            "title",
            Div(
                Field("topics", wrapper_class="choice-chips"),
                Div(Field("main_topic"), css_class="field-mid", data_main_topic=""),
                data_topics="",
            ),
            *(Field(name, wrapper_class="field-mid") for name in ("method", "outcome")),
            *(name for name in ("retired", "version") if name in self.fields),
        )

    def values(self) -> dict[str, Any]:
        """Return what the command saves, besides whether it is in use."""
        data = self.cleaned_data
        topics = main_first(tuple(data["topics"]), data.get("main_topic"))
        return {
            "title": data["title"],
            "topic_ids": list(topics),
            "method_id": data.get("method"),
            "outcome_id": data.get("outcome"),
        }


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
