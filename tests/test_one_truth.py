"""Summary, exports, report and forms never disagree: one scorecard, every exit, the same numbers."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from selfeval_xl.cli import main
from selfeval_xl.documents import summary
from selfeval_xl.domain.errors import StorageError
from selfeval_xl.domain.layout import SUMMARY
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.messages import codes
from selfeval_xl.storage import resources
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.reconcile import reconcile
from tests.judges import office


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample and everything that can be made of it."""
    folder = tmp_path_factory.mktemp("出口")
    sample = folder / "样例.xlsx"
    sample.write_bytes(resources.read(resources.SAMPLE))
    assert main(["score", str(sample), "-o", str(folder / "评分.xlsx")]) == 0
    for kind in ("xlsx", "csv", "pdf"):
        assert main(["export", str(sample), "--to", kind, "-o", str(folder / f"汇总.{kind}")]) == 0
    for form in ("mof-2020", "hubei"):
        assert main(["export", str(sample), "--to", "form", "--form", form, "-o", str(folder / f"{form}.xlsx")]) == 0
    assert main(["report", str(sample), "-o", str(folder / "报告.docx")]) == 0
    return folder


@pytest.fixture(scope="module")
def card(folder: Path) -> Scorecard:
    return assess(str(folder / "样例.xlsx")).card


def cells(path: Path, sheet: int | str = 0) -> list[object]:
    book = CalamineWorkbook.from_path(str(path))
    page = book.get_sheet_by_name(sheet) if isinstance(sheet, str) else book.get_sheet_by_index(sheet)
    return [value for row in page.to_python(skip_empty_area=False) for value in row if value != ""]


def words(path: Path) -> list[str]:
    document = Document(str(path))
    texts = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return texts + [paragraph.text for paragraph in document.paragraphs]


def test_the_total_and_the_grade_are_the_same_everywhere(folder: Path, card: Scorecard) -> None:
    assert (card.total, card.grade) == (Decimal("89.00"), "良好")
    for path, sheet in (("评分.xlsx", SUMMARY), ("汇总.xlsx", SUMMARY)):
        found = cells(folder / path, sheet)
        assert 89.0 in found and "良好" in found
    for path in ("mof-2020.xlsx", "hubei.xlsx"):
        assert 89.0 in cells(folder / path)
    with (folder / "汇总.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.reader(file) if row[:1] == ["总分"])
    assert (Decimal(row[1]), row[3]) == (card.total, card.grade)
    printed = office.pdf_text(folder / "汇总.pdf")
    assert "89.00" in printed and "良好" in printed
    assert any("89" in text and "良好" in text for text in words(folder / "报告.docx"))


def test_every_score_is_the_same_everywhere(folder: Path, card: Scorecard) -> None:
    scores = [float(row.score) for row in card.indicators if row.score is not None]
    assert len(scores) == len(card.indicators)
    for path, sheet in (("评分.xlsx", SUMMARY), ("汇总.xlsx", SUMMARY), ("mof-2020.xlsx", 0), ("hubei.xlsx", 0)):
        found = cells(folder / path, sheet)
        names = [row.indicator.name for row in card.indicators]
        at = [found.index(name) for name in names]
        assert at == sorted(at)
        assert all(score in found[place : place + 8] for place, score in zip(at, scores, strict=True)), path
    with (folder / "汇总.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {row[2]: row[7] for row in csv.reader(file) if len(row) > 7 and row[2]}
    for row in card.indicators:
        assert Decimal(told[row.indicator.name]) == row.score


def test_the_money_is_the_same_everywhere(folder: Path) -> None:
    for path, sheet in (("评分.xlsx", SUMMARY), ("汇总.xlsx", SUMMARY), ("mof-2020.xlsx", 0), ("hubei.xlsx", 0)):
        found = cells(folder / path, sheet)
        assert 170.92 in found and 155.387019 in found and 0.9091 in found, path
    assert "155.387019" in office.pdf_text(folder / "汇总.pdf")
    assert "1,553,870.19" in words(folder / "报告.docx")


def test_a_file_that_says_something_else_is_not_handed_out(folder: Path, card: Scorecard) -> None:
    sheet = summary.summary(card, summary.Stamp("2026-01-01 00:00", "0", "0"))
    data = (folder / "汇总.csv").read_bytes()
    with pytest.raises(StorageError) as caught:
        reconcile(data.replace("良好".encode(), "优秀".encode(), 1), sheet, "汇总.csv")
    assert caught.value.code == codes.NOT_RECONCILED
    assert "应为良好，读到优秀" in caught.value.message
    with pytest.raises(StorageError):
        reconcile(data[: len(data) // 2].rsplit(b"\r\n", 1)[0], sheet, "汇总.csv")
