"""The document as a tagged PDF (PDF/UA-1) on A4, set by Typst from templates/typst/annual.typ.

The words travel as JSON data, never as Typst code. The same document, signatures and moment
of publication give the same bytes: only shipped fonts are used and the file's date is that moment.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import typst

from evaluations.rendering.report import Report
from programs.kernel.glyphs import drawable, replaced
from programs.kernel.paper import STANDARD, each_text, folder, font_files, fonts

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
        str(folder() / "annual.typ"),
        root=str(folder()),
        font_paths=fonts(),
        sys_inputs={"report": json.dumps(_data(report), ensure_ascii=False)},
        pdf_standards=[STANDARD],
        timestamp=written_at.astimezone(UTC),
    )
    assert isinstance(compiled, bytes)
    return compiled


def _data(report: Report) -> dict[str, Any]:
    known = drawable(font_files())
    whole = each_text(asdict(report), str)
    shown = each_text(whole, lambda text: replaced(text, known))
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
