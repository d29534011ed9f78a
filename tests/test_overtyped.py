"""What staff typed into a computed column is said and kept; what the program wrote there is the program's."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.domain.cells import CellValue
from selfeval_xl.domain.layout import BUDGET, INDICATORS, SUMMARY
from selfeval_xl.readers.documents import document_of
from selfeval_xl.storage import resources
from selfeval_xl.tasks import assess
from selfeval_xl.tasks.assess import Assessment
from selfeval_xl.tasks.verify import verify
from tests.test_earlier_versions import SCORED_BY_0_1_0
from tests.test_second_run import score

SAMPLE = resources.read(resources.SAMPLE)
JOBS = "新增就业人数"
Change = Callable[[openpyxl.Workbook], None]


def changed(data: bytes, *changes: Change) -> bytes:
    """Return a workbook as somebody saves it after changing it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for change in changes:
        change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def typed(name: str, title: str, value: CellValue, sheet: str = INDICATORS) -> Change:
    """Type into the cell of the row ``name`` below ``title``."""

    def change(book: openpyxl.Workbook) -> None:
        row, column = at(book[sheet], name, title)
        book[sheet].cell(row, column).value = value

    return change


def at(sheet: Worksheet, name: str, title: str) -> tuple[int, int]:
    found = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value in (name, title)}
    return found[name].row, found[title].column


def cell(data: bytes, name: str, title: str, sheet: str = INDICATORS) -> object:
    worksheet = openpyxl.load_workbook(io.BytesIO(data))[sheet]
    return worksheet.cell(*at(worksheet, name, title)).value


def said(done: Assessment) -> list[str]:
    return [each.message for each in done.card.findings if each.code in ("S17", "S18")]


def points(done: Assessment, name: str = JOBS) -> str:
    return next(str(row.score) for row in done.card.indicators if row.indicator.name == name)


@pytest.fixture(scope="module")
def scored() -> bytes:
    return score(SAMPLE)[1]


def test_the_score_follows_a_corrected_value(scored: bytes) -> None:
    done, filled = score(changed(scored, typed(JOBS, "实际完成值", "2000人")))
    assert (points(done), str(done.card.total), said(done)) == ("8.33", "87.33", [])
    assert cell(filled, JOBS, "得分") == 8.33


@pytest.mark.parametrize("value", [9, "9", "9分", "９"])
def test_a_typed_score_counts_as_judged_by_hand_and_stays(scored: bytes, value: CellValue) -> None:
    for workbook in (SAMPLE, scored):
        done, filled = score(changed(workbook, typed(JOBS, "得分", value)))
        shown = str(value)
        assert said(done) == [f"指标!P16 {JOBS}：“得分”列填了 {shown}，程序算出 10。填的数作为手工得分，这一格不改动。"]
        assert (points(done), str(done.card.total)) == ("9.00", "88.00")
        assert cell(filled, JOBS, "得分") == value
        assert "S11" not in [each.code for each in done.card.findings]
        again, second = score(filled)
        assert (second == filled, again.card.findings == done.card.findings) == (True, True)


def test_a_typed_score_above_its_weight_is_told_where_it_stands() -> None:
    done, _ = score(changed(SAMPLE, typed(JOBS, "得分", 12)))
    (too_high,) = (each for each in done.card.findings if each.code == "S08")
    assert too_high.place.address == "指标!P16"
    assert points(done) == "10.00"


def test_the_column_for_typed_scores_comes_first() -> None:
    done, _ = score(changed(SAMPLE, typed(JOBS, "得分", 8), typed(JOBS, "手工得分", 9)))
    assert points(done) == "9.00"
    assert said(done) == [f"指标!P16 {JOBS}：“得分”列填了“8”，程序算出 9。这一格照填的留着，汇总里用程序算出的。"]


def test_words_in_the_score_column_are_told_and_leave_the_score_alone() -> None:
    done, filled = score(changed(SAMPLE, typed(JOBS, "得分", "满分")))
    assert (points(done), str(done.card.total)) == ("10.00", "89.00")
    assert said(done) == [f"指标!P16 {JOBS}：“得分”列填了“满分”，程序算出 10。这一格照填的留着，汇总里用程序算出的。"]
    assert cell(filled, JOBS, "得分") == "满分"


@pytest.mark.parametrize(
    ("value", "shown"), [("满" * 30, "满" * 30), ("满" * 31, f"{'满' * 30}……")], ids=["30", "more than 30"]
)
def test_of_long_words_the_first_30_are_told(value: str, shown: str) -> None:
    done, _ = score(changed(SAMPLE, typed(JOBS, "得分", value)))
    assert said(done) == [
        f"指标!P16 {JOBS}：“得分”列填了“{shown}”，程序算出 10。这一格照填的留着，汇总里用程序算出的。"
    ]


