"""A whole import is taken back, except what somebody has worked with since."""

from datetime import datetime

from django.utils.translation import gettext as _

from programs.exchange.choices import IMPORT, Kind, Outcome, State
from programs.exchange.commands.confirming import erase
from programs.exchange.models import ImportRow, ImportRun
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.registry.commands import many
from programs.registry.models import Membership, Person


def undo(actor: Actor, run: ImportRun, at: datetime) -> ImportRun:
    """Take back what an import made; what was changed or used since stays and is named.

    Raises RuleBroken for an import that was not confirmed or was taken back already.
    """
    with passing(actor, IMPORT[Kind(run.kind)], run) as trail:
        row = own(ImportRun, actor, run.pk, hold=True)
        if row.state != State.DONE:
            raise RuleBroken("", _("この取り込みは、元に戻せる状態ではありません。"))
        made = ImportRow.objects.filter(run=row, outcome=Outcome.MADE)
        prints = {row.made_id or 0: row.fingerprint for row in made}
        gone = _gone(row, prints)
        made.filter(made_id__in=gone).update(outcome=Outcome.TAKEN_BACK)
        ImportRow.objects.filter(run=row, outcome=Outcome.MADE).update(outcome=Outcome.KEPT)
        erase(row)
        row.state, row.undone_at, row.undone_by_id = State.UNDONE, at, actor.user_id
        row.save(update_fields=["state", "undone_at", "undone_by"])
        trail.note(row, fields=("state",))
    return row


def _gone(run: ImportRun, prints: dict[int, str]) -> set[int]:
    if run.kind == Kind.STAFF:
        return _remove_people(prints)
    return many.remove_untouched(run.hub_id, prints)


def _remove_people(prints: dict[int, str]) -> set[int]:
    """Accounts that nobody has used: never signed in, no password set, nothing given or taken."""
    rows = Person.objects.filter(pk__in=prints, last_login=None).order_by("pk")
    unused = [one for one in rows.select_for_update() if not one.has_usable_password()]
    roles: dict[int, list[Membership]] = {one.pk: [] for one in unused}
    for role in Membership.objects.filter(person__in=unused):
        roles[role.person_id].append(role)
    same = {
        one.pk for one in unused if many.person_fingerprint(one, roles[one.pk]) == prints[one.pk]
    }
    gone = same - many.people_referred_to(same, {Membership})
    Membership.objects.filter(person__in=gone).delete()
    Person.objects.filter(pk__in=gone).delete()
    return gone
