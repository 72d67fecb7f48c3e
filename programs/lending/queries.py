"""Reads of lending, always for an actor."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.kana import search_key
from programs.kernel.policy import may
from programs.kernel.todos import Todo, Together
from programs.lending import rules
from programs.lending.choices import LENDABLE, Act, StepKind
from programs.lending.models import Item, Loan, LoanStep, Terms
from programs.registry import queries as registry
from programs.registry.models import Household


def terms(actor: Actor) -> Terms:
    """Return for how many days the hub lends; the usual values where nobody chose others."""
    found = Terms.objects.filter(hub_id=actor.hub_id).first()
    return found or Terms(hub_id=actor.hub_id, version=0)


def items(actor: Actor) -> "QuerySet[Item]":
    """Return the items of the actor's hubs, each with whether it is lent."""
    out = Loan.objects.filter(item=OuterRef("pk"), ended_on=None)
    rows = Item.objects.filter(hub_id__in=actor.hub_ids).select_related("site")
    return rows.annotate(is_out=Exists(out))


def items_like(actor: Actor, text: str) -> "QuerySet[Item]":
    """Return the items whose number begins with a text or whose name contains it."""
    rows = items(actor)
    label = rules.label_of(text)
    return rows.filter(Q(number__startswith=label) | Q(name__icontains=text)) if label else rows


def item(actor: Actor, pk: int) -> Item:
    """Return one item; raises Hidden."""
    found = items(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def free_items(actor: Actor, text: str, limit: int = 20) -> list[Item]:
    """Return the items that could be lent now and match, by kind and number."""
    rows = items_like(actor, text).filter(is_out=False, condition__in=LENDABLE)
    return list(rows[:limit])


def loans(actor: Actor) -> "QuerySet[Loan]":
    """Return the loans of the actor's hubs with item and family."""
    rows = Loan.objects.filter(hub_id__in=actor.hub_ids)
    return rows.select_related("item", "item__site", "household", "lent_by")


def open_loans(actor: Actor) -> "QuerySet[Loan]":
    """Return what is out, the longest overdue first."""
    return loans(actor).filter(ended_on=None).order_by("due_on", "pk")


def loan(actor: Actor, pk: int) -> Loan:
    """Return one loan; raises Hidden."""
    found = loans(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def loans_like(actor: Actor, rows: "QuerySet[Loan]", text: str) -> "QuerySet[Loan]":
    """Return the loans whose item, borrower or family matches a text."""
    if not text.strip():
        return rows
    families = registry.matching(actor, text) if search_key(text) else Household.objects.none()
    return rows.filter(
        Q(item__number__startswith=rules.label_of(text))
        | Q(item__name__icontains=text)
        | Q(name__icontains=text)
        | Q(household_id__in=families.values("pk"))
    )


def history_of(item: Item) -> list[Loan]:
    """Return an item's loans with their steps, the newest first."""
    rows = Loan.objects.filter(item=item).select_related("household", "lent_by")
    return list(rows.prefetch_related("steps__by").order_by("-lent_on", "-pk")[:50])


def timeline_rows(actor: Actor, household: Household) -> "QuerySet[Any, Any]":
    """Return a family's loans as (area, instant, item, step, item's number), to be joined with others."""
    rows = LoanStep.objects.filter(hub_id__in=actor.hub_ids, loan__household=household).order_by()
    if not may(actor, Act.VIEW_LOANS):
        rows = rows.none()
    return rows.values_list(Value("lending"), "at", "loan__item__name", "kind", "loan__item_id")


def timeline_words(item: str, step: str) -> str:
    """Return one of those rows in words."""
    return _("貸し出し（%(item)s）%(step)s") % {"step": StepKind(step).label, "item": item}


def waiting(actor: Actor, today: date) -> list[Together]:
    """Return what is overdue, told on one line to those who take it back."""
    if not may(actor, Act.RETURN):
        return []
    rows = Loan.objects.filter(hub_id=actor.hub_id, ended_on=None, due_on__lt=today)
    return [Together((rows,), _overdue)]


def _overdue(count: int, today: date) -> Todo:
    text = ngettext(
        "返却が遅れている貸し出しが%(count)s件あります",
        "返却が遅れている貸し出しが%(count)s件あります",
        count,
    )
    url = reverse("lending:loan-list") + "?state=over"
    return Todo(text % {"count": count}, url, today, overdue=True)
