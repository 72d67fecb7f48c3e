"""A hub full of canaries: every text that its people wrote carries the hub's mark.

Two such hubs stand beside each other. Whoever works for one may meet the mark of the other
nowhere: not on a page, in a file, in an address, in a message.
"""

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

from consultations import sealed
from consultations.choices import CodeKind, FollowUpKind, SafetyKind, StepKind
from consultations.commands.codes import install_codes
from consultations.models import (
    Case,
    CaseEvent,
    CaseMeeting,
    CaseTalk,
    Code,
    Concern,
    ConcernStep,
    Consultation,
    ConsultationTopic,
    Disclosure,
    DisclosurePart,
    FollowUp,
    MeetingAbout,
    MeetingFact,
    MeetingMember,
    MeetingMinutes,
    Note,
    QuickTally,
    Referral,
    ReferralEvent,
    SafetyEntry,
    Signpost,
    TrainingNeed,
)
from evaluations import commands as evaluating
from evaluations.choices import State
from evaluations.models import AnnualDocument, Comment, Evidence, Publication, TextChange
from programs.daylog import commands as daily
from programs.daylog.commands import Report, Worked
from programs.dropin.choices import ClosedHow, Kind, PersonRole, RuleKind
from programs.dropin.models import CalendarRule, Helper, PublicSite, Visit, VisitPerson
from programs.events.choices import Audience, BookedBy
from programs.events.choices import State as BookingState
from programs.events.models import Booking, Event, EventDate
from programs.exchange.models import ImportRow, ImportRun, ImportSheet
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.models import Notice
from programs.lending import commands as lending
from programs.lending.commands import Borrower
from programs.registry.choices import ConsentKind, Residence, Role
from programs.registry.models import (
    Adult,
    Child,
    ChildHome,
    CodeSystem,
    Consent,
    DifferentFamilies,
    ExternalCode,
    GroupContact,
    Handoff,
    Household,
    Hub,
)
from tests import make, make_families, make_specialists, make_staffing
from tests import make_evaluations as makes

# Roles of the city work for no hub; the others for theirs.
CITY = {Role.CITY_VIEWER}


