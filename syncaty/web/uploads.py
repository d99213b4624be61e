"""Keeps uploads that are too large from filling the disk, before anything looks at them."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from syncaty.syncs.files.opening import MB, MOST_BYTES

MOST_SENT = MOST_BYTES + MB  # the form around the file


class Limited(FileUploadHandler):
    """Reads a file that is too large to its end without keeping it; the page then says so."""

    def __init__(self, request: Any = None) -> None:  # noqa: ANN401  # as Django calls it
        super().__init__(request)
        self._sent = 0

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ANN401
        META: dict[str, str],  # noqa: N803
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Note how much is coming; the form is read as usual."""
        self._sent = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Skip the file when it is too large."""
        super().new_file(*args, **kwargs)
        if self._sent > MOST_SENT:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the bytes on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to those who keep it."""
