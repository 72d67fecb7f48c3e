"""Continuing cases, who is responsible, and the hub's terms."""

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import CaseEnd
from consultations.rules import LONGEST_NOTE, LONGEST_TERM
from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    PlainTextField,
    TolerantIntegerField,
    acting,
    offer,
)

_ONE = {"required": _("1つ選んでください。")}


class _ReviewDay(ActorForm):
    """The day of the next look, not in the past."""

    review_on = DateBoxesField(label=_("次に見直す日"), today_button=False, no_past=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CaseForm(_ReviewDay):
    """A new case: the plan, who looks after it, and when to look again."""

    plan = PlainTextField(
        label=_("支援の計画"),
        max_length=LONGEST_NOTE,
        rows=8,
        help_text=_("めざすこと、拠点がすること、ご家族と決めたことを書きます。"),
    )
    owner = forms.TypedChoiceField(label=_("担当"), coerce=int, error_messages=_ONE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", queries.owners(acting(self), self.today))
        self.initial.setdefault("owner", acting(self).user_id)

    def layout(self) -> Layout:
        """The plan first."""
        return Layout("plan", "review_on", Field("owner", wrapper_class="field-mid"), "version")


class ReviewForm(_ReviewDay):
    """What is planned from now on, and when to look again."""

    plan = PlainTextField(
        label=_("これからの計画"),
        max_length=LONGEST_NOTE,
        rows=8,
        help_text=_("これまでの計画は、経過に残ります。"),
    )

    def layout(self) -> Layout:
        """The plan first."""
        return Layout("plan", "review_on", "version")


class ReopenForm(_ReviewDay):
    """Only the day of the next look."""


class CloseForm(ActorForm):
    """Why it ends."""

    end = forms.ChoiceField(
        label=_("終了の理由"), choices=CaseEnd, widget=forms.RadioSelect, error_messages=_ONE
    )
    text = PlainTextField(
        label=_("ふりかえり（任意）"), max_length=LONGEST_NOTE, rows=5, required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def layout(self) -> Layout:
        """Reasons as chips."""
        return Layout(Field("end", wrapper_class="choice-chips"), "text", "version")


class JoinForm(ActorForm):
    """Which open case a consultation joins."""

    case = forms.TypedChoiceField(
        label=_("継続支援"), coerce=int, widget=forms.RadioSelect, error_messages=_ONE
    )

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "case", offered)


class CaseFilter(forms.Form):
    """Open ones unless asked otherwise."""

    state = forms.ChoiceField(
        label=_("状態"),
        required=False,
        choices=(
            ("", _("継続中")),
            ("late", _("見直しの日を過ぎたもの")),
            ("closed", _("終了")),
            ("all", _("すべて")),
        ),
    )
    mine = forms.ChoiceField(
        label=_("担当"), required=False, choices=(("", _("全員")), ("yes", _("自分の分だけ")))
    )


class AssignForm(ActorForm):
    """The new owner of the chosen work."""

    owner = forms.TypedChoiceField(label=_("新しい担当"), coerce=int, error_messages=_ONE)
    work = forms.MultipleChoiceField(
        label=_("担当を代えるもの"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("担当を代えるものを選んでください。")},
    )

    def __init__(self, *args: Any, works: list[queries.Work], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "work", [(work.key, work.kind.label) for work in works])
        people = queries.owners(acting(self), self.today)
        offer(self, "owner", [("", _("（選んでください）")), *people])


class TermsForm(ActorForm):
    """The hub's terms in days."""

    review_days = TolerantIntegerField(
        label=_("継続支援の見直しまで（日）"), min_value=1, max_value=LONGEST_TERM
    )
    answer_days = TolerantIntegerField(
        label=_("紹介の返事を確認するまで（日）"), min_value=1, max_value=LONGEST_TERM
    )
    escalation_days = TolerantIntegerField(
        label=_("期日を過ぎてから施設長に知らせるまで（日）"),
        min_value=1,
        max_value=LONGEST_TERM,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def layout(self) -> Layout:
        """Short boxes."""
        short = {"wrapper_class": "field-short"}
        return Layout(
            Field("review_days", **short),
            Field("answer_days", **short),
            Field("escalation_days", **short),
            "version",
        )
