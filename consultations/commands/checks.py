"""What has to hold before something is written, of the record as it stands by now.

The checks of a record hold it until the transaction ends: what is looked at cannot change before
the act that relies on it is written.
"""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import CaseState
from consultations.models import Case, Consultation, SealedText
from programs.kernel import clock, localdates
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, Stale


def check_standing(consultation: Consultation) -> Consultation:
    """Return the record as it is, held. Raises RuleBroken for one that was undone."""
    held = hold(consultation)
    if held.voided_at:
        raise RuleBroken(
            "", _("取り消した記録には書き込めません。先に取り消しを元に戻してください。")
        )
    return held


def check_unlocked(consultation: Consultation) -> Consultation:
    """Return the record as it is, held. Raises RuleBroken for one that the director has locked."""
    held = hold(consultation)
    if held.locked_at:
        raise RuleBroken(
            "", _("施設長が確認して固定した記録です。変えるときは、施設長に相談してください。")
        )
    return held


def check_open(case: Case) -> None:
    """Hold a case. Raises RuleBroken for one that has ended."""
    rows = Case.objects.select_for_update(no_key=True).filter(pk=case.pk)
    if rows.values_list("state", flat=True).first() != CaseState.OPEN:
        raise RuleBroken("", _("終了した継続支援です。続けるときは、先に再開してください。"))


def check_owner(actor: Actor, owner_id: int, at: datetime) -> None:
    """Raise RuleBroken for somebody who does not work at the hub on the day."""
    if owner_id not in dict(queries.owners(actor, clock.tokyo(at).date())):
        raise RuleBroken("owner", _("担当は、この拠点の職員から選んでください。"))


def check_reader(talk: Consultation, owner_id: int, at: datetime, *, by: int) -> None:
    """Raise RuleBroken for an owner who may not read the restricted record that her work is about.

    Raises Hidden where the one who asks (``by``) may not either: she is not to learn of it.
    """
    readers = queries.readers(talk, clock.tokyo(at).date()) if talk.guarded else {owner_id}
    if owner_id in readers:
        return
    if by not in readers:
        raise Hidden
    raise RuleBroken(
        "owner",
        _(
            "閲覧制限のある記録です。担当は、この記録を読める人（記録した人か施設長）から選んでください。"
        ),
    )


def check_due(due_on: date, at: datetime, field: str = "due_on") -> None:
    """Raise RuleBroken for a due day before today."""
    today = clock.tokyo(at).date()
    if due_on < today:
        raise RuleBroken(
            field,
            _("期日は、今日（%(day)s）以降にしてください。") % {"day": localdates.day(today)},
        )


def check_length(field: str, text: str, limit: int) -> None:
    """Raise RuleBroken for a text of more characters than the limit."""
    if len(text) > limit:
        raise RuleBroken(
            field,
            _("%(limit)s文字までで入力してください（いまは%(count)s文字です）。")
            % {"limit": f"{limit:,}", "count": f"{len(text):,}"},
        )


def put_some(hub_id: int, text: str) -> SealedText | None:
    """Seal a text; nothing for an empty one."""
    return sealed.put(hub_id, text) if text.strip() else None


def hold(consultation: Consultation) -> Consultation:
    """Return the record as it is by now, held until the transaction ends. Raises Hidden."""
    held = Consultation.objects.select_for_update(no_key=True).filter(pk=consultation.pk).first()
    if held is None:
        raise Hidden
    return held


def corrected_first(before: Any, text: str, label: str) -> Stale:
    """Return what is told to who corrects words that somebody has corrected meanwhile.

    ``before`` is a note, the minutes of a meeting, or a fact shared there; its successor is read.
    """
    rows = type(before).objects.select_related("author", "text")
    first = rows.get(corrects=before)
    return Stale(
        first,
        by=str(first.author),
        at=first.written_at,
        mine={label: text},
        theirs={label: sealed.read(first.text)},
    )
