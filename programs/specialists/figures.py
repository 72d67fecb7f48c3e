"""What specialist days count. Each number is the number of the rows that it shows; practice families never count."""

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programs.kernel import localdates
from programs.kernel.actor import Actor
from programs.kernel.clock import tokyo
from programs.kernel.figures import Figure, Period
from programs.kernel.rows import counted
from programs.specialists.choices import Act, Result, State
from programs.specialists.models import Booking, Slot

_BY = {"profession": _("専門職")}
_HELD = (State.BOOKED, State.CAME, State.NO_SHOW)


def offered(actor: Actor, period: Period) -> "QuerySet[Slot]":
    """Return the slots of a period that families could book."""
    rows = Slot.objects.filter(
        hub_id__in=actor.hub_ids,
        closed_at=None,
        day__cancelled_at=None,
        day__held_on__range=(period.from_on, period.to_on),
    )
    if period.site_ids:
        rows = rows.filter(day__site_id__in=period.site_ids)
    return rows.select_related("day", "day__profession", "day__site").order_by("starts_at", "pk")


def booked(actor: Actor, period: Period) -> "QuerySet[Booking]":
    """Return the bookings of a period, come or not."""
    rows = Booking.objects.filter(
        hub_id__in=actor.hub_ids,
        state__in=_HELD,
        day__held_on__range=(period.from_on, period.to_on),
    ).exclude(household__is_demo=True)
    if period.site_ids:
        rows = rows.filter(day__site_id__in=period.site_ids)
    return rows.select_related("slot", "day", "day__profession", "day__site").order_by(
        "slot__starts_at", "pk"
    )


def came(actor: Actor, period: Period) -> "QuerySet[Booking]":
    """Return the bookings of a period whose families came."""
    return booked(actor, period).filter(state=State.CAME)


def counts(actor: Actor, period: Period) -> dict[str, int]:
    """Return every figure's number by key, as its own `count` says it, in one query."""
    return counted({figure.key: figure.rows(actor, period) for figure in FIGURES})


def _split(rows: "QuerySet[Any]", by: str = "profession") -> dict[str, int]:
    field = _FIELDS[by]
    found = rows.order_by().values_list(field).annotate(Count("pk")).order_by(field)
    numbers: dict[str, int] = {}
    for value, number in found:
        label = _words(by, value)
        numbers[label] = numbers.get(label, 0) + number
    return numbers


_FIELDS = {"profession": "day__profession__label", "topic": "topic__label", "result": "result"}


def _words(by: str, value: str | None) -> str:
    if not value:
        return gettext("記録なし")
    return str(Result(value).label) if by == "result" else gettext(value)


def _day(at: Any) -> str:
    return localdates.day_full(tokyo(at).date())


_OF_BOOKING = (
    (_("日付"), lambda row: _day(row.slot.starts_at)),
    (_("専門職"), lambda row: row.day.profession),
    (_("施設"), lambda row: row.day.site.name),
    (pgettext_lazy("booking", "状態"), lambda row: row.get_state_display()),
)

FIGURES: tuple[Figure, ...] = (
    Figure(
        key="specialists.slots",
        label=_("専門相談の枠"),
        unit=_("件"),
        rule=_("中止していない専門相談日の、受け付けた予約枠の数です。閉じた枠は数えません。"),
        rows=offered,
        count=lambda actor, period: offered(actor, period).count(),
        split=lambda actor, period, _by: _split(offered(actor, period)),
        breakdowns=_BY,
        columns=(
            (_("日付"), lambda row: _day(row.starts_at)),
            (_("時間"), str),
            (_("専門職"), lambda row: row.day.profession),
            (_("施設"), lambda row: row.day.site.name),
        ),
        rows_action=str(Act.VIEW_DAYS),
    ),
    Figure(
        key="specialists.booked",
        label=_("専門相談の予約"),
        unit=_("組"),
        rule=_(
            "専門相談日の予約を1件1組と数えます。取り消したもの、回答待ちとキャンセル待ちのもの、練習用のご家族は数えません。"
        ),
        rows=booked,
        count=lambda actor, period: booked(actor, period).count(),
        split=lambda actor, period, _by: _split(booked(actor, period)),
        breakdowns=_BY,
        columns=_OF_BOOKING,
        rows_action=str(Act.VIEW_DAYS),
    ),
    Figure(
        key="specialists.came",
        label=_("専門相談の来所"),
        unit=_("組"),
        rule=_("専門相談の予約のうち「来所」と記録した組を1組と数えます。"),
        rows=came,
        count=lambda actor, period: came(actor, period).count(),
        split=lambda actor, period, by: _split(came(actor, period), by),
        breakdowns={**_BY, "topic": _("相談内容"), "result": _("結果")},
        columns=_OF_BOOKING,
        rows_action=str(Act.VIEW_DAYS),
    ),
)

# Their number is that of their rows: the month asks for all of them at once.
BY_ROWS = frozenset(figure.key for figure in FIGURES)
