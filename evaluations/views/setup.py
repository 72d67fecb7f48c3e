"""Screens for the contract, the standing texts, and opening a year."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations import commands, queries, starting_texts
from evaluations.choices import Act
from evaluations.forms import OpenDocumentForm, StandingTextsForm, TermForm
from evaluations.models import Contract
from programs.kernel import fiscal
from programs.kernel.errors import Hidden
from programs.kernel.views import FormPage


class ContractAdd(FormPage):
    """Record a contract term."""

    action = Act.SET_UP
    title = _("契約を登録する")
    template_name = "evaluations/simple_form.html"
    form_class = TermForm
    done_message = _("契約を登録しました。")

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        return {
            "submit_label": _("登録する"),
            "back_url": reverse("evaluations:document-list"),
            "lead": _("協働契約の期間ごとに1回だけ登録します。"),
        }

    def perform(self, form: TermForm) -> str:
        """Record the contract, then ask for the standing texts where there are none."""
        commands.set_up_contract(self.actor, commands.Term(**form.cleaned_data), self.now)
        boilerplate, _programmes = queries.standing_texts(self.actor)
        return reverse("evaluations:document-list" if boilerplate else "evaluations:texts-change")


class TextsChange(FormPage):
    """Write a new version of the standing texts."""

    action = Act.SET_UP
    title = _("定型の文")
    template_name = "evaluations/simple_form.html"
    form_class = StandingTextsForm
    done_message = _("定型の文を保存しました。作成中の書類に反映されます。")

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        return {
            "submit_label": _("保存する"),
            "back_url": reverse("evaluations:document-list"),
            "lead": _("毎年の書類に印刷される文です。合意済みや公表済みの書類は変わりません。"),
        }

    def initial(self) -> dict[str, Any]:
        """Return the newest version, or the texts that a contract starts with."""
        boilerplate, programmes = queries.standing_texts(self.actor)
        if boilerplate is None or programmes is None:
            return {
                "principles_heading": starting_texts.PRINCIPLES_HEADING,
                "programmes": starting_texts.PROGRAMMES,
            }
        return {
            "purpose": boilerplate.purpose,
            "principles_heading": boilerplate.principles_heading,
            "principles": boilerplate.principles,
            "method": boilerplate.method,
            "programmes": [row.name for row in programmes.programmes.order_by("no")],
            "labels": boilerplate.labels,
        }

    def perform(self, form: StandingTextsForm) -> str:
        """Save them as a new version."""
        names = ("purpose", "principles_heading", "principles", "method", "programmes")
        texts = {name: form.cleaned_data[name] for name in names}
        commands.save_standing_texts(
            self.actor, commands.StandingTexts(**texts, labels=form.labels()), self.now
        )
        return reverse("evaluations:document-list")


class DocumentAdd(FormPage):
    """Open a year's document."""

    action = Act.OPEN_YEAR
    title = _("年度の書類を作る")
    template_name = "evaluations/simple_form.html"
    form_class = OpenDocumentForm
    done_message = _("書類を作りました。本文を書き始められます。")

    def target(self) -> Contract:
        """Return the newest contract of the hub; raises Hidden where there is none."""
        contract = queries.contracts(self.actor).first()
        if contract is None:
            raise Hidden
        return contract

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        return {
            "submit_label": _("書類を作る"),
            "back_url": reverse("evaluations:document-list"),
            "lead": _("前の年度に公表した重点目標は、そのまま評価の対象になります。"),
        }

    def form_options(self) -> dict[str, Any]:
        """Return the years to choose from: those of the term and the ones around it."""
        contract = self.object
        return {
            "years": tuple(range(contract.start_fy - 1, contract.start_fy + contract.years + 1))
        }

    def initial(self) -> dict[str, Any]:
        """Propose the year after the newest document, else the present one."""
        newest = queries.documents(self.actor).first()
        return {"fy": newest.fy + 1 if newest else fiscal.year_of(self.today)}

    def perform(self, form: OpenDocumentForm) -> str:
        """Open the document."""
        values = form.cleaned_data
        document = commands.open_document(
            self.actor,
            self.object,
            values["fy"],
            at=self.now,
            evaluated=values["evaluated"],
            proposed=values["proposed"],
            year_note=values["year_note"],
        )
        return reverse("evaluations:document-show", args=[document.pk])
