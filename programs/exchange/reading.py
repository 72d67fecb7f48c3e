"""A file that somebody sent, as rows of texts; what cannot be read is told in a sentence."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programs.kernel.errors import RuleBroken

LARGEST = 5 * 1024 * 1024
MOST_ROWS = {"families": 5000, "staff": 500}
MOST_COLUMNS = 200
UNPACKED = 100 * 1024 * 1024
SECONDS = 30
FIELD = "file"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

# [[number of the row in the file, [text of each cell]]]
Rows = list[tuple[int, list[str]]]
# [[name of the sheet, its rows, or None where they are too many]]; a text is one sheet without a name
Sheets = list[tuple[str, Rows | None]]


def read_file(name: str, body: bytes, kind: str) -> Sheets:
    """Return the sheets that hold a table, without empty rows. Raises RuleBroken with what to do.

    Sheets with text in one column only explain something; they count where there is no other.
    """
    if not body:
        raise _refused(_("ファイルが空です。"))
    if body.startswith(_OLE):
        raise _refused(_old_or_locked(name, body))
    sheets = _workbook(body, kind) if body.startswith(b"PK") else [("", _text(name, body, kind))]
    filled = [(title, rows) for title, rows in sheets if rows is None or rows]
    if not filled:
        raise _refused(_("表に何も入力されていません。"))
    tables = [one for one in filled if one[1] is None or _is_table(one[1])] or filled
    fit = [(title, _fitting(rows, kind)) for title, rows in tables]
    if all(rows is None for _title, rows in fit):
        raise _refused(too_long(kind))
    return fit


def too_long(kind: str) -> object:
    """Return the sentence about a table with too many rows."""
    message = _("一度に取り込めるのは%(limit)s行までです。ファイルを分けてください。")
    return message % {"limit": f"{MOST_ROWS[kind]:,}"}


def _fitting(rows: Rows | None, kind: str) -> Rows | None:
    return rows if rows is not None and len(rows) <= MOST_ROWS[kind] + 1 else None


def _is_table(rows: Rows) -> bool:
    return any(sum(1 for text in texts if text.strip()) > 1 for _number, texts in rows)


def _refused(message: object) -> RuleBroken:
    return RuleBroken(FIELD, message)


def _old_or_locked(name: str, body: bytes) -> object:
    if _ENCRYPTED in body:
        return _(
            "パスワードで保護されたファイルは読み込めません。Excelでパスワードを外し、保存し直してから選んでください。"
        )
    if name.lower().endswith((".doc", ".ppt", ".msg")):
        return _not_a_table()
    return _(
        "古い形式のExcelファイル（.xls）は読み込めません。Excelで開き、「Excelブック（.xlsx）」として保存し直してください。"
    )


def _not_a_table() -> object:
    return _("ExcelまたはCSVのファイルではありません。.xlsx か .csv のファイルを選んでください。")


def _workbook(body: bytes, kind: str) -> Sheets:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            names = set(packed.namelist())
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise _refused(_("ファイルが壊れているため、読み込めません。")) from error
    if not names & {"xl/workbook.xml", "xl/workbook.bin"}:
        raise _refused(_not_a_table())
    if unpacked > UNPACKED:
        raise _refused(
            _("ファイルの中身が大きすぎます。必要な行と列だけを新しいファイルに写してください。")
        )
    return _apart(body, MOST_ROWS[kind])


def _apart(body: bytes, most: int) -> Sheets:
    """Read in a process of its own (see ``workbook``)."""
    command = [sys.executable, "-m", "programs.exchange.workbook", str(most + 1), str(MOST_COLUMNS)]
    try:
        done = subprocess.run(
            command,
            input=body,
            capture_output=True,
            timeout=SECONDS,
            cwd=Path(settings.BASE_DIR),
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise _refused(
            _("ファイルを読み込めません。Excelで開いて、新しいファイルに保存し直してください。")
        ) from error
    return [
        (name, rows if rows is None else as_rows(rows)) for name, rows in json.loads(done.stdout)
    ]


def as_rows(kept: Iterable[Any]) -> Rows:
    """Return rows that were kept as JSON."""
    return [(int(number), texts) for number, texts in kept]


def _text(name: str, body: bytes, kind: str) -> Rows:
    text = _decoded(body)
    if text is None or "\x00" in text or name.lower().endswith((".pdf", ".png", ".jpg", ".docx")):
        raise _refused(_not_a_table())
    head = text.split("\n", 1)[0]
    signs = max(",\t;", key=head.count)
    try:
        return list(
            _lines(csv.reader(io.StringIO(text, newline=""), delimiter=signs, strict=True), kind)
        )
    except csv.Error as error:
        raise _refused(
            _(
                'CSVを読み取れません。引用符（"）の閉じ忘れや長すぎるセルがないか確かめ、Excelで開いて保存し直してください。'
            )
        ) from error


def _lines(reader: Iterator[list[str]], kind: str) -> Iterator[tuple[int, list[str]]]:
    taken = 0
    for number, row in enumerate(reader, start=1):
        texts = row[:MOST_COLUMNS]
        if any(cell.strip() for cell in texts):
            taken += 1
            yield number, texts
        if taken > MOST_ROWS[kind] + 1:
            return


def _decoded(body: bytes) -> str | None:
    """UTF-8 with or without mark, UTF-16 with mark, or the Japanese of Windows; None for neither."""
    marked = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    for code in ("utf-16",) if marked else ("utf-8-sig", "cp932"):
        try:
            return body.decode(code)
        except UnicodeDecodeError:
            continue
    return None
