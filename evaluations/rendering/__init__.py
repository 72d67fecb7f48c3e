"""The yearly document as HTML, text, JSON and PDF, all from one canonical form.

`publication_artefacts` is what the publishing command calls, once per revision; the result is
stored and never made again. The single renderings also serve the read-through before signing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluations.canonical import Document, digest, sha256_hex
from evaluations.rendering.as_html import html_of
from evaluations.rendering.as_pdf import pdf_of
from evaluations.rendering.as_txt import txt_of
from evaluations.rendering.compose import compose
from evaluations.rendering.record import Edition, SignatureLine

__all__ = [
    "Artefacts",
    "Edition",
    "SignatureLine",
    "html",
    "json",
    "pdf",
    "publication_artefacts",
    "txt",
]

Signatures = Sequence[SignatureLine]


@dataclass(frozen=True, slots=True)
class Artefacts:
    """One published revision. `hashes`: SHA-256 of the canonical form (content) and each file."""

    html: str
    txt: str
    json: str
    pdf: bytes
    hashes: dict[str, str]


def publication_artefacts(
    canonical: Document,
    signatures: Signatures,
    published_at: datetime,
    *,
    revision: int = 1,
    address: str = "",
) -> Artefacts:
    """All four renderings and their hashes (keys content, html, txt, json, pdf).

    `published_at` is aware; `revision` counts from 1; `address` is the permanent address printed
    on the document. The same arguments give the same bytes. Raises TypeError or ValueError for a
    document without a canonical form.
    """
    edition = Edition(revision, published_at, address)
    report = compose(canonical, signatures, edition)
    text, content = digest(canonical)
    page, words, paper = html_of(report), txt_of(report), pdf_of(report, published_at)
    hashes = {
        "content": content,
        "html": sha256_hex(page.encode()),
        "txt": sha256_hex(words.encode()),
        "json": sha256_hex(text.encode()),
        "pdf": sha256_hex(paper),
    }
    return Artefacts(page, words, text, paper, hashes)


def html(canonical: Document, signatures: Signatures = (), *, level: int = 1) -> str:
    """The safe HTML fragment; `level` is the heading level of the title."""
    return html_of(compose(canonical, signatures), level=level)


def txt(canonical: Document, signatures: Signatures = ()) -> str:
    """The plain text."""
    return txt_of(compose(canonical, signatures))


def json(canonical: Document, signatures: Signatures = ()) -> str:
    """The canonical form itself: its SHA-256 is the hash both signatures carry."""
    return digest(canonical)[0]


def pdf(canonical: Document, signatures: Signatures, written_at: datetime) -> bytes:
    """The tagged PDF; `written_at` (aware) becomes the date in the file."""
    return pdf_of(compose(canonical, signatures), written_at)
