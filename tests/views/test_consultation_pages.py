"""Consultation screens as people read them."""

import re
import uuid
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.models import Code, Concern, Consultation, FollowUp, Note
from programs.kernel import clock
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
TODAY = NOW.date()


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


def url(name, *args):
    return reverse(f"consultations:{name}", args=args)


def day(name, value):
    return {f"{name}_year": value.year, f"{name}_month": value.month, f"{name}_day": value.day}


def filled(hub, **changes):
    """What the tally posts."""
    facts = mc.tally(hub)
    data = {
        "request_key": str(uuid.uuid4()),
        "method": facts.method_id,
        "topics": list(facts.topic_ids),
        "outcome": facts.outcome_id,
        "site": facts.site_id,
        **day("held_on", TODAY),
    }
    return {**data, **changes}


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def saved(hub):
    with make.seeing(hub):
        return list(Consultation.objects.all())


class TestTally:
    def test_five_taps_and_today_are_enough(self, hub, staff):
        client = make.client_for(staff)
        page = read(client, url("consultation-add"))
        assert "いつ・どこで：今日・本館（変える）" in page
        answer = client.post(url("consultation-add"), filled(hub), follow=True)
        text = answer.content.decode()
        assert "相談を記録しました" in text
        assert "元に戻す" in text
        (row,) = saved(hub)
        assert (row.caller, row.age_band, row.residence, row.held_on) == ("unknown",) * 3 + (TODAY,)
        listed = read(client, url("consultation-list"))
        assert "睡眠" in listed
        assert "ひろばで" in listed

    def test_the_same_page_sent_twice_is_one_record(self, hub, staff):
        client, data = make.client_for(staff), filled(hub)
        for _ in range(2):
            assert client.post(url("consultation-add"), data).status_code == 302
        assert len(saved(hub)) == 1

    def test_undo_from_the_toast(self, hub, staff):
        client = make.client_for(staff)
        client.post(url("consultation-add"), filled(hub))
        (row,) = saved(hub)
        answer = client.post(url("consultation-undo", row.pk), follow=True)
        assert "この記録は取り消されています" in answer.content.decode()
        assert saved(hub)[0].voided_at
        client.post(url("consultation-redo", row.pk))
        assert saved(hub)[0].voided_at is None

    def test_saving_and_writing_a_note_are_one_way(self, hub, staff):
        client = make.client_for(staff)
        answer = client.post(url("consultation-add"), filled(hub, then="note"))
        assert answer.url == url("note-add", saved(hub)[0].pk)

    def test_the_main_topic_may_be_another_than_the_first_of_the_list(self, hub, staff):
        topics = [mc.code(hub, name).pk for name in ("feeding", "sleep")]
        data = filled(hub, topics=topics, main_topic=topics[1])
        make.client_for(staff).post(url("consultation-add"), data)
        with make.seeing(hub):
            assert Consultation.objects.get().topic_rows.get(is_main=True).topic.code == "sleep"

    def test_a_caller_of_another_ward_is_one_tap_more(self, hub, staff):
        client = make.client_for(staff)
        page = read(client, url("consultation-add"))
        assert "どの区ですか（任意）" in page
        client.post(url("consultation-add"), filled(hub, residence="other_ward", ward="14109"))
        (row,) = saved(hub)
        assert "市内の他区（港北区）" in read(client, url("consultation-detail", row.pk))
        edit = read(client, url("consultation-edit", row.pk))
        assert re.search(r'value="14109"[^>]*checked|checked[^>]*value="14109"', edit)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"residence": "other_ward", "ward": "99999"}, "99999"),
            ({"residence": "outside_city", "city": "🧸" * 41}, "40文字まで"),
            ({"method": ""}, "1つ選んでください"),
            ({"topics": []}, "1つ以上選んでください"),
            ({"method": "999999999"}, "選択肢の中から選んでください"),
            (day("held_on", TODAY + timedelta(days=1)), "より後の日付は入力できません"),
            ({"minutes": "６０１"}, "600以下の数"),
            ({"started_at": "14:01"}, "今より後の時刻は入力できません"),
            ({"link": "h1c2; DROP"}, "見つかったご家族の中から"),
            ({"link": "h1", "find": "1"}, "もう一度保存してください"),
        ],
    )
    def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(
        self, hub, staff, changes, said
    ):
        answer = make.client_for(staff).post(url("consultation-add"), filled(hub, **changes))
        text = answer.content.decode()
        assert answer.status_code == 422
        assert said in text
        assert "入力内容を確認してください" in text
        assert f'value="{mc.code(hub, "listened").pk}"' in text
        assert saved(hub) == []

    def test_full_width_digits_and_eras_are_understood(self, hub, staff):
        data = filled(hub, minutes="２０", started_at="１０：３０")
        data |= {"held_on_year": "令和８", "held_on_month": "４", "held_on_day": "１"}
        assert make.client_for(staff).post(url("consultation-add"), data).status_code == 302
        (row,) = saved(hub)
        assert (row.minutes, row.held_on, row.started_at.hour) == (20, date(2026, 4, 1), 10)

    def test_a_family_found_by_kana_is_linked_with_its_child(self, hub, staff):
        family = make.household(hub, "髙田", "たかだ", children=[date(2025, 1, 5)])
        child = family.children.get()
        client = make.client_for(staff)
        found = read(client, f"{url('household-options')}?household_search=たかだ")
        assert f'value="h{family.pk}c{child.pk}"' in found
        assert "<html" not in found
        client.post(url("consultation-add"), filled(hub, link=f"h{family.pk}c{child.pk}"))
        (row,) = saved(hub)
        assert (row.household_id, row.child_id, row.age_band) == (family.pk, child.pk, "age_1")

    def test_without_script_the_search_button_brings_the_families_into_the_page(self, hub, staff):
        family = make.household(hub, "髙田", "たかだ")
        data = filled(hub, find="1", household_search="たかだ")
        text = make.client_for(staff).post(url("consultation-add"), data).content.decode()
        assert f'value="h{family.pk}"' in text
        assert "見つかったご家族から選んで" in text

    def test_a_family_named_in_the_address_is_chosen_already(self, hub, staff):
        family = make.household(hub)
        page = read(make.client_for(staff), f"{url('consultation-add')}?household={family.pk}")
        assert f'value="h{family.pk}" checked' in page

    def test_another_hubs_family_does_not_exist(self, hub, staff):
        family = make.household(make.hub("鳴海区"), "髙田", "たかだ")
        client = make.client_for(staff)
        read(client, f"{url('consultation-add')}?household={family.pk}", 404)
        assert (
            client.post(url("consultation-add"), filled(hub, link=f"h{family.pk}")).status_code
            == 404
        )
        assert "髙田" not in read(client, f"{url('household-options')}?household_search=たかだ")

    def test_with_two_sites_the_one_used_last_is_marked_and_none_is_guessed(self, hub, staff):
        satellite = make.site(hub, "サテライト")
        client = make.client_for(staff)
        assert "（変える）" not in read(client, url("consultation-add"))
        mc.consultation(staff, hub, site_id=satellite.pk)
        assert "今日・サテライト（変える）" in read(client, url("consultation-add"))

    def test_a_hub_without_code_lists_is_told_what_to_do(self, hub):
        make.site(hub)
        page = read(make.client_for(make.member(hub, Role.STAFF)), url("consultation-add"))
        assert "相談の選択肢がまだ登録されていません" in page


