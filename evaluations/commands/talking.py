"""Comments beside the text."""

from datetime import datetime

from django.utils.translation import gettext as _

from evaluations.choices import Act, State
from evaluations.commands.shared import guarding, locked, tell_all
from evaluations.models import AnnualDocument, Comment
from evaluations.places import place_of
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.gate import passing

LONGEST = 2_000


def comment(
    actor: Actor, document: AnnualDocument, anchor: str, text: str, at: datetime
) -> Comment:
    """Put a remark at a place of the document ("document" for the whole); the others are told once."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise RuleBroken("text", _("コメントは1文字から2,000文字までで入力してください。"))
    with passing(actor, Act.COMMENT, document) as trail, guarding():
        document = locked(actor, document)
        if document.state == State.PUBLISHED:
            raise RuleBroken("text", _("公表した書類には、訂正を始めてからコメントしてください。"))
        if anchor != "document":
            place_of(document, anchor)
        quiet = document.comments.filter(author_id=actor.user_id, resolved_at=None).exists()
        made = Comment.objects.create(
            hub_id=document.hub_id,
            document=document,
            anchor=anchor,
            side=actor.side,
            author_id=actor.user_id,
            author_name=actor.name,
            text=text,
            at=at,
        )
        if not quiet:
            tell_all(actor, document, "comment", at)
        trail.note(made, fields=("anchor", "text"))
    return made


def resolve_comment(
    actor: Actor, document: AnnualDocument, comment_id: int, at: datetime
) -> Comment:
    """Mark a comment as dealt with; a second time changes nothing."""
    with passing(actor, Act.COMMENT, document) as trail, guarding():
        document = locked(actor, document)
        found = document.comments.filter(pk=comment_id).first()
        if found is None:
            raise Hidden
        if found.resolved_at is None:
            found.resolved_at, found.resolved_by_name = at, actor.name
            found.save(update_fields=["resolved_at", "resolved_by_name"])
        trail.note(found, fields=("resolved_at",))
    return found
