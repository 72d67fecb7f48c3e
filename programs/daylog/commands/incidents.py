"""Reporting a near miss or an accident, and everything done about it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from programs.daylog import queries, rules
from programs.daylog.choices import Act, IncidentKind, IncidentState, Severity, StepKind
from programs.daylog.models import Incident, IncidentStep, IncidentText
from programs.kernel import notices
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.registry.models import Household, Site


@dataclass(frozen=True)
class Report:
    """What is reported: what is counted, what happened, what was done."""

    kind: str
    happened_at: datetime
    place: str
    involved: str
    severity: str
    care: str
    story: str
    measures: str
    household: Household | None = None


def report(actor: Actor, site: Site, said: Report, at: datetime) -> Incident:
    """Report a near miss or an accident; the directors are told at once, without its content.

    Raises RuleBroken for a time to come.
    """
    with passing(actor, Act.REPORT_INCIDENT, site) as trail:
        if said.happened_at > at:
            raise RuleBroken("time", _("これからの日時は入力できません。"))
        put = IncidentText.put
        row = Incident.objects.create(
            hub_id=site.hub_id,
            site=site,
            kind=said.kind,
            happened_at=said.happened_at,
            place=said.place,
            involved=said.involved,
            severity=said.severity if said.kind == IncidentKind.ACCIDENT else Severity.NONE,
            care=said.care,
            household=said.household,
            story=put(site.hub_id, said.story),
            measures=put(site.hub_id, said.measures),
            created_by_id=actor.user_id,
        )
        _step(actor, row, StepKind.REPORTED, at)
        directors = set(queries.deciders(site.hub_id, at.date())) - {actor.user_id}
        notices.tell(site.hub_id, directors, "daylog.incident_reported", row.get_absolute_url())
        trail.note(row, fields=("kind", "happened_at", "place", "story"))
    return row


def record_telling(
    actor: Actor, row: Incident, told: str, told_at: datetime, text: str, at: datetime
) -> IncidentStep:
    """Record who was told when, and what was said. Raises RuleBroken for a time to come."""
    with passing(actor, Act.LOG_INCIDENT, row) as trail:
        if told_at > at:
            raise RuleBroken("time", _("これからの日時は入力できません。"))
        held = _held(actor, row)
        step = _step(actor, held, StepKind.TOLD, at, text, told=told, happened_at=told_at)
        trail.note(step, fields=("told",))
    return step


def add_note(actor: Actor, row: Incident, text: str, at: datetime) -> IncidentStep:
    """Add to a report, or correct it: what was written before stays."""
    with passing(actor, Act.LOG_INCIDENT, row) as trail:
        step = _step(actor, _held(actor, row), StepKind.NOTE, at, text)
        trail.note(step, fields=("text",))
    return step


def decide(
    actor: Actor, row: Incident, cause: str, prevention: str, *, version: int, at: datetime
) -> Incident:
    """Say why it happened and what prevents it from now on.

    Raises RuleBroken once closed, Stale when somebody was first.
    """
    with passing(actor, Act.DECIDE_INCIDENT, row) as trail:
        held = _moved(actor, row, StepKind.DECIDED)
        held.cause = IncidentText.put(held.hub_id, cause) if cause else None
        held.prevention = IncidentText.put(held.hub_id, prevention)
        held.save_if(version, "state", "cause_id", "prevention_id")
        _step(actor, held, StepKind.DECIDED, at, prevention)
        trail.note(held, fields=("state", "cause", "prevention"))
    return held


def close_incident(actor: Actor, row: Incident, at: datetime) -> Incident:
    """Close a report once its prevention is decided. Raises RuleBroken before."""
    return _move(actor, row, StepKind.CLOSED, at)


def reopen_incident(actor: Actor, row: Incident, reason: str, at: datetime) -> Incident:
    """Take the closing of a report back, for a reason."""
    return _move(actor, row, StepKind.REOPENED, at, reason)


def take_back(actor: Actor, row: Incident, reason: str, at: datetime) -> Incident:
    """Take a report back that should not have been written; it stays and never counts."""
    return _move(actor, row, StepKind.VOID, at, reason)


def _move(actor: Actor, row: Incident, kind: StepKind, at: datetime, text: str = "") -> Incident:
    with passing(actor, Act.DECIDE_INCIDENT, row) as trail:
        held = _moved(actor, row, kind)
        held.save_if(held.version, "state")
        _step(actor, held, kind, at, text)
        trail.note(held, fields=("state",))
    return held


def _moved(actor: Actor, row: Incident, kind: StepKind) -> Incident:
    held = own(Incident, actor, row.pk, hold=True)
    after = rules.state_after(held.state, kind)
    if after is None:
        raise RuleBroken("", _("いまの状態では、この操作はできません。画面を新しくしてください。"))
    held.state = after
    return held


def _held(actor: Actor, row: Incident) -> Incident:
    held = own(Incident, actor, row.pk, hold=True)
    if held.state == IncidentState.VOID:
        raise RuleBroken("", _("この報告は取り消されています。"))
    return held


def _step(
    actor: Actor,
    row: Incident,
    kind: StepKind,
    at: datetime,
    text: str = "",
    *,
    told: str = "",
    happened_at: datetime | None = None,
) -> IncidentStep:
    return IncidentStep.objects.create(
        hub_id=row.hub_id,
        incident=row,
        kind=kind,
        told=told,
        happened_at=happened_at or at,
        text=IncidentText.put(row.hub_id, text) if text else None,
        by_id=actor.user_id,
        written_at=at,
    )
