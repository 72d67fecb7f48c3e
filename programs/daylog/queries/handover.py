"""What a shift passes on to the next one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.daylog import rules
from programs.daylog.choices import Act, IncidentState, LogField
from programs.daylog.models import Correction, DayLog
from programs.daylog.queries.incidents import incidents
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.policy import may
from programs.kernel.todos import Todo, Together
from programs.registry.models import Site

WAITING = (IncidentState.OPEN, IncidentState.DECIDED)
MOST = 20


@dataclass(frozen=True)
class HandoverNote:
    """A note for a day: ``kind`` is ``log`` (words somebody left) or ``incident`` (still open).

    ``text`` of an incident names only its kind, place and state, never what happened.
    """

    kind: str
    day: date
    text: str
    url: str
    by: Any = None


def handover_notes(actor: Actor, site: Site, day: date) -> list[HandoverNote]:
    """Return what the shift of a day has to know: the last log's notes, then open reports.

    The last log before the day within two weeks counts, closed or not; an empty one says nothing.
    """
    if not may(actor, Act.VIEW_LOGS, site):
        return []
    return [*_left_in_log(actor, site, day), *_open_reports(actor, site, day)]


def _left_in_log(actor: Actor, site: Site, day: date) -> list[HandoverNote]:
    newest = Correction.objects.filter(log=OuterRef("pk"), field=LogField.TOMORROW)
    since = day - timedelta(days=rules.NOTES_REACH_DAYS)
    rows = DayLog.objects.filter(
        hub_id__in=actor.hub_ids, site=site, day__lt=day, day__gte=since
    ).annotate(note=Coalesce(Subquery(newest.order_by("-number").values("after")[:1]), "tomorrow"))
    last = rows.select_related("closed_by", "begun_by").order_by("-day", "pk").first()
    if last is None or not last.note.strip():
        return []
    by = last.closed_by or last.begun_by
    return [HandoverNote("log", last.day, last.note, last.get_absolute_url(), by)]


def _open_reports(actor: Actor, site: Site, day: date) -> list[HandoverNote]:
    if not may(actor, Act.VIEW_INCIDENTS, site):
        return []
    rows = incidents(actor).filter(site=site, state__in=WAITING, happened_at__date__lte=day)
    return [
        HandoverNote(
            "incident",
            clock.tokyo(row.happened_at).date(),
            _("%(kind)s：%(place)s（%(state)s）")
            % {
                "kind": row.get_kind_display(),
                "place": row.get_place_display(),
                "state": row.get_state_display(),
            },
            row.get_absolute_url() if may(actor, Act.READ_INCIDENT, row) else "",
            row.created_by,
        )
        for row in rows[:MOST]
    ]


def waiting(actor: Actor, today: date) -> list[Together]:
    """Return how many reports wait for the actor to decide; told by number, never by what happened."""
    if not may(actor, Act.DECIDE_INCIDENT):
        return []
    reports = incidents(actor)
    return [
        Together((reports.filter(state=IncidentState.OPEN),), _to_decide),
        Together((reports.filter(state=IncidentState.DECIDED),), _to_close),
    ]


def _to_decide(count: int, today: date) -> Todo:
    text = ngettext(
        "再発防止を決めるヒヤリハット・事故が%(count)s件あります",
        "再発防止を決めるヒヤリハット・事故が%(count)s件あります",
        count,
    )
    return Todo(text % {"count": count}, _register(IncidentState.OPEN))


def _to_close(count: int, today: date) -> Todo:
    text = ngettext(
        "対応を確かめて完了にするヒヤリハット・事故が%(count)s件あります",
        "対応を確かめて完了にするヒヤリハット・事故が%(count)s件あります",
        count,
    )
    return Todo(text % {"count": count}, _register(IncidentState.DECIDED))


def _register(state: IncidentState) -> str:
    return f"{reverse('daylog:incident-list')}?state={state}"
