"""What people read and do on the pages of specialist days, at the desk and from outside."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from programs.kernel import clock
from programs.kernel.figures import Period
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from programs.registry.models import Handoff
from programs.specialists import commands, letters
from programs.specialists.choices import Act, Result, State
from programs.specialists.commands import Finding
from programs.specialists.figures import FIGURES, counts
from programs.specialists.models import Booking, SpecialistDay
from tests import make
from tests.make_specialists import DAY, NOW, Room, later
from tests.read_publication import pdf_text, read_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def desk(room: Room) -> Client:
    return make.client_for(room.staff)


@pytest.fixture
def outside() -> Client:
    """Somebody without an account, from a network address of the test's own."""
    number = uuid4().int
    return Client(REMOTE_ADDR=f"10.{number % 250}.{number // 250 % 250}.{number // 62500 % 250}")


def at(name: str, *args: object) -> str:
    return reverse(f"specialists:{name}", args=args)


def open_at(name: str, room: Room, *args: object) -> str:
    return reverse(f"public_specialists:{name}", args=[room.hub.slug, *args])


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def day_form(room: Room, **given: object) -> dict[str, object]:
    return {
        "held_on": "R8.7.1",
        "begins": "１０：００",
        "ends": "12:00",
        "minutes": "３０",
        "pause": "10",
        "profession": room.midwife.pk,
        "specialist_name": "𠮷田 髙子",
        "person": "",
        "in_charge": room.staff.user_id,
        "site": room.site.pk,
        "description": "",
        "booked_by": "public",
        "opens_days": "30",
        "closes_days": "1",
        **given,
    }


def slot_url(room: Room, number: int = 0) -> str:
    with make.seeing(room.hub):
        return open_at("book", room, room.slots()[number].pk)


