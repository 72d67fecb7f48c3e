"""The calendar as a director edits it, and as everybody reads it."""

import re
from datetime import datetime, time, timedelta

import icalendar
import pytest
from django.urls import reverse

from programs.dropin.calendar_rules import Rule
from programs.dropin.choices import RuleKind
from programs.dropin.models import CalendarRule, PublicSite
from programs.dropin.rules import Present
from programs.kernel import clock
from programs.registry.choices import Role
from programs.registry.models import OpeningHours, Site
from tests import make
from tests.make_calendar import HOURS, add, closure, holidays, one_day
from tests.make_dropin import DAY, Desk

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 10, 12, 0, tzinfo=clock.TOKYO)
CULTURE_DAY = "2026-11-03"


@pytest.fixture(autouse=True)
def _noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def desk(hub):
    return Desk(hub)


@pytest.fixture
def director(desk):
    return make.member(desk.hub, Role.DIRECTOR)


@pytest.fixture
def office(director):
    return make.client_for(director)


def words(response):
    """What a person reads in the main part."""
    html = response.content.decode()
    main = html[html.find("<main") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def page(desk, name="calendar", *args, **query):
    return reverse(f"dropin:{name}", args=[desk.site.pk, *args], query=query or None)


def rows():
    make.scope()
    return list(CalendarRule.objects.order_by("pk"))


# --- the director's screens ------------------------------------------------------------------------


def test_the_way_leads_from_the_sites_to_a_months_calendar(desk, office):
    sites = office.get(reverse("registry:site-list"))
    assert page(desk) in sites.content.decode()
    text = words(office.get(page(desk)))
    assert "令和8年6月" in text
    assert "休館日の決まりはまだありません" in text
    assert "毎週の開館時間のとおりです。" in text


def test_a_month_is_asked_for_and_nonsense_shows_the_present_one(desk, office):
    assert "令和8年12月" in words(office.get(page(desk, month="2026-12")))
    assert "令和8年1月" in words(office.get(page(desk, month="２０２６-０１")))
    for nonsense in ("2026-13", "9999-01", "0000-01", "x" * 10_000, "2026-00", "-1"):
        assert "令和8年6月" in words(office.get(page(desk, month=nonsense)))


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("closure", {"from_on": "R8.6.20", "to_on": "令和８年６月２２日", "reason": "空調の工事"},
         "令和8年6月20日(土)〜令和8年6月22日(月)は休館（空調の工事）"),
        ("closure", {"from_on": "2026/6/20", "reason": "感染症対策"},
         "令和8年6月20日(土)から当面の間は休館（感染症対策）"),
        ("closure", {"from_on": "2026/6/20", "to_on": "2026/6/20", "reason": "停電"},
         "令和8年6月20日(土)は休館（停電）"),
        ("day", {"from_on": "2026/6/21", "what": "open", "opens": "１０：００", "closes": "15時",
                 "reason": "日曜開館日"},
         "令和8年6月21日(日)は10:00〜15:00（日曜開館日）"),
        ("day", {"from_on": "2026/6/20", "what": "closed", "reason": "研修"},
         "令和8年6月20日(土)は休館（研修）"),
        ("weeks", {"weekday": "0", "weeks": ["2", "4"], "from_on": "2026/6/10"},
         "第2・第4月曜日は休館"),
        ("holiday", {"from_on": "2026/6/10"}, "祝日は休館"),
        ("next_weekday", {"weekday": "0", "falls": "any", "from_on": "2026/6/10"},
         "祝日が月曜日に当たるときは、次の平日も休館"),
        ("next_weekday", {"weekday": "", "falls": "closed", "from_on": "2026/6/10"},
         "祝日がふだん休館の曜日に当たるときは、次の平日も休館"),
        ("yearly", {"first_month": "12", "first_day": "29", "last_month": "1", "last_day": "3",
                    "reason": "年末年始", "from_on": "2026/6/10"},
         "毎年12月29日〜1月3日は休館（年末年始）"),
    ],
)  # fmt: skip
def test_a_rule_is_added_and_taken_back_from_the_message(desk, office, kind, typed, said):
    answer = office.post(page(desk, "rule-add", kind), typed, follow=True)
    text = words(answer)
    assert text.count(said) >= 2  # in the message, and in the list
    row = rows()[0]
    undo = reverse("dropin:rule-stop", args=[row.pk])
    assert undo in answer.content.decode()
    text = words(office.post(undo, {"whole": "1"}, follow=True))
    assert "取りやめました。" in text
    assert "終わった決まり・取りやめた決まり" in text
    text = words(office.post(reverse("dropin:rule-restore", args=[row.pk]), follow=True))
    assert "元に戻しました。" in text
    assert rows()[0].stopped_on is None


