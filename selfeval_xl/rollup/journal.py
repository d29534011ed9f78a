"""What was read, written down file by file: to go on after a stop, and to put the shards of several machines together.

A journal is text, one line of JSON each: first what it was made with, then one line for each file, at last that it is
finished.  Later lines count before earlier ones; a line that was cut off by a crash is taken away.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from selfeval_xl import __version__
from selfeval_xl.rollup import errors
from selfeval_xl.rollup.records import IndicatorRow, Oddity, Outcome, ProjectRow, Refusal, Source

ENDING = ".进度"
_KIND = "selfeval-xl 汇总进度"
_FINISHED = b'"finished"\n'
_READ = b",null]\n"
"""How the line of a file ends that was read: there is no refusal."""


class Made(NamedTuple):
    """What the outcomes of a journal depend on besides the files; ``shard`` is ``i/n`` or ``""`` for all files."""

    version: str
    options: str
    folder: str
    shard: str = ""


def made(options: str, folder: str, shard: str = "") -> Made:
    """Return what a journal is made with now; ``options`` tells everything that the outcomes depend on."""
    return Made(__version__, options, folder, shard)


class Kept(NamedTuple):
    """A journal on the disk: what it was made with, where the line of each file begins, whether it was finished.

    ``refused`` are the files that could not be read; the next time they may be readable.  ``end`` is where the last
    whole line about a file ends, ``lines`` how many there are.
    """

    path: str
    begun: Made
    places: dict[str, tuple[Source, int]]
    refused: frozenset[str]
    finished: bool
    end: int
    lines: int


def kept(path: str) -> Kept | None:
    """Return the journal at ``path``, ``None`` when there is none.

    Raises UnusableInput when something else lies there, OSError when it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            begun = _begun(file.readline())
            if begun is None:
                raise errors.unusable(errors.NO_RESUME, file=path)
            return _kept(path, begun, file)
    except FileNotFoundError:
        return None


def _begun(raw: bytes) -> Made | None:
    try:
        kind, *rest = json.loads(raw)
        return Made(*rest) if kind == _KIND else None
    except (ValueError, TypeError):
        return None


def _kept(path: str, begun: Made, file: IO[bytes]) -> Kept:
    places, finished, count, at = dict[str, tuple[Source, int]](), False, 0, file.tell()
    end, refused = at, set[str]()
    for raw in file:
        source = _source_in(raw)
        if source:
            places[source.file] = (source, at)
            (refused.discard if raw.endswith(_READ) else refused.add)(source.file)
            count, end = count + 1, at + len(raw)
        finished = raw == _FINISHED
        at += len(raw)
    return Kept(path, begun, places, frozenset(refused), finished, end, count)


def _source_in(raw: bytes) -> Source | None:
    """Return the source at the beginning of a whole line, without making records of the rest."""
    if not raw.startswith(b"[[") or not raw.endswith(b"]\n"):
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(raw.decode(), 1)
        return Source(*found)
    except (ValueError, TypeError):
        return None


def read(journal: Kept, files: Iterable[str]) -> Iterator[Outcome]:
    """Yield what the journal says of these files, in the order asked for."""
    with open(journal.path, "rb") as file:
        for name in files:
            file.seek(journal.places[name][1])
            yield _outcome(file.readline())


def _outcome(raw: bytes) -> Outcome:
    source, project, indicators, odd, refusal = json.loads(raw)
    return Outcome(
        Source(*source),
        ProjectRow(*project) if project else None,
        tuple(IndicatorRow(*row) for row in indicators),
        tuple(Oddity(*each) for each in odd),
        Refusal(*refusal) if refusal else None,
    )


class Journal:
    """A journal under way; each outcome is on its way to the disk as soon as it is there."""

    def __init__(self, path: str, begun: Made, before: Kept | None = None) -> None:
        """Begin a journal at ``path``, or go on with the one ``before``; raises OSError."""
        self._path = path
        self._file: IO[bytes] = open(path, "r+b" if before else "wb")  # noqa: SIM115, it stays open until close()
        if before:
            self._file.truncate(before.end)
            self._file.seek(before.end)
        else:
            self._file.write(json.dumps([_KIND, *begun], ensure_ascii=False).encode() + b"\n")

    def add(self, outcome: Outcome) -> None:
        """Write an outcome down."""
        self._file.write(json.dumps(outcome, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")

    def close(self, finished: bool) -> None:
        """End the journal; a ``finished`` one holds every file."""
        if finished:
            self._file.write(_FINISHED)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if finished:
            self._tidy()

    def _tidy(self) -> None:
        """Rewrite a journal that holds more old lines than good ones."""
        now = kept(self._path)
        if now is None or now.lines < 2 * len(now.places):
            return
        fresh = self._path + ".tmp"
        with open(self._path, "rb") as old, open(fresh, "wb") as new:
            new.write(old.readline())
            for _, at in now.places.values():
                old.seek(at)
                new.write(old.readline())
            new.write(_FINISHED)
            new.flush()
            os.fsync(new.fileno())
        os.replace(fresh, self._path)