@dataclass
class World:
    """One hub with its people and one thing of each kind."""

    letter: str
    hub: Hub
    actors: dict[Role, Actor] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["things"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def mark(self) -> str:
        """What no other hub may see."""
        return f"鳥{self.letter}鳥"

    def text(self, where: str) -> str:
        """A text of this hub's own."""
        return f"{self.mark}{where}"

    @property
    def digits(self) -> str:
        """Its telephone numbers' own ending."""
        return {"甲": "4810", "乙": "5927"}[self.letter]

    @property
    def phone(self) -> str:
        """A telephone number of this hub's own."""
        return f"045-{self.digits}-{self.digits}"

    def canaries(self) -> tuple[str, ...]:
        """All that must not be seen elsewhere."""
        return (self.mark, self.phone, self.phone.replace("-", ""), self.household.card_token)


def build(letter: str) -> World:
    """Make a hub and fill it; inside a transaction, rows visible by `make.scope()`."""
    world = World(letter, make.hub(f"{letter}区", name=f"{letter}拠点"))
    for role in Role:
        hub = None if role in CITY else world.hub
        world.actors[role] = make.member(hub, role, make.person(world.text(role.value)))
    _families(world)
    _visits(world)
    _events(world)
    _day(world)
    _shelf(world)
    make_specialists.in_world(world)
    make_staffing.in_world(world)
    _consultations(world)
    _concern(world)
    _support(world)
    _meetings(world)
    _documents(world)
    _notices(world)
    return world


def _families(world: World) -> None:
    hub = world.hub
    site = make.site(hub, f"{world.letter}館")  # the city reads names of places
    rows = [
        make.household(
            hub,
            world.text(f"世帯{n}"),
            "とりとり",
            number=300_000 + n,
            phone=world.phone,
            address=world.text("住所"),
            door_note=world.text("受付メモ"),
        )
        for n in range(3)
    ]
    group = make.group(
        hub,
        world.text("団体"),
        phone=world.phone,
        contact_name=world.text("担当"),
        note=world.text("メモ"),
        area=world.text("地区"),
    )
    contact = GroupContact.objects.create(
        hub=hub,
        group=group,
        name=world.text("連絡先"),
        position=world.text("役職"),
        phone=world.phone,
    )
    offer = Handoff.objects.create(
        hub=hub,
        from_area="dropin",
        to_area="consultations",
        household=rows[0],
        subject=world.text("引き継ぎ"),
        offered_by_id=world.actors[Role.STAFF].user_id,
    )
    _ties(world, rows[0], rows[2])
    world.things |= {
        "site": site,
        "household": rows[0],
        "visiting": rows[1],
        "absent": rows[2],
        "adult": Adult.objects.filter(household=rows[0]).order_by("pk").first(),
        "child": Child.objects.filter(household=rows[0]).order_by("pk").first(),
        "group": group,
        "group_contact": contact,
        "handoff": offer,
    }


def _ties(world: World, family: Household, other: Household) -> None:
    """A child of two families, a note, a consent, two judgements on registrations that look alike."""
    hub, staff = world.hub, world.actors[Role.STAFF]
    Adult.objects.filter(household=family).update(not_told=world.text("秘密"))
    by = {"hub": hub, "created_by_id": staff.user_id}
    expected = Child.objects.create(hub=hub, household=other, due_on=clock.today())
    home = ChildHome.objects.create(
        **by, household=other, child=Child.objects.filter(household=family).first()
    )
    Consent.objects.create(
        **by,
        household=family,
        kind=ConsentKind.PHOTO,
        given=True,
        wording_version=world.text("版"),
        said_on=clock.today(),
    )
    kept, gone = (
        make.household(hub, world.text(f"統合{n}"), "こ7", number=310_000 + n) for n in range(2)
    )
    merge = make_families.merge(staff, kept, gone, at=clock.now())
    apart = DifferentFamilies.objects.create(**by, first=family, second=kept)
    world.things |= {"expected": expected, "child_home": home, "merge": merge, "apart": apart}
    _codes(world, family)


def _codes(world: World, family: Household) -> None:
    """A number that another system gave the family."""
    system = CodeSystem.objects.create(hub=world.hub, name=world.text("発行元"))
    code = ExternalCode.objects.create(
        hub=world.hub,
        system=system,
        household=family,
        code=world.text("外部番号"),
        key=world.text("外部番号"),
        from_on=clock.today(),
        created_by_id=world.actors[Role.STAFF].user_id,
    )
    world.things |= {"code_system": system, "external_code": code}
    for kind, heads in (("families", ["name"]), ("staff", ["name", "username", "roles"])):
        _import(world, kind, heads)


def _import(world: World, kind: str, heads: list[str]) -> None:
    """A staged import whose every cell is marked."""
    run = ImportRun.objects.create(
        hub=world.hub,
        kind=kind,
        file_name=world.text("名簿"),
        heads=[world.text(head) for head in heads],
        fields=heads,
        counts={"error": 1},
        staged_at=clock.now(),
        staged_by_id=world.actors[Role.DIRECTOR].user_id,
    )
    cells = [world.text("行") for _head in heads]
    ImportSheet.objects.create(hub=world.hub, run=run, rows=[[2, cells]])
    note = {"text": "日付", "column": 0, "cell": world.text("行"), "params": {}}
    ImportRow.objects.create(
        hub=world.hub, run=run, number=2, fate="error", label=world.text("行"), notes=[note]
    )
    world.things[f"{kind}_run"] = run


def _events(world: World) -> None:
    """An event, which is public, and a booking, which is not."""
    by = {"hub": world.hub, "created_by_id": world.actors[Role.STAFF].user_id}
    event = Event.objects.create(
        **by,
        title=f"{world.letter}館",
        site=world.site,
        audience=Audience.ANYBODY,
        capacity=5,
        booked_by=BookedBy.PUBLIC,
    )
    starts_at = clock.now() + timedelta(days=9)
    on = EventDate.objects.create(
        hub=world.hub,
        event=event,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        counts=event.counts,
        capacity=5,
    )
    booking = Booking.objects.create(
        **by,
        date=on,
        household=world.household,
        name=world.text("予約"),
        phone=world.phone,
        note=world.text("連絡"),
        places=1,
        state=BookingState.BOOKED,
        queued_at=clock.now(),
        nonce=uuid4(),
    )
    world.things |= {"event": event, "event_date": on, "booking": booking}


def _visits(world: World) -> None:
    now = clock.now()
    by = world.actors[Role.RECEPTION].user_id
    shared = {
        "hub": world.hub,
        "site": world.site,
        "created_by_id": by,
        "residence": Residence.OWN_WARD,
    }
    inside = Visit.objects.create(
        **shared, household=world.visiting, arrived_at=now - timedelta(minutes=20), nonce=uuid4()
    )
    left = Visit.objects.create(
        **shared,
        household=world.household,
        arrived_at=now - timedelta(minutes=50),
        left_at=now - timedelta(minutes=10),
        closed_how=ClosedHow.DESK,
        nonce=uuid4(),
    )
    guest = Visit.objects.create(
        **shared,
        kind=Kind.GUEST,
        guest_label=world.text("初めての方"),
        arrived_at=now - timedelta(minutes=30),
        nonce=uuid4(),
    )
    for visit in (inside, left, guest):
        VisitPerson.objects.create(hub=world.hub, visit=visit, role=PersonRole.MOTHER)
    world.things |= {"inside": inside, "left": left, "guest": guest}
    _calendar(world)


def _calendar(world: World) -> None:
    """A closure of one day that everybody may read, so without the hub's mark."""
    day = clock.today() + timedelta(days=40)
    world.things["rule"] = CalendarRule.objects.create(
        hub=world.hub,
        site=world.site,
        kind=RuleKind.CLOSURE,
        from_on=day,
        to_on=day,
        reason=f"{world.letter}館",
        added_by_id=world.actors[Role.DIRECTOR].user_id,
    )
    PublicSite.objects.create(hub=world.hub, site=world.site)


def _day(world: World) -> None:
    """A closed day with a correction and people on duty, an accident, a helper inside."""
    hub, site, at = world.hub, world.site, clock.now()
    staff = world.actors[Role.STAFF]
    day = clock.today()
    (duty,) = daily.add_duties(
        staff, site, day, [], [world.text("当番")], "volunteer", Worked(), today=day
    )
    make.scope()
    values = {"happened": world.text("様子"), "tomorrow": world.text("申し送り")}
    log = daily.close_log(staff, site, day, values, version=0, at=at)
    daily.correct_log(staff, log, "remarks", world.text("訂正"), world.text("理由"), seen=0, at=at)
    said = Report(
        kind="accident",
        happened_at=at,
        place="garden",
        involved="child",
        severity="clinic",
        care="clinic",
        story=world.text("起きたこと"),
        measures=world.text("対応"),
        household=world.household,
    )
    incident = daily.report(staff, site, said, at)
    daily.record_telling(staff, incident, "guardian", at, world.text("伝えたこと"), at)
    helper = Helper.objects.create(
        hub=hub,
        site=site,
        kind="volunteer",
        name=world.text("助っ人"),
        came_at=at,
        created_by_id=staff.user_id,
    )
    make.scope()
    world.things |= {"daylog": log, "duty": duty, "incident": incident, "helper": helper}


def _shelf(world: World) -> None:
    """An item that is out to a family, and one that is free."""
    staff = world.actors[Role.STAFF]
    items = [
        lending.add_item(
            staff,
            {
                "site": world.site,
                "kind": "toy",
                "number": f"{world.letter}館{n}",
                "name": world.text(f"品{n}"),
                "condition": "good",
                "note": world.text("品のメモ"),
            },
        )
        for n in range(2)
    ]
    to = Borrower(world.household.name, world.phone, world.household, world.text("貸すメモ"))
    now = clock.now()
    loan = lending.lend(staff, items[0], to, clock.today(), now)
    make.scope()
    world.things |= {"item": items[0], "free_item": items[1], "loan": loan}


def _consultations(world: World) -> None:
    hub, staff = world.hub, world.actors[Role.STAFF].user_id
    install_codes(hub)
    codes = {kind: Code.objects.filter(hub=hub, kind=kind).order_by("order") for kind in CodeKind}
    own = Code.objects.create(
        hub=hub, kind=CodeKind.TOPIC, code="own", label=world.text("内容"), order=90
    )
    contact = SafetyEntry.objects.create(
        hub=hub,
        kind=SafetyKind.CONTACT,
        title=world.text("連絡先"),
        detail=world.text("説明"),
        phone=world.phone,
        order=90,
    )
    today = clock.today()
    talk = Consultation.objects.create(
        hub=hub,
        site=world.site,
        held_on=today,
        started_at=time(10, 30),
        minutes=20,
        method=codes[CodeKind.METHOD][0],
        outcome=codes[CodeKind.OUTCOME][0],
        household=world.household,
        child=world.child,
        created_by_id=staff,
    )
    ConsultationTopic.objects.create(hub=hub, consultation=talk, topic=own, is_main=True)
    note = Note.objects.create(
        hub=hub,
        consultation=talk,
        author_id=staff,
        text=sealed.put(hub.pk, world.text("相談のメモ")),
        written_at=clock.now(),
    )
    todo = FollowUp.objects.create(
        hub=hub,
        consultation=talk,
        due_on=today,
        kind=FollowUpKind.CALL,
        owner_id=staff,
        created_by_id=staff,
        text=sealed.put(hub.pk, world.text("次の対応")),
    )
    world.things |= {
        "talk": talk,
        "note": note,
        "follow_up": todo,
        "code": own,
        "contact": contact,
        "method": talk.method,
        "outcome": talk.outcome,
    }


def _support(world: World) -> None:
    """A case with a consultation of its own, a referral to the ward, somebody told where to go."""
    hub, staff = world.hub, world.actors[Role.STAFF].user_id
    shared = {"hub": hub, "site": world.site, "created_by_id": staff}
    today = clock.today()
    joined = Consultation.objects.create(
        **shared, held_on=today, method=world.method, outcome=world.outcome
    )
    plan = sealed.put(hub.pk, world.text("支援の計画"))
    case = Case.objects.create(
        **shared,
        number=1,
        household=world.household,
        plan=plan,
        owner_id=staff,
        review_on=today,
        opened_on=today,
    )
    CaseTalk.objects.create(hub=hub, case=case, consultation=joined)
    CaseEvent.objects.create(
        hub=hub, case=case, kind="opened", author_id=staff, written_at=clock.now(), text=plan
    )
    referral = Referral.objects.create(
        **shared,
        consultation=world.talk,
        to="ward",
        basis="urgent",
        reason=sealed.put(hub.pk, world.text("理由")),
        contacts=["phone"],
        person=sealed.put(hub.pk, world.text("お名前")),
        text=sealed.put(hub.pk, world.text("紹介の内容")),
        sent_on=today,
        due_on=today,
        owner_id=staff,
    )
    ReferralEvent.objects.create(
        hub=hub, referral=referral, kind="sent", author_id=staff, written_at=clock.now()
    )
    signpost = Signpost.objects.create(
        hub=hub,
        consultation=world.talk,
        to="other",
        place=world.text("案内先"),
        created_by_id=staff,
        told_at=clock.now(),
    )
    world.things |= {"case": case, "joined": joined, "referral": referral, "signpost": signpost}


def _meetings(world: World) -> None:
    """A meeting with the ward and a decision, a disclosure that was granted, a need, a question."""
    hub, staff = world.hub, world.actors[Role.STAFF].user_id
    now, today = clock.now(), clock.today()
    basis = Code.objects.create(
        hub=hub, kind=CodeKind.BASIS, code="own", label=world.text("根拠"), order=90
    )
    meeting = CaseMeeting.objects.create(
        hub=hub,
        kind="case",
        held_on=today,
        place=world.text("場所"),
        basis=basis,
        reason=sealed.put(hub.pk, world.text("共有の理由")),
        created_by_id=staff,
    )
    for of, name in (("ward", world.text("保健師")), ("other", world.text("参加者"))):
        MeetingMember.objects.create(hub=hub, meeting=meeting, of=of, name=name)
    meeting = CaseMeeting.objects.prefetch_related("members").get(pk=meeting.pk)
    MeetingAbout.objects.create(hub=hub, meeting=meeting, household=world.household)
    MeetingMinutes.objects.create(
        hub=hub,
        meeting=meeting,
        author_id=staff,
        text=sealed.put(hub.pk, world.text("共有したこと")),
        written_at=now,
    )
    fact = MeetingFact.objects.create(
        hub=hub,
        meeting=meeting,
        author_id=staff,
        text=sealed.put(hub.pk, world.text("別の根拠で共有したこと")),
        basis=basis,
        written_at=now,
    )
    FollowUp.objects.create(
        hub=hub,
        meeting=meeting,
        due_on=today,
        kind=FollowUpKind.CALL,
        owner_id=staff,
        created_by_id=staff,
        text=sealed.put(hub.pk, world.text("決めたこと")),
    )
    disclosure = Disclosure.objects.create(
        hub=hub,
        number=1,
        household=world.household,
        asker="self",
        asker_name=sealed.put(hub.pk, world.text("求めた方")),
        asked_on=today,
        created_by_id=staff,
    )
    part = DisclosurePart.objects.create(
        hub=hub,
        disclosure=disclosure,
        consultation=world.talk,
        text=sealed.put(hub.pk, world.text("写し")),
    )
    disclosure.state = "granted"
    disclosure.save(update_fields=["state"])
    need = TrainingNeed.objects.create(
        hub=hub, person_id=staff, subject=world.text("研修"), noted_on=today, noted_by_id=staff
    )
    quick = QuickTally.objects.create(
        hub=hub, title=world.text("質問"), topic_ids=[world.code.pk], order=90
    )
    world.things |= {
        "meeting": meeting,
        "meeting_fact": fact,
        "disclosure": disclosure,
        "disclosure_part": part,
        "training_need": need,
        "quick": quick,
    }


def _concern(world: World) -> None:
    hub, author = world.hub, world.actors[Role.CONSULTANT].user_id
    talk = Consultation.objects.create(
        hub=hub,
        site=world.site,
        held_on=clock.today(),
        method=world.method,
        outcome=world.outcome,
        household=world.absent,
        guarded=True,
        created_by_id=author,
    )
    concern = Concern.objects.create(
        hub=hub,
        consultation=talk,
        household=world.absent,
        created_by_id=author,
        opened_at=clock.now(),
    )
    ConcernStep.objects.create(
        hub=hub,
        concern=concern,
        kind=StepKind.SEEN,
        author_id=author,
        happened_at=clock.now(),
        written_at=clock.now(),
        contact=world.contact,
        text=sealed.put(hub.pk, world.text("見たこと")),
    )
    world.things |= {"concern": concern, "guarded": talk}


def _documents(world: World) -> None:
    """One document published in plain words, one in draft whose every text is marked."""
    who = makes.Round(
        world.hub,
        world.actors[Role.DIRECTOR],
        world.actors[Role.WARD_OFFICER],
        world.actors[Role.OPERATOR_SIGNATORY],
        world.actors[Role.WARD_SIGNATORY],
    )
    # Signatures and publications name their people for everybody: these stay unmarked.
    signers = [who.operator_signer, who.ward_signer, who.director, who.officer]
    makes.contract(who)
    old = makes.in_state(_plainly(who), State.PUBLISHED, makes.document(_plainly(who), 2024))
    draft = makes.document(who, 2025)
    _mark(world, draft, signers[2])
    comment = Comment.objects.create(
        hub=world.hub,
        document=draft,
        anchor="document",
        side="operator",
        author_id=who.director.user_id,
        author_name=world.text("名"),
        text=world.text("コメント"),
        at=makes.AT,
    )
    evidence = Evidence.objects.create(
        hub=world.hub,
        document=draft,
        figure_key="dropin.visits.families",
        label=world.text("根拠"),
        unit="組",
        rule=world.text("数え方"),
        from_on=date(2025, 4, 1),
        to_on=date(2026, 3, 31),
        value=1,
        frozen_at=makes.AT,
        chosen_by_id=who.director.user_id,
    )
    cell = draft.cells.order_by("pk").first()
    world.things |= {
        "document": draft,
        "published": old,
        "publication": Publication.objects.get(document=old),
        "goal_set": draft.proposes,
        "goal": draft.proposes.goals.order_by("order").first(),
        "initiative": draft.proposes.initiatives.order_by("order").first(),
        "cell": cell,
        "comment": comment,
        "evidence": evidence,
    }


def _plainly(who: makes.Round) -> makes.Round:
    def plain(actor: Actor) -> Actor:
        return replace(actor, name="見本 署名")

    return makes.Round(
        who.hub,
        plain(who.director),
        plain(who.officer),
        plain(who.operator_signer),
        plain(who.ward_signer),
    )


def _mark(world: World, draft: AnnualDocument, writer: Actor) -> None:
    for cell in draft.cells.order_by("pk"):
        evaluating.save_text(
            writer,
            draft,
            f"cell-{cell.pk}",
            world.text("成果の下書き"),
            version=cell.version,
            at=makes.later(1),
        )
    for goal in draft.proposes.goals.order_by("order"):
        type(goal).objects.filter(pk=goal.pk).update(text=world.text("目標の下書き"))
    draft.proposes.initiatives.update(text=world.text("取組の下書き"))
    TextChange.objects.create(
        hub=world.hub,
        document=draft,
        anchor="marked",
        label=world.text("変更"),
        after=world.text("変更"),
        side=writer.side,
        person_id=writer.user_id,
        person_name=writer.name,
        started_at=makes.later(2),
        at=makes.later(2),
    )


def _notices(world: World) -> None:
    world.things["notices"] = {
        role: Notice.objects.create(
            hub=world.hub,
            person_id=actor.user_id,
            key=world.text("お知らせ"),
            path=f"/?{world.letter}",
        )
        for role, actor in world.actors.items()
    }
