"""What is counted of consultations themselves, in words; a part of `figures`.

Rows of suspected maltreatment are counted but never shown: their lines stay empty, without a link.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act
from consultations.figures import talks
from consultations.figures.restricted import day_unless_guarded, unless_guarded
from consultations.models import Consultation
from programs.kernel import localdates
from programs.kernel.figures import Figure


@day_unless_guarded
def _day(row: Any) -> str:
    held = row if isinstance(row, Consultation) else row.consultation
    return localdates.day_full(held.held_on)


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
            "閲覧を制限した記録も数え、内訳では「閲覧制限」にまとめます。"
            "取り消した記録と、練習用のご家族の記録は含めません。"
        ),
        rows=talks.consultations,
        count=talks.count_consultations,
        split=talks.split_consultations,
        breakdowns={
            "method": _("相談方法"),
            "topic": _("主な相談内容"),
            "outcome": _("相談の結果"),
            "caller": _("相談者"),
            "age_band": _("子どもの年齢"),
            "residence": _("お住まい"),
            "ward": _("お住まい（区名まで）"),
        },
        columns=(
            (_("相談日"), _day),
            (_("施設"), unless_guarded(lambda row: row.site)),
            (_("相談方法"), unless_guarded(lambda row: row.method)),
            (_("相談内容"), unless_guarded(queries.topics_text)),
            (_("相談の結果"), unless_guarded(lambda row: row.outcome)),
        ),
        rows_action=Act.VIEW,
    ),
    Figure(
        key="consultations.topics",
        label=_("相談内容の延べ件数"),
        unit=_("件"),
        rule=_(
            "1件の相談に相談内容が複数あるときは、それぞれを1件と数えます。"
            "そのため相談件数より多くなります。"
            "閲覧を制限した記録も数え、内訳では「閲覧制限」にまとめます。"
            "取り消した記録と、練習用のご家族の記録は含めません。"
        ),
        rows=talks.topics,
        count=talks.count_topics,
        split=talks.split_topics,
        breakdowns={"topic": _("相談内容")},
        columns=((_("相談日"), _day), (_("相談内容"), unless_guarded(lambda row: row.topic))),
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
        rows=talks.families,
        count=talks.count_families,
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
            "閲覧を制限した記録も数え、内訳では「閲覧制限」にまとめます。"
            "利用者支援として記録したもの、取り消した記録、練習用のご家族の記録は含めません。"
        ),
        rows=talks.people,
        count=talks.count_people,
        split=talks.split_people,
        breakdowns={
            "method": _("相談方法"),
            "residence": _("お住まい"),
            "ward": _("お住まい（区名まで）"),
        },
        columns=(
            (_("相談日"), _day),
            (_("相談方法"), unless_guarded(lambda row: row.method)),
            (_("何人目"), unless_guarded(lambda row: row.nth)),
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
            "閲覧を制限した記録も数え、内訳では「閲覧制限」にまとめます。"
            "取り消した記録と、練習用のご家族の記録は含めません。"
        ),
        rows=talks.user_support,
        count=talks.count_user_support,
        split=talks.split_user_support,
        breakdowns={"method": _("相談方法"), "outcome": _("相談の結果")},
        columns=(
            (_("相談日"), _day),
            (_("施設"), unless_guarded(lambda row: row.site)),
            (_("相談方法"), unless_guarded(lambda row: row.method)),
            (_("相談の結果"), unless_guarded(lambda row: row.outcome)),
        ),
        rows_action=Act.VIEW,
    ),
)
