"""The hub's own lists: codes and the lines of the stop page. Retired, never deleted."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act, CodeKind, SafetyKind
from consultations.models import Code, SafetyEntry
from consultations.starters import CODES, SAFETY, STOPS
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.registry.models import Hub


def install_codes(hub: Hub) -> int:
    """Give a hub the starter lists where it lacks them; return how many rows that added.

    For the making of a hub: the row scope must hold it already. Changed lists stay as they are.
    """
    there = set(Code.objects.filter(hub=hub).values_list("kind", "code"))
    codes = [
        Code(hub=hub, kind=kind, code=code, label=label, order=order, stops=code == STOPS)
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
    return len(codes) + len(lines)


def add_code(actor: Actor, kind: CodeKind, label: str, *, stops: bool = False) -> Code:
    """Add a code at the end of its list. Raises RuleBroken for a label that is there already."""
    with passing(actor, Act.CHANGE_CODES) as trail:
        row = Code(
            hub_id=actor.hub_id,
            kind=kind,
            code=f"own-{uuid4().hex[:12]}",
            label=label,
            stops=stops and kind == CodeKind.TOPIC,
            order=_next(queries.codes(actor, kind)),
        )
        _save_once(row, "code_label_once", "label")
        trail.note(row, fields=["label", "stops"])
    return row


def change_code(
    actor: Actor, row: Code, label: str, *, stops: bool, retired_on: date | None, version: int
) -> Code:
    """Rename, retire or bring back a code; records that use it keep it. Raises Stale, RuleBroken."""
    with passing(actor, Act.CHANGE_CODES, row) as trail:
        row.label, row.retired_on = label, retired_on
        row.stops = stops and row.kind == CodeKind.TOPIC
        if retired_on and not _others_in_use(actor, row):
            raise RuleBroken("retired", _("この一覧には、使える選択肢が1つ以上必要です。"))
        try:
            with transaction.atomic():
                row.save_if(version, "label", "stops", "retired_on")
        except IntegrityError as error:
            raise _taken(error, "code_label_once", "label") from error
        trail.note(row, fields=["label", "stops", "retired_on"])
    return row


def move(actor: Actor, row: Any, *, up: bool) -> None:
    """Exchange a code, or a line of the stop page, with its neighbour in the list."""
    action = Act.CHANGE_CODES if isinstance(row, Code) else Act.CHANGE_GUIDE
    with passing(actor, action, row) as trail:
        rows = list(
            type(row).objects.filter(hub_id=row.hub_id, kind=row.kind).order_by("order", "pk")
        )
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