class TestEditing:
    def test_what_is_recorded_stands_in_the_form_and_a_change_is_saved(self, hub, staff):
        row = mc.consultation(staff, hub, minutes=15)
        client = make.client_for(staff)
        assert 'value="15"' in read(client, url("consultation-edit", row.pk))
        data = filled(hub, version=1, minutes="25")
        assert client.post(url("consultation-edit", row.pk), data).status_code == 302
        assert saved(hub)[0].minutes == 25

    def test_the_second_editor_gets_the_conflict_page_with_both_versions(
        self, hub, staff, director
    ):
        row = mc.consultation(staff, hub)
        for actor, minutes in ((staff, "25"), (director, "35")):
            answer = make.client_for(actor).post(
                url("consultation-edit", row.pk), filled(hub, version=1, minutes=minutes)
            )
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "25" in text
        assert "35" in text
        assert staff.name in text
        assert saved(hub)[0].minutes == 25


class TestNotes:
    def test_the_words_are_on_no_page_but_their_own(self, hub, staff, director):
        row = mc.consultation(staff, hub)
        mc.note(staff, row, "秘密のことば")
        mc.follow_up(staff, row, text="秘密のことば")
        client = make.client_for(director)
        for address in (
            url("consultation-list"),
            url("consultation-detail", row.pk),
            url("consultation-edit", row.pk),
            url("follow-up-list"),
            f"{url('consultation-list')}?export=csv",
        ):
            assert "秘密のことば" not in read(client, address)
        assert "秘密のことば" in read(client, url("note-read", row.pk))

    def test_every_reading_is_in_the_audit_with_the_notes_that_were_opened(
        self, hub, staff, director
    ):
        row = mc.consultation(staff, hub)
        notes = [mc.note(staff, row), mc.note(director, row)]
        response = make.client_for(director).get(url("note-read", row.pk))
        assert response.headers["Cache-Control"] == "no-store"
        with make.seeing(hub):
            entry = AuditEntry.objects.get(action="consultations.read_note")
        assert (entry.outcome, entry.person_id) == ("read", director.user_id)
        assert entry.target_ids == [note.pk for note in notes]

    def test_an_author_reads_her_own_note_and_not_the_others(self, hub, staff, director):
        row = mc.consultation(staff, hub)
        mc.note(staff, row, "わたしのメモ")
        mc.note(director, row, "施設長のメモ")
        text = read(make.client_for(staff), url("note-read", row.pk))
        assert "わたしのメモ" in text
        assert "施設長のメモ" not in text
        assert "ほかの人が書いたメモが1件" in text

    @pytest.mark.parametrize("role", [Role.STAFF, Role.PARTNER])
    def test_colleagues_are_refused_and_the_refusal_is_kept(self, hub, staff, role):
        row = mc.consultation(staff, hub)
        mc.note(staff, row, "秘密のことば")
        text = read(make.client_for(make.member(hub, role)), url("note-read", row.pk), 403)
        assert "秘密のことば" not in text
        assert "相談担当" in text
        with make.seeing(hub):
            assert AuditEntry.objects.get(action="consultations.read_note").outcome == "refused"

    def test_pasted_html_stays_text_and_emoji_are_fine(self, hub, staff):
        row = mc.consultation(staff, hub)
        client = make.client_for(staff)
        words = "<script>alert(1)</script> <b>太字</b> 👶🏻𠮷"
        client.post(url("note-add", row.pk), {"text": words, "request_key": str(uuid.uuid4())})
        text = read(client, url("note-read", row.pk))
        assert "<script>alert" not in text
        assert "&lt;b&gt;太字&lt;/b&gt; 👶🏻𠮷" in text

    def test_ten_thousand_and_one_characters_come_back_with_a_clear_message(self, hub, staff):
        row = mc.consultation(staff, hub)
        long = "あ" * 10_001
        answer = make.client_for(staff).post(url("note-add", row.pk), {"text": long})
        assert answer.status_code == 422
        assert "10,000文字まで" in answer.content.decode()
        assert long in answer.content.decode()

    def test_a_note_with_a_follow_up(self, hub, staff):
        row = mc.consultation(staff, hub)
        later = TODAY + timedelta(days=7)
        data = {
            "text": "メモ",
            "kind": "call",
            "owner": staff.user_id,
            "plan_text": "電話",
            **day("due_on", later),
        }
        assert make.client_for(staff).post(url("note-add", row.pk), data).status_code == 302
        with make.seeing(hub):
            assert Note.objects.count() == 1
            assert FollowUp.objects.get().due_on == later

    def test_words_about_the_next_step_need_a_day(self, hub, staff):
        row = mc.consultation(staff, hub)
        answer = make.client_for(staff).post(
            url("note-add", row.pk), {"text": "メモ", "plan_text": "電話"}
        )
        assert answer.status_code == 422
        assert "期日を入力してください" in answer.content.decode()

    def test_a_correction_shows_both_versions(self, hub, staff):
        row = mc.consultation(staff, hub)
        note = mc.note(staff, row, "三回起きる")
        client = make.client_for(staff)
        assert "三回起きる" in read(client, url("note-correct", note.pk))
        client.post(url("note-correct", note.pk), {"text": "四回起きる"})
        text = read(client, url("note-read", row.pk))
        assert "四回起きる" in text
        assert "三回起きる" in text
        assert "訂正あり" in text
        conflict = client.post(url("note-correct", note.pk), {"text": "五回起きる"})
        assert conflict.status_code == 409
        assert "五回起きる" in conflict.content.decode()


