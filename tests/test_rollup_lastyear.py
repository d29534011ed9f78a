"""This year's projects beside last year's roll-up: found again, compared, and told what cannot be compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfeval_xl.documents.blocks import Value
from selfeval_xl.documents.rollup.records import FileResult
from selfeval_xl.documents.rollup.tables import PROJECTS, rows_of
from selfeval_xl.domain.errors import InputError, StorageError
from selfeval_xl.readers.past_rollup import Past, read_past
from selfeval_xl.rollup.lastyear import LastYear
from selfeval_xl.writers.formats import sink_for
from tests.projects import WAN, read, records, refused, unheard

NAME = "财政部项目支出绩效自评（2020年办法）"
LAMPS: dict[str, Any] = {
    "code": "P1", "name": "路灯维护", "unit": "城管局", "year": "2022", "total": "92.50", "grade": "优",
    "budget": 100 * WAN, "executed": 90 * WAN, "rate": "0.9000",
}  # fmt: skip


def workbook(folder: Path, *outcomes: FileResult, above: int = 2) -> str:
    """A roll-up of last year as a workbook: a title above the header, money in 万元, rates as percentages."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = PROJECTS.name
    for _row in range(above):
        sheet.append(["2022年度项目支出绩效自评汇总表"])
    sheet.append([column.title for column in PROJECTS.columns])
    for outcome in outcomes:
        (values,) = rows_of(outcome)[PROJECTS.name]
        sheet.append([_cell(column.kind, v) for column, v in zip(PROJECTS.columns, values, strict=True)])
        for cell, column in zip(sheet[sheet.max_row], PROJECTS.columns, strict=True):
            cell.number_format = "0.00%" if column.kind == "rate" else "General"
    path = folder / "去年汇总表.xlsx"
    book.save(path)
    return str(path)


def _cell(kind: str, value: Value) -> str | float | None:
    if kind == "money":
        return None if value is None else int(value) / WAN
    return float(value) if value and kind in ("points", "rate") else value or None


def compared(path: str, *outcomes: FileResult) -> list[dict[str, Value]]:
    """The rows of 同比."""
    last = LastYear(path)
    for outcome in outcomes:
        last.add(outcome)
    (table,) = last.tables(unheard)
    return records(table)


def test_a_project_stands_beside_what_it_was(tmp_path: Path) -> None:
    path = workbook(tmp_path, read("旧.xlsx", **LAMPS))
    now = LAMPS | {"year": "2023", "total": "88.00", "grade": "良", "budget": 125 * WAN, "rate": "0.8675"}
    assert compared(path, read("新.xlsx", **now)) == [
        {
            "项目编码": "P1", "项目名称": "路灯维护", "实施单位": "城管局",
            "上年得分": "92.50", "本年得分": "88.00", "得分增减": "-4.50", "上年等级": "优", "本年等级": "良",
            "上年预算数（万元）": 100 * WAN, "本年预算数（万元）": 125 * WAN, "预算增减": "0.2500",
            "上年执行率": "0.9000", "本年执行率": "0.8675", "执行率增减（百分点）": "-3.25",
            "说明": "", "文件": "新.xlsx",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ({}, True),
        ({"code": ""}, True),
        ({"code": "2023-7"}, True),
        ({"name": "路灯养护"}, True),
        ({"name": "路灯养护", "unit": "城管局（本级）"}, True),
        ({"code": "", "name": "路 灯维护", "unit": "城管局　"}, True),
        ({"code": "", "unit": "水务局"}, False),
        ({"code": "", "name": "路灯养护"}, False),
    ],
)
def test_how_a_project_is_found_again(tmp_path: Path, now: dict[str, Any], found: bool) -> None:
    rows = compared(workbook(tmp_path, read("旧", **LAMPS)), read("新", **(LAMPS | {"year": "2023"} | now)))
    assert [row["说明"] for row in rows] == ([""] if found else ["新增", "今年没有报送"])


