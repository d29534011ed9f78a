"""What an earlier roll-up wrote as CSV, JSON or Parquet, known by what stands in it and never by its name."""

from __future__ import annotations

import csv
import os
from collections.abc import Collection

from selfeval_xl.readers.containers import plaintext
from selfeval_xl.readers.past_rollup import is_rollup
from selfeval_xl.writers.sinks import paths_of

_HEAD, _TAIL = 1 << 12, 1 << 16
"""Bytes at the start of a file with its header, and at its end with what a program says of it."""
_JSON = b'"program": "selfeval-xl"'
_FIELDS = (b"printed_total", b"printed_grade", b"budget_fen")
"""Columns of 项目汇总, as the footer of a Parquet file names them."""


def own_products(folder: str, names: Collection[str]) -> frozenset[str]:
    """Return which files of a folder are a roll-up's: 项目汇总, and beside it the tables that bear its name."""
    own = set[str]()
    for name in names:
        if name.lower().endswith((".csv", ".json", ".parquet")) and _is_own(os.path.join(folder, name)):
            own |= {name, *map(os.path.basename, paths_of(name))} & set(names)
    return frozenset(own)


def _is_own(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - _TAIL, 0))
            tail = file.read(_TAIL)
    except OSError:
        return False  # whoever reads it says why
    if head.startswith(b"PAR1"):
        return all(field in tail for field in _FIELDS)
    return (head.startswith(b"{") and _JSON in tail) or _is_table(head)


def _is_table(head: bytes) -> bool:
    first = plaintext.decoded(head.partition(b"\n")[0]).rstrip("\r")
    try:
        return is_rollup([*csv.reader([first])])
    except csv.Error:
        return False
