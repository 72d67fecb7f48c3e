"""The tally of a consultation: a few taps; and the filter of the list."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import TALLY_KINDS, AgeBand, Caller, CodeKind, CountedIn
from consultations.forms.links import LinkField
from consultations.forms.offering import Folded
from consultations.models import Code, Consultation
from consultations.rules import LONGEST_CITY, LONGEST_TALK, MOST_PEOPLE, Tally, main_first
from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    TimeBoxField,
    TolerantIntegerField,
    acting,
    offer,
)
from programs.registry import queries as registry
from programs.registry.choices import CITIES_AROUND, Residence, Role

_PICK = {
    "required": _("1つ選んでください。"),
    "invalid_choice": _("選択肢の中から選んでください。"),
}


# One contact counts once; said on the tally and in the figure's rule.
COUNTED_ONCE = _(
    "1回の相談は、どちらか一方の事業で1回だけ数えます。"
    "横浜子育てパートナーへ引き継いだ相談も、はじめの1回は子育て相談です。"
    "引き継いだあとにパートナーが受けた面談や連絡は、利用者支援を選びます。"
)


class TallyForm(ActorForm):
    """One consultation without a word of its content: chips to tap, the rest optional."""

    method = forms.TypedChoiceField(
        label=_("相談方法"), coerce=int, widget=forms.RadioSelect, error_messages=_PICK
    )
    topics = forms.TypedMultipleChoiceField(
        label=_("相談内容"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("いくつでも選べます。はじめに選んだものが主な相談内容になります。"),
        error_messages={"required": _("1つ以上選んでください。")},
    )
    main_topic = forms.TypedChoiceField(
        label=_("主な相談内容"), coerce=int, empty_value=None, required=False
    )
    caller = forms.ChoiceField(
        label=_("相談者"), choices=Caller, widget=forms.RadioSelect, required=False
    )
    with_callers = forms.MultipleChoiceField(
        label=_("いっしょに相談した方"),
        choices=Caller,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    people = TolerantIntegerField(
        label=_("相談した方の人数（人）"),
        min_value=1,
        max_value=MOST_PEOPLE,
        required=False,
        help_text=_("グループでの相談のときに入力します。空欄なら、選んだ相談者の人数になります。"),
    )
    agency = forms.TypedChoiceField(
        label=_("相談した関係団体"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("相談者が「関係機関」のときに選びます。"),
    )
    age_band = forms.ChoiceField(
        label=_("子どもの年齢"), choices=AgeBand, widget=forms.RadioSelect, required=False
    )
    with_bands = forms.MultipleChoiceField(
        label=_("ほかの子どもの年齢"),
        choices=AgeBand,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("きょうだいなど、ほかの子どもについても話したときに選びます。"),
    )
    with_child = forms.MultipleChoiceField(
        label=_("ほかの子ども"), required=False, widget=forms.MultipleHiddenInput
    )
    counted_in = forms.TypedChoiceField(
        label=_("数える事業"),
        choices=CountedIn,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
        help_text=COUNTED_ONCE,
    )
    outcome = forms.TypedChoiceField(
        label=_("相談の結果"), coerce=int, widget=forms.RadioSelect, error_messages=_PICK
    )
    residence = forms.ChoiceField(
        label=_("お住まい"), choices=Residence, widget=forms.RadioSelect, required=False
    )
    ward = forms.ChoiceField(
        label=_("どの区ですか（任意）"), widget=forms.RadioSelect, required=False
    )
    city = NameField(
        label=_("どの市町村ですか（任意）"),
        max_length=LONGEST_CITY,
        required=False,
        widget=forms.TextInput(attrs={"list": "cities-around", "autocomplete": "off"}),
    )
    link = LinkField(label=_("ご家族"), required=False)
    site = forms.TypedChoiceField(
        label=_("施設"), coerce=int, widget=forms.RadioSelect, error_messages=_PICK
    )
    held_on = DateBoxesField(label=_("相談日"), no_future=True)
    started_at = TimeBoxField(label=_("開始時刻"), required=False, help_text=_("例：10:30"))
    minutes = TolerantIntegerField(
        label=_("相談時間（分）"), min_value=1, max_value=LONGEST_TALK, required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    cities_around = CITIES_AROUND

    def __init__(self, *args: Any, row: Consultation | None = None, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)
        self._offer_codes()
        self._offer_sites()
        offer(self, "ward", [("", _("聞いていない")), *queries.other_wards(acting(self))])
        groups = [(group.pk, group.name) for group in registry.groups(acting(self))]
        offer(self, "agency", [("", _("（選ばない）")), *groups])
        usual = CountedIn.USER_SUPPORT if acting(self).role == Role.PARTNER else None
        self.initial.setdefault("counted_in", usual or CountedIn.CONSULTATION)
        # Any number may come; the command accepts children of the chosen family alone.
        given = self["with_child"].value() or []
        numbers = [str(one) for one in given if str(one).isascii() and str(one).isdigit()]
        offer(self, "with_child", [(one, one) for one in numbers if len(one) < 10])

    @property
    def several(self) -> bool:
        """Whether more than one person, child, or an agency is told of, or wrongly told."""
        names = ("with_callers", "people", "agency", "with_bands")
        given = [self[name].value() for name in names]
        return any(value not in (None, "", [], 1, "1") for value in given) or any(
            name in self.errors for name in names
        )

    def _offer_sites(self) -> None:
        """Offer the sites, the one that the actor recorded at last marked."""
        sites = {site.pk: site.name for site in registry.sites(acting(self))}
        usual = next(iter(sites)) if len(sites) == 1 else queries.last_site(acting(self))
        offer(self, "site", sites.items())
        if "site" not in self.initial and usual in sites:
            self.initial["site"] = usual
        self.place_known = self.initial.get("site") in sites
        self.place_name = sites.get(self.initial.get("site") or 0, "")

    def _offer_codes(self) -> None:
        """Offer the codes in use, and retired ones only where the record already has them."""
        kept = _codes_of(self.row) if self.row else set()
        offered: dict[str, list[Code]] = {kind: [] for kind in CodeKind}
        for code in queries.codes(acting(self)):
            if code.retired_on is None or code.pk in kept:
                offered[code.kind].append(code)
        for name, kind in (("method", CodeKind.METHOD), ("outcome", CodeKind.OUTCOME)):
            offer(self, name, [(code.pk, str(code)) for code in offered[kind]])
        topics = offered[CodeKind.TOPIC]
        self.stopping = {code.pk for code in topics if code.stops}
        choices = [(code.pk, _topic_label(code)) for code in topics]
        offer(self, "topics", choices)
        offer(self, "main_topic", [("", _("はじめに選んだもの")), *choices])
        self.has_codes = all(offered[kind] for kind in TALLY_KINDS)

    def layout(self) -> Layout:
        """Taps first, in the order of a talk; place, day and family after them."""
        chips = {"wrapper_class": "choice-chips"}
        return Layout(
            Field("method", **chips),
            Div(
                Field("topics", **chips),
                Div(Field("main_topic"), css_class="field-mid", data_main_topic=""),
                data_topics="",
            ),
            Field("caller", **chips),
            Field("age_band", **chips),
            Div(
                Field("residence", **chips),
                Div(Field("ward", **chips), data_when="other_ward"),
                Div(
                    Field("city", template="consultations/_city_field.html"),
                    data_when="outside_city",
                ),
                css_class="residence",
            ),
            Field("outcome", **chips),
            Folded(
                Field("with_callers", **chips),
                Field("people", wrapper_class="field-short"),
                Field("agency", wrapper_class="field-mid"),
                Field("with_bands", **chips),
                template="consultations/_people_details.html",
            ),
            Folded(
                Field("link", template="consultations/_link_field.html"),
                template="consultations/_family_details.html",
            ),
            Folded(
                "held_on",
                Field("site", **chips),
                Div(
                    Field("started_at", wrapper_class="field-short"),
                    Field("minutes", wrapper_class="field-short"),
                    css_class="split",
                ),
                template="consultations/_place_details.html",
            ),
            Field("counted_in", **chips),
            "version",
        )

    def clean(self) -> dict[str, Any]:
        """Let the button that only looks for a family come back with the families found."""
        cleaned = super().clean() or {}
        if self.data.get("find"):
            self.add_error("link", _("見つかったご家族から選んで、もう一度保存してください。"))
        return cleaned

    def tally(self) -> Tally:
        """Return what was tapped."""
        data = self.cleaned_data
        household_id, child_id = data.get("link") or (None, None)
        return Tally(
            held_on=data["held_on"],
            site_id=data["site"],
            method_id=data["method"],
            topic_ids=main_first(tuple(data["topics"]), data.get("main_topic")),
            outcome_id=data["outcome"],
            caller=data["caller"] or Caller.UNKNOWN,
            age_band=data["age_band"] or AgeBand.UNKNOWN,
            residence=data["residence"] or Residence.UNKNOWN,
            started_at=data.get("started_at"),
            minutes=data.get("minutes"),
            household_id=household_id,
            child_id=child_id,
            with_callers=tuple(data["with_callers"]),
            people=data.get("people"),
            with_bands=tuple(data["with_bands"]),
            with_child_ids=tuple(int(pk) for pk in data["with_child"]) if household_id else (),
            agency_id=data.get("agency"),
            counted_in=data["counted_in"] or CountedIn.CONSULTATION,
            ward=data.get("ward", ""),
            city=data.get("city", ""),
        )


def _codes_of(row: Consultation) -> set[int]:
    return {row.method_id, row.outcome_id, *(topic.pk for topic in queries.topics_of(row))}


def _topic_label(code: Code) -> str:
    if code.stops:
        return _("%(label)s（施設長にすぐ知らせます）") % {"label": code}
    return str(code)
