"""Forms of the yearly evaluation."""

from typing import Any

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evaluations import proof, rules, starting_texts
from evaluations.choices import (
    ContractForm,
    CorrectionKind,
    InitiativeLayout,
    Licence,
    MarkerStyle,
    Publisher,
    TitleWord,
)
from evaluations.models import Goal
from programs.kernel import localdates
from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PlainTextField,
    TolerantIntegerField,
)
from programs.reports import queries as figures


class LinesField(PlainTextField):
    """A list typed one entry a line; gives a tuple of the lines that are not empty."""

    def to_python(self, value: Any) -> Any:
        return rules.numbered_lines(super().to_python(value))

    def validate(self, value: Any) -> None:
        """Check presence and the length of the longest line."""
        forms.Field.validate(self, value)
        if any(len(line) > 300 for line in value):
            raise ValidationError(_("1行は300文字までで入力してください。"), code="max_length")

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value


class TermForm(ActorForm):
    """A contract term."""

    facility = NameField(label=_("施設の名称"), max_length=120)
    project_name = NameField(
        label=_("事業の名称"),
        max_length=120,
        help_text=_("書類の表題の1行目に入ります。例: 〇〇区地域子育て支援拠点事業"),
    )
    term_no = TolerantIntegerField(label=_("第何期"), min_value=1, max_value=30)
    start_fy = TolerantIntegerField(
        label=_("最初の年度"),
        min_value=1990,
        max_value=2100,
        help_text=_("西暦で入力します。例: 令和7年度から始まる契約は 2025"),
    )
    years = TolerantIntegerField(label=_("年数"), min_value=1, max_value=10, initial=5)
    form = forms.ChoiceField(label=_("契約の形"), choices=ContractForm.choices)
    title_word = forms.ChoiceField(label=_("書面の呼び方"), choices=TitleWord.choices)
    publisher = forms.ChoiceField(
        label=_("公表する側"), choices=Publisher.choices, initial=Publisher.EITHER
    )


# What the rows of the form are by their standard names, in the language of the screen.
ROWS = {
    "period": _("事業実施期間"),
    "parties": _("事業の実施者"),
    "purpose": _("事業目的"),
    "programmes": _("事業の内容"),
    "method": _("事業の評価実施方法及び評価結果の公表方法"),
    "goals": _("重点目標"),
    "initiatives": _("取組内容"),
    "outcomes": _("取組の成果"),
    "issues": _("取組の課題"),
}


