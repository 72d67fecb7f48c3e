"""Reading a record through."""

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import SupervisionStep
from consultations.rules import LONGEST_NEED, LONGEST_NOTE
from programs.kernel.forms import ActorForm, NameField, PlainTextField, acting, offer

_LABELS = {
    SupervisionStep.READ: _("確認した"),
    SupervisionStep.LOCKED: _("確認して固定する"),
    SupervisionStep.UNLOCKED: _("固定を解く"),
}


class SuperviseForm(ActorForm):
    """Read, locked or unlocked, with a comment for the writer."""

    kind = forms.ChoiceField(
        label=_("確認"),
        widget=forms.RadioSelect,
        error_messages={"required": _("1つ選んでください。")},
        help_text=_("固定すると、相談の記録とメモは、固定を解くまで変えられません。"),
    )
    text = PlainTextField(
        label=_("コメント（任意）"),
        max_length=LONGEST_NOTE,
        rows=4,
        required=False,
        help_text=_("記録した人・相談担当・施設長が読めます。"),
    )
    need = NameField(
        label=_("記録した人が学ぶとよいこと（任意）"),
        max_length=LONGEST_NEED,
        required=False,
        help_text=_(
            "研修の計画に使う一覧に入ります。施設長だけが読めます。"
            "ご家族や相談の中身は書かないでください。"
        ),
    )
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, locked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        locking = [SupervisionStep.READ, SupervisionStep.LOCKED]
        offered = [SupervisionStep.UNLOCKED] if locked else locking
        offer(self, "kind", [(step.value, _LABELS[step]) for step in offered])

    def layout(self) -> Layout:
        """Chips first."""
        return Layout(Field("kind", wrapper_class="choice-chips"), "text", "need", "seen")


class NeedForm(ActorForm):
    """What somebody should learn, noted apart from a record."""

    person = forms.TypedChoiceField(
        label=_("職員"),
        coerce=int,
        error_messages={"required": _("1つ選んでください。")},
    )
    subject = NameField(
        label=_("学ぶこと"),
        max_length=LONGEST_NEED,
        help_text=_("例：発達の見立て。ご家族や相談の中身は書かないでください。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = queries.owners(acting(self), self.today)
        offer(self, "person", [("", _("（選んでください）")), *people])

    def layout(self) -> Layout:
        """Who, and what."""
        return Layout(Field("person", wrapper_class="field-mid"), "subject")


class NeedFilter(forms.Form):
    """Open ones unless asked otherwise."""

    state = forms.ChoiceField(
        label=_("状態"),
        required=False,
        choices=(
            ("", _("これから学ぶこと")),
            ("done", _("研修を終えたもの")),
            ("all", _("すべて")),
        ),
    )
