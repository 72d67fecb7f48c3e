"""A fresh proof of identity at the moment of signing or publishing."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evaluations.choices import AuthMethod
from programs.kernel.actor import Actor
from programs.registry.models import Person
from programs.registry.signin import try_password, verify_second_factor


def check(actor: Actor, password: str, code: str) -> AuthMethod:
    """Return how the actor proved who she is; raises ValidationError. Wrong tries are counted.

    The code wins where both are given: it is the stronger proof.
    """
    person = Person.objects.get(pk=actor.user_id)
    if code.strip():
        answer, field, method = verify_second_factor(person, code), "code", AuthMethod.TOTP
    elif password:
        answer, field, method = try_password(person, password), "password", AuthMethod.PASSWORD
    else:
        raise ValidationError({"password": _("パスワードか認証コードを入力してください。")})
    if not answer.ok:
        raise ValidationError({field: answer.message})
    return method
