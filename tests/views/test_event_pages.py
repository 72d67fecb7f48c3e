"""What people read and do on the pages of events, at the desk and from outside."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from programs.events import commands, letters, limits
from programs.events.choices import State
from programs.events.models import Booking, Event, EventDate
from programs.kernel import clock
from programs.registry.choices import Role
from tests import make
from tests.make_events import BABY, DAY, NOW, Hall, later

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def desk(hall: Hall) -> Client:
    return make.client_for(hall.volunteer)


@pytest.fixture
def outside() -> Client:
    """Somebody without an account, from a network address of the test's own."""
    number = uuid4().int
    return Client(REMOTE_ADDR=f"10.{number % 250}.{number // 250 % 250}.{number // 62500 % 250}")


def at(name: str, *args: object) -> str:
    return reverse(f"events:{name}", args=args)


def open_at(name: str, hall: Hall, *args: object) -> str:
    return reverse(f"public_events:{name}", args=[hall.hub.slug, *args])


def event_form(hall: Hall, **given: object) -> dict[str, object]:
    return {
        "title": "えほんの会",
        "site": hall.site.pk,
        "program": 1,
        "description": "",
        "audience": "child_age",
        "months_from": "２",
        "months_to": "6",
        "counts": "families",
        "capacity": "１０",
        "childcare_places": "0",
        "fee_yen": "0",
        "booked_by": "public",
        "opens_days": "30",
        "closes_days": "1",
        **given,
    }


def application(**given: object) -> dict[str, object]:
    return {
        "name": "見本 花子",
        "email": "hanako@example.jp",
        "birth_on": BABY.isoformat(),
        "adults": "1",
        "children": "1",
        "phone": "",
        "nonce": str(uuid4()),
        **given,
    }


# --- planning ------------------------------------------------------------------------------------


def test_an_event_and_its_series_are_planned_on_two_pages(hall: Hall) -> None:
    client = make.client_for(hall.staff)
    answer = client.post(at("event-add"), event_form(hall))
    make.scope()
    event = Event.objects.get(title="えほんの会")
    assert answer.url == at("date-add", event.pk)
    assert (event.capacity, event.months_from) == (10, 2)
    days = {"first": "R8.7.1", "begins": "１０時半", "ends": "11:30", "times": "3", "weeks": "2"}
    assert client.post(answer.url, days).url == at("event-detail", event.pk)
    make.scope()
    assert EventDate.objects.filter(event=event).count() == 3
    page = client.get(at("event-detail", event.pk)).content.decode()
    assert "令和8年7月29日(水)" in page
    assert "開催日を3回追加しました。" in page


def test_an_event_begins_as_a_copy_of_the_last(hall: Hall) -> None:
    page = make.client_for(hall.staff).get(at("event-add") + f"?copy={hall.event.pk}")
    assert "はじめての赤ちゃんの会" in page.content.decode()
    for wrong in ("0", "x", "９", "9" * 40):
        answer = make.client_for(hall.staff).get(at("event-add") + f"?copy={wrong}")
        assert answer.status_code in (200, 404)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"months_from": ""}, "月齢の「から」と「まで」"),
        ({"months_from": "7"}, "「から」以上"),
        ({"closes_days": "31"}, "受付開始より後"),
        ({"title": "長" * 10_000}, "80文字まで"),
        ({"capacity": "0"}, "1以上"),
        ({"audience": "cats"}, "選択"),
    ],
)
def test_a_wrong_event_is_refused_with_a_reason(hall: Hall, given: dict, said: str) -> None:
    answer = make.client_for(hall.staff).post(at("event-add"), event_form(hall, **given))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_second_editor_is_shown_a_conflict(hall: Hall) -> None:
    client = make.client_for(hall.staff)
    first = client.post(at("event-edit", hall.event.pk), event_form(hall, version=1))
    assert first.status_code == 302
    second = client.post(at("event-edit", hall.event.pk), event_form(hall, version=1, title="別"))
    assert second.status_code == 409


