"""Where a roll-up goes: a workbook, CSV files, a JSON file or Parquet files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from selfeval_xl.documents.rollup.tables import Sink


def _book(target: str, folder: str, force: bool) -> Sink:
    from selfeval_xl.writers.rollup.book import BookSink

    return BookSink(target, folder, force)


def _csv(target: str, _folder: str, force: bool) -> Sink:
    from selfeval_xl.writers.rollup.text import CsvSink

    return CsvSink(target, force)


def _json(target: str, _folder: str, force: bool) -> Sink:
    from selfeval_xl.writers.rollup.text import JsonSink

    return JsonSink(target, force)


def _parquet(target: str, _folder: str, force: bool) -> Sink:
    from selfeval_xl.writers.rollup.parquet import ParquetSink

    return ParquetSink(target, force)


KINDS: Mapping[str, Callable[[str, str, bool], Sink]] = {
    "xlsx": _book,
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
}
"""What a roll-up can be written as, by the ending of the file."""


def sink_for(kind: str, target: str, folder: str, force: bool = False) -> Sink:
    """Return the sink of one of the :data:`KINDS`; ``folder`` is where the files lie that the rows link to.

    Raises StorageError when ``target`` cannot be written, InputError when what is needed for it is not installed.
    """
    return KINDS[kind](target, folder, force)
