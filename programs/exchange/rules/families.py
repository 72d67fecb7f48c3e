"""A row of a table as a family: values read, or what is wrong with which cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.exchange.rules import cells
from programs.exchange.rules.fields import ADULTS, CHILDREN
from programs.exchange.rules.headings import relation_in
from programs.exchange.rules.problems import Problem, problem
from programs.kernel.intake import NotUnderstood
from programs.registry.choices import Relation
from programs.registry.rules import AdultValues, ChildValues, HouseholdValues, problems

READERS: dict[str, Callable[[str], Any]] = {
    "number": cells.read_number,
    "name": lambda text: cells.read_text(text, 100),
    "name_kana": cells.read_kana,
    "phone": cells.read_phone,
    "postcode": cells.read_postcode,
    "address": lambda text: cells.read_text(text, 200),
    "door_note": lambda text: cells.read_text(text, 300),
    "allergies": lambda text: cells.read_text(text, 300),
    "languages": cells.read_languages,
    "found_by": cells.read_found_by,
    "registered_on": cells.read_day,
    "relation": cells.read_relation,
    "birth_on": cells.read_day,
    "due_on": cells.read_day,
    "code": lambda text: cells.read_text(text, 100),
}
EMPTY: dict[str, Any] = {"number": None, "registered_on": None, "birth_on": None, "due_on": None}


@dataclass(frozen=True)
class CodeValue:
    """A number of another system and whose it is: family, adult0, child2 (place among those filled)."""

    system_id: int
    owner: str
    code: str


@dataclass(frozen=True)
class FamilyRow:
    """What a row says: a family to be, its own number and numbers elsewhere, or problems."""

    values: HouseholdValues | None = None
    number: int | None = None
    registered_on: date | None = None
    codes: tuple[CodeValue, ...] = ()
    problems: tuple[Problem, ...] = ()
    label: str = ""


@dataclass
class _Reading:
    """The cells of a row by key, read one by one; what cannot be read is collected."""

    fields: Sequence[str]
    cells: Sequence[str]
    found: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        pairs = zip(self.fields, self.cells, strict=False)
        self.texts = {key: text for key, text in pairs if key and text.strip()}
        self.columns = {key: n for n, key in enumerate(self.fields) if key}

    def take(self, key: str, name: str = "") -> Any:
        """Return the value of a key; an empty one where it cannot be read, with its problem."""
        name = name or key
        text = self.texts.get(key, "")
        empty = EMPTY.get(name, () if name == "languages" else "")
        if not text:
            return empty
        try:
            return READERS[name](text)
        except NotUnderstood as reason:
            self.found.append(problem(reason.message, self.columns[key], text, reason.params))
            return empty


def read_family(
    fields: Sequence[str], row: Sequence[str], heads: Sequence[str], ward: str, today: date
) -> FamilyRow:
    """Read a row as a family; every problem is told, not only the first."""
    reading = _Reading(fields, row)
    adults, adult_places = _people(reading, "adult", ADULTS, heads)
    children, child_places = _people(reading, "child", CHILDREN, heads)
    name, kana = reading.take("name"), reading.take("name_kana")
    people = [*adults, *children]
    values = HouseholdValues(
        name=name or _surname(one["name"] for one in people),
        name_kana=kana or _surname(one["name_kana"] for one in people),
        residence=_residence(reading, ward),
        languages=reading.take("languages"),
        adults=tuple(AdultValues(**one) for one in adults),
        children=tuple(ChildValues(**one) for one in children),
        **{k: reading.take(k) for k in ("phone", "postcode", "address")},
        **{k: reading.take(k) for k in ("door_note", "allergies", "found_by")},
    )
    number, registered_on = reading.take("number"), reading.take("registered_on")
    codes = _codes(reading, {**adult_places, **child_places})
    _check(reading, values, registered_on, {**adult_places, **child_places}, today)
    label = values.name or next((one["name"] for one in people if one["name"]), "")
    return FamilyRow(values, number, registered_on, codes, tuple(reading.found), label[:200])


def _people(
    reading: _Reading, kind: str, most: int, heads: Sequence[str]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The people of a kind who have any cell filled; place in the table -> place among them."""
    rows: list[dict[str, Any]] = []
    places: dict[str, str] = {}
    for n in range(1, most + 1):
        who = f"{kind}{n}"
        names = [key.partition(".")[2] for key in reading.texts if key.startswith(f"{who}.")]
        if not names or names == ["relation"]:
            continue
        wanted = (
            "name",
            "name_kana",
            *(("relation", "phone", "birth_on") if kind == "adult" else ("birth_on", "due_on")),
        )
        row = {name: reading.take(f"{who}.{name}", name) for name in wanted}
        if kind == "adult":
            row["relation"] = row["relation"] or _relation(reading, who, heads)
        places[who] = f"{kind}{len(rows)}"
        rows.append(row)
    return rows, places


def _relation(reading: _Reading, who: str, heads: Sequence[str]) -> str:
    column = reading.columns.get(f"{who}.name")
    said = relation_in(heads[column]) if column is not None and column < len(heads) else ""
    return said or Relation.OTHER


def _surname(names: Any) -> str:
    """The first word of the first name that has two."""
    return next((words[0] for name in names if len(words := name.split()) > 1), "")


def _residence(reading: _Reading, ward: str) -> str:
    text, address = reading.texts.get("residence", ""), reading.texts.get("address", "")
    try:
        return cells.read_residence(text, address, ward)
    except NotUnderstood as reason:
        column = reading.columns["residence"]
        reading.found.append(problem(reason.message, column, text, reason.params))
        return ""


def _codes(reading: _Reading, places: dict[str, str]) -> tuple[CodeValue, ...]:
    """Numbers of other systems; of somebody who is not in the row they are the family's."""
    found = []
    for key in reading.texts:
        if key.startswith("code."):
            _code, system, owner = key.split(".")
            if code := reading.take(key, "code"):
                found.append(CodeValue(int(system), places.get(owner, "family"), code))
    return tuple(found)


def _check(
    reading: _Reading,
    values: HouseholdValues,
    registered_on: date | None,
    places: dict[str, str],
    today: date,
) -> None:
    """Hold the row against the rules of the register."""
    if not values.name:
        column = reading.columns.get("name")
        reading.found.append(problem(_("ご家族の名前がありません。"), column))
    if registered_on and registered_on > today:
        column = reading.columns["registered_on"]
        text = reading.texts["registered_on"]
        reading.found.append(problem(_("登録日が今日より後です。"), column, text))
    told = {one.column for one in reading.found}
    back = {place: who for who, place in places.items()}
    for name, message in problems(values, today):
        place, _sep, rest = name.partition("_")
        key = f"{back.get(place, '')}.{rest}"
        column = reading.columns.get(key)
        if column is None or column not in told:
            reading.found.append(problem(message, column, reading.texts.get(key, "")))
