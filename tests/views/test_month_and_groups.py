"""The month page and partner groups on the screen."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from programs.kernel import clock
from programs.registry.choices import Role
from programs.reports.queries import all_figures
from tests import make

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
    page = client.get(reverse("reports:month"))
    assert page.status_code == 200
    assert "visits.families" not in page.content.decode()
    key = all_figures()[0].key
    assert client.get(reverse("reports:rows", args=[2026, 6, key])).status_code == 403


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
