"""Enumerations of the day log (日報) and of the register of near misses and accidents.

Day log 日報 · duty 勤務 · correction 訂正 · near miss ヒヤリハット · accident 事故 · prevention 再発防止 ·
what to watch tomorrow 申し送り.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.policy import Action


class Weather(models.TextChoices):
    """The weather of a day, as a visitor met it."""

    SUNNY = "sunny", _("晴れ")
    CLOUDY = "cloudy", _("くもり")
    RAIN = "rain", _("雨")
    HEAVY_RAIN = "heavy_rain", _("大雨")
    SNOW = "snow", _("雪")
    STORM = "storm", _("台風・強風")
    HEAT = "heat", _("猛暑")


class LogField(models.TextChoices):
    """The parts of a day log that are written, and corrected, one by one."""

    WEATHER = "weather", _("天気")
    CLOSURE = "closure", _("休館・短縮の理由")
    HAPPENED = "happened", _("一日の様子")
    EVENTS = "events", _("催しの様子")
    REMARKS = "remarks", _("備考")
    TOMORROW = "tomorrow", _("明日への申し送り")


class DutyKind(models.TextChoices):
    """As what somebody was on duty."""

    STAFF = "staff", _("スタッフ")
    VOLUNTEER = "volunteer", _("ボランティア")
    STUDENT = "student", _("学生・実習生")
    OTHER = "other", pgettext_lazy("duty", "その他")


class IncidentKind(models.TextChoices):
    """Nothing came of it, or somebody or something was harmed."""

    NEAR_MISS = "near_miss", _("ヒヤリハット")
    ACCIDENT = "accident", _("事故")


class Place(models.TextChoices):
    """Where it happened."""

    PLAYROOM = "playroom", _("プレイルーム")
    BABY = "baby", _("赤ちゃんのスペース")
    ENTRANCE = "entrance", _("玄関・受付")
    STAIRS = "stairs", _("階段・廊下")
    NURSING = "nursing", _("授乳・おむつ替えの場所")
    TOILET = "toilet", _("トイレ・洗面")
    MEALS = "meals", _("飲食の場所")
    GARDEN = "garden", _("園庭・屋外")
    OTHER = "other", pgettext_lazy("place", "その他")


class Involved(models.TextChoices):
    """Who was in it."""

    CHILD = "child", _("子ども")
    ADULT = "adult", _("保護者等")
    STAFF = "staff", _("スタッフ・ボランティア")
    OTHER = "other", _("ほかの方")
    NOBODY = "nobody", _("人はいない（物だけ）")


class Severity(models.TextChoices):
    """What came of it."""

    NONE = "none", _("けがなし")
    LIGHT = "light", _("軽いけが（手当てのみ）")
    CLINIC = "clinic", _("受診した")
    SERIOUS = "serious", _("重い（入院・骨折など）")


class Care(models.TextChoices):
    """What was done at once."""

    NONE = "none", _("なし")
    WATCHED = "watched", _("様子を見た")
    FIRST_AID = "first_aid", _("手当てをした")
    CLINIC = "clinic", _("受診をすすめた・付き添った")
    AMBULANCE = "ambulance", _("救急車を呼んだ")


class IncidentState(models.TextChoices):
    """Where a report stands."""

    OPEN = "open", _("報告済み")
    DECIDED = "decided", _("再発防止を決定")
    CLOSED = "closed", _("完了")
    VOID = "void", _("取り消し")


class StepKind(models.TextChoices):
    """What was done about a report."""

    REPORTED = "reported", _("報告")
    TOLD = "told", pgettext_lazy("incident", "連絡")
    NOTE = "note", _("追記・訂正")
    DECIDED = "decided", _("再発防止を決定")
    CLOSED = "closed", _("完了")
    REOPENED = "reopened", _("再開")
    VOID = "void", _("取り消し")


class Told(models.TextChoices):
    """Who was told."""

    GUARDIAN = "guardian", _("保護者")
    DIRECTOR = "director", _("施設長")
    OPERATOR = "operator", _("運営法人")
    WARD = "ward", _("区役所")
    INSURANCE = "insurance", _("保険会社")
    MEDICAL = "medical", _("医療機関")
    POLICE = "police", _("警察・消防")
    OTHER = "other", pgettext_lazy("told", "その他")


class Act(Action):
    """What can be done with day logs and reports."""

    VIEW_LOGS = "daylog.view_logs"
    WRITE_LOG = "daylog.write_log"
    CLOSE_LOG = "daylog.close_log"
    CORRECT_LOG = "daylog.correct_log"
    VIEW_DUTY = "daylog.view_duty"
    CHANGE_DUTY = "daylog.change_duty"
    EXPORT_DUTY = "daylog.export_duty"
    REPORT_INCIDENT = "daylog.report_incident"
    VIEW_INCIDENTS = "daylog.view_incidents"
    EXPORT_INCIDENTS = "daylog.export_incidents"
    READ_INCIDENT = "daylog.read_incident"
    PRINT_INCIDENT = "daylog.print_incident"
    LOG_INCIDENT = "daylog.log_incident"
    DECIDE_INCIDENT = "daylog.decide_incident"
