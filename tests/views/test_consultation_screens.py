"""What the screens of consultations tell: open work, the ward's list, a case, a concern, a referral on paper."""

import io
import re
import uuid
from datetime import datetime, timedelta

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations import sealed
from consultations.commands import cases, meetings, referrals
from consultations.models import CaseTalk, Consultation, FollowUp, SealedText
from consultations.rules import LONGEST_RESULT, Plan
from programs.kernel import clock
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
TODAY = NOW.date()
CANARY = "かなりあ𠮷の話"


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
def family(hub):
    return make.household(hub, "髙田", "たかだ")


@pytest.fixture
def row(hub, staff, family):
    made = mc.consultation(staff, hub, household_id=family.pk)
    mc.note(staff, made, CANARY)
    return made


def url(name, *args):
    return reverse(f"consultations:{name}", args=args)


def read(actor, address, status=200):
    response = make.client_for(actor).get(address)
    assert response.status_code == status, response.content.decode()[:2000]
    make.scope()
    return response.content.decode()


def send(actor, address, status=302, **data):
    data = {"request_key": str(uuid.uuid4()), **data}
    response = make.client_for(actor).post(address, data)
    assert response.status_code == status, response.content.decode()
    make.scope()
    return response


def line_with(page, words):
    """The row of a table that contains the words, without its tags."""
    rows = [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr>.*?</tr>", page, re.S)]
    (found,) = [row for row in rows if words in row]
    return " ".join(found.split())


def squeezed(words):
    return re.sub(r"\s", "", words)


class TestOpenWork:
    def test_each_line_says_what_for_whom_and_from_where(self, hub, staff, director, family, row):
        mc.follow_up(staff, row, TODAY, kind="call", text=CANARY)
        mc.case(staff, row)
        handed = mc.referral(staff, row, group_id=make.group(hub, "ぽかぽか広場").pk)
        page = read(director, url("work-list"))
        assert CANARY not in page
        call = line_with(page, "電話をする")
        for words in ("次の対応", "髙田", "令和8年4月20日(月)", "4月20日の相談", staff.name):
            assert words in call
        assert "継続支援 1の見直し" in line_with(page, "見直し")
        assert "髙田" in line_with(page, "見直し")
        sent = line_with(page, "ぽかぽか広場への紹介")
        assert "髙田" in sent
        assert "返事待ち" in sent
        assert f"紹介 {handed.pk}" in sent

    def test_a_step_for_a_family_without_a_talk_names_the_family(self, hub, director, family):
        FollowUp.objects.create(
            hub=hub,
            household=family,
            due_on=TODAY,
            kind="ask",
            owner_id=director.user_id,
            created_by_id=director.user_id,
        )
        assert "髙田" in line_with(read(director, url("work-list")), "様子を聞く")

    def test_a_restricted_record_is_named_without_its_family(self, hub, staff, director, row):
        mc.follow_up(staff, row, TODAY)
        mc.concern(staff, row)
        line = line_with(read(director, url("work-list")), "様子を聞く")
        assert "閲覧制限" in line
        assert "髙田" not in line

    def test_more_work_asks_no_more_of_the_database(self, hub, staff, director, row):
        def asked():
            with CaptureQueriesContext(connection) as queries:
                client.get(url("work-list"))
            return len(queries)

        client = make.client_for(director)
        mc.follow_up(staff, row)
        mc.referral(staff, row)
        client.get(url("work-list"))
        before = asked()
        make.scope()
        for _ in range(3):
            mc.follow_up(staff, mc.consultation(staff, hub))
            mc.referral(staff, row)
        assert asked() == before


class TestReferenceNumber:
    def test_the_wards_lines_can_be_told_apart_on_the_telephone(self, hub, staff, row):
        officer = make.member(hub, Role.WARD_OFFICER)
        first, second = mc.referral(staff, row), mc.referral(staff, row, basis="written")
        page = read(officer, url("ward-referral-list"))
        line = line_with(page, f"紹介 {second.pk}")
        for words in (
            "令和8年4月20日",
            "書面で同意あり",
            staff.name,
            row.site.name,
            "返事をお待ち",
        ):
            assert words in line
        assert "口頭で同意" in line_with(page, f"紹介 {first.pk}")
        for secret in ("髙田", "夜眠れない", "見本 花子", "睡眠"):
            assert secret not in page
        assert f"紹介 {second.pk}" in read(officer, url("ward-referral-read", second.pk))
        assert f"（紹介 {second.pk}）" in read(officer, reverse("desk:home"))

    def test_the_hub_finds_the_same_number(self, hub, staff, row):
        sent = mc.referral(staff, row)
        assert f"紹介 {sent.pk}" in read(staff, url("referral-list"))
        assert f"紹介 {sent.pk}" in read(staff, url("referral-read", sent.pk))


class TestCasePage:
    def test_it_shows_what_is_still_to_be_done_with_day_and_owner(self, hub, staff, row):
        case = mc.case(staff, row)
        mc.follow_up(staff, row, TODAY + timedelta(days=3), text=CANARY)
        mc.follow_up(staff, mc.consultation(staff, hub), TODAY + timedelta(days=5))
        page = read(staff, url("case-read", case.pk))
        assert "令和8年4月23日" in page
        assert "様子を聞く" in page
        assert "令和8年4月25日" not in page  # of another talk
        assert CANARY not in page
        open_one = FollowUp.objects.get(consultation=row)
        send(staff, url("follow-up-done", open_one.pk))
        page = read(staff, url("case-read", case.pk))
        assert "様子を聞く" not in page
        assert "次の対応は決まっていません。" in page

    def test_the_next_talk_is_recorded_from_there_for_the_family_and_joins(
        self, hub, staff, family, row
    ):
        case = mc.case(staff, row)
        address = f"{url('consultation-add')}?case={case.pk}"
        assert f'href="{address}"' in read(staff, url("case-read", case.pk))
        page = read(staff, address)
        assert f'value="h{family.pk}" checked' in page
        assert "継続支援 1に加わります" in page
        send(staff, address, **tapped(hub, link=f"h{family.pk}"))
        newest = Consultation.objects.latest("pk")
        assert CaseTalk.objects.get(consultation=newest).case_id == case.pk
        assert newest.household_id == family.pk
        entry = AuditEntry.objects.filter(action="consultations.record_consultation").latest("id")
        assert entry.outcome == "done"

    def test_another_family_is_told_and_nothing_is_saved(self, hub, staff, row):
        case = mc.case(staff, row)
        other = make.household(hub, "別所", "べっしょ")
        address = f"{url('consultation-add')}?case={case.pk}"
        answer = send(staff, address, 422, **tapped(hub, link=f"h{other.pk}"))
        assert "別のご家族の相談は" in answer.content.decode()
        assert Consultation.objects.count() == 1

    def test_a_suspicion_is_recorded_and_stays_out_of_the_case(self, hub, staff, director, row):
        case = mc.case(staff, row)
        address = f"{url('consultation-add')}?case={case.pk}"
        answer = send(staff, address, **tapped(hub, topics=[mc.code(hub, "maltreatment").pk]))
        assert "/concerns/" in answer["Location"]
        assert CaseTalk.objects.filter(case=case).count() == 1

    def test_a_case_that_is_not_ones_own_or_has_ended_takes_nothing(self, hub, staff, row):
        case = mc.case(staff, row)
        address = f"{url('consultation-add')}?case={case.pk}"
        stranger = make.member(hub, Role.STAFF)
        read(stranger, address, 404)
        send(stranger, address, 404, **tapped(hub))
        cases.close_case(staff, case, "reached", "", version=1, at=NOW)
        make.scope()
        answer = send(staff, address, 422, **tapped(hub))
        assert "終了した継続支援です" in answer.content.decode()
        assert "次の相談を記録する" not in read(staff, url("case-read", case.pk))
        assert Consultation.objects.count() == 1


def tapped(hub, **changes):
    return {
        "method": mc.code(hub, "space").pk,
        "topics": [mc.code(hub, "sleep").pk],
        "outcome": mc.code(hub, "listened").pk,
        "site": mc.tally(hub).site_id,
        "held_on_year": "2026",
        "held_on_month": "4",
        "held_on_day": "20",
        **changes,
    }


class TestConcernPage:
    def test_it_says_whether_the_director_has_opened_it(self, hub, staff, director, row):
        concern = mc.concern(staff, row)
        page = read(staff, url("concern-detail", concern.pk))
        assert "施設長はまだ開いていません" in page
        with clock.frozen(NOW + timedelta(minutes=20)):
            read(director, url("concern-detail", concern.pk))
        page = read(staff, url("concern-detail", concern.pk))
        assert f"{director.name}が開きました" in page
        assert "施設長はまだ開いていません" not in page

    def test_the_reader_herself_has_opened_it(self, hub, staff, director, row):
        concern = mc.concern(staff, row)
        page = read(director, url("concern-detail", concern.pk))
        assert "施設長はまだ開いていません" not in page
        assert f"{director.name}が開きました" in page

    def test_another_record_or_a_ticked_notice_is_no_opening(self, hub, staff, director, row):
        concern = mc.concern(staff, row)
        other = mc.concern(staff, mc.consultation(staff, hub))
        read(director, url("concern-detail", other.pk))
        send(director, reverse("desk:notices-read"))
        assert "施設長はまだ開いていません" in read(staff, url("concern-detail", concern.pk))


class TestReferralOnPaper:
    @pytest.fixture
    def sent(self, hub, staff, row):
        group = make.group(hub, "ぽかぽか広場")
        return mc.referral(
            staff, row, group_id=group.pk, basis="law", reason="連絡がとれないため。"
        )

    def paper(self, actor, sent):
        response = make.client_for(actor).get(url("referral-print", sent.pk))
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert "no-store" in response["Cache-Control"]
        make.scope()
        pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
        return [squeezed(page.extract_text()) for page in pages]

    def test_it_holds_what_was_handed_on_and_nothing_of_the_record(self, hub, staff, sent):
        assert url("referral-print", sent.pk) in read(staff, url("referral-read", sent.pk))
        (page,) = self.paper(staff, sent)
        for words in (
            "ぽかぽか広場への紹介",
            f"紹介{sent.pk}",
            "令和8年4月20日(月)",
            "連絡がとれないため。",
            "電話",
            "見本花子090-0000-0000",
            "夜眠れないとのこと。訪問をお願いしたい。",
            "取扱注意",
            f"印刷：{staff.name}",
            squeezed(hub.name),
            "1/1",
        ):
            assert squeezed(words) in page, words
        for secret in (CANARY, "髙田", "睡眠"):
            assert squeezed(secret) not in page
        entry = AuditEntry.objects.latest("id")
        assert (entry.action, entry.outcome) == ("consultations.print_referral", "read")
        assert entry.target_ids == [sent.pk]

    def test_every_page_of_a_long_one_is_numbered(self, hub, staff, row):
        sent = mc.referral(staff, row, text="長い話です。\n" * 400)
        pages = self.paper(staff, sent)
        assert len(pages) > 2
        for number, words in enumerate(pages, start=1):
            assert f"{number}/{len(pages)}" in words
            assert squeezed(staff.name) in words

    def test_only_for_those_who_may_read_it(self, hub, staff, sent):
        read(make.member(hub, Role.STAFF), url("referral-print", sent.pk), 403)
        read(make.member(hub, Role.WARD_OFFICER), url("referral-print", sent.pk), 404)
        read(make.member(make.hub("別区"), Role.DIRECTOR), url("referral-print", sent.pk), 404)
        assert self.paper(make.member(hub, Role.CONSULTANT), sent)

    def test_of_a_restricted_record_or_taken_back_there_is_no_paper(
        self, hub, staff, director, row, sent
    ):
        back = mc.referral(staff, mc.consultation(staff, hub))
        referrals.withdraw_referral(staff, back, "", at=NOW)
        make.scope()
        mc.concern(staff, row)
        for pk in (sent.pk, back.pk):
            read(director, url("referral-print", pk), 403)
            assert url("referral-print", pk) not in read(director, url("referral-read", pk))
        assert AuditEntry.objects.filter(action="consultations.print_referral").exists()


class TestResultOfAFollowUp:
    @pytest.fixture
    def todo(self, staff, row):
        return mc.follow_up(staff, row, TODAY)

    def test_a_line_of_what_came_of_it_is_kept_sealed_and_shown(self, hub, staff, todo):
        send(staff, url("follow-up-done", todo.pk), result=f"よく眠れている。{CANARY}")
        done = FollowUp.objects.get(pk=todo.pk)
        assert done.done_at == NOW
        assert sealed.read(done.result) == f"よく眠れている。{CANARY}"
        assert CANARY.encode() not in bytes(done.result.ciphertext)
        assert CANARY in read(staff, url("follow-up-read", todo.pk))
        for name in ("follow-up-list", "consultation-list"):
            assert CANARY not in read(staff, f"{url(name)}?state=all")

    def test_no_words_are_needed(self, hub, staff, todo):
        send(staff, url("follow-up-done", todo.pk))
        done = FollowUp.objects.get(pk=todo.pk)
        assert (done.done_at, done.result) == (NOW, None)
        assert "どうなりましたか" not in read(staff, url("follow-up-read", todo.pk))

    def test_too_many_words_come_back_with_a_clear_message(self, hub, staff, todo):
        long = "あ" * (LONGEST_RESULT + 1)
        answer = send(staff, url("follow-up-done", todo.pk), 422, result=long)
        page = answer.content.decode()
        assert "200文字まで" in page
        assert long in page
        assert FollowUp.objects.get(pk=todo.pk).done_at is None

    def test_taken_back_and_done_again_the_words_wait_in_the_form(self, hub, staff, todo):
        send(staff, url("follow-up-done", todo.pk), result="留守だった。")
        send(staff, url("follow-up-reopen", todo.pk))
        assert "留守だった。</textarea>" in squeezed(read(staff, url("follow-up-read", todo.pk)))
        before = SealedText.objects.count()
        send(staff, url("follow-up-done", todo.pk), result="会えた。")
        assert sealed.read(FollowUp.objects.get(pk=todo.pk).result) == "会えた。"
        assert SealedText.objects.count() == before

    def test_the_second_of_two_does_not_lose_her_words_unseen(self, hub, staff, todo):
        send(staff, url("follow-up-done", todo.pk), result="会えた。")
        send(staff, url("follow-up-done", todo.pk))  # nothing to lose
        answer = send(staff, url("follow-up-done", todo.pk), 409, result="電話で話した。")
        page = answer.content.decode()
        assert "会えた。" in page
        assert "電話で話した。" in page
        assert sealed.read(FollowUp.objects.get(pk=todo.pk).result) == "会えた。"

    def test_a_meeting_shows_it_to_those_who_may_open_the_follow_up(self, hub, staff):
        row = mc.meeting(staff, hub)
        decided = meetings.decide(staff, row, Plan(TODAY, "call", staff.user_id, "電話"), at=NOW)
        make.scope()
        send(staff, url("follow-up-done", decided.pk), result=CANARY)
        assert CANARY in read(staff, url("meeting-read", row.pk))
        decided.refresh_from_db()
        heir = make.member(hub, Role.STAFF)
        FollowUp.objects.filter(pk=decided.pk).update(owner_id=heir.user_id)
        assert CANARY not in read(staff, url("meeting-read", row.pk))


DRAFT = re.compile(r'data-keep-draft="([^"]+)"')


class TestDrafts:
    def test_long_forms_are_kept_each_under_its_own_record_and_person(
        self, hub, staff, director, family, row
    ):
        other = mc.consultation(staff, hub)
        case, met = mc.case(staff, row), mc.meeting(staff, hub, household=family)
        addresses = (
            url("meeting-add"),
            f"{url('meeting-add')}?case={case.pk}",
            f"{url('meeting-add')}?household={family.pk}",
            url("meeting-edit", met.pk),
            url("meeting-correct", met.pk),
            url("meeting-share", met.pk),
            url("referral-add", row.pk),
            url("referral-add", other.pk),
            url("case-referral-add", case.pk),
            url("case-add", other.pk),
            url("case-review", case.pk),
            url("supervise", row.pk),
            url("supervise", other.pk),
        )
        found = [DRAFT.findall(read(director, address)) for address in addresses]
        keys = [key for page in found for key in page]
        assert [len(page) for page in found] == [1] * len(addresses)
        assert len(set(keys)) == len(keys)
        assert all(key.startswith(f"{director.user_id}:") for key in keys)
        hers = DRAFT.findall(read(staff, url("referral-add", row.pk)))
        assert not set(hers) & set(keys)

    def test_what_somebody_corrected_since_is_not_covered_by_an_old_draft(self, hub, staff):
        row = mc.meeting(staff, hub)
        address = url("meeting-correct", row.pk)
        before = DRAFT.findall(read(staff, address))
        first = re.search(r'name="corrects" value="(\d+)"', read(staff, address))
        send(staff, address, text="直した文。", corrects=first[1])
        assert DRAFT.findall(read(staff, address)) != before
        refused = send(staff, address, 422, text="", corrects=first[1]).content.decode()
        assert DRAFT.findall(refused) == before

    def test_a_suspicion_leaves_no_draft_in_the_browser(self, hub, staff, row):
        concern = mc.concern(staff, row)
        for address in (url("concern-add"), url("concern-detail", concern.pk)):
            assert not DRAFT.findall(read(staff, address))


def test_the_filters_of_the_list_are_folded_until_one_is_set(hub, staff, row):
    page = read(staff, url("consultation-list"))
    assert re.search(r'<details class="filter-fold[^"]*">', page)
    assert re.search(
        r'<details class="filter-fold[^"]*">', read(staff, f"{url('consultation-list')}?sort=site")
    )
    page = read(staff, f"{url('consultation-list')}?note=yes")
    assert re.search(r'<details class="filter-fold[^"]*" open>', page)


class TestReadingThrough:
    def test_the_director_reads_the_record_and_its_notes_where_she_confirms_it(
        self, hub, staff, director
    ):
        row = mc.consultation(staff, hub)
        mc.note(staff, row, CANARY)
        page = read(director, url("supervise", row.pk))
        for words in (CANARY, staff.name, "相談日", "令和8年4月20日"):
            assert words in page
        entry = AuditEntry.objects.get(person_id=director.user_id, outcome="read")
        assert (entry.action, entry.target_ids) == ("consultations.supervise", [row.pk])

    def test_without_notes_the_facts_alone_stand_there(self, hub, staff, director):
        row = mc.consultation(staff, hub)
        page = read(director, url("supervise", row.pk))
        assert "メモはありません" in page

    def test_nobody_else_reads_a_note_by_this_way(self, hub, staff, row):
        mc.note(staff, row, CANARY)
        assert CANARY not in read(make.member(hub, Role.CONSULTANT), url("supervise", row.pk), 403)
        assert CANARY not in read(staff, url("supervise", row.pk), 403)
