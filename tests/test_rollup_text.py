"""The roll-up as CSV, JSON and Parquet: the very values of the workbook, exact, and nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_xl.documents.blocks import COUNT, MONEY, NUMBERS, POINTS, RATE, Table, Value
from selfeval_xl.documents.rollup import overview, tables
from selfeval_xl.domain.errors import InputError, StorageError
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.rollup import combined, lastyear
from selfeval_xl.storage import saving
from selfeval_xl.writers.formats import KINDS, sink_for
from selfeval_xl.writers.parquet import _decimal
from tests import rollups

FOUND = [*rollups.outcomes(30), rollups.refusal('=cmd|"/c calc"!A1.xlsx')]
TABLES = ("项目汇总", "指标明细", "异常清单", "未读文件", "不是自评表", "总览", "部门汇总", "等级分布", "执行率分布")
Figures = Mapping[tuple[str, str], Decimal]
"""Sums by table and title of the column; money in 分."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same roll-up, written as everything it can be written as."""
    folder = tmp_path_factory.mktemp("汇总")
    for kind in KINDS:
        rollups.write(sink_for(kind, str(folder / f"汇总表.{kind}"), str(folder)), FOUND)
    return folder


def filled() -> list[Table]:
    """All tables, as they were sent."""
    streamed = [
        table.filled(tuple(row for each in FOUND for row in tables.rows_of(each).get(table.name, ())))
        for table in tables.STREAMED
    ]
    return [*streamed, *rollups.closing(FOUND)]


def sums(read: Callable[[Table], Sequence[Sequence[Any]]], fen: Decimal = Decimal(1)) -> Figures:
    """The sums of all columns of figures, as read from files in which money is in units of ``fen`` 分."""
    result = {}
    for each in filled():
        rows = read(each)
        for index, column in enumerate(each.columns):
            if column.kind in NUMBERS:
                unit = fen if column.kind == MONEY else Decimal(1)
                figures = [Decimal(str(row[index])) for row in rows if row[index] not in (None, "")]
                result[each.name, column.title] = sum(figures, Decimal(0)) * unit
    return result


def path_of(folder: Path, table: str, kind: str) -> Path:
    return folder / (f"汇总表.{kind}" if table == "项目汇总" else f"汇总表-{table}.{kind}")


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_each_kind_has_its_files(folder: Path) -> None:
    several = {path_of(folder, table, kind).name for kind in ("csv", "parquet") for table in TABLES}
    assert set(os.listdir(folder)) == several | {"汇总表.xlsx", "汇总表.json"}


def test_all_kinds_hold_the_same_sums_exactly(folder: Path) -> None:
    import pyarrow.parquet

    book = openpyxl.load_workbook(folder / "汇总表.xlsx")
    objects = json.loads((folder / "汇总表.json").read_text(encoding="utf-8"))
    sent = sums(lambda each: each.rows)
    assert sent["项目汇总", "全年预算数（万元）"] > 0 and len(sent) > 30
    wan = Decimal(1_000_000)
    assert sums(lambda each: csv_rows(path_of(folder, each.name, "csv"))[1:], wan) == sent
    assert sums(lambda each: [list(row.values()) for row in objects[each.name]]) == sent
    assert (
        sums(
            lambda each: [
                row[: len(each.columns)] for row in book[each.name].iter_rows(2, len(each.rows) + 1, values_only=True)
            ],
            wan,
        )
        == sent
    )

    def parquet(each: Table) -> list[list[Any]]:
        rows = pyarrow.parquet.read_table(path_of(folder, each.name, "parquet")).to_pylist()
        return [list(row.values()) for row in rows]

    assert sums(parquet) == sent


def test_csv_opens_in_excel_as_it_is(folder: Path) -> None:
    data = path_of(folder, "未读文件", "csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\r\n") == 4 and data.count(b"\n") == 4
    rows = csv_rows(path_of(folder, "未读文件", "csv"))
    assert rows[0] == ["文件", "编号", "原因", "办法"]
    assert rows[3][0] == '\'=cmd|"/c calc"!A1.xlsx'


