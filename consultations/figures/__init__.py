"""What is counted of consultations. Every number has its rule in words and the rows behind it.

Rows of suspected maltreatment are counted but never shown: their lines stay empty, without a link.
"""

from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet, Sum, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act, AgeBand, Caller, CountedIn
from consultations.figures import referrals as of_referrals
from consultations.models import Consultation, ConsultationTopic
from consultations.starters import CODES
from programs.kernel import localdates
from programs.kernel.actor import Actor
from programs.kernel.figures import Figure, Period
from programs.kernel.rows import counted
from programs.registry.choices import Residence
from programs.registry.models import Household

# breakdown -> the code it counts by; or, below, the enumeration.
_CODES = {"method": "method", "topic": "topic_rows__topic", "outcome": "outcome"}
_CHOICES: dict[str, Any] = {"caller": Caller, "age_band": AgeBand, "residence": Residence}
# What links a consultation to a family that may be counted.
_LINKED = Q(guarded=False, household__isnull=False)


def consultations(actor: Actor, period: Period) -> "QuerySet[Consultation]":
    """Return the consultations held in a period; restricted ones stand last, so their day is not told."""
    return _held(actor, period).filter(counted_in=CountedIn.CONSULTATION)


def user_support(actor: Actor, period: Period) -> "QuerySet[Consultation]":
    """Return the contacts of a period that count in program 7 instead, and so nowhere else."""
    return _held(actor, period).filter(counted_in=CountedIn.USER_SUPPORT)


def people(actor: Actor, period: Period) -> "QuerySet[Consultation]":
    """Return the consultations of a period, each as often as people asked in it."""
    nth = _Series(Value(1), F("people"), output_field=IntegerField())
    return consultations(actor, period).annotate(nth=nth)


class _Series(Func):
    """One row for each number from the first to the second."""

    function = "generate_series"
    set_returning = True


def _held(actor: Actor, period: Period) -> "QuerySet[Consultation]":
    rows = queries.counted(actor).filter(held_on__range=(period.from_on, period.to_on))
    if period.site_ids:
        rows = rows.filter(site_id__in=period.site_ids)
    rows = rows.select_related("method", "outcome", "site").prefetch_related("topic_rows__topic")
    return rows.order_by("guarded", "held_on", "pk")


def families(actor: Actor, period: Period) -> "QuerySet[Household]":
    """Return the families that a consultation of the period is linked to, each once."""
    held = consultations(actor, period).filter(_LINKED)
    rows = Household.objects.filter(
        hub_id__in=actor.hub_ids, pk__in=held.order_by().values("household_id")
    )
    return rows.order_by("number", "pk")


def topics(actor: Actor, period: Period) -> "QuerySet[ConsultationTopic]":
    """Return every topic of every consultation of the period."""
    held = consultations(actor, period).order_by().values("pk")
    rows = ConsultationTopic.objects.filter(hub_id__in=actor.hub_ids, consultation__in=held)
    rows = rows.select_related("topic", "consultation")
    return rows.order_by("consultation__guarded", "consultation__held_on", "pk")


def count_consultations(actor: Actor, period: Period) -> int:
    """Return how many rows `consultations` has."""
    return consultations(actor, period).count()


def count_user_support(actor: Actor, period: Period) -> int:
    """Return how many rows `user_support` has."""
    return user_support(actor, period).count()


def count_people(actor: Actor, period: Period) -> int:
    """Return how many rows `people` has: the sum of who asked."""
    total = consultations(actor, period).order_by().aggregate(total=Sum("people"))["total"]
    return int(total or 0)


def count_families(actor: Actor, period: Period) -> int:
    """Return how many rows `families` has."""
    return families(actor, period).count()


def count_topics(actor: Actor, period: Period) -> int:
    """Return how many rows `topics` has."""
    return topics(actor, period).count()


