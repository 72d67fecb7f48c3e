"""The fields that a column can be: their keys, and what they are called."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

ADULTS, CHILDREN = 4, 6
FAMILY = (
    "number",
    "name",
    "name_kana",
    "residence",
    "phone",
    "postcode",
    "address",
    "door_note",
    "allergies",
    "languages",
    "found_by",
    "registered_on",
)
ADULT = ("name", "name_kana", "relation", "phone", "birth_on")
CHILD = ("name", "name_kana", "birth_on", "due_on")
STAFF = ("name", "name_kana", "username", "email", "roles", "title", "from_on", "to_on")


@dataclass(frozen=True)
class System:
    """Somebody who gives out numbers, as far as columns are concerned."""

    pk: int
    name: str


def family_keys(systems: Iterable[System] = ()) -> list[str]:
    """Return the keys of a family's columns; those of people read ``adult1.name``."""
    keys = list(FAMILY)
    for who, names, most in (("adult", ADULT, ADULTS), ("child", CHILD, CHILDREN)):
        keys += [f"{who}{n}.{name}" for n in range(1, most + 1) for name in names]
    for system in systems:
        keys += [f"code.{system.pk}.{owner}" for owner in owners()]
    return keys


def owners() -> list[str]:
    """Return whose number a column of numbers can be: the family's or one person's."""
    grown = [f"adult{n}" for n in range(1, ADULTS + 1)]
    return ["family", *(f"child{n}" for n in range(1, CHILDREN + 1)), *grown]


def label_of(key: str, systems: Iterable[System] = ()) -> str:
    """Return what a column of a key is called, in the present language."""
    first, _dot, rest = key.partition(".")
    if first == "code":
        pk, _dot, owner = rest.partition(".")
        name = next((s.name for s in systems if str(s.pk) == pk), "")
        return _("%(who)s 外部番号（%(system)s）") % {"who": who_label(owner), "system": name}
    if rest:
        return f"{who_label(first)} {_member_label(first, rest)}"
    return _family_label(key)


def who_label(owner: str) -> str:
    """Return a person's place in the family: 保護者1, 子2; or the family."""
    if owner.startswith("adult"):
        return _("保護者%(number)s") % {"number": owner[5:]}
    if owner.startswith("child"):
        return _("子%(number)s") % {"number": owner[5:]}
    return _("ご家族")


def staff_label(key: str) -> str:
    """Return what a column of a list of staff is called, in the present language."""
    return {
        "name": _("氏名"),
        "name_kana": _("ふりがな"),
        "username": _("ログインID"),
        "email": _("メールアドレス"),
        "roles": _("役割"),
        "title": _("職名"),
        "from_on": _("開始日"),
        "to_on": _("終了日"),
    }[key]


def _family_label(key: str) -> str:
    return {
        "number": _("登録番号"),
        "name": _("ご家族の名前（姓）"),
        "name_kana": _("ご家族のふりがな"),
        "residence": _("お住まい"),
        "phone": _("電話番号"),
        "postcode": _("郵便番号"),
        "address": _("住所"),
        "door_note": _("受付で知っておくこと"),
        "allergies": _("アレルギー"),
        "languages": _("日本語以外で使うことば"),
        "found_by": _("拠点を知ったきっかけ"),
        "registered_on": _("登録日"),
    }[key]


def _member_label(who: str, name: str) -> str:
    if name == "name":
        return _("氏名") if who.startswith("adult") else pgettext("person", "お名前")
    return {
        "name_kana": _("ふりがな"),
        "relation": _("続柄"),
        "phone": _("電話番号"),
        "birth_on": _("生年月日"),
        "due_on": _("出産予定日"),
    }[name]
