"""Telling people: a notice in the inbox and a mail without content, both or neither."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from programs.kernel import localdates

if TYPE_CHECKING:
    from programs.kernel.models import Notice

# key -> the sentence shown in the inbox; areas add theirs when they load.
SENTENCES: dict[str, Any] = {}


def declare(key: str, sentence: Any) -> None:
    """Name the sentence of a kind of notice; placeholders as in ``%(year)s``."""
    SENTENCES[key] = sentence


def sentence(notice: "Notice") -> str:
    """Return the words of a notice in the active language; ``fy`` fills ``%(year)s``."""
    values = dict(notice.values)
    if "fy" in values:
        values["year"] = localdates.fiscal_year(int(values["fy"]))
    return str(SENTENCES.get(notice.key, notice.key)) % values


def tell(hub_id: int, people: Iterable[Any], key: str, path: str, **values: str) -> "list[Notice]":
    """Put a notice in each person's inbox and, after commit, send the mail that points to it.

    people are Person rows or ids; values fill the sentence and must hold nothing personal.
    """
    ids = sorted({getattr(person, "pk", person) for person in people})
    model = apps.get_model("kernel", "Notice")
    notices = model.objects.bulk_create(
        [model(hub_id=hub_id, person_id=i, key=key, values=values, path=path) for i in ids]
    )
    transaction.on_commit(lambda: _post(ids, key))
    return list(notices)


def _post(ids: list[int], key: str) -> None:
    mail_notice.enqueue(ids, key)


@task()
def mail_notice(person_ids: list[int], key: str) -> int:
    """Mail those who have an address that something waits for them; return how many mails went."""
    from django.contrib.auth import get_user_model

    people = get_user_model().objects.filter(pk__in=person_ids, is_active=True).exclude(email="")
    sent = 0
    for person in people.order_by("pk"):
        with override(getattr(person, "language", None) or settings.LANGUAGE_CODE):
            sent += send_mail(
                subject=_("子育て拠点ノート：新しいお知らせがあります"),
                message=_("ログインして「お知らせ」をご確認ください。\n%(url)s\n")
                % {"url": settings.BASE_URL},
                from_email=None,
                recipient_list=[person.email],
            )
    return sent
