"""Builders of tables as people send them."""

from collections.abc import Sequence
from typing import Any

from programs.exchange import commands
from programs.exchange.choices import Kind
from programs.exchange.models import ImportRow, ImportRun
from programs.exchange.reading import read_file
from programs.kernel import clock, sheets
from programs.kernel.actor import Actor

HEADS = [
    "世帯名",
    "ふりがな",
    "住所",
    "電話番号",
    "保護者氏名",
    "続柄",
    "子ども氏名",
    "フリガナ",
    "生年月日",
]
ROWS = [
    [
        "髙橋",
        "たかはし",
        "汐見区1-2",
        "９０１２３４５６７８",
        "髙橋 花",
        "母",
        "髙橋 陸",
        "ﾀｶﾊｼ ﾘｸ",
        "R6.5.1",
    ],
    [
        "青葉",
        "あおば",
        "磯部区3",
        "045-111-2222",
        "青葉 空",
        "父",
        "青葉 海",
        "アオバ ウミ",
        "2024/2/29",
    ],
]
BROKEN = ["波多", "はた", "", "12", "波多 花", "母", "波多 葵", "はた あおい", "2024/2/30"]
STAFF_HEADS = ["氏名", "ふりがな", "ログインID", "メールアドレス", "役割", "開始日"]
STAFF_ROWS = [["見本 海", "みほん うみ", "m.umi", "umi@example.jp", "スタッフ、受付", "2026/4/1"]]


def table(heads: Sequence[str], *rows: Sequence[Any]) -> bytes:
    """A workbook."""
    return sheets.as_xlsx(heads, [list(row) for row in rows])


def staged(
    actor: Actor, *rows: Sequence[Any], heads: Sequence[str] = HEADS, kind: Kind = Kind.FAMILIES
) -> ImportRun:
    """A table laid out for confirmation."""
    read = read_file("名簿.xlsx", table(heads, *rows), kind.value)
    return commands.stage(actor, kind, "名簿.xlsx", read, clock.now())


def fates(run: ImportRun) -> list[str]:
    """What becomes of each row, in the order of the file."""
    return list(ImportRow.objects.filter(run=run).values_list("fate", flat=True))
