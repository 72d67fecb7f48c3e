"""Forms of specialist days: planning, slots from the desk and from outside."""

from programs.specialists.forms.booking import (
    AnswerForm,
    CloseForm,
    FamilyForm,
    GuestForm,
    MarkForm,
    MoveForm,
    OneForm,
    PublicForm,
    ResultForm,
)
from programs.specialists.forms.planning import (
    CallOffForm,
    DayEditForm,
    DayFilter,
    DayForm,
    EntryEditForm,
    EntryForm,
)

__all__ = [
    "AnswerForm",
    "CallOffForm",
    "CloseForm",
    "DayEditForm",
    "DayFilter",
    "DayForm",
    "EntryEditForm",
    "EntryForm",
    "FamilyForm",
    "GuestForm",
    "MarkForm",
    "MoveForm",
    "OneForm",
    "PublicForm",
    "ResultForm",
]
