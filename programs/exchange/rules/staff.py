"""A row of a table as a person to invite: values read, or what is wrong with which cell."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.exchange.rules import cells
from programs.exchange.rules.problems import Problem, problem
from programs.kernel.intake import NotUnderstood
from programs.kernel.intake.reading import tight

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def read_username(text: str) -> str:
    """A login id in narrow small letters. Raises NotUnderstood."""
    name = tight(cells.read_text(text, 100)).casefold()
    if not _USERNAME.fullmatch(name):
        message = _("半角の英小文字・数字と「.」「-」「_」だけで、3文字以上にしてください。")
        raise NotUnderstood("username", message)
    return name


READERS: dict[str, Callable[[str], Any]] = {
    "name": lambda text: cells.read_text(text, 100),
    "name_kana": cells.read_kana,
    "username": read_username,
    "email": cells.read_email,
    "roles": cells.read_roles,
    "title": lambda text: cells.read_text(text, 60),
    "from_on": cells.read_day,
    "to_on": cells.read_day,
}
REQUIRED = (
    ("name", _("氏名がありません。")),
    ("username", _("ログインIDがありません。")),
    ("roles", _("役割がありません。")),
)


@dataclass(frozen=True)
class StaffRow:
    """What a row says of a person; values by key, those left empty as "", () or None."""

    values: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    label: str = ""


def read_person(
    fields: Sequence[str], row: Sequence[str], to_give: Sequence[str], today: date
) -> StaffRow:
    """Read a row as a person to invite with roles that may be given; every problem is told."""
    texts = {key: text for key, text in zip(fields, row, strict=False) if key and text.strip()}
    columns = {key: n for n, key in enumerate(fields) if key}
    values: dict[str, Any] = {"roles": (), "from_on": today, "to_on": None}
    found: list[Problem] = []
    for key, reader in READERS.items():
        values.setdefault(key, "")
        if key in texts:
            try:
                values[key] = reader(texts[key])
            except NotUnderstood as reason:
                found.append(problem(reason.message, columns[key], texts[key], reason.params))
    for key, message in REQUIRED:
        if key not in texts:
            found.append(problem(message, columns.get(key)))
    for role in values["roles"]:
        if role not in to_give:
            message = _("この役割は、この拠点では渡せません。")
            found.append(problem(message, columns["roles"], texts["roles"]))
    if values["to_on"] and values["to_on"] < values["from_on"]:
        message = _("終了日は開始日以降の日にしてください。")
        found.append(problem(message, columns["to_on"], texts["to_on"]))
    return StaffRow(values, tuple(found), str(values["name"])[:200])