def test_a_volunteer_sees_events_and_cannot_plan(hall: Hall, desk: Client) -> None:
    page = desk.get(at("calendar") + "?month=2026-06").content.decode()
    assert "はじめての赤ちゃんの会" in page
    assert at("event-add") not in page
    assert desk.get(at("event-add")).status_code == 403


@pytest.mark.parametrize("month", ["", "2026-06", "9999-12", "0001-01", "x", "2026-13"])
def test_any_month_in_the_address_is_answered(desk: Client, month: str) -> None:
    assert desk.get(at("calendar"), {"month": month}).status_code == 200


# --- the desk books ------------------------------------------------------------------------------


def test_a_family_on_the_telephone_is_booked_by_one_tap(hall: Hall, desk: Client) -> None:
    family = make.household(hall.hub, "青葉", "あおば", children=[BABY])
    page = desk.get(at("date-book", hall.on.pk), {"q": "ｱｵﾊﾞ"}).content.decode()
    assert "大人1人・子ども1人で予約" in page
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)[1]
    tap = {"nonce": nonce, "adults": "1", "children": "1"}
    answer = desk.post(at("family-book", hall.on.pk, family.pk), tap, follow=True)
    assert "予約を受け付けました。" in answer.content.decode()
    desk.post(at("family-book", hall.on.pk, family.pk), tap)
    make.scope()
    assert hall.states() == [("青葉", "booked")]
    again = desk.get(at("date-book", hall.on.pk), {"q": "あおば"}).content.decode()
    assert "予約済み" in again
    assert "で予約" not in again.split("row-list")[1]


def test_a_family_outside_the_window_is_shown_why(hall: Hall, desk: Client) -> None:
    make.household(hall.hub, "青葉", "あおば", children=[BABY.replace(year=2022)])
    page = desk.get(at("date-book", hall.on.pk), {"q": "あおば"}).content.decode()
    assert "対象の月齢ではありません" in page
    assert "で予約</button>" not in page


def test_somebody_without_registration_waits_when_it_is_full(hall: Hall, desk: Client) -> None:
    hall.book("一")
    hall.book("二")
    form = application(phone="045-000-1111", email="", note="双子です")
    answer = desk.post(at("guest-book", hall.on.pk), form, follow=True)
    page = answer.content.decode()
    assert "キャンセル待ちで受け付けました" in page
    assert "1. 見本 花子" in page
    assert "双子です" in page


@pytest.mark.parametrize("text", ["", "x" * 10_000, "👶" * 50, "%_", "'; --", "\u0000"])
def test_any_search_text_is_answered(hall: Hall, desk: Client, text: str) -> None:
    assert desk.get(at("date-book", hall.on.pk), {"q": text}).status_code == 200


def test_a_refused_tap_says_why(hall: Hall, desk: Client) -> None:
    hall.book("一")
    hall.book("二")
    third = hall.book("三")
    answer = desk.post(at("booking-put-in", third.pk))
    assert answer.status_code == 422
    assert "定員に空きがありません。" in answer.content.decode()


def test_who_came_is_tapped_on_the_day(hall: Hall, desk: Client) -> None:
    booking = hall.book()
    assert (
        "参加" not in desk.get(at("date-detail", hall.on.pk)).content.decode().split("row-list")[1]
    )
    with clock.frozen(later(days=10)):
        desk = make.client_for(hall.volunteer)
        desk.post(at("booking-mark", booking.pk), {"state": "attended"})
        make.scope()
        assert Booking.objects.get(pk=booking.pk).state == State.ATTENDED
        assert desk.post(at("booking-mark", booking.pk), {"state": "waiting"}).status_code == 422


def test_the_list_for_the_door_names_who_comes(hall: Hall, desk: Client) -> None:
    hall.book("青葉 髙﨑𠮷", phone="045-000-2222")
    page = desk.get(at("date-print", hall.on.pk)).content.decode()
    assert "青葉 髙﨑𠮷" in page
    assert "045-000-2222" in page


