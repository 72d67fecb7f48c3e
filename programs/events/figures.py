"""What events count. Each number is the number of the rows that it shows; practice families never count."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from programs.events import rules
from programs.events.choices import Act, State
from programs.events.models import Booking, EventDate
from programs.kernel import localdates
from programs.kernel.actor import Actor
from programs.kernel.clock import tokyo
from programs.kernel.figures import Figure, Period
from programs.registry.choices import Program

PROGRAM = "program"
_BY_PROGRAM = {PROGRAM: _("事業")}


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


def counts(actor: Actor, period: Period) -> dict[str, int]:
    """Return every figure's number by key, as its own `count` says it, in one query."""
    came, missing = Q(state=State.ATTENDED), Q(state=State.NO_SHOW)
    numbers = _in_period(actor, period).aggregate(
        held=Count("date", filter=came, distinct=True),
        families=Count("pk", filter=came),
        no_shows=Count("pk", filter=missing),
    )
    return {f"events.{name}": number for name, number in numbers.items()}


def _bookings(actor: Actor, period: Period, state: State) -> "QuerySet[Booking]":
    rows = _in_period(actor, period).filter(state=state)
    rows = rows.select_related("date", "date__event", "date__event__site")
    return rows.order_by("date__starts_at", "queued_at", "pk")


def _in_period(actor: Actor, period: Period) -> "QuerySet[Booking]":
    first = rules.instant(period.from_on, rules.MIDNIGHT)
    last = rules.instant(period.to_on, rules.LAST_MOMENT)
    rows = Booking.objects.filter(
        hub_id__in=actor.hub_ids,
        date__cancelled_at=None,
        date__starts_at__range=(first, last),
    ).exclude(household__is_demo=True)
    if period.site_ids:
        rows = rows.filter(date__event__site_id__in=period.site_ids)
    return rows


def _split(rows: "QuerySet[Any]", field: str) -> dict[str, int]:
    found = rows.order_by().values_list(field).annotate(Count("pk")).order_by(field)
    return {str(Program(program).label): number for program, number in found}


def _on_day(on: EventDate) -> str:
    return localdates.day_full(tokyo(on.starts_at).date())


_OF_BOOKING = (
    (_("日付"), lambda row: _on_day(row.date)),
    (_("催しの名前"), lambda row: row.date.event.title),
    (_("施設"), lambda row: row.date.event.site.name),
    (_("大人"), lambda row: row.adults),
    (_("子ども"), lambda row: row.children),
)

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
        split=lambda actor, period, _by: _split(held(actor, period), "event__program"),
        breakdowns=_BY_PROGRAM,
        columns=(
            (_("日付"), _on_day),
            (_("催しの名前"), lambda row: row.event.title),
            (_("施設"), lambda row: row.event.site.name),
        ),
        rows_action=str(Act.VIEW_BOOKINGS),
    ),
    Figure(
        key="events.families",
        label=_("催し・講座の参加組数（延べ）"),
        unit=_("組"),
        rule=_(
            "予約ごとに「参加」と記録した組を1組と数えます。練習用のご家族と中止した回は数えません。"
        ),
        rows=attended,
        count=lambda actor, period: attended(actor, period).count(),
        split=lambda actor, period, _by: _split(attended(actor, period), "date__event__program"),
        breakdowns=_BY_PROGRAM,
        columns=_OF_BOOKING,
        rows_action=str(Act.VIEW_BOOKINGS),
    ),
    Figure(
        key="events.no_shows",
        label=_("催し・講座の連絡のない欠席"),
        unit=_("組"),
        rule=_("予約ごとに「欠席（連絡なし）」と記録した組を1組と数えます。"),
        rows=missed,
        count=lambda actor, period: missed(actor, period).count(),
        split=lambda actor, period, _by: _split(missed(actor, period), "date__event__program"),
        breakdowns=_BY_PROGRAM,
        columns=_OF_BOOKING,
        rows_action=str(Act.VIEW_BOOKINGS),
    ),
)

# Their number is that of their rows: the month asks for all of them at once.
BY_ROWS = frozenset(figure.key for figure in FIGURES)
