"""Meetings, papers, disclosure, frequent questions and training needs, as people read them."""

import io
import re
import uuid
import zlib
from datetime import datetime, timedelta

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations import queries
from consultations.commands import concerns, disclosures, notes
from consultations.models import (
    CaseMeeting,
    Code,
    Consultation,
    Disclosure,
    DisclosurePart,
    FollowUp,
    QuickTally,
    TrainingNeed,
)
from consultations.rules import Seat
from programs.kernel import clock
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from programs.registry.models import Site
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
TODAY = NOW.date()
SAID = "母と話した。となりの田中さんに言われたことがつらい。"


@pytest.fixture(autouse=True)
def _one_afternoon():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def who(hub):
    mc.codes(hub)
    make.site(hub)
    return make.member(hub, Role.CONSULTANT)


@pytest.fixture
def director(hub):
    return make.member(hub, Role.DIRECTOR)


@pytest.fixture
def family(hub):
    return make.household(hub, "髙橋", "たかはし", children=(TODAY, TODAY - timedelta(days=900)))


def url(name, *args):
    return reverse(f"consultations:{name}", args=args)


def day(name, value):
    return {f"{name}_year": value.year, f"{name}_month": value.month, f"{name}_day": value.day}


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


def paper(actor, address):
    """The whole file and the words of each of its pages."""
    response = make.client_for(actor).get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    make.scope()
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    return response.content, [page.extract_text() for page in pages]


def squeezed(words):
    return re.sub(r"\s", "", words)


def everything_in(file):
    """All streams of a PDF opened, with the file itself: nothing may hide in an object or its title."""
    found = [file]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", file, re.S):
        try:
            found.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


def meeting_form(actor, hub, **changes):
    values = {
        "kind": "case",
        **day("held_on", TODAY),
        "place": "相談室",
        "basis": Code.objects.get(hub=hub, kind="basis", code="consent").pk,
        **day("consent_on", TODAY),
        "people": [actor.user_id],
        "ward": "こども家庭支援課 保健師",
        "text": "休む時間がとれていない。",
    }
    return {**values, **changes}


