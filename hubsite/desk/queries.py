"""What waits for a person, and what the search finds: asked of every area, as far as she may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.dropin import queries as dropin
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.kana import search_key
from programs.kernel.models import Notice
from programs.kernel.policy import may
from programs.registry import queries as registry
from programs.registry.choices import Role
from programs.registry.models import Household, PartnerGroup

MOST_FOUND = 20
MOST_SHORTCUTS = 6  # the menu has the rest


@dataclass(frozen=True)
class Shortcut:
    """A large button of the home page."""

    label: Any
    hint: Any
    url: str
    icon: str
    primary: bool = False


@dataclass(frozen=True)
class Total:
    """One of today's numbers with its counting rule and the way to the rows behind it."""

    label: Any
    value: int
    unit: Any
    rule: Any
    rows_url: str


# label, what it is for, URL name, action that must be allowed, icon
_SHORTCUTS: tuple[tuple[Any, Any, str, str, str], ...] = (
    (_("受付をする"), _("来館と退館を記録します"), "dropin:reception", "dropin.check_in", "home"),
    (
        _("相談を記録する"),
        _("名前なしの記録から始められます"),
        "consultations:consultation-add",
        "consultations.record_consultation",
        "edit",
    ),
    (
        _("ご家族を探す"),
        _("ふりがな・電話番号・登録番号で"),
        "registry:household-list",
        "registry.view_households",
        "search",
    ),
    (
        _("ご家族を登録する"),
        _("初めて来られたご家族"),
        "registry:household-add",
        "registry.register_household",
        "plus",
    ),
    (
        _("次の対応を見る"),
        _("約束した日が近いもの"),
        "consultations:follow-up-list",
        "consultations.view_follow_ups",
        "clock",
    ),
    (
        _("月次報告"),
        _("今月の数と、そのもとの記録"),
        "reports:month",
        "reports.view_month",
        "calendar",
    ),
    (
        _("年度評価"),
        _("書く・確認する・署名する"),
        "evaluations:document-list",
        "evaluations.view_documents",
        "edit",
    ),
    (
        _("関係団体"),
        _("連絡先と、つながりの記録"),
        "network:group-list",
        "network.view_groups",
        "phone",
    ),
    (
        pgettext_lazy("several", "アカウント"),
        _("招待・役割・停止"),
        "registry:member-list",
        "registry.view_members",
        "person",
    ),
    (
        _("権限一覧"),
        _("どの役割が何をできるか"),
        "registry:policy-list",
        "registry.view_policy",
        "lock",
    ),
    (_("監査記録"), _("だれが、いつ、何をしたか"), "desk:audit", "desk.view_audit", "check"),
)
_FIRST = {
    Role.RECEPTION: ("dropin:reception",),
    Role.STAFF: ("dropin:reception",),
    Role.CONSULTANT: ("consultations:consultation-add",),
    Role.PARTNER: ("consultations:consultation-add",),
    Role.KOSAPO: ("registry:household-list",),
    Role.DIRECTOR: ("reports:month", "evaluations:document-list"),
    Role.OPERATOR_SIGNATORY: ("evaluations:document-list",),
    Role.WARD_OFFICER: ("evaluations:document-list",),
    Role.WARD_SIGNATORY: ("evaluations:document-list",),
    Role.CITY_VIEWER: ("reports:month",),
    Role.ADMINISTRATOR: ("registry:member-list",),
    Role.AUDITOR: ("desk:audit",),
}


def shortcuts(actor: Actor) -> list[Shortcut]:
    """Return the large buttons of a role, its daily work first."""
    first = _FIRST.get(Role(actor.role), ())
    found = []
    for label, hint, name, action, icon in _SHORTCUTS:
        url = _address(name) if may(actor, action) else ""
        if url:
            place = first.index(name) if name in first else len(first)
            found.append((place, Shortcut(label, hint, url, icon, place == 0 and bool(first))))
    return [shortcut for _place, shortcut in sorted(found, key=lambda one: one[0])][:MOST_SHORTCUTS]


def today_totals(actor: Actor, today: date) -> list[Total]:
    """Return today's numbers of the open space; none for those who do not work there."""
    if not may(actor, "dropin.view_reception"):
        return []
    so_far = dropin.today_totals(actor, today)
    rows_url = _address("dropin:visit-list")
    return [
        Total(
            _("来館した組"),
            so_far.families,
            _("組"),
            _("今日来館した組の合計です。練習用のご家族は数えません。"),
            rows_url,
        ),
        Total(
            _("来館した人"),
            so_far.people,
            _("人"),
            _("今日来館した大人と子どもの合計です。"),
            rows_url,
        ),
        Total(
            _("うち子ども"), so_far.children, _("人"), _("今日来館した子どもの人数です。"), rows_url
        ),
        Total(
            _("うち初めての組"),
            so_far.first_ever,
            _("組"),
            _("この拠点に初めて来館した組です。"),
            rows_url,
        ),
    ]


def notices(actor: Actor) -> "QuerySet[Notice]":
    """Return the actor's own notices, newest first."""
    return Notice.objects.filter(person_id=actor.user_id).order_by("-created_at", "-pk")


def notice(actor: Actor, pk: int) -> Notice:
    """Return one of the actor's own notices; raises Hidden."""
    found = notices(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def households_found(actor: Actor, text: str) -> list[Household]:
    """Return the families that match, with their children; none for who may not see families."""
    if not may(actor, "registry.view_households"):
        return []
    return list(registry.matching(actor, text).prefetch_related("children")[:MOST_FOUND])


def groups_found(actor: Actor, text: str) -> list[tuple[PartnerGroup, str]]:
    """Return the partner groups whose name or kana contains the text, each with its address."""
    key = search_key(text)
    if not key or not may(actor, "network.view_groups"):
        return []
    rows = registry.groups(actor).order_by("kana_order", "pk")
    fits = [g for g in rows if key in search_key(g.name) or key in search_key(g.name_kana)]
    return [(group, _group_address(actor, group)) for group in fits[:MOST_FOUND]]


def _group_address(actor: Actor, group: PartnerGroup) -> str:
    if may(actor, "network.change_group", group):
        return reverse("network:group-edit", args=[group.pk])
    return reverse("network:group-list") + "?" + urlencode({"q": group.name})


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
