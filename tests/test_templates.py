"""The workbooks that we hand out: the empty form of each standard, and the filled sample."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.documents.summary import Stamp, output
from selfeval_xl.domain import layout
from selfeval_xl.domain.layout import (
    BUDGET,
    GUIDE,
    INDICATORS,
    PROJECT,
    PROJECT_FIELDS,
    RESULTS,
    SHEETS,
    STATE_CELL,
    SUMMARY,
    Field,
)
from selfeval_xl.domain.place import column_letters
from selfeval_xl.domain.reference import EVIDENCE
from selfeval_xl.rules import explanation
from selfeval_xl.scoring import methods, parameters
from selfeval_xl.scoring.methods import METHODS
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks.assess import assess
from selfeval_xl.workbook.template.native import CHECK_ROW
from selfeval_xl.workbook.template.table import FIRST_ROW, HEADER_ROW
from tests.judges import office, openxml, workbooks
from workbook_templates import build

BUDGET_FIELDS = layout.present(layout.BUDGET_FIELDS, ())
INDICATOR_FIELDS = layout.present(layout.INDICATOR_FIELDS, ())

FOLDER = build.HERE
FORMS = [f"{name}.xlsx" for name in build.TEMPLATES]
ALL = [*FORMS, *build.SAMPLES]
TABLES = ((BUDGET, BUDGET_FIELDS), (INDICATORS, INDICATOR_FIELDS))
SUMMARY_KINDS = {
    *("title", "subtitle", "result", "heading", "facts", "text", "sign", "note", "gap"),
    *("budget-head", "budget-line", "budget-group", "budget-total"),
    *("section-head", "section-line", "section-total"),
    *("indicator-head", "indicator-line", "indicator-total"),
    *("loss-head", "loss-line", "finding-head", "finding-error", "finding-warning", "finding-notice"),
    *("chart", "chart-wide", "chart-data"),
}
RESULT_KINDS = {"title", "note", "head", "error", "warning", "notice", "good", "about-title", "about-head", "about"}


@pytest.fixture(params=ALL, scope="module")
def path(request: pytest.FixtureRequest) -> Path:
    """Each of our workbooks in turn."""
    return FOLDER / str(request.param)


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    """The workbook with its formulas."""
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def sample() -> Path:
    """The filled sample."""
    return FOLDER / resources.SAMPLE


def test_what_is_committed_is_what_build_makes(tmp_path: Path) -> None:
    for made in build.build(tmp_path):
        assert workbooks.parts(made) == workbooks.parts(FOLDER / made.name), f"{made.name} is out of date: make build"


class TestShape:
    def test_sheets_are_the_six_in_order(self, book: Workbook) -> None:
        assert tuple(book.sheetnames) == SHEETS

    def test_project_has_every_label_once_and_in_order(self, book: Workbook) -> None:
        column = [cell.value for cell in book[PROJECT]["A"]]
        titles = [field.title for field in PROJECT_FIELDS]
        boxes = ["项目类别", "项目属性", "项目类型"]
        has_boxes = _beside(book[PROJECT], "评价标准") == standards.load("hubei-2019").name
        wanted = [title for title in titles if has_boxes or title not in boxes]
        assert [label for label in column if label in titles] == wanted

    @pytest.mark.parametrize(("sheet", "fields"), TABLES)
    def test_tables_have_every_header_in_order(self, book: Workbook, sheet: str, fields: tuple[Field, ...]) -> None:
        headers = [cell.value for cell in book[sheet][HEADER_ROW] if cell.value]
        assert headers == [field.title for field in fields]

    @pytest.mark.parametrize(("sheet", "fields"), TABLES)
    def test_computed_cells_are_blank_and_look_different(
        self, book: Workbook, sheet: str, fields: tuple[Field, ...]
    ) -> None:
        cells = dict(zip(fields, book[sheet][FIRST_ROW], strict=False))
        grounds = {flag: {c.fill.fgColor.rgb for f, c in cells.items() if f.computed is flag} for flag in (True, False)}
        assert len(grounds[True]) == len(grounds[False]) == 1
        assert grounds[True].isdisjoint(grounds[False])
        assert all(cell.value is None for field, cell in cells.items() if field.computed)

    @pytest.mark.parametrize(
        ("sheet", "fields", "room"), [(BUDGET, BUDGET_FIELDS, 40), (INDICATORS, INDICATOR_FIELDS, 60)]
    )
    def test_there_is_styled_room_below_the_given_rows(
        self, book: Workbook, sheet: str, fields: tuple[Field, ...], room: int
    ) -> None:
        computed = next(index for index, field in enumerate(fields, 1) if field.field in ("rate", "deviation"))
        formats = {book[sheet].cell(FIRST_ROW + row, computed).number_format for row in range(room)}
        assert formats == {"0.00%"}

    def test_pages_are_a4_one_wide_numbered_and_repeat_their_headers(self, book: Workbook) -> None:
        for sheet in book:
            assert int(sheet.page_setup.paperSize) == int(sheet.PAPERSIZE_A4)
            assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth) == (True, 1)
            assert sheet.page_setup.fitToHeight == 0
            landscape = sheet.title in (BUDGET, INDICATORS, RESULTS)
            assert sheet.page_setup.orientation == ("landscape" if landscape else "portrait")
            assert "&P" in sheet.oddFooter.center.text
        for name in (BUDGET, INDICATORS):
            assert book[name].print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
            assert book[name].freeze_panes.endswith(str(FIRST_ROW))

    def test_rows_to_fill_in_can_grow_with_their_text(self, path: Path) -> None:
        parts = workbooks.parts(path)
        for index, name in enumerate(SHEETS, 1):
            if name not in (PROJECT, BUDGET, INDICATORS):
                continue
            xml = parts[f"xl/worksheets/sheet{index}.xml"].decode()
            fixed = {
                int(row)
                for tag in re.findall(r"<row [^>]*customHeight[^>]*>", xml)
                for row in re.findall(r'\br="(\d+)"', tag)
            }
            assert all(row < FIRST_ROW for row in fixed)


class TestPresets:
    @pytest.mark.parametrize("name", build.TEMPLATES)
    def test_the_form_starts_with_the_rows_of_its_standard(self, name: str) -> None:
        sheet = openpyxl.load_workbook(FOLDER / f"{name}.xlsx")[INDICATORS]
        column = {field.field: index for index, field in enumerate(INDICATOR_FIELDS)}
        shown = [
            tuple(row[column[field]] for field in ("level1", "level2", "name", "weight", "method", "parameter"))
            for row in sheet.iter_rows(min_row=FIRST_ROW, values_only=True)
            if any(row)
        ]
        presets = standards.load(name).presets.rows
        assert [tuple("" if cell is None else cell for cell in row) for row in shown] == [
            (p.level1, p.level2, p.name, "" if p.weight is None else p.weight, p.method, p.parameter) for p in presets
        ]

    @pytest.mark.parametrize("name", build.TEMPLATES)
    def test_an_empty_form_is_read_and_stays_ungraded(self, name: str) -> None:
        card = assess(str(FOLDER / f"{name}.xlsx")).card
        assert (card.standard_id, card.total, card.grade) == (name, None, None)
        assert card.findings


class TestSample:
    def test_it_scores_as_the_report_says(self, sample: Path) -> None:
        card = assess(str(sample)).card
        assert [(section.name, section.weight, section.score) for section in card.sections] == [
            ("投入管理", Decimal(16), Decimal(14)),
            ("过程管理", Decimal(24), Decimal(17)),
            ("项目绩效", Decimal(60), Decimal(58)),
        ]
        assert (str(card.total), card.grade) == ("89.00", "良好")
        assert (card.budget.budget, card.budget.executed) == (170_920_000, 155_387_019)
        assert str(card.budget.rate) == "0.9091"

    def test_amounts_are_those_of_the_report_to_the_fen(self, sample: Path) -> None:
        rows = openpyxl.load_workbook(sample)[BUDGET].iter_rows(min_row=FIRST_ROW, values_only=True)
        shown = {row[1]: Decimal(str(row[6])) * 10_000 for row in rows if row[1]}
        assert shown == {
            "基层组织经费": Decimal("838810.19"),
            "基层财务培训": 30_000,
            "基层政权建设及活动": Decimal("288810.19"),
            "就业管理事务": 240_000,
            "群众团体事务": 80_000,
            "组织人事经费": 200_000,
            "政务服务分中心运行经费": 216_000,
            "追加社区工作者体检经费": 67_860,
            "劳务派遣人员经费": 431_200,
        }


def input_cells(book: Workbook) -> Iterator[tuple[str, str]]:
    """Yield sheet and address of one input cell of every column or label."""
    labels = {field.title for field in PROJECT_FIELDS}
    for cell in book[PROJECT]["A"]:
        if cell.value in labels:
            yield PROJECT, f"B{cell.row}"
    for name, fields in TABLES:
        for field, cell in zip(fields, book[name][FIRST_ROW], strict=False):
            if not field.computed:
                yield name, cell.coordinate


def rules_at(sheet: Worksheet, address: str) -> list[DataValidation]:
    """Return the validations of a cell."""
    return [rule for rule in sheet.data_validations.dataValidation if address in rule.sqref]


class TestEntry:
    def test_every_input_cell_has_one_hint_that_excel_can_show(self, book: Workbook) -> None:
        for sheet, address in input_cells(book):
            (rule,) = rules_at(book[sheet], address)
            assert rule.showInputMessage
            texts = ((rule.promptTitle, 32), (rule.prompt, 255), (rule.errorTitle, 32), (rule.error, 255))
            assert rule.prompt
            assert all(len((text or "").encode("utf-16-le")) // 2 <= most for text, most in texts)

    def test_lists_are_named_ranges_that_hold_something(self, book: Workbook) -> None:
        lists = [rule for sheet in book for rule in sheet.data_validations.dataValidation if rule.type == "list"]
        assert len(lists) >= 6
        for rule in lists:
            ((sheet, cells),) = book.defined_names[rule.formula1].destinations
            values = [cell.value for row in book[sheet][cells] for cell in row]
            assert sheet == GUIDE
            assert all(values)

    def test_lists_offer_what_the_program_knows(self, book: Workbook) -> None:
        offered = {
            name: [cell.value for row in book[GUIDE][next(names.destinations)[1]] for cell in row]
            for name, names in book.defined_names.items()
            if name.startswith("可选_")
        }
        standard = standards.load(str(_beside(book[PROJECT], "评价标准")))
        assert tuple(offered["可选_计分方法"]) == tuple(METHODS)
        assert offered["可选_评价标准"] == [each.name for each in standards.offered()]
        assert offered["可选_定性档次"] == [tier.name for tier in standard.qualitative.tiers]
        assert offered["可选_金额单位"] == ["元", "万元"]

    def test_the_year_that_is_reported_on_is_offered_first(self, path: Path) -> None:
        book = openpyxl.load_workbook(office.recalculate(path), data_only=True)
        ((sheet, cells),) = book.defined_names["可选_评价年度"].destinations
        this_year = datetime.date.today().year
        assert [cell.value for row in book[sheet][cells] for cell in row] == [this_year - 1, this_year, this_year - 2]

    def test_all_that_must_be_filled_in_is_seen_on_a_small_screen(self, book: Workbook) -> None:
        sheet = book[INDICATORS]
        columns = [sheet.column_dimensions[column_letters(number)] for number in range(1, len(INDICATOR_FIELDS) + 1)]
        shown = [column for column in columns if not column.hidden]
        pixels = sum(column.width * 8 for column in shown) * (sheet.sheet_view.zoomScale or 100) / 100
        assert pixels < 1366 - 60, "less row numbers and the bar at the side"
        folded = {field.title for field, column in zip(INDICATOR_FIELDS, columns, strict=True) if column.hidden}
        assert folded == {"方法参数", "定性档次", "手工得分", "扣减分数", "系统得分"}
        assert all(column.outlineLevel == 1 for column in columns if column.hidden)

    def test_only_what_can_never_be_meant_is_refused(self, book: Workbook) -> None:
        refused = {
            (sheet.title, rule.promptTitle)
            for sheet in book
            for rule in sheet.data_validations.dataValidation
            if rule.showErrorMessage and rule.errorStyle not in ("warning", "information")
        }
        assert refused == {(INDICATORS, "分值"), (PROJECT, "金额单位")}


def _beside(sheet: Worksheet, label: str) -> object:
    return next(sheet.cell(cell.row, 2).value for cell in sheet["A"] if cell.value == label)


class TestExemplars:
    @pytest.mark.parametrize(("name", "kinds"), [(SUMMARY, SUMMARY_KINDS), (RESULTS, RESULT_KINDS)])
    def test_every_kind_is_there_once_hidden_and_at_the_top(self, book: Workbook, name: str, kinds: set[str]) -> None:
        sheet = book[name]
        shown = [str(cell.value).removeprefix("样式:") for cell in sheet["A"]][: len(kinds)]
        assert sorted(shown) == sorted(kinds)
        assert all(sheet.row_dimensions[row].hidden for row in range(1, len(kinds) + 1))
        below = [cell.value for cell in sheet["A"]][len(kinds) :]
        assert len(below) == 1 and below[0].startswith("尚未计算")

    def test_findings_have_their_link_under_position(self, book: Workbook) -> None:
        for name, kinds, column in ((SUMMARY, "finding-", "C"), (RESULTS, "", "D")):
            linked = {
                row[0].value.removeprefix("样式:"): cell.column_letter
                for row in book[name].iter_rows()
                for cell in row
                if cell.value == "链接"
            }
            assert linked == dict.fromkeys((f"{kinds}{level}" for level in ("error", "warning", "notice")), column)

    def test_every_row_that_the_program_writes_has_its_kind(self, sample: Path) -> None:
        written = output(assess(str(sample)).card, Stamp("", "", ""))
        kinds = {sheet.name: {row.kind for row in sheet.whole.rows} for sheet in written.sheets}
        assert kinds[SUMMARY] <= SUMMARY_KINDS
        assert kinds[RESULTS] <= RESULT_KINDS


class TestGuide:
    def test_it_explains_every_method_and_cites_every_rule(self, book: Workbook) -> None:
        text = "\n".join(str(cell.value) for row in book[GUIDE]["A1:D200"] for cell in row if cell.value)
        standard = standards.load(str(_beside(book[PROJECT], "评价标准")))
        assert all(f"\n{method}\n" in text for method in METHODS)
        for what, reference in standard.references():
            assert all(part in text for part in (what, reference.title, reference.clause, reference.url))
        assert text.count(EVIDENCE["U"] + "\n") + text.endswith(EVIDENCE["U"]) == len(standard.unverified())

    @pytest.mark.parametrize("name", standards.available())
    def test_it_has_words_for_every_standard(self, name: str) -> None:
        standard = standards.load(name)
        assert [method for method, _, _ in methods.explained(standard)] == list(METHODS)
        said = " ".join(text for _, text in explanation.rules(standard)) + explanation.tiers(standard)
        assert all(band.grade in said for band in standard.bands.grades)
        assert all(tier.name in said for tier in standard.qualitative.tiers)
        assert all(f"{cap.total}分" in said for cap in standard.caps)

    def test_its_examples_of_parameters_can_be_read(self) -> None:
        reads: dict[str, Callable[[str], object]] = {
            "扣分": lambda text: parameters.step(text, "%"),
            "分档": parameters.ladder,
            "检查项": parameters.items,
        }
        for method, examples in ((each.name, each.examples) for each in METHODS.values() if each.examples):
            assert all(reads[method](example) for example in examples)


class TestJudges:
    def test_the_open_xml_validator_finds_nothing_not_even_what_is_forgiven_elsewhere(self, path: Path) -> None:
        assert openxml.notices(path) == []

    def test_nothing_comes_from_outside(self, path: Path) -> None:
        parts = workbooks.parts(path)
        assert not [name for name in parts if "external" in name.lower() or "vba" in name.lower()]
        assert not [name for name, data in parts.items() if b'TargetMode="External"' in data]

    def test_the_results_stored_beside_formulas_are_those_that_libreoffice_calculates(self, path: Path) -> None:
        stored, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
        calculated = openpyxl.load_workbook(office.recalculate(path), data_only=True)
        seen = 0
        for sheet in formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    if (sheet.title, cell.coordinate) == (PROJECT, STATE_CELL) or sheet.title == GUIDE:
                        assert stored[sheet.title][cell.coordinate].value in (None, "")
                        assert isinstance(calculated[sheet.title][cell.coordinate].value, int | float)
                        continue
                    seen += 1
                    ours, theirs = (shown(b[sheet.title][cell.coordinate].value) for b in (stored, calculated))
                    assert ours == (theirs if isinstance(theirs, str) else pytest.approx(theirs, abs=1e-12))
        assert seen == 10

    def test_nothing_is_too_wide_for_its_cell(self, path: Path) -> None:
        text = office.printed_text(path)
        assert "##" not in text
        assert "填报说明" in text and "校验结果" in text

    def test_no_pages_of_empty_boxes_are_printed(self, path: Path) -> None:
        pages = int(re.findall(r"共\s*(\d+)\s*页", office.printed_text(path))[0])
        most = {
            GUIDE: 3,
            PROJECT: 2 if path.name == resources.SAMPLE else 1,
            BUDGET: 1,
            INDICATORS: 2 if path.name == resources.SAMPLE else 1,  # larger print since columns are folded
            SUMMARY: 1,
            RESULTS: 1,
        }
        assert pages <= sum(most.values())


def shown(value: object) -> object:
    """Return what a cell shows: an empty text and nothing look the same."""
    return "" if value is None else value


class TestNativeChecks:
    """What the form says without the program, after staff have changed something."""

    def test_the_sample_adds_up(self, sample: Path) -> None:
        points, budget = checked(sample)
        assert points == (100, "分值合计正确", "18 / 0")
        assert budget == (170.92, pytest.approx(155.387019), 0.9091, "核对一致")

    def test_points_that_do_not_add_up_are_told_with_the_gap(self, sample: Path, tmp_path: Path) -> None:
        def change(book: Workbook) -> None:
            sheet = book[INDICATORS]
            sheet.cell(FIRST_ROW, _column(INDICATOR_FIELDS, "weight")).value = 1.5
            sheet.cell(FIRST_ROW, _column(INDICATOR_FIELDS, "actual")).value = None
            total = FIRST_ROW + 18
            sheet.cell(total, 1).value = "合计"
            sheet.cell(total, _column(INDICATOR_FIELDS, "weight")).value = 97.5

        points, _ = checked(changed(sample, tmp_path, change))
        assert points == (97.5, "差2.5分", "18 / 1")

    def test_lines_with_budgets_of_their_own_are_summed_and_compared(self, sample: Path, tmp_path: Path) -> None:
        def change(book: Workbook) -> None:
            sheet = book[BUDGET]
            annual, initial, adjustment = (_column(BUDGET_FIELDS, f) for f in ("annual", "initial", "adjustment"))
            sheet.cell(FIRST_ROW, annual).value = 100
            sheet.cell(FIRST_ROW + 1, annual).value = 3
            sheet.cell(FIRST_ROW + 6, initial).value = 20
            sheet.cell(FIRST_ROW + 6, adjustment).value = 1.6
            sheet.cell(FIRST_ROW + 9, 2).value = "合计"
            sheet.cell(FIRST_ROW + 9, annual).value = 121.6

        _, budget = checked(changed(sample, tmp_path, change))
        assert budget == (
            pytest.approx(121.6),
            pytest.approx(155.387019),
            pytest.approx(1.2779),
            "执行数超过预算数，请核对",
        )

    def test_a_budget_that_differs_from_the_approved_one_is_told(self, sample: Path, tmp_path: Path) -> None:
        def change(book: Workbook) -> None:
            book[BUDGET].cell(FIRST_ROW, _column(BUDGET_FIELDS, "annual")).value = 171

        _, budget = checked(changed(sample, tmp_path, change))
        assert budget[3] == "与核定预算总额不一致，差0.08"

    def test_without_any_budget_it_asks_for_one(self, tmp_path: Path) -> None:
        points, budget = checked(FOLDER / "mof-2020.xlsx")
        assert points == (90, "分值合计正确", "0 / 0")
        assert budget == (0, 0, None, "请填写预算数，或“项目信息”的核定预算总额")

    def test_native_checks_agree_with_the_program(self, sample: Path) -> None:
        card = assess(str(sample)).card
        _, (budget, executed, rate, _) = checked(sample)
        assert [round(value * 10**6) for value in (budget, executed)] == [card.budget.budget, card.budget.executed]
        assert Decimal(str(rate)) == card.budget.rate


def changed(path: Path, folder: Path, change: Callable[[Workbook], None]) -> Path:
    """Return a copy of the workbook with something typed into it."""
    book = openpyxl.load_workbook(path)
    change(book)
    copy = folder / "改过.xlsx"
    book.save(copy)
    return copy


def checked(path: Path) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return what the native checks of 指标 and 预算 show once LibreOffice has calculated the workbook."""
    book = openpyxl.load_workbook(office.recalculate(path), data_only=True)
    points = tuple(book[INDICATORS][f"{column}{CHECK_ROW}"].value for column in "CIR")
    return points, tuple(book[BUDGET][f"{column}{CHECK_ROW}"].value for column in "CFHJ")


def _column(fields: tuple[Field, ...], name: str) -> int:
    return [field.field for field in fields].index(name) + 1