class TestFollowUps:
    def test_from_deciding_to_done(self, hub, staff):
        row = mc.consultation(staff, hub)
        client = make.client_for(staff)
        data = {"kind": "ask", "owner": staff.user_id, **day("due_on", TODAY)}
        assert client.post(url("follow-up-add", row.pk), data).status_code == 302
        with make.seeing(hub):
            plan = FollowUp.objects.get()
        assert "様子を聞く" in read(client, url("follow-up-list"))
        assert "今日" in read(client, url("follow-up-read", plan.pk))
        client.post(url("follow-up-done", plan.pk))
        assert "次の対応はありません" in read(client, url("follow-up-list"))
        assert "完了" in read(client, f"{url('follow-up-list')}?state=done")
        client.post(url("follow-up-reopen", plan.pk))
        assert "様子を聞く" in read(client, f"{url('follow-up-list')}?mine=yes")

    def test_a_week_from_now_is_one_tap_and_no_day_at_all_is_told(self, hub, staff):
        row = mc.consultation(staff, hub)
        client = make.client_for(staff)
        data = {"kind": "ask", "owner": staff.user_id}
        missing = client.post(url("follow-up-add", row.pk), data)
        assert missing.status_code == 422
        assert "期日を入力してください" in missing.content.decode()
        client.post(url("follow-up-add", row.pk), {**data, "due_in": "7"})
        with make.seeing(hub):
            assert FollowUp.objects.get().due_on == TODAY + timedelta(days=7)

    def test_a_day_in_the_past_is_refused(self, hub, staff):
        plan = mc.follow_up(staff, mc.consultation(staff, hub))
        client = make.client_for(staff)
        data = {"version": 1, **day("due_on", TODAY - timedelta(days=1))}
        answer = client.post(url("follow-up-move", plan.pk), data)
        assert answer.status_code == 422
        moved = {"version": 1, **day("due_on", TODAY + timedelta(days=30))}
        assert client.post(url("follow-up-move", plan.pk), moved).status_code == 302

    def test_its_words_are_for_the_owner_consultants_and_the_director(self, hub, staff, director):
        plan = mc.follow_up(staff, mc.consultation(staff, hub), text="秘密のことば")
        for actor in (staff, director, make.member(hub, Role.CONSULTANT)):
            assert "秘密のことば" in read(make.client_for(actor), url("follow-up-read", plan.pk))
        read(make.client_for(make.member(hub, Role.STAFF)), url("follow-up-read", plan.pk), 403)