def counts(actor: Actor, period: Period) -> dict[str, int]:
    """Return every figure's number by key, as its own `count` says it, in two queries."""
    asked = {
        "total": consultations(actor, period),
        "topics": topics(actor, period),
        "families": families(actor, period),
        "referrals": of_referrals.referrals(actor, period),
        "signposts": of_referrals.signposts(actor, period),
        "user_support": user_support(actor, period),
    }
    numbers = {**counted(asked), "people": count_people(actor, period)}
    return {f"consultations.{name}": number for name, number in numbers.items()}


def split_consultations(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    """Return the parts of the count by one breakdown; by topic the main one counts, each record once."""
    return _split(actor, consultations(actor, period), breakdown)


def split_user_support(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    """Return the parts of what counts in program 7."""
    return _split(actor, user_support(actor, period), breakdown)


def split_people(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    """Return how many people asked, by one breakdown."""
    numbers: dict[str, int] = {}
    if breakdown == "residence":
        rows = consultations(actor, period).order_by().values_list(breakdown)
        numbers = dict(rows.annotate(number=Sum("people")))
        labels = [(str(label), numbers.get(key)) for key, label in Residence.choices]
        return {label: number for label, number in labels if number}
    names = ("method__order", "method__code", "method__label")
    rows = consultations(actor, period).order_by(*names).values_list(*names)
    for _order, code, label, number in rows.annotate(number=Sum("people")):
        shown = gettext(label) if actor.hub_id else _common(code)
        numbers[shown] = numbers.get(shown, 0) + number
    return numbers


def _split(actor: Actor, found: "QuerySet[Consultation]", breakdown: str) -> dict[str, int]:
    rows = found.order_by()
    if breakdown in _CHOICES:
        numbers = dict(rows.values_list(breakdown).annotate(number=Count("pk")))
        choices = _CHOICES[breakdown].choices
        return {str(label): numbers[key] for key, label in choices if key in numbers}
    if breakdown == "topic":
        rows = rows.filter(topic_rows__is_main=True)
    return _by_code(actor, rows, _CODES[breakdown])


def split_topics(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    """Return how often each topic was talked about."""
    return _by_code(actor, topics(actor, period).order_by(), breakdown)


def _by_code(actor: Actor, rows: "QuerySet[Any]", field: str) -> dict[str, int]:
    """Count by the label of a code, in the order of the lists; several hubs' same codes are one part."""
    parts: dict[str, int] = {}
    names = (f"{field}__order", f"{field}__code", f"{field}__label")
    counted = rows.values_list(*names).annotate(number=Count("pk")).order_by(*names)
    for _order, code, label, number in counted:
        shown = gettext(label) if actor.hub_id else _common(code)
        parts[shown] = parts.get(shown, 0) + number
    return parts


def _common(code: str) -> str:
    """The label that all hubs share: words a hub chose for itself are not for the whole city."""
    for entries in CODES.values():
        for known, label in entries:
            if known == code:
                return gettext(label)
    return gettext("拠点独自の選択肢")


def _day(row: Any) -> Any:
    held = row if isinstance(row, Consultation) else row.consultation
    return gettext("（閲覧制限）") if held.guarded else localdates.day_full(held.held_on)


def _unless_guarded(value: Any) -> Any:
    """A column that stays empty for restricted rows."""

    def cell(row: Any) -> Any:
        held = row if isinstance(row, Consultation) else row.consultation
        return None if held.guarded else value(row)

    return cell


FIGURES: tuple[Figure, ...] = (
    Figure(
        key="consultations.total",
        label=_("相談件数"),
        unit=_("件"),
        rule=_(
            "相談の記録1つを1件と数えます。同じ方の2回目以降の相談も、それぞれ1件です。"
            "お名前を聞いていない相談も数えます。相談内容別では、主な相談内容で1件と数えます。"
            "何人かでの相談やグループでの相談も、1回を1件と数えます。"
            "1回の相談は、子育て相談事業か利用者支援事業のどちらか一方で1回だけ数えます。"
            "利用者支援として記録した面談や連絡は含めません。"
            "横浜子育てパートナーに引き継いだ相談も、はじめの1回はこちらの1件です。"
            "取り消した記録と、練習用のご家族の記録は含めません。"
        ),
        rows=consultations,
        count=count_consultations,
        split=split_consultations,
        breakdowns={
            "method": _("相談方法"),
            "topic": _("主な相談内容"),
            "outcome": _("相談の結果"),
            "caller": _("相談者"),
            "age_band": _("子どもの年齢"),
            "residence": _("お住まい"),
        },
        columns=(
            (_("相談日"), _day),
            (_("施設"), _unless_guarded(lambda row: row.site)),
            (_("相談方法"), _unless_guarded(lambda row: row.method)),
            (_("相談内容"), _unless_guarded(queries.topics_text)),
            (_("相談の結果"), _unless_guarded(lambda row: row.outcome)),
        ),
        rows_action=Act.VIEW,
    ),
    Figure(
        key="consultations.topics",
        label=_("相談内容の延べ件数"),
        unit=_("件"),
        rule=_(
            "1件の相談に相談内容が複数あるときは、それぞれを1件と数えます。"
            "そのため相談件数より多くなります。取り消した記録と、練習用のご家族の記録は含めません。"
        ),
        rows=topics,
        count=count_topics,
        split=split_topics,
        breakdowns={"topic": _("相談内容")},
        columns=((_("相談日"), _day), (_("相談内容"), _unless_guarded(lambda row: row.topic))),
        rows_action=Act.VIEW,
    ),
    Figure(
        key="consultations.families",
        label=_("相談のあったご家族"),
        unit=_("組"),
        rule=_(
            "登録のあるご家族に結びつけた相談から、ご家族を1組ずつ数えます（実数）。"
            "期間中に何回相談があっても1組です。お名前を聞いていない相談と、"
            "閲覧を制限した記録だけのご家族は含めません。練習用のご家族は含めません。"
        ),
        rows=families,
        count=count_families,
        columns=(
            (_("登録番号"), lambda row: row.number),
            (_("お住まい"), lambda row: row.get_residence_display()),
        ),
        rows_action=Act.VIEW,
    ),
    Figure(
        key="consultations.people",
        label=_("相談した人"),
        unit=_("人"),
        rule=_(
            "1回の相談に来た人、グループでの相談に参加した人を、それぞれ1人と数えます（延べ）。"
            "人数を入力していない相談は、選んだ相談者の人数で数えます。"
            "利用者支援として記録したもの、取り消した記録、練習用のご家族の記録は含めません。"
        ),
        rows=people,
        count=count_people,
        split=split_people,
        breakdowns={"method": _("相談方法"), "residence": _("お住まい")},
        columns=(
            (_("相談日"), _day),
            (_("相談方法"), _unless_guarded(lambda row: row.method)),
            (_("何人目"), _unless_guarded(lambda row: row.nth)),
        ),
        rows_action=Act.VIEW,
    ),
    Figure(
        key="consultations.user_support",
        label=_("利用者支援として記録した件数"),
        unit=_("件"),
        rule=_(
            "相談の記録のうち、数える事業に利用者支援を選んだものを、1回を1件と数えます。"
            "子育て相談事業の相談件数には含めません。"
            "取り消した記録と、練習用のご家族の記録は含めません。"
        ),
        rows=user_support,
        count=count_user_support,
        split=split_user_support,
        breakdowns={"method": _("相談方法"), "outcome": _("相談の結果")},
        columns=(
            (_("相談日"), _day),
            (_("施設"), _unless_guarded(lambda row: row.site)),
            (_("相談方法"), _unless_guarded(lambda row: row.method)),
            (_("相談の結果"), _unless_guarded(lambda row: row.outcome)),
        ),
        rows_action=Act.VIEW,
    ),
    *of_referrals.FIGURES,
)

# Their number is that of their rows: the month asks for all of them at once.
BY_ROWS = frozenset(figure.key for figure in FIGURES) - {"consultations.people"}
