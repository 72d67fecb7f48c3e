"""The tally of a talk: code lists, who asked, where it counts, what is next."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class CodeKind(TextChoices):
    """The code lists that a hub edits."""

    METHOD = "method", _("相談方法")
    TOPIC = "topic", _("相談内容")
    OUTCOME = "outcome", _("相談の結果")
    BASIS = "basis", _("会議で情報を共有する根拠")


TALLY_KINDS = (CodeKind.METHOD, CodeKind.TOPIC, CodeKind.OUTCOME)


class CodeAsks(TextChoices):
    """What has to be written beside a ground for sharing at a meeting."""

    NOTHING = "", _("何も書かなくてよい")
    DATE = "date", _("同意を得た日")
    REASON = "reason", _("理由")


class Caller(TextChoices):
    """Who asked (domain/programs.md section 2)."""

    MOTHER = "mother", _("母")
    FATHER = "father", _("父")
    EXPECTING = "expecting", _("妊娠中の方")
    GRANDPARENT = "grandparent", _("祖父母")
    SUPPORTER = "supporter", _("地域の支援者")
    AGENCY = "agency", _("関係機関")
    OTHER = "other", _("その他")
    UNKNOWN = "unknown", _("聞いていない")


class AgeBand(TextChoices):
    """The age of the child talked about, on the day of the consultation."""

    UNBORN = "unborn", _("出産前")
    AGE_0 = "age_0", _("0歳")
    AGE_1 = "age_1", _("1歳")
    AGE_2 = "age_2", _("2歳")
    PRESCHOOL = "preschool", _("3歳〜就学前")
    SCHOOL = "school", _("小学生以上")
    UNKNOWN = "unknown", _("聞いていない")


class CountedIn(IntegerChoices):
    """The program in which a contact counts: one of the two, once."""

    CONSULTATION = 2, _("子育て相談事業（2）")
    USER_SUPPORT = 7, _("利用者支援事業（7）")


class FollowUpKind(TextChoices):
    """What is to be done next, without a detail that could hurt."""

    ASK = "ask", _("様子を聞く")
    CALL = "call", _("電話をする")
    MEET = "meet", _("面談をする")
    INFORM = "inform", _("情報を届ける")
    CONTACT = "contact", _("関係機関に連絡する")
    OTHER = "other", _("その他の対応")
