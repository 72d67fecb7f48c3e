"""The contract, its standing texts, and the opening of a year's document."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from evaluations import rules, starting_texts
from evaluations.choices import Act, CellKind, Publisher, State, TitleWord
from evaluations.commands.shared import guarding
from evaluations.models import (
    AnnualDocument,
    Boilerplate,
    Cell,
    Contract,
    Goal,
    GoalSet,
    Initiative,
    Programme,
    ProgrammeList,
    SigningStatement,
)
from programs.kernel import fiscal
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing


@dataclass(frozen=True, slots=True)
class Term:
    """What a contract says about itself."""

    facility: str
    project_name: str
    term_no: int
    start_fy: int
    form: str
    years: int = 5
    title_word: str = TitleWord.CONTRACT
    publisher: str = Publisher.EITHER


@dataclass(frozen=True, slots=True)
class StandingTexts:
    """What is printed every year; lists hold one line each."""

    purpose: str
    principles: tuple[str, ...]
    method: tuple[str, ...]
    programmes: tuple[str, ...]
    principles_heading: str = starting_texts.PRINCIPLES_HEADING
    labels: dict[str, str] = field(default_factory=lambda: dict(starting_texts.LABELS))


def set_up_contract(actor: Actor, term: Term, at: datetime) -> Contract:
    """Record a contract term; the first one of a hub brings the statement that signers confirm."""
    with passing(actor, Act.SET_UP) as trail, guarding():
        contract = Contract.objects.create(
            hub_id=actor.hub_id, **{name: getattr(term, name) for name in Term.__slots__}
        )
        if not SigningStatement.objects.filter(hub_id=actor.hub_id).exists():
            SigningStatement.objects.create(
                hub_id=actor.hub_id, version=1, text=starting_texts.STATEMENT, at=at
            )
        trail.note(contract, fields=Term.__slots__)
    return contract


def save_standing_texts(actor: Actor, texts: StandingTexts, at: datetime) -> Boilerplate:
    """Record a new version of the standing texts and the list of programmes.

    Documents in work take it over; frozen ones keep the version they were agreed with.
    """
    with passing(actor, Act.SET_UP) as trail, guarding():
        boilerplate = Boilerplate.objects.create(
            hub_id=actor.hub_id,
            version=_next_version(Boilerplate, actor.hub_id),
            purpose=texts.purpose,
            principles_heading=texts.principles_heading,
            principles=list(texts.principles),
            method=list(texts.method),
            labels=dict(texts.labels),
            at=at,
        )
        programmes = _programme_list(actor, texts.programmes, at)
        AnnualDocument.objects.filter(
            hub_id=actor.hub_id, state__in=[state.value for state in rules.OPEN_STATES]
        ).update(boilerplate=boilerplate, programme_list=programmes)
        trail.note(boilerplate, fields=StandingTexts.__slots__)
    return boilerplate


def _next_version(model: type[Boilerplate] | type[ProgrammeList], hub_id: int | None) -> int:
    last = model._default_manager.filter(hub_id=hub_id).order_by("-version").first()
    return int(last.version) + 1 if last else 1


def _programme_list(actor: Actor, names: tuple[str, ...], at: datetime) -> ProgrammeList:
    """Return the newest list, or a new version where the names changed."""
    newest = ProgrammeList.objects.filter(hub_id=actor.hub_id).order_by("-version").first()
    if newest and tuple(newest.programmes.order_by("no").values_list("name", flat=True)) == names:
        return newest
    made = ProgrammeList.objects.create(
        hub_id=actor.hub_id, version=_next_version(ProgrammeList, actor.hub_id), at=at
    )
    Programme.objects.bulk_create(
        Programme(hub_id=actor.hub_id, list=made, no=n, name=name)
        for n, name in enumerate(names, 1)
    )
    return made


def open_document(
    actor: Actor,
    contract: Contract,
    fy: int,
    *,
    at: datetime,
    evaluated: bool = True,
    proposed: bool = True,
    year_note: str = "",
) -> AnnualDocument:
    """Open the document of a fiscal year: results of fy, goals of fy + 1, or one of the two.

    The goals to evaluate are those that last year's document published (invariant 5).
    """
    with passing(actor, Act.OPEN_YEAR, contract) as trail, guarding():
        _check_year(contract, fy, year_note, evaluated or proposed)
        _check_next(contract, fy, proposed)
        document = AnnualDocument.objects.create(
            hub_id=contract.hub_id,
            contract=contract,
            fy=fy,
            evaluates=_goal_set(contract, fy) if evaluated else None,
            proposes=_goal_set(contract, fy + 1) if proposed else None,
            **_printed(contract, fy, year_note),
            created_by_id=actor.user_id,
            created_at=at,
        )
        if document.evaluates:
            add_missing_cells(document)
        trail.note(document, fields=("fy", "evaluates", "proposes"))
    return document


def _check_year(contract: Contract, fy: int, year_note: str, tables: bool) -> None:
    if not tables:
        raise RuleBroken(
            "evaluated", _("評価と次年度の重点目標の、少なくとも一方を選んでください。")
        )
    if not rules.year_in_term(fy, contract.start_fy, contract.years) and not year_note:
        raise RuleBroken("year_note", _("契約の期間の外の年度です。理由を入力してください。"))
    before = AnnualDocument.objects.filter(hub_id=contract.hub_id, fy=fy - 1).first()
    if before and before.state != State.PUBLISHED:
        raise RuleBroken("fy", _("前の年度の書類が公表されていません。先に公表してください。"))


def _check_next(contract: Contract, fy: int, proposed: bool) -> None:
    """Goals that a later document already evaluates are not proposed once more."""
    if proposed and AnnualDocument.objects.filter(hub_id=contract.hub_id, fy=fy + 1).exists():
        raise RuleBroken(
            "proposed", _("次の年度の書類がすでにあるため、次年度の重点目標は書けません。")
        )


def _printed(contract: Contract, fy: int, year_note: str) -> dict[str, object]:
    first, last = rules.fiscal_days(fy)
    boilerplate = Boilerplate.objects.filter(hub_id=contract.hub_id).order_by("-version").first()
    programmes = ProgrammeList.objects.filter(hub_id=contract.hub_id).order_by("-version").first()
    if boilerplate is None or programmes is None:
        raise RuleBroken("", _("先に、事業目的などの定型の文を登録してください。"))
    return {
        "boilerplate": boilerplate,
        "programme_list": programmes,
        "fy_label": fiscal.label(fy),
        "next_label": fiscal.label(fy + 1),
        "period_from": first,
        "period_to": last,
        "year_no": rules.year_no(fy, contract.start_fy),
        "years": contract.years,
        "year_note": year_note,
    }


def _goal_set(contract: Contract, fy: int) -> GoalSet:
    goal_set, created = GoalSet.objects.get_or_create(
        hub_id=contract.hub_id, fy=fy, defaults={"contract": contract}
    )
    if created:
        goal = Goal.objects.create(hub_id=contract.hub_id, goal_set=goal_set, order=1)
        Initiative.objects.create(hub_id=contract.hub_id, goal_set=goal_set, goal=goal, order=1)
    return goal_set


def add_missing_cells(document: AnnualDocument) -> None:
    """Give each goal its cells of either kind, except where the kind is merged into one."""
    if document.evaluates is None:
        return
    for kind in CellKind:
        cells = document.cells.filter(kind=kind)
        if cells.filter(goal=None).exists():
            continue
        have = set(cells.values_list("goal_id", flat=True))
        for goal in document.evaluates.goals.exclude(pk__in=have).order_by("order"):
            Cell.objects.create(
                hub_id=document.hub_id, document=document, kind=kind, goal=goal, order=goal.order
            )
