"""What the drop-in space keeps."""

from programs.dropin.models.base import OfHub
from programs.dropin.models.calendar import CalendarRule, PublicSite
from programs.dropin.models.helpers import Helper
from programs.dropin.models.taps import Tap
from programs.dropin.models.visits import Visit, VisitPerson

__all__ = ["CalendarRule", "Helper", "OfHub", "PublicSite", "Tap", "Visit", "VisitPerson"]