@pytest.mark.parametrize(
    ("sheet", "title", "value"),
    [
        (INDICATORS, "偏差率", "持平"),
        (INDICATORS, "系统得分", 0),
        (INDICATORS, "计算说明", "按合同数"),
        (BUDGET, "执行率", "已付清"),
    ],
)
def test_what_is_typed_into_any_other_computed_column_is_told_and_stays(
    scored: bytes, sheet: str, title: str, value: CellValue
) -> None:
    name = JOBS if sheet == INDICATORS else "就业管理事务"
    for workbook in (SAMPLE, scored):
        done, filled = score(changed(workbook, typed(name, title, value, sheet)))
        (message,) = said(done)
        assert f"“{title}”列填了“{value}”" in message
        assert "作为手工得分" not in message
        assert str(done.card.total) == "89.00"
        assert cell(filled, name, title, sheet) == value
        assert score(filled)[1] == filled


def test_a_value_equal_to_the_computed_one_is_nobodys() -> None:
    done, _ = score(changed(SAMPLE, typed(JOBS, "得分", "10.00"), typed(JOBS, "系统得分", 10)))
    assert said(done) == []


def insert(book: openpyxl.Workbook) -> None:
    book[INDICATORS].insert_rows(16)


def copy_row(book: openpyxl.Workbook) -> None:
    """A row copied below itself with all that stands in it, and renamed."""
    sheet = book[INDICATORS]
    values = [each.value for each in sheet[16]]
    sheet.insert_rows(17)
    for column, value in enumerate(values, 1):
        sheet.cell(17, column).value = "新增创业人数" if value == JOBS else value


def sort(book: openpyxl.Workbook) -> None:
    sheet = book[INDICATORS]
    columns = range(3, sheet.max_column + 1)
    first, second = ([sheet.cell(row, column).value for column in columns] for row in (16, 17))
    for column, one, two in zip(columns, first, second, strict=True):
        sheet.cell(16, column).value, sheet.cell(17, column).value = two, one


def rename(book: openpyxl.Workbook) -> None:
    typed(JOBS, "三级指标", "新增就业人次")(book)


def clear_explanation(book: openpyxl.Workbook) -> None:
    typed(JOBS, "计算说明", None)(book)


@pytest.mark.parametrize(
    "changes", [(insert,), (copy_row,), (sort,), (rename,), (clear_explanation, rename), (insert, sort, rename)]
)
def test_what_the_program_wrote_is_its_own_wherever_the_row_is_now(scored: bytes, changes: Sequence[Change]) -> None:
    done, _ = score(changed(scored, typed(JOBS, "实际完成值", "2000人"), *changes))
    assert said(done) == []
    assert "8.33" in [str(row.score) for row in done.card.indicators]


def test_a_score_typed_into_a_new_row_is_not_taken_for_that_of_its_neighbour(scored: bytes) -> None:
    def add(book: openpyxl.Workbook) -> None:
        copy_row(book)
        typed("新增创业人数", "得分", 5)(book)

    done, _ = score(changed(scored, add))
    (message,) = said(done)
    assert message.startswith("指标!P17 新增创业人数：“得分”列填了 5，程序算出 10。")


def test_in_a_workbook_scored_by_an_earlier_version_the_computed_columns_are_the_programs() -> None:
    earlier = SCORED_BY_0_1_0.read_bytes()
    done, filled = score(changed(earlier, typed(JOBS, "实际完成值", "2000人"), typed(JOBS, "得分", 9)))
    assert (points(done), said(done)) == ("8.33", [])
    assert cell(filled, JOBS, "得分") == 8.33


def test_verify_says_it_too_and_does_not_let_it_confirm_itself(scored: bytes, tmp_path: Path) -> None:
    path = tmp_path / "已评分.xlsx"
    path.write_bytes(score(changed(scored, typed(JOBS, "得分", 9)))[1])
    verified = verify(str(path))
    assert "S17" in [each.code for each in verified.card.findings]
    (judged,) = (each for each in verified.comparisons if each.subject == JOBS)
    assert (judged.printed, judged.computed, verified.remarks) == ("9", "10.00", ())


def untouched(data: bytes) -> bool:
    return assess.is_untouched(document_of(data, "已评分.xlsx"))


def test_it_can_be_told_whether_a_result_still_holds_what_the_program_wrote(scored: bytes) -> None:
    assert untouched(scored)
    assert untouched(changed(scored))  # saved by another program
    assert not untouched(SAMPLE)
    assert not untouched(SCORED_BY_0_1_0.read_bytes())


@pytest.mark.parametrize(
    "change",
    [
        typed(JOBS, "实际完成值", "2000人"),
        typed(JOBS, "得分", 9),
        typed(JOBS, "得分", None),
        typed(JOBS, "偏差率", "持平"),
        lambda book: book[SUMMARY].cell(60, 12, "已核"),
        lambda book: book["校验结果"].cell(12, 9, "已与填报人核对"),
    ],
)
def test_a_result_that_was_changed_by_hand_is_told(scored: bytes, change: Change) -> None:
    assert not untouched(changed(scored, change))


def test_the_record_is_out_of_sight(scored: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(scored))[SUMMARY]
    rows = [row[0].row for row in sheet.iter_rows() if str(row[0].value).startswith("程序填写记录")]
    assert len(rows) == 3
    assert all(sheet.row_dimensions[row].hidden for row in rows)
