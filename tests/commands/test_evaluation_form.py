"""The printed form: rows, order and marks, on our own text and on the real document beside us."""

import re
from pathlib import Path

import pytest

from evaluations import commands, starting_texts
from evaluations.choices import InitiativeLayout, MarkerStyle
from evaluations.models import AnnualDocument
from evaluations.rendering.compose import compose
from evaluations.snapshots import canonical_of
from tests import make
from tests import make_evaluations as makes
from tests.make_evaluations import AT, Round


@pytest.fixture
def who(hub: object) -> Round:
    return makes.people(hub)


@pytest.fixture
def document(who: Round) -> AnnualDocument:
    return makes.document(who)


# --- the printed form ------------------------------------------------------------------------------


def printed(document: AnnualDocument) -> dict[str, list[tuple[str, list[str]]]]:
    """Row by row what the form shows: label, and each line with its mark."""
    report = compose(canonical_of(AnnualDocument.objects.get(pk=document.pk), AT.date()))
    return {
        section.key: [
            (
                row.label,
                [
                    f"{line.mark.shown}{''.join(line.paragraphs)}"
                    for block in row.blocks
                    for line in ((block.title,) if block.title else ()) + block.lines
                ],
            )
            for row in section.rows
        ]
        for section in report.sections
    }


def test_rows_order_and_marks_come_out_as_the_form_has_them(document: AnnualDocument) -> None:
    form = printed(document)
    assert form["evaluated"] == [
        ("令和7年度 重点目標", [f"①{makes.GOALS[0]}", f"②{makes.GOALS[1]}"]),
        (
            "取組内容",
            [
                f"{mark}{text}"
                for mark, texts in zip("①②", makes.INITIATIVES, strict=True)
                for text in texts
            ],
        ),
        ("取組の成果", [f"①{makes.OUTCOMES[0]}", f"②{makes.OUTCOMES[1]}"]),
        ("取組の課題", [f"①{makes.ISSUES[0]}", f"②{makes.ISSUES[1]}"]),
    ]
    first, second = ([f"★{text}" for text in texts] for texts in makes.NEXT_INITIATIVES)
    assert form["proposed"] == [
        ("令和8年度 重点目標", [f"①{makes.NEXT_GOALS[0]}", f"②{makes.NEXT_GOALS[1]}"]),
        ("取組内容", ["①取り組むこと", *first, "②取り組むこと", *second]),
    ]
    assert [label for label, _lines in form["head"]] == [
        "事業実施期間",
        "事業の実施者",
        "事業目的",
        "事業の内容",
        "事業の評価実施方法及び評価結果の公表方法",
    ]


@pytest.mark.parametrize("style", MarkerStyle)
@pytest.mark.parametrize("layout", InitiativeLayout)
def test_every_style_of_marks_makes_a_sound_document(
    who: Round, document: AnnualDocument, style: str, layout: str
) -> None:
    commands.set_style(who.director, document, document.evaluates_id, style, layout)
    assert commands.send_to_review(who.director, document, AT).n == 1


REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "konan-r7-published.txt"


def real_lines() -> dict[str, list[str]]:
    """The cells of the real published document beside the repository: label to paragraphs."""
    from evaluations.rules import strip_tags

    cells: dict[str, list[str]] = {}
    for line in REAL.read_text(encoding="utf-8").splitlines():
        label, tab, cell = line.partition("\t")
        if tab and label:
            while label in cells:
                label += "*"
            bare = strip_tags(cell.replace("★", "<p>★"))[0]
            cells[label] = [part.strip() for part in bare.split("\n") if part.strip()]
    return cells


