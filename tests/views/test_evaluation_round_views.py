"""The round as the four people meet it: review, agreement, signatures, publication, and after."""

import re
from typing import Any

import pytest
from django.test import Client

from evaluations.canonical import digest
from evaluations.choices import State
from evaluations.models import AnnualDocument, Cell, Publication, Signature
from evaluations.snapshots import canonical_of
from programs.registry.choices import Role
from programs.reports import queries as figures
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


@pytest.fixture
def cell(who: Round) -> Cell:
    document = makes.empty_document(who)
    return document.cells.filter(kind="outcome").get()


def test_review_lists_what_is_still_empty(who: Round) -> None:
    document = makes.empty_document(who)
    page = make.client_for(who.director).get(address(document, "send/"))
    assert "まだ書かれていない欄があります" in text_of(page)
    assert "取組の成果(目標1)" in text_of(page)


def test_four_people_bring_a_document_to_the_public(who: Round) -> None:
    document = makes.document(who)
    director, officer = make.client_for(who.director), make.client_for(who.officer)
    page = director.post(address(document, "send/"), follow=True)
    assert "確認に回しました" in text_of(page)
    digest = hidden(director.get(address(document, "review/")), "sha256")
    for client in (director, officer):
        page = client.post(address(document, "agree/"), {"sha256": digest}, follow=True)
        assert "合意を記録しました" in text_of(page)
    for actor in (who.operator_signer, who.ward_signer):
        client = make.client_for(actor)
        page = client.get(address(document, "sign/"))
        assert digest in page.content.decode()
        assert makes.OUTCOMES[0] in text_of(page)
        page = client.post(address(document, "sign/"), signing(page), follow=True)
        assert "署名しました" in text_of(page)
    page = officer.post(address(document, "publish/"), {"password": make.PASSWORD}, follow=True)
    assert "公表しました" in text_of(page)
    with make.seeing():
        publication = Publication.objects.get(document=document)
    public = Client().get(f"/public/{who.hub.slug}/2025/r1/")
    assert public.status_code == 200
    assert publication.sha256 in public.content.decode()


def signing(page: Any, **changes: str) -> dict[str, str]:
    filled = {
        "sha256": hidden(page, "sha256"),
        "statement_version": hidden(page, "statement_version"),
        "read_through": "on",
        "privacy_checked": "on",
        "password": make.PASSWORD,
    }
    return {**filled, **changes}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"read_through": ""}, "最後まで読んで"),
        ({"privacy_checked": ""}, "特定できる記述"),
        ({"password": "wrong wrong wrong"}, "パスワードが"),
        ({"password": ""}, "パスワードか認証コード"),
        ({"password": "", "code": "000000"}, "コードが"),
    ],
)
def test_a_signature_without_all_proofs_is_refused_at_its_field(
    who: Round, changes: dict[str, str], said: str
) -> None:
    document = makes.in_state(who, State.AGREED)
    client = make.client_for(who.operator_signer)
    page = client.get(address(document, "sign/"))
    page = client.post(address(document, "sign/"), signing(page, **changes))
    assert page.status_code == 422
    assert said in text_of(page)
    with make.seeing():
        assert not Signature.objects.exists()


def test_signing_another_text_than_the_agreed_one_is_told(who: Round) -> None:
    document = makes.in_state(who, State.AGREED)
    client = make.client_for(who.operator_signer)
    page = client.get(address(document, "sign/"))
    page = client.post(address(document, "sign/"), signing(page, sha256="0" * 64))
    assert page.status_code == 409
    with make.seeing():
        assert not Signature.objects.exists()


def test_a_return_needs_a_reason_and_opens_the_text(who: Round) -> None:
    document = makes.in_state(who, State.REVIEW)
    client = make.client_for(who.officer)
    assert client.post(address(document, "return/"), {"text": " "}).status_code == 422
    page = client.post(
        address(document, "return/"), {"text": "成果を足してください。"}, follow=True
    )
    assert "作成に戻しました" in text_of(page)
    assert "成果を足してください。" in text_of(client.get(address(document, "history/")))


def test_a_refusal_marks_the_signature_as_void(who: Round) -> None:
    document = makes.in_state(who, State.HALF_SIGNED)
    client = make.client_for(who.ward_signer)
    page = client.post(address(document, "refuse/"), {"text": "数字を確かめたい。"}, follow=True)
    assert "取り消し、作成に戻しました" in text_of(page)
    history = text_of(client.get(address(document, "history/")))
    assert "無効" in history
    assert "数字を確かめたい。" in history


