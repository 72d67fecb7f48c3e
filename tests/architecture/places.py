"""Where each address with arguments leads in a world; an address missing here fails the sweep.

``target`` is what the policy's condition looks at, where it looks at more than the hub.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from programs.kernel import clock
from programs.registry.choices import Role
from tests.architecture.walk import Address, addresses
from tests.architecture.world import World

Build = Callable[[World, Role], dict[str, Any]]
Target = Callable[[World, Role], Any]


@dataclass(frozen=True)
class Place:
    """How an address is filled, and what stands there."""

    kwargs: Build
    target: Target | None = None
    # The arguments name a row of a hub: the other hub's must be hidden.
    owned: bool = True


def of(name: str, *, target: bool = False, **more: Any) -> Place:
    """An address whose ``pk`` is one thing of the world."""
    return Place(
        lambda world, role: {"pk": getattr(world, name).pk, **more},
        (lambda world, role: getattr(world, name)) if target else None,
    )


def at_site(**things: str) -> Place:
    """An address of the reception desk."""
    return Place(
        lambda world, role: {
            "site": world.site.pk,
            **{key: getattr(world, thing).pk for key, thing in things.items()},
        }
    )


def two_families() -> Place:
    """An address of two registrations that are compared."""
    return Place(
        lambda world, role: {"pk": world.household.pk, "other": world.absent.pk},
    )


def in_draft(**more: Callable[[World], Any]) -> Place:
    """An address within the document that is being written."""
    return Place(
        lambda world, role: {
            "pk": world.document.pk,
            **{key: make(world) for key, make in more.items()},
        }
    )


def in_public(*, date: bool = False) -> Place:
    """A page of a hub's events, which are everybody's to read."""
    return Place(
        lambda world, role: {
            "ward": world.hub.slug,
            **({"pk": world.event_date.pk} if date else {}),
        }
    )


def month(world: World, role: Role) -> dict[str, Any]:
    """The present month."""
    today = clock.today()
    return {"year": today.year, "month": today.month}


def a_day(**more: str) -> Place:
    """A site's day whose log is closed."""
    return Place(
        lambda world, role: {
            "site": world.site.pk,
            "day": world.daylog.day.isoformat(),
            **more,
        }
    )


def a_member(**more: str) -> Place:
    """An account of the hub."""

    def build(world: World, role: Role) -> dict[str, Any]:
        actor = world.actors[Role.KOSAPO]
        found = {"role_id": actor.membership_id}
        return {"pk": actor.user_id, **{key: found[name] for key, name in more.items()}}

    return Place(build)


def _goals(world: World) -> int:
    return int(world.goal_set.pk)


def _publication(world: World, role: Role) -> dict[str, Any]:
    return {"ward": world.hub.slug, "fy": 2024, "revision": world.publication.revision_n}


