"""汇总 that is older than the inputs says so itself, in any program and without ours; and ``check`` says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.cli.judging import OUTDATED
from selfeval_xl.domain.layout import BUDGET, INDICATORS
from selfeval_xl.storage import resources
from tests.judges import office

TOLD = "填写的内容已改，请重新计算"


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of 2025, opened and saved once by a person, then scored."""
    folder = tmp_path_factory.mktemp("旧")
    path = folder / "表.xlsx"
    path.write_bytes(resources.read(resources.SAMPLE_2025))
    shutil.copy(office.recalculate(path), path)
    assert main(["score", str(path)]) == 0
    return folder / "表-已评分.xlsx"


def test_what_was_just_computed_is_up_to_date(scored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert TOLD not in office.printed_text(scored)
    main(["check", str(scored)])
    assert OUTDATED not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [(INDICATORS, "G9", "57%"), (BUDGET, "G5", 38.8)],
)
def test_a_changed_input_shows_on_the_page_and_in_check(
    scored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], sheet: str, cell: str, value: object
) -> None:
    book = openpyxl.load_workbook(scored)
    assert book[sheet][cell].value not in (None, value)
    book[sheet][cell].value = value
    book.save(tmp_path / "改.xlsx")
    assert TOLD in office.printed_text(tmp_path / "改.xlsx")
    main(["check", str(tmp_path / "改.xlsx")])
    assert OUTDATED in capsys.readouterr().out


def test_a_workbook_that_nobody_opened_yet_is_not_accused(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(resources.read(resources.SAMPLE))
    assert main(["score", str(path)]) == 0
    assert TOLD not in office.printed_text(tmp_path / "表-已评分.xlsx")