def test_one_code_over_several_units_is_found_unit_by_unit(tmp_path: Path) -> None:
    east, west = LAMPS | {"unit": "东区"}, LAMPS | {"unit": "西区", "total": "80.00"}
    path = workbook(tmp_path, read("东", **east), read("西", **west))
    now = {"year": "2023", "name": "路灯维护"}
    rows = compared(path, read("西", **(west | now)), read("东", **(east | now)), read("南", **(LAMPS | now)))
    assert [(row["文件"], row["上年得分"], row["说明"]) for row in rows] == [
        ("西", "80.00", ""), ("东", "92.50", ""), ("南", "", "新增"),
    ]  # fmt: skip


def test_two_rows_of_one_project_last_year_are_not_guessed_between(tmp_path: Path) -> None:
    path = workbook(tmp_path, read("一稿", **LAMPS), read("二稿", **LAMPS))
    rows = compared(path, read("新", **(LAMPS | {"year": "2023"})))
    assert [row["说明"] for row in rows] == ["上年的汇总表里这个项目不止一行，没有比较"]


def test_two_files_of_one_project_this_year_are_both_compared_and_told(tmp_path: Path) -> None:
    now = LAMPS | {"year": "2023"}
    rows = compared(workbook(tmp_path, read("旧", **LAMPS)), read("一稿", **now), read("二稿", **now))
    assert [(row["上年得分"], row["说明"]) for row in rows] == [
        ("92.50", ""), ("92.50", "“一稿”对应的也是上年这个项目"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "note"),
    [
        ({"year": "2022"}, "两份都是2022年度，请核对 --last 给的是不是上年的汇总表"),
        ({"standard_name": "湖北省项目自评表（2019年起）"}, f"换了评价标准（上年：{NAME}），得分和等级不宜直接比较"),
        ({"total": "", "grade": ""}, "本年暂不评级"),
    ],
)
def test_what_stands_in_the_way_of_comparing_is_noted(tmp_path: Path, now: dict[str, Any], note: str) -> None:
    path = workbook(tmp_path, read("旧", unverified=True, **LAMPS))
    assert [row["说明"] for row in compared(path, read("新", **(LAMPS | {"year": "2023"} | now)))] == [note]


def test_blank_is_not_nought(tmp_path: Path) -> None:
    path = workbook(tmp_path, read("旧", **(LAMPS | {"total": "", "grade": "", "budget": 0, "rate": ""})))
    (row,) = compared(path, read("新", **(LAMPS | {"year": "2023"})))
    assert (row["上年得分"], row["上年等级"], row["得分增减"], row["说明"]) == ("", "", "", "上年暂不评级")
    assert (row["上年预算数（万元）"], row["预算增减"], row["上年执行率"], row["执行率增减（百分点）"]) == (
        0,
        "",
        "",
        "",
    )


def test_a_file_that_was_not_read_may_be_the_one_that_is_missing(tmp_path: Path) -> None:
    (row,) = compared(workbook(tmp_path, read("旧", **LAMPS)), refused("坏.xlsx", "F04"))
    assert row["说明"] == "今年没有报送，或文件没有读出来（见“未读文件”）"