def test_who_comes_is_known_with_allergies_and_leads_to_the_family(
    hall: Hall, desk: Client
) -> None:
    family = make.household(
        hall.hub, "青葉", "あおば", allergies="卵", door_note="つえをお使いです"
    )
    with make.seeing(hall.hub):
        family.adults.update(not_told="ひみつの住所")
    hall.book("青葉", household_id=family.pk)
    hall.book("白浜")
    for name in ("date-detail", "date-print"):
        page = desk.get(at(name, hall.on.pk)).content.decode()
        for words in ("アレルギー：卵", "つえをお使いです", "注意書きあり"):
            assert page.count(words) == 1, (name, words)
        assert "ひみつの住所" not in page
    page = desk.get(at("date-detail", hall.on.pk)).content.decode()
    assert f'href="{reverse("desk:household", args=[family.pk])}">青葉</a>' in page


def test_calling_off_lists_who_must_be_telephoned(hall: Hall) -> None:
    hall.book("電話の方", phone="045-000-3333")
    client = make.client_for(hall.staff)
    answer = client.post(at("date-cancel", hall.on.pk), {"reason": "大雨のため"}, follow=True)
    page = answer.content.decode()
    assert "中止を電話で伝える方" in page
    assert "045-000-3333" in page
    assert client.post(at("date-cancel", hall.on.pk), {"reason": " "}).status_code == 422


def test_another_hub_finds_nothing_here(hall: Hall) -> None:
    booking = hall.book()
    stranger = make.client_for(make.member(make.hub("別区"), Role.DIRECTOR))
    for name, pk in (
        ("event-detail", hall.event.pk),
        ("event-edit", hall.event.pk),
        ("date-detail", hall.on.pk),
        ("date-print", hall.on.pk),
        ("date-book", hall.on.pk),
        ("date-cancel", hall.on.pk),
    ):
        assert stranger.get(at(name, pk)).status_code == 404
    assert stranger.post(at("booking-cancel", booking.pk)).status_code == 404
    family = make.household(hall.hub)
    assert stranger.get(at("family-book", hall.on.pk, family.pk)).status_code == 404


def test_nobody_is_sent_to_sign_in(hall: Hall, outside: Client) -> None:
    answer = outside.get(at("date-detail", hall.on.pk))
    assert answer.status_code == 302
    assert "login" in answer.url


# --- from outside --------------------------------------------------------------------------------


def test_anybody_reads_the_events_and_never_who_comes(hall: Hall, outside: Client) -> None:
    hall.book("秘密の名前", phone="045-999-9999")
    pages = [
        outside.get(path).content.decode()
        for path in (
            open_at("list", hall),
            open_at("date", hall, hall.on.pk),
            open_at("ical", hall),
            open_at("rss", hall),
        )
    ]
    assert all("はじめての赤ちゃんの会" in page for page in pages)
    assert not any("秘密" in page or "9999" in page for page in pages)


def test_a_family_asks_confirms_and_gives_up_without_an_account(
    hall: Hall, outside: Client, django_capture_on_commit_callbacks
) -> None:
    answer = outside.post(open_at("book", hall, hall.on.pk), application())
    assert answer.url == open_at("received", hall)
    assert "申し込みはまだ終わっていません" in outside.get(answer.url).content.decode()
    make.scope()
    booking = Booking.objects.get(email="hanako@example.jp")
    letters.mail_family.call(booking.hub_id, booking.pk, "confirm")
    link = re.search(r"http\S+(/public/\S+)", mail.outbox[-1].body)[1]
    assert "予約を確定する" in outside.get(link).content.decode()
    make.scope()
    assert Booking.objects.get(pk=booking.pk).state == State.OFFERED  # looking changes nothing
    page = outside.post(link, {"step": "confirm"}, follow=True).content.decode()
    assert "予約は確定しています" in page
    page = outside.post(link, {"step": "withdraw"}, follow=True).content.decode()
    assert "この予約は取り消されています" in page
    assert outside.post(link, {"step": "confirm"}).status_code == 422


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(
    hall: Hall, outside: Client
) -> None:
    hall.ask("known@example.jp")
    pages = []
    for email in ("known@example.jp", "unknown@example.jp"):
        answer = outside.post(open_at("book", hall, hall.on.pk), application(email=email))
        pages.append((answer.status_code, answer.url, outside.get(answer.url).content))
    assert pages[0] == pages[1]
    make.scope()
    assert len(hall.states()) == 2


