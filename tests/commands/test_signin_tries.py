"""Guessing stops after five tries, wherever and however often it is tried."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction

from programs.kernel import clock
from programs.registry import signin, tries
from programs.registry.signin import Answer, try_password, verify_second_factor
from tests import make

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(step: int = 1) -> str:
    """The code of the previous (0), present (1) or next (2) half minute."""
    return format_hotp_value(hotp_value(SECRET, list(yield_hotp_counters_from_time())[step]))


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that reached the real hasher."""
    seen: list[str] = []
    real = Argon2PasswordHasher.verify

    def verify(self: Any, password: str, encoded: str) -> bool:
        seen.append(password)
        return real(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)
    return seen


@pytest.mark.django_db
def test_a_right_password_is_right_however_often_it_is_asked(hashings: list[str]) -> None:
    person = make.person()
    assert [try_password(person, make.PASSWORD) for _ in range(7)] == [Answer.RIGHT] * 7
    assert Answer.RIGHT.ok
    assert Answer.RIGHT.message == ""


@pytest.mark.django_db
def test_after_five_wrong_passwords_not_even_the_right_one_is_looked_at(
    hashings: list[str],
) -> None:
    person = make.person()
    answers = [try_password(person, f"guess {n}") for n in range(1000)]
    assert answers[:5] == [Answer.WRONG_PASSWORD] * 5
    assert set(answers[5:]) == {Answer.LOCKED}
    assert len(hashings) == 5
    assert try_password(person, make.PASSWORD) is Answer.LOCKED
    assert "15分" in str(Answer.LOCKED.message)


@pytest.mark.django_db
def test_codes_and_passwords_share_the_five_tries() -> None:
    person = make.person()
    make.second_factor(person.pk, SECRET)
    for _ in range(3):
        assert try_password(person, "wrong") is Answer.WRONG_PASSWORD
    for _ in range(2):
        assert verify_second_factor(person, "000000") is Answer.WRONG_CODE
    assert verify_second_factor(person, code_now()) is Answer.LOCKED
    assert try_password(person, make.PASSWORD) is Answer.LOCKED


@pytest.mark.django_db
def test_a_right_answer_does_not_give_new_tries_to_a_guesser() -> None:
    person = make.person()
    for _ in range(4):
        try_password(person, "wrong")
    assert try_password(person, make.PASSWORD) is Answer.RIGHT
    assert try_password(person, "wrong") is Answer.WRONG_PASSWORD
    assert try_password(person, make.PASSWORD) is Answer.LOCKED


@pytest.mark.django_db
def test_the_account_opens_again_fifteen_minutes_after_the_last_counted_try() -> None:
    person = make.person()
    began = clock.now()
    with clock.frozen(began):
        for _ in range(5):
            try_password(person, "wrong")
    with clock.frozen(began + timedelta(minutes=14, seconds=59)):
        assert try_password(person, make.PASSWORD) is Answer.LOCKED
    with clock.frozen(began + timedelta(minutes=15)):
        assert try_password(person, make.PASSWORD) is Answer.RIGHT


@pytest.mark.django_db
def test_slow_guessing_never_gets_more_than_five_in_any_quarter_of_an_hour() -> None:
    name, began = make.person().username, clock.now()
    taken = [n for n in range(120) if tries.take(name, began + timedelta(minutes=n))]
    for minute in range(120):
        assert len([n for n in taken if minute <= n < minute + 15]) <= 5


@pytest.mark.django_db
def test_other_accounts_are_not_affected() -> None:
    attacked, other = make.person(), make.person()
    for _ in range(10):
        try_password(attacked, "wrong")
    assert try_password(other, make.PASSWORD) is Answer.RIGHT


@pytest.mark.django_db
def test_spellings_of_one_login_id_share_one_bucket() -> None:
    name = make.person().username
    spellings = [name, name.upper(), f" {name} ", name.replace("-", "－"), name.replace("p", "ｐ")]
    assert all(tries.take(spelling, clock.now()) for spelling in spellings)
    assert not tries.take(name, clock.now())


@pytest.mark.django_db
def test_a_counted_try_survives_the_callers_rollback() -> None:
    person = make.person()
    for _ in range(5):
        try:
            with transaction.atomic():
                assert try_password(person, "wrong") is Answer.WRONG_PASSWORD
                raise LookupError
        except LookupError:
            pass
    assert try_password(person, make.PASSWORD) is Answer.LOCKED


@pytest.mark.django_db
def test_a_code_is_understood_full_width_and_with_spaces_and_works_once() -> None:
    person = make.person()
    make.second_factor(person.pk, SECRET)
    code = code_now()
    typed = " ".join((code[:3], code[3:])).translate(
        {ord("0") + n: ord("０") + n for n in range(10)}
    )
    assert verify_second_factor(person, typed) is Answer.RIGHT
    assert verify_second_factor(person, code) is Answer.WRONG_CODE
    assert "次のコード" in str(Answer.WRONG_CODE.message)


@pytest.mark.django_db
def test_a_recovery_code_works_once() -> None:
    person = make.person()
    make.second_factor(person.pk, SECRET)
    recovery = RecoveryCodes.activate(person).get_unused_codes()[0]
    assert verify_second_factor(person, recovery) is Answer.RIGHT
    assert verify_second_factor(person, recovery) is Answer.WRONG_CODE


@pytest.mark.django_db
def test_a_person_without_second_factor_has_no_right_code() -> None:
    assert verify_second_factor(make.person(), "123456") is Answer.WRONG_CODE


@pytest.mark.django_db
def test_the_secret_of_a_second_factor_is_not_readable_in_the_database() -> None:
    person = make.person()
    make.second_factor(person.pk, SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator WHERE user_id = %s", [person.pk])
        assert SECRET not in cursor.fetchone()[0]
    assert signin.MFAAdapter().decrypt(signin.MFAAdapter().encrypt(SECRET)) == SECRET


def test_guessing_from_many_connections_at_once_reaches_the_hasher_five_times(
    committed_db: None, hashings: list[str]
) -> None:
    from django.db import connections

    person = make.person()

    def guess(number: int) -> Answer:
        try:
            return try_password(person, f"guess {number}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(guess, range(100)))
    assert answers.count(Answer.WRONG_PASSWORD) == 5
    assert answers.count(Answer.LOCKED) == 95
    assert len(hashings) == 5
