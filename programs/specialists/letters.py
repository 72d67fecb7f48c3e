"""Mails to families about their slots: short, plain, and without a word of what they will talk about.

The queue holds ids only; the text and its signed link are made when the mail is written.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from programs.kernel import clock, localdates, outside, tenancy
from programs.specialists.choices import Letter, State
from programs.specialists.models import Booking

_SALT = "specialists.booking"


def email_key(email: str) -> str:
    """A keyed hash by which one address is known again; empty without one."""
    return outside.email_key(_SALT, email)


def token_for(booking: Booking) -> str:
    """The signed key of a booking's own page; another address on the booking makes it void."""
    return outside.link_token(_SALT, booking)


def booking_of(hub_id: int, token: str) -> Booking | None:
    """Whose link it is, in the hub's scope; None when it was changed, belongs elsewhere, is too old."""
    found = _rows().filter(pk=outside.linked_key(_SALT, token), hub_id=hub_id).first()
    return found if found and outside.fits(_SALT, token, found) else None


def post(booking: Booking, letter: Letter) -> None:
    """Send a mail once the transaction has committed; nothing without an address."""
    if booking.email:
        hub_id, pk = booking.hub_id, booking.pk
        transaction.on_commit(lambda: _enqueue(hub_id, pk, letter))


def _enqueue(hub_id: int, pk: int, letter: Letter) -> None:
    mail_family.enqueue(hub_id, pk, str(letter))


@task()
def mail_family(hub_id: int, booking_id: int, letter: str) -> int:
    """Write one mail to one family; return how many went."""
    with transaction.atomic():
        tenancy.enter([hub_id])
        booking = _rows().filter(pk=booking_id).exclude(email="").first()
    if booking is None or _too_late(booking, letter):
        return 0
    with override(booking.language):
        subject, lines = written(booking, Letter(letter))
    return send_mail(
        subject=subject, message=lines, from_email=None, recipient_list=[booking.email]
    )


def _rows() -> "QuerySet[Booking]":
    return Booking.objects.select_related("hub", "slot", "day", "day__site__hub", "day__profession")


def _too_late(booking: Booking, letter: str) -> bool:
    """Whether what the mail would say is no longer so; who moved is reminded anew."""
    if letter == Letter.REMINDER and booking.reminded_at is None:
        return True
    wanted = _STANDS.get(letter)
    return wanted is not None and booking.state != wanted


_STANDS: dict[str, State] = {
    Letter.CONFIRM: State.OFFERED,
    Letter.BOOKED: State.BOOKED,
    Letter.CONFIRM_WAIT: State.WAITING,
    Letter.WAITING: State.WAITING,
    Letter.OFFERED: State.OFFERED,
    Letter.MOVED: State.BOOKED,
    Letter.REMINDER: State.BOOKED,
}


def written(booking: Booking, letter: Letter) -> tuple[str, str]:
    """Subject and text of a mail in the active language."""
    until = booking.offered_until or booking.answer_until
    values = {"until": _when(until) if until else "", "reason": booking.day.cancelled_reason}
    parts = [str(_SAYS[letter]()) % values, _facts(booking)]
    if letter not in (Letter.CANCELLED, Letter.LAPSED, Letter.CALLED_OFF):
        parts.append(
            _("確認・取り消しはこちらから（ログインはいりません）：") + "\n" + _url(booking)
        )
    parts.append(
        _("このメールに返信はできません。ご用の方は施設にお電話ください。")
        + "\n"
        + booking.day.site.phone_line
        + _("心当たりがないときは、このメールを破棄してください。")
    )
    about = {"what": letter.label, "hub": booking.hub.name}
    subject = _("%(what)s（%(hub)s）") % about
    return " ".join(subject.split()), "\n\n".join(parts) + "\n"


_SAYS: dict[Letter, Any] = {
    Letter.CONFIRM: lambda: _(
        "お申し込みありがとうございます。予約の枠をお取りしています。\n%(until)sまでに、下のアドレスを開いて予約を確定してください。確定するまで予約は完了していません。"
    ),
    Letter.BOOKED: lambda: _("ご予約を承りました。お待ちしています。"),
    Letter.WAITING: lambda: _(
        "満員のため、専門相談のキャンセル待ちとして承りました。空きが出たら、順番にメールでお知らせします。"
    ),
    Letter.CONFIRM_WAIT: lambda: _(
        "いまは満員です。キャンセル待ちのお申し込みをお預かりしています。\n%(until)sまでに、下のアドレスを開いて「キャンセル待ちに並ぶ」を押してください。押すまでお申し込みは完了していません。"
    ),
    Letter.OFFERED: lambda: _(
        "空きが出ました。枠をお取りしています。\n%(until)sまでに、下のアドレスを開いて相談するかどうかをお知らせください。期限を過ぎると次の方にお回しします。"
    ),
    Letter.MOVED: lambda: _("ご予約の時間を次のとおり変更しました。"),
    Letter.LAPSED: lambda: _(
        "確認の期限が過ぎたため、お取りしていた枠を取り消しました。またのお申し込みをお待ちしています。"
    ),
    Letter.CANCELLED: lambda: _("予約を取り消しました。またのお申し込みをお待ちしています。"),
    Letter.CALLED_OFF: lambda: _(
        "申し訳ありませんが、次の専門相談は中止になりました。\n理由：%(reason)s"
    ),
    Letter.REMINDER: lambda: _(
        "明日の専門相談のお知らせです。都合が悪くなったときは、下のアドレスから取り消してください。"
    ),
}


def _facts(booking: Booking) -> str:
    slot, day = booking.slot, booking.day
    return "\n".join(
        (
            _("専門職：%(profession)s") % {"profession": day.profession},
            _("日時：%(when)s")
            % {"when": _when(slot.starts_at) if slot else localdates.day_full(day.held_on)},
            _("場所：%(place)s") % {"place": day.site.whereabouts},
            _("お名前：%(name)s") % {"name": booking.name},
        )
    )


def _when(at: datetime) -> str:
    local = clock.tokyo(at)
    return f"{localdates.day_full(local.date())} {local.hour}:{local.minute:02}"


def _url(booking: Booking) -> str:
    path = reverse("public_specialists:booking", args=[booking.hub.slug, token_for(booking)])
    return settings.BASE_URL.rstrip("/") + path
