"""How long a hub keeps what families wrote and how to reach them."""

from django.utils.translation import gettext_lazy as _

from programs.kernel.views.keeping import KeepingPage
from programs.specialists.choices import Act
from programs.specialists.models import Keeping


class KeepingEdit(KeepingPage):
    """For how many days; then concerns, names and addresses are erased by themselves."""

    action = Act.CHANGE_KEEPING
    title = _("専門相談の予約の保存期間")
    model = Keeping
    label = _("残す日数（相談日から）")
    back = "specialists:day-list"
    effect = _(
        "相談日からこの日数が過ぎると、予約の「相談したいこと」・お名前・電話番号・メールアドレスを自動で消します。"
        "来所と相談後の記録は残るので、集計は変わりません。"
    )