def test_a_day_is_added_with_full_width_digits(room: Room, desk: Client) -> None:
    answer = desk.post(at("day-add"), day_form(room))
    with make.seeing(room.hub):
        day = SpecialistDay.objects.get(specialist_name="𠮷田 髙子")
        assert answer["Location"] == day.get_absolute_url()
        assert len(room.slots(day)) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends", "10:10"),
        ("held_on", "R8.6.1"),
        ("specialist_name", "あ" * 10_000),
        ("minutes", "0"),
        ("closes_days", "60"),
        ("in_charge", "999999"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused_at_the_field(
    room: Room, desk: Client, field: str, value: str
) -> None:
    answer = desk.post(at("day-add"), day_form(room, **{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_the_copy_of_a_day_begins_with_its_values(room: Room, desk: Client) -> None:
    answer = desk.get(at("day-add") + f"?copy={room.day.pk}")
    assert answer.context["form"].initial["specialist_name"] == "見本 助産師"


def test_a_family_is_found_and_booked(room: Room, desk: Client) -> None:
    family = make.household(room.hub, "青葉", "あおば")
    slot = room.slots()[0]
    found = desk.get(at("slot-book", slot.pk) + "?q=ｱｵﾊﾞ")
    assert "青葉" in text(found)
    desk.post(at("family-book", slot.pk, family.pk), {"concern": "眠らない😪"})
    page = text(desk.get(room.day.get_absolute_url()))
    assert "青葉" in page and "記入あり" in page and "眠らない" not in page
    assert "予約があります" in text(desk.get(at("slot-book", slot.pk) + "?q=あおば"))


def test_a_guest_is_booked_by_telephone(room: Room) -> None:
    volunteer = make.client_for(room.volunteer)
    url = at("guest-book", room.slots()[1].pk)
    assert volunteer.post(url, {"name": "", "phone": "1"}).status_code == 422
    volunteer.post(url, {"name": "見本 花子", "phone": "０４５－１２３－４５６７"})
    assert "見本 花子" in text(volunteer.get(room.day.get_absolute_url()))


def test_a_concern_of_ten_thousand_characters_is_told_not_cut(room: Room, desk: Client) -> None:
    url = at("guest-book", room.slots()[0].pk)
    values = {"name": "花", "phone": "045-123-4567", "concern": "あ" * 10_000}
    answer = desk.post(url, values)
    assert answer.status_code == 422 and "あ" * 10_000 in text(answer)


def test_only_those_on_the_list_open_the_concerns_and_it_is_recorded(room: Room) -> None:
    room.book("青葉", concern="夜泣き")
    url = at("day-print", room.day.pk)
    for actor, status in (
        (room.staff, 200),
        (room.director, 200),
        (room.colleague, 403),
        (room.volunteer, 403),
        (make.member(room.hub, Role.CONSULTANT), 403),
        (Room().staff, 404),
    ):
        answer = make.client_for(actor).get(url)
        assert answer.status_code == status
        words = pdf_text(answer.content) if status == 200 else text(answer)
        assert ("夜泣き" in words) == (status == 200)
    with make.seeing(room.hub):
        rows = AuditEntry.objects.filter(action=str(Act.READ_CONCERNS), outcome="read")
        assert rows.count() == 2


def test_the_list_is_a_paper_with_page_numbers_and_who_printed_it(room: Room) -> None:
    for number in range(3):
        room.book(f"青葉{number}", number, concern="夜泣き\n" * 12)
    answer = make.client_for(room.staff).get(at("day-print", room.day.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    pages = [re.sub(r"\s", "", page.extract_text()) for page in read_pdf(answer.content).pages]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in page
        assert "印刷：" + room.staff.name.replace(" ", "") in page and "取扱注意" in page
    whole = "".join(pages)
    for words in ("助産師の相談日", "見本助産師", "10:30〜11:00", "青葉1", "回収して廃棄", "メモ"):
        assert words in whole


def test_an_empty_list_says_so(room: Room, desk: Client) -> None:
    answer = desk.get(at("day-print", room.day.pk))
    assert "予約はまだありません" in pdf_text(answer.content)


def test_who_is_refused_reads_who_could_and_not_her_own_role(room: Room) -> None:
    page = text(make.client_for(room.colleague).get(at("day-print", room.day.pk)))
    could = page[page.index("できる人") :].split("</ul>")[0]
    assert "施設長" in could and "その日の担当の職員と専門職" in could
    assert str(Role.STAFF.label) not in could and str(Role.CONSULTANT.label) not in could


def test_slots_move_close_and_are_given_back(room: Room, desk: Client) -> None:
    booking = room.book("一")
    room.book("二", 2)
    form = desk.get(at("booking-move", booking.pk)).context["form"]
    assert len(form.fields["slot"].choices) == 1
    desk.post(at("booking-move", booking.pk), {"slot": room.slots()[1].pk})
    with make.seeing(room.hub):
        assert Booking.objects.get(pk=booking.pk).slot_id == room.slots()[1].pk
    taken = desk.post(at("booking-move", booking.pk), {"slot": room.slots()[2].pk})
    assert taken.status_code == 422
    desk.post(at("slot-close", room.slots()[0].pk), {"closed": "yes"})
    assert "受け付けない枠" in text(desk.get(room.day.get_absolute_url()))
    desk.post(at("slot-close", room.slots()[0].pk), {"closed": "no"})
    assert desk.post(at("slot-close", room.slots()[1].pk), {"closed": "yes"}).status_code == 422


def test_cancelling_by_mistake_is_taken_back(room: Room, desk: Client) -> None:
    booking = room.book("一")
    desk.post(at("booking-cancel", booking.pk))
    assert "予約を元に戻す" in text(desk.get(room.day.get_absolute_url()))
    desk.post(at("booking-put-in", booking.pk))
    with make.seeing(room.hub):
        assert Booking.objects.get(pk=booking.pk).state == State.BOOKED


def test_on_the_day_who_came_and_what_came_of_it(room: Room, desk: Client) -> None:
    booking = room.book("一")
    with clock.frozen(later(days=10, hours=3)):
        desk.post(at("booking-mark", booking.pk), {"state": "came"})
        values = {"topic": room.topic.pk, "result": "advised", "follow_up": "on"}
        desk.post(at("booking-result", booking.pk), values)
        page = text(desk.get(room.day.get_absolute_url()))
    assert "助言した" in page and "相談を記録する" in page
    with make.seeing(room.hub):
        assert Handoff.objects.filter(hub=room.hub).count() == 1
    form = desk.get(at("booking-result", booking.pk)).context["form"]
    assert "follow_up" not in form.fields


def test_a_past_day_without_marks_waits_on_the_home_page(room: Room) -> None:
    room.book("一")
    assert "専門相談の来所を記録する" not in text(make.client_for(room.volunteer).get("/"))
    with clock.frozen(later(days=11)):
        assert "専門相談の来所を記録する" in text(make.client_for(room.volunteer).get("/"))


def test_a_family_sees_its_slots_on_its_page(room: Room, desk: Client) -> None:
    family = make.household(room.hub)
    room.book("一", household_id=family.pk, concern="夜泣き")
    page = text(desk.get(reverse("desk:household", args=[family.pk])))
    assert "専門相談（助産師）予約済み" in page and "夜泣き" not in page


def test_calling_off_lists_whom_to_telephone(room: Room, desk: Client) -> None:
    room.book("電話", phone="045-123-4567")
    room.book("手紙", 1, email="a@example.jp")
    desk.post(at("day-cancel", room.day.pk), {"reason": "大雨のため"})
    page = text(desk.get(room.day.get_absolute_url()))
    called = page[page.index('id="to-call"') :].split("</ul>")[0]
    assert "電話" in called and "手紙" not in called


def test_the_list_filters_sorts_and_says_when_it_is_empty(room: Room, desk: Client) -> None:
    assert "0/3" in text(desk.get(at("day-list")))
    assert "あてはまる専門相談日がありません" in text(desk.get(at("day-list") + "?when=past"))
    shown = desk.get(at("day-list") + f"?profession={room.dietitian.pk}")
    assert shown.context["page"].paginator.count == 0


def test_lists_are_begun_added_to_and_retired(room: Room) -> None:
    director = make.client_for(make.member(make.hub(), Role.DIRECTOR))
    assert "よく使う選択肢を入れる" in text(director.get(at("lists")))
    director.post(at("lists-begin"))
    director.post(at("entry-add", "topic"), {"label": "多胎児の育児"})
    assert "多胎児の育児" in text(director.get(at("lists")))
    assert director.get(at("entry-add", "other")).status_code == 404
    mine = make.client_for(room.director)
    url = at("entry-edit", room.midwife.pk)
    mine.post(url, {"label": "助産師さん", "retired": "on", "version": "1"})
    assert "使用していません" in text(mine.get(at("lists")))
    assert director.get(url).status_code == 404


def test_outside_everybody_sees_free_times_and_nobody(room: Room, outside: Client) -> None:
    room.book("青葉")
    page = text(outside.get(open_at("list", room)))
    assert "10:30〜11:00" in page
    assert "10:00〜10:30" not in page and "青葉" not in page and "見本 助産師" not in page
    assert not outside.cookies


def test_a_slot_is_asked_for_confirmed_and_given_up_from_outside(
    room: Room, outside: Client
) -> None:
    values = {"name": "見本 花子", "email": "ｈａｎａ＠example.jp", "concern": "夜泣き"}
    answer = outside.post(slot_url(room), values)
    assert answer["Location"] == open_at("received", room)
    make.scope()
    booking = Booking.objects.get(email="hana@example.jp")
    letters.mail_family.call(booking.hub_id, booking.pk, "confirm")
    [letter] = mail.outbox
    assert "夜泣き" not in letter.body
    link = re.search(r"/public/\S+", letter.body)
    assert link is not None
    page = outside.get(link[0])
    assert "予約はまだ終わっていません" in text(page) and "夜泣き" not in text(page)
    outside.post(link[0], {"step": "confirm"})
    assert "予約は確定しています" in text(outside.get(link[0]))
    outside.post(link[0], {"step": "withdraw"})
    assert "取り消されています" in text(outside.get(link[0]))


def test_a_taken_slot_says_so_kindly(room: Room, outside: Client) -> None:
    url = slot_url(room)
    room.book("青葉")
    assert "この枠はいま申し込めません" in text(outside.get(url))
    answer = outside.post(url, {"name": "花", "email": "a@example.jp"})
    assert answer.status_code == 422 and "別の枠を選んで" in text(answer)


def test_the_answer_does_not_tell_whether_an_address_is_known(room: Room, outside: Client) -> None:
    room.ask("a@example.jp")
    known, unknown = (
        outside.post(slot_url(room, number), {"name": "花", "email": address})
        for number, address in ((1, "a@example.jp"), (2, "b@example.jp"))
    )
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    with make.seeing(room.hub):
        assert Booking.objects.filter(hub=room.hub).count() == 2


def test_asking_too_often_is_stopped(room: Room, outside: Client) -> None:
    from programs.specialists.views.public import ADDRESS

    url = slot_url(room)
    answers = [outside.post(url, {}).status_code for _turn in range(ADDRESS.most + 1)]
    assert answers[-1] == 429 and answers[-2] == 422


def test_links_of_others_and_other_hubs_are_hidden(room: Room, outside: Client) -> None:
    token = letters.token_for(room.ask("a@example.jp"))
    assert outside.get(open_at("booking", room, token)).status_code == 200
    for wrong in (open_at("booking", Room(), token), open_at("booking", room, token + "x")):
        assert outside.get(wrong).status_code == 404
    slot = slot_url(room)
    assert outside.get(slot.replace(room.hub.slug, Room().hub.slug)).status_code == 404


def test_outside_in_english(room: Room, outside: Client) -> None:
    page = outside.get(open_at("list", room) + "?lang=en")
    assert page["Content-Language"] == "en"


def test_a_full_day_is_waited_for_from_outside_and_answered_by_the_link(
    room: Room, outside: Client
) -> None:
    wait = open_at("wait", room, room.day.pk)
    assert "キャンセル待ちは申し込めません" in text(outside.get(wait))
    for number in range(3):
        room.book(str(number), number)
    assert wait in text(outside.get(open_at("list", room)))
    answer = outside.post(wait, {"name": "花", "email": "hana@example.jp", "concern": "夜泣き"})
    assert answer["Location"] == open_at("received_waiting", room)
    unfinished = "キャンセル待ちの申し込みはまだ終わっていません"
    assert unfinished in text(outside.get(answer["Location"]))
    make.scope()
    booking = Booking.objects.get(email="hana@example.jp")
    page = open_at("booking", room, letters.token_for(booking))
    assert unfinished in text(outside.get(page))
    make.scope()
    assert Booking.objects.get(pk=booking.pk).answered_at is None  # looking changes nothing
    outside.post(page, {"step": "confirm"})
    assert "キャンセル待ちとして承っています" in text(outside.get(page))
    make.scope()
    commands.cancel(room.staff, Booking.objects.get(name="0"), NOW)
    assert "枠をお取りしています" in text(outside.get(page))
    outside.post(page, {"step": "confirm"})
    assert "予約は確定しています" in text(outside.get(page))


def test_the_desk_lines_families_up_and_gives_them_slots(room: Room, desk: Client) -> None:
    family = make.household(room.hub, "髙橋", "たかはし")
    for number in range(3):
        room.book(str(number), number)
    assert "キャンセル待ちを受け付ける" in text(desk.get(at("day-detail", room.day.pk)))
    search = text(desk.get(at("day-wait", room.day.pk), {"q": "たかはし"}))
    assert "髙橋さんをキャンセル待ちに入れる" in search
    desk.post(at("family-wait", room.day.pk, family.pk), {"nonce": str(uuid4())})
    desk.post(at("guest-wait", room.day.pk), {"name": "花", "phone": "０４５１２３４５６７"})
    make.scope()
    one, two = Booking.objects.filter(state=State.WAITING).order_by("pk")
    page = text(desk.get(at("day-detail", room.day.pk)))
    assert page.index("髙橋") < page.index("花さんの枠を決める")
    assert "この日のキャンセル待ちに入っています" in text(
        desk.get(at("day-wait", room.day.pk), {"q": "たかはし"})
    )
    assert "空いている枠がありません" in text(desk.get(at("booking-move", two.pk)))
    desk.post(at("booking-cancel", one.pk))
    page = text(desk.get(at("day-detail", room.day.pk)))
    assert "髙橋さんの予約を元に戻す" in page
    desk.post(at("booking-put-in", one.pk))
    make.scope()
    assert Booking.objects.get(pk=one.pk).state == State.WAITING


def test_the_director_sets_how_long_words_are_kept(room: Room, desk: Client) -> None:
    assert desk.get(at("keeping")).status_code == 403
    mine = make.client_for(room.director)
    assert "消したものは元に戻せません" in text(mine.get(at("keeping")))
    assert "3650以下" in text(mine.post(at("keeping"), {"days": "９９９９", "version": 0}))
    assert mine.post(at("keeping"), {"days": "９０", "version": 0}).status_code == 302
    assert 'value="90"' in text(mine.get(at("keeping")))


def test_figures_count_the_rows_they_show(room: Room) -> None:
    practice = make.household(room.hub, is_demo=True)
    room.book("一")
    room.book("練習", 1, household_id=practice.pk)
    held = later(days=10, hours=3)
    commands.close_slot(room.staff, room.slots()[2], True, NOW)
    booking = Booking.objects.get(name="一")
    commands.record_result(room.staff, booking, Finding(room.topic, Result.ADVISED), held)
    make.scope()
    period = Period(DAY - timedelta(days=1), DAY, (room.site.pk,))
    numbers = counts(room.director, period)
    assert numbers == {
        "specialists.slots": 2,
        "specialists.booked": 1,
        "specialists.came": 1,
    }
    for figure in FIGURES:
        rows = figure.rows(room.director, period)
        assert figure.count(room.director, period) == rows.count() == numbers[figure.key]
        assert figure.split is not None
        for breakdown in figure.breakdowns:
            assert sum(figure.split(room.director, period, breakdown).values()) == rows.count()
        assert all(column(row) is not None for row in rows for _head, column in figure.columns)


@pytest.mark.parametrize("name", ["day-list", "day-detail", "day-print", "day-edit"])
def test_a_page_asks_the_database_little(
    room: Room, desk: Client, name: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        room.book(str(number), number, concern="あ")
    args = () if name == "day-list" else (room.day.pk,)
    desk.get(at(name, *args))
    with django_assert_max_num_queries(12):
        assert desk.get(at(name, *args)).status_code == 200


def test_who_is_not_on_the_list_sees_who_is_but_cannot_change_it(room: Room) -> None:
    colleague, page = make.client_for(room.colleague), at("day-edit", room.day.pk)
    assert (
        "替えられるのは、いまの担当の方と施設長だけです。" in colleague.get(page).content.decode()
    )
    values = {
        "profession": room.midwife.pk,
        "specialist_name": "見本 助産師",
        "site": room.site.pk,
        "booked_by": "public",
        "opens_days": "30",
        "closes_days": "1",
        "version": "1",
        "description": "持ち物",
        "in_charge": room.colleague.user_id,
        "request_key": str(uuid4()),
    }
    assert colleague.post(page, values).status_code == 302
    make.scope()
    room.day.refresh_from_db()
    assert (room.day.in_charge_id, room.day.description) == (room.staff.user_id, "持ち物")
    assert colleague.get(at("day-print", room.day.pk)).status_code == 403
    assert "替えられるのは" not in make.client_for(room.staff).get(page).content.decode()
