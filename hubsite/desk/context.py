"""What every page's frame needs: who acts, where one can go, what waits."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hubsite.desk.choices import Act
from programs.kernel.policy import may

MOST_IN_A_ROW = 10  # what a desk's screen shows in one line in either language
# label, URL name, action that must be allowed; who has many finds the last ones under その他
NAV: tuple[tuple[Any, str, str], ...] = (
    (_("ホーム"), "desk:home", Act.VIEW_HOME),
    (_("受付"), "dropin:reception", "dropin.check_in"),
    (pgettext_lazy("several", "ご家族"), "registry:household-list", "registry.view_households"),
    (
        pgettext_lazy("several", "相談"),
        "consultations:consultation-list",
        "consultations.view_consultations",
    ),
    (
        _("拠点からの紹介"),
        "consultations:ward-referral-list",
        "consultations.view_ward_referrals",
    ),
    (_("催し"), "events:calendar", "events.view_events"),
    (_("専門相談"), "specialists:day-list", "specialists.view_days"),
    (_("日報"), "daylog:log-list", "daylog.view_logs"),
    (pgettext_lazy("several", "月次報告"), "reports:month", "reports.view_month"),
    (
        pgettext_lazy("several", "年度評価"),
        "evaluations:document-list",
        "evaluations.view_documents",
    ),
    (_("関係団体"), "network:group-list", "network.view_groups"),
    (pgettext_lazy("several", "引き継ぎ"), "registry:handoff-list", "registry.answer_handoff"),
    (_("気づき"), "signals:signal-list", "signals.view_signals"),
    (pgettext_lazy("several", "施設"), "registry:site-list", "registry.change_site"),
    (pgettext_lazy("several", "アカウント"), "registry:member-list", "registry.view_members"),
    (_("監査"), "desk:audit", "desk.view_audit"),
)


@dataclass(frozen=True)
class NavItem:
    """One entry of the main menu."""

    label: Any
    url: str
    current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's variables; without an actor only the public ones."""
    actor = getattr(request, "actor", None)
    frame: dict[str, Any] = {"actor": actor, "demo_mode": settings.DEMO, "memberships": []}
    if actor is None:
        return frame
    items = _nav(actor, request.path)
    short = len(items) if len(items) <= MOST_IN_A_ROW else MOST_IN_A_ROW - 1
    frame["nav_wide"] = _nav_list(get_language(), items[:short], items[short:])
    frame["nav_narrow"] = _nav_list(get_language(), items, ())
    frame["memberships"] = getattr(request, "memberships", [])
    frame["nav_search"] = may(actor, Act.SEARCH)
    frame["unread_count"] = _unread(request)
    return frame


def _unread(request: HttpRequest) -> int:
    """Return how many notices wait; a page that has read them anyway says it."""
    known = getattr(request, "unread_count", None)
    if known is None:  # asked along with the memberships
        known = next((one.unread for one in getattr(request, "memberships", [])), 0)
    return int(known)


@lru_cache(maxsize=256)
def _nav_list(language: str | None, items: tuple[NavItem, ...], others: tuple[NavItem, ...]) -> str:
    """The menu's list in a language; the same few menus are shown again and again."""
    return render_to_string("components/nav_list.html", {"items": items, "others": others})


def _nav(actor: Any, path: str) -> tuple[NavItem, ...]:
    items = []
    for label, name, action in NAV:
        if not may(actor, action):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        items.append(NavItem(label, url, path == url or (url != "/" and path.startswith(url))))
    return tuple(items)
