"""Training and pledges of the demonstration hub's people; one volunteer still lacks hers."""

from datetime import date, timedelta
from typing import Any

from hubsite.demo.cast import Cast
from programs.kernel import fiscal
from programs.staffing.choices import PledgeKind, Topic
from programs.staffing.models import Attendee, Pledge, Training

EVERYBODY = ("staff", "consultant", "partner", "kosapo", "director", "signatory")
# topic, title, days before today, minutes, teacher, place, who, others
TRAININGS = (
    (
        Topic.PERSONAL_DATA,
        "個人情報の取扱い（年度研修）",
        45,
        60,
        "施設長",
        "研修室",
        EVERYBODY,
        ("浜風 手伝",),
    ),
    (
        Topic.PROTECTION,
        "気になる親子に気づいたとき",
        30,
        90,
        "区の保健師",
        "区役所の会議室",
        ("staff", "consultant", "partner", "director"),
        (),
    ),
    (
        Topic.SAFETY,
        "乳幼児の救命講習",
        12,
        120,
        "消防署",
        "多目的室",
        ("reception", "staff", "consultant"),
        ("浜風 手伝", "潮見 習"),
    ),
)


def create(made: Cast, today: date) -> int:
    """Create three trainings and the pledges; return how many pledges."""
    director = made.people["director"]
    for topic, title, ago, minutes, teacher, place, who, others in TRAININGS:
        row = Training.objects.create(
            hub=made.hub,
            topic=topic,
            title=title,
            held_on=today - timedelta(days=ago),
            minutes=minutes,
            teacher=teacher,
            place=place,
            created_by=director,
        )
        seats: list[dict[str, Any]] = [{"person": made.people[name]} for name in who]
        seats += [{"name": name} for name in others]
        Attendee.objects.bulk_create(Attendee(hub=made.hub, training=row, **seat) for seat in seats)
    return _pledges(made, fiscal.first_day(fiscal.year_of(today)))


def _pledges(made: Cast, signed_on: date) -> int:
    seats: list[dict[str, Any]] = [{"person": made.people[name]} for name in EVERYBODY]
    seats.append({"name": "浜風 手伝"})
    rows = [
        Pledge(
            hub=made.hub,
            kind=PledgeKind.SECRECY,
            signed_on=signed_on,
            wording=f"{signed_on.year}年度の書式",
            kept_where="事務室の書庫",
            recorded_by=made.people["director"],
            **seat,
        )
        for seat in seats
    ]
    return len(Pledge.objects.bulk_create(rows))
