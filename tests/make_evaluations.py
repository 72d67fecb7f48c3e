"""Yearly documents in any state, written through the commands; fictional texts of our own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from evaluations import commands
from evaluations.choices import AuthMethod, CellKind, InitiativeLayout, MarkerStyle, State
from evaluations.models import AnnualDocument, Contract, SigningStatement
from programs.kernel.actor import Actor
from programs.kernel.clock import TOKYO
from programs.registry.choices import Role
from tests import make

AT = datetime(2026, 4, 20, 10, 0, tzinfo=TOKYO)
FY = 2025

TEXTS = commands.StandingTexts(
    purpose="親子が安心して過ごせる場を、地域の人とともにつくります。",
    principles=("誰でも入れる場であること", "子どもの目の高さで考えること"),
    method=(
        "一年の取組を双方で振り返り、成果と課題を公表します。",
        "次年度の重点目標を公表します。",
    ),
    programmes=("親子の居場所事業", "子育て相談事業", "情報収集・提供事業"),
)
GOALS = ("初めての親子が入りやすい広場をつくる。", "町の人と親子が顔見知りになる場を増やす。")
INITIATIVES = (
    ("初回の親子を迎える当番を決める。", "土曜日に父親と赤ちゃんの時間をひらく。"),
    ("三つの地区の会合に出向く。", "散歩会を地域の人と行う。"),
)
OUTCOMES = ("当番の案内で、二度目の来館が早くなった。", "三地区の会合すべてに出席した。")
ISSUES = ("夕方に来られない家庭への案内が足りない。", "散歩会の担い手を増やしたい。")
NEXT_GOALS = ("妊娠中から広場を知ってもらう。", "地区の行事と広場の行事をつなぐ。")
NEXT_INITIATIVES = tuple(
    tuple(f"次の年の取組その{goal}の{n}を行う。" for n in range(1, 5)) for goal in (1, 2)
)


@dataclass(frozen=True)
class Round:
    """The four people of a signing round, and their hub."""

    hub: Any
    director: Actor
    officer: Actor
    operator_signer: Actor
    ward_signer: Actor


def people(hub: Any) -> Round:
    """A director, a ward officer and a signatory of each party."""
    return Round(
        hub,
        make.member(hub, Role.DIRECTOR, title="施設長"),
        make.member(hub, Role.WARD_OFFICER, title="担当係長"),
        make.member(hub, Role.OPERATOR_SIGNATORY, title="理事長"),
        make.member(hub, Role.WARD_SIGNATORY, title="こども家庭支援課長"),
    )


def contract(who: Round, **fields: Any) -> Contract:
    """A contract of five years from fiscal year 2021, with its standing texts."""
    term = {
        "facility": "汐見区子育てひろば なぎさ",
        "project_name": "汐見区地域子育て支援拠点事業",
        "term_no": 2,
        "start_fy": 2021,
        "form": "commission",
    }
    made = commands.set_up_contract(who.director, commands.Term(**{**term, **fields}), AT)
    commands.save_standing_texts(who.director, TEXTS, AT)
    return made


def empty_document(who: Round, fy: int = FY, **options: Any) -> AnnualDocument:
    """A document just opened, in a contract of its own where the hub has none."""
    found = Contract.objects.filter(hub=who.hub).first() or contract(who)
    return commands.open_document(who.director, found, fy, at=AT, **options)


def document(who: Round, fy: int = FY) -> AnnualDocument:
    """A whole draft: two goals, marks ①①②② in the first table, headings with ★ in the second."""
    made = empty_document(who, fy)
    fill(who, made)
    return made


def fill(who: Round, made: AnnualDocument) -> None:
    """Write every text of a document as the director would."""
    director = who.director
    if made.evaluates and not made.evaluates.proposed_by.exclude(pk=made.pk).exists():
        write_goals(who, made, made.evaluates_id, GOALS, INITIATIVES)
    for kind, texts in ((CellKind.OUTCOME, OUTCOMES), (CellKind.ISSUE, ISSUES)):
        cells = made.cells.filter(kind=kind).order_by("goal__order")
        for cell, text in zip(cells, texts, strict=False):
            commands.save_text(director, made, f"cell-{cell.pk}", text, version=cell.version, at=AT)
    if made.proposes_id:
        write_goals(who, made, made.proposes_id, NEXT_GOALS, NEXT_INITIATIVES)
        commands.set_style(
            director, made, made.proposes_id, MarkerStyle.CIRCLED, InitiativeLayout.GROUPED_STAR
        )
        for goal in made.proposes.goals.order_by("order"):
            commands.save_text(
                director, made, f"heading-{goal.pk}", "取り組むこと", version=goal.version, at=AT
            )


def write_goals(
    who: Round, made: AnnualDocument, goal_set_id: int | None, goals: Any, initiatives: Any
) -> None:
    """Add goals line by line, and to each its initiatives."""
    assert goal_set_id
    commands.add_goals(who.director, made, goal_set_id, "\n".join(goals), AT)
    rows = type(made.evaluates or made.proposes).objects.get(pk=goal_set_id).goals.order_by("order")
    for goal, lines in zip(rows, initiatives, strict=True):
        commands.add_initiatives(who.director, made, goal_set_id, goal.pk, "\n".join(lines), AT)


def later(minutes: int) -> datetime:
    """Some minutes after AT."""
    return AT + timedelta(minutes=minutes)


def confirmation(made: AnnualDocument, **changes: Any) -> commands.Confirmation:
    """What a signer of the present revision confirms."""
    made.refresh_from_db()
    statement = SigningStatement.objects.get(hub_id=made.hub_id)
    fields = {
        "sha256": made.current_revision.sha256,
        "statement_version": statement.version,
        "auth_method": AuthMethod.PASSWORD,
        "read_through": True,
        "privacy_checked": True,
    }
    return commands.Confirmation(**{**fields, **changes})


def in_state(who: Round, state: State, made: AnnualDocument | None = None) -> AnnualDocument:
    """A document brought to a state along the usual way."""
    made = made or document(who)
    steps = {
        State.REVIEW: lambda: commands.send_to_review(who.director, made, later(1)),
        State.AGREED: lambda: _agree(who, made),
        State.HALF_SIGNED: lambda: commands.sign(
            who.operator_signer, made, confirmation(made), later(4)
        ),
        State.SIGNED: lambda: commands.sign(who.ward_signer, made, confirmation(made), later(5)),
        State.PUBLISHED: lambda: commands.publish(who.officer, made, later(6)),
        State.CORRECTING: lambda: commands.start_correction(
            who.director, made, "erratum", "数字の書き間違いを直します。", later(7)
        ),
    }
    made.refresh_from_db()
    order = [State.DRAFT, *steps]
    here = 0 if made.state == State.CORRECTING else order.index(State(made.state))
    target = order.index(state)
    for reached in order[here + 1 : target + 1]:
        steps[reached]()
    made.refresh_from_db()
    return made


def _agree(who: Round, made: AnnualDocument) -> None:
    made.refresh_from_db()
    digest = made.current_revision.sha256
    commands.agree(who.director, made, digest, later(2))
    commands.agree(who.officer, made, digest, later(3))
