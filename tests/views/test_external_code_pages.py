"""The numbers of other systems on the screens."""

import pytest
from django.urls import reverse

from programs.registry.choices import Role
from programs.registry.models import CodeSystem, ExternalCode
from tests import make

pytestmark = pytest.mark.django_db


def to(name, *args):
    return reverse(f"registry:{name}", args=args)


def read(response):
    return response.content.decode()


@pytest.fixture
def family(hub):
    return make.household(hub, "青葉", "あおば")


@pytest.fixture
def system(hub):
    return CodeSystem.objects.create(hub=hub, name="市のポータル")


@pytest.fixture
def staff(hub):
    return make.client_for(make.member(hub, Role.STAFF))


def test_from_an_empty_list_to_a_number_on_the_familys_page_and_back(hub, family, staff):
    director = make.client_for(make.member(hub, Role.DIRECTOR))
    assert "発行元がまだ登録されていません" in read(staff.get(to("code-add", family.pk)))
    director.post(to("code-system-add"), {"name": "市のポータル"})
    with make.seeing(hub):
        system, child = CodeSystem.objects.get(), family.children.get()
    said = {"system": system.pk, "owner": f"child-{child.pk}", "code": "A-77"}
    answer = staff.post(to("code-add", family.pk), said, follow=True)
    assert "A-77" in read(answer)
    page = read(staff.get(reverse("desk:household", args=[family.pk])))
    assert "市のポータル" in page and "A-77" in page and child.name in page
    again = staff.post(to("code-add", family.pk), {**said, "owner": "family"})
    assert again.status_code == 422 and "すでに登録されています" in read(again)
    with make.seeing(hub):
        code = ExternalCode.objects.get()
    ended = read(staff.post(to("code-end", code.pk), follow=True))
    assert "元に戻す" in ended and "使用終了" in ended
    assert "A-77" not in read(staff.get(reverse("desk:household", args=[family.pk])))
    assert "使用を終える" in read(staff.post(to("code-reopen", code.pk), follow=True))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "あ" * 10_000}, "100文字まで"),
        ({"code": ""}, "入力してください"),
        ({"owner": "child-1"}, "選択してください"),
        ({"system": "999999999"}, "選択してください"),
    ],
)
def test_what_cannot_be_a_number_is_told_at_its_field(family, system, staff, changes, said):
    typed = {"system": system.pk, "owner": "family", "code": "1", **changes}
    answer = staff.post(to("code-add", family.pk), typed)
    assert answer.status_code == 422
    assert said in read(answer)


def test_a_system_is_renamed_and_taken_out_of_use(hub, family, system, staff):
    director = make.client_for(make.member(hub, Role.DIRECTOR))
    page = director.post(to("code-system-edit", system.pk), {"name": "市（旧）"}, follow=True)
    assert "市（旧）" in read(page) and "使用終了" in read(page)
    assert "発行元がまだ登録されていません" in read(staff.get(to("code-add", family.pk)))
    assert staff.get(to("code-system-list")).status_code == 403


def test_scanning_a_number_receives_the_family(hub, family, system, staff):
    site = make.site(hub)
    child = family.children.get()
    staff.post(
        to("code-add", family.pk),
        {"system": system.pk, "owner": f"child-{child.pk}", "code": "4901234567894"},
    )
    desk = make.client_for(make.member(hub, Role.RECEPTION))
    scan = {"code": "４９０１２３４５６７８９４", "nonce": "00000000-0000-4000-8000-000000000001"}
    answer = desk.post(reverse("dropin:scan", args=[site.pk]), scan, follow=True)
    assert "受け付けました" in read(answer)
