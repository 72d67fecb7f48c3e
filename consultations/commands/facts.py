"""From what was tapped to the columns of a consultation, each checked."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Caller, CodeKind, CountedIn
from consultations.commands.checks import check_length
from consultations.models import Code
from consultations.rules import LONGEST_CITY, LONGEST_TALK, MOST_PEOPLE, Tally, age_band_on, home
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.registry import queries as registry
from programs.registry.choices import CityWard

Facts = dict[str, Any]


def facts_of(
    actor: Actor, tally: Tally, at: datetime, keep: tuple[int, ...] = ()
) -> tuple[Facts, list[Code]]:
    """Turn a tally into columns and topics of the own hub; codes to keep may be out of use.

    Raises RuleBroken for what cannot be, Hidden for another hub's site.
    """
    _check_time(tally, at)
    known = {code.pk: code for code in queries.codes(actor)}
    household, child, others = _family(actor, tally)
    bands = [age_band_on(one.birth_on, tally.held_on) for one in others]
    residence = household.residence if household else tally.residence
    ward, city = _home(tally, residence)
    facts: Facts = {
        "site": registry.site(actor, tally.site_id),
        "held_on": tally.held_on,
        "started_at": tally.started_at,
        "minutes": tally.minutes,
        "method": _code(known, tally.method_id, CodeKind.METHOD, keep),
        "outcome": _code(known, tally.outcome_id, CodeKind.OUTCOME, keep),
        "caller": tally.caller,
        "age_band": age_band_on(child.birth_on, tally.held_on) if child else tally.age_band,
        "residence": residence,
        "ward": ward,
        "city": city,
        "household": household,
        "child": child,
        "with_callers": list(dict.fromkeys(tally.with_callers)),
        "people": _people(tally),
        "with_bands": [str(band) for band in bands] if others else list(tally.with_bands),
        "agency": _agency(actor, tally),
        "counted_in": CountedIn(tally.counted_in),
    }
    topics = [_code(known, pk, CodeKind.TOPIC, keep) for pk in dict.fromkeys(tally.topic_ids)]
    if not topics:
        raise RuleBroken("topics", _("相談内容を1つ以上選んでください。"))
    return facts, topics


def _home(tally: Tally, residence: str) -> tuple[str, str]:
    ward, city = home(residence, tally.ward, tally.city)
    if ward and ward not in CityWard.values:
        raise RuleBroken("ward", _("選択肢の中から選んでください。"))
    check_length("city", city, LONGEST_CITY)
    return ward, city


def _check_time(tally: Tally, at: datetime) -> None:
    now = clock.tokyo(at)
    if tally.held_on > now.date():
        raise RuleBroken("held_on", _("相談日に、今日より後の日付は入力できません。"))
    if tally.started_at and tally.held_on == now.date() and tally.started_at > now.time():
        raise RuleBroken("started_at", _("開始時刻に、今より後の時刻は入力できません。"))
    if tally.minutes is not None and not 1 <= tally.minutes <= LONGEST_TALK:
        raise RuleBroken(
            "minutes",
            _("相談時間は1分から%(limit)s分までで入力してください。") % {"limit": LONGEST_TALK},
        )


def _code(known: dict[int, Code], pk: int, kind: CodeKind, keep: tuple[int, ...]) -> Code:
    field = "topics" if kind == CodeKind.TOPIC else str(kind)
    code = known.get(pk)
    if code is None or code.kind != kind:
        raise RuleBroken(field, _("選択肢の中から選んでください。"))
    if code.retired_on and pk not in keep:
        raise RuleBroken(field, _("「%(label)s」は、いまは使われていません。") % {"label": code})
    return code


def _people(tally: Tally) -> int:
    """How many asked: as given, else the first caller and those with her."""
    least = 1 + len(dict.fromkeys(tally.with_callers))
    people = tally.people or least
    if not least <= people <= MOST_PEOPLE:
        raise RuleBroken(
            "people",
            _("人数は%(least)s人から%(most)s人までで入力してください。")
            % {"least": least, "most": MOST_PEOPLE},
        )
    return people


def _agency(actor: Actor, tally: Tally) -> Any:
    """The partner group that asked; only where the caller is an agency."""
    if tally.agency_id is None or tally.caller != Caller.AGENCY:
        return None
    found = registry.groups(actor).filter(pk=tally.agency_id).first()
    if found is None:
        raise RuleBroken("agency", _("関係団体を選んでください。"))
    return found


def _family(actor: Actor, tally: Tally) -> tuple[Any, Any, list[Any]]:
    """The household, the child and the further children of a tally; all of the same household."""
    if tally.household_id is None:
        if tally.child_id is not None:
            raise RuleBroken(
                "link", _("子どもだけを結びつけることはできません。ご家族を選んでください。")
            )
        return None, None, []
    household = registry.household(actor, tally.household_id)
    wanted = [pk for pk in (tally.child_id, *tally.with_child_ids) if pk is not None]
    if not wanted:
        return household, None, []
    young = {one.pk: one for one in household.everybody_young()}
    if not set(wanted) <= set(young):
        raise RuleBroken("link", _("選んだ子どもは、このご家族に登録されていません。"))
    first, *others = dict.fromkeys(wanted)
    return household, young[first], [young[pk] for pk in others]
