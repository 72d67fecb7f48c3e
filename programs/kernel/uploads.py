"""Files that people send: kept in memory for the request, never on a disk, never more than a little."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_UPLOAD = 12 * 1024 * 1024


class InMemoryOnly(FileUploadHandler):
    """Takes a file up to LARGEST_UPLOAD bytes; of a larger one nothing but its name and size.

    Whoever reads the file sets a limit of its own below that, and tells it.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing."""
        super().new_file(*args, **kwargs)
        self.parts: list[bytes] = []
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a part, unless there are too many."""
        self.taken += len(raw_data)
        if self.taken <= LARGEST_UPLOAD:
            self.parts.append(raw_data)
        else:
            self.parts.clear()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file, empty but with its true size where it was too large."""
        return InMemoryUploadedFile(
            io.BytesIO(b"".join(self.parts)),
            self.field_name,
            self.file_name or "",
            self.content_type or "",
            file_size,
            self.charset,
            self.content_type_extra,
        )
