"""Reading a rendered yearly document as its readers do: the page, the text file, the PDF."""

import io
import re
from html.parser import HTMLParser
from typing import Any

import pypdf

from evaluations.rendering import Artefacts, publication_artefacts
from evaluations.rendering.as_txt import plain
from tests.make_publication import PUBLISHED_AT, document, signatures

FORBIDDEN_IN_TXT = re.compile(
    "[\u2160-\u217f\u2460-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf★☆]"
)
ADDRESS = "https://hub.example/public/shiomi/2025/r1/"
_MARKS = re.compile(r"目標[\d・目標]+|取組[\d・]+(?:-\d+)?|[①-⑳★・【】：:]|\(\d+\)|\d+\.?")


class Reader(HTMLParser):
    """The words of a page, as a reader meets them, and how its tags nest."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read_html(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def read_pdf(paper: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(paper))


def pdf_text(paper: bytes) -> str:
    """The text of all pages without their footers."""
    pages = [page.extract_text() for page in read_pdf(paper).pages]
    return "\n".join(re.sub(r"[^\n]* \d+ / \d+\s*$", "", page) for page in pages)


def closed_up(text: str) -> str:
    """The text without spaces, line breaks, and what only guides a line break."""
    return re.sub(r"[\s\u200b]", "", text)


def bare(text: str) -> str:
    """The closed-up text without the marks that differ between page and text file."""
    return closed_up(plain(_MARKS.sub("", text)))


def made(**changes: Any) -> Artefacts:
    return publication_artefacts(
        document(**changes), signatures(), PUBLISHED_AT, revision=1, address=ADDRESS
    )


def cell(text: str, goals: tuple[int, ...] = (1,), state: str = "text") -> dict[str, Any]:
    return {"goals": list(goals), "state": state, "text": text}


def texts_of(value: Any) -> list[str]:
    """Every text that somebody wrote into goals, initiatives and cells."""
    if isinstance(value, dict):
        return [
            text
            for key, inner in value.items()
            if key in ("goals", "initiatives", "outcomes", "issues", "text")
            for text in ([inner] if isinstance(inner, str) else texts_of(inner))
        ]
    return [text for inner in value for text in texts_of(inner)] if isinstance(value, list) else []
