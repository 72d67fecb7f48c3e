"""The hub, its two sites, its two parties and a dozen people with a role each."""

from dataclasses import dataclass
from datetime import date, time

from hubsite.desk import demo
from programs.kernel import tenancy
from programs.registry.choices import GroupKind, Role, Side, SiteKind
from programs.registry.models import (
    Hub,
    Membership,
    OpeningHours,
    PartnerGroup,
    Party,
    Person,
    Site,
)

SLUG = "shiomi"
LONG_AGO = date(2021, 4, 1)
# username, name, kana, roles with titles
PEOPLE: tuple[tuple[str, str, str, tuple[tuple[Role, str], ...]], ...] = (
    ("reception", "千鳥 受子", "ちどり うけこ", ((Role.RECEPTION, "受付ボランティア"),)),
    ("staff", "浜野 渚", "はまの なぎさ", ((Role.STAFF, "ひろばスタッフ"),)),
    (
        "consultant",
        "磯部 泉",
        "いそべ いずみ",
        ((Role.CONSULTANT, "相談員"), (Role.STAFF, "ひろばスタッフ")),
    ),
    ("partner", "入江 円", "いりえ まどか", ((Role.PARTNER, "横浜子育てパートナー"),)),
    ("kosapo", "船越 忍", "ふなこし しのぶ", ((Role.KOSAPO, "子サポコーディネーター"),)),
    (
        "director",
        "髙波 遥",
        "たかなみ はるか",
        ((Role.DIRECTOR, "施設長"), (Role.CONSULTANT, "相談員")),
    ),
    ("signatory", "白帆 恵", "しらほ めぐみ", ((Role.OPERATOR_SIGNATORY, "理事長"),)),
    ("ward-officer", "青海 光", "おうみ ひかる", ((Role.WARD_OFFICER, "こども家庭係"),)),
    ("ward-signatory", "岬 誠", "みさき まこと", ((Role.WARD_SIGNATORY, "こども家庭支援課長"),)),
    ("city", "大浜 操", "おおはま みさお", ((Role.CITY_VIEWER, "地域子育て支援課"),)),
    ("admin", "錨 健", "いかり けん", ((Role.ADMINISTRATOR, "システム管理"),)),
    ("auditor", "灯台 守", "とうだい まもる", ((Role.AUDITOR, "情報管理"),)),
)
CITY_WIDE = {Role.CITY_VIEWER}
GROUPS = (
    ("しおみ台つどいの広場 ぽかぽか", "しおみだいつどいのひろば", GroupKind.PLAZA),
    ("汐見中央地域ケアプラザ", "しおみちゅうおうちいきけあぷらざ", GroupKind.CARE_PLAZA),
    ("千鳥町保育園", "ちどりちょうほいくえん", GroupKind.NURSERY),
    ("夕凪幼稚園", "ゆうなぎようちえん", GroupKind.NURSERY),
    ("汐見区社会福祉協議会", "しおみくしゃかいふくしきょうぎかい", GroupKind.COUNCIL),
    ("真砂浜地区 民生委員児童委員協議会", "まさごはまちく", GroupKind.WELFARE_VOLUNTEER),
    ("双子サークル さくらんぼ", "ふたごさーくるさくらんぼ", GroupKind.CIRCLE),
    ("みなと坂自治会", "みなとざかじちかい", GroupKind.NEIGHBOURHOOD),
    ("しおみこどもクリニック", "しおみこどもくりにっく", GroupKind.MEDICAL),
    ("帆立山小学校", "ほたてやましょうがっこう", GroupKind.SCHOOL),
)


@dataclass(frozen=True)
class Cast:
    """The demonstration hub with its main site, satellite, and people by username."""

    hub: Hub
    main: Site
    satellite: Site
    people: dict[str, Person]


def create(today: date) -> Cast:
    """Create the hub, sites, parties, people and partner groups."""
    hub = Hub.objects.create(
        ward_code="99", ward_name="汐見区", name="汐見区地域子育て支援拠点 しおかぜ", slug=SLUG
    )
    tenancy.enter([0, hub.pk])
    main = _site(hub, "しおかぜ", SiteKind.MAIN, list(range(1, 8)), 100, time(10), time(16))
    satellite = _site(
        hub, "しおかぜサテライト", SiteKind.SATELLITE, [1, 2, 3], 40, time(10), time(15, 30)
    )
    for side, name, unit in (
        (Side.OPERATOR, "特定非営利活動法人 しおかぜ子育てネット", ""),
        (Side.WARD, "汐見区", "こども家庭支援課"),
    ):
        Party.objects.create(hub=hub, side=side, legal_name=name, unit=unit, valid_from=LONG_AGO)
    people = {row[0]: _person(hub, *row) for row in PEOPLE}
    PartnerGroup.objects.bulk_create(
        PartnerGroup(
            hub=hub,
            name=name,
            name_kana=kana,
            kind=kind,
            area="汐見台",
            phone=f"045-000-{1000 + n}",
            verified_on=date(today.year, 1 + n % 9, 1) if n % 3 else None,
        )
        for n, (name, kana, kind) in enumerate(GROUPS)
    )
    return Cast(hub, main, satellite, people)


def _site(
    hub: Hub, name: str, kind: str, programs: list[int], capacity: int, opens: time, closes: time
) -> Site:
    # Nobody's telephone, no ward's street.
    values = {"kind": kind, "programs": programs, "capacity": capacity, "phone": "045-000-0000"}
    street = "見本町1-2" if kind == SiteKind.MAIN else "見本町3-4"
    values |= {"address": f"横浜市汐見区{street}", "access": "見本駅から徒歩5分、駐車場なし"}
    site = Site.objects.create(hub=hub, name=name, **values)
    OpeningHours.objects.bulk_create(
        OpeningHours(hub=hub, site=site, weekday=day, opens_at=opens, closes_at=closes)
        for day in range(1, 6)
    )
    return site


def _person(
    hub: Hub, username: str, name: str, kana: str, roles: tuple[tuple[Role, str], ...]
) -> Person:
    person = Person.objects.create(
        username=username, name=name, name_kana=kana, is_demo=True, email=f"{username}@hub.example"
    )
    Membership.objects.bulk_create(
        Membership(
            hub=None if role in CITY_WIDE else hub,
            person=person,
            role=role,
            title=title,
            from_on=LONG_AGO,
        )
        for role, title in roles
    )
    demo.equip(person, *(role for role, _title in roles))
    return person