@pytest.mark.parametrize(
    ("kind", "typed", "problem"),
    [
        ("closure", {"from_on": "2026/6/20"}, "入力"),
        ("closure", {"from_on": "2026/6/20", "to_on": "2026/6/19", "reason": "x"}, "開始日以降"),
        ("closure", {"from_on": "2026/6/20", "reason": "長" * 10_000}, "60"),
        ("day", {"from_on": "2026/6/20", "reason": "x"}, "休館するか、開館するか"),
        ("day", {"from_on": "2026/6/20", "what": "open", "reason": "x"}, "開館の時刻"),
        ("day", {"from_on": "2026/6/20", "what": "open", "opens": "15", "closes": "10",
                 "reason": "x"}, "閉館は開館より後"),
        ("weeks", {"weekday": "0", "from_on": "2026/6/10"}, "第何週か"),
        ("yearly", {"first_month": "2", "first_day": "30", "last_month": "3", "last_day": "1",
                    "reason": "x", "from_on": "2026/6/10"}, "この月にその日はありません"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    desk, office, kind, typed, problem
):
    answer = office.post(page(desk, "rule-add", kind), typed)
    assert answer.status_code == 422
    assert problem in words(answer)
    assert rows() == []


def test_a_reason_with_emoji_and_half_width_kana_stays_as_typed(desk, office):
    office.post(
        page(desk, "rule-add", "closure"), {"from_on": "2026/6/20", "reason": "ﾜｯｸｽ🧹がけ<b>"}
    )
    answer = office.get(page(desk, month="2026-06"))
    assert "ﾜｯｸｽ🧹がけ&lt;b&gt;" in answer.content.decode()


def test_a_second_change_of_one_day_is_refused_at_the_day(desk, director, office):
    add(director, desk.site, one_day(DAY))
    typed = {"from_on": "2026/6/10", "what": "closed", "reason": "研修"}
    answer = office.post(page(desk, "rule-add", "day"), typed)
    assert answer.status_code == 422
    assert "すでに登録されています" in words(answer)


def test_a_change_that_was_replaced_is_not_restored_and_says_why(desk, director, office):
    row = add(director, desk.site, one_day(DAY))
    office.post(reverse("dropin:rule-stop", args=[row.pk]))
    make.scope()
    add(director, desk.site, one_day(DAY, HOURS))
    answer = office.post(reverse("dropin:rule-restore", args=[row.pk]))
    assert answer.status_code == 422
    assert "すでに登録されています" in words(answer)


def test_a_rule_in_force_is_stopped_from_today_on_and_the_list_says_by_whom(desk, director, office):
    row = add(director, desk.site, holidays())
    text = words(office.get(page(desk)))
    assert "今日から取りやめる" in text
    assert "見本 施設長" in text or director.name in text
    office.post(reverse("dropin:rule-stop", args=[row.pk]))
    assert rows()[0].stopped_on == DAY
    assert "令和8年6月10日から取りやめ" in words(office.get(page(desk)))


def test_a_kind_that_is_not_known_is_no_page(desk, office):
    for kind in ("holiday_added", "weekly", "x"):
        assert office.get(page(desk, "rule-add", kind)).status_code == 404


def test_reception_reads_the_calendar_and_changes_nothing(desk, director):
    row = add(director, desk.site, closure(DAY))
    volunteer = make.client_for(desk.volunteer)
    text = words(volunteer.get(page(desk)))
    assert "空調の工事" in text
    assert "取りやめる" not in text
    assert volunteer.get(page(desk, "rule-add", "day")).status_code == 403
    assert volunteer.post(reverse("dropin:rule-stop", args=[row.pk])).status_code == 403


def test_another_hub_finds_no_calendar_and_no_rule(desk, director):
    row = add(director, desk.site, closure(DAY))
    stranger = make.client_for(make.member(make.hub("磯浜区"), Role.DIRECTOR))
    for path in (page(desk), page(desk, "public-edit"), page(desk, "rule-add", "day")):
        assert stranger.get(path).status_code == 404
    for name in ("rule-stop", "rule-restore"):
        assert stranger.post(reverse(f"dropin:{name}", args=[row.pk])).status_code == 404


def test_nobody_signed_in_is_led_to_the_sign_in(desk, client):
    assert "/accounts/login/" in client.get(page(desk))["Location"]


# --- holidays --------------------------------------------------------------------------------------


def test_a_holiday_is_switched_off_and_on_again_for_the_hub(desk, director, office):
    add(director, desk.site, holidays())
    assert "休館（文化の日）" in words(office.get(page(desk, month="2026-11")))
    typed = {"what": "holiday_off", "from_on": CULTURE_DAY}
    text = words(office.post(reverse("dropin:holiday-add"), typed, follow=True))
    assert "令和8年11月3日(火)は祝日として扱わない" in text
    assert "休館（文化の日）" not in words(office.get(page(desk, month="2026-11")))
    mark = rows()[-1]
    office.post(reverse("dropin:rule-stop", args=[mark.pk]), {"whole": "1"})
    assert "休館（文化の日）" in words(office.get(page(desk, month="2026-11")))


def test_a_day_is_added_as_a_holiday_with_its_name(desk, director, office):
    add(director, desk.site, holidays())
    path = reverse("dropin:holiday-add")
    typed = {"what": "holiday_added", "from_on": "2026-06-18"}
    assert office.post(path, typed).status_code == 422
    office.post(path, {**typed, "reason": "開港記念日"})
    assert "休館（開港記念日）" in words(office.get(page(desk)))
    assert office.post(path, {**typed, "reason": "もう一度"}).status_code == 422


@pytest.mark.parametrize("year", ["2027", "1", "99999", "abcd", "٢٠٢٦"])
def test_a_year_that_is_far_shows_the_present_one(desk, office, year):
    shown = "2027年" if year == "2027" else "2026年"
    assert shown in words(office.get(reverse("dropin:holiday-list"), {"year": year}))


# --- the desk says it quietly ---------------------------------------------------------------------


def test_the_desk_says_that_today_is_closed_and_still_checks_in(desk, director):
    add(director, desk.site, closure(DAY, DAY))
    volunteer = make.client_for(desk.volunteer)
    reception = reverse("dropin:reception", args=[desk.site.pk])
    line = "本日は休館日です（空調の工事）"
    assert line in words(volunteer.get(reception))
    family = desk.family()
    tap = reverse("dropin:check-in", args=[desk.site.pk, family.pk])
    assert volunteer.post(tap).status_code in (200, 302)


def test_the_desk_says_other_hours_and_nothing_on_an_ordinary_day(desk, director):
    volunteer = make.client_for(desk.volunteer)
    reception = reverse("dropin:reception", args=[desk.site.pk])
    assert "本日" not in words(volunteer.get(reception))
    make.scope()
    add(director, desk.site, one_day(DAY, HOURS))
    assert "本日の開館時間は10:00〜12:00です（大掃除）" in words(volunteer.get(reception))


# --- everybody's page ------------------------------------------------------------------------------


def public(desk, name="site", **query):
    args = [desk.hub.slug] if name == "site-list" else [desk.hub.slug, desk.site.pk]
    return reverse(f"sites:{name}", args=args, query=query or None)


def test_everybody_reads_whether_a_site_is_open_now(desk, client):
    text = words(client.get(public(desk)))
    assert "いま開いています。今日は16:00までです。" in text
    assert "開館時間は10:00〜16:00です。" in text
    assert "混み具合: 空いています" in text
    assert "いま開いています" in words(client.get(public(desk, "site-list")))


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (9, "今日は10:00に開きます。"),
        (17, "今日の開館は終わりました。"),
    ],
)
def test_before_and_after_the_hours_it_says_when_it_opens(desk, client, hour, said):
    with clock.frozen(NOON.replace(hour=hour)):
        text = words(client.get(public(desk)))
    assert said in text
    assert "混み具合" not in text
    assert ("次に開くのは令和8年6月11日(木)、10:00〜16:00です。" in text) == (hour == 17)


