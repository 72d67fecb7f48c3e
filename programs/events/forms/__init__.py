"""Forms of events: planning, and bookings from the desk and from outside."""

from programs.events.forms.booking import (
    AnswerForm,
    CancelForm,
    FamilyBookingForm,
    GuestBookingForm,
    MarkForm,
    NumbersForm,
    OneForm,
    OwnNumbersForm,
    PublicBookingForm,
)
from programs.events.forms.planning import CallOffForm, DatesForm, EventForm, MoveForm

__all__ = [
    "AnswerForm",
    "CallOffForm",
    "CancelForm",
    "DatesForm",
    "EventForm",
    "FamilyBookingForm",
    "GuestBookingForm",
    "MarkForm",
    "MoveForm",
    "NumbersForm",
    "OneForm",
    "OwnNumbersForm",
    "PublicBookingForm",
]
