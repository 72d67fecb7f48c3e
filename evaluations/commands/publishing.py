"""Making a signed revision public for good, and starting a correction."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations import canonical, rules
from evaluations.choices import Act, CorrectionKind, Event, State
from evaluations.commands.shared import (
    current_revision,
    guarding,
    insist_state,
    locked,
    move,
    tell_all,
)
from evaluations.models import AnnualDocument, Erratum, Publication, Revision
from evaluations.rendering import Artefacts, SignatureLine, publication_artefacts
from programs.kernel.actor import Actor
from programs.kernel.errors import Refused, RuleBroken
from programs.kernel.gate import passing


def publish(actor: Actor, document: AnnualDocument, at: datetime) -> Publication:
    """Render the signed revision once and make it public at an address of its own.

    Publishing twice gives the same publication. Raises Refused for the party that does not publish
    by the contract.
    """
    at = at.replace(microsecond=0)  # printed and written into the PDF to the second
    with passing(actor, Act.PUBLISH, document) as trail, guarding():
        document = locked(actor, document)
        revision = current_revision(document)
        done = Publication.objects.filter(revision=revision).first()
        if done is not None:
            trail.note(done)
            return done
        if not rules.may_publish(actor.side, document.contract.publisher):
            raise Refused(_("この契約では、公表は相手方が行います。"))
        insist_state(document, State.SIGNED)
        publication = _record(actor, document, revision, at)
        move(document, Event.PUBLISH)
        tell_all(actor, document, "published", at)
        trail.note(document, publication, fields=("state",))
    return publication


def _record(
    actor: Actor, document: AnnualDocument, revision: Revision, at: datetime
) -> Publication:
    before = document.publications.order_by("-revision_n").first()
    content = canonical.load(revision.canonical_json)
    made = publication_artefacts(
        content,
        signature_lines(revision),
        at,
        revision=revision.n,
        address=settings.BASE_URL
        + reverse("public:report", args=[document.hub.slug, document.fy, revision.n]),
    )
    publication = Publication.objects.create(
        hub_id=document.hub_id,
        document=document,
        contract=document.contract,
        revision=revision,
        supersedes=before,
        **_address(document, revision),
        title=" ".join(content["title"]),
        sha256=revision.sha256,
        **_files(made),
        licence=document.licence,
        template_version=document.template_version,
        published_by_id=actor.user_id,
        published_by_side=actor.side,
        published_at=at,
    )
    if before is not None:
        _explain(document, before, publication, at)
    return publication


def _address(document: AnnualDocument, revision: Revision) -> dict[str, str | int]:
    slug, fy, n = document.hub.slug, document.fy, revision.n
    names = {"ward_slug": slug, "ward_name": document.hub.ward_name, "path": f"{slug}/{fy}/r{n}"}
    return {**names, "fy": fy, "revision_n": n}


def _files(made: Artefacts) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        "html": made.html,
        "txt": made.txt,
        "json": made.json,
        "pdf": made.pdf,
    }
    return {**files, **{f"{form}_sha256": made.hashes[form] for form in files}}


def _explain(
    document: AnnualDocument, before: Publication, after: Publication, at: datetime
) -> None:
    Erratum.objects.create(
        hub_id=document.hub_id,
        replaced=before,
        replacement=after,
        kind=document.correction_kind or CorrectionKind.ERRATUM,
        explanation=document.correction_reason,
        at=at,
    )


def signature_lines(revision: Revision) -> tuple[SignatureLine, ...]:
    """Return the live signatures of a revision as the renderings print them."""
    return tuple(
        SignatureLine(
            side=row.side,
            party=row.party_name,
            title=row.title,
            name=row.name,
            signed_at=row.at,
            method=row.auth_method,
            statement=row.statement_text,
        )
        for row in revision.signatures.filter(void=None).order_by("side", "pk")
    )


def start_correction(
    actor: Actor, document: AnnualDocument, kind: CorrectionKind, reason: str, at: datetime
) -> AnnualDocument:
    """Open a published document again, saying why; the published text stays readable and current."""
    reason = rules.clean(reason).text
    if not reason or len(reason) > 500:
        raise RuleBroken("reason", _("訂正の理由を500文字以内で入力してください。"))
    with passing(actor, Act.CORRECT, document) as trail, guarding():
        document = locked(actor, document)
        insist_state(document, State.PUBLISHED)
        document.correction_kind, document.correction_reason = kind, reason
        document.save(update_fields=["correction_kind", "correction_reason"])
        move(document, Event.CORRECT)
        tell_all(actor, document, "correcting", at)
        trail.note(document, fields=("state", "correction_reason"))
    return document