class TestMeetings:
    def test_from_the_form_to_the_follow_up(self, hub, who, family):
        data = meeting_form(who, hub, link=f"h{family.pk}")
        send(who, url("meeting-add"), **data)
        row = CaseMeeting.objects.get()
        page = read(who, url("meeting-read", row.pk))
        assert page.index("ご本人の同意") < page.index("休む時間がとれていない")
        assert "こども家庭支援課 保健師" in page
        plan = {"plan_text": "利用券を聞く", "due_in": 7, "kind": "call", "owner": who.user_id}
        send(who, url("meeting-decide", row.pk), **plan)
        decision = FollowUp.objects.get()
        listed = read(who, url("follow-up-list"))
        assert "令和8年4月20日の会議" in listed
        assert "利用券を聞く" not in listed
        assert "利用券を聞く" in read(who, url("follow-up-read", decision.pk))
        send(who, url("follow-up-done", decision.pk))
        assert "完了" in read(who, url("meeting-read", row.pk))

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"basis": ""}, "1つ選んでください"),
            ({"consent_on_year": ""}, "入力してください"),
            ({"people": [], "ward": ""}, "参加した人を1人以上"),
            ({"link": ""}, "ご家族か継続支援を選んでください"),
            ({"text": "🧸" * 10_001}, "10,000文字まで"),
            ({"people": ["999999"]}, "999999"),
        ],
    )
    def test_what_is_missing_is_told_and_nothing_typed_is_lost(
        self, hub, who, family, changes, said
    ):
        data = meeting_form(who, hub, **{"link": f"h{family.pk}", **changes})
        page = send(who, url("meeting-add"), 422, **data).content.decode()
        assert said in page
        assert "相談室" in page
        assert not CaseMeeting.objects.exists()

    def test_rows_of_partner_groups_are_added_without_script_and_without_complaint(
        self, hub, who, family
    ):
        groups = [make.group(hub, name) for name in ("一会", "二会", "三会", "四会", "五会")]
        data = meeting_form(who, hub, link=f"h{family.pk}", place="", text="")
        for number, group in enumerate(groups):
            data |= {f"group{number}": group.pk, f"group_name{number}": f"代表{number}"}
            page = send(who, url("meeting-add"), 200, more="1", **data).content.decode()
            assert f'name="group{number + 1}"' in page
            assert f'name="group{number + 2}"' not in page
            assert f"代表{number}" in page
            assert "入力してください" not in page
        assert not CaseMeeting.objects.exists()
        data |= {
            "place": "相談室",
            "text": "文",
            "group5": "",
            "others": "民生委員の方\n主任児童委員の方",
        }
        send(who, url("meeting-add"), **data)
        row = CaseMeeting.objects.get()
        assert [str(one) for one in row.members.filter(of="group")] == [
            f"{group} 代表{number}" for number, group in enumerate(groups)
        ]
        assert row.members.filter(of="other").count() == 2
        edit = read(who, url("meeting-edit", row.pk))
        assert "代表4" in edit

    def test_a_fact_on_another_ground_stands_below_its_ground(self, hub, who, family):
        row = mc.meeting(who, hub, household=family)
        ground = mc.ground(hub, "reasoned").pk
        text = {"text": "園から：昼は遊んでいる。"}
        page = send(who, url("meeting-share", row.pk), 422, basis=ground, **text).content.decode()
        assert "共有する理由を入力してください" in page
        assert "園から" in page
        send(who, url("meeting-share", row.pk), basis=ground, reason="園の了解", **text)
        page = read(who, url("meeting-read", row.pk))
        assert page.index("園の了解") < page.index("園から：昼は遊んでいる。")
        fact = row.facts.get()
        address = url("meeting-fact-correct", row.pk, fact.pk)
        assert "園から：昼は遊んでいる。" in read(who, address)
        council = mc.ground(hub, "council").pk
        send(who, address, basis=council, text="園から：夕方も遊んでいる。")
        page = read(who, url("meeting-read", row.pk))
        assert "訂正前の文を見る" in page
        _file, pages = paper(who, url("meeting-print", row.pk))
        assert "別の根拠で共有したこと" in squeezed("".join(pages))
        assert "昼は" not in squeezed("".join(pages))
        send(who, address, 409, basis=council, text="三人目の訂正")

    def test_half_width_and_full_width_are_understood(self, hub, who, family):
        data = meeting_form(
            who, hub, link=f"h{family.pk}", place="ｼｵｶｾﾞ ２Ｆ", started_at="１３：３０"
        )
        data |= {"held_on_year": "Ｒ８．４．１", "held_on_month": "", "held_on_day": ""}
        data |= {
            "consent_on_year": "令和８年４月１日",
            "consent_on_month": "",
            "consent_on_day": "",
        }
        send(who, url("meeting-add"), **data)
        row = CaseMeeting.objects.get()
        assert (row.held_on.isoformat(), str(row.started_at)) == ("2026-04-01", "13:30:00")

    def test_a_colleague_who_was_not_there_is_told_who_could(self, hub, who):
        row = mc.meeting(who, hub)
        page = read(make.member(hub, Role.STAFF), url("meeting-read", row.pk), 403)
        assert "母の休む" not in page
        read(make.member(make.hub("別区"), Role.DIRECTOR), url("meeting-read", row.pk), 404)

    def test_the_ward_reads_it_without_the_hubs_own_matters(self, hub, who, director):
        officer = make.member(hub, Role.WARD_OFFICER)
        alone = mc.meeting(who, hub)
        row = mc.meeting(who, hub, seats=(Seat("ward", name="保健師"),))
        state = queries.state_of(row)
        send(director, url("meeting-supervise", row.pk), kind="read", text="内輪の話", seen=state)
        page = read(officer, url("meeting-read", row.pk))
        assert "母の休む" in page
        assert "内輪の話" not in page
        assert f"/meetings/{alone.pk}/" not in read(officer, url("meeting-list"))
        read(officer, url("meeting-read", alone.pk), 403)
        read(officer, url("meeting-edit", row.pk), 403)

    def test_corrections_and_further_families(self, hub, who, family):
        row = mc.meeting(who, hub)
        first = queries.minutes_of(row)[0]
        assert "母の休む" in read(who, url("meeting-correct", row.pk))
        send(who, url("meeting-correct", row.pk), text="訂正した文", corrects=first.pk)
        page = read(who, url("meeting-read", row.pk))
        assert "訂正した文" in page
        assert "訂正前の文を見る" in page
        send(who, url("meeting-about", row.pk), link=f"h{family.pk}")
        assert "髙橋" in read(who, url("meeting-read", row.pk))
        assert "相談室" in read(who, url("meeting-edit", row.pk))
        data = meeting_form(who, hub, place="会議室", version=1)
        send(who, url("meeting-edit", row.pk), **data)
        assert "会議室" in read(who, url("meeting-read", row.pk))

    def test_the_list_is_searched_by_family(self, hub, who, family):
        mc.meeting(who, hub, household=family)
        mc.meeting(who, hub)
        for text, number in (("たかはし", 1), (str(family.number), 1), ("いない", 0), ("🧸", 0)):
            page = read(who, url("meeting-list") + f"?family={text}")
            assert page.count("/consultations/meetings/") - page.count("/meetings/add/") >= number
            assert ("髙橋" in page) == bool(number)

    def test_a_page_asks_little_of_the_database(self, hub, who, family):
        for _ in range(6):
            mc.meeting(who, hub, household=family, seats=(Seat("ward", name="保健師"),))
        client = make.client_for(who)
        talk = mc.consultation(who, hub, household_id=family.pk)
        row = mc.disclosure(who, family, talk)
        case = mc.case(who, talk)
        part = DisclosurePart.objects.get()
        for address in (
            url("meeting-list"),
            url("meeting-read", CaseMeeting.objects.last().pk),
            url("meeting-add"),
            url("disclosure-list"),
            url("disclosure-read", row.pk),
            url("part-mark", part.pk),
            url("consultation-add"),
            url("consultation-detail", talk.pk),
            url("case-read", case.pk),
            url("follow-up-list"),
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            reads = [one for one in asked.captured_queries if one["sql"].startswith("SELECT")]
            assert len(reads) <= 12, address


class TestPapers:
    def test_every_page_says_whose_it_is_who_printed_it_and_its_number(self, hub, who, family):
        talk = mc.consultation(who, hub, household_id=family.pk)
        mc.note(who, talk, "長い話です。𠮷さん 🧸\n" * 300)
        _file, pages = paper(who, url("consultation-print", talk.pk))
        assert len(pages) > 2
        for number, words in enumerate(pages, start=1):
            flat = squeezed(words)
            assert "取扱注意" in flat
            assert squeezed(hub.name) in flat
            assert squeezed(who.name) in flat
            assert "令和8年4月20日" in flat
            assert f"{number}/{len(pages)}" in flat
        entry = AuditEntry.objects.latest("id")
        assert (entry.action, entry.outcome) == ("consultations.print_record", "read")
        assert talk.pk in entry.target_ids

    def test_a_colleagues_notes_are_not_on_ones_own_print(self, hub, who):
        staff = make.member(hub, Role.STAFF)
        talk = mc.consultation(staff, hub)
        mc.note(who, talk, "相談担当のことば")
        mc.note(staff, talk, "自分のことば")
        words = squeezed("".join(paper(staff, url("consultation-print", talk.pk))[1]))
        assert "自分のことば" in words
        assert "相談担当のことば" not in words
        assert "ほかの人が書いたメモが1件" in words

    def test_a_suspicion_is_printed_for_nobody(self, hub, who, director):
        talk = mc.consultation(who, hub)
        mc.concern(who, talk)
        for actor in (who, director):
            read(actor, url("consultation-print", talk.pk), 403)
        assert AuditEntry.objects.latest("id").outcome == "refused"

    def test_a_case_and_a_meeting_are_printed(self, hub, who, family):
        talk = mc.consultation(who, hub, household_id=family.pk)
        case = mc.case(who, talk, plan="月に一度うかがう")
        assert "月に一度うかがう" in squeezed(paper(who, url("case-print", case.pk))[1][0])
        row = mc.meeting(who, hub, household=family)
        words = squeezed(paper(who, url("meeting-print", row.pk))[1][0])
        assert words.index("ご本人の同意") < words.index("母の休む")

    def test_any_instant_will_do(self, hub, who):
        talk = mc.consultation(who, hub)
        with clock.frozen(NOW.replace(second=59, microsecond=123_456)):
            paper(who, url("consultation-print", talk.pk))

    def test_code_in_a_note_stays_words(self, hub, who):
        talk = mc.consultation(who, hub)
        mc.note(who, talk, '#panic("x") *太字* <b>x</b> $1$ @ref')
        assert '#panic("x")' in paper(who, url("consultation-print", talk.pk))[1][0]


class TestDisclosure:
    @pytest.fixture
    def talk(self, hub, who, family):
        made = mc.consultation(who, hub, household_id=family.pk)
        mc.note(who, made, SAID)
        return made

    def test_from_the_request_to_the_register(self, hub, who, director, family, talk):
        data = {
            "link": f"h{family.pk}",
            "asker": "self",
            "name": "見本 免許証",
            "reason": "本人の求め",
        }
        response = send(who, url("disclosure-add"), **data, **day("asked_on", TODAY))
        row = Disclosure.objects.get()
        assert response["Location"] == url("disclosure-records", row.pk)
        send(who, url("disclosure-records", row.pk), talks=[talk.pk], version=1)
        part = DisclosurePart.objects.get()
        assert "田中さん" in read(who, url("part-mark", part.pk))
        send(who, url("part-mark", part.pk), words="となりの田中さん", version=1)
        assert "田中" not in read(who, url("disclosure-read", row.pk))
        read(who, url("disclosure-print", row.pk), 404)  # nothing before the decision
        read(who, url("disclosure-decide", row.pk), 403)
        row.refresh_from_db()
        page = read(director, url("disclosure-decide", row.pk))
        assert "■■■■" in page
        assert "田中" not in page
        decision = {"decision": "grant", "reason": "第三者を除く", "version": row.version}
        send(director, url("disclosure-decide", row.pk), **decision)
        _file, pages = paper(who, url("disclosure-print", row.pk))
        flat = squeezed("".join(pages))
        assert "母と話した。■■■■に言われた" in flat
        assert "田中" not in flat
        row.refresh_from_db()
        handed = {"receiver": "ご本人", "how": "hand", "version": row.version}
        send(who, url("disclosure-hand-over", row.pk), **handed, **day("handed_on", TODAY))
        register = read(director, url("disclosure-list"))
        assert "渡した" in register
        assert "髙橋" in register

    def test_what_is_black_is_nowhere_in_the_file(self, hub, who, director, family):
        secret = "CANARY-neighbour-4810"
        talk = mc.consultation(who, hub, household_id=family.pk)
        mc.note(who, talk, f"話の前 {secret} 話の後")
        row = mc.disclosure(who, family, talk)
        part = DisclosurePart.objects.select_related("text", "disclosure").get()
        disclosures.black_out(who, part, secret, version=1)
        make.scope()
        row.refresh_from_db()
        mc.decided(director, row)
        file, pages = paper(who, url("disclosure-print", row.pk))
        whole = everything_in(file)
        for form in (secret, "CANARY", "neighbour"):
            assert form not in "".join(pages)
            for code in ("utf-8", "utf-16-be", "utf-16-le"):
                assert form.encode(code) not in whole
            assert form.encode("utf-16-be").hex().upper().encode() not in whole.upper()
        assert "話の前" in squeezed("".join(pages))

    def test_a_bar_is_taken_back(self, who, family, talk):
        row = mc.disclosure(who, family, talk)
        part = row.parts.get()
        send(who, url("part-mark", part.pk), words="田中さん", version=1)
        send(who, url("part-show", part.pk), number=0, version=2)
        assert DisclosurePart.objects.get().marks == []
        page = send(who, url("part-mark", part.pk), 422, words="鈴木", version=3).content.decode()
        assert "見つかりません" in page

    def test_after_the_decision_nothing_is_offered_to_mark(self, who, director, family, talk):
        row = mc.disclosure(who, family, talk)
        page = url("part-mark", row.parts.get().pk)
        assert 'name="words"' in read(who, page)
        mc.decided(director, row)
        assert 'name="words"' not in read(who, page)

    def test_a_record_that_changed_is_copied_anew(self, who, director, family, talk):
        row = mc.disclosure(who, family, talk)
        page = read(who, url("disclosure-read", row.pk))
        assert "元の記録が変わりました" not in page
        notes.correct_note(who, talk.notes.get(), "言い直した。", at=NOW)
        make.scope()
        page = read(who, url("disclosure-read", row.pk))
        assert "元の記録が変わりました" in page
        assert "元の記録が変わりました" in read(director, url("disclosure-decide", row.pk))
        decision = {"decision": "grant", "reason": "決める", "version": row.version}
        refused = send(director, url("disclosure-decide", row.pk), 422, **decision)
        assert "写したあとに変わった" in refused.content.decode()
        part = row.parts.get()
        assert url("part-copy", part.pk) in page
        send(who, url("part-copy", part.pk), version=part.version)
        page = read(who, url("disclosure-read", row.pk))
        assert "言い直した。" in page
        assert "元の記録が変わりました" not in page

    def test_a_suspicion_is_told_to_who_decides_alone(self, hub, who, director, family, talk):
        row = mc.disclosure(who, family, talk)
        told = "終わっていない虐待の疑いへの対応があります"
        assert told not in read(director, url("disclosure-decide", row.pk))
        concerns.open_concern(director, talk, None, "見た", nonce=talk.nonce, at=NOW)
        make.scope()
        assert told in read(director, url("disclosure-decide", row.pk))
        other = make.member(hub, Role.CONSULTANT)
        page = read(other, url("disclosure-read", row.pk))
        assert told not in page
        assert SAID[:5] not in page
        assert "渡せない記録が含まれています" in page
        read(other, url("part-mark", row.parts.get().pk), 404)

    def test_what_may_not_go_out_any_more_is_told_instead_of_printed(
        self, hub, who, director, family, talk
    ):
        row = mc.decided(director, mc.disclosure(who, family, talk))
        assert url("disclosure-print", row.pk) in read(who, url("disclosure-read", row.pk))
        Consultation.objects.filter(pk=talk.pk).update(household=make.household(hub, "別の家"))
        page = read(who, url("disclosure-read", row.pk))
        assert "あらためて開示の求めを受けてください" in page
        assert url("disclosure-print", row.pk) not in page
        assert url("disclosure-hand-over", row.pk) not in page
        assert "印刷できません" in read(who, url("disclosure-print", row.pk), 422)

    def test_others_do_not_see_the_register(self, hub, who, family, talk):
        row = mc.disclosure(who, family, talk)
        for role in (Role.STAFF, Role.PARTNER, Role.RECEPTION, Role.WARD_OFFICER):
            other = make.member(hub, role)
            for name in ("disclosure-list", "disclosure-add"):
                read(other, url(name), 403)
            read(other, url("disclosure-read", row.pk), 403)


class TestTally:
    def form(self, hub, **changes):
        values = {
            "method": mc.code(hub, "group").pk,
            "topics": [mc.code(hub, "sleep").pk],
            "outcome": mc.code(hub, "listened").pk,
            "site": Site.objects.get(hub=hub).pk,
            **day("held_on", TODAY),
        }
        return {**values, **changes}

    def test_one_tap_fills_the_tally(self, hub, who):
        row = QuickTally.objects.get(hub=hub, title="夜の眠り")
        page = read(who, url("consultation-add") + f"?quick={row.pk}")
        for name in ("sleep", "parent", "space"):
            code = mc.code(hub, name)
            assert re.search(rf'value="{code.pk}"[^>]*checked', page), name
        assert "夜の眠り" in page
        read(who, url("consultation-add") + "?quick=99999999", 404)

    def test_a_group_several_callers_and_an_agency(self, hub, who):
        group = make.group(hub, "汐見ケアプラザ")
        data = self.form(
            hub,
            caller="agency",
            agency=group.pk,
            with_callers=["mother", "father"],
            people="１２",
            with_bands=["age_0", "school"],
            counted_in="7",
        )
        send(who, url("consultation-add"), **data)
        row = Consultation.objects.get()
        assert (row.people, row.with_callers, row.agency) == (12, ["mother", "father"], group)
        assert (row.with_bands, row.counted_in) == (["age_0", "school"], 7)
        page = read(who, url("consultation-detail", row.pk))
        for words in ("12人", "汐見ケアプラザ", "利用者支援事業（7）", "関係機関、母、父"):
            assert words in page
        edit = read(who, url("consultation-edit", row.pk))
        assert re.search(r'name="people"[^>]*value="12"|value="12"[^>]*name="people"', edit)

    def test_several_children_of_a_family(self, hub, who, family):
        first, second = family.children.order_by("pk")
        data = self.form(hub, link=f"h{family.pk}c{first.pk}", with_child=[second.pk, first.pk])
        send(who, url("consultation-add"), **data)
        row = Consultation.objects.get()
        assert (row.child, [one.child for one in queries.other_children(row)]) == (first, [second])
        assert row.with_bands == ["age_2"]
        page = read(who, url("consultation-detail", row.pk))
        assert str(second) in page

    def test_children_of_another_family_are_refused(self, hub, who, family):
        stranger = make.household(hub, "別").children.get()
        data = self.form(hub, link=f"h{family.pk}", with_child=[stranger.pk])
        send(who, url("consultation-add"), 422, **data)
        data = self.form(hub, with_child=["x", "9" * 30])
        send(who, url("consultation-add"), 422, **data)
        assert not Consultation.objects.exists()

    @pytest.mark.parametrize(
        ("people", "words"),
        [
            ("0", "1以上の数を入力してください。"),
            ("201", "200以下の数を入力してください。"),
            ("-3", "1以上の数を入力してください。"),
            ("N/A", "数字として読み取れませんでした。12 のように整数で入力してください。"),
            ("1", "人数は2人から200人までで入力してください。"),
        ],
    )
    def test_a_number_that_cannot_be_is_told(self, hub, who, people, words):
        data = self.form(hub, people=people, with_callers=["father"])
        page = send(who, url("consultation-add"), 422, **data).content.decode()
        assert words in page
        assert re.search(
            rf'name="people"[^>]*value="{people}"|value="{people}"[^>]*name="people"', page
        )
        assert not Consultation.objects.exists()

    def test_the_rule_of_counting_once_stands_on_the_page(self, hub, who):
        assert "どちらか一方の事業で1回だけ数えます" in read(who, url("consultation-add"))
        partner = make.member(hub, Role.PARTNER)
        page = read(partner, url("consultation-add"))
        assert re.search(r'name="counted_in"[^>]*value="7"[^>]*checked', page)


class TestQuick:
    def test_the_director_keeps_the_list(self, hub, who, director):
        data = {
            "title": "指しゃぶり",
            "topics": [mc.code(hub, "growth").pk],
            "method": "",
            "outcome": "",
        }
        send(director, url("quick-add"), **data)
        row = QuickTally.objects.get(title="指しゃぶり")
        send(director, url("quick-move", row.pk, "up"))
        assert list(QuickTally.objects.filter(hub=hub))[-2] == row
        row.refresh_from_db()
        send(
            director, url("quick-edit", row.pk), **{**data, "retired": "on", "version": row.version}
        )
        assert "指しゃぶり" not in read(who, url("consultation-add"))
        assert "指しゃぶり" in read(director, url("quick-list"))
        send(director, url("quick-add"), 422, **data)
        read(who, url("quick-list"), 403)

    def test_a_suspicion_is_never_one_tap_away(self, hub, director):
        stop, before = mc.code(hub, "maltreatment").pk, QuickTally.objects.filter(hub=hub).count()
        data = {"title": "一目でわかるあざ", "topics": [stop]}
        page = send(director, url("quick-add"), 422, **data).content.decode()
        assert f"{stop} は候補にありません。" in page
        assert "一目でわかるあざ" in page
        assert QuickTally.objects.filter(hub=hub).count() == before
        row = QuickTally.objects.filter(hub=hub).first()
        data |= {"version": row.version}
        page = send(director, url("quick-edit", row.pk), 422, **data).content.decode()
        assert f"{stop} は候補にありません。" in page
        kept = QuickTally.objects.get(pk=row.pk)
        assert (kept.title, kept.topic_ids) == (row.title, row.topic_ids)
        assert not QuickTally.objects.filter(topic_ids__contains=[stop]).exists()

    def test_a_ground_for_sharing_is_edited(self, hub, who, director):
        send(director, url("code-add", "basis"), label="生命の保護", asks="reason")
        assert Code.objects.get(label="生命の保護").asks == "reason"
        assert "生命の保護" in read(who, url("meeting-add"))


class TestTrainingNeeds:
    def test_noted_while_reading_through_and_ticked_off(self, hub, who, director):
        talk = mc.consultation(who, hub)
        data = {"kind": "read", "text": "", "need": "発達の見立て"}
        data["seen"] = queries.state_of(talk)
        send(director, url("supervise", talk.pk), **data)
        row = TrainingNeed.objects.get()
        assert (row.person_id, row.supervision.consultation_id) == (who.user_id, talk.pk)
        assert "発達の見立て" in read(director, url("training-need-list"))
        assert "発達の見立て" not in read(who, url("supervision-read", talk.pk))
        read(who, url("training-need-list"), 403)
        send(director, url("training-need-meet", row.pk))
        assert "発達の見立て" not in read(director, url("training-need-list"))
        assert "発達の見立て" in read(director, url("training-need-list") + "?state=done")
        send(director, url("training-need-reopen", row.pk))
        assert list(queries.training_needs(director)) == [row]
        assert list(queries.training_needs(who)) == []

    def test_noted_apart_from_a_record(self, hub, who, director):
        send(director, url("training-need-add"), person=who.user_id, subject="聞き方")
        assert TrainingNeed.objects.get().subject == "聞き方"
        send(director, url("training-need-add"), 422, person=who.user_id, subject="あ" * 101)
        stranger = make.member(make.hub("別区"), Role.STAFF)
        send(director, url("training-need-add"), 422, person=stranger.user_id, subject="聞き方")
