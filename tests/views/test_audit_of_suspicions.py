"""The audit keeps every entry about a suspected maltreatment and ties it to no family in public."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from consultations.models import Consultation
from hubsite.desk import audit_queries
from programs.kernel import clock
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
NEUTRAL = "閲覧制限のある記録"


class Story:
    """Two families: one whose talk came under suspicion, one with an ordinary talk."""

    def __init__(self, hub: Any) -> None:
        mc.codes(hub)
        make.site(hub)
        self.hub = hub
        self.staff = make.member(hub, Role.STAFF)
        self.director = make.member(hub, Role.DIRECTOR)
        self.family, self.other = make.household(hub), make.household(hub)
        self.plain = mc.consultation(self.staff, hub, household_id=self.other.pk)
        self.talk = mc.consultation(self.staff, hub, household_id=self.family.pk)
        self.read(self.staff, "consultations:consultation-detail", self.plain.pk)
        self.read(self.staff, "consultations:consultation-detail", self.talk.pk)
        self.note = mc.note(self.staff, self.talk)
        self.referral = mc.referral(self.staff, self.talk)
        self.step = mc.follow_up(self.staff, self.talk)
        self.read(self.staff, "consultations:follow-up-read", self.step.pk)
        self.concern = mc.concern(self.director, self.talk)
        self.read(self.director, "consultations:concern-detail", self.concern.pk)
        self.read(self.director, "consultations:concern-list")
        self.read(self.staff, "consultations:guide")
        self.read(self.staff, "desk:household", self.family.pk)
        talk = Consultation.objects.get(pk=self.talk.pk)
        assert talk.guarded

    def read(self, actor: Any, name: str, *args: int) -> None:
        make.second_factor(actor.user_id)
        assert make.client_for(actor).get(reverse(name, args=args)).status_code == 200
        make.scope()

    def ask(self, role: Role, name: str, **asked: Any) -> Any:
        actor = self.director if role == Role.DIRECTOR else make.member(self.hub, role)
        make.second_factor(actor.user_id)
        page = make.client_for(actor).get(reverse(name), asked)
        assert page.status_code == 200
        make.scope()
        return page

    def readers(self, role: Role, family: Any) -> Any:
        today = clock.today()
        asked = {"household": family.number, "from_on": today - timedelta(days=1), "to_on": today}
        return self.ask(role, "desk:audit-readers", **asked)


@pytest.fixture
def story(hub: Any) -> Story:
    return Story(hub)


def deeds(page: Any) -> list[str]:
    return [str({c.key: v for c, v in cells}["action"]) for _row, cells in page.context["table"]]


def test_who_read_a_familys_data_does_not_say_that_it_is_suspected(story: Story) -> None:
    page = story.readers(Role.AUDITOR, story.family)
    assert deeds(page) == ["ご家族の台帳を見る"]
    text = page.content.decode()
    assert "虐待" not in text
    assert NEUTRAL not in text
    assert f"相談 {story.talk.pk}" not in text
    assert "施設長が確認します" in text
    assert deeds(story.readers(Role.AUDITOR, story.other)) == ["相談の記録を見る", "相談を記録する"]


def test_the_director_sees_them_marked_as_not_for_the_familys_answer(story: Story) -> None:
    page = story.readers(Role.DIRECTOR, story.family)
    assert {
        "虐待の疑いへの対応の記録を読む",
        "虐待の疑いへの対応を始める",
        "ご家族の台帳を見る",
    } <= set(deeds(page))
    text = page.content.decode()
    assert "ご家族への回答には入れないでください" in text
    marked = [row.action for row in page.context["page"] if row.guarded]
    assert text.count(">閲覧制限</span>") == len(marked) > 4
    assert "registry.view_households" not in marked


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_the_audit_shows_that_something_happened_and_not_what(story: Story, role: Role) -> None:
    kept = AuditEntry.objects.filter(target="consultations.concern").count()
    page = story.ask(role, "desk:audit")
    rows = {row.pk: {c.key: v for c, v in cells} for row, cells in page.context["table"]}
    secret = [row for row in page.context["page"] if row.guarded]
    assert len(secret) > kept > 0
    for row in secret:
        shown = rows[row.pk]
        assert (str(shown["action"]), shown["target"], shown["fields"]) == (NEUTRAL, "", "")
        assert shown["person"]
        assert shown["at"] == row.at
    seen = {row.action for row in page.context["page"] if not row.guarded}
    assert {"consultations.record_consultation", "registry.view_households"} <= seen
    table = page.content.decode().split("<table", 1)[1]
    assert "虐待" not in table
    assert f"相談 {story.plain.pk}" in table
    kinds = {row.target for row in secret}
    assert {f"consultations.{kind}" for kind in ("consultation", "concern")} <= kinds
    assert AuditEntry.objects.filter(target="consultations.concern").count() == kept


def test_the_export_names_no_suspicion(story: Story) -> None:
    text = story.ask(Role.AUDITOR, "desk:audit", export="csv").content.decode("utf-8-sig")
    assert "虐待" not in text
    assert NEUTRAL in text
    lines = [line for line in text.splitlines() if NEUTRAL in line]
    assert not any("相談 " in line for line in lines)
    assert len(text.splitlines()) == AuditEntry.objects.filter(hub=story.hub).count()


def test_asking_for_a_deed_or_a_number_finds_none_of_them(story: Story) -> None:
    def found(**asked: Any) -> Any:
        return story.ask(Role.AUDITOR, "desk:audit", **asked)

    assert {
        row.target_ids[0] for row in found(deed="consultations.view_consultations").context["page"]
    } == {story.plain.pk}
    for row in (story.talk, story.concern):
        numbers = found(number=row.pk).context["page"]
        assert not any(entry.guarded for entry in numbers)
        assert found(number=row.pk, deed="restricted").context["page"].paginator.count == 0
    offered = found().content.decode()
    assert "consultations.open_concern" not in offered
    assert "虐待" not in offered.replace("虐待が疑われるときの手順と連絡先を変更する", "")
    all_of_them = found(deed="restricted")
    assert set(deeds(all_of_them)) == {NEUTRAL}
    everything = AuditEntry.objects.filter(hub=story.hub)
    assert all_of_them.context["page"].paginator.count == sum(
        row.guarded for row in audit_queries.entries(story.director)
    )
    assert 0 < all_of_them.context["page"].paginator.count < everything.count()


def test_a_record_that_was_suspect_at_once_is_restricted_from_its_first_entry(hub: Any) -> None:
    mc.codes(hub)
    make.site(hub)
    staff = make.member(hub, Role.STAFF)
    family = make.household(hub)
    mc.consultation(staff, hub, topics=("maltreatment",), household_id=family.pk)
    [entry] = audit_queries.entries(staff).filter(action="consultations.record_consultation")
    assert entry.guarded
    today = clock.today()
    for role, number in ((Role.AUDITOR, 0), (Role.DIRECTOR, 1)):
        reader = make.member(hub, role)
        make.scope()
        assert audit_queries.readings_of(reader, family, today, today).count() == number


def test_another_hubs_suspicions_are_not_asked_for(story: Story) -> None:
    elsewhere = make.member(make.hub("鳴海区"), Role.AUDITOR)
    assert not audit_queries.entries(elsewhere).exists()
    city = make.member(None, Role.AUDITOR)
    make.scope()
    rows = audit_queries.entries(city).filter(target="consultations.consultation")
    assert {story.talk.pk in row.target_ids for row in rows if row.guarded} == {True}
    assert audit_queries.readings_of(city, story.family, clock.today(), clock.today()).count() == 1
