"""Referrals, cases, the ward's screens and the director's, as people read them."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from consultations import queries
from consultations.models import Case, Referral, Signpost, Terms
from programs.kernel import clock
from programs.kernel.models import AuditEntry, Notice
from programs.registry.choices import Role
from programs.registry.models import Membership
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
TODAY = NOW.date()
CANARY = "かなりあ𠮷の相談"


@pytest.fixture(autouse=True)
def _one_afternoon():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def staff(hub):
    mc.codes(hub)
    make.site(hub)
    return make.member(hub, Role.STAFF)


@pytest.fixture
def director(hub):
    return make.member(hub, Role.DIRECTOR)


@pytest.fixture
def officer(hub):
    return make.member(hub, Role.WARD_OFFICER)


@pytest.fixture
def family(hub):
    return make.household(hub, "髙田", "たかだ")


@pytest.fixture
def row(hub, staff, family):
    made = mc.consultation(staff, hub, household_id=family.pk)
    mc.note(staff, made, CANARY)
    return made


def url(name, *args):
    return reverse(f"consultations:{name}", args=args)


def day(name, value):
    return {f"{name}_year": value.year, f"{name}_month": value.month, f"{name}_day": value.day}


def read(actor, address, status=200):
    response = make.client_for(actor).get(address)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def send(actor, address, status=302, **data):
    data = {"request_key": str(uuid.uuid4()), **data}
    response = make.client_for(actor).post(address, data)
    assert response.status_code == status, response.content.decode()
    make.scope()
    return response


def letter(actor, **changes):
    values = {
        "to": "ward",
        "basis": "spoken",
        "contacts": ["phone", "letter"],
        "person": "見本 花子",
        "text": "訪問をお願いしたい。",
        "owner": actor.user_id,
        **day("sent_on", TODAY),
        **day("due_on", TODAY + timedelta(days=10)),
    }
    return {**values, **changes}


class TestReferring:
    def test_from_the_record_to_the_list_and_back(self, hub, staff, row):
        page = read(staff, url("referral-add", row.pk))
        assert "ここに書いたことだけが伝わります" in page
        send(staff, url("referral-add", row.pk), **letter(staff))
        sent = Referral.objects.get()
        assert sent.contacts == ["phone", "letter"]
        assert "訪問をお願いしたい。" in read(staff, url("referral-read", sent.pk))
        assert "区役所" in read(staff, url("referral-list"))
        assert "返事待ち" in read(staff, url("consultation-detail", row.pk))

    def test_sent_twice_by_an_impatient_hand_it_is_one(self, hub, staff, row):
        data = letter(staff, request_key=str(uuid.uuid4()))
        for _ in range(2):
            send(staff, url("referral-add", row.pk), **data)
        assert Referral.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"basis": "law"}, "同意がないまま紹介する理由を入力してください。"),
            ({"to": "group"}, "関係団体を選んでください。"),
            ({"contacts": ["none", "mail"]}, "ほかと一緒に選べません"),
            ({"contacts": ["drums"]}, "正しく選択"),
            ({"text": "あ" * 10_001}, "10,000文字まで"),
            ({"owner": "999999"}, "正しく選択"),
        ],
    )
    def test_what_is_wrong_is_told_and_nothing_is_lost(self, hub, staff, row, changes, words):
        answer = send(staff, url("referral-add", row.pk), 422, **letter(staff, **changes))
        page = answer.content.decode()
        assert words in page
        assert "見本 花子" in page
        assert not Referral.objects.exists()

    def test_the_answer_and_the_result_of_a_group_are_written_down(self, hub, staff, row):
        group = make.group(hub, "ﾎﾟｶﾎﾟｶ広場")
        sent = mc.referral(staff, row, group_id=group.pk)
        send(staff, url("referral-answer", sent.pk), 422, answer="decline", text="")
        send(staff, url("referral-answer", sent.pk), answer="accept", text="どうぞ")
        send(staff, url("referral-finish", sent.pk), text="参加した。")
        page = read(staff, url("referral-read", sent.pk))
        assert "参加した。" in page
        assert "返事を記録する" not in page
        again = send(staff, url("referral-finish", sent.pk), 409, text="もう一度")
        assert "参加した。" in again.content.decode()

    def test_the_list_is_narrowed(self, hub, staff, row):
        mc.referral(staff, row)
        mc.referral(staff, row, group_id=make.group(hub, "ぽかぽか広場").pk)
        assert "ぽかぽか" not in read(staff, url("referral-list") + "?to=ward")
        assert "0件" in read(staff, url("referral-list") + "?state=late")
        with clock.frozen(NOW + timedelta(days=20)):
            page = read(staff, url("referral-list") + "?state=late&mine=yes")
        assert "2件" in page
        assert "期限を過ぎています" in page
        assert "0件" in read(staff, url("referral-list") + "?state=done")

    def test_another_day_and_taking_back(self, hub, staff, row):
        sent = mc.referral(staff, row)
        later = TODAY + timedelta(days=30)
        send(staff, url("referral-move", sent.pk), version=1, **day("due_on", later))
        assert Referral.objects.get().due_on == later
        send(staff, url("referral-withdraw", sent.pk), text="")
        assert "0件" in read(staff, url("referral-list"))

    def test_told_where_to_go_stands_apart_and_can_be_taken_back(self, hub, staff, row):
        send(staff, url("signpost-add", row.pk), 422, to="other", place="")
        send(staff, url("signpost-add", row.pk), to="other", place="夜間の電話相談")
        assert "夜間の電話相談" in read(staff, url("consultation-detail", row.pk))
        assert "0件" in read(staff, url("referral-list") + "?state=all")
        send(staff, url("signpost-undo", Signpost.objects.get().pk))
        assert "夜間の電話相談" not in read(staff, url("consultation-detail", row.pk))


class TestWard:
    def test_it_sees_exactly_what_was_referred(self, hub, staff, officer, family, row):
        sent = mc.referral(staff, row)
        mc.referral(staff, row, group_id=make.group(hub, "ぽかぽか広場").pk, text="団体あて")
        listed, page = read(officer, url("ward-referral-list")), None
        page = read(officer, url("ward-referral-read", sent.pk))
        assert "1件" in listed
        assert "夜眠れないとのこと" in page
        for text in (listed, page):
            for secret in ("髙田", str(family.number), CANARY, "ぽかぽか広場", "団体あて", "睡眠"):
                assert secret not in text
        for address in (
            url("consultation-detail", row.pk),
            url("note-read", row.pk),
            url("referral-read", sent.pk),
            url("referral-list"),
            url("case-list"),
            reverse("desk:household", args=[family.pk]),
        ):
            assert make.client_for(officer).get(address).status_code in (403, 404)

    def test_the_list_tells_no_word_of_it(self, hub, staff, officer, row):
        mc.referral(staff, row)
        assert "夜眠れない" not in read(officer, url("ward-referral-list"))

    def test_it_answers_there_and_both_sides_are_told(self, hub, staff, officer, row):
        sent = mc.referral(staff, row)
        send(officer, url("ward-referral-answer", sent.pk), answer="accept", text="訪問します。")
        page = read(staff, url("referral-read", sent.pk))
        assert "訪問します。" in page
        assert "紹介の状況が変わりました。" in read(staff, reverse("desk:inbox"))
        send(officer, url("ward-referral-finish", sent.pk), text="訪問しました。")
        assert "完了" in read(officer, url("ward-referral-read", sent.pk))
        assert "訪問" not in read(staff, reverse("desk:inbox"))

    def test_what_went_to_a_group_or_was_taken_back_is_not_there(self, hub, staff, officer, row):
        group = mc.referral(staff, row, group_id=make.group(hub).pk)
        back = mc.referral(staff, row)
        send(staff, url("referral-withdraw", back.pk), text="")
        for pk in (group.pk, back.pk):
            read(officer, url("ward-referral-read", pk), 404)
            send(officer, url("ward-referral-answer", pk), 404, answer="accept")

    def test_another_wards_officer_and_nobody_get_nothing(self, hub, staff, row, client):
        sent = mc.referral(staff, row)
        stranger = make.member(make.hub("別区"), Role.WARD_OFFICER)
        read(stranger, url("ward-referral-read", sent.pk), 404)
        assert "0件" in read(stranger, url("ward-referral-list"))
        assert client.get(url("ward-referral-read", sent.pk)).status_code == 302

    def test_reading_it_is_in_the_audit(self, hub, staff, officer, row):
        sent = mc.referral(staff, row)
        read(officer, url("ward-referral-read", sent.pk))
        with make.seeing(hub):
            entry = AuditEntry.objects.latest("id")
        assert (entry.action, entry.outcome) == ("consultations.read_ward_referral", "read")
        assert entry.target_ids == [sent.pk]

    def test_it_waits_at_the_wards_home(self, hub, staff, officer, row):
        mc.referral(staff, row)
        assert "拠点からの紹介に答える" in read(officer, "/")


class TestCases:
    def test_a_case_is_opened_reviewed_closed_and_taken_up_again(self, hub, staff, row):
        later = TODAY + timedelta(days=20)
        send(
            staff,
            url("case-add", row.pk),
            plan="月に一度うかがう。",
            owner=staff.user_id,
            **day("review_on", later),
        )
        case = Case.objects.get()
        assert "月に一度うかがう。" in read(staff, url("case-read", case.pk))
        send(
            staff,
            url("case-review", case.pk),
            plan="週に一度にする。",
            version=1,
            **day("review_on", later),
        )
        page = read(staff, url("case-read", case.pk))
        assert "月に一度うかがう。" in page
        send(staff, url("case-close", case.pk), end="moved", text="転居", version=2)
        assert "転居" in read(staff, url("case-read", case.pk))
        assert "0件" in read(staff, url("case-list"))
        send(staff, url("case-reopen", case.pk), version=3, **day("review_on", later))
        assert "1件" in read(staff, url("case-list"))

    def test_a_second_consultation_joins_and_leaves(self, hub, staff, family, row):
        case = mc.case(staff, row)
        second = mc.consultation(staff, hub, household_id=family.pk)
        assert "すでにある継続支援に加える" in read(staff, url("case-add", second.pk))
        send(staff, url("case-join", second.pk), case=case.pk)
        assert len(queries.case_talks(staff, case)) == 2
        send(staff, url("case-leave", case.pk, second.pk))
        assert len(queries.case_talks(staff, case)) == 1

    def test_a_colleague_sees_that_there_is_one_and_not_what_it_says(self, hub, staff, row):
        case = mc.case(staff, row, plan=CANARY)
        colleague = make.member(hub, Role.STAFF)
        listed = read(colleague, url("case-list"))
        assert "継続支援 1" in listed
        assert CANARY not in listed
        read(colleague, url("case-read", case.pk), 403)
        read(make.member(hub, Role.RECEPTION), url("case-list"), 403)
        read(make.member(make.hub("別区"), Role.DIRECTOR), url("case-read", case.pk), 404)

    def test_a_record_that_became_restricted_leaves_the_page_of_others(
        self, hub, staff, director, row
    ):
        case = mc.case(staff, row)
        mc.concern(staff, row)
        page = read(make.member(hub, Role.CONSULTANT), url("case-read", case.pk))
        assert "表示できる相談はありません。" in page
        assert "表示できる相談はありません。" not in read(director, url("case-read", case.pk))


class TestDirector:
    def test_who_left_is_marked_and_all_of_hers_is_ticked(self, hub, staff, director, row):
        case = mc.case(staff, row)
        heir = make.member(hub, Role.CONSULTANT)
        Membership.objects.filter(pk=staff.membership_id).update(to_on=TODAY - timedelta(days=1))
        page = read(director, url("work-list") + f"?person={staff.user_id}")
        assert "所属なし" in page
        assert f'value="case-{case.pk}" checked' in page
        send(director, url("work-list"), work=[f"case-{case.pk}"], owner=heir.user_id)
        assert Case.objects.get().owner_id == heir.user_id
        assert "新しく担当になった対応があります" in read(heir, reverse("desk:inbox"))

    def test_nothing_ticked_or_nonsense_is_told(self, hub, staff, director, row):
        mc.case(staff, row)
        for data in ({}, {"work": ["case-999", "💥"]}):
            answer = send(director, url("work-list"), 422, owner=staff.user_id, **data)
            assert "担当" in answer.content.decode()

    def test_what_is_late_by_the_hubs_own_days(self, hub, staff, director, row):
        mc.case(staff, row, review_on=TODAY)
        Terms.objects.create(hub=hub, escalation_days=3)
        with clock.frozen(NOW + timedelta(days=2)):
            assert "あてはまる対応はありません" in read(director, url("work-list") + "?late=yes")
        with clock.frozen(NOW + timedelta(days=3)):
            assert "3日過ぎています" in read(director, url("work-list") + "?late=yes")

    def test_the_terms_are_the_hubs_own(self, hub, staff, director, row):
        values = {"review_days": "３０", "answer_days": "5", "escalation_days": "2", "version": 1}
        send(director, url("terms-edit"), **values)
        assert Terms.objects.get().review_days == 30
        send(director, url("terms-edit"), 409, **values)
        send(director, url("terms-edit"), 422, **{**values, "review_days": "0"})
        read(staff, url("terms-edit"), 403)

    def test_the_register_tells_how_far_each_is_and_no_name(self, hub, staff, director, row):
        concern = mc.concern(staff, row)
        page = read(director, url("concern-list"))
        assert "髙田" not in page
        assert "対応中" in page
        step = {"kind": "decided", "happened_time": "13:30", "text": "区に伝えると決めた。"}
        check = day("check_on", TODAY + timedelta(days=1))
        send(
            director,
            url("concern-log-add", concern.pk),
            **step,
            **day("happened_on", TODAY),
            **check,
        )
        page = read(director, url("concern-list"))
        assert "13:30" in page
        assert "区に伝えると決めた。" not in page
        assert "0件" in read(director, url("concern-list") + "?state=late")
        with clock.frozen(NOW + timedelta(days=2)):
            assert "期限を過ぎています" in read(director, url("concern-list") + "?state=late")
        assert "0件" in read(make.member(hub, Role.STAFF), url("concern-list"))
        assert "0件" in read(director, url("concern-list") + "?state=closed")

    def test_the_register_is_never_a_file(self, hub, staff, director, row):
        mc.concern(staff, row)
        answer = make.client_for(director).get(url("concern-list") + "?export=csv")
        assert answer["Content-Type"].startswith("text/html")
        for name in ("referral-list", "case-list"):
            answer = make.client_for(director).get(url(name) + "?export=xlsx")
            assert answer["Content-Type"].startswith("text/html")


def test_work_on_a_record_that_becomes_restricted_is_opened_by_who_has_it_now(
    hub, staff, director, officer, row
):
    colleague = make.member(hub, Role.CONSULTANT)
    plan = mc.follow_up(staff, row, TODAY, owner_id=colleague.user_id)
    sent = mc.referral(colleague, row)
    mc.concern(staff, row)
    send(officer, url("ward-referral-answer", sent.pk), answer="accept", text="")
    for actor in (colleague, director, staff):
        read(actor, reverse("desk:home"))
        for notice in Notice.objects.filter(person_id=actor.user_id):
            address = reverse("desk:notice-open", args=[notice.pk])
            opened = make.client_for(actor).post(address, follow=True)
            assert opened.status_code == 200, (notice.key, notice.path)
            make.scope()
    assert "施設長が引き継ぎました" in read(colleague, reverse("desk:inbox"))
    assert "髙田" not in read(colleague, reverse("desk:inbox"))
    assert "引き継いだ対応があります" in read(director, reverse("desk:inbox"))
    assert url("follow-up-read", plan.pk) in read(director, reverse("desk:home"))
    late = read_refused(director, url("follow-up-add", row.pk), owner=colleague.user_id)
    assert "この記録を読める人" in late


def read_refused(actor, address, **data):
    given = {"due_in": "7", "kind": "ask", **data}
    return send(actor, address, 422, **given).content.decode()


def test_what_is_over_gets_no_other_day(hub, staff, row):
    sent, plan = mc.referral(staff, row), mc.follow_up(staff, row)
    send(staff, url("referral-withdraw", sent.pk), text="")
    send(staff, url("follow-up-done", plan.pk))
    later = {**day("due_on", TODAY + timedelta(days=40)), "version": 2}
    refused = send(staff, url("referral-move", sent.pk), 422, **later)
    assert "終わった紹介の確認する日は変えられません" in refused.content.decode()
    refused = send(staff, url("follow-up-move", plan.pk), 422, **later)
    assert "先に完了を取り消してください" in refused.content.decode()
    assert "確認する日を変えた" not in read(staff, url("referral-read", sent.pk))
