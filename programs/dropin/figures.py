"""What the drop-in space counts. Each number is counted from the rows that it shows."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, TruncMonth
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programs.dropin import queries, rules, words
from programs.dropin.choices import Act, Kind, PersonRole
from programs.dropin.models import Visit, VisitPerson
from programs.kernel import clock, localdates
from programs.kernel.actor import Actor
from programs.kernel.figures import Figure, Period
from programs.registry.choices import Residence

Rows = Callable[[Actor, Period], "QuerySet[Any]"]
GRANDPARENTS = (PersonRole.GRANDMOTHER, PersonRole.GRANDFATHER)
OLDER, UNKNOWN = "6+", "unknown"
AGES = (*(str(age) for age in range(rules.SCHOOL_AGE)), OLDER, UNKNOWN)

RESIDENCE, SITE, MONTH, DAY = "residence", "site", "month", "day"
KIND, AGE, ROLE = "kind", "age", "role"
COMMON = (RESIDENCE, SITE, KIND, MONTH, DAY)
LABELS: Mapping[str, Any] = {
    RESIDENCE: _("お住まい"),
    SITE: _("施設"),
    MONTH: _("月"),
    DAY: _("日"),
    KIND: _("種別"),
    AGE: _("年齢"),
    ROLE: _("続柄"),
}
# The parts that a split always answers, also with 0. Sites, months and days have no fixed list.
PARTS: Mapping[str, Mapping[str, Any]] = {
    RESIDENCE: dict(Residence.choices),
    KIND: dict(Kind.choices),
    ROLE: dict(PersonRole.choices),
    AGE: {
        **{str(age): format_lazy(_("{age}歳"), age=age) for age in range(rules.SCHOOL_AGE)},
        OLDER: _("6歳以上"),
        UNKNOWN: _("年齢不明"),
    },
}
_BASE = _("取り消した来館と練習用のご家族は数えません。日付は来館した時刻（日本時間）の日です。")


def visits_in(actor: Actor, period: Period) -> "QuerySet[Visit]":
    """Return the counted visits of a period."""
    return _within(queries.counted_visits(actor), period, "")


def people_in(actor: Actor, period: Period) -> "QuerySet[VisitPerson]":
    """Return the people of the counted visits of a period."""
    rows = VisitPerson.objects.filter(hub_id__in=actor.hub_ids, visit__voided_at=None).filter(
        Q(visit__household=None) | Q(visit__household__is_demo=False)
    )
    rows = rows.order_by("-visit__arrived_at", "-visit_id", "pk")
    return _within(rows.select_related("visit__site", "visit__household"), period, "visit__")


def _within(rows: "QuerySet[Any]", period: Period, at: str) -> "QuerySet[Any]":
    rows = rows.filter(**{f"{at}day__gte": period.from_on, f"{at}day__lte": period.to_on})
    return rows.filter(**{f"{at}site__in": period.site_ids}) if period.site_ids else rows


def _age_key(field: str) -> Case:
    return Case(
        When(**{f"{field}__isnull": True}, then=Value(UNKNOWN)),
        When(**{f"{field}__gte": rules.SCHOOL_AGE}, then=Value(OLDER)),
        default=Cast(field, CharField()),
        output_field=CharField(),
    )


def _key(breakdown: str, at: str) -> Any:
    """The expression that a breakdown groups by; ``at`` leads from a row to its visit."""
    if breakdown == MONTH:
        return TruncMonth(f"{at}day")
    if breakdown == AGE:
        return _age_key("age_years")
    column = {ROLE: "role", SITE: f"{at}site__name"}.get(breakdown, f"{at}{breakdown}")
    return F(column)


def _part(breakdown: str, key: Any) -> str:
    """The label of a part: words in the language of the screen, 2026-04, or 2026-04-01."""
    if breakdown == MONTH:
        return f"{key:%Y-%m}"
    return str(PARTS.get(breakdown, {}).get(key, key))


@dataclass(frozen=True)
class _Counter:
    """Sums a column of some rows; count and split come from the same rows."""

    rows: Rows
    column: str
    at: str
    breakdowns: tuple[str, ...]

    def count(self, actor: Actor, period: Period) -> int:
        """The sum over all rows."""
        return int(self.rows(actor, period).aggregate(number=self._sum())["number"])

    def split(self, actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
        """The sum by part; parts of a fixed list are answered with 0 too. Raises KeyError."""
        if breakdown not in self.breakdowns:
            raise KeyError(breakdown)
        rows = self.rows(actor, period).order_by().annotate(group=_key(breakdown, self.at))
        sums = rows.values("group").annotate(number=self._sum()).order_by("group")
        parts = {str(label): 0 for label in PARTS.get(breakdown, {}).values()}
        for row in sums:
            label = _part(breakdown, row["group"])
            parts[label] = parts.get(label, 0) + row["number"]
        return parts

    def _sum(self) -> Any:
        return Coalesce(Sum(self.column), 0)


def _arrived(visit: Visit) -> str:
    at = clock.tokyo(visit.arrived_at)
    return f"{localdates.day_full(visit.day)} {at.hour}:{at.minute:02}"


VISIT_COLUMNS = (
    (_("来館"), _arrived),
    (_("施設"), lambda visit: visit.site.name),
    (_("ご家族"), words.family_name),
    (_("種別"), lambda visit: visit.get_kind_display()),
    (_("お住まい"), lambda visit: visit.get_residence_display()),
    (_("組数"), lambda visit: visit.families),
)
PERSON_COLUMNS = (
    (_("来館"), lambda row: _arrived(row.visit)),
    (_("施設"), lambda row: row.visit.site.name),
    (_("ご家族"), lambda row: words.family_name(row.visit)),
    (_("続柄"), lambda row: row.get_role_display()),
    (_("年齢"), lambda row: row.age_years),
    (_("人数"), lambda row: row.count),
)


def _figure(key: str, label: Any, unit: Any, rule: Any, counter: _Counter) -> Figure:
    return Figure(
        key=f"dropin.{key}",
        label=label,
        unit=unit,
        rule=format_lazy("{rule}{base}", rule=rule, base=_BASE),
        rows=counter.rows,
        count=counter.count,
        split=counter.split,
        breakdowns={name: LABELS[name] for name in counter.breakdowns},
        columns=VISIT_COLUMNS if counter.column == "families" else PERSON_COLUMNS,
        rows_action=str(Act.VIEW_VISITS),
    )


def _visits(only: Q | None = None) -> _Counter:
    """Visits, in families (組)."""

    def rows(actor: Actor, period: Period) -> "QuerySet[Visit]":
        found = visits_in(actor, period)
        return found.filter(only) if only else found

    return _Counter(rows, "families", "", COMMON)


def _people(only: Q | None = None, *more: str) -> _Counter:
    """People of visits, in persons (人)."""

    def rows(actor: Actor, period: Period) -> "QuerySet[VisitPerson]":
        found = people_in(actor, period)
        return found.filter(only) if only else found

    return _Counter(rows, "count", "visit__", (*more, *COMMON))


def open_days(actor: Actor, period: Period) -> "QuerySet[Any]":
    """Return the days of a period on which a site had a visit: site, day, number of visits."""
    rows = visits_in(actor, period).order_by("day", "site_id")
    return rows.values("site_id", "site__name", "day").annotate(visits=Count("pk"))


def _count_days(actor: Actor, period: Period) -> int:
    return open_days(actor, period).count()


def _split_days(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    column = {SITE: "site__name", MONTH: "day", DAY: "day"}[breakdown]
    return dict(Counter(_part(breakdown, row[column]) for row in open_days(actor, period)))


_CHILD = Q(role=PersonRole.CHILD)
_FAMILIES, _PERSONS = _("組"), _("人")

FIGURES: tuple[Figure, ...] = (
    _figure(
        "visits.families",
        _("来館組数（延べ）"),
        _FAMILIES,
        _(
            "来館1回を1組と数えます。同じ日にもう一度来館した場合も1組です。人数のみの記録は、入力した組数を数えます。"
        ),
        _visits(),
    ),
    _figure(
        "visits.people",
        _("来館者数（延べ）"),
        _PERSONS,
        _("来館した大人と子どもを1人ずつ数えます。人数のみの記録は、入力した人数を数えます。"),
        _people(None, ROLE),
    ),
    _figure(
        "visits.children",
        _("来館した子ども（延べ）"),
        _PERSONS,
        _(
            "来館した子どもを数えます。年齢は来館した日の満年齢で、6歳以上のきょうだいはまとめて数えます。"
        ),
        _people(_CHILD, AGE),
    ),
    _figure(
        "visits.children_0_2",
        _("うち0〜2歳（延べ）"),
        _PERSONS,
        _("来館した日に満0歳から満2歳の子どもを数えます。年齢のわからない子どもは含みません。"),
        _people(_CHILD & Q(age_years__lte=rules.SMALL_AGE), AGE),
    ),
    _figure(
        "visits.adults",
        _("来館した大人（延べ）"),
        _PERSONS,
        _("子ども以外の来館者を数えます。妊娠中の方と支援者も含みます。"),
        _people(~_CHILD, ROLE),
    ),
    _figure(
        "visits.fathers",
        _("父親の来館（延べ）"),
        _PERSONS,
        _("続柄が「父」の来館者を数えます。"),
        _people(Q(role=PersonRole.FATHER)),
    ),
    _figure(
        "visits.grandparents",
        _("祖父母の来館（延べ）"),
        _PERSONS,
        _("続柄が「祖父」または「祖母」の来館者を数えます。"),
        _people(Q(role__in=GRANDPARENTS), ROLE),
    ),
    _figure(
        "visits.pregnant",
        _("妊娠中の方の来館（延べ）"),
        _PERSONS,
        _(
            "出産予定の登録があり、まだ子どものいない母親の来館と、妊娠中の方として入力した人数を数えます。"
        ),
        _people(Q(role=PersonRole.PREGNANT)),
    ),
    _figure(
        "visits.first",
        _("初めての来館（新規）"),
        _FAMILIES,
        _(
            "登録のご家族が、この拠点のどの施設にも来館したことがなく、初めて来館した回を数えます。未登録の来館は含みません。"
        ),
        _visits(Q(first_ever=True)),
    ),
    _figure(
        "visits.first_of_year",
        _("年度で初めての来館"),
        _FAMILIES,
        _(
            "登録のご家族の、その年度（4月から翌年3月）で最初の来館を数えます。未登録の来館は含みません。"
        ),
        _visits(Q(first_of_year=True)),
    ),
    _figure(
        "visits.first_people",
        _("初めて来館した人"),
        _PERSONS,
        _("登録のご家族の一人ひとりについて、初めて来館した回を数えます。"),
        _people(Q(first_ever=True), ROLE),
    ),
    _figure(
        "visits.unregistered",
        _("未登録の来館組数（延べ）"),
        _FAMILIES,
        _("登録のないご家族の来館と、人数のみの記録の組数を合わせて数えます。"),
        _visits(Q(kind__in=(Kind.GUEST, Kind.HEAD_COUNT))),
    ),
    Figure(
        key="dropin.open_days",
        label=_("開館日数"),
        unit=_("日"),
        rule=format_lazy(
            "{rule}{base}",
            rule=_(
                "施設ごとに、来館が1件以上あった日を1日と数えます。来館のなかった日は数えません。複数の施設では施設ごとの日数を合計します。"
            ),
            base=_BASE,
        ),
        rows=open_days,
        count=_count_days,
        split=_split_days,
        breakdowns={name: LABELS[name] for name in (SITE, MONTH, DAY)},
        columns=(
            (_("日付"), lambda row: localdates.day_full(row["day"])),
            (_("施設"), lambda row: row["site__name"]),
            (_("来館件数"), lambda row: row["visits"]),
        ),
        rows_action=str(Act.VIEW_VISITS),
    ),
)