def test_another_hub_sees_nothing(who: Round) -> None:
    document = makes.in_state(who, State.AGREED)
    stranger = make.client_for(make.member(make.hub("霧島区"), Role.DIRECTOR))
    for rest in ("", "preview/", "history/", "review/", "send/", "evidence/", "revisions/1/"):
        assert stranger.get(address(document, rest)).status_code == 404


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CITY_VIEWER, Role.AUDITOR])
def test_roles_outside_the_two_parties_are_refused(who: Round, role: Role) -> None:
    document = makes.document(who)
    outsider = make.member(who.hub if role == Role.RECEPTION else None, role)
    assert make.client_for(outsider).get(address(document)).status_code in (403, 404)


def test_a_drafter_cannot_sign_and_a_signer_cannot_write(who: Round) -> None:
    document = makes.in_state(who, State.AGREED)
    assert make.client_for(who.director).get(address(document, "sign/")).status_code == 403
    cell = Cell.objects.filter(document=document).first()
    answer = make.client_for(who.ward_signer).post(
        address(document, f"texts/cell-{cell.pk}/"), {"text": "書く", "version": cell.version}
    )
    assert answer.status_code == 403


# --- after both signatures (T10) -------------------------------------------------------------------


def posts(document: AnnualDocument) -> list[tuple[str, dict[str, str]]]:
    """Every way to write into a document, with data that would work while it is open."""
    a, b = document.evaluates, document.proposes
    assert a and b
    goal, initiative = b.goals.first(), b.initiatives.first()
    cell = document.cells.first()
    version = {"version": "1", "text": "x"}
    sets = f"goals/{b.pk}"
    return [
        (f"texts/cell-{cell.pk}/", {**version, "version": str(cell.version)}),
        (f"texts/goal-{goal.pk}/", {**version, "version": str(goal.version)}),
        (f"texts/heading-{goal.pk}/", {**version, "version": str(goal.version)}),
        (f"texts/initiative-{initiative.pk}/", {**version, "version": str(initiative.version)}),
        ("licence/", {"licence": "cc_by_4"}),
        (f"{sets}/add/", {"text": "x"}),
        (f"{sets}/style/", {"marker_style": "star", "initiative_layout": "plain"}),
        (f"{sets}/initiatives/add/", {"text": "x", "goal": str(goal.pk)}),
        (f"{sets}/{goal.pk}/move/", {"direction": "down"}),
        (f"{sets}/{goal.pk}/remove/", {}),
        (f"{sets}/initiatives/{initiative.pk}/move/", {"direction": "down"}),
        (f"{sets}/initiatives/{initiative.pk}/remove/", {}),
        ("cells/outcome/merge/", {}),
        ("cells/issue/split/", {}),
        ("send/", {}),
        ("agree/", {"sha256": document.current_revision.sha256}),
        ("return/", {"text": "x"}),
        ("refuse/", {"text": "x"}),
    ]


@pytest.mark.parametrize("state", [State.SIGNED, State.PUBLISHED])
def test_a_signed_text_survives_every_form_of_the_site(who: Round, state: State) -> None:
    document = makes.in_state(who, state)
    with make.seeing():
        before = digest(canonical_of(document, makes.AT.date()))
        forms = posts(document)
    assert before[1] == document.current_revision.sha256
    for actor in (who.director, who.officer, who.operator_signer, who.ward_signer):
        client = make.client_for(actor)
        for rest, data in forms:
            assert client.post(address(document, rest), data).status_code in (302, 403, 404, 422)
    with make.seeing():
        now = AnnualDocument.objects.get(pk=document.pk)
        assert now.state == state
        assert digest(canonical_of(now, makes.AT.date())) == before


def test_why_a_document_came_back_stands_on_the_sheet(who: Round) -> None:
    document = makes.in_state(who, State.AGREED)
    client = make.client_for(who.ward_signer)
    client.post(address(document, "refuse/"), {"text": "数字を確かめたい。"})
    page = text_of(make.client_for(who.director).get(address(document)))
    assert "作成に戻った理由" in page
    assert "数字を確かめたい。" in page


def test_evidence_opens_the_records_behind_it_month_by_month(who: Round) -> None:
    document = makes.document(who)
    client = make.client_for(who.director)
    key = figures.all_figures()[0].key
    days = {
        f"{end}_{part}": value
        for end, day in (("from_on", ("2025", "4", "1")), ("to_on", ("2026", "3", "31")))
        for part, value in zip(("year", "month", "day"), day, strict=True)
    }
    page = client.post(address(document, "evidence/add/"), {"figure": key, **days}, follow=True)
    assert "集計し、根拠資料に加えました" in text_of(page)
    assert f"/reports/2026/3/{key}/" in page.content.decode()
    assert text_of(page).count("令和8年3月") >= 1
    with make.seeing():
        evidence = document.evidence.get()
    client.post(address(document, f"evidence/{evidence.pk}/drop/"))
    assert "根拠資料はまだありません" in text_of(client.get(address(document, "evidence/")))


