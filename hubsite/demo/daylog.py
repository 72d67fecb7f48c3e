"""Day logs, who was on duty, near misses and lending of the demonstration hub."""

from datetime import date, time, timedelta

from hubsite.demo.cast import Cast
from hubsite.demo.visits import open_on
from programs.daylog.choices import DutyKind, IncidentKind, Place, Severity, StepKind, Weather
from programs.daylog.models import DayLog, Duty, Incident, IncidentStep, IncidentText
from programs.kernel import clock
from programs.lending.choices import Condition, Ending, ItemKind
from programs.lending.choices import StepKind as LoanStepKind
from programs.lending.models import Item, Loan, LoanStep
from programs.registry.models import Household

DAYS = 14
HAPPENED = (
    "午前は赤ちゃん連れの方が多く、ゆったりと過ごされました。午後は外あそびの声が響きました。",
    "雨のため静かな一日でした。絵本のコーナーに長くいるご家族が目立ちました。",
    "双子のご家族が続けて来館され、先輩ママとの話がはずんでいました。",
    "開館と同時に混み合いました。昼前には落ち着き、ランチの場所も譲り合って使われました。",
    "初めての方が3組。スタッフが館内をご案内し、また来たいと話されていました。",
)
TOMORROW = (
    "園庭の水たまりを、開館前に確かめてください。",
    "ままごとの食器を洗って干してあります。朝、棚に戻してください。",
    "",
    "見学の団体が10時半に来ます。入口を広く空けておいてください。",
    "",
)
VOLUNTEERS = ("潮田 すみれ", "貝塚 みどり", "波多 こはる")
STUDENTS = ("渡瀬 あおい（学生）",)
# days ago, kind, place, severity, what happened, what was done
REPORTS = (
    (
        2,
        IncidentKind.NEAR_MISS,
        Place.ENTRANCE,
        Severity.NONE,
        "子どもが一人で自動ドアに近づいた。",
        "そばにいたスタッフが声をかけ、保護者のもとへ戻った。",
    ),
    (
        4,
        IncidentKind.NEAR_MISS,
        Place.BABY,
        Severity.NONE,
        "大きな子が赤ちゃんのマットに走り込んだ。",
        "ぶつかる前に止め、広いほうへ案内した。",
    ),
    (
        7,
        IncidentKind.ACCIDENT,
        Place.GARDEN,
        Severity.LIGHT,
        "すべり台の下で転び、ひざをすりむいた。",
        "水で洗い、ばんそうこうを貼った。",
    ),
    (
        9,
        IncidentKind.NEAR_MISS,
        Place.MEALS,
        Severity.NONE,
        "床に落ちた小さなお菓子を拾って口に入れそうになった。",
        "すぐに片づけ、昼食後の床の確認を増やした。",
    ),
    (
        12,
        IncidentKind.NEAR_MISS,
        Place.STAIRS,
        Severity.NONE,
        "階段の柵の留め具がはずれていた。",
        "その場で留め直し、当番表に点検を加えた。",
    ),
)
TOYS = (
    "木の汽車",
    "積み木セット",
    "型はめパズル",
    "ひもとおし",
    "布のボール",
    "音の出る絵本",
    "おきあがりこぼし",
    "ままごとセット",
)
BOOKS = (
    "どうぶつのうた",
    "おつきさまとねこ",
    "はじめてのごはん",
    "ゆきのひのおさんぽ",
    "いろいろやさい",
    "ねんねのえほん",
    "でんしゃがくるよ",
    "ぽんぽんふうせん",
)
BABY = ("抱っこひも", "ベビーバス", "ベビースケール", "お食事いす")


def create(made: Cast, households: list[Household], today: date) -> int:
    """Create two weeks of logs, five reports, forty items and fifteen loans; return how many logs."""
    days = [day for n in range(DAYS, 0, -1) if open_on(day := today - timedelta(days=n))]
    for number, day in enumerate(days):
        _log(made, number, day)
    for report in REPORTS:
        _report(made, report, today)
    _lend(made, _items(made), households, today)
    return len(days)


