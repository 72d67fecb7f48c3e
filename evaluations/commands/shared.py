"""What all commands here share: the lock, what the database refuses in words, and telling people."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations import rules
from evaluations.choices import Event, State
from evaluations.models import AnnualDocument, Revision
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.notices import tell
from programs.registry.choices import Role
from programs.registry.models import Membership

CONCERNED = (Role.DIRECTOR, Role.OPERATOR_SIGNATORY, Role.WARD_OFFICER, Role.WARD_SIGNATORY)

REFUSALS: Mapping[str, Any] = {
    "eval_text_frozen": _("この書類は確認または署名の途中か公表済みのため、本文を変更できません。"),
    "eval_document_state": _(
        "書類の状態が変わったため、この操作はできません。画面を読み直してください。"
    ),
    "eval_document_fy": _("この年度の書類はすでにあります。"),
    "eval_contract_term": _("この期の契約はすでに登録されています。"),
    "eval_contract_start": _("この年度から始まる契約はすでに登録されています。"),
    "eval_review_person": _("同じ人が双方を代表して合意することはできません。"),
    "eval_signature_person": _("同じ人が双方を代表して署名することはできません。"),
    "eval_signature_side": _("こちら側の署名はすでに済んでいます。"),
    "eval_signature_authority": _("署名できる役割が、いまは有効ではありません。"),
    "eval_signature_digest": _("署名しようとした内容が、合意した版と一致しません。"),
    "eval_signature_statement": _("確認の文が新しくなりました。画面を読み直してください。"),
    "eval_signature_checked": _("全文と個人情報の確認にチェックを入れてください。"),
    "eval_withdrawal_person": _("同じ人が双方を代表して取り下げることはできません。"),
    "eval_said_by_member": _("この操作ができる役割が、いまは有効ではありません。"),
    "eval_change_kept": _("だれが何を変えたかの記録は、書き換えも削除もできません。"),
    "eval_publication_chain": _("同じ年度の公表が先に行われました。画面を読み直してください。"),
}


@contextmanager
def guarding() -> Iterator[None]:
    """Say in words what a constraint or trigger of this area refused; raises RuleBroken."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        message = REFUSALS.get(constraint_name(error))
        if message is None:
            raise
        raise RuleBroken("", message) from error


def locked(actor: Actor, document: AnnualDocument) -> AnnualDocument:
    """Return the document as it is now, its row locked until the end; raises Hidden."""
    found = (
        AnnualDocument.objects.select_for_update(of=("self",))
        .select_related("hub", "contract", "boilerplate", "programme_list", "evaluates", "proposes")
        .select_related("current_revision")
        .filter(pk=document.pk, hub_id__in=actor.hub_ids)
        .first()
    )
    if found is None:
        raise Hidden
    return found


def insist_open(document: AnnualDocument) -> None:
    """Raise RuleBroken unless the text of the document may be changed now."""
    if document.state not in rules.OPEN_STATES:
        raise RuleBroken("", REFUSALS["eval_text_frozen"])


def published_before(document: AnnualDocument) -> bool:
    """Tell whether a publication of the document stands."""
    return document.publications.exists()


def move(document: AnnualDocument, event: Event, *, revision: Revision | None = None) -> None:
    """Bring the document to the state after an event and save it; raises RuleBroken."""
    reached = rules.next_state(document.state, event, published_before=published_before(document))
    if reached is None:
        raise RuleBroken("", REFUSALS["eval_document_state"])
    document.state = reached
    if revision is not None:
        document.current_revision = revision
    document.save(update_fields=["state", "current_revision"])


def insist_state(document: AnnualDocument, *states: State) -> None:
    """Raise RuleBroken unless the document is in one of the states."""
    if document.state not in states:
        raise RuleBroken("", REFUSALS["eval_document_state"])


def current_revision(document: AnnualDocument) -> Revision:
    """Return the revision under discussion; raises RuleBroken where there is none yet."""
    if document.current_revision is None:
        raise RuleBroken("", REFUSALS["eval_document_state"])
    return document.current_revision


def said_by(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the fields that record who spoke for which party, with name and title of the moment."""
    return {
        "hub_id": actor.hub_id,
        "side": actor.side,
        "person_id": actor.user_id,
        "name": actor.name,
        "title": actor.title,
        "at": at,
    }


def day_of(at: datetime) -> date:
    """Return the day in Tokyo."""
    return clock.tokyo(at).date()


def concerned(hub_id: int, on: date, *, but: int | None = None) -> list[int]:
    """Return the ids of the people of both parties whom a document concerns."""
    members = Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gte=on), hub_id=hub_id, role__in=CONCERNED, from_on__lte=on
    ).filter(person__is_active=True)
    ids = members.exclude(person_id=but).order_by("person_id").values_list("person_id", flat=True)
    return list(ids.distinct())


def tell_all(actor: Actor, document: AnnualDocument, key: str, at: datetime) -> None:
    """Tell everybody concerned, except the one who acted."""
    people = concerned(document.hub_id, day_of(at), but=actor.user_id)
    path = reverse("evaluations:document-show", args=[document.pk])
    tell(document.hub_id, people, f"evaluations.{key}", path, fy=str(document.fy))