def test_the_real_document_comes_out_with_the_same_rows_order_and_marks(who: Round) -> None:
    """Structure on our own text always (above); on the real file where it lies beside us."""
    if not REAL.exists():
        return
    cells = real_lines()
    enter_standing_texts(who, cells)
    document = makes.empty_document(who)
    goals, initiatives = cells["令和7年度 重点目標"], cells["取組内容"]
    commands.add_goals(who.director, document, document.evaluates_id, "\n".join(goals), AT)
    for n, goal in enumerate(document.evaluates.goals.order_by("order")):
        mine = [line for line in initiatives if line.startswith("①②"[n])]
        commands.add_initiatives(
            who.director, document, document.evaluates_id, goal.pk, "\n".join(mine), AT
        )
    for kind, label in (("outcome", "取組の成果"), ("issue", "取組の課題")):
        for cell, text in zip(
            document.cells.filter(kind=kind).order_by("goal__order"), cells[label], strict=True
        ):
            commands.save_text(
                who.director, document, f"cell-{cell.pk}", text, version=cell.version, at=AT
            )
    enter_next_year(who, document, cells)
    form = printed(document)
    head = dict(form["head"])
    assert head["事業の内容"] == unspaced(cells["事業の内容"])
    assert head["事業の評価実施方法及び評価結果の公表方法"] == unspaced(
        cells["事業の評価実施方法及び評価結果の公表方法"]
    )
    assert head["事業目的"] == unspaced(cells["事業目的"])
    assert head["事業実施期間"] == cells["事業実施期間"]
    assert dict(form["evaluated"])["令和7年度 重点目標"] == goals
    assert dict(form["evaluated"])["取組内容"] == initiatives
    outcomes = dict(form["evaluated"])["取組の成果"]
    assert outcomes == [f"①{cells['取組の成果'][0]}", cells["取組の成果"][1]]
    assert dict(form["evaluated"])["取組の課題"] == cells["取組の課題"]
    assert dict(form["proposed"])["令和8年度 重点目標"] == cells["令和8年度 重点目標"]
    assert dict(form["proposed"])["取組内容"] == cells["取組内容*"]
    assert commands.send_to_review(who.director, document, AT).n == 1


def numbered(lines: list[str]) -> list[str]:
    """Lines of a list whose entries the text copy put on one line: 1 … 2 … 3 …"""
    return [part for line in lines for part in re.split(r" (?=[0-9] )", line)]


def unspaced(lines: list[str]) -> list[str]:
    """The same lines, the number close to its text as the form prints it."""
    return [re.sub(r"^([0-9]) ", r"\1", line) for line in numbered(lines)]


def enter_standing_texts(who: Round, cells: dict[str, list[str]]) -> None:
    """As on the screen: the purpose, and each list pasted one entry a line."""
    makes.contract(who)
    purpose, heading, *principles = numbered(cells["事業目的"])
    lists = {
        "principles": principles,
        "programmes": numbered(cells["事業の内容"]),
        "method": numbered(cells["事業の評価実施方法及び評価結果の公表方法"]),
    }
    labels = {f"label_{key}": label for key, label in starting_texts.LABELS.items()}
    data = {"purpose": purpose, "principles_heading": heading, **labels}
    data |= {name: "\r\n".join(lines) for name, lines in lists.items()}
    page = make.client_for(who.director).post("/evaluations/texts/", data)
    assert page.status_code == 302
    make.scope()


def enter_next_year(who: Round, document: AnnualDocument, cells: dict[str, list[str]]) -> None:
    """Goals, a heading for each, and four lines with ★ under each."""
    proposes = document.proposes_id
    commands.add_goals(who.director, document, proposes, "\n".join(cells["令和8年度 重点目標"]), AT)
    commands.set_style(
        who.director, document, proposes, MarkerStyle.CIRCLED, InitiativeLayout.GROUPED_STAR
    )
    groups: list[list[str]] = []
    for line in cells["取組内容*"]:
        if line.startswith("★"):
            groups[-1].append(line)
        else:
            groups.append([line])
    for goal, (heading, *lines) in zip(
        document.proposes.goals.order_by("order"), groups, strict=True
    ):
        commands.save_text(
            who.director, document, f"heading-{goal.pk}", heading, version=goal.version, at=AT
        )
        commands.add_initiatives(who.director, document, proposes, goal.pk, "\n".join(lines), AT)
