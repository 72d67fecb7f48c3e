"""How a figure is made: rows, a sum over them, and its parts; all from the same rows."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, Func, Q, QuerySet, Sum, Value, When
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
OLDER, UNKNOWN = "6+", "unknown"
AGES = (*(str(age) for age in range(rules.SCHOOL_AGE)), OLDER, UNKNOWN)

RESIDENCE, SITE, MONTH, DAY = "residence", "site", "month", "day"
KIND, AGE, ROLE = "kind", "age", "role"
PLACE_AND_TIME = (SITE, MONTH, DAY)
LABELS: Mapping[str, Any] = {
    RESIDENCE: _("お住まい"),
    SITE: _("施設"),
    MONTH: _("月"),
    DAY: _("日付"),
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
BASE = _("取り消した来館と練習用のご家族は数えません。日付は来館した時刻（日本時間）の日です。")
# Different pairs of site and day among visits: as many as `open_days` has rows.
_DAYS = Count(Func("site_id", "day", function="ROW", output_field=CharField()), distinct=True)


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
class Sums:
    """Sums a column of some of the base's rows; count, split and `together` share the condition."""

    base: Rows
    only: Q | None
    column: str
    at: str
    breakdowns: tuple[str, ...]

    def rows(self, actor: Actor, period: Period) -> "QuerySet[Any]":
        """The rows that are summed."""
        found = self.base(actor, period)
        return found.filter(self.only) if self.only else found

    def count(self, actor: Actor, period: Period) -> int:
        """The sum over all rows."""
        return int(self.rows(actor, period).aggregate(number=self.summed())["number"])

    def split(self, actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
        """The sum by part; parts of a fixed list are answered with 0 too. Raises KeyError."""
        if breakdown not in self.breakdowns:
            raise KeyError(breakdown)
        rows = self.rows(actor, period).order_by().annotate(group=_key(breakdown, self.at))
        sums = rows.values("group").annotate(number=self.summed()).order_by("group")
        parts = {str(label): 0 for label in PARTS.get(breakdown, {}).values()}
        for row in sums:
            label = _part(breakdown, row["group"])
            parts[label] = parts.get(label, 0) + row["number"]
        return parts

    def summed(self, only: Q | None = None) -> Any:
        """The sum as an expression, over all rows at hand or those of a condition."""
        return Coalesce(Sum(self.column, filter=only), 0)


def together(
    actor: Actor, period: Period, sums: Mapping[str, Sums], days: str = ""
) -> dict[str, int]:
    """Return what each of some sums counts, and under the key ``days`` the open days.

    One query for all that start from the same rows; the open days are among the visits'.
    """
    numbers: dict[str, int] = {}
    for base in dict.fromkeys(one.base for one in sums.values()):
        asked = {key: one.summed(one.only) for key, one in sums.items() if one.base is base}
        if days and base is visits_in:
            asked[days] = _DAYS
        names = {f"n{n}": key for n, key in enumerate(asked)}
        rows = base(actor, period).order_by()
        found = rows.aggregate(**{name: asked[key] for name, key in names.items()})
        numbers |= {key: int(found[name]) for name, key in names.items()}
    return numbers


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


def figure(key: str, label: Any, unit: Any, rule: Any, counter: Sums) -> tuple[Figure, Sums]:
    """Declare a figure and its sum over some rows; the rule ends with what holds for all of them."""
    declared = Figure(
        key=f"dropin.{key}",
        label=label,
        unit=unit,
        rule=format_lazy(_("{rule}{base}"), rule=rule, base=BASE),
        rows=counter.rows,
        count=counter.count,
        split=counter.split,
        breakdowns={name: LABELS[name] for name in counter.breakdowns},
        columns=VISIT_COLUMNS if counter.column == "families" else PERSON_COLUMNS,
        rows_action=str(Act.VIEW_VISITS),
    )
    return declared, counter


def of_visits(only: Q | None = None, *more: str) -> Sums:
    """Visits, in families (組)."""
    return Sums(visits_in, only, "families", "", (*more, *PLACE_AND_TIME))


def of_people(only: Q | None = None, *more: str) -> Sums:
    """People of visits, in persons (人)."""
    return Sums(people_in, only, "count", "visit__", (*more, *PLACE_AND_TIME))


def open_days(actor: Actor, period: Period) -> "QuerySet[Any]":
    """Return the days of a period on which a site had a visit: site, day, number of visits."""
    rows = visits_in(actor, period).order_by("day", "site_id")
    return rows.values("site_id", "site__name", "day").annotate(visits=Count("pk"))


def count_days(actor: Actor, period: Period) -> int:
    """Return the number of open days."""
    return open_days(actor, period).count()


def split_days(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    """Return the open days by site name, month or day. Raises KeyError."""
    column = {SITE: "site__name", MONTH: "day", DAY: "day"}[breakdown]
    return dict(Counter(_part(breakdown, row[column]) for row in open_days(actor, period)))
