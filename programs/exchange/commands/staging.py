"""A file is read and laid out, its columns are matched: nothing is in the register yet."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from programs.exchange import queries
from programs.exchange.choices import IMPORT, Kind, State
from programs.exchange.commands.weighing import weigh
from programs.exchange.models import ColumnPlan, ImportRow, ImportRun, ImportSheet
from programs.exchange.reading import FIELD, Rows, Sheets, as_rows, too_long
from programs.exchange.rules.fields import STAFF, family_keys
from programs.exchange.rules.headings import folded, guess_families, guess_staff, head_row
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing
from programs.kernel.intake import clean_line
from programs.kernel.rows import own

_PORTION = 2000


@dataclass(frozen=True)
class Table:
    """The row of headings with its number in the file, which field each seems to be, the rows below."""

    head_row: int
    heads: list[str]
    guessed: list[str]
    rows: Rows

    @property
    def known(self) -> int:
        """How many headings say which field they are."""
        return sum(1 for key in self.guessed if key)


def stage(actor: Actor, kind: Kind, name: str, sheets: Sheets, at: datetime) -> ImportRun:
    """Lay out a file: headings found, columns as remembered or guessed, each row's fate.

    Of several sheets the first whose headings are known from before, or say most. Raises RuleBroken for a table without a
    row below its headings.
    """
    with passing(actor, IMPORT[kind]) as trail:
        title, table = _most_telling(actor, kind, sheets)
        run = ImportRun(
            hub_id=actor.hub_id,
            kind=kind,
            file_name=clean_line(name)[-100:] or _("名前のないファイル"),
            staged_at=at,
            staged_by_id=actor.user_id,
        )
        _take_heads(actor, run, title, table)
        run.save()
        sheet = ImportSheet(hub_id=actor.hub_id, run=run)
        if len(sheets) > 1:
            sheet.titles = [[_title(name), rows and len(rows)] for name, rows in sheets]
            sheet.book = [rows for _name, rows in sheets]
        _keep(actor, sheet, table, at)
        trail.note(run, fields=("rows",))
    return run


def choose_sheet(actor: Actor, run: ImportRun, place: int, at: datetime) -> ImportRun:
    """Lay out another sheet of the same file instead; raises RuleBroken for one that cannot be."""
    with passing(actor, IMPORT[Kind(run.kind)], run) as trail:
        row = held(actor, run)
        sheet = ImportSheet.objects.get(run=row)
        if not 0 <= place < len(sheet.book):
            raise RuleBroken("", _("そのシートはありません。ファイルをもう一度選んでください。"))
        kept = sheet.book[place]
        if kept is None:
            raise RuleBroken("", too_long(row.kind))
        table = _table(actor, Kind(row.kind), as_rows(kept))
        _take_heads(actor, row, sheet.titles[place][0], table)
        row.save()
        _keep(actor, sheet, table, at)
        trail.note(row, fields=("rows",))
    return row


def choose_columns(actor: Actor, run: ImportRun, fields: Sequence[str], at: datetime) -> ImportRun:
    """Say which column is which field; remembered for tables with the same headings.

    Raises RuleBroken for a field chosen twice, none at all, and an import decided on already.
    """
    with passing(actor, IMPORT[Kind(run.kind)], run) as trail:
        row = held(actor, run)
        chosen = _checked(actor, row, fields)
        row.fields, row.planned = chosen, True
        row.save(update_fields=["fields", "planned"])
        ColumnPlan.objects.update_or_create(
            hub_id=row.hub_id,
            kind=row.kind,
            heads_key=heads_key(row.heads),
            defaults={"fields": chosen, "saved_at": at},
        )
        _lay_out(actor, row, sheet_rows(row), at)
        trail.note(row, fields=("fields",))
    return row


def held(actor: Actor, run: ImportRun) -> ImportRun:
    """Hold an import that nobody has decided on; raises RuleBroken for another."""
    row = own(ImportRun, actor, run.pk, hold=True)
    if row.state != State.STAGED:
        raise RuleBroken("", _("この取り込みは、すでに確定または中止されています。"))
    return row


def _most_telling(actor: Actor, kind: Kind, sheets: Sheets) -> tuple[str, Table]:
    tables = [(title, _table(actor, kind, rows)) for title, rows in sheets if rows is not None]

    def says(one: tuple[str, Table]) -> tuple[bool, bool, int]:
        table = one[1]
        return bool(table.rows), bool(_remembered(actor, kind, table.heads)), table.known

    return max(tables, key=says)


def _table(actor: Actor, kind: Kind, rows: Rows) -> Table:
    systems = queries.systems_of(actor) if kind == Kind.FAMILIES else []
    guess = guess_staff if kind == Kind.STAFF else lambda heads: guess_families(heads, systems)
    place = head_row(rows, guess)
    heads = [clean_line(text)[:100] for text in rows[place][1]]
    return Table(rows[place][0], heads, guess(heads), rows[place + 1 :])


def _take_heads(actor: Actor, run: ImportRun, title: str, table: Table) -> None:
    if not table.rows:
        raise RuleBroken(FIELD, _("見出しの下に行がありません。表の1行目を見出しにしてください。"))
    remembered = _remembered(actor, Kind(run.kind), table.heads)
    run.sheet_name = _title(title)
    run.head_row, run.heads = table.head_row, table.heads
    run.fields, run.planned = remembered or table.guessed, bool(remembered)


def _title(name: str) -> str:
    return clean_line(name)[:100]


def _keep(actor: Actor, sheet: ImportSheet, table: Table, at: datetime) -> None:
    sheet.rows = [[number, texts] for number, texts in table.rows]
    sheet.save()
    _lay_out(actor, sheet.run, table.rows, at)


def sheet_rows(run: ImportRun) -> Rows:
    """Return what stands in the cells of a staged import."""
    sheet = ImportSheet.objects.filter(run=run).first()
    return as_rows(sheet.rows) if sheet else []


def heads_key(heads: Sequence[str]) -> str:
    """Return by what a table is known again: its headings, however their kana were typed."""
    return hashlib.sha256(json.dumps([folded(head) for head in heads]).encode()).hexdigest()


def _remembered(actor: Actor, kind: Kind, heads: Sequence[str]) -> list[str]:
    rows = ColumnPlan.objects.filter(hub_id=actor.hub_id, kind=kind, heads_key=heads_key(heads))
    plan = rows.first()
    if plan is None or len(plan.fields) != len(heads):
        return []
    known = _keys(actor, kind)
    return [key if key in known else "" for key in plan.fields]


def _keys(actor: Actor, kind: str) -> set[str]:
    if kind == Kind.STAFF:
        return set(STAFF)
    return set(family_keys(queries.systems_of(actor)))


def _checked(actor: Actor, run: ImportRun, fields: Sequence[str]) -> list[str]:
    known = _keys(actor, run.kind)
    chosen = [key if key in known else "" for key in fields][: len(run.heads)]
    chosen += [""] * (len(run.heads) - len(chosen))
    seen: set[str] = set()
    for column, key in enumerate(chosen):
        if key and key in seen:
            raise RuleBroken(
                f"column{column}",
                _("同じ項目が2つの列に選ばれています。どちらか一方にしてください。"),
            )
        seen.add(key)
    if not any(chosen):
        raise RuleBroken("", _("少なくとも1つの列に、取り込む項目を選んでください。"))
    return chosen


def _lay_out(actor: Actor, run: ImportRun, rows: Rows, at: datetime) -> None:
    weighed = weigh(actor, run, rows, at.date())
    ImportRow.objects.filter(run=run).delete()
    ImportRow.objects.bulk_create(weighed.rows, batch_size=_PORTION)
    run.counts = weighed.counts
    run.save(update_fields=["counts"])