def test_the_answer_is_the_same_when_it_is_full(hall: Hall, outside: Client) -> None:
    hall.book("一")
    hall.book("二")
    answer = outside.post(open_at("book", hall, hall.on.pk), application())
    assert answer.url == open_at("received", hall)
    make.scope()
    assert hall.states()[-1] == ("見本 花子", "waiting")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (later(days=-40), "予約の受け付けはまだ始まっていません"),
        (later(days=9, hours=20), "予約の受け付けは終わりました"),
        (later(days=11), "この回は終わりました"),
    ],
)
def test_a_full_date_that_cannot_be_booked_now_says_why_and_not_that_it_is_full(
    hall: Hall, outside: Client, when: datetime, said: str
) -> None:
    hall.book("一"), hall.book("二")
    with clock.frozen(when):
        page = outside.get(open_at("book", hall, hall.on.pk)).content.decode()
        assert said in page
        assert "満員" not in page
        assert 'name="email"' not in page
        date = outside.get(open_at("date", hall, hall.on.pk)).content.decode()
        assert "キャンセル待ち" not in date


def test_a_date_called_off_or_over_says_so_in_one_word(hall: Hall, outside: Client) -> None:
    with clock.frozen(later(days=11)):
        assert "終了" in outside.get(open_at("date", hall, hall.on.pk)).content.decode()
    make.scope()
    commands.cancel_date(hall.staff, hall.on, "大雨のため", NOW)
    page = outside.get(open_at("book", hall, hall.on.pk)).content.decode()
    assert "この回は中止になりました" in page
    assert "大雨のため" in page


def test_somebody_who_waits_answers_her_mail_and_the_desk_sees_whether_she_has(
    hall: Hall, outside: Client, desk: Client
) -> None:
    hall.book("一"), hall.book("二")
    booking = hall.ask("a@example.jp", name="三")
    page = open_at("booking", hall, letters.token_for(booking))
    assert "キャンセル待ちの申し込みはまだ終わっていません" in outside.get(page).content.decode()
    assert "メール未確認" in desk.get(at("date-detail", hall.on.pk)).content.decode()
    answered = outside.post(page, {"step": "confirm"}, follow=True).content.decode()
    assert "キャンセル待ちです" in answered
    assert "「キャンセル待ちに並ぶ」" not in answered
    assert "メール未確認" not in desk.get(at("date-detail", hall.on.pk)).content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"birth_on": "2020-01-01"}, "2か月から6か月のお子さんが対象"),
        ({"birth_on": ""}, "入力してください"),
        ({"email": ""}, "入力してください"),
        ({"email": "x@"}, "メールアドレス"),
        ({"name": "長" * 10_000}, "100文字まで"),
        ({"adults": "0", "children": "0"}, "1人以上"),
        ({"adults": "21"}, "20以下"),
        ({"adults": "👶"}, "数字"),
    ],
)
def test_a_wrong_application_is_told_why_and_keeps_what_was_typed(
    hall: Hall, outside: Client, given: dict, said: str
) -> None:
    answer = outside.post(open_at("book", hall, hall.on.pk), application(**given))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert given.get("name", "見本 花子") in page
    make.scope()
    assert hall.states() == []


def test_full_width_is_understood(hall: Hall, outside: Client) -> None:
    form = application(email="ｈａｎａ＠ｅｘａｍｐｌｅ．ｊｐ", adults="２", birth_on="R8.2.15")
    assert outside.post(open_at("book", hall, hall.on.pk), form).status_code == 302
    make.scope()
    assert Booking.objects.get(email="hana@example.jp").adults == 2


