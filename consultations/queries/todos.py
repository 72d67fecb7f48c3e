"""What waits for a person today: own follow-ups, reviews and referrals, open concerns, the ward's answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
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
from programs.kernel.rows import counted


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits for a person on a day; the title tells nothing personal."""

    title: str
    due_on: date
    url: str
    overdue: bool


def todos(actor: Actor, today: date) -> list[Todo]:
    """Return what waits for the actor today or has waited longer, as far as the role sees it."""
    found: list[Todo] = []
    if may(actor, Act.VIEW_FOLLOW_UPS):
        found += _own(actor, today)
    if may(actor, Act.VIEW_WARD_REFERRALS):
        waiting = ward_referrals(actor).filter(state=ReferralState.SENT)
        found += [_for_ward(row) for row in waiting]
    return sorted(
        (todo for todo in found if todo.due_on <= today), key=lambda todo: (todo.due_on, todo.url)
    )


def _own(actor: Actor, today: date) -> list[Todo]:
    """One question tells which lists have anything; only those are read."""
    mine = follow_ups(actor).filter(owner_id=actor.user_id, done_at=None, due_on__lte=today)
    lists: dict[str, tuple[QuerySet[Any], Callable[[Any, date], Todo]]] = {
        "follow_ups": (mine, _follow_up),
        "concerns": (concerns(actor).filter(closed=False), _concern),
        "cases": (reviews_due(actor, today), _case),
        "referrals": (referrals_due(actor, today), _referral),
    }
    asked = {name: rows for name, (rows, _todo) in lists.items()}
    late = late_work(actor, today) if may(actor, Act.ASSIGN_WORK) else {}
    waiting = counted({**asked, **late})
    found = [
        todo(row, today) for name, (rows, todo) in lists.items() if waiting[name] for row in rows
    ]
    number = sum(waiting[name] for name in late)
    return [*found, _late(number, today)] if number else found


def _late(number: int, today: date) -> Todo:
    """What others should have done long ago, for the director: one line, however much it is."""
    title = ngettext(
        "期日を大きく過ぎた対応が%(count)s件あります",
        "期日を大きく過ぎた対応が%(count)s件あります",
        number,
    ) % {"count": number}
    return Todo(title, today, reverse("consultations:work-list") + "?late=yes", True)


def _follow_up(row: FollowUp, today: date) -> Todo:
    title = _("次の対応：%(what)s") % {"what": row}
    return Todo(title, row.due_on, url("follow-up-read", row.pk), row.due_on < today)


def _concern(row: Concern, today: date) -> Todo:
    """An open concern waits from its first day, or from the day set for the next look at it."""
    due: date = getattr(row, "check_on", None) or clock.tokyo(row.opened_at).date()
    return Todo(_("至急確認が必要な記録"), due, row.get_absolute_url(), due < today)


def _case(row: Case, today: date) -> Todo:
    title = _("見直し：%(what)s") % {"what": row}
    return Todo(title, row.review_on, url("case-read", row.pk), row.review_on < today)


def _referral(row: Referral, today: date) -> Todo:
    if row.state == ReferralState.SENT:
        title = _("紹介の返事を確認する")
    else:
        title = _("紹介の結果を確認する")
    return Todo(title, row.due_on, url("referral-read", row.pk), row.due_on < today)


def _for_ward(row: Referral) -> Todo:
    """An answer waits from the day of the referral; how long the hub waits is the hub's own term."""
    return Todo(_("拠点からの紹介に答える"), row.sent_on, url("ward-referral-read", row.pk), False)
