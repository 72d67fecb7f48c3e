"""Texts of the screens: finding them in the source, and the state of their translation.

Pure Python (polib), so that neither a demonstration nor a test needs GNU gettext.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

PLURAL = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_LITERAL = r"""(?:u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*")"""
_CALL = re.compile(
    rf"\b(_|n?p?gettext)\((\s*{_LITERAL})(?:\s*,\s*({_LITERAL}))?(?:\s*,\s*({_LITERAL}))?"
)
SOURCES = ("hubsite", "programs", "consultations", "network", "evaluations")


@dataclass(frozen=True, order=True)
class Message:
    """One text to translate: context ("" for none), text, and plural form ("" for none)."""

    context: str
    text: str
    plural: str = ""


def found(base: Path) -> dict[Message, list[str]]:
    """Return every marked text below a folder and the files it stands in."""
    places: dict[Message, list[str]] = {}
    for top in SOURCES:
        for path in sorted((base / top).rglob("*.py")):
            if "migrations" not in path.parts:
                _add(places, in_python(path.read_text(encoding="utf-8")), path.relative_to(base))
    for pattern in ("*.html", "*.txt"):
        for path in sorted((base / "templates").rglob(pattern)):
            _add(places, in_template(path.read_text(encoding="utf-8")), path.relative_to(base))
    return places


def in_python(source: str) -> Iterator[Message]:
    """Yield the texts marked in Python source."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        if texts and name in PLAIN | PLURAL | CONTEXT:
            yield _message(name, texts)


def in_template(source: str) -> Iterator[Message]:
    """Yield the texts marked in a Django template."""
    for match in _CALL.finditer(templatize(source)):
        texts = [ast.literal_eval(part.strip()) for part in match.groups()[1:] if part]
        yield _message(match[1], texts)


def merge(catalogue: polib.POFile, places: dict[Message, list[str]]) -> polib.POFile:
    """Return a catalogue of exactly the found texts, keeping the translations there are."""
    known = {(e.msgctxt or "", e.msgid): e for e in catalogue}
    merged = polib.POFile(wrapwidth=100)
    merged.metadata = catalogue.metadata
    for message, files in sorted(places.items()):
        old = known.get((message.context, message.text))
        entry = polib.POEntry(
            msgctxt=message.context or None,
            msgid=message.text,
            msgid_plural=message.plural,
            msgstr=old.msgstr if old else "",
            occurrences=[(str(name), "") for name in sorted(set(files))],
        )
        if message.plural:
            entry.msgstr_plural = (old.msgstr_plural if old else None) or {0: "", 1: ""}
        merged.append(entry)
    return merged


def untranslated(catalogue: polib.POFile) -> list[str]:
    """Return texts without a translation, or with a fuzzy one."""
    return [e.msgid for e in catalogue if not e.translated() or e.fuzzy]


def _message(name: str, texts: list[str]) -> Message:
    context = texts.pop(0) if name in CONTEXT and len(texts) > 1 else ""
    plural = texts[1] if name in PLURAL and len(texts) > 1 else ""
    return Message(context, texts[0], plural)


def _add(places: dict[Message, list[str]], messages: Iterator[Message], path: Path) -> None:
    for message in messages:
        places.setdefault(message, []).append(path.as_posix())
