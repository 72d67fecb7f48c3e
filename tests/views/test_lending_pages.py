"""Lending on screen: from the shelf to a family and back."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from programs.kernel import clock
from programs.lending.models import Item, Loan
from programs.registry.choices import Role
from tests import make
from tests.make_lending import DAY, DUE, NOW, Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def of(name: str, *args: int) -> str:
    return reverse(f"lending:{name}", args=args)


def test_an_item_goes_to_a_family_found_by_kana_and_comes_back(shelf: Shelf) -> None:
    client = make.client_for(shelf.volunteer)
    assert "木の汽車" in client.get(of("loan-list") + "?lend=ｔ-００").content.decode()
    found = client.get(of("item-lend", shelf.item.pk) + "?q=ﾐﾎ").content.decode()
    assert "見本" in found
    form = client.get(of("family-lend", shelf.item.pk, shelf.family.pk)).content.decode()
    assert 'value="24"' in form  # fourteen days later
    client.post(of("family-lend", shelf.item.pk, shelf.family.pk), {"due_on_year": DUE.isoformat()})
    with make.seeing(shelf.hub):
        loan = Loan.objects.get(item=shelf.item)
    listed = client.get(of("loan-list")).content.decode()
    assert "見本" in listed
    client.post(of("loan-extend", loan.pk), {"due_on_year": "2026-07-08"})
    page = client.post(of("loan-return", loan.pk), follow=True).content.decode()
    assert "返却を記録しました" in page
    assert of("loan-undo", loan.pk) in page
    back = client.post(of("loan-undo", loan.pk), follow=True).content.decode()
    assert "貸し出し中に戻りました" in back


def test_what_is_overdue_is_marked_and_found(shelf: Shelf) -> None:
    shelf.lend()
    client = make.client_for(shelf.volunteer)
    with clock.frozen(NOW + timedelta(days=15)):
        assert "遅れています" in client.get(of("loan-list") + "?state=over").content.decode()
        assert "返却が遅れている貸し出し" in client.get("/").content.decode()


def test_somebody_by_name_borrows(shelf: Shelf) -> None:
    client = make.client_for(shelf.volunteer)
    data = {"name": "髙橋 𠮷", "phone": "０４５－１２３－４５６７", "due_on_year": DUE.isoformat()}
    client.post(of("named-lend", shelf.item.pk), data)
    with make.seeing(shelf.hub):
        loan = Loan.objects.get(item=shelf.item)
    assert (loan.name, loan.phone) == ("髙橋 𠮷", "045-123-4567")
    again = client.post(of("named-lend", shelf.item.pk), data)
    assert again.status_code == 422
    assert "すでに貸し出し中" in again.content.decode()


def test_a_lost_item_leaves_the_list(shelf: Shelf) -> None:
    loan = shelf.lend()
    client = make.client_for(shelf.volunteer)
    client.post(of("loan-end", loan.pk), {"how": "lost", "note": "電車の中"})
    assert "T-001" not in client.get(of("item-list")).content.decode()
    assert "T-001" in client.get(of("item-list") + "?gone=1").content.decode()
    page = client.get(of("item-detail", shelf.item.pk)).content.decode()
    assert "電車の中" in page
    assert "返却を取り消す" in page


def test_items_are_added_changed_and_labelled(shelf: Shelf) -> None:
    client = make.client_for(shelf.staff)
    data = {
        "kind": "book",
        "name": "はらぺこの本😀",
        "number": "ｂ－０１",
        "site": str(shelf.site.pk),
        "condition": "good",
    }
    client.post(of("item-add"), data)
    with make.seeing(shelf.hub):
        item = Item.objects.get(number="B-01")
    assert client.post(of("item-add"), {**data, "number": "ß" * 20}).status_code == 422
    twice = client.post(of("item-add"), data)
    assert twice.status_code == 422
    client.post(of("item-edit", item.pk), {**data, "name": "別の本", "version": "1"})
    stale = client.post(of("item-edit", item.pk), {**data, "name": "遅い本", "version": "1"})
    assert stale.status_code == 409
    labels = client.get(of("label-print") + "?kind=book").content.decode()
    assert "B-01" in labels
    assert "T-001" not in labels
    assert "data:image/svg+xml" in labels


def test_the_director_sets_the_days(shelf: Shelf) -> None:
    client = make.client_for(shelf.director)
    client.post(of("terms-edit"), {"days": "７", "version": "0"})
    form = client.get(of("family-lend", shelf.item.pk, shelf.family.pk)).content.decode()
    assert 'value="17"' in form
    assert make.client_for(shelf.staff).get(of("terms-edit")).status_code == 403


def test_long_lists_ask_few_questions(shelf: Shelf, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        shelf.lend(shelf.put(f"X-{number:02}"), due_on=DAY)
    client = make.client_for(shelf.volunteer)
    for page in (of("loan-list"), of("item-list"), of("item-detail", shelf.item.pk)):
        client.get(page)
        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == 200


def test_a_familys_page_shows_its_loans_to_those_who_lend(shelf: Shelf) -> None:
    shelf.lend()
    page = make.client_for(shelf.volunteer).get(reverse("desk:household", args=[shelf.family.pk]))
    assert "木の汽車" in page.content.decode()


def test_another_hub_finds_nothing(shelf: Shelf) -> None:
    loan = shelf.lend()
    stranger = make.client_for(make.member(make.hub(), Role.STAFF))
    assert stranger.get(of("item-detail", shelf.item.pk)).status_code == 404
    assert stranger.post(of("loan-return", loan.pk)).status_code == 404
    assert "木の汽車" not in stranger.get(of("loan-list") + "?lend=T").content.decode()
    free = Shelf()
    own = make.client_for(free.staff)
    crossed = own.post(
        of("family-lend", free.item.pk, shelf.family.pk), {"due_on_year": DUE.isoformat()}
    )
    assert crossed.status_code == 404
