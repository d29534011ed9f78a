"""The report of the sample against the real report of 2017, number by number.

``cases/report_2017.txt`` is the text of the published document, tables as lines that begin with a tab.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from docx.text.paragraph import Paragraph

from selfeval_xl.storage import resources
from selfeval_xl.tasks import write_report
from selfeval_xl.tasks.assess import assess

REAL = (Path(__file__).parent / "cases" / "report_2017.txt").read_text(encoding="utf-8")
HEADING = re.compile(r"[一二三]、|（[一二三]）|\d、")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
PAGE_NUMBER = re.compile(r"\s\(\s*1\s*\)\s*$")
RENAMED = {"社区及群众对就业服务项目的满意度": "社区及群众对惠民项目的满意度"}
"""The report calls one indicator otherwise where it tells how it was reached; a workbook has one name for it."""

Rows = list[list[str]]


def real_tables() -> list[Rows]:
    """The tables of the real report, cells without white space."""
    tables: list[Rows] = [[]]
    row: list[str] = []
    for line in [*REAL.splitlines(), "end"]:
        if line.startswith("\t"):
            row.append("".join(line.split()))
        elif row:
            tables[-1].append(row)
            row = []
        elif tables[-1]:
            tables.append([])
    return [table for table in tables if table]


def sections(lines: Iterator[str]) -> list[tuple[str, list[str]]]:
    """Headings in order, each with the numbers that stand under it."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in lines:
        text = line.strip()
        if HEADING.match(text) and not line.startswith("\t"):
            found.append((text, []))
        else:
            found[-1][1].extend(NUMBER.findall(text))
    return found[1:]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    (folder / "样例.xlsx").write_bytes(resources.read(resources.SAMPLE))
    target = folder / "样例-自评报告.docx"
    write_report.write(assess(str(folder / "样例.xlsx")).card, str(target))
    return target


def our_lines(path: Path) -> Iterator[str]:
    """What a person reads from top to bottom, cells of tables beginning with a tab."""
    for item in Document(io.BytesIO(path.read_bytes())).iter_inner_content():
        if isinstance(item, Paragraph):
            if item.text == "附件":
                return
            yield item.text
        else:
            yield from (f"\t{cell}" for row in rows_of(item) for cell in row)


def rows_of(table: object) -> Rows:
    return [
        ["".join("".join(line.text.split()) for line in cell.p_lst) for cell in row.tc_lst]
        for row in table._tbl.tr_lst  # type: ignore[attr-defined]
    ]


def test_the_real_report_is_read_whole() -> None:
    tables = real_tables()
    assert [len(table) for table in tables] == [6, 3, 11, 6, 3, 5]
    assert tables[2][-1] == ["公共服务经费合计", "1,553,870.19"]
    assert tables[5][-1] == ["合计", "", "100", "89", ""]


def test_every_table_of_the_real_report_stands_in_ours_cell_by_cell(document: Path) -> None:
    ours = [rows_of(table) for table in Document(str(document)).tables]
    renamed = [[[RENAMED.get(cell, cell) for cell in row] for row in table] for table in real_tables()]
    assert ours[: len(renamed)] == renamed
    assert len(ours) == len(renamed) + 1, "and the annex, which the published file lacks"


def test_every_figure_of_the_real_report_stands_under_the_same_heading_in_the_same_order(document: Path) -> None:
    real = sections(iter(PAGE_NUMBER.sub("", REAL).splitlines()))
    ours = sections(our_lines(document))
    assert [heading for heading, _ in ours] == [heading for heading, _ in real]
    assert sum(len(numbers) for _, numbers in real) == 68
    for (heading, wanted), (_, there) in zip(real, ours, strict=True):
        rest = iter(there)
        assert [number for number in wanted if number not in rest] == [], heading
