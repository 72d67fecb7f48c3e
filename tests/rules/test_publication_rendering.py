"""HTML, text and PDF of a yearly document: the same words, safely, in every edge case."""

import io
import re
import time
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations import rendering
from evaluations.canonical import digest, sha256_hex, validate
from evaluations.canonical_rules import INITIATIVE_LAYOUTS, MARKER_STYLES
from evaluations.rendering import Artefacts, publication_artefacts
from evaluations.rendering.as_txt import plain
from evaluations.rendering.marks import circled
from tests.make_publication import PROPOSED, PUBLISHED_AT, document, evaluated, signatures

FORBIDDEN_IN_TXT = re.compile(
    "[\u2160-\u217f\u2460-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf★☆]"
)
ADDRESS = "https://hub.example/public/shiomi/2025/r1/"
# What a rendering adds of its own: marks, brackets and column names of the text file.
MARKS = re.compile(r"目標[\d・目標]+|取組[\d・]+(?:-\d+)?|[①-⑳★・【】：:]|\(\d+\)|\d+\.?")


class Reader(HTMLParser):
    """The words of a page, as a reader meets them, and how its tags nest."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read_html(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def read_pdf(paper: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(paper))


def pdf_text(paper: bytes) -> str:
    """The text of all pages without their footers."""
    pages = [page.extract_text() for page in read_pdf(paper).pages]
    return "\n".join(re.sub(r"[^\n]* \d+ / \d+\s*$", "", page) for page in pages)


def bare(text: str) -> str:
    """The letters of a text: no spaces, no marks, nothing that only guides a line break."""
    return re.sub(r"[\s\u200b]", "", plain(MARKS.sub("", text)))


def letters(text: str) -> list[str]:
    """The bare letters in alphabetical order: columns of a table are read in different orders."""
    return sorted(bare(text))


def made(**changes: Any) -> Artefacts:
    return publication_artefacts(
        document(**changes), signatures(), PUBLISHED_AT, revision=1, address=ADDRESS
    )


def cell(text: str, goals: tuple[int, ...] = (1,), state: str = "text") -> dict[str, Any]:
    return {"goals": list(goals), "state": state, "text": text}


def texts_of(value: Any) -> list[str]:
    """Every text that somebody wrote into goals, initiatives and cells."""
    if isinstance(value, dict):
        return [
            text
            for key, inner in value.items()
            if key in ("goals", "initiatives", "outcomes", "issues", "text")
            for text in ([inner] if isinstance(inner, str) else texts_of(inner))
        ]
    return [text for inner in value for text in texts_of(inner)] if isinstance(value, list) else []


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert made() == made()


def test_another_moment_of_publication_gives_another_pdf_of_the_same_content() -> None:
    later = publication_artefacts(document(), signatures(), PUBLISHED_AT + timedelta(days=1))
    assert later.hashes["content"] == made().hashes["content"]
    assert later.hashes["pdf"] != made().hashes["pdf"]


def test_every_hash_is_that_of_its_file() -> None:
    artefacts = made()
    assert artefacts.hashes == {
        "content": digest(document())[1],
        "html": sha256_hex(artefacts.html.encode()),
        "txt": sha256_hex(artefacts.txt.encode()),
        "json": sha256_hex(artefacts.json.encode()),
        "pdf": sha256_hex(artefacts.pdf),
    }


def test_the_json_file_is_what_was_signed() -> None:
    artefacts = made()
    assert artefacts.hashes["json"] == artefacts.hashes["content"]
    assert artefacts.json == rendering.json(document())


def test_html_text_and_pdf_hold_the_same_words() -> None:
    artefacts = made()
    page = letters("".join(read_html(artefacts.html).words))
    paper = letters(pdf_text(artefacts.pdf))
    assert page == paper
    # The text file repeats the names of the columns at every row of a table.
    file = bare(artefacts.txt)
    for word in read_html(artefacts.html).words:
        assert bare(word) in file
    assert set(letters(file)) == set(page)


def test_every_text_stands_in_order_in_each_rendering() -> None:
    artefacts = made()
    written = texts_of(document()["evaluated"]) + texts_of(document()["proposed"])
    assert len(written) > 12
    for rendered in (
        "".join(read_html(artefacts.html).words),
        artefacts.txt,
        pdf_text(artefacts.pdf),
    ):
        letters_of_page, at = bare(rendered), 0
        for text in written:
            found = letters_of_page.find(bare(text), at)
            assert found >= at, text
            at = found


def test_names_keep_their_rare_characters_in_every_form() -> None:
    artefacts = made()
    for rendered in (artefacts.html, artefacts.txt, pdf_text(artefacts.pdf)):
        for name in ("髙橋 みなと", "𠮷﨑 しおり", "𠮷野川"):
            assert name in rendered


def test_the_pdf_bears_the_hash_and_both_confirmations() -> None:
    artefacts = made()
    text = pdf_text(artefacts.pdf)
    assert artefacts.hashes["content"] in text
    for words in (
        "相互確認の記録",
        "理事長",
        "こども家庭支援課長",
        "令和8年5月20日",
        "14時05分",
        "確認コード(6桁)",
        ADDRESS,
    ):
        assert words in re.sub(r"\u200b", "", text)


@pytest.mark.parametrize("form", ["html", "txt", "pdf"])
def test_nothing_claims_to_be_an_electronic_signature(form: str) -> None:
    rendered = getattr(made(), form)
    text = pdf_text(rendered) if form == "pdf" else rendered
    assert "相互確認の記録" in text
    assert "電子署名" not in text


def test_the_pdf_is_tagged_for_pdf_ua_1() -> None:
    paper = read_pdf(made().pdf)
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("ja")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert "<pdfuaid:part>1</pdfuaid:part>" in paper.xmp_metadata.stream.get_data().decode()
    assert (
        paper.metadata.title
        == "汐見区地域子育て支援拠点事業 令和7年度重点目標評価結果・令和8年度重点目標"
    )
    assert paper.metadata.creation_date == PUBLISHED_AT


def test_the_pdf_is_a4_and_brings_its_fonts() -> None:
    paper = read_pdf(made().pdf)
    for page in paper.pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].get_object())


def test_a_pdf_takes_milliseconds() -> None:
    made()
    began = time.perf_counter()
    publication_artefacts(document(purpose="ほかの目的の文。"), signatures(), PUBLISHED_AT)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("length", [0, 30, 700, 3000, 10_000])
def test_a_long_cell_flows_over_pages_and_loses_nothing(length: int) -> None:
    sentence = "親子が集まり、話し、また来る場をつくった。"
    text = (sentence * (length // len(sentence) + 1))[:length]
    outcomes = [cell(text) if text else cell("", state="none_applicable")]
    artefacts = made(evaluated=evaluated(outcomes=outcomes))
    assert bare(text) in bare(pdf_text(artefacts.pdf))
    assert bare(text) in bare(artefacts.txt)
    assert text in artefacts.html


def test_pasted_html_and_typst_code_stay_words() -> None:
    nasty = '<script>alert(1)</script> <img src=x onerror="a()"> #set page(width: 1pt) $x^2$ *b* _i_ `c` \\ @ref [x] // c'
    artefacts = made(evaluated=evaluated(outcomes=[cell(nasty)]), title=["<b>題</b>", "#題"])
    reader = read_html(artefacts.html)
    assert not {tag for tag, _attributes in reader.tags} & {"script", "img", "b"}
    assert nasty in "".join(reader.words)
    assert bare(nasty) in bare(pdf_text(artefacts.pdf))


def test_the_fragment_is_a_table_with_row_headers_and_lists() -> None:
    reader = read_html(made().html)
    tags = [tag for tag, _attributes in reader.tags]
    assert tags.count("h1") == 1
    assert tags.count("h2") == 4
    assert "h3" not in tags
    scopes = {attributes.get("scope") for tag, attributes in reader.tags if tag == "th"}
    assert scopes == {"row", "col"}
    assert tags.count("ol") >= 8
    assert reader.tags[0] == ("article", {"class": "annual", "lang": "ja"})
    assert all("style" not in attributes for _tag, attributes in reader.tags)
    ids = [attributes["id"] for _tag, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_a_read_through_can_stand_lower_in_a_page() -> None:
    page = rendering.html(document(), level=2)
    assert "<h1" not in page
    assert "<h3" in page
    assert "相互確認の記録" not in page


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
    for text in texts_of(part):
        for rendered in (artefacts.html, artefacts.txt, pdf_text(artefacts.pdf)):
            assert bare(text) in bare(re.sub("<[^>]+>", "", rendered))


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


def test_emoji_and_variants_of_letters_are_drawn_and_can_be_copied() -> None:
    text = "笑顔😀と❤️、家族👨‍👩‍👧、葛\U000e0100城、ｶﾅ、~～、♪"
    artefacts = made(evaluated=evaluated(outcomes=[cell(text)]))
    assert "〓" not in pdf_text(artefacts.pdf)
    for part in ("😀", "❤", "👨", "葛", "ｶﾅ", "♪"):
        assert part in pdf_text(artefacts.pdf)


def test_a_character_no_font_has_is_named_and_explained() -> None:
    artefacts = made(evaluated=evaluated(outcomes=[cell("古い文字𒀀と私用\ue000の話。")]))
    text = bare(pdf_text(artefacts.pdf))
    assert bare("〓[U+12000]") in text
    assert "PDFで表示できない文字があります" in text
    assert "𒀀" in artefacts.html
    assert "𒀀" in artefacts.txt


def test_a_word_without_a_break_stays_inside_the_page() -> None:
    artefacts = made(evaluated=evaluated(outcomes=[cell("a" * 3000)]))
    widths = []
    for page in read_pdf(artefacts.pdf).pages:
        page.extract_text(visitor_text=lambda text, _cm, tm, _font, _size: widths.append(tm[4]))
    assert max(widths) < 595


@given(
    st.text(
        st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t髙﨑𠮷①Ⅰ★ｶﾞ"),
        max_size=120,
    )
)
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_a_rendering(text: str) -> None:
    cells = [cell(text or "文")]
    artefacts = made(evaluated=evaluated(outcomes=cells, issues=cells), purpose=text or "文")
    assert artefacts.pdf.startswith(b"%PDF-")
    assert not FORBIDDEN_IN_TXT.search(artefacts.txt)
    read_html(artefacts.html)
