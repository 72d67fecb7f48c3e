"""The screens of the yearly evaluation, as each of the four people meets them."""

import re
from typing import Any

import pytest
from django.test import Client

from evaluations.choices import State
from evaluations.models import AnnualDocument, Cell
from programs.kernel.models import AuditEntry
from tests import make
from tests import make_evaluations as makes
from tests.make_evaluations import Round


@pytest.fixture
def who(hub: object) -> Round:
    return makes.people(hub)


def text_of(response: Any) -> str:
    """What a person reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def address(document: AnnualDocument, rest: str = "") -> str:
    return f"/evaluations/{document.pk}/{rest}"


def hidden(response: Any, name: str) -> str:
    """The value of a hidden field of the page."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', response.content.decode())
    assert found, name
    value = re.search(r'value="([^"]*)"', found.group())
    return value.group(1) if value else ""


def test_an_empty_hub_says_what_to_do_first(who: Round) -> None:
    page = make.client_for(who.director).get("/evaluations/")
    assert page.status_code == 200
    assert "まだ契約が登録されていません" in text_of(page)


def test_contract_texts_and_year_are_set_up_on_three_screens(who: Round) -> None:
    client = make.client_for(who.director)
    term = {
        "facility": "汐見区子育てひろば なぎさ",
        "project_name": "汐見区地域子育て支援拠点事業",
        "term_no": "２",
        "start_fy": "2021",
        "years": "5",
        "form": "commission",
        "title_word": "contract",
        "publisher": "either",
    }
    page = client.post("/evaluations/contract/add/", term, follow=True)
    assert "定型の文" in text_of(page)
    labels = {
        name: hidden(page, name)
        for name in re.findall(r'name="(label_[a-z]+)"', page.content.decode())
    }
    texts = {
        "purpose": makes.TEXTS.purpose,
        "principles_heading": "【理念】",
        "principles": "\r\n".join(makes.TEXTS.principles),
        "programmes": "\r\n".join(makes.TEXTS.programmes),
        "method": "\r\n".join(makes.TEXTS.method),
    }
    page = client.post("/evaluations/texts/", {**texts, **labels}, follow=True)
    assert "年度の書類を作る" in text_of(page)
    page = client.post(
        "/evaluations/add/", {"fy": "2025", "evaluated": "on", "proposed": "on"}, follow=True
    )
    assert page.status_code == 200
    assert "令和7年度重点目標の評価" in text_of(page)
    assert "5年度目／5か年度" in text_of(page)


STATES = [
    State.DRAFT,
    State.REVIEW,
    State.AGREED,
    State.HALF_SIGNED,
    State.SIGNED,
    State.PUBLISHED,
    State.CORRECTING,
]


@pytest.mark.parametrize("state", STATES)
def test_every_page_opens_in_every_state_for_everybody(who: Round, state: State) -> None:
    document = makes.in_state(who, state)
    for actor in (who.director, who.officer, who.operator_signer, who.ward_signer):
        client = make.client_for(actor)
        for rest in ("", "preview/", "evidence/", "history/", "review/"):
            page = client.get(address(document, rest))
            assert page.status_code == 200, (actor.role, rest)
        assert makes.GOALS[0] in text_of(client.get(address(document)))
        assert client.get("/evaluations/").status_code == 200
        assert client.get("/evaluations/help/").status_code == 200


def test_pages_ask_the_database_few_questions(  # twelve, and the marks of transactions and scope
    who: Round, django_assert_max_num_queries: Any
) -> None:
    document = makes.document(who)
    client = make.client_for(who.director)
    client.get(address(document))
    with django_assert_max_num_queries(20):
        client.get(address(document))


class Saving:
    """Posts of the autosave to one cell."""

    def __init__(self, client: Client, document: AnnualDocument, cell: Cell) -> None:
        self.client, self.path = client, address(document, f"texts/cell-{cell.pk}/")

    def send(self, text: str, version: int, *, script: bool = True, **more: str) -> Any:
        headers = {"HX-Request": "true"} if script else {}
        return self.client.post(
            self.path, {"text": text, "version": version, **more}, headers=headers
        )


@pytest.fixture
def cell(who: Round) -> Cell:
    document = makes.empty_document(who)
    return document.cells.filter(kind="outcome").get()


def test_an_autosave_answers_with_who_saved_and_the_next_version(who: Round, cell: Cell) -> None:
    answer = Saving(make.client_for(who.director), cell.document, cell).send("成果です。", 1)
    assert answer.status_code == 200
    assert answer.headers["X-Saved"] == "1"
    assert hidden(answer, "version") == "2"
    assert "保存しました" in text_of(answer)
    assert who.director.name in text_of(answer)


