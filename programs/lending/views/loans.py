"""What is out: the list, lending to a family or to somebody by name, taking back."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel import localdates
from programs.kernel.forms import ActorForm
from programs.kernel.intake import clean_line
from programs.kernel.policy import Action, may
from programs.kernel.views import Column, FormPage, ListPage, PageView, say_with_undo
from programs.lending import commands, queries, rules
from programs.lending.choices import Act, Ending
from programs.lending.commands import Borrower
from programs.lending.forms import DueForm, EndForm, LendForm, LendNamedForm, LoanFilter
from programs.lending.models import Item, Loan
from programs.registry import queries as registry


class LoanList(ListPage):
    """What is out, the longest overdue first; or what came back."""

    action = Act.VIEW_LOANS
    export_action: Action | None = Act.EXPORT_LOANS
    export_name = "loans"
    template_name = "lending/loan_list.html"
    title = _("貸し出し")
    filter_form = LoanFilter
    sorts = {
        "due": ("due_on", "pk"),
        "lent": ("lent_on", "pk"),
        "item": ("item__number", "pk"),
        "name": ("name", "pk"),
    }
    columns: tuple[Column, ...] = (
        Column("item", _("品物"), lambda row: f"{row.item.number} {row.item.name}"),
        Column("name", _("借りた方"), lambda row: row.name),
        Column("lent", _("貸した日"), lambda row: localdates.day_full(row.lent_on)),
        Column("due", _("返却予定日"), lambda row: localdates.day_full(row.due_on)),
        Column("ending", _("結果"), lambda row: row.get_ending_display()),
    )

    def rows(self) -> "QuerySet[Loan]":
        """Loans by state and words."""
        state = self.filters.get("state", "")
        rows = queries.open_loans(self.actor)
        if state == "over":
            rows = rows.filter(due_on__lt=self.today)
        elif state == "ended":
            rows = queries.loans(self.actor).filter(ended_on__isnull=False)
            rows = rows.order_by("-ended_on", "-pk")
        elif state == "all":
            rows = queries.loans(self.actor).order_by("-lent_on", "-pk")
        return queries.loans_like(self.actor, rows, self.filters.get("q", ""))

    def context(self) -> dict[str, Any]:
        """What could be lent, and what may be done."""
        text = clean_line(self.request.GET.get("lend", ""))[:100]
        return {
            "lend_text": text,
            "free": queries.free_items(self.actor, text) if text else [],
            "may_lend": may(self.actor, Act.LEND),
            "may_return": may(self.actor, Act.RETURN),
            "may_change_terms": may(self.actor, Act.CHANGE_TERMS),
            "terms": queries.terms(self.actor),
        }


class LendSearch(PageView):
    """Find the family that takes an item home."""

    action = Act.LEND
    template_name = "lending/lend.html"
    title = _("借りる方を選ぶ")

    def target(self) -> Item:
        """The item of the address."""
        return queries.item(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The families that match ``?q=``, and until when it would be."""
        text = clean_line(self.request.GET.get("q", ""))[:100]
        days = queries.terms(self.actor).days
        return {
            "text": text,
            "found": registry.households_matching(self.actor, text, 12) if text else [],
            "due_on": rules.due_day(self.today, days),
            "back": self.object.get_absolute_url(),
        }


class LendFamily(FormPage):
    """A registered family takes it home."""

    action = Act.LEND
    template_name = "lending/form.html"
    title = _("貸し出す")
    form_class: Any = LendForm
    done_message = _("貸し出しを記録しました。")

    def target(self) -> Item:
        """The item of the address."""
        return queries.item(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """The hub's usual number of days."""
        return {"due_on": rules.due_day(self.today, queries.terms(self.actor).days)}

    def context(self) -> dict[str, Any]:
        """What goes to whom."""
        return {
            "eyebrow": f"{self.object.number}　{self.object.name}",
            "lead": self.borrower_words(),
            "back": reverse("lending:item-lend", args=[self.object.pk]),
            "submit_label": _("貸し出す"),
        }

    def borrower_words(self) -> Any:
        """Whom it goes to."""
        family = registry.household(self.actor, self.kwargs["household"])
        return _("%(name)sさんに貸し出します。") % {"name": family.name}

    def borrower(self, values: dict[str, Any]) -> Borrower:
        """The family of the address."""
        family = registry.household(self.actor, self.kwargs["household"])
        return Borrower(family.name, family.phone, family, values["note"])

    def perform(self, form: Any) -> str:
        """Lend it."""
        values = form.cleaned_data
        given = self.borrower(values)
        commands.lend(self.actor, self.object, given, values["due_on"], self.now)
        return reverse("lending:loan-list")


class LendNamed(LendFamily):
    """Somebody without registration takes it home."""

    form_class: Any = LendNamedForm
    title = _("登録のない方に貸し出す")

    def borrower_words(self) -> Any:
        """Nothing is known of them."""
        return ""

    def borrower(self, values: dict[str, Any]) -> Borrower:
        """Whom the form names."""
        return Borrower(values["name"], values["phone"], None, values["note"])


class OneLoan(FormPage):
    """A page or a button about one loan."""

    action: Any = Act.RETURN
    template_name = "lending/form.html"

    def target(self) -> Loan:
        """The loan of the address."""
        return queries.loan(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """What is whose."""
        row = self.object
        return {
            "eyebrow": f"{row.item.number}　{row.item.name}　{row.name}",
            "back": row.item.get_absolute_url(),
        }


class Tap(OneLoan):
    """One button about one loan."""

    methods = ("post",)
    form_class: Any = ActorForm
    template_name = "errors/422.html"

    def show_form(self, form: Any, key: UUID, status: int = 422) -> HttpResponse:
        """Say why the tap was refused."""
        reasons = [str(reason) for errors in form.errors.values() for reason in errors]
        return self.show({"message": " ".join(reasons)}, status)


class Return(Tap):
    """An item came back; the next page offers the undo."""

    def perform(self, form: Any) -> str:
        """Take it back."""
        row = commands.end_loan(self.actor, self.object, Ending.RETURNED, self.now)
        text = _("「%(name)s」の返却を記録しました。") % {"name": row.item.name}
        say_with_undo(self.request, text, "lending:loan-undo", row.pk)
        return reverse("lending:loan-list")


class UndoReturn(Tap):
    """The return was a mistake."""

    done_message = _("返却を取り消しました。貸し出し中に戻りました。")

    def perform(self, form: Any) -> str:
        """The item is out again."""
        commands.undo_ending(self.actor, self.object, self.now)
        return reverse("lending:loan-list")


class Extend(OneLoan):
    """Let a borrower keep an item longer."""

    action = Act.LEND
    form_class = DueForm
    title = _("返却予定日を延ばす")
    done_message = _("返却予定日を延ばしました。")

    def initial(self) -> dict[str, Any]:
        """The usual number of days more."""
        days = queries.terms(self.actor).days
        return {"due_on": rules.extended_day(self.object.due_on, self.today, days)}

    def perform(self, form: Any) -> str:
        """Extend it."""
        commands.extend(self.actor, self.object, form.cleaned_data["due_on"], self.now)
        return reverse("lending:loan-list")


class End(OneLoan):
    """Record that an item came back damaged, or that it is lost."""

    form_class = EndForm
    title = _("破損・紛失を記録する")
    done_message = _("記録しました。品物の状態も変わりました。")

    def perform(self, form: Any) -> str:
        """End the loan so."""
        values = form.cleaned_data
        how = Ending(values["how"])
        commands.end_loan(self.actor, self.object, how, self.now, values["note"])
        return self.object.item.get_absolute_url()
