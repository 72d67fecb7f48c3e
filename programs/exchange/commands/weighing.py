"""What becomes of each row of a table, against the register as it is at this moment."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from programs.exchange.choices import Fate, Kind
from programs.exchange.models import ImportRow, ImportRun
from programs.exchange.queries import known_families, known_people, systems_of, ward_of
from programs.exchange.reading import Rows
from programs.exchange.rules import matching
from programs.exchange.rules.families import FamilyRow, read_family
from programs.exchange.rules.fields import label_of
from programs.exchange.rules.joining import join_rows
from programs.exchange.rules.problems import Problem, as_stored, problem
from programs.exchange.rules.staff import StaffRow, read_person
from programs.kernel.actor import Actor
from programs.kernel.kana import search_key
from programs.registry.models import code_key
from programs.registry.queries import staff as member_queries
from programs.registry.rules import problems

BY = {
    "number": _("同じ登録番号のご家族が登録されています。"),
    "code": _("同じ外部番号のご家族が登録されています。"),
    "same": _("同じ内容のご家族が登録されています。"),
    "alike": _("電話番号・ふりがな・生年月日などから、登録済みのご家族と判断しました。"),
    "row": _("%(row)s行目と同じご家族です。"),
}
JOINED = _("%(row)s行目のご家族に%(count)s人を加えて、1つのご家族として登録します。")
DIFFERS = _("%(row)s行目と同じご家族のようですが、%(field)sが違います。どちらかに直してください。")
TOO_MANY = _("%(row)s行目のご家族と合わせると、1つの登録に入る人数を超えます。")
TAKEN = _("この登録番号は、別のご家族が使っています。")
ACCOUNT_THERE = _("同じログインIDのアカウントがあります。")
ACCOUNT_ALIKE = _("同じ氏名とメールアドレスのアカウントがあります。")
ACCOUNT_ROW = _("同じログインIDが表の中に2回あります。")
ACCOUNT_TAKEN = _("このログインIDはすでに使われています。別のIDにしてください。")


@dataclass
class Weighed:
    """The rows with their fates; those that are new also as what they say."""

    rows: list[ImportRow] = field(default_factory=list)
    new: list[tuple[ImportRow, Any]] = field(default_factory=list)
    joined: list[tuple[ImportRow, int]] = field(default_factory=list)  # and the first row's number
    places: dict[int, int] = field(default_factory=dict)  # a new row's number -> its place in new

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each fate."""
        found = Counter(str(row.fate) for row in self.rows)
        return {fate.value: found[fate.value] for fate in Fate}


def weigh(actor: Actor, run: ImportRun, rows: Rows, today: date) -> Weighed:
    """Return what becomes of each row below the headings; nothing is written."""
    below = [(number, texts) for number, texts in rows if number > run.head_row]
    if run.kind == Kind.STAFF:
        return _staff(actor, run, below, today)
    return _families(actor, run, below, today)


def _families(actor: Actor, run: ImportRun, rows: Rows, today: date) -> Weighed:
    known, ward = known_families(actor), ward_of(actor)
    systems = {system.pk for system in systems_of(actor)}
    fields = [key if _offered(key, systems) else "" for key in run.fields]
    weighed = Weighed()
    for number, texts in rows:
        said = read_family(fields, texts, run.heads, ward, today)
        keys = [(code.system_id, code_key(code.code)) for code in said.codes]
        row = _row(run, number, said.label)
        weighed.rows.append(row)
        if not any(text.strip() for key, text in zip(fields, texts, strict=False) if key):
            row.fate = Fate.NOTHING
        elif said.problems:
            _reject(row, *said.problems)
        elif found := matching.find(said, known, keys):
            if found.pk < 0:
                _join(weighed, row, said, -found.pk, today)
            else:
                _know(row, found.pk, BY[found.by])
        elif matching.taken(said, known):
            _reject(row, _at(run, "number", TAKEN, texts))
        else:
            matching.join(said, known, number, keys)
            weighed.places[number] = len(weighed.new)
            weighed.new.append((row, said))
    return weighed


def _join(weighed: Weighed, row: ImportRow, said: FamilyRow, place: int, today: date) -> None:
    """A later row of a family that is to be new: its people join, or it is told why they cannot."""
    at = weighed.places[place]
    both = join_rows(weighed.new[at][1], said)
    assert both.row.values is not None
    broken = [str(message) for _name, message in problems(both.row.values, today)]
    if both.differing:
        with override("ja"):  # as all notes are kept
            label = label_of(both.differing)
        _reject(row, problem(DIFFERS, params={"row": place, "field": label}))
    elif both.too_many:
        _reject(row, problem(TOO_MANY, params={"row": place}))
    elif broken:
        _reject(row, *(problem(message) for message in broken))
    elif not both.added:
        _know(row, -place, BY["row"])
    else:
        row.fate = Fate.JOINED
        row.notes = [as_stored(problem(JOINED, params={"row": place, "count": both.added}))]
    if row.fate in (Fate.JOINED, Fate.KNOWN):
        weighed.new[at] = (weighed.new[at][0], both.row)
        weighed.joined.append((row, place))


def _staff(actor: Actor, run: ImportRun, rows: Rows, today: date) -> Weighed:
    to_give = [str(code) for code, _label in member_queries.roles_to_give(actor)]
    read = [(n, texts, read_person(run.fields, texts, to_give, today)) for n, texts in rows]
    known = known_people(actor, (said.values["username"] for _n, _texts, said in read))
    seen: set[str] = set()
    weighed = Weighed()
    for number, texts, said in read:
        row = _row(run, number, said.label)
        weighed.rows.append(row)
        name = said.values["username"]
        same = (search_key(said.values["name"]), said.values["email"].casefold())
        if not any(text.strip() for key, text in zip(run.fields, texts, strict=False) if key):
            row.fate = Fate.NOTHING
        elif said.problems:
            _reject(row, *said.problems)
        elif name in known.here:
            _know(row, known.here[name], ACCOUNT_THERE)
        elif same in known.alike:
            _know(row, known.alike[same], ACCOUNT_ALIKE)
        elif name in known.elsewhere or name in seen:
            message = ACCOUNT_ROW if name in seen else ACCOUNT_TAKEN
            _reject(row, _at(run, "username", message, texts))
        else:
            seen.add(name)
            weighed.new.append((row, said))
    return weighed


def _offered(key: str, systems: set[int]) -> bool:
    """Whether a column of numbers is of a system that is still in use."""
    return not key.startswith("code.") or int(key.split(".")[1]) in systems


def _row(run: ImportRun, number: int, label: str) -> ImportRow:
    return ImportRow(hub_id=run.hub_id, run=run, number=number, label=label, fate=Fate.NEW)


def _reject(row: ImportRow, *problems: Problem) -> None:
    row.fate, row.notes = Fate.ERROR, [as_stored(one) for one in problems]


def _know(row: ImportRow, pk: int, message: Any) -> None:
    """There already: in the register, or (a negative id) in a row above."""
    row.fate = Fate.KNOWN
    row.known_id = pk if pk > 0 else None
    row.notes = [as_stored(problem(message, params={"row": -pk} if pk < 0 else None))]


def _at(run: ImportRun, key: str, message: Any, texts: list[str]) -> Problem:
    column = run.fields.index(key) if key in run.fields else None
    cell = texts[column] if column is not None and column < len(texts) else ""
    return problem(message, column, cell)


__all__ = ["FamilyRow", "StaffRow", "Weighed", "weigh"]
