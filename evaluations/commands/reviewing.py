"""Reading by both parties: a revision goes round, comes back, or is agreed."""

from datetime import datetime

from django.utils.translation import gettext as _

from evaluations import canonical, rules
from evaluations.choices import Act, Event, State, Verdict
from evaluations.commands.shared import (
    current_revision,
    day_of,
    guarding,
    insist_open,
    insist_state,
    locked,
    move,
    said_by,
    tell_all,
)
from evaluations.models import AnnualDocument, Review, Revision
from evaluations.places import empty_places
from evaluations.snapshots import canonical_of
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, Stale
from programs.kernel.gate import passing


def send_to_review(
    actor: Actor, document: AnnualDocument, at: datetime, reason: str = ""
) -> Revision:
    """Fix the text as a new revision and ask both parties to read it.

    Raises RuleBroken naming the first empty place; 該当なし is not empty.
    """
    with passing(actor, Act.SEND_TO_REVIEW, document) as trail, guarding():
        document = locked(actor, document)
        insist_open(document)
        text, digest = _canonical(document, at)
        revision = Revision.objects.create(
            **said_by(actor, at),
            document=document,
            n=document.revisions.count() + 1,
            canonical_json=text,
            sha256=digest,
            reason=reason or document.correction_reason,
        )
        move(document, Event.SEND, revision=revision)
        tell_all(actor, document, "review", at)
        trail.note(document, revision, fields=("state", "current_revision"))
    return revision


def _canonical(document: AnnualDocument, at: datetime) -> tuple[str, str]:
    empty = next(empty_places(document), None)
    if empty is not None:
        raise RuleBroken(
            "",
            _("「%(label)s」が空です。入力するか、「該当なし」にしてください。")
            % {"label": empty.label},
        )
    whole = canonical_of(document, day_of(at))
    problems = canonical.validate(whole)
    if problems:
        raise RuleBroken(
            "", _("書類に足りないところがあります: %(path)s") % {"path": problems[0].path}
        )
    return canonical.digest(whole)


def return_to_draft(
    actor: Actor, document: AnnualDocument, text: str, at: datetime
) -> AnnualDocument:
    """Send the document back to drafting, saying why; the agreement to this revision ends."""
    text = rules.clean(text).text
    if not text:
        raise RuleBroken("text", _("作成に戻す理由を入力してください。"))
    with passing(actor, Act.RETURN, document) as trail, guarding():
        document = locked(actor, document)
        insist_state(document, State.REVIEW)
        _review(actor, current_revision(document), Verdict.RETURN, at, text)
        move(document, Event.RETURN)
        tell_all(actor, document, "return", at)
        trail.note(document, fields=("state",))
    return document


def agree(actor: Actor, document: AnnualDocument, sha256: str, at: datetime) -> AnnualDocument:
    """Agree, for one's party, to the revision with this hash; the second party's yes freezes it.

    Agreeing twice changes nothing. Raises Stale where another revision is under discussion now.
    """
    with passing(actor, Act.AGREE, document) as trail, guarding():
        document = locked(actor, document)
        revision = current_revision(document)
        if revision.sha256 != sha256:
            raise Stale(document, by=revision.name, at=revision.at)
        trail.note(document, fields=("state",))
        if _has_agreed(revision, actor):
            return document
        insist_state(document, State.REVIEW)
        _review(actor, revision, Verdict.OK, at)
        if rules.both_sides(agreed_sides(revision)):
            move(document, Event.AGREE)
            tell_all(actor, document, "agreed", at)
        else:
            tell_all(actor, document, "agreed_by_one", at)
    return document


def _has_agreed(revision: Revision, actor: Actor) -> bool:
    return revision.reviews.filter(side=actor.side, verdict=Verdict.OK).exists()


def agreed_sides(revision: Revision) -> set[str]:
    """Return the sides that agreed to a revision."""
    return set(revision.reviews.filter(verdict=Verdict.OK).values_list("side", flat=True))


def _review(
    actor: Actor, revision: Revision, verdict: Verdict, at: datetime, text: str = ""
) -> Review:
    return Review.objects.create(
        **said_by(actor, at), revision=revision, verdict=verdict, comment=text
    )
