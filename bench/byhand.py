"""What a colleague would write instead of the roll-up: openpyxl in a pool of two processes, rows into a CSV file."""

from __future__ import annotations

import csv
import sys
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import openpyxl

from bench.books import HEADER_ROW
from bench.forms import SECTIONS
from bench.peers import _hand_mark
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT

_NAME, _CODE = 0, 1
Row = list[Any]


def scored(path: Path) -> Row:
    """Read and score one workbook with openpyxl and float; a file that cannot be read gives its name alone."""
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        facts = [row[1] for row in book[PROJECT].iter_rows(min_row=3, max_col=2, values_only=True)]
        lines, rows = (_records(book[name]) for name in (BUDGET, INDICATORS))
    except Exception:
        return [str(path)]
    top = [line for line in lines if line["项目明细"] and "." not in str(line["序号"])]
    budget, executed = (sum(line[title] or 0 for line in top) for title in ("全年预算数", "全年执行数"))
    points = [(row["一级指标"], _hand_mark(row)) for row in rows if row["三级指标"]]
    total = min(10.0, round(10 * executed / budget, 2)) + sum(mark for level, mark in points if level in _LEVELS)
    return [str(path), facts[_NAME], facts[_CODE], budget, executed, round(executed / budget, 4), round(total, 2)]


_LEVELS = frozenset(name for name, _points, _part in SECTIONS)


def _records(sheet: Any) -> list[dict[str, Any]]:
    rows = list(sheet.iter_rows(min_row=HEADER_ROW, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def main(folder: Path, target: Path) -> None:
    """Score every workbook below ``folder`` and write a row for each."""
    files = sorted(folder.rglob("*.xlsx"))
    with Pool(2) as pool, target.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(pool.imap(scored, files, chunksize=64))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
