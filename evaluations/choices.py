"""Enumerations of the yearly evaluation.

Glossary (code ↔ screen): Contract 協働契約 · AnnualDocument 年度の書類 · GoalSet 重点目標の組 ·
Goal 重点目標 · Initiative 取組内容 · Cell 記入欄 · OUTCOME 取組の成果 · ISSUE 取組の課題 ·
Evidence 根拠資料 · Revision 版 · Review 確認 · Signature 相互確認の署名 · Publication 公表 ·
Erratum 訂正のお知らせ. A signature here is a record of mutual confirmation between the two parties;
it is never called 電子署名.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from programs.kernel.policy import Action
from programs.registry.choices import Side as Side


class Act(Action):
    """What can be done to an evaluation."""

    VIEW_DOCUMENTS = "evaluations.view_documents"
    SET_UP = "evaluations.set_up"
    OPEN_YEAR = "evaluations.open_year"
    WRITE = "evaluations.write"
    COMMENT = "evaluations.comment"
    CHOOSE_EVIDENCE = "evaluations.choose_evidence"
    SEND_TO_REVIEW = "evaluations.send_to_review"
    RETURN = "evaluations.return_to_draft"
    AGREE = "evaluations.agree"
    SIGN = "evaluations.sign"
    VOID = "evaluations.void"
    PUBLISH = "evaluations.publish"
    CORRECT = "evaluations.correct"
    WITHDRAW = "evaluations.withdraw"


class Publisher(TextChoices):
    """Which party makes the document public, by contract."""

    OPERATOR = "operator", _("運営法人")
    WARD = "ward", _("区")
    EITHER = "either", _("どちらでも")


class ContractForm(TextChoices):
    """Four forms of collaboration (横浜市市民協働条例 art. 12)."""

    COMMISSION = "commission", _("委託型")
    SHARED_COST = "shared_cost", _("負担金型")
    SUBSIDY = "subsidy", _("補助型")
    CO_HOSTING = "co_hosting", _("共催型")


class TitleWord(TextChoices):
    """What the parties call their paper."""

    CONTRACT = "contract", _("契約")
    AGREEMENT = "agreement", _("協定")


class State(TextChoices):
    """Where a document stands."""

    DRAFT = "draft", _("作成中")
    REVIEW = "review", _("確認中")
    AGREED = "agreed", _("合意済み")
    HALF_SIGNED = "half_signed", _("片方が署名済み")
    SIGNED = "signed", _("双方が署名済み")
    PUBLISHED = "published", _("公表済み")
    CORRECTING = "correcting", _("訂正中")


class Event(TextChoices):
    """What moves a document from one state to the next."""

    SEND = "send", _("確認に回す")
    RETURN = "return", _("作成に戻す")
    AGREE = "agree", _("合意する")
    SIGN = "sign", _("署名する")
    VOID = "void", _("取り消す")
    PUBLISH = "publish", _("公表する")
    CORRECT = "correct", _("訂正を始める")


class CellKind(TextChoices):
    """What a cell of the evaluated table tells."""

    OUTCOME = "outcome", _("取組の成果")
    ISSUE = "issue", _("取組の課題")


class Owner(TextChoices):
    """Who may write a cell."""

    OPERATOR = "operator", _("運営法人")
    WARD = "ward", _("区")
    JOINT = "joint", _("双方")


class MarkerStyle(TextChoices):
    """How goals are marked; the mark is drawn from the order and never stored in a text."""

    CIRCLED = "circled", _("①②③")
    DECIMAL = "decimal", _("1. 2. 3.")
    STAR = "star", _("★")
    DOT = "dot", _("・")
    NONE = "none", _("印なし")


class InitiativeLayout(TextChoices):
    """How initiatives are marked and grouped."""

    REPEAT_GOAL_MARK = "repeat_goal_mark", _("目標の番号を繰り返す(①①②②)")
    GROUPED_STAR = "grouped_star", _("目標ごとの見出しと★")
    GROUPED_DOT = "grouped_dot", _("目標ごとの見出しと・")
    NUMBERED_PER_GOAL = "numbered_per_goal", _("目標ごとに①から番号を付ける")
    PLAIN = "plain", _("印なし")


class Verdict(TextChoices):
    """A party's answer to a revision."""

    OK = "ok", _("この内容で合意")
    RETURN = "return", _("作成に戻す")


class Licence(TextChoices):
    """What readers may do with the text; both parties hold the copyright, so both consent."""

    READING_ONLY = "reading_only", _("閲覧のみ(すべての権利を留保)")
    CC_BY_4 = "cc_by_4", _("クリエイティブ・コモンズ 表示 4.0(CC BY 4.0)")


class CorrectionKind(TextChoices):
    """Why a published document is replaced."""

    ERRATUM = "erratum", _("訂正")
    REPLACEMENT = "replacement", _("差替え")


class AuthMethod(TextChoices):
    """How a signer proved, at that moment, who they are."""

    PASSWORD = "password", _("パスワードの再入力")
    TOTP = "totp", _("認証コード(6けた)")
