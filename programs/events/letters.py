"""Mails to families about their bookings: short, plain, in the language they booked in.

The queue holds ids only; the text and its signed link are made when the mail is written.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from programs.events import rules
from programs.events.choices import Letter, State
from programs.events.models import Booking, EventDate
from programs.kernel import clock, localdates, outside, tenancy
from programs.registry.models import Hub

LASTS = outside.LINK_LASTS
_SALT = "events.booking"


def email_key(email: str) -> str:
    """A keyed hash by which one address is known again; empty without one."""
    return outside.email_key("events.email", email)


def token_for(booking: Booking) -> str:
    """The signed key of a booking's own page; another address on the booking makes it void."""
    return outside.link_token(_SALT, booking)


def booking_of(hub: Hub, token: str) -> Booking | None:
    """Whose link it is, in the hub's scope; None when it was changed, belongs elsewhere, is too old."""
    pk = outside.linked_key(_SALT, token)
    rows = Booking.objects.select_related("date", "date__event", "date__event__site__hub")
    booking = rows.filter(pk=pk, hub=hub).first()
    return booking if booking and outside.fits(_SALT, token, booking) else None


def post(booking: Booking, letter: Letter, *others: Booking) -> None:
    """Send a mail about a booking, and others of the same family, once the transaction has committed.

    Nothing without an address.
    """
    if booking.email:
        hub_id, pk, also = booking.hub_id, booking.pk, [one.pk for one in others]
        transaction.on_commit(lambda: _enqueue(hub_id, pk, letter, also))


def _enqueue(hub_id: int, pk: int, letter: Letter, also: list[int]) -> None:
    mail_family.enqueue(hub_id, pk, str(letter), also)


@task()
def mail_family(hub_id: int, booking_id: int, letter: str, also: Sequence[int] = ()) -> int:
    """Write one mail to one family about one booking or several; return how many went."""
    with transaction.atomic():
        tenancy.enter([hub_id])
        rows = Booking.objects.select_related(
            "hub", "date", "date__event", "date__event__site__hub"
        )
        found = rows.filter(pk__in=[booking_id, *also]).exclude(email="")
        bookings = list(found.order_by("date__starts_at", "pk"))
    bookings = [one for one in bookings if not _too_late(one, letter)]
    if not bookings:
        return 0
    with override(bookings[0].language):
        subject, lines = written(bookings[0], Letter(letter), *bookings[1:])
    return send_mail(
        subject=subject, message=lines, from_email=None, recipient_list=[bookings[0].email]
    )


def _too_late(booking: Booking, letter: str) -> bool:
    """Whether what the mail would say is no longer so; a date that moved is reminded of anew."""
    if letter == Letter.REMINDER and booking.reminded_at is None:
        return True
    wanted = _STANDS.get(letter)
    return wanted is not None and booking.state not in wanted


_STANDS: dict[str, Sequence[str]] = {
    Letter.CONFIRM: (State.OFFERED,),
    Letter.OFFERED: (State.OFFERED,),
    Letter.BOOKED: (State.BOOKED,),
    Letter.CONFIRM_WAIT: (State.WAITING,),
    Letter.WAITING: (State.WAITING,),
    Letter.MOVED: rules.PENDING,
    Letter.REMINDER: (State.BOOKED,),
}


def written(booking: Booking, letter: Letter, *others: Booking) -> tuple[str, str]:
    """Subject and text of a mail in the active language; the days of all bookings, one link."""
    until = booking.offered_until or booking.answer_until
    values: dict[str, Any] = {
        "until": _when(until) if until else "",
        "reason": booking.date.cancelled_reason,
    }
    said = str(_SAYS[letter]()) % values
    if letter == Letter.MOVED and booking.state == State.OFFERED:
        said += (
            "\n"
            + _(
                "お席はまだ確定していません。%(until)sまでに、下のアドレスを開いてお知らせください。"
            )
            % values
        )
    parts = [said, _facts(booking, [one.date for one in (booking, *others)])]
    if letter not in (Letter.CANCELLED, Letter.LAPSED, Letter.CALLED_OFF):
        parts.append(
            _("確認・取り消しはこちらから（ログインはいりません）：") + "\n" + _url(booking)
        )
    parts.append(
        _("このメールに返信はできません。ご用の方は施設にお電話ください。")
        + "\n"
        + booking.date.event.site.phone_line
        + _("心当たりがないときは、このメールを破棄してください。")
    )
    about = {"what": Letter(letter).label, "title": booking.date.event.title}
    subject = _("%(what)s：%(title)s") % about
    return " ".join(subject.split()), "\n\n".join(parts) + "\n"


_SAYS = {
    Letter.CONFIRM: lambda: _(
        "お申し込みありがとうございます。席をお取りしています。\n%(until)sまでに、下のアドレスを開いて予約を確定してください。確定するまで予約は完了していません。"
    ),
    Letter.BOOKED: lambda: _("ご予約を承りました。ご来場をお待ちしています。"),
    Letter.WAITING: lambda: _(
        "満員のため、キャンセル待ちとして承りました。空きが出たら、順番にメールでお知らせします。"
    ),
    Letter.CONFIRM_WAIT: lambda: _(
        "いまは満員です。キャンセル待ちのお申し込みをお預かりしています。\n%(until)sまでに、下のアドレスを開いて「キャンセル待ちに並ぶ」を押してください。押すまでお申し込みは完了していません。"
    ),
    Letter.OFFERED: lambda: _(
        "空きが出ました。席をお取りしています。\n%(until)sまでに、下のアドレスを開いて参加するかどうかをお知らせください。期限を過ぎると次の方にお回しします。"
    ),
    Letter.LAPSED: lambda: _(
        "回答の期限が過ぎたため、お取りしていた席を次の方にお回ししました。またのお申し込みをお待ちしています。"
    ),
    Letter.CANCELLED: lambda: _("予約を取り消しました。またのお申し込みをお待ちしています。"),
    Letter.CALLED_OFF: lambda: _(
        "申し訳ありませんが、次の催しは中止になりました。\n理由：%(reason)s"
    ),
    Letter.MOVED: lambda: _(
        "お申し込みの催しの日時が変わりました。新しい日時は次のとおりです。\n都合が悪くなったときは、下のアドレスから取り消してください。"
    ),
    Letter.REMINDER: lambda: _(
        "明日の催しのお知らせです。都合が悪くなったときは、下のアドレスから取り消してください。"
    ),
}


def _facts(booking: Booking, dates: Sequence[EventDate]) -> str:
    event = booking.date.event
    people = _("大人%(adults)s人、子ども%(children)s人") % {
        "adults": booking.adults,
        "children": booking.children,
    }
    care = _("（うち保育%(count)s人）") % {"count": booking.childcare} if booking.childcare else ""
    return "\n".join(
        (
            _("催し：%(title)s") % {"title": event.title},
            *(_("日時：%(when)s") % {"when": _when(on.starts_at)} for on in dates),
            _("場所：%(place)s") % {"place": event.site.whereabouts},
            _("お名前：%(name)s") % {"name": booking.name},
            _("人数：%(people)s") % {"people": people + care},
        )
    )


def _when(at: Any) -> str:
    local = clock.tokyo(at)
    return f"{localdates.day_full(local.date())} {local.hour}:{local.minute:02}"


def _url(booking: Booking) -> str:
    path = reverse("public_events:booking", args=[booking.hub.slug, token_for(booking)])
    return settings.BASE_URL.rstrip("/") + path
