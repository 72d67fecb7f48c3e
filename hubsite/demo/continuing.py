"""A few continuing cases, referrals and signposts on top of the consultations."""

from datetime import date, datetime, timedelta

from consultations.commands import cases, referrals
from consultations.models import Consultation, Referral
from consultations.rules import Letter
from hubsite.demo.cast import Cast
from programs.kernel.actor import Actor
from programs.registry.choices import Role
from programs.registry.membership import make_actor
from programs.registry.models import Membership, PartnerGroup

PLANS = (
    "木曜日の集まりにスタッフが一緒に入る。眠れているかを月に一度うかがう。",
    "園の見学に向けて、月ごとの予定を一緒に立てる。",
    "上の子との時間がとれるよう、一時預かりの使い方を一緒に考える。",
)
LETTERS = (
    ("", "夜の授乳で休めない日が続いている。家庭への訪問をお願いしたい。", "電話は午後を希望。"),
    (
        "汐見中央地域ケアプラザ",
        "同じ年ごろの子のいる集まりを探している。見学の受け入れをお願いしたい。",
        "",
    ),
    ("双子サークル さくらんぼ", "双子の出産を控えている。先輩の話を聞きたい。", ""),
    ("", "転入後の健診の時期を確かめたい。窓口での案内をお願いしたい。", ""),
)


def create(cast: Cast, now: datetime, today: date) -> int:
    """Create three cases, four referrals in different states, five signposts; return how many."""
    who = actor_of(cast, "consultant", Role.CONSULTANT)
    officer = actor_of(cast, "ward-officer", Role.WARD_OFFICER)
    linked = Consultation.objects.filter(
        hub=cast.hub, household__isnull=False, household__is_demo=False, guarded=False
    )
    talks = list(linked.order_by("-held_on", "-pk")[:12])
    for number, (talk, plan) in enumerate(zip(talks, PLANS, strict=False)):
        review = today + timedelta(days=7 * number)
        cases.open_case(who, talk, plan, owner_id=who.user_id, review_on=review, at=now)
    sent = [_send(cast, who, talk, number, now, today) for number, talk in enumerate(talks[3:7])]
    if len(sent) > 3:
        referrals.answer_referral(
            officer, sent[3], accept=True, text="今週中に電話します。", at=now
        )
    for talk in talks[5:10]:
        referrals.record_signpost(
            who, talk, "other", group_id=None, place="夜間の子ども医療電話相談", at=now
        )
    return len(talks)


def _send(
    cast: Cast, who: Actor, talk: Consultation, number: int, now: datetime, today: date
) -> Referral:
    group, text, person = LETTERS[number % len(LETTERS)]
    found = PartnerGroup.objects.filter(hub=cast.hub, name=group).first()
    letter = Letter(
        group_id=found.pk if found else None,
        basis="spoken",
        contacts=("phone",) if person else ("hub",),
        sent_on=today,
        due_on=today + timedelta(days=7 * number),
        owner_id=who.user_id,
        text=text,
        person=person,
    )
    return referrals.send_referral(who, talk, letter, at=now)


def actor_of(cast: Cast, username: str, role: Role) -> Actor:
    """Return one of the people of the demonstration, acting in a role."""
    held = Membership.objects.select_related("hub", "person")
    return make_actor(held.get(hub=cast.hub, person=cast.people[username], role=role), mfa=True)