def test_a_save_without_script_comes_back_to_its_place(who: Round, cell: Cell) -> None:
    answer = Saving(make.client_for(who.director), cell.document, cell).send(
        "成果です。", 1, script=False
    )
    assert answer.status_code == 302
    assert answer.url.endswith(f"#cell-{cell.pk}")


def test_a_mark_and_tags_are_taken_away_and_it_is_said(who: Round, cell: Cell) -> None:
    answer = Saving(make.client_for(who.director), cell.document, cell).send(
        "<p>①広場をひらいた。</p>", 1
    )
    assert "「①」は取り除きました" in text_of(answer)
    assert "タグ" in text_of(answer)
    with make.seeing():
        assert Cell.objects.get(pk=cell.pk).text == "広場をひらいた。"


def test_the_second_of_two_sees_both_texts_and_nothing_is_lost(who: Round, cell: Cell) -> None:
    Saving(make.client_for(who.director), cell.document, cell).send("法人の文。", 1)
    second = Saving(make.client_for(who.officer), cell.document, cell)
    small = second.send("区の文。", 1)
    assert small.status_code == 409
    assert "先にこの欄を保存しました" in text_of(small)
    assert hidden(small, "version") == "1"  # else the next save would overwrite
    page = second.send("区の文。", 1, script=False)
    assert page.status_code == 409
    assert "法人の文。" in text_of(page)
    assert "区の文。" in text_of(page)
    assert hidden(page, "version") == "2"
    with make.seeing():
        assert Cell.objects.get(pk=cell.pk).text == "法人の文。"
    assert second.send("ふたりの文。", 2, script=False).status_code == 302


def test_the_same_text_saved_twice_is_no_conflict(who: Round, cell: Cell) -> None:
    saving = Saving(make.client_for(who.director), cell.document, cell)
    saving.send("同じ文。", 1)
    assert saving.send("同じ文。", 1).status_code == 200


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": "あ" * 10_001}, "10,000文字まで"),
        ({"text": "文", "none_applicable": "on"}, "本文を空に"),
    ],
)
def test_a_text_that_cannot_be_saved_is_kept_on_the_page(
    who: Round, cell: Cell, more: dict[str, str], said: str
) -> None:
    saving = Saving(make.client_for(who.director), cell.document, cell)
    for script in (True, False):
        answer = saving.send(**{"version": 1, "script": script, **more})
        assert answer.status_code == 422
        assert hidden(answer, "version") == "1"
        assert said in text_of(answer)
    assert more["text"] in answer.content.decode()


def test_odd_letters_survive_a_save(who: Round, cell: Cell) -> None:
    odd = "髙﨑𠮷 ｶﾅ ~～ Ⅰ ㉑ 👶🏻"
    Saving(make.client_for(who.director), cell.document, cell).send(odd, 1)
    assert odd in make.client_for(who.officer).get(address(cell.document)).content.decode()


def test_comments_stand_beside_the_text_and_are_settled(who: Round, cell: Cell) -> None:
    client = make.client_for(who.officer)
    anchor = f"cell-{cell.pk}"
    client.post(address(cell.document, "comments/add/"), {"anchor": anchor, "text": "根拠は?"})
    page = make.client_for(who.director).get(address(cell.document))
    assert "根拠は?" in text_of(page)
    with make.seeing():
        comment = cell.document.comments.get()
    client.post(address(cell.document, f"comments/{comment.pk}/resolve/"))
    assert "対応済み" in text_of(client.get(address(cell.document)))


def test_history_says_who_changed_what_in_words(who: Round, cell: Cell) -> None:
    saving = Saving(make.client_for(who.director), cell.document, cell)
    saving.send("来館が増えた。", 1)
    Saving(make.client_for(who.officer), cell.document, cell).send("相談が増えた。", 2)
    page = make.client_for(who.director).get(address(cell.document, "history/")).content.decode()
    assert "［削除］</span>来館" in page
    assert "［追加］</span>相談" in page


def test_each_request_leaves_one_audit_entry(who: Round, cell: Cell) -> None:
    client = make.client_for(who.director)
    saving = Saving(client, cell.document, cell)
    with make.seeing():
        before = AuditEntry.objects.count()
    for n, act in enumerate(
        (
            lambda: client.get(address(cell.document)),
            lambda: saving.send("文。", 1),
            lambda: saving.send("古い画面から。", 1),
            lambda: client.get(address(cell.document, "history/")),
        ),
        1,
    ):
        act()
        with make.seeing():
            assert AuditEntry.objects.count() == before + n
