"""Signing for one's party, and refusing. A signature is a record of mutual confirmation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from evaluations import rules
from evaluations.choices import Act, Event, State
from evaluations.commands.shared import (
    REFUSALS,
    current_revision,
    day_of,
    guarding,
    insist_state,
    locked,
    move,
    said_by,
    tell_all,
)
from evaluations.models import (
    AnnualDocument,
    Refusal,
    Revision,
    Signature,
    SignatureVoid,
    SigningStatement,
)
from evaluations.snapshots import party_name
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, Stale
from programs.kernel.gate import passing
from programs.registry.models import Membership


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the signer saw and proved: the hash, the statement's version, and how she proved herself."""

    sha256: str
    statement_version: int
    auth_method: str
    read_through: bool
    privacy_checked: bool


def sign(actor: Actor, document: AnnualDocument, given: Confirmation, at: datetime) -> Signature:
    """Sign the agreed revision for one's party.

    The same signer twice is one signature. Raises Stale for another text than the agreed one,
    RuleBroken without authority at that moment, for both parties' sake, or in the wrong state.
    """
    with passing(actor, Act.SIGN, document) as trail, guarding():
        document = locked(actor, document)
        revision = current_revision(document)
        if revision.sha256 != given.sha256:
            raise Stale(document, by=revision.name, at=revision.at)
        earlier = revision.signatures.filter(side=actor.side, void=None).first()
        if earlier and earlier.person_id == actor.user_id:
            trail.note(earlier)
            return earlier
        insist_state(document, State.AGREED, State.HALF_SIGNED)
        _check(actor, revision, given, earlier)
        signature = _record(actor, document, revision, given, at)
        move(document, Event.SIGN)
        tell_all(actor, document, str(document.state), at)
        trail.note(document, signature, fields=("state",))
    return signature


def _check(
    actor: Actor, revision: Revision, given: Confirmation, earlier: Signature | None
) -> None:
    if earlier:
        raise RuleBroken("", REFUSALS["eval_signature_side"])
    if revision.signatures.filter(person_id=actor.user_id).exists():
        raise RuleBroken("", REFUSALS["eval_signature_person"])
    if not (given.read_through and given.privacy_checked):
        raise RuleBroken("", REFUSALS["eval_signature_checked"])


def _record(
    actor: Actor, document: AnnualDocument, revision: Revision, given: Confirmation, at: datetime
) -> Signature:
    statement = SigningStatement.objects.filter(hub_id=document.hub_id).order_by("-version").first()
    if statement is None or statement.version != given.statement_version:
        raise RuleBroken("", REFUSALS["eval_signature_statement"])
    membership = _authority(actor, document.hub_id, at)
    return Signature.objects.create(
        **{**said_by(actor, at), "title": membership.title or actor.title},
        revision=revision,
        sha256=given.sha256,
        membership=membership,
        party_name=party_name(document.hub_id, actor.side, day_of(at)),
        statement_version=statement.version,
        statement_text=statement.text,
        auth_method=given.auth_method,
        read_through=given.read_through,
        privacy_checked=given.privacy_checked,
        licence=document.licence,
    )


def _authority(actor: Actor, hub_id: int, at: datetime) -> Membership:
    """Return the signer's membership as signatory of her party on that day; raises RuleBroken."""
    on = day_of(at)
    membership = (
        Membership.objects.filter(Q(to_on=None) | Q(to_on__gte=on), from_on__lte=on)
        .filter(hub_id=hub_id, person_id=actor.user_id, role=f"{actor.side}_signatory")
        .filter(person__is_active=True)
        .order_by("pk")
        .first()
    )
    if membership is None:
        raise RuleBroken("", REFUSALS["eval_signature_authority"])
    return membership


def refuse(actor: Actor, document: AnnualDocument, reason: str, at: datetime) -> AnnualDocument:
    """End the round of the agreed revision, saying why; signatures stay, marked as void."""
    reason = rules.clean(reason).text
    if not reason:
        raise RuleBroken("reason", _("署名しない理由、または取り消す理由を入力してください。"))
    with passing(actor, Act.VOID, document) as trail, guarding():
        document = locked(actor, document)
        insist_state(document, State.AGREED, State.HALF_SIGNED)
        revision = current_revision(document)
        said: dict[str, Any] = said_by(actor, at)
        Refusal.objects.create(**said, revision=revision, reason=reason)
        for signature in revision.signatures.filter(void=None):
            SignatureVoid.objects.create(**said, signature=signature, reason=reason)
        move(document, Event.VOID)
        tell_all(actor, document, "void", at)
        trail.note(document, fields=("state",))
    return document
