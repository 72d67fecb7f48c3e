"""How long a hub keeps the contacts of bookings."""

from django.utils.translation import gettext_lazy as _

from programs.events.choices import Act
from programs.events.models import Keeping
from programs.kernel.views.keeping import KeepingPage


class KeepingEdit(KeepingPage):
    """For how many days; then names, addresses and telephone numbers are erased by themselves."""

    action = Act.CHANGE_KEEPING
    title = _("予約の連絡先の保存期間")
    model = Keeping
    label = _("連絡先を残す日数（開催日から）")
    back = "events:calendar"
    effect = _(
        "開催日からこの日数が過ぎると、予約のお名前・電話番号・メールアドレス・連絡事項を自動で消します。"
        "人数と参加の記録は残るので、集計は変わりません。"
    )
