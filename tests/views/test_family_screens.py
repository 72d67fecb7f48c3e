"""What people read on the screens of families, of guests and of duplicates."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from programs.dropin.commands import check_out
from programs.dropin.models import Visit
from programs.kernel import clock
from programs.registry.choices import Relation, Role
from programs.registry.commands.families import share_child
from programs.registry.models import (
    Adult,
    Child,
    Consent,
    DifferentFamilies,
    Household,
    MergeRecord,
)
from programs.registry.queries import at_the_door
from tests import make
from tests.make_dropin import Desk, later
from tests.make_families import BIRTH, family, merge

pytestmark = pytest.mark.django_db
MOTHER = Relation.MOTHER
SECRET = "引っ越し先の住所"


@pytest.fixture
def desk(hub):
    return Desk(hub)


@pytest.fixture
def staff(hub):
    return make.member(hub, Role.STAFF)


@pytest.fixture
def client(staff):
    return make.client_for(staff)


def text_of(response):
    return " ".join(response.content.decode().split())


def page(row):
    return reverse("desk:household", args=[row.pk])


def to(name, *args):
    return reverse(f"registry:{name}", args=args)


def noted(hub):
    home = family(hub, allergies="卵")
    Adult.objects.filter(household=home).update(not_told=SECRET, lives_apart=True)
    return home


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.STAFF, Role.DIRECTOR])
def test_what_must_not_be_told_stands_calmly_on_the_familys_page(desk, role):
    home = noted(desk.hub)
    text = text_of(make.client_for(make.member(desk.hub, role)).get(page(home)))
    assert "波多 かおりさん（母）に伝えてはいけないこと" in text
    assert SECRET in text
    assert "notice-danger" not in text
    assert "母（別居）" in text


def test_it_stands_on_the_form_too_and_in_no_export_or_list(desk, client):
    home = noted(desk.hub)
    assert SECRET in text_of(client.get(to("household-edit", home.pk)))
    director = make.client_for(make.member(desk.hub, Role.DIRECTOR))
    for address in (
        to("household-list"),
        to("household-list") + "?export=csv",
        reverse("dropin:visit-list") + "?export=csv",
        to("duplicate-list"),
        to("household-card", home.pk),
    ):
        response = director.get(address)
        assert response.status_code == 200
        assert SECRET not in response.content.decode("utf-8-sig", "replace")


def test_who_may_not_read_families_reads_no_note(desk):
    home = noted(desk.hub)
    ward = make.client_for(make.member(desk.hub, Role.WARD_OFFICER))
    elsewhere = make.client_for(make.member(make.hub("磯部区"), Role.DIRECTOR))
    assert ward.get(page(home)).status_code == 403
    assert elsewhere.get(page(home)).status_code == 404


def test_allergies_are_shown_at_the_desk(desk, client):
    noted(desk.hub)
    text = text_of(client.get(reverse("dropin:search", args=[desk.site.pk]) + "?q=はた"))
    assert "アレルギー" in text and "卵" in text
    assert SECRET not in text


def desk_row(desk, client):
    return client.get(reverse("dropin:search", args=[desk.site.pk]) + "?q=はた").content.decode()


def test_the_desk_marks_who_must_not_be_told_and_says_it_on_the_page_only(desk, client):
    home = family(desk.hub)
    assert "注意書きあり" not in desk_row(desk, client)
    with make.seeing(desk.hub):
        Adult.objects.filter(household=home).update(not_told=SECRET)
    row = desk_row(desk, client)
    assert "注意書きあり" in row and f'href="{page(home)}"' in row
    assert SECRET not in row
    arrived = client.post(
        reverse("dropin:check-in", args=[desk.site.pk, home.pk]),
        {"nonce": str(uuid4())},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "注意書きあり" in arrived and SECRET not in arrived


def test_the_desk_knows_what_the_other_homes_of_a_child_say_but_not_whose_they_are(
    desk, staff, client
):
    first = make.household(desk.hub, "磯部", "いそべ", allergies="そば")
    with make.seeing(desk.hub):
        third = make.household(desk.hub, "白浜", "しらはま")
        Adult.objects.filter(household=third).update(not_told=SECRET)
    here = family(desk.hub, allergies="卵")
    with make.seeing(desk.hub):
        child = first.children.first()
        share_child(staff, here, child)
    row = desk_row(desk, client)
    assert "そば" in row and "卵" in row and "磯部" not in row
    assert "注意書きあり" not in row
    with make.seeing(desk.hub):
        share_child(staff, third, child)
    row = desk_row(desk, client)
    assert "注意書きあり" in row and "白浜" not in row and SECRET not in row
    with make.seeing(desk.hub):
        for one in (first, third):
            type(one).objects.filter(pk=one.pk).update(
                archived_at=clock.now(), archived_reason="moved_away"
            )
    row = desk_row(desk, client)
    assert "そば" not in row and "注意書きあり" not in row


def test_another_hubs_homes_stay_unknown_at_the_desk(desk, staff, client):
    strange = make.household(make.hub("別区"), "磯部", "いそべ", allergies="そば")
    known = at_the_door(staff, [strange.pk])[strange.pk]
    assert (known.members, known.allergies, known.careful) == ([], [], False)
    assert at_the_door(staff, []) == {}


def test_a_birth_is_one_clear_step(desk, client):
    home = make.household(desk.hub, "波多", "はた", children=())
    child = Child.objects.create(hub=desk.hub, household=home, due_on=clock.today())
    assert "出生を記録する" in text_of(client.get(page(home)))
    day = clock.today()
    typed = {"name": "波多 凪", "name_kana": "ﾊﾀ ﾅｷﾞ", "birth_on": day.isoformat()}
    response = client.post(to("birth-add", child.pk), typed, follow=True)
    assert "出生を記録しました。" in text_of(response)
    with make.seeing(desk.hub):
        child.refresh_from_db()
        assert child.birth_on == day


def test_a_consent_and_its_withdrawal_are_both_read(desk, client):
    home = family(desk.hub)
    typed = {"kind": "photo", "wording_version": "第1版", "said_on": clock.today().isoformat()}
    for answer in ("yes", "no"):
        client.post(to("consent-add", home.pk), {**typed, "given": answer})
    text = text_of(client.get(to("consent-list", home.pk)))
    assert "同意あり" in text and "同意なし・撤回" in text
    assert "第1版" in text
    with make.seeing(desk.hub):
        assert Consent.objects.count() == 2


@pytest.mark.parametrize("text", ["あ" * 10_000, "👶" * 41])
def test_a_text_too_long_is_told_at_its_field(desk, client, text):
    home = family(desk.hub)
    typed = {"kind": "photo", "given": "yes", "wording_version": text, "said_on": "2026-01-01"}
    response = client.post(to("consent-add", home.pk), typed)
    assert response.status_code == 422
    assert "文字までで入力してください" in text_of(response)


def test_a_child_is_found_and_registered_in_a_second_family(desk, client):
    home, other = family(desk.hub), make.household(desk.hub, "磯部", "いそべ", children=())
    address = to("shared-child-add", other.pk)
    found = text_of(client.get(address + "?q=ハタ"))
    child = Child.objects.get(household=home)
    assert "波多 はる" in found
    response = client.post(address, {"q": "ハタ", "child": child.pk}, follow=True)
    text = text_of(response)
    assert "2つのご家族" in text
    assert f"波多さんのご家族（登録番号 {home.number}）にも登録" in text
    assert "磯部さんのご家族" in text_of(client.get(page(home)))
    with make.seeing(desk.hub):
        tie = child.homes.get()
    response = client.post(to("shared-child-end", tie.pk), follow=True)
    assert "2つのご家族" not in text_of(response)


def test_another_hubs_child_cannot_be_chosen(desk, client):
    other = make.household(desk.hub, children=())
    stranger = Child.objects.get(household=family(make.hub("磯部区")))
    response = client.post(to("shared-child-add", other.pk), {"q": "はた", "child": stranger.pk})
    assert response.status_code == 422


def test_the_end_of_use_is_said_and_taken_back(desk, client):
    home = family(desk.hub)
    response = client.post(to("household-archive", home.pk), {"reason": "moved"})
    assert "転出した日を入力してください。" in text_of(response)
    typed = {"reason": "moved", "moved_on": clock.today().isoformat()}
    text = text_of(client.post(to("household-archive", home.pk), typed, follow=True))
    assert "利用を終了しました：転出" in text
    assert ">受付する<" not in text
    assert "波多" not in text_of(client.get(to("household-list")))
    assert "波多" in text_of(client.get(to("household-list") + "?state=archived"))
    text = text_of(client.post(to("household-restore", home.pk), follow=True))
    assert "利用を再開しました。" in text


# --- guests --------------------------------------------------------------------------------------

TYPED = {
    "name": "波多",
    "name_kana": "はた",
    "residence": "other_ward",
    "adult0_relation": "mother",
    "adult0_name": "波多 香",
}


def test_a_guest_is_registered_from_the_page_of_the_visit(desk, client):
    visit = desk.guest(label="そらくん", residence="other_ward")
    address = reverse("dropin:guest-register", args=[visit.pk])
    assert address in text_of(client.get(reverse("dropin:visit-people", args=[visit.pk])))
    form = text_of(client.get(address))
    assert 'value="そらくん"' in form
    text = text_of(client.post(address, TYPED, follow=True))
    assert "ご家族を登録し、これまでの来館を結びつけました。" in text
    assert "来館（本館）在館中" in text
    with make.seeing(desk.hub):
        assert Visit.objects.get().household.name == "波多"
    assert "すでにご家族として登録されています" in text_of(client.get(address))
    assert client.post(address, TYPED).status_code == 422


def test_reception_is_not_offered_to_register(desk):
    visit = desk.guest()
    address = reverse("dropin:guest-register", args=[visit.pk])
    reception = make.client_for(desk.volunteer)
    assert address not in text_of(reception.get(reverse("dropin:visit-people", args=[visit.pk])))
    assert reception.post(address, TYPED).status_code == 403


def test_a_visit_that_is_not_offered_cannot_be_taken_along(desk, client):
    visit, heads = desk.guest(label="そら"), desk.heads(at=later(days=1))
    address = reverse("dropin:guest-register", args=[visit.pk])
    earlier = desk.guest(label="そら", at=later(days=-2))
    check_out(desk.volunteer, earlier, later(days=-2, hours=1))
    assert client.post(address, {**TYPED, "visits": [heads.pk]}).status_code == 422


# --- duplicates ----------------------------------------------------------------------------------


def test_two_registrations_stand_side_by_side_with_the_reasons(desk, client):
    one, other = family(desk.hub, phone="045-111-2222"), family(desk.hub, phone="045-111-2222")
    assert to("duplicate-list") in text_of(client.get(to("household-list")))
    text = text_of(client.get(to("duplicate-list")))
    assert "電話番号が同じ、姓のふりがなが同じ、子どもの生年月日が同じ" in text
    assert str(one.number) in text and str(other.number) in text
    client.post(to("household-tell-apart", one.pk, other.pk))
    text = text_of(client.get(to("duplicate-list")))
    assert "重複かもしれない登録はありません" in text
    assert "別のご家族と判断した登録" in text and "判断を取り消す" in text
    with make.seeing(desk.hub):
        said = DifferentFamilies.objects.get()
    theirs = make.client_for(make.member(make.hub("磯部区"), Role.STAFF))
    assert theirs.post(to("apart-undo", said.pk)).status_code == 404
    text = text_of(client.post(to("apart-undo", said.pk), follow=True))
    assert "電話番号が同じ" in text and "判断を取り消しました" in text


def test_many_pairs_are_turned_over_page_by_page(desk, client):
    for _ in range(6):  # fifteen pairs
        family(desk.hub, phone="045-111-2222")
    first, second = (
        client.get(to("duplicate-list"), {"page": page}).content.decode() for page in (1, 2)
    )
    assert (first.count("pair-card"), second.count("pair-card")) == (10, 5)
    assert "15組" in text_of(client.get(to("duplicate-list"), {"page": "x"}))


def test_a_merge_is_chosen_side_by_side_and_taken_back(desk, client):
    kept, gone = family(desk.hub, phone="045-111-1111"), family(desk.hub, phone="045-222-2222")
    address = to("household-merge", kept.pk, gone.pk)
    form = text_of(client.get(address))
    assert "波多 はる ＝ 波多 はる" in form
    children = [Child.objects.get(household=row).pk for row in (kept, gone)]
    typed = {
        "kept_version": kept.version,
        "gone_version": gone.version,
        "phone": "gone",
        f"child_{children[0]}_{children[1]}": "on",
    }
    text = text_of(client.post(address, typed, follow=True))
    assert "2つの登録を統合しました。" in text
    assert "045-222-2222" in text and "045-111-1111" not in text
    assert "波多さんのご家族" in text_of(client.get(page(gone)))
    with make.seeing(desk.hub):
        record = MergeRecord.objects.get()
        assert Adult.objects.filter(household=kept).count() == 2  # not ticked: two persons
    text = text_of(client.post(to("merge-undo", record.pk), follow=True))
    assert "統合を元に戻しました。" in text
    assert "元に戻しました" in text
    again = client.post(to("merge-undo", record.pk))
    assert again.status_code == 422
    assert "すでに元に戻されています" in text_of(again)
    with make.seeing(desk.hub):
        assert Household.objects.get(pk=kept.pk).phone == "045-111-1111"


def test_two_homes_of_a_child_are_merged_after_saying_so_only(desk, staff, client):
    kept, gone = family(desk.hub), family(desk.hub)
    address = to("household-merge", kept.pk, gone.pk)
    assert "別々に暮らすご家族かもしれません" not in text_of(client.get(address))
    with make.seeing(desk.hub):
        Adult.objects.filter(household=gone).update(lives_apart=True, not_told="新しい住所")
    assert "別々に暮らすご家族かもしれません" in text_of(client.get(address))
    typed = {"kept_version": 1, "gone_version": 1}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "別々に暮らすご家族でないことを確かめてください" in text_of(refused)
    done = client.post(address, {**typed, "knowing": "on"}, follow=True)
    assert "2つの登録を統合しました。" in text_of(done)


def test_the_second_home_of_a_child_knows_its_allergy_and_who_must_not_be_told(desk, staff, client):
    home, other = family(desk.hub, allergies="卵、エピペン"), family(desk.hub, "そら", "ひとみ")
    with make.seeing(desk.hub):
        Adult.objects.filter(household=home).update(not_told="新しい住所")
    assert "エピペン" not in text_of(client.get(page(other)))
    with make.seeing(desk.hub):
        share_child(staff, other, home.children.get())
    shown = text_of(client.get(page(other)))
    assert "卵、エピペン" in shown
    assert "新しい住所" in shown
    assert shown.count("新しい住所") == 1


def form_of(client, home):
    """What the browser would send back of the form as it stands."""
    form = client.get(to("household-edit", home.pk)).context["form"]
    return {
        name: value
        for name, value in form.initial.items()
        if value not in (None, False, "") and name in form.fields
    }


def test_a_family_of_many_is_shown_whole_and_can_grow(desk, client):
    home = make.household(desk.hub, "大勢", "おおぜい", children=[BIRTH] * 7, adults=[MOTHER] * 5)
    with make.seeing(desk.hub):
        home.children.update(name_kana="おおぜい")
    typed = form_of(client, home)
    assert typed["child6_id"] and typed["adult4_id"] and "child7_id" not in typed
    typed |= {"child7_name": "大勢 末", "child7_birth_on": "2026-01-05", "adult4_name": "大勢 祖母"}
    assert client.post(to("household-edit", home.pk), typed).status_code == 302
    with make.seeing(desk.hub):
        assert home.children.count() == 8
        assert home.adults.filter(name="大勢 祖母").count() == 1
    typed = form_of(client, home)
    assert typed["child7_name"] == "大勢 末"
    typed = {k: v for k, v in typed.items() if not k.startswith("child7_")}
    typed["child7_id"] = home.children.get(name="大勢 末").pk
    assert client.post(to("household-edit", home.pk), typed).status_code == 302
    with make.seeing(desk.hub):
        assert home.children.count() == 7


def test_the_mark_of_practice_is_set_before_anything_is_recorded(desk, client):
    home = family(desk.hub)
    change = to("household-edit", home.pk)
    for mark in (True, False):
        typed = {**form_of(client, home), "is_demo": mark and "on"}
        assert client.post(change, typed).status_code == 302
    desk.check_in(home)
    answer = client.post(
        change, {**form_of(client, home), "is_demo": "on", "phone": "045-000-7777"}
    )
    assert answer.status_code == 422
    assert "練習用かどうかは変えられません" in text_of(answer)
    assert (
        client.post(change, {**form_of(client, home), "phone": "045-000-7777"}).status_code == 302
    )
    with make.seeing(desk.hub):
        home.refresh_from_db()
        assert (home.is_demo, home.phone) == (False, "045-000-7777")


def test_a_name_in_which_nothing_shows_is_none(desk, client):
    home = family(desk.hub)
    for name in ("\u200b", "\u2060", "\u3164"):
        answer = client.post(to("household-edit", home.pk), {**form_of(client, home), "name": name})
        assert answer.status_code == 422 and "入力してください" in text_of(answer)


def test_a_second_merge_of_the_same_pair_is_told_so(desk, staff, client):
    kept, gone = family(desk.hub), family(desk.hub)
    merge(staff, kept, gone)
    typed = {"kept_version": 1, "gone_version": 1}
    response = client.post(to("household-merge", kept.pk, gone.pk), typed)
    assert response.status_code == 422
    assert "すでにほかの登録に統合されています" in text_of(response)


def test_two_here_at_once_are_told_why_they_cannot_be_merged(desk, client):
    kept, gone = family(desk.hub), family(desk.hub)
    desk.check_in(kept)
    desk.check_in(gone, later(minutes=3))
    typed = {"kept_version": 1, "gone_version": 1}
    response = client.post(to("household-merge", kept.pk, gone.pk), typed)
    assert response.status_code == 422
    assert "同じ時間に来館した記録があります" in text_of(response)


def test_the_page_of_duplicates_asks_no_more_for_many(desk, client, django_assert_max_num_queries):
    for n in range(12):
        home = family(desk.hub, f"子{n // 2}")
        Child.objects.filter(household=home).update(
            birth_on=clock.today() - timedelta(days=300 + n // 2)
        )
    with django_assert_max_num_queries(22):
        client.get(to("duplicate-list"))


@pytest.mark.parametrize(
    "name", ["household-archive", "consent-list", "consent-add", "shared-child-add"]
)
def test_another_hubs_family_is_not_found(desk, client, name):
    theirs = family(make.hub("磯部区"))
    assert client.get(to(name, theirs.pk)).status_code == 404


def test_another_hubs_family_is_not_merged_with(desk, staff, client):
    ours, theirs = family(desk.hub), family(make.hub("磯部区"))
    for pair in ((ours.pk, theirs.pk), (theirs.pk, ours.pk)):
        assert client.get(to("household-merge", *pair)).status_code == 404
        assert client.post(to("household-tell-apart", *pair)).status_code == 404
    elsewhere = make.client_for(make.member(theirs.hub, Role.STAFF))
    record = merge(staff, ours, family(desk.hub))
    assert elsewhere.post(to("merge-undo", record.pk)).status_code == 404


def test_a_shared_childs_families_link_to_each_other(desk, staff, client):
    home, other = family(desk.hub), make.household(desk.hub, "磯部", "いそべ", children=())
    share_child(staff, other, home.children.get())
    assert page(home) in text_of(client.get(page(other)))


def test_a_family_is_not_told_apart_from_itself_and_the_reason_is_said(desk, client):
    one = family(desk.hub)
    answer = client.post(to("household-tell-apart", one.pk, one.pk))
    assert answer.status_code == 422
    assert "記録は変わっていません" in text_of(answer)


def test_a_guest_is_found_to_be_a_registered_family(desk, client):
    home = family(desk.hub)
    first, second = (desk.guest(label="はたさん", at=later(days=-n)) for n in (8, 1))
    check_out(desk.volunteer, first, later(days=-8, hours=1))
    address = reverse("dropin:guest-link", args=[second.pk])
    text = text_of(client.get(address, {"q": "はた"}))
    assert f"登録番号 {home.number}" in text
    said = {"household": home.pk, "visits": [first.pk], "q": "はた"}
    assert client.post(address, said).status_code == 302
    assert set(Visit.objects.filter(household=home)) == {first, second}
    assert "すでにご家族として登録されているか" in text_of(client.get(address))
    assert client.post(address, said).status_code == 422


@pytest.mark.parametrize("who", ["another hub's", "archived"])
def test_a_guest_is_not_linked_with_a_family_that_is_not_in_use_here(desk, client, who):
    hub = make.hub("磯部区") if who == "another hub's" else desk.hub
    strange = family(hub)
    if who == "archived":
        Household.objects.filter(pk=strange.pk).update(archived_at=clock.now())
    visit = desk.guest(label="はたさん")
    address = reverse("dropin:guest-link", args=[visit.pk])
    answer = client.post(address, {"household": strange.pk, "q": "はた"})
    assert answer.status_code == 422
    assert Visit.objects.get(pk=visit.pk).household is None
