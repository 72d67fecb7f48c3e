"""Words for rows and problems, and the workbooks that go with an import."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from programs.exchange.choices import Kind
from programs.exchange.models import ImportRow, ImportRun
from programs.exchange.reading import MOST_ROWS
from programs.exchange.rules.fields import ADULT, CHILD, FAMILY, STAFF, label_of, staff_label
from programs.exchange.rules.problems import sentence
from programs.registry.choices import Relation, Residence, Role

TEMPLATE_ADULTS, TEMPLATE_CHILDREN = 2, 4


def noted(run: ImportRun) -> Callable[[ImportRow], list[dict[str, str]]]:
    """Return what says of a row why it has its fate: heading, cell, sentence."""

    def notes(row: ImportRow) -> list[dict[str, str]]:
        return [
            {"head": head_of(run, one["column"]), "cell": one["cell"], "text": sentence(one)}
            for one in row.notes
        ]

    return notes


def head_of(run: ImportRun, column: int | None) -> str:
    """Return the heading of a column, or its place; empty for no column."""
    if column is None:
        return ""
    head = run.heads[column] if column < len(run.heads) else ""
    return head or _("%(number)s列目") % {"number": column + 1}


def rejected_table(
    run: ImportRun, rows: Sequence[ImportRow], cells: dict[int, list[str]]
) -> tuple[list[str], list[list[Any]]]:
    """Return headings and rows of what cannot be taken: as in the file, the reason behind."""
    heads = [*run.heads, _("取り込めない理由")]
    said = noted(run)
    table = []
    for row in rows:
        texts = cells.get(row.number, [])[: len(run.heads)]
        texts = texts + [""] * (len(run.heads) - len(texts))
        reasons = [
            _("%(column)s：%(reason)s") % {"column": one["head"], "reason": one["text"]}
            if one["head"]
            else one["text"]
            for one in said(row)
        ]
        table.append([*texts, " ".join(reasons)])
    return heads, table


def template_book(kind: Kind) -> tuple[list[str], list[str]]:
    """Return the headings of an empty table, and how it is filled in."""
    listed = _("、")
    if kind == Kind.STAFF:
        return [staff_label(key) for key in STAFF], [
            _("1行に1人を入力します。氏名・ログインID・役割は必ず入力してください。"),
            _("役割は次の中から選びます。2つ以上は「、」で区切ります。"),
            listed.join(str(label) for code, label in Role.choices if code != Role.CITY_VIEWER),
            _("開始日が空のときは、取り込んだ日からになります。"),
            _("一度に%(limit)s行まで取り込めます。") % {"limit": f"{MOST_ROWS[kind.value]:,}"},
        ]
    keys = [
        *FAMILY,
        *(f"adult{n}.{name}" for n in range(1, TEMPLATE_ADULTS + 1) for name in ADULT),
        *(f"child{n}.{name}" for n in range(1, TEMPLATE_CHILDREN + 1) for name in CHILD),
    ]
    return [label_of(key) for key in keys], [
        _("1行に1つのご家族を入力します。大人か子どもを1人以上入力してください。"),
        _("日付は 2024/5/1、令和6年5月1日、R6.5.1 のどれでも読み取ります。"),
        _("お住まいは次の中から選びます。空のときは住所から判断します。"),
        listed.join(str(label) for label in Residence.labels),
        _("続柄は次の中から選びます。"),
        listed.join(str(label) for label in Relation.labels),
        _("登録番号が空のときは、次の番号を自動で付けます。"),
        _("一度に%(limit)s行まで取り込めます。") % {"limit": f"{MOST_ROWS[kind.value]:,}"},
    ]
