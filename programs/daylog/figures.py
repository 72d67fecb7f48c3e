"""What the register of near misses and accidents counts; each number is that of the rows shown."""

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.daylog.choices import Act, IncidentKind, Place, Severity
from programs.daylog.models import Incident
from programs.daylog.queries.incidents import counted
from programs.kernel import clock, localdates
from programs.kernel.actor import Actor
from programs.kernel.figures import Figure, Period

_WORDS = {"place": Place, "severity": Severity}
_BREAKDOWNS = {"place": pgettext_lazy("incident", "場所"), "severity": _("程度")}
_COLUMNS = (
    (_("日付"), lambda row: localdates.day_full(clock.tokyo(row.happened_at).date())),
    (_("施設"), lambda row: row.site.name),
    (pgettext_lazy("incident", "場所"), lambda row: row.get_place_display()),
    (_("程度"), lambda row: row.get_severity_display()),
)


def near_misses(actor: Actor, period: Period) -> "QuerySet[Incident]":
    """Return the near misses of a period."""
    return _counted(actor, period).filter(kind=IncidentKind.NEAR_MISS)


def accidents(actor: Actor, period: Period) -> "QuerySet[Incident]":
    """Return the accidents of a period."""
    return _counted(actor, period).filter(kind=IncidentKind.ACCIDENT)


def counts(actor: Actor, period: Period) -> dict[str, int]:
    """Return every figure's number by key, as its own `count` says it, in one query."""
    numbers = _counted(actor, period).aggregate(
        near_misses=Count("pk", filter=Q(kind=IncidentKind.NEAR_MISS)),
        accidents=Count("pk", filter=Q(kind=IncidentKind.ACCIDENT)),
    )
    return {f"daylog.{name}": number for name, number in numbers.items()}


def _counted(actor: Actor, period: Period) -> "QuerySet[Incident]":
    rows = counted(actor, period.from_on, period.to_on)
    return rows.filter(site_id__in=period.site_ids) if period.site_ids else rows


def _split(rows: "QuerySet[Incident]", by: str) -> dict[str, int]:
    found = rows.order_by().values_list(by).annotate(Count("pk")).order_by(by)
    return {str(_WORDS[by](value).label): number for value, number in found}


FIGURES: tuple[Figure, ...] = (
    Figure(
        key="daylog.near_misses",
        label=_("ヒヤリハットの報告"),
        unit=_("件"),
        rule=_("発生した日で数えます。取り消した報告と練習用のご家族の報告は数えません。"),
        rows=near_misses,
        count=lambda actor, period: near_misses(actor, period).count(),
        split=lambda actor, period, by: _split(near_misses(actor, period), by),
        breakdowns=_BREAKDOWNS,
        columns=_COLUMNS,
        rows_action=str(Act.VIEW_INCIDENTS),
    ),
    Figure(
        key="daylog.accidents",
        label=_("事故の報告"),
        unit=_("件"),
        rule=_("発生した日で数えます。取り消した報告と練習用のご家族の報告は数えません。"),
        rows=accidents,
        count=lambda actor, period: accidents(actor, period).count(),
        split=lambda actor, period, by: _split(accidents(actor, period), by),
        breakdowns=_BREAKDOWNS,
        columns=_COLUMNS,
        rows_action=str(Act.VIEW_INCIDENTS),
    ),
)

# Their number is that of their rows: the month asks for all of them at once.
BY_ROWS = frozenset(figure.key for figure in FIGURES)
