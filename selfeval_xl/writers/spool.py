"""What is put aside until the end: bytes as they are, and deflated parts of a workbook.

It lies in files of the temporary folder which the system takes away when they are closed, even by a crash.
"""

import contextlib
import os
import tempfile
import zlib
from collections.abc import Iterator

from selfeval_xl.storage import os_errors

_IN_MEMORY = 1 << 17
"""Bytes that are kept in memory before there is a file at all."""
_PIECE = 1 << 18
_LEVEL = 2
"""Of deflate, as for the parts of any workbook we write: thrice as fast as the usual 6, a quarter more bytes."""


@contextlib.contextmanager
def spool_errors() -> Iterator[None]:
    """Turn an error of the temporary folder into StorageError that names it."""
    try:
        yield
    except OSError as error:
        folder = tempfile.gettempdir()
        raise os_errors.writing(error, os.path.join(folder, "selfeval-xl")) from error


class Spool:
    """Bytes put aside."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - open until the roll-up is written
        self.size = 0

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self._file.write(data)
        self.size += len(data)

    def pieces(self) -> Iterator[bytes]:
        """Yield all of it from the beginning, a piece at a time."""
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            yield piece

    def close(self) -> None:
        """Forget it."""
        self._file.close()


class Packed:
    """A part of a workbook, deflated as it grows.  ``size`` and ``crc`` are those of the part itself."""

    def __init__(self, data: bytes = b"") -> None:
        self._deflate: zlib._Compress | None = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._scratch = Spool()
        self.size = self.crc = 0
        self.write(data)

    def write(self, data: bytes) -> None:
        """Append bytes."""
        assert self._deflate is not None  # not finished yet
        self.crc = zlib.crc32(data, self.crc)
        self.size += len(data)
        self._scratch.write(self._deflate.compress(data))

    def finish(self) -> None:
        """Say that this was all."""
        if self._deflate is not None:
            self._scratch.write(self._deflate.flush())
            self._deflate = None  # a quarter of a megabyte

    @property
    def packed(self) -> int:
        """How many bytes the deflated part has, once it is finished."""
        return self._scratch.size

    def pieces(self) -> Iterator[bytes]:
        """Yield the deflated part."""
        return self._scratch.pieces()

    def close(self) -> None:
        """Forget it."""
        self._scratch.close()


def packed(data: bytes) -> Packed:
    """Return a part of which there will be no more."""
    part = Packed(data)
    part.finish()
    return part
