"""Forms of the day log."""

from programs.daylog.forms.incidents import (
    DecideForm,
    IncidentFilter,
    IncidentForm,
    NoteForm,
    ReasonForm,
    TellForm,
)
from programs.daylog.forms.logs import (
    CorrectForm,
    DutyChangeForm,
    DutyFilter,
    DutyForm,
    DutyRemoveForm,
    LogForm,
)

__all__ = [
    "CorrectForm",
    "DecideForm",
    "DutyChangeForm",
    "DutyFilter",
    "DutyForm",
    "DutyRemoveForm",
    "IncidentFilter",
    "IncidentForm",
    "LogForm",
    "NoteForm",
    "ReasonForm",
    "TellForm",
]
