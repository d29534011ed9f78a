"""One folder shared out to several machines that know nothing of each other, and their shards put together again."""

import heapq
import itertools
import re
import zlib
from collections.abc import Generator, Sequence
from typing import NamedTuple

from selfeval_xl import __version__
from selfeval_xl.documents.rollup.records import FileResult, Source, reading_order
from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages import codes, input_error
from selfeval_xl.rollup import journal
from selfeval_xl.rules import Standard
from selfeval_xl.storage import backups, os_errors

_PROGRAM = "现在的程序"
_BACKUP = re.compile(rf"{backups.MARK}(?=\.[^.]*$)")


class Shard(NamedTuple):
    """The ``number``-th of ``of`` parts."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def holds(self, source: Source) -> bool:
        """Tell whether a file belongs to this part; that depends on its path alone, on every machine alike."""
        return zlib.crc32(source.file.encode()) % self.of == self.number - 1


def shard(text: str) -> Shard:
    """Read ``1/4``; raises InputError for anything else."""
    match = re.fullmatch(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise input_error(codes.BAD_SHARD, shown=text)
    return Shard(int(match[1]), int(match[2]))


def load_shards(paths: Sequence[str]) -> list[journal.Kept]:
    """Return the shards at these paths, which belong together and are complete; raises InputError if not."""
    shards = [_kept(path) for path in paths if not _replaced(path, paths)]
    first = shards[0]
    numbers = set()
    for each in shards:
        detail = _difference(first.begun, each.begun)
        number = shard(each.begun.shard).number
        if detail or number in numbers:
            detail = detail or f"第 {number} 片给了两次"
            raise input_error(codes.SHARDS_DIFFER, file=each.path, first=first.path, detail=detail)
        numbers.add(number)
    if first.begun.version != __version__:
        detail = _versions(first.begun.version, __version__)
        raise input_error(codes.SHARDS_DIFFER, file=first.path, first=_PROGRAM, detail=detail)
    count = shard(first.begun.shard).of
    missing = sorted(set(range(1, count + 1)) - numbers)
    if missing:
        shown = "、".join(map(str, missing))
        raise input_error(codes.SHARD_MISSING, count=count, missing=shown, first=missing[0])
    return shards


def require_standard(shard: journal.Kept, standard: Standard | None) -> None:
    """Raise InputError when a shard was read by another standard than the one that 同项目合并 would go by.

    The options of a shard are the ``repr`` of that standard and of the codes after ``--off``, which need no repeating.
    """
    if not shard.begun.options.startswith(f"({standard!r}, ["):
        detail = "读分片时用的 --standard 与现在写的不一样，请写同样的 --standard"
        raise input_error(codes.SHARDS_DIFFER, file=shard.path, first="现在的命令", detail=detail)


def _replaced(path: str, paths: Sequence[str]) -> bool:
    """Tell whether a path is the backup of another of them, as it comes in with ``*.分片``."""
    of = _BACKUP.sub("", path)
    return of != path and of in paths


def _kept(path: str) -> journal.Kept:
    try:
        found = journal.kept(path)
    except InputError:
        found = None
    except OSError as error:
        raise os_errors.reading(error, path) from error
    if found is None or not found.finished or not found.begun.shard:
        raise input_error(codes.NOT_A_SHARD, file=path)
    return found


def _difference(first: journal.Made, other: journal.Made) -> str:
    if first.version != other.version:
        return _versions(first.version, other.version)
    if first.options != other.options:
        return "选项不同"
    if shard(first.shard).of != shard(other.shard).of:
        return f"一个分 {shard(first.shard).of} 片，一个分 {shard(other.shard).of} 片"
    return ""


def _versions(first: str, other: str) -> str:
    return f"程序版本不同（{first} 和 {other}）"


def merged(shards: Sequence[journal.Kept]) -> Generator[FileResult]:
    """Yield the outcomes of all shards in the order in which one machine alone would have read them."""
    each_in_order = [journal.read(each, sorted(each.places, key=reading_order)) for each in shards]
    files = heapq.merge(*each_in_order, key=lambda results: reading_order(results[0].source.file))
    yield from itertools.chain.from_iterable(files)
