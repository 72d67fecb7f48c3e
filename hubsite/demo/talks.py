"""About 900 consultations: nameless tallies, some linked to a family, some with a sealed note."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from random import Random
from uuid import UUID

from consultations import sealed
from consultations.choices import AgeBand, Caller, CodeKind, FollowUpKind
from consultations.commands.codes import install_codes
from consultations.models import Code, Consultation, ConsultationTopic, FollowUp, Note
from hubsite.demo.cast import Cast
from programs.kernel import ages, clock
from programs.registry.choices import Residence
from programs.registry.models import Household

METHODS = {
    "space": 62,
    "room": 12,
    "phone": 14,
    "mail": 4,
    "online": 2,
    "visit": 1,
    "outreach": 3,
    "group": 2,
}
TOPICS = {
    "feeding": 16,
    "sleep": 14,
    "growth": 13,
    "behaviour": 10,
    "nursery": 12,
    "work": 7,
    "parent": 8,
    "health": 6,
    "play": 6,
    "siblings": 5,
    "toilet": 4,
    "isolation": 4,
    "temporary_care": 5,
    "family": 3,
    "birth": 4,
    "money": 1,
    "single_parent": 1,
    "foreign_roots": 2,
    "disability": 1,
    "other": 3,
}
OUTCOMES = {
    "listened": 40,
    "informed": 24,
    "advised": 20,
    "partner": 6,
    "linked": 4,
    "continuing": 6,
}
CALLERS: Mapping[str, int] = {
    Caller.MOTHER: 74,
    Caller.FATHER: 11,
    Caller.EXPECTING: 5,
    Caller.GRANDPARENT: 5,
    Caller.SUPPORTER: 3,
    Caller.AGENCY: 2,
}
NOTES = (
    "離乳食が進まないとのこと。無理に増やさず、家族と同じ食卓で様子を見ることにした。次に会ったときに様子をうかがう。",
    "夜に何度も起きるため、眠れない日が続いている。昼寝の時間と夕方の過ごし方を一緒に振り返った。",
    "来春の入園を考えている。園ごとの見学の時期を伝え、区の窓口の案内を渡した。",
    "引っ越してきたばかりで知り合いがいない。木曜日の集まりを紹介した。次回はスタッフが一緒に入る。",
    "上の子の赤ちゃん返りについて。二人だけの時間を短くてもつくることを話し合った。",
)
BANDS = (AgeBand.AGE_0, AgeBand.AGE_1, AgeBand.AGE_2)


def create(
    cast: Cast, households: list[Household], days: list[date], total: int, today: date, dice: Random
) -> int:
    """Create about ``total`` consultations over the days; return how many."""
    install_codes(cast.hub)
    codes = {(c.kind, c.code): c for c in Code.objects.filter(hub=cast.hub)}
    rows = [
        _consultation(cast, codes, households, day, dice)
        for day in sorted(dice.choices(days, k=total))
    ]
    Consultation.objects.bulk_create(rows, batch_size=1000)
    topics = [topic for row in rows for topic in _topics(row, codes, dice)]
    ConsultationTopic.objects.bulk_create(topics, batch_size=2000)
    for row in dice.sample(rows, k=total // 7):
        _note(row, dice)
    for number, row in enumerate(rows[-6:]):
        _follow_up(cast, row, today + timedelta(days=number - 2))
    return len(rows)


def _consultation(
    cast: Cast,
    codes: dict[tuple[str, str], Code],
    households: list[Household],
    day: date,
    dice: Random,
) -> Consultation:
    linked = dice.random() < 0.3
    family = dice.choice(households) if linked else None
    child = (
        next((c for c in family.children.all() if c.birth_on and c.birth_on <= day), None)
        if family
        else None
    )
    return Consultation(
        hub=cast.hub,
        site=cast.main if dice.random() < 0.72 else cast.satellite,
        held_on=day,
        started_at=time(
            dice.choice((10, 10, 11, 11, 13, 14, 15)), dice.choice((0, 10, 20, 30, 40, 50))
        ),
        minutes=dice.choice((5, 10, 10, 15, 15, 20, 30, 45)),
        method=codes[CodeKind.METHOD, _drawn(METHODS, dice)],
        outcome=codes[CodeKind.OUTCOME, _drawn(OUTCOMES, dice)],
        caller=_drawn(CALLERS, dice),
        age_band=_band(child.birth_on, day)
        if child and child.birth_on
        else dice.choices(AgeBand.values, (4, 38, 26, 16, 12, 1, 3))[0],
        residence=family.residence
        if family
        else dice.choices(Residence.values, (70, 12, 5, 13))[0],
        household=family,
        child=child,
        nonce=UUID(int=dice.getrandbits(128), version=4),
        created_by=cast.people[dice.choice(("staff", "staff", "consultant", "partner"))],
    )


def _topics(
    row: Consultation, codes: dict[tuple[str, str], Code], dice: Random
) -> list[ConsultationTopic]:
    drawn = list(
        dict.fromkeys(_drawn(TOPICS, dice) for _ in range(dice.choice((1, 1, 1, 2, 2, 3))))
    )
    return [
        ConsultationTopic(
            hub_id=row.hub_id,
            consultation=row,
            topic=codes[CodeKind.TOPIC, code],
            is_main=not number,
        )
        for number, code in enumerate(drawn)
    ]


def _note(row: Consultation, dice: Random) -> None:
    at = clock.moment(row.held_on, time(16, dice.randint(0, 59)))
    text = sealed.put(row.hub_id, dice.choice(NOTES))
    Note.objects.create(
        hub_id=row.hub_id, consultation=row, author_id=row.created_by_id, text=text, written_at=at
    )


def _follow_up(cast: Cast, row: Consultation, due: date) -> None:
    FollowUp.objects.create(
        hub_id=row.hub_id,
        consultation=row,
        due_on=due,
        kind=FollowUpKind.ASK,
        owner=cast.people["consultant"],
        created_by=cast.people["consultant"],
        text=sealed.put(row.hub_id, "その後の様子をうかがう。"),
    )


def _band(birth: date, day: date) -> str:
    age = ages.age_on(birth, day)
    return BANDS[age] if age < len(BANDS) else AgeBand.PRESCHOOL if age < 7 else AgeBand.SCHOOL


def _drawn(weights: Mapping[str, int], dice: Random) -> str:
    return str(dice.choices(list(weights), list(weights.values()))[0])