class TestStopPage:
    def test_it_tells_what_to_do_and_whom_to_call(self, hub, staff):
        page = read(make.client_for(staff), url("concern-add"))
        for words in ("いま、すること", "110", "189", 'href="tel:189"', "施設長に知らせる"):
            assert words in page

    @pytest.mark.parametrize("role", [Role.RECEPTION, Role.KOSAPO])
    def test_everybody_at_the_hub_can_read_the_guide(self, hub, staff, role):
        client = make.client_for(make.member(hub, role))
        page = read(client, url("guide"))
        assert "189" in page
        assert "記録を始めて" not in page
        read(client, url("concern-add"), 403)

    def test_a_suspicion_in_the_tally_leads_to_the_stop_page(self, hub, staff, director):
        data = filled(hub, topics=[mc.code(hub, "maltreatment").pk])
        answer = make.client_for(staff).post(url("consultation-add"), data, follow=True)
        text = answer.content.decode()
        assert "いま、すること" in text
        assert "14:00に1人へ知らせました" in text
        inbox = read(make.client_for(director), reverse("desk:inbox"))
        assert "至急確認が必要な記録" in inbox
        assert "虐待" not in inbox

    def test_the_log_from_opening_to_closing(self, hub, staff, director):
        client = make.client_for(staff)
        opened = client.post(url("concern-add"), {"text": "腕にあざ"})
        with make.seeing(hub):
            concern = Concern.objects.get()
        assert opened.url == concern.get_absolute_url()
        step = {
            "kind": "called",
            "text": "区に電話",
            "happened_time": "13:50",
            **day("happened_on", TODAY),
        }
        assert client.post(url("concern-log-add", concern.pk), step).status_code == 302
        text = read(client, concern.get_absolute_url())
        assert "腕にあざ" in text
        assert "区に電話" in text
        assert "対応を終えた" not in text
        assert (
            client.post(url("concern-log-add", concern.pk), {**step, "kind": "closed"}).status_code
            == 422
        )
        boss = make.client_for(director)
        boss.post(url("concern-log-add", concern.pk), {**step, "kind": "closed"})
        assert "対応を終えた" in read(boss, url("concern-list"))

    def test_time_that_has_not_come_is_refused(self, hub, staff):
        concern = mc.concern(staff)
        step = {
            "kind": "called",
            "text": "電話",
            "happened_time": "14:01",
            **day("happened_on", TODAY),
        }
        answer = make.client_for(staff).post(url("concern-log-add", concern.pk), step)
        assert answer.status_code == 422
        assert "今より後の日時" in answer.content.decode()

    def test_others_see_neither_the_log_nor_the_record(self, hub, staff):
        row = mc.consultation(staff, hub, topics=("maltreatment",))
        with make.seeing(hub):
            concern = Concern.objects.get()
        for role in (Role.CONSULTANT, Role.STAFF, Role.PARTNER):
            client = make.client_for(make.member(hub, role))
            read(client, concern.get_absolute_url(), 404)
            read(client, url("consultation-detail", row.pk), 404)
            read(client, url("note-read", row.pk), 404)
            assert "虐待の疑い</b>" not in read(client, url("consultation-list"))

    def test_it_is_never_in_an_export(self, hub, staff, director):
        mc.consultation(staff, hub)
        mc.consultation(staff, hub, topics=("maltreatment",))
        client = make.client_for(director)
        assert "閲覧制限" in read(client, url("consultation-list"))
        exported = read(client, f"{url('consultation-list')}?export=csv")
        assert "睡眠" in exported
        assert "虐待" not in exported
        with make.seeing(hub):
            assert (
                AuditEntry.objects.filter(action="consultations.export_consultations").count() == 1
            )


