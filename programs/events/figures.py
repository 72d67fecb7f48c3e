"""What events count. Each number is the number of the rows that it shows; practice families never count."""

from collections.abc import Callable
from datetime import time
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programs.events.choices import Act, Audience, State
from programs.events.models import Booking, EventDate
from programs.kernel import clock, localdates
from programs.kernel.actor import Actor
from programs.kernel.figures import Figure, Period
from programs.registry.choices import Program, Residence

Rows = Callable[[Actor, Period], "QuerySet[Booking]"]
PROGRAM, AUDIENCE, RESIDENCE = "program", "audience", "residence"
_EVENTS: dict[str, Any] = {PROGRAM: _("事業"), AUDIENCE: _("対象")}
_BOOKINGS = {**_EVENTS, RESIDENCE: _("お住まい")}
_PARTS: dict[str, dict[Any, Any]] = {
    PROGRAM: dict(Program.choices),
    AUDIENCE: dict(Audience.choices),
    RESIDENCE: dict(Residence.choices),
}


def attended(actor: Actor, period: Period) -> "QuerySet[Booking]":
    """Return the bookings of a period whose families came."""
    return _bookings(actor, period, State.ATTENDED)


def missed(actor: Actor, period: Period) -> "QuerySet[Booking]":
    """Return the bookings of a period whose families stayed away without a word."""
    return _bookings(actor, period, State.NO_SHOW)


def held(actor: Actor, period: Period) -> "QuerySet[EventDate]":
    """Return the dates of a period to which at least one family came."""
    came = attended(actor, period).filter(date=OuterRef("pk"))
    rows = EventDate.objects.filter(Exists(came), hub_id__in=actor.hub_ids)
    return rows.select_related("event", "event__site").order_by("starts_at", "pk")


def in_childcare(actor: Actor, period: Period) -> "QuerySet[Booking]":
    """Return the bookings of a period whose families came and left children in childcare."""
    return attended(actor, period).filter(childcare__gt=0)


def counts(actor: Actor, period: Period) -> dict[str, int]:
    """Return every figure's number by key, as its own `count` says it, in one query."""
    came, missing = Q(state=State.ATTENDED), Q(state=State.NO_SHOW)
    numbers = _in_period(actor, period).aggregate(
        held=Count("date", filter=came, distinct=True),
        families=Count("pk", filter=came),
        adults=Coalesce(Sum("adults", filter=came), 0),
        children=Coalesce(Sum("children", filter=came), 0),
        childcare=Coalesce(Sum("childcare", filter=came), 0),
        no_shows=Count("pk", filter=missing),
    )
    return {f"events.{name}": number for name, number in numbers.items()}


def _bookings(actor: Actor, period: Period, state: State) -> "QuerySet[Booking]":
    rows = _in_period(actor, period).filter(state=state)
    rows = rows.select_related("household", "date", "date__event", "date__event__site")
    return rows.order_by("date__starts_at", "queued_at", "pk")


def _in_period(actor: Actor, period: Period) -> "QuerySet[Booking]":
    first = clock.moment(period.from_on)
    last = clock.moment(period.to_on, time.max)
    rows = Booking.objects.filter(
        hub_id__in=actor.hub_ids,
        date__cancelled_at=None,
        date__starts_at__range=(first, last),
    ).exclude(household__is_demo=True)
    if period.site_ids:
        rows = rows.filter(date__event__site_id__in=period.site_ids)
    return rows


def _split(rows: "QuerySet[Any]", at: str, by: str, number: Any) -> dict[str, int]:
    """A number by part; ``at`` leads from a row to its event. Families without registration live
    nobody knows where.
    """
    column = "household__residence" if by == RESIDENCE else f"{at}{by}"
    found = rows.order_by().values_list(column).annotate(in_part=number).order_by(column)
    labels, parts = _PARTS[by], dict[str, int]()
    for key, count in found:
        label = str(labels[key or Residence.UNKNOWN])
        parts[label] = parts.get(label, 0) + count
    return parts


