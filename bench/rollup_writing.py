"""The roll-up of 20,000 projects as a workbook: ours against XlsxWriter, with the same formats, links and table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from bench.goals import Goal
from bench.harness import Job
from selfeval_xl.documents.blocks import COUNT, FILE, LONG, MONEY, NUMBERS, POINTS, RATE, TEXT, Rows
from selfeval_xl.documents.rollup.tables import INDICATORS, PROJECTS
from selfeval_xl.writers.xlsx.book import BookSink

OWN, PEER, DETAIL = "roll-up workbook, 20,000 rows", "XlsxWriter", "roll-up workbook, 300,000 rows of 指标明细"
GOALS = (Goal(OWN, PEER, 0.5),)
COUNT_OF_PROJECTS, COUNT_OF_INDICATORS = 20_000, 300_000

_BOX: dict[str, Any] = {
    "border": 1,
    "font_name": "宋体",
    "font_size": 10.5,
    "valign": "vcenter",
    "border_color": "#BFC6D0",
}
_LOOKS: dict[str, dict[str, Any]] = {
    TEXT: {"num_format": "@", "text_wrap": True},
    LONG: {"text_wrap": True},
    FILE: {"text_wrap": True, "underline": 1, "font_color": "#0563C1"},
    COUNT: {"num_format": "#,##0"},
    MONEY: {"num_format": "#,##0.00####"},
    POINTS: {"num_format": "0.00"},
    RATE: {"num_format": "0.00%"},
}


def projects(count: int = COUNT_OF_PROJECTS) -> Iterator[Rows]:
    """Yield the rows of 项目汇总, as they come from the files: one at a time."""
    for number in range(count):
        unit, budget = f"佛祖岭街道第{number % 97}社区", 100_000_000 + number * 1_700
        file = f"佛祖岭街道/第{number % 97}社区/{number:05d} 劳动技能培训.xlsx"
        name = f"2024年度第{number}期辖区劳动力转移技能培训项目"
        sections = f"预算执行率 9.{number % 100:02d}/10；产出指标 48.50/50；效益指标 28.00/30；满意度指标 9.00/10"
        yield (
            (
                f"42018500{number:06d}", name, "2024", "佛祖岭街道办事处", unit, budget - 5_000_000, budget,
                budget * 9 // 10, f"0.9{number % 1000:03d}", f"9{number % 10}.{number % 100:02d}", "优", sections,
                "财政部项目支出绩效自评（2020年办法）", "自评工作簿", f"9{number % 10}.00", "优", number % 3,
                "红" if number % 8 == 0 else "", "", "", number % 2, 0, number % 4, number % 5, file,
            ),
        )  # fmt: skip


def indicators(count: int = COUNT_OF_INDICATORS) -> Iterator[Rows]:
    """Yield the rows of 指标明细, fifteen of each file at a time."""
    for number in range(count // 15):
        file, unit = f"佛祖岭街道/{number:05d} 劳动技能培训.xlsx", f"佛祖岭街道第{number % 97}社区"
        told = "实际完成值 93% 未达到指标值 95%，按完成比例计分：10×93÷95。"
        yield tuple(
            (
                f"42018500{number:06d}", f"2024年度第{number}期劳动技能培训项目", unit, "产出指标", "数量指标",
                f"培训人次（第{row}批）", f"≥{400 + number % 90}人次", f"{380 + number % 120}人次", "-0.0211", "比例法",
                "10", f"9.{row:02d}", "", f"9.{row:02d}", told, "受汛期影响部分工程顺延", f"指标!H{row + 5}", file,
            )
            for row in range(15)
        )  # fmt: skip


def own(folder: Path) -> Path:
    """Write 项目汇总 with our writer."""
    return _written(folder, PROJECTS.name, projects())


def detail(folder: Path) -> Path:
    """Write 300,000 rows of 指标明细 with our writer."""
    return _written(folder, INDICATORS.name, indicators())


def _written(folder: Path, table: str, found: Iterator[Rows]) -> Path:
    target = folder / "own.xlsx"
    target.unlink(missing_ok=True)
    sink = BookSink(str(target), str(folder))
    for rows in found:
        sink.add(table, rows)
    sink.close(())
    return target


def peer(folder: Path, found: Iterator[Rows] | None = None) -> Path:
    """Write the same 项目汇总 with XlsxWriter in its normal mode."""
    target, last = folder / "peer.xlsx", 0
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        formats = {kind: book.add_format(_BOX | look) for kind, look in _LOOKS.items()}
        sheet = book.add_worksheet(PROJECTS.name)
        for rows in found or projects():
            for row in rows:
                last += 1
                _write_row(sheet, last, row, formats)
        for number, column in enumerate(PROJECTS.columns):
            sheet.set_column(number, number, column.width)
        titles = [{"header": column.title} for column in PROJECTS.columns]
        sheet.add_table(0, 0, last, len(titles) - 1, {"columns": titles, "name": PROJECTS.name})
        sheet.freeze_panes(1, 2)
    return target


def _write_row(sheet: Any, number: int, row: tuple[Any, ...], formats: dict[str, Any]) -> None:
    for index, (value, column) in enumerate(zip(row, PROJECTS.columns, strict=True)):
        look = formats[column.kind]
        if value is None or value == "":
            sheet.write_blank(number, index, None, look)
        elif column.kind in NUMBERS:
            sheet.write_number(number, index, value / 1e6 if column.kind == MONEY else float(value), look)
        elif column.kind == FILE:
            sheet.write_url(number, index, f"external:{value}", look, value)
        else:
            sheet.write_string(number, index, value, look)


def jobs(folder: Path) -> dict[str, Job]:
    """Return both candidates."""
    return {OWN: lambda: own(folder), PEER: lambda: peer(folder)}
