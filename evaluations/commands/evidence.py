"""Figures as evidence: counted once, then kept with their rule, period and day."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from evaluations.choices import Act
from evaluations.commands.shared import guarding, insist_open, locked
from evaluations.models import AnnualDocument, Evidence, Goal
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.figures import Period
from programs.kernel.gate import passing
from programs.reports import queries as figures

MOST = 40


def choose_evidence(
    actor: Actor,
    document: AnnualDocument,
    key: str,
    from_on: date,
    to_on: date,
    at: datetime,
    goal_id: int | None = None,
) -> Evidence:
    """Count a figure now and keep the number with its counting rule, beside a goal or the whole.

    The words of the figure are kept in Japanese, the language of the document.
    """
    if to_on < from_on:
        raise RuleBroken("to_on", _("期間の末日は初日以後にしてください。"))
    with passing(actor, Act.CHOOSE_EVIDENCE, document) as trail, guarding():
        document = locked(actor, document)
        insist_open(document)
        if document.evidence.count() >= MOST:
            raise RuleBroken("", _("根拠資料は%(n)s件までです。") % {"n": MOST})
        last = document.evidence.order_by("-order").first()
        evidence = Evidence.objects.create(
            hub_id=document.hub_id,
            document=document,
            goal=_goal(document, goal_id),
            order=last.order + 1 if last else 1,
            figure_key=key,
            **_words(key),
            from_on=from_on,
            to_on=to_on,
            value=figures.value(actor, key, Period(from_on, to_on)),
            frozen_at=at,
            chosen_by_id=actor.user_id,
        )
        trail.note(evidence, fields=("figure_key", "value"))
    return evidence


def _words(key: str) -> dict[str, str]:
    """Return the name, unit and counting rule of a figure; raises Hidden for an unknown key."""
    figure = figures.figure(key)
    with override("ja"):
        return {"label": str(figure.label), "unit": str(figure.unit), "rule": str(figure.rule)}


def _goal(document: AnnualDocument, goal_id: int | None) -> Goal | None:
    if not goal_id:
        return None
    goal = Goal.objects.filter(pk=goal_id, goal_set_id=document.evaluates_id).first()
    if goal is None:
        raise Hidden
    return goal


def drop_evidence(actor: Actor, document: AnnualDocument, evidence_id: int) -> None:
    """Take a figure out of the document; what was agreed before keeps it."""
    with passing(actor, Act.CHOOSE_EVIDENCE, document) as trail, guarding():
        document = locked(actor, document)
        insist_open(document)
        evidence = document.evidence.filter(pk=evidence_id).first()
        if evidence is None:
            raise Hidden
        trail.note(evidence, fields=("order",))
        document.evidence.filter(pk=evidence_id).delete()
