"""What the day log keeps."""

from programs.daylog.models.incidents import Incident, IncidentStep, IncidentText
from programs.daylog.models.logs import Correction, DayLog, Duty

__all__ = ["Correction", "DayLog", "Duty", "Incident", "IncidentStep", "IncidentText"]
