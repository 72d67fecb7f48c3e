"""Case meetings: the ground first, then who and what; decisions; reading through."""

from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import CodeAsks, MeetingKind, MemberOf
from consultations.forms.links import LinkField
from consultations.models import CaseMeeting
from consultations.rules import LONGEST_NOTE, Meeting, Seat
from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    PlainTextField,
    TimeBoxField,
    acting,
    offer,
)
from programs.registry import queries as registry

_ONE = {"required": _("1つ選んでください。")}
_CHIPS = {"wrapper_class": "choice-chips"}
NOBODY = ("", _("（選ばない）"))
GROUPS = 3  # partner groups with a name each; more are written among the others
_NAMES = 100


class MeetingForm(ActorForm):
    """When, where, about whom, on which ground, who was there, and what was shared."""

    kind = forms.ChoiceField(
        label=_("会議の種類"), choices=MeetingKind, widget=forms.RadioSelect, error_messages=_ONE
    )
    held_on = DateBoxesField(label=_("開催日"), no_future=True)
    started_at = TimeBoxField(label=_("開始時刻"), required=False, help_text=_("例：10:30"))
    place = NameField(label=_("場所"), max_length=100)
    case = forms.TypedChoiceField(label=_("継続支援"), coerce=int, empty_value=None, required=False)
    link = LinkField(label=_("ご家族"), required=False)
    basis = forms.TypedChoiceField(
        label=_("情報を共有する根拠"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=_ONE,
        help_text=_(
            "どの根拠で共有するかを先に決めます。会議の記録では、内容より前に表示されます。"
        ),
    )
    consent_on = DateBoxesField(
        label=_("同意を得た日"),
        required=False,
        no_future=True,
        today_button=False,
        help_text=_("同意による場合に入力します。"),
    )
    reason = PlainTextField(
        label=_("共有する理由"),
        max_length=LONGEST_NOTE,
        rows=2,
        required=False,
        help_text=_("その他の根拠による場合に入力します。"),
    )
    people = forms.TypedMultipleChoiceField(
        label=_("拠点から参加した人"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    ward = PlainTextField(
        label=_("区役所から参加した人"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_(
            "1行に1人ずつ、部署とお名前を書きます。書くと、区の担当者もこの記録を読めます。"
        ),
    )
    others = PlainTextField(
        label=_("そのほかに参加した人"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("1行に1人ずつ書きます。"),
    )
    text = PlainTextField(
        label=_("共有したこと"),
        max_length=LONGEST_NOTE,
        rows=10,
        help_text=_("事実と考えを分けて書きます。決めたことは、保存したあとに1つずつ加えます。"),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: CaseMeeting | None = None, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)
        actor = acting(self)
        grounds = list(queries.bases(actor))
        if row and row.basis not in grounds:
            grounds.append(row.basis)
        self.has_grounds = bool(grounds)
        self.asks = {code.pk: code.asks for code in grounds}
        offer(self, "basis", [(code.pk, str(code)) for code in grounds])
        offer(self, "people", self._people())
        groups = [(group.pk, group.name) for group in registry.groups(actor)]
        for number in range(GROUPS):
            self._add_group(number, groups)
        if row:
            for name in ("case", "link", "text"):
                del self.fields[name]
        else:
            cases = queries.cases(actor).filter(state="open", readable=True)
            offer(self, "case", [NOBODY, *((case.pk, case_label(case)) for case in cases[:200])])
        self.helper.layout = self.layout()

    def _add_group(self, number: int, groups: list[tuple[int, str]]) -> None:
        group = forms.TypedChoiceField(
            label=_("関係団体 %(n)s") % {"n": number + 1},
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.fields[f"group{number}"] = group
        offer(self, f"group{number}", [NOBODY, *groups])
        self.fields[f"group_name{number}"] = NameField(
            label=_("参加した方のお名前（関係団体 %(n)s）") % {"n": number + 1},
            max_length=_NAMES,
            required=False,
        )

    def _people(self) -> list[tuple[int, str]]:
        offered = queries.owners(acting(self), self.today)
        known = {pk for pk, _name in offered}
        gone = self.row.members.all() if self.row else ()
        return offered + [
            (seat.person_id, str(seat.person))
            for seat in gone
            if seat.person_id and seat.person_id not in known
        ]

    def layout(self) -> Layout:
        """The ground stands before anything that was said."""
        about: list[Any] = []
        if "case" in self.fields:
            about = [
                Fieldset(
                    _("だれについての会議か"),
                    Field("case", wrapper_class="field-mid"),
                    Field("link", template="consultations/_link_field.html"),
                    css_class="form-section",
                )
            ]
        groups = [
            Div(f"group{number}", f"group_name{number}", css_class="split")
            for number in range(GROUPS)
            if f"group{number}" in self.fields
        ]
        return Layout(
            Field("kind", **_CHIPS),
            "held_on",
            Div(Field("started_at", wrapper_class="field-short"), "place", css_class="split"),
            *about,
            Fieldset(
                _("情報を共有する根拠"),
                Field("basis", **_CHIPS),
                "consent_on",
                "reason",
                css_class="form-section",
            ),
            Fieldset(
                _("参加した人"),
                Field("people", **_CHIPS),
                "ward",
                *groups,
                "others",
                css_class="form-section",
            ),
            *(["text"] if "text" in self.fields else []),
            "version",
        )

    def clean(self) -> dict[str, Any]:
        """What the ground asks for, somebody who was there, somebody it is about."""
        cleaned = super().clean() or {}
        if self.data.get("find"):
            self.add_error("link", _("見つかったご家族から選んで、もう一度保存してください。"))
        elif "case" in self.fields and not (cleaned.get("case") or cleaned.get("link")):
            self.add_error("case", _("ご家族か継続支援を選んでください。"))
        asks = self.asks.get(cleaned.get("basis") or 0, "")
        if (
            asks == CodeAsks.DATE
            and not cleaned.get("consent_on")
            and "consent_on" not in self.errors
        ):
            self.add_error("consent_on", _("同意を得た日を入力してください。"))
        if asks == CodeAsks.REASON and not cleaned.get("reason"):
            self.add_error("reason", _("共有する理由を入力してください。"))
        if not self.errors and not self._seats(cleaned):
            self.add_error("people", _("参加した人を1人以上選んでください。"))
        return cleaned

    def meeting(self) -> Meeting:
        """Return what was written down."""
        data = self.cleaned_data
        return Meeting(
            kind=data["kind"],
            held_on=data["held_on"],
            place=data["place"],
            basis_id=data["basis"],
            seats=self._seats(data),
            started_at=data.get("started_at"),
            consent_on=data.get("consent_on"),
            reason=data.get("reason", ""),
        )

    def about(self) -> tuple[tuple[int | None, int | None], ...]:
        """Return whom it was about: (family, case) pairs."""
        data = self.cleaned_data
        family, _child = data.get("link") or (None, None)
        found = [(None, data.get("case")), (family, None)]
        return tuple(pair for pair in found if any(pair))

    def _seats(self, data: dict[str, Any]) -> tuple[Seat, ...]:
        seats = [Seat(MemberOf.HUB, person_id=pk) for pk in data.get("people") or ()]
        seats += [Seat(MemberOf.WARD, name=line) for line in _lines(data.get("ward"))]
        for number in range(GROUPS):
            if data.get(f"group{number}"):
                name = data.get(f"group_name{number}", "")
                seats.append(Seat(MemberOf.GROUP, group_id=data[f"group{number}"], name=name))
        seats += [Seat(MemberOf.OTHER, name=line) for line in _lines(data.get("others"))]
        return tuple(seats)


def _lines(text: str | None) -> list[str]:
    return [line.strip()[:_NAMES] for line in (text or "").split("\n") if line.strip()]


def case_label(case: Any) -> str:
    """Return how a case is named where one is chosen: its number and its family."""
    return " ".join(str(part) for part in (case, case.household) if part)


def seated(row: CaseMeeting) -> dict[str, Any]:
    """Return who was there, as the form begins with it."""
    members = list(row.members.all())
    values: dict[str, Any] = {
        "people": [one.person_id for one in members if one.person_id],
        "ward": "\n".join(one.name for one in members if one.of == MemberOf.WARD),
        "others": "\n".join(one.name for one in members if one.of == MemberOf.OTHER),
    }
    groups = [one for one in members if one.group_id]
    for number, one in enumerate(groups[:GROUPS]):
        values[f"group{number}"] = one.group_id
        values[f"group_name{number}"] = one.name
    return values
