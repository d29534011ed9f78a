"""Workbooks that other programs made are read as their makers read them, and what we write is read by all of them."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.layout import BUDGET, INDICATORS, SUMMARY
from selfeval_xl.storage import resources
from selfeval_xl.tasks.assess import Assessment, assess
from tests import foreign
from tests.judges import JudgeMissing, makers, office
from tests.workbooks import read_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl", "ignore::DeprecationWarning:openpyxl")
TOTAL, CODES = "99.05", {"X02", "X03"}
SMALL = 24 << 10
"""Bytes of the shipped workbooks that are read in every run; the soak takes them all."""
CHINESE = re.compile("[\u4e00-\u9fff].*。$", re.DOTALL)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The form by each maker."""
    folder = tmp_path_factory.mktemp("forms")
    return {name: make(folder / f"{name}.xlsx") for name, make in foreign.MAKERS.items()}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, scored by us."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "样例.xlsx").write_bytes(resources.read(resources.SAMPLE))
    scored = assess(str(folder / "样例.xlsx"))
    (folder / "已评分.xlsx").write_bytes(scored.filled(scored.output()))
    return folder / "已评分.xlsx"


@pytest.fixture(scope="module")
def rewritten(
    forms: dict[str, Path], filled: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, Path]]:
    """The form and the scored sample as each program stores them that has opened them."""
    both = [forms["xlsxwriter"], filled]
    made = {name: rewrite(both, tmp_path_factory.mktemp("by")) for name, rewrite in makers.QUICK.items()}
    return {name: (paths[0], paths[1]) for name, paths in made.items()}


def shown(read: foreign.Cells) -> dict[tuple[str, int, int], str]:
    return {at: text_of(value) for at, value in read.items()}


@pytest.mark.parametrize("maker", foreign.MAKERS)
class TestForms:
    def test_each_cell_is_read_as_it_was_written(self, forms: dict[str, Path], maker: str) -> None:
        data = forms[maker].read_bytes()
        ours, theirs = foreign.read_by_us(data, maker), foreign.read_by_openpyxl(data)
        assert shown(ours) == shown(foreign.expected())
        assert ours.keys() == theirs.keys()
        assert [at for at in ours if not foreign.is_same(ours[at], theirs[at])] == []

    def test_dates_merged_cells_and_hidden_rows_are_seen(self, forms: dict[str, Path], maker: str) -> None:
        grids = read_workbook(forms[maker]).grids
        dates = {value for row in grids[INDICATORS].rows for value in row if isinstance(value, datetime.date)}
        assert dates == {datetime.date(2024, 11, 30), datetime.date(2024, 11, 20)}
        assert grids[BUDGET].hidden == {5}
        assert grids[INDICATORS].merges == (() if maker == "xlsxwriter inline" else ((3, 1, 6, 1),))

    def test_it_scores_as_from_any_other(self, forms: dict[str, Path], maker: str) -> None:
        card = assess(str(forms[maker])).card
        assert (str(card.total), card.grade) == (TOTAL, "优")
        assert {finding.code for finding in card.findings} == CODES


def test_a_formula_that_nobody_has_calculated_is_told(forms: dict[str, Path], tmp_path: Path) -> None:
    """openpyxl keeps no results: such a workbook has to go through a program that calculates."""
    (path,) = makers.by_openpyxl([forms["xlsxwriter"]], tmp_path)
    assert "X01" in {finding.code for finding in assess(str(path)).card.findings}