@pytest.mark.parametrize("to", ["xlsx", "csv"])
def test_what_the_rollup_wrote_is_read_again_to_the_cent(tmp_path: Path, to: str) -> None:
    odd: dict[str, Any] = {
        "code": "=P2",
        "name": "绿化 <养护>",
        "unit": "园林局\n本级",
        "total": "0.01",
        "grade": "差",
        "rate": "0.0001",
    }
    outcomes = [
        read("区/路灯.xlsx", unverified=True, **LAMPS),
        read("绿化.xlsx", budget=123_456_789_012_345, **odd),
        read("未评.xlsx", name="未评", budget=1),
    ]
    target = tmp_path / f"汇总表.{to}"
    sink = sink_for(to, str(target), str(tmp_path))
    for outcome in outcomes:
        for table, rows in rows_of(outcome).items():
            sink.add(table, rows)
    sink.close(())
    assert [past._replace(unit=past.unit.replace("\n", "")) for past in read_past(str(target))] == [
        Past("P1", "路灯维护", "城管局", "2022", NAME, "92.50", "优", 100 * WAN, "0.9000", "区/路灯.xlsx"),
        Past(
            "=P2", "绿化 <养护>", "园林局本级", "2023", NAME, "0.01", "差", 123_456_789_012_345, "0.0001", "绿化.xlsx"
        ),
        Past("", "未评", "", "2023", NAME, "", "", 1, "", "未评.xlsx"),
    ]


HEADER = "项目编码,项目名称,实施单位,评价年度,全年预算数（万元）,预算执行率,得分,等级"
FIELDS = "code,name,unit,year,budget_fen,rate,total,grade"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (f"{HEADER}\nP1,路灯维护,城管局,2022,100.00,90.00%,92.5,优\n", "utf-8-sig"),
        (f"{HEADER}\nP1,路灯维护,城管局,2022,100.00,90.00%,92.5,优\n", "gb18030"),
        (f"{HEADER.replace('万元', '元')}\nP1,路灯维护,城管局,2022,\"1,000,000\",0.9,92.50,优\n", "utf-8"),
        (f"{FIELDS}\nP1,路灯维护,城管局,2022,100000000,0.9000,92.50,优\n", "utf-8"),
        (f"\n{HEADER}\nP1,路灯维护,城管局,2022,100.00,90.00%,92.5,优\n,,,,,,,\n", "utf-8"),
    ],
)  # fmt: skip
def test_the_projects_may_come_from_a_csv_file_too(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "项目汇总.CSV"
    path.write_bytes(text.encode(encoding))
    (past,) = read_past(str(path))
    assert past[:4] == ("P1", "路灯维护", "城管局", "2022")
    assert (past.budget, past.rate, past.total, past.grade) == (100 * WAN, "0.9000", "92.50", "优")


def test_what_a_csv_file_guards_against_formulas_is_read_as_it_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "项目汇总.csv"
    path.write_text("项目名称,实施单位,得分,等级\n'-路灯,'城管局',92.5,优\n", encoding="utf-8")
    assert read_past(str(path))[0][1:3] == ("-路灯", "'城管局'")


def test_what_is_no_rollup_is_told_kindly(tmp_path: Path) -> None:
    other, wrong, junk = tmp_path / "别的.xlsx", tmp_path / "错.csv", tmp_path / "乱.csv"
    openpyxl.Workbook().save(other)
    wrong.write_text("项目名称,单位\n路灯维护,城管局\n", encoding="utf-8")
    junk.write_bytes(b"\xff\xff\x00")
    for path, detail in (
        (other, "里面没有工作表“项目汇总”"),
        (wrong, "“项目汇总”里没有“实施单位”、“得分”、“等级”这样的表头"),
        (junk, "它既不是汇总表，也不是“项目汇总”的 CSV、JSON、Parquet"),
    ):
        with pytest.raises(InputError) as caught:
            LastYear(str(path))
        assert caught.value.code == "F73"
        assert detail in caught.value.message
    with pytest.raises(StorageError):
        LastYear(str(tmp_path / "没有.csv"))


def test_a_rollup_of_a_kind_that_cannot_be_compared_with_is_told_which_can(tmp_path: Path) -> None:
    path = tmp_path / "去年.json"
    path.write_text('{"tables": {"项目汇总": []}}', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        LastYear(str(path))
    assert caught.value.code == "F73"
    assert caught.value.message.endswith("不是多项目汇总：它既不是汇总表，也不是“项目汇总”的 CSV、JSON、Parquet。")
    assert "另存" not in caught.value.remedy
