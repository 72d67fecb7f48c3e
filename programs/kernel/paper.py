"""Papers: a tagged PDF (PDF/UA-1) set by Typst from templates/typst, with shipped fonts alone.

The words travel as JSON data, never as Typst code: nothing that somebody wrote can act on the page.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from django.http import HttpResponse

from programs.kernel.glyphs import drawable, replaced

STANDARD: Literal["ua-1"] = "ua-1"


def paper(template: str, data: dict[str, Any], written_at: datetime) -> bytes:
    """Set a paper: a template's name without its ending, what it shows, and the date of the file.

    A character that no shipped font has stands as 〓 with its Unicode number. Raises
    typst.TypstError when the layout cannot be set; no text can cause that.
    """
    known = drawable(font_files())
    shown = each_text(data, lambda text: replaced(text, known))
    compiled = typst.compile(
        str(folder() / f"{template}.typ"),
        root=str(folder()),
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
        pdf_standards=[STANDARD],
        timestamp=written_at.astimezone(UTC).replace(microsecond=0),
    )
    assert isinstance(compiled, bytes)
    return compiled


def as_response(file: bytes, name: str) -> HttpResponse:
    """Return a paper to be shown by the browser and kept nowhere on the way."""
    response = HttpResponse(file, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return data with every text in it changed."""
    if isinstance(value, str):
        return change(str(value))
    if isinstance(value, dict):
        return {key: each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [each_text(inner, change) for inner in value]
    return value


def folder() -> Path:
    """Where the layouts are."""
    return Path(settings.BASE_DIR) / "templates" / "typst"


@cache
def font_files() -> tuple[Path, ...]:
    """The fonts that papers are set in."""
    folders = (Path(settings.BASE_DIR) / "static" / "fonts", folder() / "fonts")
    return tuple(sorted(file for folder in folders for file in folder.glob("*.[ot]tf")))


@cache
def fonts() -> typst.Fonts:
    """The same, read once."""
    folders = sorted({str(file.parent) for file in font_files()})
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
