"""The canonical form of a yearly document: what both parties sign, byte for byte.

One dictionary (`annual-document/1`) holds every word of the document, its labels, the order of
its rows and how they are marked. Its canonical form is JSON in UTF-8 with sorted keys, no
spaces and no ASCII escapes; only newlines are normalised. The SHA-256 of those bytes is the
content hash that stands in both signatures, in the database and on the PDF. The published
.json file is exactly these bytes, so anyone can recompute the hash with a common tool.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from evaluations.canonical_rules import Problem, problems_of

FORMAT = "annual-document/1"

Document = Mapping[str, Any]


def normalise(document: Document) -> dict[str, Any]:
    """A copy with every newline (CR LF or CR alone) written as LF; nothing else changes.

    Raises TypeError for a key that is no text, a float, or any other type JSON would bend.
    """
    normal = _normal(document)
    assert isinstance(normal, dict)
    return normal


def digest(document: Document) -> tuple[str, str]:
    """The canonical JSON text and the SHA-256 (64 hex digits) of its UTF-8 bytes.

    Raises TypeError as `normalise`, and UnicodeEncodeError for half a surrogate pair.
    """
    text = json.dumps(
        normalise(document),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    return text, sha256_hex(text.encode("utf-8"))


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def load(text: str) -> dict[str, Any]:
    """The dictionary back from its canonical JSON text.

    Raises ValueError when the text is not JSON, or not in canonical form (other spacing or
    order, a key twice): such a text has another hash than the document it describes.
    """
    document = json.loads(text)
    if not isinstance(document, dict):
        raise ValueError("a document is a JSON object")
    try:
        canonical, _hash = digest(document)
    except TypeError as error:
        raise ValueError(str(error)) from error
    if canonical != text:
        raise ValueError("the text is not in canonical form")
    return document


def validate(document: Document) -> list[Problem]:
    """What keeps the dictionary from being an annual document; empty when nothing does."""
    return problems_of(document)


def _normal(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, Mapping):
        return {_key(key): _normal(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_normal(inner) for inner in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError("the keys of a document are texts")
    return key
