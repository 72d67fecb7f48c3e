"""Writes of accounts and roles: invite, give and end roles, stop and reopen, reset."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programs.kernel import notices
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.registry import account_trail, invitation, leaving
from programs.registry.choices import CITY_ROLES, Act, Role
from programs.registry.models import Membership, Person
from programs.registry.queries import staff as member_queries
from programs.registry.queries.staff import Account


@dataclass(frozen=True)
class Invitation:
    """What an administrator says about a person to invite; hub_id None is the city."""

    username: str
    name: str
    name_kana: str
    email: str
    hub_id: int | None
    roles: Sequence[str]
    title: str
    from_on: date
    to_on: date | None


def invite(actor: Actor, said: Invitation) -> tuple[Person, str]:
    """Make an account with its roles; return it and the path where its password is set once.

    Raises RuleBroken for a login id in use and for a role the actor cannot give there.
    """
    with passing(actor, Act.INVITE_MEMBER) as trail:
        person, path = write_invitation(actor, said)
        trail.note(person, fields=("username", "name", "roles"))
        return person, path


def write_invitation(actor: Actor, said: Invitation) -> tuple[Person, str]:
    """Make an account with its roles; the caller has passed the gate. Raises RuleBroken as ``invite``."""
    for role in said.roles:
        _may_give(actor, role, said.hub_id)
    person = _new_person(said)
    for role in said.roles:
        _add(person, said.hub_id, role, said.title, said.from_on, said.to_on)
    return person, _issue_link(person)


def give_role(
    actor: Actor,
    account: Account,
    hub_id: int | None,
    role: str,
    title: str,
    from_on: date,
    to_on: date | None,
) -> Membership:
    """Give a person a further role. Raises RuleBroken for one's own account and for a doubled role."""
    with passing(actor, Act.CHANGE_MEMBER, account) as trail:
        if account.person.pk == actor.user_id:
            raise RuleBroken(
                "role",
                _("自分自身に役割を追加することはできません。ほかの管理者に依頼してください。"),
            )
        _may_give(actor, role, hub_id)
        given = _add(account.person, hub_id, role, title, from_on, to_on)
        trail.note(account.person, fields=("roles",))
        return given


def end_role(actor: Actor, account: Account, role: Membership, last_on: date, today: date) -> None:
    """End a role with a last day; a day in the past ends it at once.

    Raises RuleBroken before its first day, after an earlier last day (nobody brings a role of her
    own back), and where nobody would administer the hub any more.
    """
    with passing(actor, Act.CHANGE_MEMBER, account) as trail:
        if last_on < role.from_on:
            raise RuleBroken("last_on", _("最終日は、役割の開始日以降の日にしてください。"))
        if role.to_on and last_on > role.to_on:
            raise RuleBroken(
                "last_on",
                _("役割の期間は延ばせません。続けるときは、新しく役割を追加してください。"),
            )
        _keep_an_administrator(actor, role, today)
        role.to_on = last_on
        role.save(update_fields=["to_on"])
        if role.hub_id:
            leaving.tell_directors([role.hub_id], account.person, today)
        trail.note(account.person, fields=("roles", "to_on"))


def set_active(actor: Actor, account: Account, active: bool, today: date) -> None:
    """Stop an account, whose sessions then end with their next request, or open it again."""
    with passing(actor, Act.CHANGE_MEMBER, account) as trail:
        _only_ours(actor, account, today)
        if account.person.pk == actor.user_id:
            raise RuleBroken("", _("自分自身のアカウントは停止できません。"))
        account.person.is_active = active
        account.person.save(update_fields=["is_active"])
        if not active:
            leaving.tell_directors(actor.hub_ids, account.person, today)
        trail.note(account.person, fields=("is_active",))


def reset_second_factor(actor: Actor, account: Account, today: date) -> None:
    """Take away app, keys and recovery codes; the person sets up new ones and is told."""
    with passing(actor, Act.CHANGE_MEMBER, account) as trail:
        _only_ours(actor, account, today)
        Authenticator.objects.filter(user_id=account.person.pk).delete()
        trail.note(account.person, fields=("second_factor",))
        _tell(account, "registry.second_factor_reset")


def issue_link(actor: Actor, account: Account, today: date) -> str:
    """Take away the password and return the path where the person sets a new one; she is told."""
    with passing(actor, Act.CHANGE_MEMBER, account) as trail:
        _only_ours(actor, account, today)
        if account.person.pk == actor.user_id:
            raise RuleBroken("", _("自分のパスワードは「パスワードの変更」から変更してください。"))
        trail.note(account.person, fields=("password",))
        _tell(account, "registry.password_link")
        return _issue_link(account.person)


def accept_invitation(token: str, password: str) -> Person:
    """Set the password of a link's account, once. Raises Hidden for a link that no longer works."""
    with transaction.atomic():
        person = invitation.person_of(token)
        if person is None:
            raise Hidden
        person.set_password(password)
        person.save(update_fields=["password"])
        who = account_trail.bare_actor(person)
        account_trail.leave(who, account_trail.AccountAct.ACCEPT_INVITATION, "done", person)
        return person


def _new_person(said: Invitation) -> Person:
    try:
        with transaction.atomic():
            return Person.objects.create_user(
                said.username, name=said.name, name_kana=said.name_kana, email=said.email
            )
    except IntegrityError as error:
        if "username" not in constraint_name(error):
            raise
        raise RuleBroken(
            "username", _("このログインIDはすでに使われています。別のIDにしてください。")
        ) from error


def _add(
    person: Person, hub_id: int | None, role: str, title: str, from_on: date, to_on: date | None
) -> Membership:
    if to_on and to_on < from_on:
        raise RuleBroken("to_on", _("終了日は開始日以降の日にしてください。"))
    try:
        with transaction.atomic():
            return Membership.objects.create(
                person=person, hub_id=hub_id, role=role, title=title, from_on=from_on, to_on=to_on
            )
    except IntegrityError as error:
        if constraint_name(error) != "membership_once":
            raise
        raise RuleBroken("role", _("同じ開始日の同じ役割がすでにあります。")) from error


def _may_give(actor: Actor, role: str, hub_id: int | None) -> None:
    """A hub's administrator gives roles of that hub; roles of the whole city come from the city."""
    if (hub_id or 0) not in actor.hub_ids:
        raise RuleBroken("hub", _("この拠点の役割を追加することはできません。"))
    if (hub_id is None and role not in CITY_ROLES) or (hub_id and role == Role.CITY_VIEWER):
        raise RuleBroken("role", _("この役割は、選んだ所属先にはありません。"))


def _keep_an_administrator(actor: Actor, role: Membership, today: date) -> None:
    if role.role == Role.ADMINISTRATOR and not member_queries.another_administrator(
        actor, role, today
    ):
        raise RuleBroken(
            "last_on",
            _("最後のアカウント管理者の役割は終了できません。先に別の管理者を決めてください。"),
        )


def _only_ours(actor: Actor, account: Account, today: date) -> None:
    if member_queries.works_elsewhere(actor, account.person, today):
        raise RuleBroken(
            "", _("ほかの拠点や市にも役割がある方です。市のアカウント管理者に依頼してください。")
        )


def _issue_link(person: Person) -> str:
    person.set_unusable_password()
    person.save(update_fields=["password"])
    if person.email:
        transaction.on_commit(lambda: invitation.mail_link.enqueue(person.pk))
    return invitation.path_for(person)


def _tell(account: Account, key: str) -> None:
    hub_id = next((role.hub_id for role in account.roles if role.hub_id), None)
    if hub_id:
        notices.tell(hub_id, [account.person], key, "/accounts/2fa/")