def _log(made: Cast, number: int, day: date) -> None:
    staff = made.people["staff"]
    log = DayLog.objects.create(
        hub=made.hub,
        site=made.main,
        day=day,
        weather=(Weather.SUNNY, Weather.RAIN, Weather.CLOUDY)[number % 3],
        happened=HAPPENED[number % len(HAPPENED)],
        tomorrow=TOMORROW[number % len(TOMORROW)],
        begun_by=staff,
    )
    on_duty = [("director", time(9), time(17)), ("staff", time(9, 30), time(16, 30))]
    names: list[tuple[str, str]] = [(VOLUNTEERS[number % len(VOLUNTEERS)], DutyKind.VOLUNTEER)]
    if number % 4 == 0:
        names.append((STUDENTS[0], DutyKind.STUDENT))
    common = {"hub": made.hub, "log": log, "created_by": staff}
    Duty.objects.bulk_create(
        [
            Duty(
                **common,
                kind=DutyKind.STAFF,
                person=made.people[who],
                name=made.people[who].name,
                came_at=came,
                left_at=left,
            )
            for who, came, left in on_duty
        ]
        + [
            Duty(**common, kind=kind, name=name, came_at=time(10), left_at=time(13))
            for name, kind in names
        ]
    )
    log.closed_by, log.closed_at = staff, clock.moment(day, time(16, 40))
    log.save_if(log.version, "closed_by_id", "closed_at")


def _report(
    made: Cast, report: tuple[int, IncidentKind, Place, Severity, str, str], today: date
) -> None:
    ago, kind, place, severity, story, measures = report
    at = clock.moment(today - timedelta(days=ago), time(11, 20))
    put, hub = IncidentText.put, made.hub.pk
    by = made.people["staff"]
    row = Incident.objects.create(
        hub=made.hub,
        site=made.main,
        kind=kind,
        happened_at=at,
        place=place,
        involved="child",
        severity=severity,
        care="watched" if kind == IncidentKind.NEAR_MISS else "first_aid",
        story=put(hub, story),
        measures=put(hub, measures),
        created_by=by,
        created_at=at,
    )
    steps: list[tuple[StepKind, str, str]] = [(StepKind.REPORTED, "", "")]
    if kind == IncidentKind.ACCIDENT:
        steps.append((StepKind.TOLD, "guardian", "その場で保護者にお伝えした。"))
    for step, told, text in steps:
        IncidentStep.objects.create(
            hub=made.hub,
            incident=row,
            kind=step,
            told=told,
            happened_at=at,
            text=put(hub, text) if text else None,
            by=by,
            written_at=at,
        )


def _items(made: Cast) -> list[Item]:
    names = [(ItemKind.TOY, "T", name) for name in TOYS * 2]
    names += [(ItemKind.BOOK, "B", name) for name in BOOKS * 2]
    names += [(ItemKind.BABY, "K", name) for name in BABY * 2]
    return Item.objects.bulk_create(
        Item(
            hub=made.hub,
            site=made.main if number % 5 else made.satellite,
            kind=kind,
            number=f"{letter}-{number + 1:03}",
            name=name,
            condition=Condition.REPAIR if number == 6 else Condition.GOOD,
            created_by=made.people["staff"],
        )
        for number, (kind, letter, name) in enumerate(names)
    )


def _lend(made: Cast, items: list[Item], households: list[Household], today: date) -> None:
    """Eight are out, two of them overdue; seven came back."""
    by = made.people["reception"]
    free = [item for item in items if item.condition == Condition.GOOD]
    for number in range(15):
        out = number < 8
        lent_on = today - timedelta(days=20 - 2 * number if out else 40 + number)
        family = households[(20 + number) % len(households)]
        row = Loan.objects.create(
            hub=made.hub,
            item=free[number * 2],
            household=family,
            name=family.name,
            phone=family.phone,
            lent_on=lent_on,
            due_on=lent_on + timedelta(days=14),
            ended_on=None if out else lent_on + timedelta(days=10),
            ending=Ending.OPEN if out else Ending.RETURNED,
            lent_by=by,
        )
        kinds = [(LoanStepKind.LENT, lent_on)]
        if row.ended_on:
            kinds.append((LoanStepKind.RETURNED, row.ended_on))
        LoanStep.objects.bulk_create(
            LoanStep(
                hub=made.hub,
                loan=row,
                kind=kind,
                due_on=row.due_on,
                by=by,
                at=clock.moment(day, time(11, 0)),
            )
            for kind, day in kinds
        )