def _on_day(on: EventDate) -> str:
    return localdates.day_full(clock.tokyo(on.starts_at).date())


def _lives(booking: Booking) -> str:
    family = booking.household
    return str(Residence(family.residence).label if family else Residence.UNKNOWN.label)


_OF_BOOKING = (
    (_("日付"), lambda row: _on_day(row.date)),
    (_("催しの名前"), lambda row: row.date.event.title),
    (_("施設"), lambda row: row.date.event.site.name),
    (_("大人"), lambda row: row.adults),
    (_("子ども"), lambda row: row.children),
    (_("保育"), lambda row: row.childcare),
    (_("お住まい"), _lives),
)


def _of_bookings(key: str, label: Any, unit: Any, rule: Any, rows: Rows, column: str) -> Figure:
    """A figure of bookings: how many there are, or the people of a column of them."""
    number = Coalesce(Sum(column), 0) if column else Count("pk")
    return Figure(
        key=f"events.{key}",
        label=label,
        unit=unit,
        rule=format_lazy(_("{rule}{base}"), rule=rule, base=_BASE),
        rows=rows,
        count=lambda actor, period: rows(actor, period).order_by().aggregate(n=number)["n"],
        split=lambda actor, period, by: _split(rows(actor, period), "date__event__", by, number),
        breakdowns=_BOOKINGS,
        columns=_OF_BOOKING,
        rows_action=str(Act.VIEW_BOOKINGS),
    )


_BASE = _(
    "参加を記録していない予約、キャンセル待ち、取り消した予約、中止した回、練習用のご家族は数えません。お住まいは登録のあるご家族だけ分かり、ほかは不明とします。"
)
_FAMILIES, _PERSONS = _("組"), _("人")

FIGURES: tuple[Figure, ...] = (
    Figure(
        key="events.held",
        label=_("催し・講座の開催"),
        unit=_("件"),
        rule=_(
            "参加した方が1組以上いた開催日を1件と数えます。続きものは1回ごとに数え、中止した回は数えません。"
        ),
        rows=held,
        count=lambda actor, period: held(actor, period).count(),
        split=lambda actor, period, by: _split(held(actor, period), "event__", by, Count("pk")),
        breakdowns=_EVENTS,
        columns=(
            (_("日付"), _on_day),
            (_("催しの名前"), lambda row: row.event.title),
            (_("施設"), lambda row: row.event.site.name),
        ),
        rows_action=str(Act.VIEW_BOOKINGS),
    ),
    _of_bookings(
        "families",
        _("催し・講座の参加組数（延べ）"),
        _FAMILIES,
        _("予約ごとに「参加」と記録した組を、1回につき1組と数えます。"),
        attended,
        "",
    ),
    _of_bookings(
        "adults",
        _("催し・講座に参加した大人（延べ）"),
        _PERSONS,
        _("「参加」と記録した予約の大人の人数を足します。"),
        attended,
        "adults",
    ),
    _of_bookings(
        "children",
        _("催し・講座に参加した子ども（延べ）"),
        _PERSONS,
        _("「参加」と記録した予約の子どもの人数を足します。保育を利用した子どもも含みます。"),
        attended,
        "children",
    ),
    _of_bookings(
        "childcare",
        _("催し・講座の保育を利用した子ども（延べ）"),
        _PERSONS,
        _("「参加」と記録した予約のうち、保育を利用した子どもの人数を足します。"),
        in_childcare,
        "childcare",
    ),
    _of_bookings(
        "no_shows",
        _("催し・講座の連絡のない欠席"),
        _FAMILIES,
        _("予約ごとに「欠席（連絡なし）」と記録した組を、1回につき1組と数えます。"),
        missed,
        "",
    ),
)

# Their number is that of their rows, or of the people in them: the month asks for all at once.
BY_ROWS = frozenset(figure.key for figure in FIGURES)
SUMS = {f"events.{column}": column for column in ("adults", "children", "childcare")}
