"""What one person has of training and pledges."""

from datetime import date

import pytest

from programs.staffing.choices import Topic
from programs.staffing.rules import Lesson, names_in, standings

MAY, JUNE = date(2026, 5, 8), date(2026, 6, 10)


def lesson(who, held_on=JUNE, topic=Topic.PERSONAL_DATA, minutes=90):
    return Lesson(who, topic, held_on, minutes)


@pytest.mark.parametrize(
    ("lessons", "pledged", "trained_on", "minutes", "lacks"),
    [
        ([], {}, None, 0, True),
        ([lesson(1)], {}, JUNE, 90, True),
        ([lesson(1)], {1: MAY}, JUNE, 90, False),
        ([lesson(1, MAY), lesson(1)], {1: MAY}, JUNE, 180, False),
        ([lesson(1, topic=Topic.SAFETY, minutes=30)], {1: MAY}, None, 30, True),
        ([lesson(2)], {1: MAY}, None, 0, True),
    ],
)
def test_what_one_has_and_lacks(lessons, pledged, trained_on, minutes, lacks):
    found = standings([1], lessons, pledged)[1]
    assert (found.trained_on, found.minutes, found.lacks) == (trained_on, minutes, lacks)


def test_somebody_without_an_account_is_known_by_name():
    found = standings(["見本 花子"], [lesson("見本 花子")], {"見本 花子": MAY})
    assert not found["見本 花子"].lacks


def test_names_stand_one_a_line_each_once():
    assert names_in(" 見本 花子 \n\n例 太郎\n見本 花子\n") == ["見本 花子", "例 太郎"]
