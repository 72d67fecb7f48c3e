"""Forms of imports and exports."""

from programs.exchange.forms.exporting import ExportForm
from programs.exchange.forms.importing import ColumnsForm, UploadForm

__all__ = ["ColumnsForm", "ExportForm", "UploadForm"]
