"""What waits for a person today: own follow-ups, reviews and referrals, open concerns, the ward's answers."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.choices import Act, ReferralState
from consultations.models import Case, Concern, FollowUp, Referral
from consultations.queries.cases import reviews_due
from consultations.queries.next_steps import concerns, follow_ups
from consultations.queries.records import url
from consultations.queries.referrals import referrals_due, ward_referrals
from consultations.queries.work import late_work
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.policy import may
from programs.kernel.todos import Each, Todo, Together


def waiting(actor: Actor, today: date) -> Iterator[Each | Together]:
    """Yield what waits for the actor today or has waited longer, as far as the role sees it."""
    if may(actor, Act.VIEW_FOLLOW_UPS):
        mine = follow_ups(actor).filter(owner_id=actor.user_id, done_at=None, due_on__lte=today)
        yield Each(mine, _follow_up)
        yield Each(concerns(actor).filter(closed=False), _concern)
        yield Each(reviews_due(actor, today), _case)
        yield Each(referrals_due(actor, today), _referral)
    if may(actor, Act.ASSIGN_WORK):
        yield Together(tuple(late_work(actor, today).values()), _late)
    if may(actor, Act.VIEW_WARD_REFERRALS):
        yield Each(ward_referrals(actor).filter(state=ReferralState.SENT), _for_ward)


def _late(number: int, today: date) -> Todo:
    """What others should have done long ago, for the director: one line, however much it is."""
    title = ngettext(
        "期日を大きく過ぎた対応が%(count)s件あります",
        "期日を大きく過ぎた対応が%(count)s件あります",
        number,
    ) % {"count": number}
    return Todo(title, reverse("consultations:work-list") + "?late=yes", today, overdue=True)


def _follow_up(row: FollowUp, today: date) -> Todo:
    title = _("次の対応：%(what)s") % {"what": row}
    return Todo(title, url("follow-up-read", row.pk), row.due_on, row.due_on < today)


def _concern(row: Concern, today: date) -> Todo | None:
    """An open concern waits from its first day, or from the day set for the next look at it."""
    due: date = getattr(row, "check_on", None) or clock.tokyo(row.opened_at).date()
    if due > today:
        return None
    return Todo(_("至急確認が必要な記録"), row.get_absolute_url(), due, due < today)


def _case(row: Case, today: date) -> Todo:
    title = _("見直し：%(what)s") % {"what": row}
    return Todo(title, url("case-read", row.pk), row.review_on, row.review_on < today)


def _referral(row: Referral, today: date) -> Todo:
    if row.state == ReferralState.SENT:
        title = _("紹介の返事を確認する")
    else:
        title = _("紹介の結果を確認する")
    return Todo(title, url("referral-read", row.pk), row.due_on, row.due_on < today)


def _for_ward(row: Referral, today: date) -> Todo:
    """An answer waits from the day of the referral; how long the hub waits is the hub's own term."""
    title = _("拠点からの紹介に答える（%(reference)s）") % {"reference": row.reference}
    return Todo(title, url("ward-referral-read", row.pk), row.sent_on)
