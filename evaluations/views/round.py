"""The round: sending, reading and agreeing, signing, refusing, publishing, correcting."""

from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from evaluations import commands, queries, rules
from evaluations.choices import Act, CorrectionKind, Licence, Side, State
from evaluations.forms import AgreeForm, CorrectForm, ProofForm, ReasonForm, SignForm, WithdrawForm
from evaluations.views.documents import differences_before
from evaluations.views.shared import DocumentButton, DocumentForm, DocumentPage
from programs.kernel.forms import ActorForm
from programs.kernel.policy import may


class DocumentSend(DocumentForm):
    """Fix the text as a revision and ask both parties to read it."""

    action = Act.SEND_TO_REVIEW
    form_class = ActorForm
    template_name = "evaluations/send.html"
    done_message = _("確認に回しました。双方に知らせました。")
    tab = "show"

    def context(self) -> dict[str, Any]:
        """Return what is still empty, and comments that wait."""
        return {
            **super().context(),
            "title": _("確認に回す"),
            "empty": queries.empty_places(self.object),
            "waiting_comments": self.object.comments.filter(resolved_at=None).count(),
            "back_url": self.address(),
        }

    def perform(self, form: ActorForm) -> str:
        """Send it."""
        commands.send_to_review(self.actor, self.object, self.now)
        return self.address("document-review")


class DocumentReview(DocumentPage):
    """Read the whole, see what changed, then agree or send back."""

    template_name = "evaluations/review.html"
    tab = ""

    def context(self) -> dict[str, Any]:
        """Return the rendering, the differences, the answers so far, and the two forms."""
        document = self.object
        revision = document.current_revision
        agreed = queries.agreed_sides(revision)
        return {
            **super().context(),
            "title": _("内容の確認"),
            "revision": revision,
            "rendered": mark_safe(queries.preview(document, self.today)),
            "differences": differences_before(self.actor, document, revision.n)
            if revision
            else None,
            "agreed": [Side(side).label for side in Side if side in agreed],
            "may_agree": document.state == State.REVIEW
            and self.actor.side not in agreed
            and may(self.actor, Act.AGREE, document),
            "may_return": document.state == State.REVIEW and may(self.actor, Act.RETURN, document),
            "agree_form": AgreeForm(
                actor=self.actor, initial={"sha256": revision.sha256 if revision else ""}
            ),
            "return_form": ReasonForm(actor=self.actor),
        }


class DocumentAgree(DocumentButton):
    """Agree for one's party."""

    action = Act.AGREE
    form_class = AgreeForm
    done_message = _("合意を記録しました。")

    def perform(self, form: AgreeForm) -> str:
        """Agree to the revision that was read."""
        commands.agree(self.actor, self.object, form.cleaned_data["sha256"], self.now)
        return self.address()


class DocumentReturn(DocumentForm):
    """Send back to drafting with a reason."""

    action = Act.RETURN
    form_class = ReasonForm
    template_name = "evaluations/reason.html"
    done_message = _("作成に戻しました。双方に知らせました。")

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        return {
            **super().context(),
            "title": _("作成に戻す"),
            "submit_label": _("作成に戻す"),
            "back_url": self.address("document-review"),
        }

    def perform(self, form: ReasonForm) -> str:
        """Return it."""
        commands.return_to_draft(self.actor, self.object, form.cleaned_data["text"], self.now)
        return self.address()


class DocumentSign(DocumentForm):
    """The whole text, the statement, the hash; then sign with a fresh proof."""

    action = Act.SIGN
    form_class = SignForm
    template_name = "evaluations/sign.html"
    done_message = _("署名しました。双方に知らせました。")

    def initial(self) -> dict[str, Any]:
        """Return the hash and the statement that are shown."""
        statement, revision = queries.statement(self.actor), self.object.current_revision
        return {
            "sha256": revision.sha256 if revision else "",
            "statement_version": statement.version if statement else 0,
        }

    def context(self) -> dict[str, Any]:
        """Return the rendering, the statement, and the signatures so far."""
        revision = self.object.current_revision
        live = queries.live_signatures(revision)
        return {
            **super().context(),
            "title": _("相互確認の署名"),
            "revision": revision,
            "rendered": mark_safe(queries.preview(self.object, self.today)),
            "statement": queries.statement(self.actor),
            "signatures": live,
            "licence": Licence(self.object.licence).label,
            "may_sign": self.object.state in (State.AGREED, State.HALF_SIGNED)
            and self.actor.side not in {row.side for row in live},
            "submit_label": _("署名する"),
            "cancel_label": _("今は署名しない"),
        }

    def perform(self, form: SignForm) -> str:
        """Sign."""
        values = form.cleaned_data
        given = commands.Confirmation(
            sha256=values["sha256"],
            statement_version=values["statement_version"],
            auth_method=form.auth_method,
            read_through=values["read_through"],
            privacy_checked=values["privacy_checked"],
        )
        commands.sign(self.actor, self.object, given, self.now)
        return self.address()


