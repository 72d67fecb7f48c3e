"""The whole text, its revisions, and who changed what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from evaluations import canonical, rules
from evaluations.choices import Verdict
from evaluations.models import (
    AnnualDocument,
    Refusal,
    Review,
    Revision,
    Signature,
    TextChange,
    Withdrawal,
)
from evaluations.rendering import html
from evaluations.snapshots import canonical_of
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden


def preview(document: AnnualDocument, on: date) -> str:
    """Return the rendering of the document: the revision under discussion, or the draft as it is.

    A safe HTML fragment (every text is escaped by the renderer).
    """
    if document.state in rules.OPEN_STATES or document.current_revision is None:
        return html(canonical_of(document, on), level=2)
    return revision_html(document.current_revision)


def revision_html(revision: Revision) -> str:
    """Return the rendering of a revision, a safe HTML fragment."""
    return html(canonical.load(revision.canonical_json), level=2)


@dataclass(frozen=True, slots=True)
class Step:
    """One revision in the history, with its answers and signatures."""

    revision: Revision
    reviews: tuple[Any, ...]
    signatures: tuple[Signature, ...]
    refusal: Any


def revisions(document: AnnualDocument) -> list[Step]:
    """Return the revisions of a document, newest first, with all that was said to them."""
    rows = document.revisions.select_related("refusal").prefetch_related(
        "reviews", Prefetch("signatures", Signature.objects.select_related("void"))
    )
    return [
        Step(
            row,
            tuple(row.reviews.all()),
            tuple(row.signatures.all()),
            getattr(row, "refusal", None),
        )
        for row in rows.order_by("-n")
    ]


def came_back(document: AnnualDocument) -> Review | Refusal | None:
    """Return why the last round ended early, while the document is being written again."""
    last = document.current_revision
    if document.state not in rules.OPEN_STATES or last is None:
        return None
    returned = last.reviews.filter(verdict=Verdict.RETURN).order_by("-at", "-pk").first()
    return Refusal.objects.filter(revision=last).first() or returned


def revision(actor: Actor, document: AnnualDocument, n: int) -> Revision:
    """Return one revision of a document; raises Hidden."""
    found = document.revisions.filter(n=n, hub_id__in=actor.hub_ids).first()
    if found is None:
        raise Hidden
    return found


def changes(document: AnnualDocument, most: int = 60) -> Iterable[tuple[TextChange, Any]]:
    """Return who changed what, newest first, each with the pieces old and new."""
    rows = document.changes.order_by("-at", "-pk")[:most]
    return [
        (row, rules.differences(row.before, row.after)) for row in rows if row.before != row.after
    ]


def withdrawals(document: AnnualDocument) -> list[Withdrawal]:
    """Return what was said about taking the newest publication back."""
    rows = Withdrawal.objects.filter(publication__document=document)
    newest = rows.filter(publication__superseded_by=None)
    return list(newest.order_by("at", "pk"))


def publication_address(document: AnnualDocument) -> Any:
    """Return the newest publication of the document without its texts, or None."""
    if document.current_revision_id is None:
        return None
    heavy = ("html", "txt", "json", "pdf")
    return document.publications.defer(*heavy).order_by("-revision_n").first()
