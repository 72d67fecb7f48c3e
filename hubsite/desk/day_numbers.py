"""The numbers of a site's day from all areas, shown beside its day log."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.daylog.beside import Number
from programs.dropin import queries as dropin
from programs.kernel.actor import Actor
from programs.kernel.figures import Period
from programs.kernel.policy import may
from programs.kernel.rows import counted
from programs.registry.models import Site
from programs.reports import queries as reports

# key of a figure -> action that must be allowed, and the list behind it
SHOWN: tuple[tuple[str, str, str], ...] = (
    ("consultations.total", "consultations.view_consultations", "consultations:consultation-list"),
    ("events.families", "events.view_events", "events:calendar"),
)

FORGOTTEN = "dropin.forgotten"


def of_day(actor: Actor, site: Site, day: date) -> list[Number]:
    """Return the visits of a site's day, and what other areas counted, as far as one may see."""
    period = Period(day, day, (site.pk,))
    shown = [(reports.figure(key), name) for key, action, name in SHOWN if may(actor, action)]
    asked: dict[str, QuerySet[Any]] = {one.key: one.rows(actor, period) for one, _name in shown}
    sees_visits = may(actor, "dropin.view_visits")
    if sees_visits:
        asked[FORGOTTEN] = dropin.forgotten(actor, site, day)
    numbers = counted(asked)
    visits = _visits(actor, site, day, numbers[FORGOTTEN]) if sees_visits else []
    return visits + [
        Number(figure.label, numbers[figure.key], figure.unit, figure.rule, reverse(name))
        for figure, name in shown
    ]


def _visits(actor: Actor, site: Site, day: date, forgotten: int) -> list[Number]:
    so_far = dropin.today_totals(actor, day, site)
    rows_url = reverse("dropin:visit-list") + f"?day={day.isoformat()}&site={site.pk}"
    rows: tuple[tuple[Any, int, Any, Any], ...] = (
        (
            pgettext_lazy("day", "来館した組"),
            so_far.families,
            _("組"),
            _("この日に来館した組の合計です。"),
        ),
        (
            pgettext_lazy("day", "来館した人"),
            so_far.people,
            _("人"),
            _("この日に来館した大人と子どもの合計です。"),
        ),
        (
            pgettext_lazy("day", "うち子ども"),
            so_far.children,
            _("人"),
            _("この日に来館した子どもの人数です。"),
        ),
    )
    shown = [Number(label, value, unit, rule, rows_url) for label, value, unit, rule in rows]
    left = Number(
        _("退館の記録を忘れた来館"),
        forgotten,
        _("件"),
        _("閉館のときに自動で退館にした来館の件数です。"),
        f"{rows_url}&closed=closing",
    )
    return [*shown, left]
