"""The document as a tagged PDF (PDF/UA-1) on A4, set by Typst from templates/typst/annual.typ.

The words travel as JSON data, never as Typst code. The same document, signatures and moment
of publication give the same bytes: only shipped fonts are used and the file's date is that moment.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings

from evaluations.rendering.report import Report
from programs.kernel.glyphs import drawable, replaced

STANDARD: Literal["ua-1"] = "ua-1"
WIDTHS = {
    "record": (3.4, 2.2, 1.9, 2.4, 2.4),
    "evidence": (2, 1.7, 2.6, 1.4, 3.6, 2.3),
}
MISSING_NOTE = (
    "※この文書には、PDFで表示できない文字があります。〓とその文字のUnicode番号で示しています。"
    "文字そのものは、公表ページとテキスト版にあります。"
)


def pdf_of(report: Report, written_at: datetime) -> bytes:
    """The bytes of the PDF. `written_at` (aware) becomes the date in the file.

    Raises typst.TypstError when the layout cannot be set; no text can cause that.
    """
    compiled = typst.compile(
        str(_folder() / "annual.typ"),
        root=str(_folder()),
        font_paths=_fonts(),
        sys_inputs={"report": json.dumps(_data(report), ensure_ascii=False)},
        pdf_standards=[STANDARD],
        timestamp=written_at.astimezone(UTC),
    )
    assert isinstance(compiled, bytes)
    return compiled


def _data(report: Report) -> dict[str, Any]:
    known = drawable(_font_files())
    whole = _each_text(asdict(report), str)
    shown = _each_text(whole, lambda text: replaced(text, known))
    missing = shown != whole
    for section in shown["sections"]:
        section["size"] = len(json.dumps(section, ensure_ascii=False))
    return {
        **shown,
        "widths": WIDTHS,
        "authors": [],
        "description": f"SHA-256 {report.content_hash}",
        "missing_note": MISSING_NOTE if missing else "",
    }


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_each_text(inner, change) for inner in value]
    return value


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "typst"


@cache
def _font_files() -> tuple[Path, ...]:
    folders = (Path(settings.BASE_DIR) / "static" / "fonts", _folder() / "fonts")
    return tuple(sorted(file for folder in folders for file in folder.glob("*.[ot]tf")))


@cache
def _fonts() -> typst.Fonts:
    folders = sorted({str(file.parent) for file in _font_files()})
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
