"""How people of a visit are named at the desk: family name, given names of children, no more."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.dropin.choices import Kind, PersonRole
from programs.dropin.models import Visit, VisitPerson
from programs.dropin.rules import Present, given_name
from programs.registry.models import Household
from programs.registry.queries import Member


def family_name(visit: Visit) -> str:
    """Whose visit it is: the family's name, a guest's label, or that nobody was named."""
    if visit.household is not None:
        return visit.household.name
    if visit.guest_label:
        return visit.guest_label
    return _("お名前なし") if visit.kind == Kind.HEAD_COUNT else _("未登録の方")


def called(visit: Visit) -> str:
    """The name as it is spoken: 見本さん; guests and groups by their label."""
    return family_name(visit) if visit.household is None else called_family(visit.household)


def called_family(household: Household) -> str:
    """A family's name as it is spoken: 見本さん."""
    return _("%(name)sさん") % {"name": household.name}


def years(age: int | None) -> str:
    """2歳; empty where the age is not known."""
    return "" if age is None else ngettext("%(count)s歳", "%(count)s歳", age) % {"count": age}


def child_name(name: str, household: Household) -> str:
    """The given name of a child, or a stand-in."""
    return given_name(name, household.name) or _("子ども")


def of_row(row: VisitPerson, household: Household | None) -> str:
    """One row of a visit in words: 母, はると 2歳, 祖母 2人."""
    name = str(PersonRole(row.role).label)
    if row.child is not None and household is not None:
        name = child_name(row.child.name, household)
    return _line(name, row.age_years, row.count)


def of_visit(visit: Visit) -> list[str]:
    """Everybody of a visit in words; needs people with adult and child at hand."""
    return [of_row(row, visit.household) for row in visit.people.all()]


def of_members(
    people: Iterable[Present], members: Iterable[Member], household: Household
) -> list[str]:
    """Members of a family in words, before they came."""
    names = {one.pk: child_name(one.name, household) for one in members if not one.relation}
    return [
        _line(names.get(one.child_id or 0) or str(PersonRole(one.role).label), one.age, one.count)
        for one in people
    ]


def _line(name: str, age: int | None, count: int) -> str:
    words = f"{name} {years(age)}".strip()
    if count > 1:
        words += " " + ngettext("%(count)s人", "%(count)s人", count) % {"count": count}
    return words


def since(arrived_at: datetime, now: datetime) -> str:
    """How long ago: 25分, 1時間5分."""
    minutes = max(0, int((now - arrived_at).total_seconds() // 60))
    hours, rest = divmod(minutes, 60)
    values: dict[str, Any] = {"hours": hours, "minutes": rest}
    return _("%(hours)s時間%(minutes)s分") % values if hours else _("%(minutes)s分") % values