def test_one_mail_address_gets_five_mails_an_hour_and_the_same_answer(
    hall: Hall, outside: Client
) -> None:
    email = f"{uuid4().hex}@example.jp"
    for _turn in range(limits.MOST[limits.EMAIL] + 3):
        answer = outside.post(open_at("book", hall, hall.on.pk), application(email=email))
        assert answer.url == open_at("received", hall)
    key = letters.email_key(email)
    assert not limits.take(limits.EMAIL, key, NOW)
    assert limits.take(limits.EMAIL, key, NOW + timedelta(hours=1))


def test_one_network_address_is_slowed_down_and_another_is_not(hall: Hall, outside: Client) -> None:
    path = open_at("book", hall, hall.on.pk)
    for _turn in range(limits.MOST[limits.ADDRESS]):
        assert outside.post(path, {}).status_code == 422
    answer = outside.post(path, application())
    assert answer.status_code == 429
    assert "しばらく受け付けを止めています" in answer.content.decode()
    assert (
        Client(REMOTE_ADDR=f"192.0.2.{uuid4().int % 250}x{uuid4()}").post(path, {}).status_code
        == 422
    )


def test_changed_links_and_other_hubs_links_lead_nowhere(hall: Hall, outside: Client) -> None:
    token = letters.token_for(hall.ask("a@example.jp"))
    other = make.hub("別区")
    for wrong in (token + "x", token[:-2], "x", "x" * 5000, "a:b:c"):
        assert outside.get(open_at("booking", hall, wrong)).status_code == 404
        assert outside.post(open_at("booking", hall, wrong), {"step": "confirm"}).status_code == 404
    foreign = reverse("public_events:booking", args=[other.slug, token])
    assert outside.get(foreign).status_code == 404
    with clock.frozen(NOW + letters.LASTS + timedelta(days=1)):
        assert outside.get(open_at("date", hall, hall.on.pk)).status_code == 200


def test_other_hubs_dates_and_unknown_hubs_are_not_found(hall: Hall, outside: Client) -> None:
    other = Hall(make.hub("別区"))
    assert outside.get(open_at("date", hall, other.on.pk)).status_code == 404
    assert outside.get(open_at("book", hall, other.on.pk)).status_code == 404
    assert outside.post(open_at("book", hall, other.on.pk), application()).status_code == 404
    assert outside.get(reverse("public_events:list", args=["nowhere"])).status_code == 404


def test_what_is_booked_at_the_counter_only_says_so(hall: Hall, outside: Client) -> None:
    on = hall.open(hall.plan(title="ふたごの会", booked_by="staff"))
    page = outside.get(open_at("date", hall, on.pk)).content.decode()
    assert "施設の窓口かお電話" in page
    assert outside.get(open_at("book", hall, on.pk)).status_code == 404


def test_a_date_called_off_says_so_everywhere(hall: Hall, outside: Client) -> None:
    booking = hall.ask("a@example.jp")
    commands.cancel_date(hall.staff, hall.on, "大雨のため", NOW)
    link = open_at("booking", hall, letters.token_for(booking))
    for path in (open_at("list", hall), open_at("date", hall, hall.on.pk), link):
        assert "中止" in outside.get(path).content.decode()
    assert b"STATUS:CANCELLED" in outside.get(open_at("ical", hall)).content
    assert "【中止】" in outside.get(open_at("rss", hall)).content.decode()


def test_the_calendar_is_read_by_a_calendar_program(hall: Hall, outside: Client) -> None:
    from icalendar import Calendar

    read = Calendar.from_ical(outside.get(open_at("ical", hall)).content)
    (entry,) = read.walk("VEVENT")
    assert entry["SUMMARY"] == "はじめての赤ちゃんの会"
    assert entry.decoded("DTSTART") == datetime(2026, 6, 20, 10, 0, tzinfo=clock.TOKYO)
    commands.cancel_date(hall.staff, hall.on, "大雨のため", NOW)
    (later,) = Calendar.from_ical(outside.get(open_at("ical", hall)).content).walk("VEVENT")
    assert later["UID"] == entry["UID"]
    assert later["SEQUENCE"] > entry["SEQUENCE"]
    assert later["DESCRIPTION"] == "大雨のため"


