"""The charts of 汇总: they draw the numbers of the scorecard, in their place, and keep what people changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook.workbook import Workbook
from python_calamine import CalamineWorkbook

from selfeval_xl.cli import main
from selfeval_xl.documents.charts import DEVIATIONS, EXECUTION, MOST_INDICATORS, MOST_LINES, NAMES, SCORES
from selfeval_xl.documents.summary import Stamp, output, summary
from selfeval_xl.domain import layout
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT, SUMMARY, Field
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.written import is_record
from selfeval_xl.storage import resources
from selfeval_xl.tasks.assess import Assessment, assess
from selfeval_xl.tasks.export import WRITERS
from selfeval_xl.workbook.patcher.patch import fill
from selfeval_xl.workbook.template.table import FIRST_ROW
from tests.judges import office, openxml, workbooks

BUDGET_FIELDS = layout.present(layout.BUDGET_FIELDS, ())
INDICATOR_FIELDS = layout.present(layout.INDICATOR_FIELDS, ())

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
LONG = "新建及改造提升农村生活污水处理设施及配套管网工程完成数量"
Drawn = dict[str, list[tuple[str, list[str], list[float | None]]]]


UNSEEN = "范围"
"""The series that sees to a least range of the deviations."""


class Series(NamedTuple):
    """What one series stores: (range, values) of its name, categories and values."""

    name: tuple[str, list[str | None]]
    categories: tuple[str, list[str | None]]
    values: tuple[str, list[str | None]]


def stored(path: Path) -> dict[str, list[Series]]:
    """The series of each chart in the order of the drawing, by the names of the frames."""
    parts = workbooks.parts(path)
    frames = re.findall(r'name="(图_[^"]*)"', parts["xl/drawings/drawing1.xml"].decode())
    return {
        name: [
            _series(each) for each in ElementTree.fromstring(parts[f"xl/charts/chart{number}.xml"]).iter(f"{CHART}ser")
        ]
        for number, name in enumerate(frames, 1)
    }


def _series(element: ElementTree.Element) -> Series:
    return Series(*(_source(element.find(f"{CHART}{name}")) for name in ("tx", "cat", "val")))


def _source(element: ElementTree.Element | None) -> tuple[str, list[str | None]]:
    assert element is not None
    (reference,) = element
    range_, cache = reference[0], reference[1]
    (count,) = (int(each.attrib["val"]) for each in cache.iter(f"{CHART}ptCount"))
    points = {int(point.attrib["idx"]): point[0].text for point in cache.iter(f"{CHART}pt")}
    return str(range_.text), [points.get(index) for index in range(count)]


def drawn(path: Path) -> Drawn:
    """What the charts draw as calamine reads it from the cells; what is stored in the charts must be the same."""
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(SUMMARY).to_python(skip_empty_area=False)
    found: Drawn = {}
    for name, several in stored(path).items():
        for series in several:
            ((title,), categories, values) = (cells(sheet, range_) for range_, _ in series)
            assert [title] == series.name[1] and categories == series.categories[1]
            numbers = [None if value == "" else value for value in values]
            assert numbers == [None if value is None else float(value) for value in series.values[1]]
            if title != UNSEEN:
                found.setdefault(name, []).append((title, categories, numbers))
    return found


def cells(sheet: Sequence[Sequence[Any]], range_: str) -> list[Any]:
    name, _, area = range_.rpartition("!")
    assert name == f"'{SUMMARY}'"
    left, top, right, bottom = range_boundaries(area)
    assert left == right
    return [row[left - 1] for row in sheet[top - 1 : bottom]]


def scored(folder: Path, content: bytes) -> tuple[Path, Assessment]:
    """The workbook filled, and its assessment."""
    source, target = folder / "自评.xlsx", folder / "已评分.xlsx"
    source.write_bytes(content)
    done = assess(str(source))
    target.write_bytes(done.filled(done.output()))
    return target, done


def exported(folder: Path, card: Scorecard) -> Path:
    target = folder / "汇总.xlsx"
    target.write_bytes(WRITERS["xlsx"](summary(card, Stamp("", "", ""))))
    return target


def form(change: Callable[[Workbook], None], folder: Path, name: str = "mof-2020.xlsx") -> bytes:
    """A template with something typed into it; openpyxl keeps the charts but forgets their names."""
    template = folder / "空表.xlsx"
    template.write_bytes(resources.read(name))
    book = openpyxl.load_workbook(template)
    change(book)
    book.save(template)
    assert b'name="Chart 3"' in workbooks.parts(template)["xl/drawings/drawing1.xml"]
    return template.read_bytes()


def put(book: Workbook, sheet: str, fields: tuple[Field, ...], row: int, **typed: object) -> None:
    for name, value in typed.items():
        book[sheet].cell(row, [field.field for field in fields].index(name) + 1).value = value


def many(book: Workbook) -> None:
    """60 indicators with long names, above and below their targets, and 22 budget lines."""
    for cell in book[PROJECT]["A"]:
        if cell.value == "项目名称":
            book[PROJECT].cell(cell.row, 2).value = "农村人居环境整治"
    for number in range(60):
        typed = {"level1": "产出指标", "level2": "数量指标", "name": f"{number}号{LONG}", "weight": 1.5}
        actual = f"{100 + (60 - number) * (1 if number % 2 else -1)}个"
        put(book, INDICATORS, INDICATOR_FIELDS, FIRST_ROW + number, **typed, target="≥100个", actual=actual)
    for number in range(22):
        amounts = {"annual": 1000 + number, "executed": 900 + number}
        put(book, BUDGET, BUDGET_FIELDS, FIRST_ROW + number, number=str(number + 1), name=f"{number}号标段", **amounts)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Assessment]:
    return scored(tmp_path_factory.mktemp("样例"), resources.read(resources.SAMPLE))


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Assessment]:
    folder = tmp_path_factory.mktemp("很多")
    return scored(folder, form(many, folder))


class TestNumbers:
    def test_they_are_those_of_the_scorecard(self, sample: tuple[Path, Assessment]) -> None:
        path, _ = sample
        charts = drawn(path)
        assert tuple(charts) == NAMES
        sections = ["投入管理", "过程管理", "项目绩效"]
        assert charts[SCORES] == [("分值", sections, [16, 24, 60]), ("得分", sections, [14, 17, 58])]
        ((_, names, deviations),) = charts[DEVIATIONS]
        assert names == ["业务管理制度健全性", "财务监控有效性", "绩效指标明确性", "社会公众对公共服务满意度"]
        assert deviations == [-1, -0.75, -0.5, -0.0211], "only what deviates, the largest first"

    def test_a_small_deviation_does_not_fill_its_chart(self, sample: tuple[Path, Assessment]) -> None:
        seen, unseen = stored(sample[0])[DEVIATIONS]
        assert (seen.name[1], unseen.name[1]) == (["偏差率"], [UNSEEN])
        assert unseen.values[1] == ["-0.1"] * 4

    def test_amounts_begin_at_nought(self, sample: tuple[Path, Assessment]) -> None:
        parts = workbooks.parts(sample[0])
        axes = [
            b'<c:min val="0"' in parts[f"xl/charts/chart{number}.xml"].replace(b"<min", b"<c:min")
            for number in (1, 2, 3)
        ]
        assert axes == [True, True, False]

    def test_lines_that_share_a_budget_are_compared_in_total(self, sample: tuple[Path, Assessment]) -> None:
        budget, executed = drawn(sample[0])[EXECUTION]
        assert (budget[0], executed[0]) == ("全年预算数（万元）", "全年执行数（万元）")
        assert budget[1] == executed[1] and (budget[1][0], budget[1][-1]) == ("基层组织经费", "合计")
        assert budget[2] == [None] * 9 + [170.92]
        assert (executed[2][0], executed[2][-1]) == (83.881019, 155.387019)

    def test_the_export_draws_the_same(self, sample: tuple[Path, Assessment], tmp_path: Path) -> None:
        path, done = sample
        assert drawn(exported(tmp_path, done.card)) == drawn(path)

    def test_libreoffice_recalculates_and_draws_the_same(self, sample: tuple[Path, Assessment]) -> None:
        again = office.recalculate(sample[0])
        values = {name: [series.values[1] for series in several] for name, several in stored(again).items()}
        assert [[float(value or "nan") for value in each] for each in values[SCORES]] == [[16, 24, 60], [14, 17, 58]]
        assert [float(value or "nan") for value in values[DEVIATIONS][0]] == drawn(sample[0])[DEVIATIONS][0][2]

    def test_of_many_the_largest_are_drawn_in_their_order_and_that_is_said(
        self, crowd: tuple[Path, Assessment]
    ) -> None:
        path, _ = crowd
        charts = drawn(path)
        ((_, names, deviations),) = charts[DEVIATIONS]
        assert [name.split("号")[0] for name in names] == [str(number) for number in range(MOST_INDICATORS)]
        assert deviations[:3] == [-0.6, 0.59, -0.58]
        assert all(len(name) <= 22 and name.endswith("…") for name in names)
        assert charts[EXECUTION][0][1] == [f"{number}号标段" for number in range(22 - MOST_LINES, 22)]
        text = office.printed_text(path)
        assert "图只画金额最大的12项" in text and "图只画偏差最大的24项" in text

    def test_what_is_not_scored_yet_is_no_zero(self, tmp_path: Path) -> None:
        path, done = scored(tmp_path, resources.read("mof-2020.xlsx"))
        assert done.card.total is None
        charts = drawn(path)
        assert charts[SCORES][1][2] == [None] * 4
        assert charts[SCORES][0][2] == [10, 50, 30, 10]
        assert charts[DEVIATIONS] == [("偏差率", ["（暂无数据）"], [None])]
        assert openxml.errors(path) == []


class TestPlace:
    def test_each_fills_its_room_below_the_summary(self, sample: tuple[Path, Assessment]) -> None:
        path, done = sample
        sheet, out = openpyxl.load_workbook(path)[SUMMARY], done.output().sheets[0]
        first = next(cell.row for cell in sheet["A"] if cell.value == "项目支出绩效自评汇总表")
        last = first + len(out.rows) - 1
        record = [row for row in range(first, last + 1) if is_record(sheet.cell(row, 1).value)]
        assert record == [last - 2, last - 1, last]  # what was written into 指标, 预算 and the pages
        assert str(sheet.cell(last - 3, 1).value).startswith("本页由程序生成")
        spans = [(anchor._from.row + 1, anchor._from.col, anchor.to.row, anchor.to.col) for anchor in anchors(sheet)]
        assert spans == [(last + 2, 0, last + 2, 4), (last + 2, 4, last + 2, 9), (last + 3, 0, last + 3, 9)]
        assert [sheet.row_dimensions[last + 2].height, sheet.row_dimensions[last + 3].height] == [409, 260]
        hidden = [row for row in range(last - 3, sheet.max_row + 1) if sheet.row_dimensions[row].hidden]
        assert hidden == [*record, *range(last + 4, sheet.max_row + 1)]

    def test_computing_again_changes_nothing(self, sample: tuple[Path, Assessment]) -> None:
        done = assess(str(sample[0]))
        assert done.filled(done.output()) == sample[0].read_bytes()

    def test_an_empty_form_shows_none(self) -> None:
        path = Path(resources.path("mof-2020.xlsx"))
        assert workbooks.parts(path)["xl/drawings/drawing1.xml"].count(b'hidden="1"') == 3
        assert "偏差率" not in office.printed_text(path).split("尚未计算")[1]

    def test_a_form_that_libreoffice_has_saved_shows_them_all(self, tmp_path: Path) -> None:
        path = tmp_path / "自评.xlsx"
        path.write_bytes(resources.read(resources.SAMPLE))
        result, _ = scored(tmp_path, office.recalculate(path).read_bytes())
        assert set(drawn(result)) == set(NAMES)
        assert openxml.errors(result) == []


def anchors(sheet: Any) -> list[Any]:
    return [chart.anchor for chart in sheet._charts]


class TestEditing:
    def test_what_people_changed_about_a_chart_stays(self, sample: tuple[Path, Assessment], tmp_path: Path) -> None:
        path = tmp_path / "自评.xlsx"
        path.write_bytes(sample[0].read_bytes())
        part = "xl/charts/chart3.xml"
        xml = workbooks.parts(path)[part].decode().replace("指标偏差率", "完成得怎么样").replace("1F3864", "C00000")
        workbooks.rewrite(path, {part: xml.encode()})
        result, _ = scored(tmp_path, path.read_bytes())
        after = workbooks.parts(result)[part].decode()
        assert after == xml

    def test_other_charts_on_the_sheet_are_left_alone(self, tmp_path: Path) -> None:
        def add(book: Workbook) -> None:
            own = openpyxl.chart.LineChart()
            own.add_data(openpyxl.chart.Reference(book[BUDGET], min_col=6, min_row=5, max_row=8))
            book[SUMMARY].add_chart(own, "L40")

        source = tmp_path / "空表.xlsx"
        source.write_bytes(resources.read("mof-2020.xlsx"))
        book = openpyxl.load_workbook(source)
        add(book)
        book.save(source)
        drawing = workbooks.parts(source)["xl/drawings/drawing1.xml"].decode()
        for number, name in enumerate(NAMES, 1):
            drawing = drawing.replace(f'name="Chart {number}"', f'name="{name}"')
        workbooks.rewrite(source, {"xl/drawings/drawing1.xml": drawing.encode()})
        before = workbooks.parts(source)
        result, _ = scored(tmp_path, source.read_bytes())
        after = workbooks.parts(result)
        assert after["xl/charts/chart4.xml"] == before["xl/charts/chart4.xml"]
        (anchor,) = [each for each in anchors(openpyxl.load_workbook(result)[SUMMARY]) if each._from.col == 11]
        assert anchor._from.row == 39

    def test_a_chart_or_series_that_was_deleted_is_not_missed(self, tmp_path: Path) -> None:
        path = tmp_path / "自评.xlsx"
        path.write_bytes(resources.read(resources.SAMPLE))
        xml = workbooks.parts(path)["xl/charts/chart1.xml"].decode()
        fewer = re.sub(r'<c:ser><c:idx val="0"/>.*?</c:ser>', "", xml, flags=re.DOTALL)
        drawing = workbooks.parts(path)["xl/drawings/drawing1.xml"].decode().replace(EXECUTION, "我的图")
        other = workbooks.parts(path)["xl/charts/chart2.xml"].decode().replace("预算执行情况", "我的图")
        changed = {"charts/chart1": fewer, "drawings/drawing1": drawing, "charts/chart2": other}
        workbooks.rewrite(path, {f"xl/{name}.xml": text.encode() for name, text in changed.items()})
        result, _ = scored(tmp_path, path.read_bytes())
        parts = workbooks.parts(result)
        assert parts["xl/charts/chart2.xml"] == workbooks.parts(path)["xl/charts/chart2.xml"]
        (left,) = ElementTree.fromstring(parts["xl/charts/chart1.xml"]).iter(f"{CHART}ser")
        assert _series(left).values[1] == ["14", "17", "58"]

    def test_a_workbook_of_old_without_charts_gets_the_summary_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "旧表.xlsx"
        path.write_bytes(resources.read(resources.SAMPLE))
        book = openpyxl.load_workbook(path)
        book[SUMMARY]._charts.clear()
        book.save(path)
        done = assess(str(path))
        path.write_bytes(fill(path.read_bytes(), output(done.card, done.stamp())))
        shown = [row[0] for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_name(SUMMARY).to_python()]
        assert [is_record(text) for text in shown[-4:]] == [False, True, True, True]
        assert str(shown[-4]).startswith("本页由程序生成")
        assert not any("chart" in name or "drawing" in name for name in workbooks.parts(path))
        assert openxml.errors(path) == []


class TestOnPaper:
    def test_titles_names_and_figures_can_be_read(self, crowd: tuple[Path, Assessment], tmp_path: Path) -> None:
        text = office.printed_text(exported(tmp_path, crowd[1].card))
        page = text[text.index("各部分得分与分值") :]
        for words in ("预算执行情况", "指标偏差率", "全年执行数（万元）", "-60.00%", "59.00%", "1,021.00"):
            assert words in page
        # Every name is there, none left out for want of room.
        names = {name for number in range(MOST_INDICATORS) for name in re.findall(rf"(?<!\d){number} ?号新建", page)}
        assert len(names) == MOST_INDICATORS

    def test_the_validator_finds_nothing(self, crowd: tuple[Path, Assessment], tmp_path: Path) -> None:
        assert openxml.errors(crowd[0]) == []
        assert openxml.errors(exported(tmp_path, crowd[1].card)) == []

    def test_csv_has_the_table_alone(self, sample: tuple[Path, Assessment], tmp_path: Path) -> None:
        target = tmp_path / "汇总.csv"
        assert main(["export", str(sample[0]), "--to", "csv", "-o", str(target)]) == 0
        lines = target.read_text(encoding="utf-8-sig").splitlines()
        assert "签批日期" in lines[-1]


def test_amounts_are_in_the_unit_of_the_workbook(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        for cell in book[PROJECT]["A"]:
            if cell.value == "金额单位":
                book[PROJECT].cell(cell.row, 2).value = "元"
        put(book, BUDGET, BUDGET_FIELDS, FIRST_ROW, number="1", name="培训费", annual=5000.5, executed=4999.99)

    path, done = scored(tmp_path, form(change, tmp_path))
    assert done.card.budget.rate == Decimal("0.9999")
    assert drawn(path)[EXECUTION] == [
        ("全年预算数（元）", ["培训费"], [5000.5]),
        ("全年执行数（元）", ["培训费"], [4999.99]),
    ]
