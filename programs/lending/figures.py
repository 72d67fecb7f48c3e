"""What lending counts; each number is that of the rows shown, practice families never count."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from programs.kernel import localdates
from programs.kernel.actor import Actor
from programs.kernel.figures import Figure, Period
from programs.lending.choices import Act, ItemKind
from programs.lending.models import Loan


def lent(actor: Actor, period: Period) -> "QuerySet[Loan]":
    """Return the loans that began in a period."""
    rows = Loan.objects.filter(
        hub_id__in=actor.hub_ids, lent_on__range=(period.from_on, period.to_on)
    ).exclude(household__is_demo=True)
    if period.site_ids:
        rows = rows.filter(item__site_id__in=period.site_ids)
    return rows.select_related("item", "item__site").order_by("lent_on", "pk")


def counts(actor: Actor, period: Period) -> dict[str, int]:
    """Return the figure's number by its key."""
    return {"lending.loans": lent(actor, period).count()}


def _split(actor: Actor, period: Period, by: str) -> dict[str, int]:
    rows = lent(actor, period).order_by().values_list("item__kind")
    found = rows.annotate(Count("pk")).order_by("item__kind")
    return {str(ItemKind(kind).label): number for kind, number in found}


FIGURES: tuple[Figure, ...] = (
    Figure(
        key="lending.loans",
        label=_("貸し出し"),
        unit=_("件"),
        rule=_("貸した日で数えます。延長は数えません。練習用のご家族への貸し出しは数えません。"),
        rows=lent,
        count=lambda actor, period: lent(actor, period).count(),
        split=_split,
        breakdowns={"kind": _("種類")},
        columns=(
            (_("貸した日"), lambda row: localdates.day_full(row.lent_on)),
            (_("種類"), lambda row: row.item.get_kind_display()),
            (_("品名"), lambda row: row.item.name),
            (_("施設"), lambda row: row.item.site.name),
        ),
        rows_action=str(Act.VIEW_LOANS),
    ),
)

# Their number is that of their rows: the month asks for all of them at once.
BY_ROWS = frozenset(figure.key for figure in FIGURES)
