"""Forms that take what people type: bases that know who acts, and fields that read tolerantly."""

from programs.kernel.forms.bases import (
    ActorForm,
    ActorModelForm,
    TolerantForm,
    TolerantModelForm,
    acting,
    offer,
    offer_rows,
)
from programs.kernel.forms.boxes import (
    DateBoxes,
    DateBoxesField,
    TimeBoxField,
    TolerantDateField,
)
from programs.kernel.forms.fields import (
    DigitsField,
    PhoneField,
    PostcodeField,
    TolerantEmailField,
    TolerantIntegerField,
)
from programs.kernel.forms.texts import NameField, PlainTextField

__all__ = [
    "ActorForm",
    "ActorModelForm",
    "DateBoxes",
    "DateBoxesField",
    "DigitsField",
    "NameField",
    "PhoneField",
    "PlainTextField",
    "PostcodeField",
    "TimeBoxField",
    "TolerantDateField",
    "TolerantEmailField",
    "TolerantForm",
    "TolerantIntegerField",
    "TolerantModelForm",
    "acting",
    "offer",
    "offer_rows",
]