@pytest.mark.parametrize("name", makers.QUICK)
class TestStoredAnew:
    def test_the_form_is_still_read_and_scored_the_same(
        self, rewritten: dict[str, tuple[Path, Path]], name: str
    ) -> None:
        form, _ = rewritten[name]
        assert shown(foreign.read_by_us(form.read_bytes(), name)) == shown(foreign.expected())
        card = assess(str(form)).card
        assert str(card.total) == TOTAL and {finding.code for finding in card.findings} == CODES

    def test_nothing_of_what_we_wrote_is_lost(
        self, rewritten: dict[str, tuple[Path, Path]], filled: Path, name: str
    ) -> None:
        _, again = rewritten[name]
        assert foreign.lost(filled, again) == []

    def test_it_can_be_scored_again_with_the_same_result(
        self, rewritten: dict[str, tuple[Path, Path]], filled: Path, name: str, tmp_path: Path
    ) -> None:
        _, again = rewritten[name]
        second = scored_again(again, tmp_path / "再评.xlsx")
        assert (str(second.card.total), second.card.grade) == ("89.00", "良好")
        assert second.stamp().fingerprint == assess(str(filled)).stamp().fingerprint
        assert [
            at for at in foreign.lost(filled, tmp_path / "再评.xlsx", (SUMMARY,)) if not in_appendix(at, filled)
        ] == []


def in_appendix(at: str, filled: Path) -> bool:
    """Tell whether a cell holds figures for the charts, which go where a program does not keep the charts."""
    rows = read_workbook(filled, (SUMMARY,)).grids[SUMMARY].rows
    last = next(number for number, row in enumerate(rows, 1) if str(row[0]).startswith("本页由程序生成"))
    return int(re.findall(r"\((\d+),", at)[0]) > last


def scored_again(path: Path, target: Path) -> Assessment:
    done = assess(str(path))
    target.write_bytes(done.filled(done.output()))
    return done


def test_what_libreoffice_shows_is_what_we_read(forms: dict[str, Path]) -> None:
    """Its own text export of all sheets, as a person would see them."""
    (first,) = office.convert(
        [forms["xlsxwriter"]], f"-{INDICATORS}.csv", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,"
        "false,false,-1",
    )  # fmt: skip
    seen = foreign.texts_in_csv(first)
    rows = read_workbook(forms["xlsxwriter"]).grids[INDICATORS].rows
    assert [text.replace("58.00%", "58%") for text in seen] == [
        text for row in rows for text in map(text_of, row) if text
    ]


def test_shipped_workbooks_are_read_as_openpyxl_reads_them_or_refused_in_a_sentence() -> None:
    outcomes = Counter(foreign.judged(name, data) for name, data in shipped_or_missing())
    assert set(outcomes) <= {"same", "refused", "openpyxl gives up"}, outcomes
    assert outcomes["same"] > 100 and outcomes["refused"] > 20


def shipped_or_missing() -> list[tuple[str, bytes]]:
    if not foreign.SHIPPED.is_dir():
        raise JudgeMissing(f"There are no workbooks in {foreign.SHIPPED.name}. Run: make judges")
    return list(foreign.shipped(SMALL))


def test_a_difference_would_be_noticed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B2"] = 1, "甲"
    book.save(tmp_path / "a.xlsx")
    data = (tmp_path / "a.xlsx").read_bytes()
    assert foreign.judged("a.xlsx", data) == "same"
    ours = foreign.read_by_us(data, "a.xlsx")
    assert foreign.differing(ours | {("Sheet", 1, 1): 2}, data) == [("Sheet", 1, 1)]
    assert foreign.differing({}, data) == [("Sheet", 1, 1), ("Sheet", 2, 2)]
    assert foreign.differing(ours | {("Sheet", 9, 9): "乙"}, data) == [("Sheet", 9, 9)]


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsb"])
def test_other_formats_are_named_in_the_refusal(suffix: str, tmp_path: Path) -> None:
    (name, data), *_ = (each for each in shipped_or_missing() if each[0].endswith(suffix) and "encrypt" not in each[0])
    path = tmp_path / f"表{suffix}"
    path.write_bytes(data)
    with pytest.raises(InputError) as refusal:
        read_workbook(path)
    assert refusal.value.code in ("F03", "F01"), name
    assert CHINESE.search(refusal.value.message) and CHINESE.search(refusal.value.remedy)
