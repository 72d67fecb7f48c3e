"""Handoffs on the screen: asked from a family's page, seen by the others, answered once."""

import pytest
from django.urls import reverse

from programs.kernel.models import Notice
from programs.registry.choices import HandoffState, Role
from programs.registry.models import Handoff
from tests import make

pytestmark = pytest.mark.django_db

ASKED = {"from_area": "dropin", "to_area": "usersupport", "subject": "一度お話を"}
LIST = "registry:handoff-list"


@pytest.fixture
def staff(hub):
    make.site(hub)
    return make.client_for(make.member(hub, Role.STAFF))


@pytest.fixture
def partner(hub):
    return make.client_for(make.member(hub, Role.PARTNER))


@pytest.fixture
def family(hub):
    return make.household(hub, "見本原", "みほんばら")


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def ask(client, family=None, **changes):
    query = f"?household={family.pk}" if family else ""
    return client.post(reverse("registry:handoff-add") + query, {**ASKED, **changes})


def only(hub):
    with make.seeing(hub):
        return Handoff.objects.get()


def answer(client, row, **data):
    url = reverse("registry:handoff-answer", args=[row.pk])
    return client.post(url, {"answer": "accept", "reason": "", **data})


def test_asked_from_a_familys_page_and_waiting_in_the_others_home(staff, partner, family, hub):
    add = f"{reverse('registry:handoff-add')}?household={family.pk}"
    assert add in page(staff, "desk:household", family.pk)
    assert "見本原" in staff.get(add).content.decode()
    assert ask(staff, family).url == reverse("desk:household", args=[family.pk])
    row = only(hub)
    assert row.household_id == family.pk
    there = reverse("registry:handoff-answer", args=[row.pk])
    home = page(partner, "desk:home")
    assert there in home
    assert "居場所 → 利用者支援" in home
    assert "一度お話を" not in home
    assert there not in page(staff, "desk:home")
    listed = page(partner, LIST)
    assert reverse("desk:household", args=[family.pk]) in listed
    assert "一度お話を" in listed


def test_accepted_once_and_who_asked_is_told_without_content(staff, partner, hub):
    ask(staff)
    row = only(hub)
    assert answer(partner, row).url == reverse(LIST)
    assert only(hub).state == HandoffState.ACCEPTED
    with make.seeing(hub):
        told = Notice.objects.get()
    assert (told.person_id, told.key, told.values) == (
        row.offered_by_id,
        "registry.handoff_answered",
        {},
    )
    assert "引き受け済み" in staff.get(told.path).content.decode()
    assert told.path not in page(partner, "desk:home")


def test_the_second_answer_meets_the_first(staff, partner, hub):
    ask(staff)
    row = only(hub)
    answer(partner, row)
    late = answer(staff, row, answer="decline", reason="手がいっぱい")
    assert late.status_code == 409
    assert "手がいっぱい" in late.content.decode()
    assert only(hub).state == HandoffState.ACCEPTED


def test_declining_needs_a_reason(staff, partner, hub):
    ask(staff)
    row = only(hub)
    assert answer(partner, row, answer="decline").status_code == 422
    assert answer(partner, row, answer="decline", reason="担当が違います").status_code == 302
    assert "担当が違います" in page(partner, LIST)


@pytest.mark.parametrize(
    "changes", [{"to_area": "dropin"}, {"to_area": "x"}, {"subject": "あ" * 201}]
)
def test_bad_input_is_told_at_the_field(staff, hub, changes):
    assert ask(staff, **changes).status_code == 422
    with make.seeing(hub):
        assert not Handoff.objects.exists()


def test_the_list_shows_open_ones_first_and_narrows(staff, partner, hub):
    ask(staff, subject="先の件")
    first = only(hub)
    ask(staff, subject="後の件")
    with make.seeing(hub):
        second = Handoff.objects.exclude(pk=first.pk).get()
    answer(partner, second)
    both = page(partner, LIST)
    assert both.index("先の件") < both.index("後の件")
    assert "後の件" not in page(partner, LIST, state="open")
    assert "先の件" not in page(partner, LIST, state="answered")


def test_another_hubs_handoff_and_family_are_not_there(staff, family, hub):
    ask(staff)
    row = only(hub)
    outsider = make.client_for(make.member(make.hub("鳴海区"), Role.STAFF))
    assert outsider.get(reverse("registry:handoff-answer", args=[row.pk])).status_code == 404
    assert answer(outsider, row).status_code == 404
    assert ask(outsider, family).status_code == 404
    assert "一度お話を" not in page(outsider, LIST)
    assert only(hub).state == HandoffState.OFFERED


def test_the_reception_neither_asks_nor_answers(staff, family, hub):
    ask(staff)
    row = only(hub)
    reception = make.client_for(make.member(hub, Role.RECEPTION))
    assert ask(reception, family).status_code == 403
    assert answer(reception, row).status_code == 403
    assert reception.get(reverse(LIST)).status_code == 403
    assert reverse("registry:handoff-add") not in page(reception, "desk:household", family.pk)
    assert reverse("registry:handoff-answer", args=[row.pk]) not in page(reception, "desk:home")


def test_a_familys_page_tells_of_it_to_those_who_answer(staff, partner, family, hub):
    ask(staff, family)
    answer(partner, only(hub))
    line = "引き継ぎ（居場所から利用者支援へ・"
    assert line in page(partner, "desk:household", family.pk)
    assert line in page(staff, "desk:household", family.pk)
    volunteer = make.client_for(make.member(hub, Role.RECEPTION))
    assert line not in page(volunteer, "desk:household", family.pk)
