"""Case meetings: the ground first, then who and what; decisions; reading through."""

from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import MeetingKind, MemberOf
from consultations.forms.grounds import GroundForm
from consultations.forms.links import LinkField
from consultations.models import CaseMeeting
from consultations.rules import LONGEST_NOTE, Meeting, Seat
from programs.kernel.forms import (
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
MOST_GROUPS = 50  # rows of partner groups; no meeting is that large
_NAMES = 100


class MeetingForm(GroundForm):
    """When, where, about whom, on which ground, who was there, and what was shared."""

    kind = forms.ChoiceField(
        label=_("会議の種類"), choices=MeetingKind, widget=forms.RadioSelect, error_messages=_ONE
    )
    held_on = DateBoxesField(label=_("開催日"), no_future=True)
    started_at = TimeBoxField(label=_("開始時刻"), required=False, help_text=_("例：10:30"))
    place = NameField(label=_("場所"), max_length=100)
    case = forms.TypedChoiceField(label=_("継続支援"), coerce=int, empty_value=None, required=False)
    link = LinkField(label=_("ご家族"), required=False)
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
        super().__init__(*args, kept=row.basis if row else None, **kwargs)
        actor = acting(self)
        offer(self, "people", self._people())
        self._add_groups([(group.pk, group.name) for group in registry.groups(actor)])
        if row:
            for name in ("case", "link", "text"):
                del self.fields[name]
        else:
            cases = queries.cases(actor).filter(state="open", readable=True)
            offer(self, "case", [NOBODY, *((case.pk, case_label(case)) for case in cases[:200])])
        self.helper.layout = self.layout()

    @property
    def wants_more(self) -> bool:
        """Whether the page asks for a further row of partner groups, and for nothing else yet."""
        return "more" in self.data

    def full_clean(self) -> None:
        """Complain of nothing while rows are only being added."""
        super().full_clean()
        if self.is_bound and self.wants_more:
            self._errors = ErrorDict()

    def _add_groups(self, groups: list[tuple[int, str]]) -> None:
        """A row for each group that was there or is posted, one to begin with, one more where asked."""
        last = self._rows() - 1
        for number in range(last + 1):
            words = {"n": number + 1}
            self.fields[f"group{number}"] = forms.TypedChoiceField(
                label=_("関係団体 %(n)s") % words, coerce=int, empty_value=None, required=False
            )
            offer(self, f"group{number}", [NOBODY, *groups])
            self.fields[f"group_name{number}"] = NameField(
                label=_("参加した方のお名前（関係団体 %(n)s）") % words,
                max_length=_NAMES,
                required=False,
            )
        if self.is_bound and self.wants_more:
            self.fields[f"group{last}"].widget.attrs["autofocus"] = True
        self.group_rows = range(last + 1)

    def _rows(self) -> int:
        if self.is_bound:
            shown = sum(f"group{number}" in self.data for number in range(MOST_GROUPS))
            return min(max(shown, 1) + self.wants_more, MOST_GROUPS)
        known = [seat for seat in self.row.members.all() if seat.group_id] if self.row else []
        return min(max(len(known), 1), MOST_GROUPS)

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
            for number in getattr(self, "group_rows", ())
        ]
        if len(groups) < MOST_GROUPS:
            groups.append(HTML('{% include "consultations/_more_groups.html" %}'))
        return Layout(
            Field("kind", **_CHIPS),
            "held_on",
            Div(Field("started_at", wrapper_class="field-short"), "place", css_class="split"),
            *about,
            self.ground_layout(),
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
            ground=self.ground(),
            seats=self._seats(data),
            started_at=data.get("started_at"),
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
        for number in self.group_rows:
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
    for number, one in enumerate(groups):
        values[f"group{number}"] = one.group_id
        values[f"group_name{number}"] = one.name
    return values
