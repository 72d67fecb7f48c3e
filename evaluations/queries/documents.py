"""Finding documents, and who has spoken to them."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations import places, rules
from evaluations.choices import Act, State, Verdict
from evaluations.models import (
    AnnualDocument,
    Boilerplate,
    Contract,
    ProgrammeList,
    Revision,
    Signature,
    SigningStatement,
)
from evaluations.places import Place
from programs.kernel import localdates
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.kernel.todos import Each, Todo

_WAITING = {
    State.REVIEW: (
        Act.AGREE,
        "document-review",
        _("%(year)sの評価の書類を読んで、合意するか作成に戻す"),
    ),
    State.AGREED: (Act.SIGN, "document-sign", _("%(year)sの評価の書類に署名する")),
    State.HALF_SIGNED: (Act.SIGN, "document-sign", _("%(year)sの評価の書類に署名する")),
    State.SIGNED: (Act.PUBLISH, "document-publish", _("%(year)sの評価の書類を公表する")),
}


def waiting(actor: Actor, today: date) -> list[Each]:
    """Return what the actor can do for documents that wait for her side, newest year first."""
    if not may(actor, Act.VIEW_DOCUMENTS):
        return []
    rows = documents(actor).filter(state__in=[state.value for state in _WAITING])
    related = rows.select_related("contract", "current_revision")
    return [Each(related, lambda row, _today: _todo(actor, row))]


def _todo(actor: Actor, row: AnnualDocument) -> Todo | None:
    act, name, title = _WAITING[State(row.state)]
    if not may(actor, act, row) or actor.side not in waiting_for(row):
        return None
    url = reverse(f"evaluations:{name}", args=[row.pk])
    return Todo(title % {"year": localdates.fiscal_year(row.fy)}, url)


def documents(actor: Actor) -> "QuerySet[AnnualDocument]":
    """Return the documents of the actor's hubs, newest year first."""
    return AnnualDocument.objects.filter(hub_id__in=actor.hub_ids).order_by("-fy", "-pk")


def document(actor: Actor, pk: int) -> AnnualDocument:
    """Return one document with what every page of it needs; raises Hidden."""
    found = (
        documents(actor)
        .select_related("hub", "contract", "boilerplate", "programme_list", "evaluates", "proposes")
        .select_related("current_revision")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Hidden
    return found


def empty_places(document: AnnualDocument) -> list[Place]:
    """Return the places that must be filled before review and are not."""
    return list(places.empty_places(document))


def contracts(actor: Actor) -> "QuerySet[Contract]":
    """Return the contracts of the actor's hubs, newest first."""
    return Contract.objects.filter(hub_id__in=actor.hub_ids).order_by("-start_fy", "-pk")


def standing_texts(actor: Actor) -> tuple[Boilerplate | None, ProgrammeList | None]:
    """Return the newest standing texts and list of programmes, where there are any."""
    boilerplate = Boilerplate.objects.filter(hub_id__in=actor.hub_ids).order_by("-version").first()
    programmes = ProgrammeList.objects.filter(hub_id__in=actor.hub_ids).order_by("-version").first()
    return boilerplate, programmes


def statement(actor: Actor) -> SigningStatement | None:
    """Return the newest statement that signers confirm."""
    rows = SigningStatement.objects.filter(hub_id__in=actor.hub_ids)
    return rows.order_by("-version").first()


def agreed_sides(revision: Revision | None) -> set[str]:
    """Return the sides that agreed to a revision."""
    if revision is None:
        return set()
    return set(revision.reviews.filter(verdict=Verdict.OK).values_list("side", flat=True))


def live_signatures(revision: Revision | None) -> list[Signature]:
    """Return the signatures of a revision that count, operator first."""
    if revision is None:
        return []
    return list(revision.signatures.filter(void=None).order_by("side", "pk"))


def waiting_for(document: AnnualDocument) -> tuple[str, ...]:
    """Return the sides whose move it is."""
    revision_now = document.current_revision
    return tuple(
        str(side)
        for side in rules.sides_to_act(
            document.state,
            agreed=agreed_sides(revision_now) if document.state == State.REVIEW else (),
            signed={row.side for row in live_signatures(revision_now)}
            if document.state in rules.SIGNING_STATES
            else (),
            publisher=document.contract.publisher,
        )
    )
