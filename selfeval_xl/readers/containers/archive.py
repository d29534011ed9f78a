"""Archives (.zip) that a unit packed its forms into: the files in them, one level deep."""

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from selfeval_xl.messages import codes, input_error
from selfeval_xl.ooxml.package import LIMIT
from selfeval_xl.readers.containers import identity

_MOST_FILES, _MOST_BYTES = 20_000, 1 << 30
"""Files that an archive may hold, and bytes that all of them may unfold to."""
_UTF8, _ENCRYPTED = 0x800, 1


class Member:
    """A file of an archive: its name with the folders before it, its size, and its bytes when they are asked for."""

    def __init__(self, archive: ZipFile, info: ZipInfo) -> None:
        self._archive, self._info = archive, info
        self.name, self.size = _name(info), info.file_size

    def read(self, shown: str) -> bytes:
        """Return the bytes.  Raises InputError for what is encrypted, an archive itself, damaged or too large."""
        if self._info.flag_bits & _ENCRYPTED:
            raise input_error(codes.ARCHIVE, file=shown, detail="在压缩包里加了密码")
        if self.size > LIMIT:
            raise input_error(codes.ARCHIVE, file=shown, detail=f"展开后超过 {LIMIT >> 20} MB")
        try:
            with self._archive.open(self._info) as file:
                data = file.read(LIMIT + 1)
        except NotImplementedError as error:
            raise input_error(codes.ARCHIVE, file=shown, detail="用了少见的压缩方法") from error
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise input_error(codes.ARCHIVE, file=shown, detail="在压缩包里已损坏") from error
        if identity.kind_of(data) == identity.ARCHIVE:
            raise input_error(codes.ARCHIVE, file=shown, detail="是压缩包里的压缩包")
        return data


def members(data: bytes | BinaryIO, shown: str) -> Iterator[Member]:
    """Yield the files of an archive in its order.  Raises InputError for an archive that is broken or a trap."""
    try:
        archive = ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise input_error(codes.ARCHIVE, file=shown, detail="是损坏或没有传完整的压缩包") from error
    found = [info for info in archive.infolist() if not info.is_dir()]
    if len(found) > _MOST_FILES:
        raise input_error(codes.ARCHIVE, file=shown, detail=f"里面有 {len(found)} 个文件")
    if sum(info.file_size for info in found) > _MOST_BYTES:
        raise input_error(codes.ARCHIVE, file=shown, detail=f"展开后超过 {_MOST_BYTES >> 30} GB")
    for info in found:
        yield Member(archive, info)


def _name(info: ZipInfo) -> str:
    """Return the name: Windows in Chinese writes it in code page 936 without saying so, other systems in UTF-8."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437")
        for encoding in ("ascii", "utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.partition("\0")[0].replace("\\", "/").lstrip("/")