def test_a_closed_day_says_why_and_when_it_opens_again(desk, director, client):
    add(director, desk.site, closure(DAY, DAY + timedelta(days=1)))
    text = words(client.get(public(desk)))
    assert "今日はお休みです（空調の工事）。" in text
    assert "次に開くのは令和8年6月12日(金)" in text


def test_english_is_asked_for_by_the_address(desk, client):
    answer = client.get(public(desk, lang="en"))
    assert answer["Content-Language"] == "en"
    assert "lang=en" in answer.content.decode()


def test_the_page_is_kept_for_a_minute_and_sets_no_cookie(desk, client):
    for name in ("site", "site-list", "site-feed"):
        answer = client.get(public(desk, name))
        assert answer["Cache-Control"].startswith("public, max-age=")
        assert answer.cookies == {}
        assert client.get(public(desk, name), HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert client.get(public(desk))["Cache-Control"] == "public, max-age=60"


def test_the_page_needs_no_script_of_its_own_and_tells_nothing_of_the_signed_in(desk, office):
    html = office.get(public(desk)).content.decode()
    assert "csrfmiddlewaretoken" not in html
    assert "見本" not in html


@pytest.mark.parametrize(
    ("people", "said"), [(4, "空いています"), (30, "やや混んでいます"), (48, "混んでいます")]
)
def test_how_full_it_is_is_told_in_three_steps_and_never_as_a_number(desk, client, people, said):
    desk.heads([Present("other", count=people)], families=1)
    answer = client.get(public(desk))
    assert f"混み具合: {said}" in words(answer)
    assert not re.search(rf"\b{people}\b\s*人", words(answer))


def test_a_single_family_makes_the_same_page_as_nobody(desk, client):
    Site.objects.filter(pk=desk.site.pk).update(capacity=2)
    empty = client.get(public(desk)).content
    make.scope()
    desk.check_in(desk.family())
    assert client.get(public(desk)).content == empty


def test_those_who_practise_or_left_do_not_make_it_crowded(desk, client):
    Site.objects.filter(pk=desk.site.pk).update(capacity=5)
    for _number in range(8):
        desk.check_in(desk.family(is_demo=True))
    assert "混み具合: 空いています" in words(client.get(public(desk)))


def test_the_director_switches_the_crowd_and_the_page_off(desk, office, client):
    path = page(desk, "public-edit")
    assert "人数は表示しません" in words(office.get(path))
    typed = {"version": "0", "shows_page": "on", "busy_from": "４０", "full_from": "70"}
    assert office.post(path, typed).status_code == 302
    assert "混み具合" not in words(client.get(public(desk)))
    wrong = {**typed, "version": "1", "full_from": "40"}
    assert office.post(path, wrong).status_code == 422
    assert office.post(path, typed).status_code == 409
    typed = {"version": "1", "busy_from": "40", "full_from": "70"}
    office.post(path, typed)
    for name in ("site", "site-feed"):
        assert client.get(public(desk, name)).status_code == 404
    assert desk.site.name not in words(client.get(public(desk, "site-list")))


def test_a_site_of_another_hub_closed_or_without_the_space_has_no_page(desk, client):
    other = Desk(make.hub("磯浜区"))
    for slug, pk in (
        (other.hub.slug, desk.site.pk),
        ("nowhere", desk.site.pk),
        (desk.hub.slug, 2**70),
    ):
        for name in ("site", "site-feed"):
            assert client.get(reverse(f"sites:{name}", args=[slug, pk])).status_code == 404
    assert client.get(reverse("sites:site-list", args=["nowhere"])).status_code == 404
    with make.seeing():
        Site.objects.filter(pk=desk.site.pk).update(programs=[2, 3])
    assert client.get(public(desk)).status_code == 404
    with make.seeing():
        Site.objects.filter(pk=desk.site.pk).update(programs=[1], closed_at=NOON)
    assert client.get(public(desk)).status_code == 404


def test_after_a_public_page_no_row_of_the_hub_can_be_read(desk, client):
    client.get(public(desk))
    assert not Site.objects.exists()
    assert not PublicSite.objects.exists()


def test_a_site_without_hours_says_so(desk, client):
    with make.seeing():
        OpeningHours.objects.filter(site=desk.site).delete()
    assert "開館時間はまだ登録されていません" in words(client.get(public(desk)))


def test_the_documents_page_of_the_hub_leads_to_its_sites(desk, client):
    years = client.get(reverse("public:year-list", args=[desk.hub.slug]))
    assert public(desk, "site-list") in years.content.decode()


# --- the feed --------------------------------------------------------------------------------------


def events(client, desk):
    answer = client.get(public(desk, "site-feed"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def test_the_feed_holds_closed_days_and_other_hours(desk, director, client):
    first = DAY + timedelta(days=6)
    add(director, desk.site, closure(first, first + timedelta(days=2), "工事; 検査, 終日\n改行"))
    add(director, desk.site, one_day(DAY, HOURS))
    short, closed = events(client, desk)
    assert str(short["summary"]) == "本館 10:00〜12:00（大掃除）"
    assert short.decoded("dtstart").astimezone(clock.TOKYO).time() == time(10)
    assert (closed.decoded("dtstart"), closed.decoded("dtend")) == (
        first,
        first + timedelta(days=3),
    )
    assert "工事; 検査, 終日" in str(closed["summary"])
    assert short["uid"] != closed["uid"]


def test_a_holiday_on_a_weekday_that_is_closed_anyway_is_not_in_the_feed(desk, director, client):
    add(director, desk.site, holidays())
    add(director, None, Rule(RuleKind.HOLIDAY_OFF, DAY))
    days = [event.decoded("dtstart") for event in events(client, desk)]
    assert days
    assert all(day.weekday() in range(1, 6) for day in days)


def test_a_feed_of_an_ordinary_week_is_empty_and_valid(desk, client):
    assert events(client, desk) == []