def test_an_entry_of_the_feed_is_the_same_one_in_every_language(
    hall: Hall, outside: Client
) -> None:
    ours, theirs = (
        re.search(r"<guid[^>]*>[^<]+</guid>", outside.get(path).content.decode())
        for path in (open_at("rss", hall), open_at("rss", hall) + "?lang=en")
    )
    assert ours is not None
    assert theirs is not None
    assert ours[0] == theirs[0]


def test_a_booking_in_english_is_answered_in_english(hall: Hall, outside: Client) -> None:
    path = open_at("book", hall, hall.on.pk) + "?lang=en"
    answer = outside.post(path, application())
    assert answer.url.endswith("?lang=en")
    make.scope()
    assert Booking.objects.get(email="hanako@example.jp").language == "en"


def test_how_many_come_is_changed_at_the_desk_and_by_the_link(
    hall: Hall, desk: Client, outside: Client
) -> None:
    booking = hall.ask("a@example.jp")
    form = {"adults": "２", "children": "1"}
    desk.post(at("booking-numbers", booking.pk), form)
    page = desk.get(hall.on.get_absolute_url()).content.decode()
    assert "大人2人・子ども1人" in page and "人数を変える" in page
    link = open_at("numbers", hall, letters.token_for(booking))
    assert outside.get(link).context["form"].initial["adults"] == 2
    assert outside.post(link, {"adults": "0", "children": "0"}).status_code == 422
    outside.post(link, {"adults": "1", "children": "2"})
    shown = outside.get(open_at("booking", hall, letters.token_for(booking))).content.decode()
    assert "大人1人・子ども2人" in shown
    assert outside.get(link.replace(hall.hub.slug, Hall().hub.slug)).status_code == 404


def test_a_director_decides_how_long_contacts_are_kept(hall: Hall, desk: Client) -> None:
    director = make.client_for(make.member(hall.hub, Role.DIRECTOR))
    assert "保存期間" in director.get(at("calendar")).content.decode()
    assert director.post(at("keeping"), {"days": "0"}).status_code == 422
    director.post(at("keeping"), {"days": "９０", "version": "0"})
    form = director.get(at("keeping")).context["form"]
    assert form.initial == {"days": 90, "version": 2}
    assert desk.get(at("keeping")).status_code == 403


def test_what_waits_about_events_is_on_the_home_page(hall: Hall) -> None:
    hall.book("電話")
    for now, words in (
        (later(days=9), "明日の催し（メールのない方がいます）"),
        (later(days=11), "催しの参加を記録する"),
    ):
        with clock.frozen(now):
            assert words in make.client_for(hall.volunteer).get("/").content.decode()


def test_a_familys_bookings_are_on_its_page_newest_first(hall: Hall, desk: Client) -> None:
    family = make.household(hall.hub, children=[BABY])
    hall.book("一", household_id=family.pk)
    hall.on = hall.open(hall.event, DAY + timedelta(days=7))
    hall.book("二", household_id=family.pk)
    page = desk.get(reverse("desk:household", args=[family.pk])).content.decode()
    links = re.findall(r"/events/dates/(\d+)/", page)
    assert links == [str(hall.on.pk), str(hall.on.pk - 1)]
    assert "催し（はじめての赤ちゃんの会）予約済み" in page


def test_a_whole_course_is_booked_with_one_tick(hall: Hall, desk: Client) -> None:
    url = at("guest-book", hall.on.pk)
    assert "course" not in desk.get(url).context["form"].fields
    hall.open(hall.event, DAY + timedelta(days=7))
    assert "このあとの1回もまとめて予約する" in desk.get(url).content.decode()
    form = {"name": "続き", "phone": "045-123-4567", "adults": "1", "children": "1"}
    values = {**form, "birth_on": BABY.isoformat(), "course": "on"}
    assert desk.post(url, values)["Location"] == hall.on.get_absolute_url()
    make.scope()
    assert Booking.objects.filter(name="続き", state=State.BOOKED).count() == 2