class StandingTextsForm(ActorForm):
    """The texts printed every year."""

    purpose = PlainTextField(label=_("事業目的"), max_length=2_000, rows=4)
    principles_heading = NameField(label=_("基本理念の見出し"), max_length=120)
    principles = LinesField(label=_("基本理念"), help_text=_("1行に1つ。番号は自動で付きます。"))
    programmes = LinesField(label=_("事業の内容"), help_text=_("1行に1つ。番号は自動で付きます。"))
    method = LinesField(
        label=_("評価の実施方法・公表方法"), help_text=_("1行に1つ。番号は自動で付きます。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = self.initial.get("labels") or starting_texts.LABELS
        for key, standard in starting_texts.LABELS.items():
            self.fields[f"label_{key}"] = NameField(
                label=_("「%(label)s」の欄の項目名") % {"label": ROWS[key]},
                initial=labels.get(key, standard),
                max_length=60,
            )
        names = [name for name in self.fields if name.startswith("label_")]
        texts = [name for name in self.fields if name not in names]
        self.helper.layout = Layout(*texts, Fieldset(str(_("項目名")), *names))

    def labels(self) -> dict[str, str]:
        """Return the names of the rows, by key."""
        return {key: self.cleaned_data[f"label_{key}"] for key in starting_texts.LABELS}


class OpenDocumentForm(ActorForm):
    """Which year's document to open, and its tables."""

    fy = forms.TypedChoiceField(label=_("年度"), coerce=int)
    evaluated = forms.BooleanField(
        label=_("その年度の重点目標の評価を書く"), required=False, initial=True
    )
    proposed = forms.BooleanField(label=_("次年度の重点目標を書く"), required=False, initial=True)
    year_note = NameField(
        label=_("契約期間の外の年度とする理由"),
        max_length=200,
        required=False,
        help_text=_("契約期間の中の年度なら、空のままにします。"),
    )

    def __init__(self, *args: Any, years: tuple[int, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["fy"], [(fy, localdates.fiscal_year(fy)) for fy in years])


class TextForm(ActorForm):
    """One text of the document."""

    text = forms.CharField(label=_("本文"), required=False, strip=False, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    none_applicable = forms.BooleanField(label=_("該当なし"), required=False)


class LinesForm(ActorForm):
    """Goals or initiatives to add, one a line."""

    text = PlainTextField(label=_("追加する内容"), required=False, max_length=20_000)
    goal = forms.IntegerField(required=False, widget=forms.HiddenInput)


class StyleForm(ActorForm):
    """How goals and initiatives are marked."""

    marker_style = forms.ChoiceField(label=_("重点目標の印"), choices=MarkerStyle.choices)
    initiative_layout = forms.ChoiceField(
        label=_("取組内容の並べ方"), choices=InitiativeLayout.choices
    )


class DirectionForm(ActorForm):
    """Up or down."""

    direction = forms.ChoiceField(choices=[("up", _("上へ")), ("down", _("下へ"))])


class LicenceForm(ActorForm):
    """What readers may do with the text."""

    licence = forms.ChoiceField(label=_("利用条件"), choices=Licence.choices)


class CommentForm(ActorForm):
    """A remark beside a text."""

    anchor = forms.CharField(widget=forms.HiddenInput, max_length=40)
    text = PlainTextField(label=_("コメント"), max_length=2_000, rows=3)


class EvidenceForm(ActorForm):
    """A figure, its period, and the goal it speaks for."""

    figure = forms.ChoiceField(label=_("数値"))
    goal = forms.TypedChoiceField(
        label=_("関わる重点目標"), coerce=int, required=False, empty_value=None
    )
    from_on = DateBoxesField(label=_("期間の初日"))
    to_on = DateBoxesField(label=_("期間の末日"))

    def __init__(self, *args: Any, goals: tuple[Goal, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(f.key, f"{f.label}({f.unit})") for f in figures.all_figures()]
        numbered = [
            (g.pk, _("目標%(n)s %(text)s") % {"n": n, "text": g.text[:24]})
            for n, g in enumerate(goals, 1)
        ]
        _offer(self.fields["figure"], known)
        _offer(self.fields["goal"], [("", _("全体")), *numbered])


def _offer(field: forms.Field, choices: list[tuple[Any, Any]]) -> None:
    """Limit a choice field to what this actor may choose."""
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class ReasonForm(ActorForm):
    """Why."""

    text = PlainTextField(label=_("理由"), max_length=2_000, rows=4)


class AgreeForm(ActorForm):
    """The hash of the revision that was read."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ProofForm(ActorForm):
    """A fresh proof of who acts: the password, or the six digits of the authenticator."""

    password = forms.CharField(
        label=_("パスワード"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("または認証コード(6けた)"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    auth_method = ""

    def clean(self) -> dict[str, Any]:
        """Check the proof only when everything else is right, so that no code is used up in vain."""
        cleaned = super().clean() or {}
        if not self.errors and self.actor:
            self.auth_method = proof.check(
                self.actor, cleaned.get("password", ""), cleaned.get("code", "")
            )
        return cleaned


class SignForm(ProofForm):
    """Read-through, privacy check, and proof."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    statement_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    read_through = forms.BooleanField(
        label=_("上の書類を最後まで読みました。"),
        error_messages={"required": _("書類を最後まで読んで、チェックを入れてください。")},
    )
    privacy_checked = forms.BooleanField(
        label=_("子ども、保護者、職員を特定できる記述がないことを確認しました。"),
        error_messages={
            "required": _("個人を特定できる記述がないことを確認して、チェックを入れてください。")
        },
    )

    def layout(self) -> Layout:
        """Put the proof last."""
        return Layout(
            "sha256",
            "statement_version",
            "read_through",
            "privacy_checked",
            Field("password", wrapper_class="field-mid"),
            Field("code", wrapper_class="field-mid"),
        )


class WithdrawForm(ProofForm):
    """Why a publication is taken back, with a fresh proof."""

    text = PlainTextField(
        label=_("取下げの理由"),
        max_length=500,
        rows=3,
        help_text=_("公表のアドレスに、そのまま表示されます。"),
    )
    field_order = ("text", "password", "code")


class CorrectForm(ActorForm):
    """Why a published document is opened again."""

    kind = forms.ChoiceField(label=_("種別"), choices=CorrectionKind.choices)
    text = PlainTextField(
        label=_("訂正の理由"),
        max_length=500,
        rows=3,
        help_text=_("公表するページに、そのまま表示されます。"),
    )
