"""Taking a publication back: both parties' signatories must say so; one alone hides it for some days."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from evaluations import rules
from evaluations.choices import Act, State
from evaluations.commands.shared import day_of, guarding, insist_state, locked, tell_all
from evaluations.models import AnnualDocument, Publication, Withdrawal
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing


def withdraw(actor: Actor, document: AnnualDocument, reason: str, at: datetime) -> Withdrawal:
    """Say, for one's party, that the newest publication is to be taken back, and why.

    The first party's word hides it at once, for ``rules.HIDDEN_DAYS`` days; the second party's
    takes it back for good. Its address then tells the reason. A party says it once.
    """
    reason = rules.clean(reason).text
    if not reason:
        raise RuleBroken("text", _("取り下げる理由を入力してください。"))
    with passing(actor, Act.WITHDRAW, document) as trail, guarding():
        document = locked(actor, document)
        insist_state(document, State.PUBLISHED, State.CORRECTING)
        publication = document.publications.order_by("-revision_n").first()
        assert publication is not None
        said = {row.side: row for row in publication.withdrawals.all()}
        trail.note(document, publication, fields=("withdrawals",))
        if actor.side in said:
            return said[actor.side]
        made = _record(actor, publication, reason, at)
        tell_all(actor, document, "withdrawn" if said else "hidden", at)
    return made


def _record(actor: Actor, publication: Publication, reason: str, at: datetime) -> Withdrawal:
    return Withdrawal.objects.create(
        hub_id=publication.hub_id,
        publication=publication,
        side=actor.side,
        person_id=actor.user_id,
        reason=reason,
        hide_until=day_of(at) + timedelta(days=rules.HIDDEN_DAYS),
        at=at,
    )
