"""What a roll-up can be written as: a workbook, CSV files, a JSON file or Parquet files, by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from selfeval_xl.writers.sinks import Sink


def _book(target: str, folder: str, force: bool) -> Sink:
    from selfeval_xl.writers.xlsx.book import BookSink

    return BookSink(target, folder, force)


def _csv(target: str, _folder: str, force: bool) -> Sink:
    from selfeval_xl.writers.text import CsvSink

    return CsvSink(target, force)


def _json(target: str, _folder: str, force: bool) -> Sink:
    from selfeval_xl.writers.text import JsonSink

    return JsonSink(target, force)


def _parquet(target: str, _folder: str, force: bool) -> Sink:
    from selfeval_xl.writers.parquet import ParquetSink

    return ParquetSink(target, force)


KINDS: Mapping[str, Callable[[str, str, bool], Sink]] = {
    "xlsx": _book,
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
}
"""What a roll-up can be written as, by the ending of the file."""


def sink_for(kind: str, target: str, folder: str, force: bool = False) -> Sink:
    """Return the sink of one of the :data:`KINDS`; ``folder`` is where the files lie that the rows link to."""
    return KINDS[kind](target, folder, force)
