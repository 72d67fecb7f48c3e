"""Links by which a person sets her own password: signed, once, for seven days.

A link carries the account and a digest of its present password. Setting a password changes the
digest, so a link works once; issuing another link changes it too, so only the newest one works.
"""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from programs.registry.models import Person

LASTS = timedelta(days=7)
_SALT = "registry.invitation"


def path_for(person: Person) -> str:
    """Return the address, without the site's name, where the person sets her password."""
    token = signing.dumps([person.pk, _digest(person)], salt=_SALT)
    return reverse("registry:invitation", args=[token])


def person_of(token: str) -> Person | None:
    """Return whose link it is; None when it was changed, used, replaced or is older than 7 days."""
    try:
        pk, digest = signing.loads(token, salt=_SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = Person.objects.select_for_update().filter(pk=pk, is_active=True).first()
    if person is None or not hmac.compare_digest(digest, _digest(person)):
        return None
    return person


@task()
def mail_link(person_id: int) -> int:
    """Mail the link to the account's address; return how many mails went.

    The link is made here, when the mail is written: the queue in the database never holds one.
    """
    person = Person.objects.filter(pk=person_id, is_active=True).exclude(email="").first()
    if person is None:
        return 0
    values: dict[str, Any] = {
        "url": settings.BASE_URL.rstrip("/") + path_for(person),
        "days": LASTS.days,
    }
    with override(person.language or settings.LANGUAGE_CODE):
        text = _(
            "次のアドレスを開き、%(days)s日以内にパスワードを設定してください。\n%(url)s\n\n心当たりがないときは、このメールを破棄してください。\n"
        )
        return send_mail(
            subject=_("子育て拠点ノート：パスワードの設定のお願い"),
            message=text % values,
            from_email=None,
            recipient_list=[person.email],
        )


def _digest(person: Person) -> str:
    return hashlib.sha256(f"{person.pk}:{person.password}".encode()).hexdigest()[:32]
