"""Forms of imports and exports."""

from programs.exchange.forms.exporting import ExportForm
from programs.exchange.forms.importing import ColumnsForm, ConfirmForm, SheetForm, UploadForm

__all__ = ["ColumnsForm", "ConfirmForm", "ExportForm", "SheetForm", "UploadForm"]
