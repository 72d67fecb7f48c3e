"""The day log's screens: what a person reads, and what is left when things go wrong."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from programs.daylog import commands
from programs.daylog.models import DayLog, Duty, Incident
from programs.kernel import clock
from programs.registry.choices import Role
from tests import make
from tests.make_daylog import DAY, NOW, House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def house() -> House:
    return House()


def at(house: House, name: str, *more: str) -> str:
    return reverse(f"daylog:{name}", args=[house.site.pk, DAY.isoformat(), *more])


def test_a_day_is_written_closed_and_corrected_on_screen(house: House) -> None:
    client = make.client_for(house.staff)
    page = client.get(at(house, "log-write"))
    assert page.status_code == 200
    client.post(at(house, "log-write"), {"weather": "rain", "happened": "静か。", "version": "0"})
    draft = client.get(at(house, "log-show")).content.decode()
    assert "下書き" in draft
    assert "静か。" in draft
    client.post(
        at(house, "log-write"),
        {"weather": "rain", "happened": "静か。", "version": "2", "close": "1"},
    )
    with make.seeing(house.hub):
        log = DayLog.objects.get(site=house.site)
    assert log.closed_at is not None
    assert "締めてあります" in client.get(at(house, "log-write")).content.decode()
    client.post(
        at(house, "log-correct", "happened"),
        {"text": "にぎやか。", "reason": "思い違い", "seen": "0"},
    )
    shown = client.get(at(house, "log-show")).content.decode()
    assert "にぎやか。" in shown
    assert "<del><p>静か。" in shown or "<del>静か。</del>" in shown
    assert "思い違い" in shown


def test_the_draft_is_kept_while_it_is_written(house: House) -> None:
    client = make.client_for(house.staff)
    answer = client.post(at(house, "log-keep"), {"happened": "途中", "version": "0"})
    assert answer.json() == {"saved": True, "version": 2}
    late = client.post(at(house, "log-keep"), {"happened": "古い画面から", "version": "1"})
    assert late.status_code == 409
    long = client.post(at(house, "log-keep"), {"happened": "あ" * 10_000, "version": "2"})
    assert long.status_code == 422


def test_a_refused_form_keeps_what_was_typed(house: House) -> None:
    client = make.client_for(house.staff)
    answer = client.post(at(house, "log-write"), {"remarks": "のこる😀", "close": "1"})
    assert answer.status_code == 422
    assert "のこる😀" in answer.content.decode()


@pytest.mark.parametrize("day", ["2026-13-01", "today", "2026-6-1x", "2026-06-11", "9999-12-31"])
def test_a_day_that_is_none_is_not_found(house: House, day: str) -> None:
    client = make.client_for(house.staff)
    assert client.get(reverse("daylog:log-show", args=[house.site.pk, day])).status_code == 404


def test_the_month_shows_each_day_and_few_questions_are_asked(
    house: House, django_assert_max_num_queries: Any
) -> None:
    house.close()
    client = make.client_for(house.volunteer)
    client.get(reverse("daylog:log-list"))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("daylog:log-list")).content.decode()
    assert "締め済み" in page
    assert "日報を書く" not in page
    assert client.get(reverse("daylog:log-list") + "?month=x").status_code == 200
    assert client.get(reverse("daylog:log-list") + "?month=1900-01").status_code == 200


def test_a_day_with_everything_asks_few_questions(
    house: House, django_assert_max_num_queries: Any
) -> None:
    house.work(*(f"当番{n}" for n in range(12)))
    log = house.close(remarks="一")
    commands.correct_log(house.staff, log, "remarks", "二", "直し", seen=0, at=NOW)
    for _number in range(4):
        house.report()
    client = make.client_for(house.director)
    client.get(at(house, "log-show"))
    with django_assert_max_num_queries(13):  # two of them are the savepoint of this test
        client.get(at(house, "log-show"))


def test_people_are_put_on_duty_and_exported(house: House) -> None:
    client = make.client_for(house.director)
    client.post(
        at(house, "duty-add"),
        {
            "members": [str(house.staff.user_id)],
            "names": "山辺 さくら\n海野 ほたる、髙橋 𠮷",
            "kind": "volunteer",
            "came_at": "９：３０",
            "left_at": "16:00",
        },
    )
    with make.seeing(house.hub):
        assert Duty.objects.filter(log__site=house.site).count() == 4
        row = Duty.objects.get(name="山辺 さくら")
    page = client.get(reverse("daylog:duty-list")).content.decode()
    assert "390" in page
    sheet = client.get(reverse("daylog:duty-list") + "?export=csv").content.decode("utf-8-sig")
    assert "髙橋 𠮷" in sheet
    client.post(reverse("daylog:duty-edit", args=[row.pk]), {"kind": "student"})
    client.post(reverse("daylog:duty-remove", args=[row.pk]), {"reason": ""})
    assert "<del>山辺 さくら</del>" in client.get(at(house, "log-show")).content.decode()


def test_nobody_chosen_is_said_at_the_form(house: House) -> None:
    client = make.client_for(house.staff)
    answer = client.post(at(house, "duty-add"), {"kind": "volunteer"})
    assert answer.status_code == 422
    assert "1人以上" in answer.content.decode()


def said(house: House, **given: str) -> dict[str, str]:
    return {
        "kind": "near_miss",
        "day_year": "R8.6.10",
        "time": "10:15",
        "site": str(house.site.pk),
        "place": "entrance",
        "involved": "child",
        "care": "watched",
        "story": "自動ドアに近づいた",
        "measures": "声をかけた",
        **given,
    }


def test_a_volunteer_reports_and_cannot_read_on(house: House) -> None:
    client = make.client_for(house.volunteer)
    answer = client.post(reverse("daylog:incident-add"), said(house))
    assert answer.url == reverse("daylog:log-list")  # type: ignore[attr-defined]
    with make.seeing(house.hub):
        row = Incident.objects.get(site=house.site)
    assert row.happened_at == datetime(2026, 6, 10, 10, 15, tzinfo=clock.TOKYO)
    assert client.get(row.get_absolute_url()).status_code == 403
    assert client.get(reverse("daylog:incident-list")).status_code == 403


def test_an_accident_asks_how_bad_and_knows_only_families_of_the_hub(house: House) -> None:
    client = make.client_for(house.staff)
    stranger = make.household(make.hub(), "他館")
    answer = client.post(
        reverse("daylog:incident-add"),
        said(house, kind="accident", number=str(stranger.number)),
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "程度を選んで" in text
    assert "見つかりません" in text
    assert "他館" not in text


def test_an_accident_goes_from_report_to_close(house: House) -> None:
    family = make.household(house.hub, "青葉")
    row = house.report(kind="accident", severity="clinic", household=family, story="ころんだ")
    client = make.client_for(house.director)

    def post(verb: str, **data: str) -> str:
        client.post(reverse(f"daylog:incident-{verb}", args=[row.pk]), data)
        return client.get(row.get_absolute_url()).content.decode()

    assert "青葉" in client.get(row.get_absolute_url()).content.decode()
    told = {"day_year": "2026-06-10", "time": "12:00", "told": "guardian", "text": "お迎えの時に"}
    assert "お迎えの時に" in post("tell", **told)
    assert "左ひざでした" in post("note", text="左ひざでした")
    assert "再発防止を決定" in post("decide", cause="段差", prevention="マットを敷く", version="1")
    assert "対応を再開する" in post("close")
    assert "対応を完了にする" in post("reopen", reason="再び起きた")
    paper = client.get(reverse("daylog:incident-print", args=[row.pk])).content.decode()
    assert "マットを敷く" in paper
    year = client.get(reverse("daylog:incident-year")).content.decode()
    assert "事故" in year
    counts = [re.sub("<[^>]+>", "", cell) for cell in re.findall(r'<td class="num">.*?</td>', year)]
    assert counts[:12] == ["0", "0", "1", *[""] * 9]  # June is now: what has not come says nothing
    assert client.get(reverse("daylog:incident-year") + "?fy=9999").status_code == 200
    assert "取り消しました" in client.get(row.get_absolute_url()).content.decode() or post(
        "void", reason="重複"
    )


def test_a_colleague_reads_near_misses_and_not_others_accidents(house: House) -> None:
    near = house.report(story="近い話")
    accident = house.report(kind="accident", severity="light", story="痛い話")
    client = make.client_for(house.colleague)
    assert "近い話" in client.get(near.get_absolute_url()).content.decode()
    answer = client.get(accident.get_absolute_url())
    assert answer.status_code == 403
    assert "痛い話" not in answer.content.decode()
    listed = client.get(reverse("daylog:incident-list")).content.decode()
    assert "痛い話" not in listed
    assert "近い話" not in listed


@pytest.mark.parametrize("name", ["log-show", "log-write", "duty-add"])
def test_another_hubs_day_is_not_found(house: House, name: str) -> None:
    stranger = make.client_for(make.member(make.hub(), Role.STAFF))
    assert stranger.get(at(house, name)).status_code == 404


def test_nobody_signed_in_is_led_to_the_door(house: House) -> None:
    from django.test import Client

    assert Client().get(at(house, "log-show")).status_code == 302