class TestLists:
    def test_the_director_edits_the_code_lists(self, hub, staff, director):
        client = make.client_for(director)
        assert "授乳・離乳・食事" in read(client, url("code-list"))
        client.post(url("code-add", "topic"), {"label": "抱っこひも"})
        code = mc.code(hub, "sleep")
        read(client, url("code-edit", code.pk))
        client.post(url("code-edit", code.pk), {"label": "ねんね", "retired": "on", "version": 1})
        client.post(url("code-move", code.pk, "up"))
        with make.seeing(hub):
            assert Code.objects.filter(label="抱っこひも").exists()
            assert Code.objects.get(label="ねんね").retired_on == TODAY
        page = read(client, url("consultation-add"))
        assert "抱っこひも" in page
        assert "ねんね" not in page
        read(client, url("code-add", "nothing"), 404)

    def test_the_director_edits_the_stop_page(self, hub, staff, director):
        client = make.client_for(director)
        assert "電話番号なし" in read(client, url("safety-list"))
        read(client, url("safety-add", "contact"))
        client.post(
            url("safety-add", "contact"),
            {"title": "夜間の窓口", "phone": "０４５－０００－００００"},
        )
        assert "夜間の窓口" in read(client, url("guide"))
        bad = client.post(url("safety-add", "contact"), {"title": "別", "phone": "12"})
        assert bad.status_code == 422

    def test_english_shows_the_starter_lists_in_english(self, hub, staff):
        from django.utils import translation

        with translation.override("en"):
            assert str(mc.code(hub, "sleep")) != ""


