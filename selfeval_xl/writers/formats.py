"""What a roll-up can be written as: a workbook, CSV files, a JSON file or Parquet files, by the ending of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selfeval_xl.writers.sinks import Sink

KINDS = ("xlsx", "csv", "json", "parquet")


def sink_for(kind: str, target: str, folder: str, force: bool = False) -> Sink:
    """Return the sink of one of the :data:`KINDS`; ``folder`` is where the files lie that the rows link to.

    Raises StorageError when ``target`` cannot be written, InputError when what is needed for it is not installed.
    """
    if kind == "xlsx":
        from selfeval_xl.writers.xlsx.book import BookSink

        return BookSink(target, folder, force)
    if kind == "parquet":
        from selfeval_xl.writers.parquet import ParquetSink

        return ParquetSink(target, force)
    from selfeval_xl.writers.text import CsvSink, JsonSink

    return (CsvSink if kind == "csv" else JsonSink)(target, force)
