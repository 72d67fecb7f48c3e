"""A record as a paper: facts and texts under headings; whose it is and who printed it on every page."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.paper import paper
from programs.kernel.templatetags.hub import wareki_time


@dataclass(frozen=True, slots=True)
class Entry:
    """A text with a small line above it: who, when."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with facts (label, value) and texts."""

    heading: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def printed(
    actor: Actor, title: str, sections: Iterable[Section], at: datetime, notes: Iterable[str] = ()
) -> bytes:
    """Set a paper that says on every page whose it is, who printed it, and which page it is."""
    words = _("印刷：%(name)s　%(when)s") % {"name": actor.name, "when": wareki_time(at)}
    data = {
        "title": title,
        "language": (get_language() or "ja")[:2],
        "hub": actor.hub_name,
        "caution": _("取扱注意"),
        "printed": words,
        "notes": list(notes),
        "sections": [_plain(asdict(section)) for section in sections],
    }
    return paper("record", data, at)


def _plain(section: dict[str, Any]) -> dict[str, Any]:
    return {
        "heading": str(section["heading"]),
        "facts": [[str(label), str(value)] for label, value in section["facts"]],
        "entries": section["entries"],
    }