PLACES: dict[str, Place] = {
    # --- desk ---
    "desk:household pk": of("household"),
    "desk:notice-open pk": Place(lambda world, role: {"pk": world.notices[role].pk}),
    # --- registry ---
    "registry:household-edit pk": of("household"),
    "registry:household-card pk": of("household"),
    "registry:card-reissue pk": of("household"),
    "registry:household-archive pk": of("household"),
    "registry:household-restore pk": of("household"),
    "registry:consent-list pk": of("household"),
    "registry:consent-add pk": of("household"),
    "registry:shared-child-add pk": of("absent"),
    "registry:shared-child-end pk": of("child_home"),
    "registry:birth-add pk": of("expected"),
    "registry:code-list pk": of("household"),
    "registry:code-add pk": of("household"),
    "registry:code-end pk": of("external_code"),
    "registry:code-reopen pk": of("external_code"),
    "registry:code-system-edit pk": of("code_system"),
    "registry:household-tell-apart other pk": two_families(),
    "registry:household-merge other pk": two_families(),
    "registry:apart-undo pk": of("apart"),
    "registry:merge-undo pk": of("merge"),
    "registry:handoff-answer pk": of("handoff"),
    "registry:site-edit pk": of("site"),
    "registry:member-detail pk": a_member(),
    "registry:member-role-add pk": a_member(),
    "registry:member-role-end pk role": a_member(role="role_id"),
    "registry:member-stop pk": a_member(),
    "registry:member-reopen pk": a_member(),
    "registry:member-second-factor-reset pk": a_member(),
    "registry:member-link pk": a_member(),
    "registry:invitation token": Place(lambda world, role: {"token": "x"}, owned=False),
    # --- reception ---
    "dropin:reception site": at_site(),
    "dropin:search site": at_site(),
    "dropin:alone site": at_site(),
    "dropin:carried site": at_site(),
    "dropin:inside site": at_site(),
    "dropin:inside-print site": at_site(),
    "dropin:check-in household site": at_site(household="absent"),
    "dropin:scan site": at_site(),
    "dropin:leave site": at_site(),
    "dropin:visits-close site": at_site(),
    "dropin:closing site": at_site(),
    "dropin:guest-add site": at_site(),
    "dropin:head-count-add site": at_site(),
    "dropin:check-out pk": of("inside"),
    "dropin:visit-undo pk": of("inside"),
    "dropin:visit-people pk": of("guest"),
    "dropin:helper-add site": at_site(),
    "dropin:helper-came site": at_site(),
    "dropin:helper-left site": at_site(),
    "dropin:helper-out pk": of("helper"),
    "dropin:helper-back pk": of("helper"),
    "dropin:today-close site": at_site(),
    "dropin:today-open site": at_site(),
    "dropin:calendar site": at_site(),
    "dropin:rule-add kind site": Place(
        lambda world, role: {"site": world.site.pk, "kind": "closure"}
    ),
    "dropin:rule-stop pk": of("rule"),
    "dropin:rule-restore pk": of("rule"),
    "dropin:public-edit site": at_site(),
    "dropin:guest-register pk": of("guest"),
    "dropin:guest-link pk": of("guest"),
    # --- exchange ---
    "exchange:families-import pk": of("families_run"),
    "exchange:families-columns pk": of("families_run"),
    "exchange:families-sheet pk": of("families_run"),
    "exchange:families-confirm pk": of("families_run"),
    "exchange:families-abandon pk": of("families_run"),
    "exchange:families-undo pk": of("families_run"),
    "exchange:families-rejected pk": of("families_run"),
    "exchange:staff-import pk": of("staff_run"),
    "exchange:staff-columns pk": of("staff_run"),
    "exchange:staff-sheet pk": of("staff_run"),
    "exchange:staff-confirm pk": of("staff_run"),
    "exchange:staff-abandon pk": of("staff_run"),
    "exchange:staff-undo pk": of("staff_run"),
    "exchange:staff-rejected pk": of("staff_run"),
    # --- events ---
    "events:event-detail pk": of("event"),
    "events:event-cancel pk": of("event"),
    "events:event-edit pk": of("event"),
    "events:date-add pk": of("event"),
    "events:date-detail pk": of("event_date"),
    "events:date-print pk": of("event_date"),
    "events:date-move pk": of("event_date"),
    "events:date-cancel pk": of("event_date"),
    "events:date-book pk": of("event_date"),
    "events:guest-book pk": of("event_date"),
    "events:family-book household pk": Place(
        lambda world, role: {"pk": world.event_date.pk, "household": world.absent.pk}
    ),
    "events:booking-cancel pk": of("booking"),
    "events:booking-put-in pk": of("booking"),
    "events:booking-mark pk": of("booking"),
    "events:booking-numbers pk": of("booking"),
    "public_events:list ward": in_public(),
    "public_events:ical ward": in_public(),
    "public_events:rss ward": in_public(),
    "public_events:received ward": in_public(),
    "public_events:date pk ward": in_public(date=True),
    "public_events:book pk ward": in_public(date=True),
    "public_events:booking token ward": Place(
        lambda world, role: {"ward": world.hub.slug, "token": "x"}, owned=False
    ),
    "public_events:numbers token ward": Place(
        lambda world, role: {"ward": world.hub.slug, "token": "x"}, owned=False
    ),
    # --- signals ---
    "signals:signal-answer pk": of("signal", target=True),
    "signals:signal-plan pk": of("signal", target=True),
    "signals:signal-dismiss pk": of("signal", target=True),
    "signals:signal-undo pk": of("signal", target=True),
    "signals:rule-edit kind": Place(lambda world, role: {"kind": "gap"}, owned=False),
    # --- specialists ---
    "specialists:day-detail pk": of("specialist_day", target=True),
    "specialists:day-edit pk": of("specialist_day", target=True),
    "specialists:day-cancel pk": of("specialist_day", target=True),
    "specialists:day-print pk": of("specialist_day", target=True),
    "specialists:day-wait pk": of("specialist_day", target=True),
    "specialists:guest-wait pk": of("specialist_day", target=True),
    "specialists:family-wait household pk": Place(
        lambda world, role: {"pk": world.specialist_day.pk, "household": world.absent.pk}
    ),
    "specialists:slot-close pk": of("free_slot"),
    "specialists:slot-book pk": of("free_slot"),
    "specialists:guest-book pk": of("free_slot"),
    "specialists:family-book household pk": Place(
        lambda world, role: {"pk": world.free_slot.pk, "household": world.absent.pk}
    ),
    "specialists:booking-cancel pk": of("slot_booking"),
    "specialists:booking-put-in pk": of("slot_booking"),
    "specialists:booking-move pk": of("slot_booking"),
    "specialists:booking-mark pk": of("slot_booking"),
    "specialists:booking-result pk": of("slot_booking"),
    "specialists:entry-add kind": Place(lambda world, role: {"kind": "topic"}, owned=False),
    "specialists:entry-edit pk": of("specialist_entry"),
    "public_specialists:list ward": in_public(),
    "public_specialists:received ward": in_public(),
    "public_specialists:received_waiting ward": in_public(),
    "public_specialists:wait pk ward": Place(
        lambda world, role: {"ward": world.hub.slug, "pk": world.specialist_day.pk}
    ),
    "public_specialists:book pk ward": Place(
        lambda world, role: {"ward": world.hub.slug, "pk": world.free_slot.pk}
    ),
    "public_specialists:booking token ward": Place(
        lambda world, role: {"ward": world.hub.slug, "token": "x"}, owned=False
    ),
    # --- daylog ---
    "daylog:log-show day site": a_day(),
    "daylog:log-write day site": a_day(),
    "daylog:log-keep day site": a_day(),
    "daylog:log-correct day field site": a_day(field="happened"),
    "daylog:duty-add day site": a_day(),
    "daylog:duty-edit pk": of("duty"),
    "daylog:duty-remove pk": of("duty"),
    **{
        f"daylog:incident-{verb} pk": of("incident", target=True)
        for verb in ("read", "print", "tell", "note", "decide", "close", "reopen", "void")
    },
    # --- lending ---
    "lending:item-detail pk": of("item"),
    "lending:item-edit pk": of("item"),
    "lending:item-lend pk": of("free_item"),
    "lending:named-lend pk": of("free_item"),
    "lending:family-lend household pk": Place(
        lambda world, role: {"pk": world.free_item.pk, "household": world.absent.pk}
    ),
    "lending:loan-return pk": of("loan"),
    "lending:loan-undo pk": of("loan"),
    "lending:loan-extend pk": of("loan"),
    "lending:loan-end pk": of("loan"),
    # --- consultations ---
    "consultations:consultation-detail pk": of("talk", target=True),
    "consultations:consultation-edit pk": of("talk", target=True),
    "consultations:consultation-undo pk": of("talk", target=True),
    "consultations:consultation-redo pk": of("talk", target=True),
    "consultations:note-read pk": of("talk", target=True),
    "consultations:note-add pk": of("talk", target=True),
    "consultations:note-correct pk": of("note", target=True),
    "consultations:follow-up-add pk": of("talk", target=True),
    "consultations:follow-up-read pk": of("follow_up", target=True),
    "consultations:follow-up-move pk": of("follow_up", target=True),
    "consultations:follow-up-done pk": of("follow_up", target=True),
    "consultations:follow-up-reopen pk": of("follow_up", target=True),
    "consultations:concern-detail pk": of("concern", target=True),
    "consultations:concern-log-add pk": of("concern", target=True),
    "consultations:supervise pk": of("talk", target=True),
    "consultations:supervision-read pk": of("talk", target=True),
    "consultations:referral-add pk": of("talk", target=True),
    "consultations:signpost-add pk": of("talk", target=True),
    "consultations:signpost-undo pk": of("signpost", target=True),
    "consultations:referral-read pk": of("referral", target=True),
    "consultations:referral-print pk": of("referral", target=True),
    "consultations:referral-answer pk": of("referral", target=True),
    "consultations:referral-finish pk": of("referral", target=True),
    "consultations:referral-withdraw pk": of("referral", target=True),
    "consultations:referral-move pk": of("referral", target=True),
    "consultations:ward-referral-read pk": of("referral", target=True),
    "consultations:ward-referral-answer pk": of("referral", target=True),
    "consultations:ward-referral-finish pk": of("referral", target=True),
    "consultations:case-add pk": of("talk", target=True),
    "consultations:case-join pk": of("talk", target=True),
    "consultations:case-read pk": of("case", target=True),
    "consultations:case-review pk": of("case", target=True),
    "consultations:case-close pk": of("case", target=True),
    "consultations:case-reopen pk": of("case", target=True),
    "consultations:case-leave pk talk": Place(
        lambda world, role: {"pk": world.case.pk, "talk": world.joined.pk},
        lambda world, role: world.case,
    ),
    "consultations:case-referral-add pk": of("case", target=True),
    "consultations:code-add kind": Place(lambda world, role: {"kind": "topic"}, owned=False),
    "consultations:code-edit pk": of("code"),
    "consultations:code-move pk way": of("code", way="up"),
    "consultations:safety-add kind": Place(lambda world, role: {"kind": "step"}, owned=False),
    "consultations:safety-edit pk": of("contact"),
    "consultations:safety-move pk way": of("contact", way="up"),
    # --- staffing ---
    "staffing:training-edit pk": of("training"),
    "staffing:training-void pk": of("training"),
    "staffing:training-restore pk": of("training"),
    "staffing:pledge-end pk": of("pledge"),
    "staffing:pledge-restore pk": of("pledge"),
    "consultations:consultation-print pk": of("talk", target=True),
    "consultations:case-print pk": of("case", target=True),
    "consultations:meeting-read pk": of("meeting", target=True),
    "consultations:meeting-print pk": of("meeting", target=True),
    "consultations:meeting-edit pk": of("meeting", target=True),
    "consultations:meeting-about pk": of("meeting", target=True),
    "consultations:meeting-correct pk": of("meeting", target=True),
    "consultations:meeting-decide pk": of("meeting", target=True),
    "consultations:meeting-share pk": of("meeting", target=True),
    "consultations:meeting-fact-correct fact pk": Place(
        lambda world, role: {"pk": world.meeting.pk, "fact": world.meeting_fact.pk},
        lambda world, role: world.meeting,
    ),
    "consultations:meeting-supervise pk": of("meeting", target=True),
    "consultations:disclosure-read pk": of("disclosure"),
    "consultations:disclosure-records pk": of("disclosure"),
    "consultations:disclosure-decide pk": of("disclosure"),
    "consultations:disclosure-hand-over pk": of("disclosure"),
    "consultations:disclosure-print pk": of("disclosure"),
    "consultations:part-mark pk": of("disclosure_part"),
    "consultations:part-copy pk": of("disclosure_part"),
    "consultations:part-show pk": of("disclosure_part"),
    "consultations:training-need-meet pk": of("training_need"),
    "consultations:training-need-reopen pk": of("training_need"),
    "consultations:quick-edit pk": of("quick"),
    "consultations:quick-move pk way": of("quick", way="up"),
    # --- network ---
    "network:group-edit pk": of("group"),
    "network:contact-add pk": of("group"),
    "network:contact-remove pk": of("group_contact"),
    "network:contact-restore pk": of("group_contact"),
    # --- reports ---
    "reports:month-of month year": Place(month, owned=False),
    "reports:rows key month year": Place(
        lambda world, role: {**month(world, role), "key": "dropin.visits.families"}, owned=False
    ),
    "reports:parts key month year": Place(
        lambda world, role: {**month(world, role), "key": "dropin.visits.families"}, owned=False
    ),
    # --- evaluations ---
    "evaluations:document-show pk": of("document"),
    "evaluations:document-preview pk": of("document"),
    "evaluations:document-history pk": of("document"),
    "evaluations:revision-show n pk": Place(
        lambda world, role: {"pk": world.published.pk, "n": world.publication.revision_n}
    ),
    "evaluations:text-save anchor pk": in_draft(anchor=lambda world: f"cell-{world.cell.pk}"),
    "evaluations:licence-change pk": of("document"),
    "evaluations:goal-add goals pk": in_draft(goals=_goals),
    "evaluations:style-change goals pk": in_draft(goals=_goals),
    "evaluations:initiative-add goals pk": in_draft(goals=_goals),
    "evaluations:goal-move goals pk row": in_draft(goals=_goals, row=lambda w: w.goal.pk),
    "evaluations:goal-remove goals pk row": in_draft(goals=_goals, row=lambda w: w.goal.pk),
    "evaluations:initiative-move goals pk row": in_draft(
        goals=_goals, row=lambda w: w.initiative.pk
    ),
    "evaluations:initiative-remove goals pk row": in_draft(
        goals=_goals, row=lambda w: w.initiative.pk
    ),
    "evaluations:cells-merge kind pk": in_draft(kind=lambda world: "outcome"),
    "evaluations:cells-split kind pk": in_draft(kind=lambda world: "outcome"),
    "evaluations:comment-add pk": of("document"),
    "evaluations:comment-resolve comment pk": in_draft(comment=lambda world: world.comment.pk),
    "evaluations:document-evidence pk": of("document"),
    "evaluations:evidence-add pk": of("document"),
    "evaluations:evidence-drop evidence pk": in_draft(evidence=lambda world: world.evidence.pk),
    "evaluations:document-send pk": of("document"),
    "evaluations:document-review pk": of("document"),
    "evaluations:document-agree pk": of("document"),
    "evaluations:document-return pk": of("document"),
    "evaluations:document-sign pk": of("document"),
    "evaluations:document-refuse pk": of("document"),
    "evaluations:document-publish pk": of("document"),
    "evaluations:document-correct pk": of("published"),
    "evaluations:document-withdraw pk": of("published"),
    # --- everybody's pages ---
    "public:year-list ward": Place(lambda world, role: {"ward": world.hub.slug}),
    "public:latest fy ward": Place(lambda world, role: {"ward": world.hub.slug, "fy": 2024}),
    "public:report fy revision ward": Place(_publication),
    "public:file form fy revision ward": Place(
        lambda world, role: {**_publication(world, role), "form": "pdf"}
    ),
    "sites:site-list ward": Place(lambda world, role: {"ward": world.hub.slug}),
    "sites:site site ward": Place(
        lambda world, role: {"ward": world.hub.slug, "site": world.site.pk}
    ),
    "sites:site-feed site ward": Place(
        lambda world, role: {"ward": world.hub.slug, "site": world.site.pk}
    ),
    # --- the library's pages of one's own account ---
    "account_confirm_email key": Place(lambda world, role: {"key": "x"}, owned=False),
    "mfa_edit_webauthn pk": Place(lambda world, role: {"pk": 1}, owned=False),
    "mfa_remove_webauthn pk": Place(lambda world, role: {"pk": 1}, owned=False),
}


def listed() -> list[Address]:
    """The addresses whose place is known; a test of its own fails for the others."""
    return [a for a in addresses() if not a.arguments or a.key in PLACES]


def place_of(address: Address) -> Place:
    """The place of an address. Raises KeyError for one that nobody has listed."""
    return PLACES[address.key] if address.arguments else Place(lambda w, r: {}, owned=False)


def path_of(address: Address, world: World, role: Role) -> str:
    """The path of an address in a world."""
    return reverse(address.name, kwargs=place_of(address).kwargs(world, role))
