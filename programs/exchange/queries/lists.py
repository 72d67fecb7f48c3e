"""Reads of imports with their rows, and of who wrote lists out."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from programs.exchange.choices import Fate, Kind
from programs.exchange.models import ExportRecord, ImportRow, ImportRun, ImportSheet
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.rows import own
from programs.registry.models import Household, Person


def runs(actor: Actor, kind: str) -> "QuerySet[ImportRun]":
    """Return the imports of a kind, the newest first."""
    rows = ImportRun.objects.filter(hub_id__in=actor.hub_ids, kind=kind)
    return rows.select_related("staged_by", "confirmed_by", "undone_by")


def run(actor: Actor, kind: str, pk: int) -> ImportRun:
    """Return one import of a kind; raises Hidden."""
    found = own(ImportRun, actor, pk)
    if found.kind != kind:
        raise Hidden
    return found


def rows_of(actor: Actor, of: ImportRun, fate: str = "") -> "QuerySet[ImportRow]":
    """Return what becomes of the rows of an import, in the order of the file."""
    rows = ImportRow.objects.filter(hub_id__in=actor.hub_ids, run=of)
    rows = rows.filter(fate=fate) if fate in Fate.values else rows
    return rows.order_by("number", "pk")


def tally(actor: Actor, of: ImportRun) -> dict[str, int]:
    """Return how many rows there are of each outcome."""
    rows = rows_of(actor, of).order_by().values_list("outcome").annotate(n=Count("pk"))
    return {outcome: n for outcome, n in rows if outcome}


def exports(actor: Actor) -> "QuerySet[ExportRecord]":
    """Return who wrote lists out, the newest first."""
    rows = ExportRecord.objects.filter(hub_id__in=actor.hub_ids)
    return rows.select_related("created_by")


def sheet(actor: Actor, of: ImportRun, *, cells: bool = False) -> ImportSheet | None:
    """Return what is still kept of the file: the names of its sheets, or the cells as well."""
    rows = ImportSheet.objects.filter(hub_id__in=actor.hub_ids, run=of)
    return rows.defer("book", *(() if cells else ("rows",))).first()


def samples(of: ImportSheet | None) -> list[list[str]]:
    """Return the first rows of a staged table, to show what stands in its columns."""
    return [texts for _number, texts in of.rows[:20]] if of else []


def other_sheets(run: ImportRun, of: ImportSheet | None) -> list[tuple[int, str, int | None]]:
    """Return (place, name, rows) of the sheets of the file that could be read instead."""
    places = enumerate(of.titles) if of else ()
    return [(place, name, count) for place, (name, count) in places if name != run.sheet_name]


def rejected(actor: Actor, of: ImportRun) -> tuple[list[ImportRow], dict[int, list[str]]]:
    """Return the rows that cannot be taken, and what stands in their cells. Raises Hidden."""
    kept = sheet(actor, of, cells=True)
    if kept is None:
        raise Hidden
    return list(rows_of(actor, of, Fate.ERROR)), dict(kept.rows)


def names_of(kind: str, rows: Iterable[ImportRow]) -> dict[int, str]:
    """Return the names of the records that rows of an import made or are of, by id."""
    ids = {pk for row in rows for pk in (row.made_id, row.known_id) if pk}
    model: Any = Person if kind == Kind.STAFF else Household
    return {row.pk: row.name for row in model.objects.filter(pk__in=ids).only("name")}
