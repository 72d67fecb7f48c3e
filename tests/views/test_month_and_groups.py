"""The month page and partner groups on the screen."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.kernel import clock
from programs.registry.choices import Role
from programs.registry.models import GroupContact
from programs.reports.queries import all_figures
from tests import make
from tests.make_dropin import Desk

pytestmark = pytest.mark.django_db


def test_every_number_has_its_counting_rule_and_opens_its_rows(hub):
    make.site(hub)
    client = make.client_for(make.member(hub, Role.DIRECTOR))
    with clock.frozen(datetime(2026, 6, 10, 12)):
        page = client.get(reverse("reports:month")).content.decode()
        assert "令和8年6月" in page
        for figure in all_figures():
            assert str(figure.rule) in page
            assert reverse("reports:rows", args=[2026, 6, figure.key]) in page
            rows = client.get(reverse("reports:rows", args=[2026, 6, figure.key]))
            assert rows.status_code == 200


def test_the_city_sees_totals_of_all_hubs_and_no_rows(hub):
    make.site(hub)
    client = make.client_for(make.member(None, Role.CITY_VIEWER))
    page = client.get(reverse("reports:month-of", args=[2026, 6]))
    assert page.status_code == 200
    text = page.content.decode()
    for figure in all_figures():
        assert f'{reverse("reports:rows", args=[2026, 6, figure.key])}"' not in text
    key = all_figures()[0].key
    assert client.get(reverse("reports:rows", args=[2026, 6, key])).status_code == 403


FRAME = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config(")
JUNE = [2026, 6]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CITY_VIEWER])
def test_the_month_takes_at_most_twelve_queries(hub, role):
    desk = Desk(hub)
    desk.check_in(desk.family())
    make.site(hub, "別館")
    client = make.client_for(make.member(None if role == Role.CITY_VIEWER else hub, role))
    address = reverse("reports:month-of", args=JUNE)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    work = [q["sql"] for q in asked if not q["sql"].startswith(FRAME)]
    assert len(work) <= 12, "\n".join(work)


def test_children_by_age_stand_in_the_month_and_other_parts_are_opened(hub):
    desk = Desk(hub)
    desk.check_in(desk.family())
    client = make.client_for(make.member(hub, Role.DIRECTOR))
    page = client.get(reverse("reports:month-of", args=JUNE)).content.decode()
    for age in ("0歳", "2歳", "5歳", "年齢不明"):
        assert f"<dt>{age}</dt>" in page
    assert "市内の他区" not in page
    assert reverse("reports:parts", args=[*JUNE, "dropin.visits.people"]) in page
    assert reverse("reports:parts", args=[*JUNE, "consultations.families"]) not in page


def test_the_parts_open_as_a_page_and_within_the_month(hub):
    desk = Desk(hub)
    desk.check_in(desk.family())
    client = make.client_for(make.member(hub, Role.DIRECTOR))
    address = reverse("reports:parts", args=[*JUNE, "dropin.visits.people"])
    whole = client.get(f"{address}?site={desk.site.pk}").content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    month = reverse("reports:month-of", args=JUNE)
    assert f'href="{month}?site={desk.site.pk}"' in whole
    assert "<html" in whole
    assert "<html" not in part
    assert 'id="parts-dropin.visits.people"' in part
    for text in (whole, part):
        assert "市内の他区" in text
        assert "value-zero" in text
    assert "施設（" not in whole


def test_every_figure_opens_its_parts_and_an_unknown_one_is_not_found(hub):
    make.site(hub)
    for actor in (make.member(hub, Role.DIRECTOR), make.member(None, Role.CITY_VIEWER)):
        client = make.client_for(actor)
        for figure in all_figures():
            assert client.get(reverse("reports:parts", args=[*JUNE, figure.key])).status_code == 200
        assert client.get(reverse("reports:parts", args=[*JUNE, "weather"])).status_code == 404


@pytest.mark.parametrize("address", ["2026/13", "1999/1", "2026/0"])
def test_an_impossible_month_is_not_found(hub, address):
    client = make.client_for(make.member(hub, Role.DIRECTOR))
    assert client.get(f"/reports/{address}/").status_code == 404


def test_a_group_is_added_found_and_changed(hub):
    client = make.client_for(make.member(hub, Role.STAFF))
    data = {
        "name": "しおかぜ会",
        "kind": "circle",
        "phone": "045ー000ー1111",
        "note": "<b>太字</b>",
    }
    assert client.post(reverse("network:group-add"), data).status_code == 302
    again = client.post(reverse("network:group-add"), {**data, "request_key": str(uuid4())})
    assert again.status_code == 422
    assert "同じ名前の団体" in again.content.decode()
    page = client.get(reverse("network:group-list"), {"q": "しおかぜ"}).content.decode()
    assert "045-000-1111" in page
    assert (
        "しおかぜ会" not in client.get(reverse("network:group-list"), {"q": "zz"}).content.decode()
    )


def test_people_of_a_group_are_added_taken_off_and_put_back(hub):
    client = make.client_for(make.member(hub, Role.STAFF))
    group = make.group(hub)
    page = reverse("network:group-edit", args=[group.pk])
    said = {"name": "見本 花子", "position": "子ども担当", "phone": "０４５ー０００ー１１１１"}
    assert client.post(reverse("network:contact-add", args=[group.pk]), said).status_code == 302
    text = client.get(page).content.decode()
    assert "見本 花子" in text
    assert "045-000-1111" in text
    again = client.post(reverse("network:contact-add", args=[group.pk]), said)
    assert again.status_code == 422
    assert "すでに登録されています" in again.content.decode()
    contact = GroupContact.objects.get(group=group)
    answer = client.post(reverse("network:contact-remove", args=[contact.pk]), follow=True)
    assert "元に戻す" in answer.content.decode()
    assert client.post(reverse("network:contact-add", args=[group.pk]), said).status_code == 302
    refused = client.post(reverse("network:contact-restore", args=[contact.pk]))
    assert refused.status_code == 422
    second = GroupContact.objects.get(group=group, removed_at=None)
    client.post(reverse("network:contact-remove", args=[second.pk]))
    client.post(reverse("network:contact-restore", args=[contact.pk]))
    assert list(GroupContact.objects.filter(removed_at=None)) == [contact]


def test_a_groups_opening_and_source_are_kept(hub):
    client = make.client_for(make.member(hub, Role.STAFF))
    group = make.group(hub)
    said = {
        "name": group.name,
        "kind": group.kind,
        "opening": "火〜土 10時から15時",
        "source": "電話で確認",
        "version": "1",
    }
    client.post(reverse("network:group-edit", args=[group.pk]), said)
    assert "火〜土 10時から15時" in client.get(reverse("network:group-list")).content.decode()
    group.refresh_from_db()
    assert group.source == "電話で確認"