@pytest.mark.parametrize(
    "role",
    [
        role
        for role in Role
        if role not in (Role.STAFF, Role.CONSULTANT, Role.PARTNER, Role.DIRECTOR)
    ],
)
def test_other_roles_are_refused_every_consultation_page(hub, staff, role):
    row = mc.consultation(staff, hub)
    plan = mc.follow_up(staff, row)
    client = make.client_for(make.member(hub, role))
    for address in (
        url("consultation-list"),
        url("consultation-add"),
        url("household-options"),
        url("follow-up-list"),
        url("concern-list"),
        url("code-list"),
        url("safety-list"),
    ):
        read(client, address, 403)
    for address in (
        url("consultation-detail", row.pk),
        url("consultation-edit", row.pk),
        url("note-add", row.pk),
        url("note-read", row.pk),
        url("follow-up-read", plan.pk),
    ):
        read(client, address, 404)


def test_another_hubs_records_look_like_none(hub, staff):
    row = mc.consultation(staff, hub)
    plan, note, concern = mc.follow_up(staff, row), mc.note(staff, row), mc.concern(staff)
    client = make.client_for(make.member(make.hub("鳴海区"), Role.DIRECTOR))
    for address in (
        url("consultation-detail", row.pk),
        url("consultation-edit", row.pk),
        url("note-read", row.pk),
        url("note-add", row.pk),
        url("note-correct", note.pk),
        url("follow-up-read", plan.pk),
        url("concern-detail", concern.pk),
        url("code-edit", row.method_id),
        f"{url('concern-add')}?consultation={row.pk}",
    ):
        read(client, address, 404)
    for name in ("consultation-undo", "consultation-redo"):
        assert client.post(url(name, row.pk)).status_code == 404


@pytest.mark.parametrize(
    "name", ["list", "add", "detail", "note-read", "follow-ups", "concern", "codes"]
)
def test_a_page_asks_the_database_a_fixed_number_of_times(hub, staff, director, name):
    row = mc.consultation(staff, hub, topics=("sleep", "feeding"))
    mc.note(director, row)
    mc.follow_up(staff, row)
    concern = mc.concern(staff)
    address = {
        "list": url("consultation-list"),
        "add": url("consultation-add"),
        "detail": url("consultation-detail", row.pk),
        "note-read": url("note-read", row.pk),
        "follow-ups": url("follow-up-list"),
        "concern": url("concern-detail", concern.pk),
        "codes": url("code-list"),
    }[name]
    client = make.client_for(director)
    client.get(address)
    numbers = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        asked = [
            q["sql"]
            for q in queries
            if q["sql"].lstrip().upper().startswith("SELECT") and "set_config" not in q["sql"]
        ]
        numbers.append(len(asked))
        for _ in range(5):
            extra = mc.consultation(staff, hub, topics=("toilet", "play"))
            mc.note(director, extra)
            mc.note(director, row)
            mc.follow_up(staff, row)
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 12, "\n".join(asked)
