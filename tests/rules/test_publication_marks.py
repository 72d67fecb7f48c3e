"""How goals, initiatives and cells are marked and grouped, on the page and in the text file."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.canonical import validate
from evaluations.canonical_rules import INITIATIVE_LAYOUTS, MARKER_STYLES
from evaluations.rendering.as_txt import plain
from evaluations.rendering.marks import circled
from tests.make_publication import PROPOSED, document, evaluated
from tests.read_publication import FORBIDDEN_IN_TXT, bare, cell, made, pdf_text, texts_of


def test_the_text_file_says_marks_in_words() -> None:
    text = made().txt
    assert "目標1 初めて訪れる親子が" in text
    assert "取組1-2 土曜日の午前に" in text
    assert "取組1・2-1 髙田さん" in text
    assert "取組2-1 三つの地区" in text
    assert not FORBIDDEN_IN_TXT.search(text)


def test_typed_circled_digits_and_roman_numerals_are_written_plainly_in_the_text_file() -> None:
    typed = "①と⑳と㉑と㊿、Ⅰ・Ⅻ・ⅳ、⑴⒈❶➀⓵、★☆"
    text = made(evaluated=evaluated(outcomes=[cell(typed)])).txt
    assert "(1)と(20)と(21)と(50)、I・XII・iv、(1)1.(1)(1)(1)、＊＊" in text
    assert not FORBIDDEN_IN_TXT.search(text)


@given(st.text(st.characters(min_codepoint=0x2100, max_codepoint=0x33FF), max_size=60))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_no_symbol_that_machines_lose_survives_in_the_text_file(typed: str) -> None:
    assert not FORBIDDEN_IN_TXT.search(plain(typed))


def test_marks_run_on_after_twenty() -> None:
    assert [circled(1), circled(20), circled(21)] == ["①", "⑳", "(21)"]
    goals = [{"order": n, "text": f"目標の文その{n}。"} for n in range(1, 23)]
    page = made(evaluated=evaluated(goals=goals)).html
    assert '<span class="annual-mark">⑳</span> <p>目標の文その20。' in page
    assert '<span class="annual-mark">(21)</span> <p>目標の文その21。' in page


@pytest.mark.parametrize("style", MARKER_STYLES)
@pytest.mark.parametrize("layout", INITIATIVE_LAYOUTS)
def test_every_style_and_layout_renders_and_keeps_all_texts(style: str, layout: str) -> None:
    part = evaluated(marker_style=style, initiative_layout=layout)
    assert validate(document(evaluated=part)) == []
    artefacts = made(evaluated=part)
    for rendered in (artefacts.html, artefacts.txt, pdf_text(artefacts.pdf)):
        words = bare(re.sub("<[^>]+>", "", rendered))
        assert [text for text in texts_of(part) if bare(text) not in words] == []


def entries(page: str, label: str) -> list[str]:
    """The entries of the row of a label in a page, marks included."""
    row = re.search(rf">{label}</th>\s*<td[^>]*>(.*?)</td>", page, re.DOTALL)
    assert row
    found = re.findall(r"<(?:li|p class=\"annual-group\")>(.*?)</(?:li|p)>(?!</li>)", row.group(1))
    return [re.sub("<[^>]+>", "", entry) for entry in found]


def test_initiatives_that_repeat_the_goal_mark() -> None:
    assert entries(made(proposed=None).html, "取組内容") == [
        "① 初回の親子を迎える当番を決め、施設を一緒に歩いて案内する。",
        "① 土曜日の午前に、父親と赤ちゃんの時間を月2回ひらく。",
        "② 三つの地区の会合に出向き、親子の様子を伝える。",
        "①② 髙田さんや山﨑さんのような地域の方と、𠮷野川の散歩会を行う。",
    ]


def test_initiatives_in_groups_with_stars() -> None:
    assert entries(made(evaluated=None).html, "取組内容") == [
        "① 広場の取組",
        "★ 産院の待合室に広場の案内を置く。",
        "★ もうすぐ生まれる家庭の見学日を設ける。",
        "② 取組内容",
        "★ 地区の祭りの日程を一枚の暦にまとめて配る。",
    ]


def test_initiatives_numbered_anew_under_each_goal() -> None:
    part = {**PROPOSED, "marker_style": "decimal", "initiative_layout": "numbered_per_goal"}
    assert entries(made(evaluated=None, proposed=part).html, "取組内容") == [
        "1. 広場の取組",
        "① 産院の待合室に広場の案内を置く。",
        "② もうすぐ生まれる家庭の見学日を設ける。",
        "2. 取組内容",
        "① 地区の祭りの日程を一枚の暦にまとめて配る。",
    ]


def test_a_merged_outcome_stands_without_a_mark() -> None:
    artefacts = made(evaluated=evaluated(outcomes=[cell("二つの目標をあわせた成果。", ())]))
    assert '<td role="cell"><p>二つの目標をあわせた成果。</p></td>' in artefacts.html
    assert "【取組の成果】\n二つの目標をあわせた成果。\n" in artefacts.txt


def test_nothing_to_report_is_said_in_words() -> None:
    artefacts = made()
    assert "目標2 該当なし" in artefacts.txt
    assert "該当なし" in pdf_text(artefacts.pdf)


def test_a_first_document_holds_only_the_coming_year() -> None:
    artefacts = made(evaluated=None, evidence=[])
    assert "重点目標の評価</h2>" not in artefacts.html
    assert "根拠資料" not in artefacts.html
    assert "令和8年度重点目標</h2>" in artefacts.html


def test_a_document_without_a_coming_year_ends_with_its_evaluation() -> None:
    artefacts = made(proposed=None, next_label=None)
    assert "annual-proposed" not in artefacts.html
    assert "annual-evaluated" in artefacts.html