def test_a_negative_figure_is_no_formula(folder: Path) -> None:
    rows = csv_rows(path_of(folder, "指标明细", "csv"))
    assert {row[8][:3] for row in rows[1:]} == {"-0."}


def test_csv_holds_every_text(folder: Path) -> None:
    for each in filled()[:3]:
        rows = csv_rows(path_of(folder, each.name, "csv"))
        assert rows[0] == [column.title for column in each.columns]
        for row, sent in zip(rows[1:], each.rows, strict=True):
            for text, value, column in zip(row, sent, each.columns, strict=True):
                assert column.kind == MONEY or text == ("" if value is None else str(value))


def test_json_holds_every_value_under_its_field(folder: Path) -> None:
    objects = json.loads((folder / "汇总表.json").read_text(encoding="utf-8"))
    assert tuple(objects) == (*TABLES, "meta")
    for each in filled():
        assert objects["meta"]["rows"][each.name] == len(each.rows)
        for found, sent in zip(objects[each.name], each.rows, strict=True):
            for column, value in zip(each.columns, sent, strict=True):
                blank = None if column.kind in NUMBERS else ""
                assert found[column.field] == (blank if value in (None, "") else value)
    assert objects["meta"]["titles"]["项目汇总"]["budget_fen"] == "全年预算数（分）"


def test_parquet_says_what_each_column_is(folder: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    kinds = {COUNT: pyarrow.int64(), MONEY: pyarrow.int64(), POINTS: pyarrow.decimal128(38, 18)}
    kinds[RATE] = kinds[POINTS]
    for each in filled():
        schema = pyarrow.parquet.read_schema(path_of(folder, each.name, "parquet"))
        assert schema.names == [column.field for column in each.columns]
        assert schema.types == [kinds.get(column.kind, pyarrow.string()) for column in each.columns]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=18, min_value=-(10**19), max_value=10**19))
def test_decimals_of_parquet_are_exact(number: Decimal) -> None:
    assert _decimal(f"{number:f}") == number


@pytest.mark.parametrize("text", ["", "无", "1E5", "9" * 30, "-" + "9" * 21 + ".5", "nan"])
def test_what_is_no_figure_is_blank_in_parquet(text: str) -> None:
    assert _decimal(text) is None