class DocumentRefuse(DocumentForm):
    """Do not sign, or take the round back; all signatures become void."""

    action = Act.VOID
    form_class = ReasonForm
    template_name = "evaluations/reason.html"
    done_message = _("合意と署名を取り消し、作成に戻しました。双方に知らせました。")

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        return {
            **super().context(),
            "title": _("署名せずに戻す"),
            "submit_label": _("取り消して作成に戻す"),
            "submit_class": "btn-danger",
            "effects": [
                _("この版への合意は終わり、書類は作成中に戻ります。"),
                _("すでにある署名は無効と記され、記録として残ります。"),
                _("双方の関係者全員に知らせます。"),
            ],
            "back_url": self.address("document-sign"),
        }

    def perform(self, form: ReasonForm) -> str:
        """Refuse."""
        commands.refuse(self.actor, self.object, form.cleaned_data["text"], self.now)
        return self.address()


class DocumentPublish(DocumentForm):
    """Make the signed text public."""

    action = Act.PUBLISH
    form_class = ProofForm
    template_name = "evaluations/publish.html"
    done_message = _("公表しました。")

    def context(self) -> dict[str, Any]:
        """Return what will happen, and the recorded privacy checks."""
        return {
            **super().context(),
            "title": _("公表する"),
            "revision": self.object.current_revision,
            "signatures": queries.live_signatures(self.object.current_revision),
            "may_publish": self.object.state == State.SIGNED,
            "licence": Licence(self.object.licence).label,
            "cancel_label": _("今は公表しない"),
            "back_url": self.address(),
        }

    def perform(self, form: ProofForm) -> str:
        """Publish."""
        commands.publish(self.actor, self.object, self.now)
        return self.address()


class DocumentWithdraw(DocumentForm):
    """Take the publication back, for one's party."""

    action = Act.WITHDRAW
    form_class = WithdrawForm
    template_name = "evaluations/reason.html"
    done_message = _("取下げの申し出を記録しました。双方に知らせました。")

    def context(self) -> dict[str, Any]:
        """Return what will happen."""
        days = rules.HIDDEN_DAYS
        return {
            **super().context(),
            "title": _("公表を取り下げる"),
            "submit_label": _("取下げを申し出る"),
            "submit_class": "btn-danger",
            "effects": [
                _("公表したページは、すぐに見えなくなります(%(n)s日間)。") % {"n": days},
                _("もう一方の署名者も申し出ると、取下げが決まります。"),
                _("公表のアドレスには、取り下げたことと理由が表示されます。"),
            ],
            "back_url": self.address(),
        }

    def perform(self, form: WithdrawForm) -> str:
        """Withdraw."""
        commands.withdraw(self.actor, self.object, form.cleaned_data["text"], self.now)
        return self.address()


class DocumentCorrect(DocumentForm):
    """Open a published document again."""

    action = Act.CORRECT
    form_class = CorrectForm
    template_name = "evaluations/reason.html"
    done_message = _("訂正を始めました。公表中の版はそのまま読めます。")

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        return {
            **super().context(),
            "title": _("訂正を始める"),
            "submit_label": _("訂正を始める"),
            "effects": [
                _(
                    "本文が書けるようになります。公表中の版は、新しい版が公表されるまでそのまま残ります。"
                ),
                _("訂正した版も、双方の合意と署名が必要です。"),
                _("古い版は、公表のあとも読めます。"),
            ],
            "back_url": self.address(),
        }

    def perform(self, form: CorrectForm) -> str:
        """Start the correction."""
        kind = CorrectionKind(form.cleaned_data["kind"])
        commands.start_correction(
            self.actor, self.object, kind, form.cleaned_data["text"], self.now
        )
        return self.address()
