"""Notes, follow-ups, and the log of a suspected maltreatment."""

from datetime import timedelta
from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import FollowUpKind, SafetyKind, StepKind
from consultations.rules import LONGEST_NOTE, LONGEST_PLAN, LONGEST_RESULT, Plan, Step
from programs.kernel import clock
from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    PlainTextField,
    TimeBoxField,
    acting,
    offer,
)

_ONE = {"required": _("1つ選んでください。")}


class TextForm(ActorForm):
    """The words of a note, for a correction."""

    text = PlainTextField(label=_("メモ"), max_length=LONGEST_NOTE, rows=10)


class _PlanFields(ActorForm):
    """What comes next: day, kind, who, and a few words."""

    due_in = forms.TypedChoiceField(
        label=_("いつまでに"),
        choices=(
            ("", _("日を指定する")),
            (7, _("1週間後")),
            (14, _("2週間後")),
            (28, _("4週間後")),
        ),
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    due_on = DateBoxesField(label=_("期日"), required=False, today_button=False, no_past=True)
    kind = forms.ChoiceField(
        label=_("すること"),
        choices=FollowUpKind,
        widget=forms.RadioSelect,
        required=False,
        error_messages=_ONE,
    )
    owner = forms.TypedChoiceField(label=_("担当"), coerce=int, empty_value=None, required=False)
    plan_text = PlainTextField(
        label=_("内容"),
        max_length=LONGEST_PLAN,
        rows=3,
        required=False,
        help_text=_("担当と相談担当、施設長だけが読めます。一覧には表示されません。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", queries.owners(acting(self), self.today))
        self.initial.setdefault("owner", self.actor.user_id if self.actor else None)

    def clean(self) -> dict[str, Any]:
        """Turn a number of days into the day, unless a day is written as well."""
        cleaned = super().clean() or {}
        if cleaned.get("due_in") and not cleaned.get("due_on") and "due_on" not in self.errors:
            cleaned["due_on"] = self.today + timedelta(days=cleaned["due_in"])
        return cleaned

    def plan(self) -> Plan | None:
        """Return the plan, or None where no day was given."""
        data = self.cleaned_data
        if not data.get("due_on"):
            return None
        return Plan(
            data["due_on"],
            data.get("kind") or FollowUpKind.ASK,
            data.get("owner") or (self.actor.user_id if self.actor else 0),
            data.get("plan_text", ""),
        )


_PLAN_LAYOUT = (
    Field("due_in", wrapper_class="choice-chips"),
    "due_on",
    Field("kind", wrapper_class="choice-chips"),
    Field("owner", wrapper_class="field-mid"),
    "plan_text",
)


class NoteForm(_PlanFields):
    """A restricted note and, if wanted, what comes next."""

    text = PlainTextField(
        label=_("メモ"),
        max_length=LONGEST_NOTE,
        rows=10,
        help_text=_("話の要点と、伝えたことを書きます。事実と自分の考えを分けて書きましょう。"),
    )

    def layout(self) -> Layout:
        """The note first."""
        return Layout(
            "text", Fieldset(_("次の対応（任意）"), *_PLAN_LAYOUT, css_class="form-section")
        )

    def clean(self) -> dict[str, Any]:
        """Words about what comes next need a day."""
        cleaned = super().clean()
        if cleaned.get("plan_text") and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("次の対応の期日を入力してください。"))
        return cleaned


class FollowUpForm(_PlanFields):
    """What comes next, on its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "owner"):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """A day is needed here."""
        cleaned = super().clean()
        if not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("期日を入力してください。"))
        return cleaned

    def layout(self) -> Layout:
        """In the order of the words: when, what, who."""
        return Layout(*_PLAN_LAYOUT)


class MoveForm(ActorForm):
    """Another day for a follow-up."""

    due_on = DateBoxesField(label=_("新しい期日"), today_button=False, no_past=True)
    version = forms.IntegerField(widget=forms.HiddenInput)


class DoneForm(ActorForm):
    """What came of a follow-up, in a line; may stay empty."""

    result = PlainTextField(
        label=_("どうなりましたか（任意）"),
        max_length=LONGEST_RESULT,
        rows=2,
        required=False,
        help_text=_("200文字まで。読めるのは、担当と相談担当、施設長だけです。"),
    )


class ConcernForm(ActorForm):
    """The first words about what was seen or heard; may stay empty when time presses."""

    text = PlainTextField(
        label=_("見たこと・聞いたこと"),
        max_length=LONGEST_NOTE,
        rows=5,
        required=False,
        help_text=_("急ぐときは空欄のまま始められます。あとから書き足せます。"),
    )


class StepForm(ActorForm):
    """One line of the decision log."""

    kind = forms.ChoiceField(
        label=_("種類"), choices=StepKind, widget=forms.RadioSelect, error_messages=_ONE
    )
    happened_on = DateBoxesField(label=_("日付"), no_future=True)
    happened_time = TimeBoxField(label=_("時刻"))
    contact = forms.TypedChoiceField(
        label=_("連絡した相手"), coerce=int, empty_value=None, required=False
    )
    text = PlainTextField(
        label=_("内容"),
        max_length=LONGEST_NOTE,
        rows=5,
        help_text=_("相手の所属とお名前、話したこと、決めたことと理由を書きます。"),
    )
    check_on = DateBoxesField(
        label=_("次に確認する日"), required=False, today_button=False, no_past=True
    )

    def __init__(self, *args: Any, may_close: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [choice for choice in StepKind.choices if may_close or choice[0] != StepKind.CLOSED]
        offer(self, "kind", kinds)
        contacts = queries.safety(acting(self), SafetyKind.CONTACT).filter(retired_on=None)
        offered = [(row.pk, str(row)) for row in contacts]
        offer(self, "contact", [("", _("（なし）")), *offered])

    def layout(self) -> Layout:
        """What, when, whom, the words, and the next look."""
        return Layout(
            Field("kind", wrapper_class="choice-chips"),
            Div(
                "happened_on",
                Field("happened_time", wrapper_class="field-short"),
                css_class="split",
            ),
            Field("contact", wrapper_class="field-mid"),
            "text",
            "check_on",
        )

    def step(self) -> Step:
        """Return the line."""
        data = self.cleaned_data
        return Step(
            data["kind"],
            clock.moment(data["happened_on"], data["happened_time"]),
            data["text"],
            data.get("contact"),
            data.get("check_on"),
        )
