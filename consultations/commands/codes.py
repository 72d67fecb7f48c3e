"""The hub's own lists: codes and the lines of the stop page. Retired, never deleted."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act, CodeKind, SafetyKind
from consultations.models import Code, QuickTally, SafetyEntry
from consultations.starters import ASKS, CODES, QUICK, SAFETY, STOPS
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.registry.models import Hub

_MOVES: dict[type[models.Model], Act] = {
    Code: Act.CHANGE_CODES,
    SafetyEntry: Act.CHANGE_GUIDE,
    QuickTally: Act.CHANGE_TEMPLATES,
}


def install_codes(hub: Hub) -> int:
    """Give a hub the starter lists where it lacks them; return how many rows that added.

    For the making of a hub: the row scope must hold it already. Changed lists stay as they are.
    """
    there = set(Code.objects.filter(hub=hub).values_list("kind", "code"))
    codes = [
        Code(
            hub=hub,
            kind=kind,
            code=code,
            label=label,
            order=order,
            stops=code == STOPS,
            asks=ASKS.get(code, "") if kind == CodeKind.BASIS else "",
        )
        for kind, entries in CODES.items()
        for order, (code, label) in enumerate(entries, start=1)
        if (kind, code) not in there
    ]
    lines: list[SafetyEntry] = []
    if not SafetyEntry.objects.filter(hub=hub).exists():
        lines = [
            SafetyEntry(hub=hub, kind=kind, title=title, detail=detail, phone=phone, order=order)
            for kind, entries in SAFETY.items()
            for order, (title, detail, phone) in enumerate(entries, start=1)
        ]
    Code.objects.bulk_create(codes, ignore_conflicts=True)
    SafetyEntry.objects.bulk_create(lines, ignore_conflicts=True)
    return len(codes) + len(lines) + _install_quick(hub)


def _install_quick(hub: Hub) -> int:
    """Give a hub the questions that come often, unless it has some of its own."""
    if QuickTally.objects.filter(hub=hub).exists():
        return 0
    known = {(c.kind, c.code): c.pk for c in Code.objects.filter(hub=hub, retired_on=None)}
    rows = [
        QuickTally(
            hub=hub,
            title=title,
            topic_ids=[
                known[CodeKind.TOPIC, topic] for topic in topics if (CodeKind.TOPIC, topic) in known
            ],
            method_id=known.get((CodeKind.METHOD, method)),
            outcome_id=known.get((CodeKind.OUTCOME, outcome)),
            order=order,
        )
        for order, (title, topics, method, outcome) in enumerate(QUICK, start=1)
    ]
    return len(QuickTally.objects.bulk_create(rows, ignore_conflicts=True))


def add_code(
    actor: Actor, kind: CodeKind, label: str, *, stops: bool = False, asks: str = ""
) -> Code:
    """Add a code at the end of its list. Raises RuleBroken for a label that is there already."""
    with passing(actor, Act.CHANGE_CODES) as trail:
        row = Code(
            hub_id=actor.hub_id,
            kind=kind,
            code=f"own-{uuid4().hex[:12]}",
            label=label,
            stops=stops and kind == CodeKind.TOPIC,
            asks=asks if kind == CodeKind.BASIS else "",
            order=_next(queries.codes(actor, kind)),
        )
        _save_once(row, "code_label_once", "label")
        trail.note(row, fields=["label", "stops", "asks"])
    return row


def change_code(
    actor: Actor,
    row: Code,
    label: str,
    *,
    stops: bool,
    retired_on: date | None,
    version: int,
    asks: str = "",
) -> Code:
    """Rename, retire or bring back a code; records that use it keep it. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE_CODES, row) as trail:
        row.label, row.retired_on = label, retired_on
        row.stops = stops and row.kind == CodeKind.TOPIC
        row.asks = asks if row.kind == CodeKind.BASIS else ""
        if retired_on and not _others_in_use(actor, row):
            raise RuleBroken("retired", _("この一覧には、使える選択肢が1つ以上必要です。"))
        try:
            with transaction.atomic():
                row.save_if(version, "label", "stops", "asks", "retired_on")
        except IntegrityError as error:
            raise _taken(error, "code_label_once", "label") from error
        trail.note(row, fields=["label", "stops", "asks", "retired_on"])
    return row


def move(actor: Actor, row: Any, *, up: bool) -> None:
    """Exchange a code, a line of the stop page or a frequent question with its neighbour."""
    with passing(actor, _MOVES[type(row)], row) as trail:
        same = {"kind": row.kind} if hasattr(row, "kind") else {}
        rows = list(type(row).objects.filter(hub_id=row.hub_id, **same).order_by("order", "pk"))
        at = rows.index(row)
        to = at - 1 if up else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
        for order, item in enumerate(rows, start=1):
            item.order = order
        type(row).objects.bulk_update(rows, ["order"])
        trail.note(row, fields=["order"])


def save_safety_entry(
    actor: Actor, row: SafetyEntry | None, values: dict[str, Any], *, version: int
) -> SafetyEntry:
    """Add (row None) or change a line of the stop page. values: kind, title, detail, phone, retired_on.

    Raises Stale, and RuleBroken for a title that is there already.
    """
    with passing(actor, Act.CHANGE_GUIDE, row) as trail:
        if row is None:
            order = _next(queries.safety(actor, SafetyKind(values["kind"])))
            row = SafetyEntry(hub_id=actor.hub_id, order=order, **values)
            _save_once(row, "safety_once", "title")
        else:
            for name, value in values.items():
                setattr(row, name, value)
            try:
                with transaction.atomic():
                    row.save_if(version, *values)
            except IntegrityError as error:
                raise _taken(error, "safety_once", "title") from error
        trail.note(row, fields=tuple(values))
    return row


def save_quick_tally(
    actor: Actor, row: QuickTally | None, values: dict[str, Any], *, version: int
) -> QuickTally:
    """Add (row None) or change a question that comes often.

    values: title, topic_ids, method_id, outcome_id, retired_on. Raises Stale, RuleBroken.
    """
    with passing(actor, Act.CHANGE_TEMPLATES, row) as trail:
        _check_topics(actor, values["topic_ids"])
        if row is None:
            order = _next(queries.quick_tallies(actor))
            row = QuickTally(hub_id=actor.hub_id, order=order, **values)
            _save_once(row, "quick_title_once", "title")
        else:
            for name, value in values.items():
                setattr(row, name, value)
            try:
                with transaction.atomic():
                    row.save_if(version, *values)
            except IntegrityError as error:
                raise _taken(error, "quick_title_once", "title") from error
        trail.note(row, fields=tuple(values))
    return row


def _check_topics(actor: Actor, ids: list[int]) -> None:
    """A topic of the own hub, and none that stops: that is never one tap away."""
    known = queries.codes(actor, CodeKind.TOPIC).filter(pk__in=ids, stops=False).count()
    if not ids or known != len(set(ids)):
        raise RuleBroken("topics", _("相談内容を1つ以上選んでください。"))


def _next(rows: "models.QuerySet[Any]") -> int:
    top = rows.aggregate(top=models.Max("order"))["top"]
    return int(top or 0) + 1


def _others_in_use(actor: Actor, row: Code) -> bool:
    rows = queries.codes(actor, CodeKind(row.kind)).filter(retired_on=None, stops=False)
    return rows.exclude(pk=row.pk).exists()


def _save_once(row: models.Model, constraint: str, field: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _taken(error, constraint, field) from error


def _taken(error: IntegrityError, constraint: str, field: str) -> Exception:
    if constraint_name(error) != constraint:
        return error
    return RuleBroken(field, _("同じ名称がすでにあります。"))
