"""Two case meetings, a disclosure that was handed over, and what a colleague should learn."""

from datetime import date, datetime, timedelta

from consultations import queries
from consultations.choices import FollowUpKind, MemberOf
from consultations.commands import disclosures, meetings, notes, supervision
from consultations.commands.shared import share_fact
from consultations.models import Case, Code
from consultations.rules import Ground, Meeting, Plan, Seat
from hubsite.demo.cast import Cast
from hubsite.demo.continuing import actor_of
from programs.registry.choices import Role
from programs.registry.models import PartnerGroup

SAID = (
    "拠点から：上の子の登園しぶりが続き、母の休む時間がとれていない。木曜日の集まりには休まず来館している。\n"
    "区から：健診では発育に心配はなかった。一時預かりの利用券を案内できる。",
    "拠点から：復職の時期が決まり、送り迎えの分担を考えている。\n"
    "ケアプラザから：夕方の子育てサロンに空きがある。",
)
APART = "園から：朝は泣くが、昼前には友だちと遊んでいる。"
NOTE = (
    "母と話した。夜は落ち着いてきたとのこと。\n"
    "となりの渡辺さんから、声が気になると言われたことがつらかったと話された。"
)


def create(cast: Cast, now: datetime, today: date) -> int:
    """Create them; return how many meetings and disclosures there are."""
    who = actor_of(cast, "consultant", Role.CONSULTANT)
    director = actor_of(cast, "director", Role.DIRECTOR)
    cases = list(Case.objects.filter(hub=cast.hub).order_by("number")[:2])
    grounds = {c.code: c.pk for c in Code.objects.filter(hub=cast.hub, kind="basis")}
    group = PartnerGroup.objects.filter(hub=cast.hub, kind="care_plaza").order_by("pk").first()
    here = Seat(MemberOf.HUB, person_id=who.user_id)
    ward = Seat(MemberOf.WARD, name="こども家庭支援課 保健師")
    plaza = Seat(MemberOf.GROUP, group_id=group.pk, name="地域担当の方") if group else ward
    plans = (
        ("consent", (here, ward), "区が一時預かりの利用券を送る。届いたかを聞く。"),
        ("council", (here, plaza), "夕方のサロンの見学に、はじめは一緒に行く。"),
    )
    for number, (case, (ground, seats, decided)) in enumerate(zip(cases, plans, strict=False)):
        held_on = today - timedelta(days=3 + 11 * number)
        consent_on = held_on - timedelta(days=7) if ground == "consent" else None
        facts = Meeting(
            ("case", "individual")[number],
            held_on,
            "相談室",
            Ground(grounds[ground], consent_on),
            seats,
        )
        row = meetings.record_meeting(who, facts, SAID[number], ((None, case.pk),), at=now)
        if number == 0:
            reasoned = Ground(
                grounds["reasoned"], reason="上の子の登園のことは、園の了解を得て伝えた。"
            )
            share_fact(who, row, APART, reasoned, at=now)
        plan = Plan(today + timedelta(days=5), FollowUpKind.CALL, who.user_id, decided)
        meetings.decide(who, row, plan, at=now)
    _disclose(cast, cases, now, today)
    supervision.note_training_need(director, cast.people["staff"].pk, "面談の聞き方", at=now)
    return len(cases) + 1


def _disclose(cast: Cast, cases: list[Case], now: datetime, today: date) -> None:
    """A family was given a record of its own, with the neighbour blacked out."""
    who = actor_of(cast, "consultant", Role.CONSULTANT)
    director = actor_of(cast, "director", Role.DIRECTOR)
    family = next((case.household for case in cases if case.household), None)
    talks = queries.can_be_disclosed(who, family.pk)[0] if family else []
    if family is None or not talks:
        return
    notes.add_note(who, talks[0], NOTE, at=now)
    row = disclosures.ask_disclosure(
        who,
        family,
        "self",
        "相談されたお母さま。運転免許証で確認。",
        "個人情報の保護に関する法律第76条による開示の求め。ご自身の相談の経過を知るため。",
        asked_on=today - timedelta(days=9),
        at=now,
    )
    disclosures.choose_records(who, row, [talks[0].pk], [], version=row.version)
    part = queries.parts(who, row)[0]
    disclosures.black_out(who, part, "となりの渡辺さん", version=part.version)
    row.refresh_from_db()
    row = disclosures.decide_disclosure(
        director,
        row,
        grant=True,
        reason="第三者の情報を除いて開示する。",
        version=row.version,
        at=now,
    )
    disclosures.hand_over(
        who,
        row,
        "ご本人。運転免許証で確認。",
        how="hand",
        handed_on=today - timedelta(days=2),
        version=row.version,
        at=now,
    )
