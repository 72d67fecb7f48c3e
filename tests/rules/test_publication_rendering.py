"""HTML, text and PDF of a yearly document: the same words, safely, in every edge case."""

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations import rendering
from evaluations.canonical import digest, sha256_hex
from evaluations.rendering import publication_artefacts
from evaluations.rendering.as_txt import plain
from tests.make_publication import PUBLISHED_AT, document, evaluated, signatures
from tests.read_publication import (
    ADDRESS,
    FORBIDDEN_IN_TXT,
    bare,
    cell,
    closed_up,
    made,
    pdf_text,
    read_html,
    read_pdf,
    texts_of,
)


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


def test_the_page_and_the_pdf_hold_the_same_characters() -> None:
    artefacts = made()
    page = "".join(read_html(artefacts.html).words)
    # Columns of a table are read in another order, so the characters are compared sorted.
    assert sorted(closed_up(page)) == sorted(closed_up(pdf_text(artefacts.pdf)))


def test_the_text_file_holds_the_same_words_as_the_page() -> None:
    artefacts = made()
    words = [word for word in read_html(artefacts.html).words if bare(word)]
    assert len(words) > 80
    for word in words:
        assert plain(word) in artefacts.txt
    assert set(bare(artefacts.txt)) == set(bare("".join(words)))


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
        "認証コード(6けた)",
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


def test_a_read_through_before_signing_has_no_record_and_the_same_text() -> None:
    unsigned = rendering.txt(document())
    assert "相互確認の記録" not in unsigned
    assert made().txt.startswith(unsigned)
    paper = rendering.pdf(document(), (), PUBLISHED_AT)
    assert "相互確認の記録" not in pdf_text(paper)


def test_confirmations_can_be_shown_before_there_is_an_edition() -> None:
    text = rendering.txt(document(), signatures())
    assert "相互確認の記録" in text
    assert "公表日" not in text


def test_one_statement_for_both_parties_is_printed_once() -> None:
    lines = [replace(line, statement="同じ文を確認しました。") for line in signatures()]
    text = rendering.txt(document(), lines)
    assert text.count("同じ文を確認しました。") == 1
    assert "確認した内容" not in rendering.txt(
        document(), [replace(line, statement="") for line in lines]
    )


def test_a_document_without_principles_or_their_heading() -> None:
    assert "運営の考え方" not in rendering.html(document(principles=[]))
    page = rendering.html(document(principles_heading=""))
    assert "annual-group" not in page.split("annual-evaluated")[0]
    assert "誰でも入れる場であること。" in page