def test_a_longer_decimal_is_rounded_half_up_in_parquet() -> None:
    assert _decimal("0.0000000000000000005") == Decimal("0.000000000000000001")


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    """What holds for all exits."""

    def test_a_roll_up_of_nothing_is_written(self, kind: str, tmp_path: Path) -> None:
        for path in rollups.write(sink_for(kind, str(tmp_path / f"表.{kind}"), str(tmp_path)), []):
            assert Path(path).stat().st_size > 0

    def test_abandoned_it_leaves_nothing(self, kind: str, tmp_path: Path) -> None:
        sink = sink_for(kind, str(tmp_path / f"表.{kind}"), str(tmp_path))
        for each in rollups.outcomes(300):
            for table, rows in tables.rows_of(each).items():
                sink.add(table, rows)
        sink.abandon()
        assert os.listdir(tmp_path) == []

    def test_killed_midway_it_leaves_nothing(self, kind: str, tmp_path: Path) -> None:
        script = (
            "import os, sys, tempfile; tempfile.tempdir = sys.argv[2]\n"
            "from selfeval_xl.documents.rollup.tables import rows_of\n"
            "from selfeval_xl.writers.formats import sink_for\n"
            "from tests import rollups\n"
            "sink = sink_for(sys.argv[1], os.path.join(sys.argv[2], '表.' + sys.argv[1]), sys.argv[2])\n"
            "for each in rollups.outcomes(300):\n"
            "    for table, rows in rows_of(each).items():\n"
            "        sink.add(table, rows)\n"
            "os.kill(os.getpid(), 9)\n"
        )
        command = [sys.executable, "-c", script, kind, str(tmp_path)]
        assert subprocess.run(command, cwd=Path(__file__).parents[1]).returncode == -9
        assert os.listdir(tmp_path) == []

    def test_a_name_that_is_taken_is_told_before_the_work(self, kind: str, tmp_path: Path) -> None:
        target = tmp_path / f"表.{kind}"
        target.write_bytes(b"old")
        with pytest.raises(StorageError) as caught:
            sink_for(kind, str(target), str(tmp_path))
        assert caught.value.code == codes.EXISTS and target.read_bytes() == b"old"

    def test_with_force_what_was_there_is_kept(self, kind: str, tmp_path: Path) -> None:
        for _ in range(2):
            sink = sink_for(kind, str(tmp_path / f"表.{kind}"), str(tmp_path), True)
            paths = rollups.write(sink, rollups.outcomes(3))
        assert len(sink.backups) == len(paths) and all(map(os.path.exists, (*sink.backups, *paths)))

    def test_lone_surrogates_and_control_characters_do_no_harm(self, kind: str, tmp_path: Path) -> None:
        odd: tuple[Value, ...] = ("坏\udc80.xlsx", "\x00\x07", "\ud800", "\n")
        sink = sink_for(kind, str(tmp_path / f"表.{kind}"), str(tmp_path))
        sink.add("未读文件", (odd,))
        for path in sink.close(()):
            assert Path(path).stat().st_size > 0


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_of_several_files_all_appear_or_none(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sink, save = sink_for(kind, str(tmp_path / f"表.{kind}"), str(tmp_path)), saving.save_new

    def full(path: str, data: Any, force: bool = False) -> str | None:
        if "异常清单" in path:
            raise storage_error(codes.DISK_FULL, file=path)
        return save(path, data, force)

    monkeypatch.setattr(saving, "save_new", full)
    with pytest.raises(StorageError) as caught:
        rollups.write(sink, rollups.outcomes(3))
    assert caught.value.code == codes.DISK_FULL and os.listdir(tmp_path) == []


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_no_table_of_an_earlier_roll_up_stays_beside_the_new_ones(kind: str, tmp_path: Path) -> None:
    target, old = tmp_path / f"汇总表.{kind}", tmp_path / f"汇总表-同项目合并.{kind}"
    old.write_bytes(b"old")
    with pytest.raises(StorageError, match="同项目合并"):
        sink_for(kind, str(target), str(tmp_path))
    sink = sink_for(kind, str(target), str(tmp_path), force=True)
    rollups.write(sink, FOUND)
    assert not old.exists()
    (backup,) = sink.backups
    assert Path(backup).read_bytes() == b"old"


def test_the_names_of_all_tables_are_known() -> None:
    closing = {each.name for each in (overview.OVERVIEW, lastyear.TABLE, combined.PROJECTS, combined.INDICATORS)}
    assert set(tables.CLOSING) == closing | {"部门汇总", "等级分布", "执行率分布"}


def test_without_pyarrow_one_sentence_says_so_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError) as caught:
        sink_for("parquet", str(tmp_path / "表.parquet"), str(tmp_path))
    assert caught.value.code == codes.NO_PARQUET and "--to xlsx、csv、json" in caught.value.remedy


def test_a_workbook_needs_neither_openpyxl_nor_pandas(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom selfeval_xl.writers.formats import sink_for\n"
        "for kind in ('xlsx', 'csv', 'json'):\n"
        "    sink_for(kind, sys.argv[1] + '/表.' + kind, sys.argv[1]).close(())\n"
        "print(sorted({'openpyxl', 'pandas', 'numpy', 'pyarrow', 'xlsxwriter', 'lxml'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"
