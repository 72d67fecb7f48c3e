"""Pure rules of the common model: what may be written about a family, how a place is called."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

# A due date further away than a pregnancy, or long past, is a slip of the pen.
LONGEST_WAIT = timedelta(days=300)
LONGEST_OVERDUE = timedelta(days=60)
YOUNGEST_PARENT_YEARS = 10
OLDEST_YEARS = 120


@dataclass(frozen=True)
class AdultValues:
    """One adult as typed; id None is a new one."""

    name: str
    name_kana: str
    relation: str
    phone: str = ""
    birth_on: date | None = None
    id: int | None = None
    lives_apart: bool = False
    not_told: str = ""


@dataclass(frozen=True)
class ChildValues:
    """One child as typed: born on a day, or expected on one; id None is a new one."""

    name: str
    name_kana: str
    birth_on: date | None = None
    due_on: date | None = None
    id: int | None = None


@dataclass(frozen=True)
class HouseholdValues:
    """A family as typed."""

    name: str
    name_kana: str
    residence: str
    phone: str = ""
    postcode: str = ""
    address: str = ""
    door_note: str = ""
    allergies: str = ""
    languages: tuple[str, ...] = ()
    found_by: str = ""
    is_demo: bool = False
    adults: tuple[AdultValues, ...] = field(default=())
    children: tuple[ChildValues, ...] = field(default=())
    removed_adults: tuple[int, ...] = ()
    removed_children: tuple[int, ...] = ()


def place_name(hub: str, site: str) -> str:
    """A site under its hub's name, without a word said twice.

    「港区拠点 はま」 and 「はま 別館」 are 「港区拠点 はま 別館」; a site whose name the hub's holds
    already is the hub's name.
    """
    words = hub.split()
    if words and site in (*words, hub):
        return hub
    if words and site.startswith(words[-1]):
        words.pop()
    return " ".join([*words, site])


def problems(values: HouseholdValues, today: date) -> list[tuple[str, object]]:
    """Return (form field, message) for every rule that a family breaks; none when all is well."""
    found: list[tuple[str, object]] = []
    if not values.adults and not values.children:
        found.append(("adult0_name", _("大人か子どもを一人以上入力してください。")))
    for number, child in enumerate(values.children):
        found += [(f"child{number}_{name}", text) for name, text in _child(child, today)]
    births = [child.birth_on for child in values.children if child.birth_on]
    for number, adult in enumerate(values.adults):
        found += [(f"adult{number}_{name}", text) for name, text in _adult(adult, births, today)]
    return found


def _child(child: ChildValues, today: date) -> Iterable[tuple[str, object]]:
    if child.birth_on is None and child.due_on is None:
        yield "birth_on", _("生年月日か出産予定日のどちらかを入力してください。")
    if child.birth_on and child.birth_on > today:
        yield (
            "birth_on",
            _("生年月日が今日より後です。これから生まれる場合は出産予定日に入力してください。"),
        )
    if child.birth_on and not child.name:
        yield "name", _("お名前を入力してください。")
    if child.due_on and child.birth_on is None:
        if child.due_on > today + LONGEST_WAIT:
            yield "due_on", _("出産予定日が先すぎます。年を確かめてください。")
        if child.due_on < today - LONGEST_OVERDUE:
            yield (
                "due_on",
                _("出産予定日を過ぎています。生まれた場合は生年月日を入力してください。"),
            )


def birth_problems(name: str, birth_on: date, today: date) -> list[tuple[str, object]]:
    """Return (form field, message) for what speaks against recording a birth."""
    return list(_child(ChildValues(name, "", birth_on=birth_on), today))


def _adult(adult: AdultValues, births: list[date], today: date) -> Iterable[tuple[str, object]]:
    if adult.birth_on is None:
        return
    if adult.birth_on > today or adult.birth_on.year < today.year - OLDEST_YEARS:
        yield "birth_on", _("生年月日を確かめてください。")
    elif births and adult.relation != "other":
        youngest = adult.birth_on.replace(
            year=adult.birth_on.year + YOUNGEST_PARENT_YEARS, day=min(adult.birth_on.day, 28)
        )
        if min(births) < youngest:
            yield (
                "birth_on",
                _("子どもの生年月日と合いません。大人と子どもの生年月日を確かめてください。"),
            )
