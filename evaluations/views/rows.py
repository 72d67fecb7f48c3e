"""Buttons that add, move, remove, merge and mark rows."""

from django.utils.translation import gettext_lazy as _

from evaluations import commands
from evaluations.choices import Act, CellKind
from evaluations.forms import DirectionForm, LinesForm, StyleForm
from evaluations.views.shared import DocumentButton
from programs.kernel.errors import Hidden
from programs.kernel.forms import ActorForm


class _RowButton(DocumentButton):
    action = Act.WRITE

    @property
    def goals(self) -> int:
        """The goal set in the address."""
        return int(self.kwargs["goals"])


class GoalAdd(_RowButton):
    """Add goals, one a line."""

    form_class = LinesForm

    def perform(self, form: LinesForm) -> str:
        """Add them and go to the first new one."""
        made = commands.add_goals(
            self.actor, self.object, self.goals, form.cleaned_data["text"], self.now
        )
        return self.back(f"goal-{made[0].pk}" if made else f"goals-{self.goals}")


class InitiativeAdd(_RowButton):
    """Add initiatives for a goal, one a line."""

    form_class = LinesForm

    def perform(self, form: LinesForm) -> str:
        """Add them and go to the first new one."""
        made = commands.add_initiatives(
            self.actor,
            self.object,
            self.goals,
            form.cleaned_data["goal"],
            form.cleaned_data["text"],
            self.now,
        )
        return self.back(f"initiative-{made[0].pk}" if made else f"goals-{self.goals}")


class GoalMove(_RowButton):
    """Move a goal up or down."""

    form_class = DirectionForm

    def perform(self, form: DirectionForm) -> str:
        """Move it."""
        pk = self.kwargs["row"]
        commands.move_goal(self.actor, self.object, self.goals, pk, form.cleaned_data["direction"])
        return self.back(f"goal-{pk}")


class InitiativeMove(_RowButton):
    """Move an initiative up or down."""

    form_class = DirectionForm

    def perform(self, form: DirectionForm) -> str:
        """Move it."""
        pk = self.kwargs["row"]
        commands.move_initiative(
            self.actor, self.object, self.goals, pk, form.cleaned_data["direction"]
        )
        return self.back(f"initiative-{pk}")


class GoalRemove(_RowButton):
    """Remove a goal with what belongs to it."""

    done_message = _("削除しました。文は「履歴」に残っています。")

    def perform(self, form: ActorForm) -> str:
        """Remove it."""
        commands.remove_goal(self.actor, self.object, self.goals, self.kwargs["row"], self.now)
        return self.back(f"goals-{self.goals}")


class InitiativeRemove(_RowButton):
    """Remove an initiative."""

    done_message = _("削除しました。文は「履歴」に残っています。")

    def perform(self, form: ActorForm) -> str:
        """Remove it."""
        commands.remove_initiative(
            self.actor, self.object, self.goals, self.kwargs["row"], self.now
        )
        return self.back(f"goals-{self.goals}")


class StyleChange(_RowButton):
    """Choose the marks of a goal set."""

    form_class = StyleForm

    def perform(self, form: StyleForm) -> str:
        """Save the choice."""
        style, layout = form.cleaned_data["marker_style"], form.cleaned_data["initiative_layout"]
        commands.set_style(self.actor, self.object, self.goals, style, layout)
        return self.back(f"goals-{self.goals}")


class _CellsButton(DocumentButton):
    action = Act.WRITE

    @property
    def kind(self) -> CellKind:
        """The kind of cells in the address; raises Hidden for an unknown one."""
        try:
            return CellKind(self.kwargs["kind"])
        except ValueError as error:
            raise Hidden from error


class CellsMerge(_CellsButton):
    """Make one cell for all goals."""

    def perform(self, form: ActorForm) -> str:
        """Merge them."""
        cell = commands.merge_cells(self.actor, self.object, self.kind, self.now)
        return self.back(f"cell-{cell.pk}")


class CellsSplit(_CellsButton):
    """Give each goal a cell again."""

    def perform(self, form: ActorForm) -> str:
        """Split it."""
        commands.split_cells(self.actor, self.object, self.kind, self.now)
        return self.back(f"cells-{self.kind}")
