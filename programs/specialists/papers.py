"""The list of a day for its specialist. Callers have passed the gate."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from programs.kernel import localdates
from programs.kernel.actor import Actor
from programs.kernel.record import Section, printed
from programs.specialists.choices import State
from programs.specialists.models import Booking, SpecialistDay

# Empty lines in which the specialist writes by hand.
ROOM = "\n" * 4


def list_of(actor: Actor, day: SpecialistDay, rows: Iterable[Booking], at: datetime) -> bytes:
    """Set the list: who comes when, what each family wants to talk about, and room to write."""
    facts = [
        (_("相談日"), localdates.day_full(day.held_on)),
        (_("施設"), str(day.site)),
        (_("専門職のお名前"), day.specialist_name),
        (_("担当の職員"), str(day.in_charge)),
    ]
    found = [_section(row) for row in rows]
    notes = [_("相談の内容を含みます。相談日が終わったら回収して廃棄してください。")]
    if not found:
        notes.append(_("予約はまだありません"))
    title = _("%(who)sの相談日　名簿") % {"who": day.profession}
    return printed(actor, title, [Section("", facts), *found], at, notes)


def _section(row: Booking) -> Section:
    name = row.name
    if row.state == State.OFFERED:
        name += _("（回答待ち）")
    concern = row.concern.read() if row.concern else ""
    facts = [(_("相談したいこと"), concern), (_("メモ"), ROOM)]
    return Section(f"{row.slot}　{name}", facts)