def test_rows_are_added_moved_and_removed_by_buttons(who: Round) -> None:
    document = makes.document(who)
    client = make.client_for(who.officer)
    sets = address(document, f"goals/{document.evaluates_id}/")
    client.post(f"{sets}add/", {"text": "③三つ目の目標\n④四つ目の目標"})
    with make.seeing():
        third = document.evaluates.goals.get(order=3)
    client.post(f"{sets}{third.pk}/move/", {"direction": "up"})
    client.post(f"{sets}initiatives/add/", {"text": "三つ目の取組", "goal": str(third.pk)})
    page = client.get(address(document))
    assert "三つ目の取組" in text_of(page)
    with make.seeing():
        initiative = document.evaluates.initiatives.get(text="三つ目の取組")
        assert document.evaluates.goals.get(text="三つ目の目標").order == 2
    client.post(f"{sets}initiatives/{initiative.pk}/move/", {"direction": "up"})
    page = client.post(f"{sets}initiatives/{initiative.pk}/remove/", follow=True)
    assert "削除しました" in text_of(page)
    client.post(f"{sets}{third.pk}/remove/")
    client.post(f"{sets}style/", {"marker_style": "star", "initiative_layout": "plain"})
    client.post(address(document, "cells/outcome/merge/"))
    page = client.get(address(document))
    assert "目標ごとの欄に分ける" in text_of(page)
    client.post(address(document, "cells/outcome/split/"))
    assert client.post(address(document, "cells/nothing/merge/")).status_code == 404
    with make.seeing():
        assert document.evaluates.goals.count() == 3


def test_the_same_button_pressed_twice_does_its_work_once(who: Round) -> None:
    document = makes.document(who)
    client = make.client_for(who.director)
    twice = {"text": "三つ目の目標", "request_key": "6d1d4b0e-8b7e-4bb0-9b59-6d3b1f6ee001"}
    for _press in range(2):
        client.post(address(document, f"goals/{document.evaluates_id}/add/"), twice)
    with make.seeing():
        assert document.evaluates.goals.count() == 3


def test_one_text_has_a_page_of_its_own(who: Round, cell: Cell) -> None:
    page = make.client_for(who.director).get(address(cell.document, f"texts/cell-{cell.pk}/"))
    assert "取組の成果(目標1)" in text_of(page)
    assert hidden(page, "version") == "1"


def test_a_correction_is_started_with_its_reason(who: Round) -> None:
    document = makes.in_state(who, State.PUBLISHED)
    client = make.client_for(who.director)
    assert "訂正を始める" in text_of(client.get(address(document, "correct/")))
    data = {"kind": "erratum", "text": "数字の書き間違い。"}
    page = client.post(address(document, "correct/"), data, follow=True)
    assert "数字の書き間違い。" in text_of(page)
    assert "訂正中" in text_of(page)


def test_both_signatories_take_a_publication_back_and_its_address_says_why(who: Round) -> None:
    document = makes.in_state(who, State.PUBLISHED)
    public = f"/public/{who.hub.slug}/2025/r1/"
    for actor in (who.ward_signer, who.operator_signer):
        client = make.client_for(actor)
        page = client.get(address(document, "withdraw/"))
        assert "すぐに見えなくなります" in text_of(page)
        assert client.post(address(document, "withdraw/"), {"text": "理由。"}).status_code == 422
        data = {"text": "個人が分かる記述がありました。", "password": make.PASSWORD}
        page = client.post(address(document, "withdraw/"), data, follow=True)
        assert "取下げの申し出を記録しました" in text_of(page)
        assert makes.OUTCOMES[0] not in text_of(Client().get(public))
    answer = Client().get(public)
    assert answer.status_code == 410
    assert "個人が分かる記述がありました。" in text_of(answer)


def test_a_revision_shows_what_it_changed(who: Round) -> None:
    document = makes.in_state(who, State.CORRECTING)
    client = make.client_for(who.director)
    with make.seeing():
        cell = document.cells.filter(kind="outcome").order_by("goal__order").first()
    data = {"text": "直した成果。", "version": str(cell.version)}
    client.post(address(document, f"texts/cell-{cell.pk}/"), data)
    client.post(address(document, "send/"))
    page = client.get(address(document, "revisions/2/"))
    assert "直した成果。" in text_of(page)
    assert "前の版からの違い" in text_of(page)
    assert client.get(address(document, "revisions/9/")).status_code == 404
