"""What was read, written down file by file: to go on after a stop, and to put the shards of several machines together.

A journal is text, one line of JSON each: first what it was made with, then one line for each file with all its forms,
at last that it is finished.  Later lines count before earlier ones; a line that was cut off by a crash is taken away.
"""

import contextlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple

from selfeval_xl.documents.rollup.records import FileResult, IndicatorRow, ProjectRow, Source
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import codes, input_error
from selfeval_xl.storage import atomic_write

ENDING = ".进度"
_KIND = "selfeval-xl 汇总进度"
_BEGINNING = f'["{_KIND}"'.encode()
_FINISHED = b'"finished"\n'


class Made(NamedTuple):
    """What the outcomes of a journal depend on besides the files: the version of the program, and what was asked for.

    ``shard`` is ``i/n`` or ``""`` for all files.
    """

    version: str
    options: str
    folder: str
    shard: str = ""


class Kept(NamedTuple):
    """A journal on the disk: what it was made with, where the line of each file begins, whether it was finished.

    ``end`` is where the last whole line about a file ends, ``lines`` how many there are.
    """

    path: str
    begun: Made
    places: dict[str, tuple[Source, int]]
    finished: bool
    end: int
    lines: int


def kept(path: str) -> Kept | None:
    """Return the journal at ``path``, ``None`` when there is none, or one that was cut off in its first line.

    Raises InputError when something else lies there, OSError when it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            first = file.readline()
            begun = _begun(first)
            if begun is None and _is_cut_off(first):
                return None
            if begun is None:
                raise input_error(codes.NO_RESUME, file=path)
            return _kept(path, begun, file)
    except FileNotFoundError:
        return None


def _begun(raw: bytes) -> Made | None:
    try:
        kind, *rest = json.loads(raw)
        return Made(*rest) if kind == _KIND else None
    except (ValueError, TypeError):
        return None


def _is_cut_off(first: bytes) -> bool:
    """Tell whether a journal was begun and a crash took all but a part of its first line."""
    return not first.endswith(b"\n") and (first.startswith(_BEGINNING) or _BEGINNING.startswith(first))


def _kept(path: str, begun: Made, file: IO[bytes]) -> Kept:
    places, finished, count, at = dict[str, tuple[Source, int]](), False, 0, file.tell()
    end = at
    for raw in file:
        source = _source_in(raw)
        if source:
            places[source.file] = (source, at)
            count, end = count + 1, at + len(raw)
        finished = raw == _FINISHED
        at += len(raw)
    return Kept(path, begun, places, finished, end, count)


def _source_in(raw: bytes) -> Source | None:
    """Return the source at the beginning of a whole line, without making records of the rest."""
    if not raw.startswith(b"[[") or not raw.endswith(b"]\n"):
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(raw.decode("utf-8", "surrogatepass"), 1)
        return Source(*found)
    except (ValueError, TypeError):
        return None


def read(journal: Kept, files: Iterable[str]) -> Iterator[list[FileResult]]:
    """Yield what the journal says of the forms of each of these files, in the order asked for."""
    with open(journal.path, "rb") as file:
        for name in files:
            file.seek(journal.places[name][1])
            source, results = json.loads(file.readline())
            yield [_result(Source(*source), each) for each in results]


def _result(source: Source, values: list[Any]) -> FileResult:
    project, indicators, odd, refusal, part, other = values
    return FileResult(
        source,
        ProjectRow(*project) if project else None,
        tuple(IndicatorRow(*row) for row in indicators),
        tuple(map(_finding, odd)),
        _finding(refusal) if refusal else None,
        part,
        other,
    )


def _finding(values: list[Any]) -> Finding:
    code, level, place, *texts = values
    return Finding(code, level, Place(*place), *texts)


class Journal:
    """A journal under way; each outcome is on its way to the disk as soon as it is there.

    ``files`` are those of the folder now: what the journal ``before`` says of others is not kept.
    """

    def __init__(self, path: str, begun: Made, files: Collection[str], before: Kept | None = None) -> None:
        """Begin a journal at ``path``, or go on with the one ``before``; raises OSError."""
        self._path, self._files = path, files
        self._has_gone = before is not None and any(name not in files for name in before.places)
        self._file: IO[bytes] = open(path, "r+b" if before else "wb")  # noqa: SIM115, it stays open until close()
        if before:
            self._file.truncate(before.end)
            self._file.seek(before.end)
        else:
            self._file.write(_line([_KIND, *begun]))
            self._file.flush()

    def add(self, results: Sequence[FileResult]) -> None:
        """Write down what became of the forms of one file."""
        self._file.write(_line((results[0].source, [each[1:] for each in results])))

    def close(self, finished: bool) -> None:
        """End the journal; a ``finished`` one holds every file, and no other."""
        if finished and not self._has_gone:
            self._file.write(_FINISHED)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if finished:
            self._tidy()

    def _tidy(self) -> None:
        """Rewrite a journal that holds more old lines than good ones, or files that are not there any more."""
        now = kept(self._path)
        if now is None or not (self._has_gone or now.lines >= 2 * len(now.places)):
            return
        fresh = self._path + ".tmp"
        try:
            self._rewrite(now, fresh)
            atomic_write.replace(fresh, self._path)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(fresh)
            # Without it the journal is longer than need be, but says nothing wrong.
            if self._has_gone:
                raise

    def _rewrite(self, now: Kept, fresh: str) -> None:
        with open(self._path, "rb") as old, open(fresh, "wb") as new:
            new.write(old.readline())
            for name, (_, at) in now.places.items():
                if name in self._files:
                    old.seek(at)
                    new.write(old.readline())
            new.write(_FINISHED)
            new.flush()
            os.fsync(new.fileno())


def _line(value: object) -> bytes:
    # Names of files can hold halves of characters, which no text on a disk has.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
