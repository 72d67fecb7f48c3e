"""The register of training and pledges as a director sees it."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from programs.kernel import clock
from programs.staffing.models import Pledge, Training
from tests import make
from tests.make_staffing import DAY, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    with clock.frozen(clock.now().replace(year=2026, month=6, day=20, hour=10)):
        yield Office()


@pytest.fixture
def director(office):
    return make.client_for(office.director)


def posted(office, **given):
    return {
        "held_on": "2026/6/10",
        "topic": "personal_data",
        "title": "個人情報の取扱い研修",
        "minutes": "９０",
        "people": [str(office.staff.user_id)],
        "others": "見本 花子\n例 太郎",
        **given,
    }


def test_a_training_is_recorded_and_stands_in_the_register(office, director):
    answer = director.post(reverse("staffing:training-add"), posted(office))
    assert answer.status_code == 302
    page = director.get(reverse("staffing:register")).content.decode()
    assert "個人情報の取扱い研修" in page
    assert "見本 花子" in page
    row = Training.objects.get()
    assert (row.minutes, row.held_on) == (90, DAY)
    assert row.attendees.count() == 3


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"held_on": "2027/1/1"}, "より後の日付は入力できません"),
        ({"minutes": "0"}, "時間（分）"),
        ({"people": [], "others": ""}, "1人以上選ぶか"),
        ({"others": "あ" * 101}, "1人100文字まで"),
        ({"note": "字" * 10_000}, "2,000文字まで"),
    ],
)
def test_what_cannot_be_is_told_in_its_place(office, director, given, told):
    answer = director.post(reverse("staffing:training-add"), posted(office, **given))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Training.objects.exists()


def test_a_training_is_put_right_taken_out_and_put_back(office, director):
    row = office.train(office.staff.user_id, names=("見本 花子",))
    page = director.get(reverse("staffing:training-edit", args=[row.pk]))
    assert "見本 花子" in page.content.decode()
    again = posted(office, version="1", title="新しい名前", others="")
    director.post(reverse("staffing:training-edit", args=[row.pk]), again)
    assert Training.objects.get().title == "新しい名前"
    page = director.post(reverse("staffing:training-void", args=[row.pk]), follow=True)
    assert "元に戻す" in page.content.decode()
    assert "新しい名前" not in page.content.decode()
    page = director.post(reverse("staffing:training-restore", args=[row.pk]), follow=True)
    assert "新しい名前" in page.content.decode()


def test_the_report_names_everybody_and_says_how_many(office, director):
    office.train(office.staff.user_id, names=("見本 花子",), note="よく分かった")
    page = director.get(reverse("staffing:training-report")).content.decode()
    assert "3人のうち1人が受講" in page
    assert f"{office.staff.name}、見本 花子" in page
    assert "よく分かった" in page


def test_the_trainings_are_saved_as_a_workbook(office, director):
    office.train(office.staff.user_id, names=("=1+1",))
    answer = director.get(reverse("staffing:training-list") + "?export=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "研修日"
    assert "個人情報の取扱い研修" in rows[1]


def test_another_year_is_shown_and_nonsense_is_this_year(office, director):
    office.train(office.staff.user_id, title="前年度の研修", held_on=DAY.replace(year=2025))
    assert "前年度の研修" in director.get("/staffing/?year=2025").content.decode()
    for year in ("2199", "-1", "abc", "９９９９", "20250"):
        answer = director.get("/staffing/", {"year": year})
        assert answer.status_code == 200
        assert "前年度の研修" not in answer.content.decode()


def test_a_pledge_of_several_people_is_recorded_ended_and_taken_back(office, director):
    said = {
        "kind": "secrecy",
        "signed_on": "R8.6.1",
        "people": [str(office.staff.user_id), str(office.volunteer.user_id)],
        "others": "",
    }
    page = director.post(reverse("staffing:pledge-add"), said, follow=True).content.decode()
    assert "2人分の誓約書を記録しました" in page
    one = Pledge.objects.get(person_id=office.staff.user_id)
    page = director.post(reverse("staffing:pledge-end", args=[one.pk]), follow=True)
    assert "一覧から外しました" in page.content.decode()
    director.post(reverse("staffing:pledge-restore", args=[one.pk]))
    assert Pledge.objects.get(pk=one.pk).ended_at is None


def test_staff_do_not_see_the_register(office):
    assert make.client_for(office.staff).get(reverse("staffing:register")).status_code == 403
