"""The empty workbook of every standard, a user's own too: made when asked for, sound, and good for full marks."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.cli import main
from selfeval_xl.domain.layout import BUDGET, GUIDE, INDICATORS, PROJECT
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.readers.documents import read_document
from selfeval_xl.readers.forms import labels
from selfeval_xl.rules import Standard, in_force
from selfeval_xl.storage import standards
from selfeval_xl.tasks.assess import assess, assessed
from selfeval_xl.workbook.template import empty_workbook
from tests.judges import office, openxml

DOCS = Path(__file__).parents[1] / "docs" / "评价标准.md"
(OWN,) = re.findall(r"<!-- own:.*?```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
"""The standard of one's own that the manual shows."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> int:
    return main(list(words))


def test_a_new_workbook_by_region_and_year(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "--standard", "广西", "--year", "2025", "-o", "广西.xlsx") == 0
    assert "selfeval-xl score" in capsys.readouterr().out
    card = assess("广西.xlsx").card
    assert (card.standard_id, card.submission.project.year) == ("guangxi", 2025)
    assert card.submission.project.standard == standards.load("guangxi").name


def test_the_rows_are_those_of_the_year_asked_for(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "--standard", "湖北", "-o", "早.xlsx") == 0
    assert "从2023年度起规则有变" in capsys.readouterr().out
    assert run("new", "--standard", "湖北", "--year", "2026", "-o", "新.xlsx") == 0
    assert "规则有变" not in capsys.readouterr().out
    sheet = openpyxl.load_workbook("新.xlsx")[INDICATORS]
    now = {sheet.cell(row, 1).value for row in range(5, sheet.max_row + 1)} - {None}
    assert now == {row.level1 for row in standards.load("湖北").for_year(2026).presets.rows}


def test_without_a_standard_the_other_layout_is_named_too(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new") == 0
    said = capsys.readouterr().out
    assert "mof-2020" in said and "成本指标单列" in said and "--standard mof-2021" in said


def test_standards_to_choose_from(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "--list") == 0
    said = capsys.readouterr().out
    assert all(name in said and standards.load(name).name in said for name in standards.available())
    assert run("new", "--standard", "宁夏") == 2
    assert "固原市项目支出绩效自评表" in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_a_workbook_for_a_standard_of_one_s_own(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "本市.toml").write_text(OWN, encoding="utf-8")
    assert run("new", "--standard", "本市.toml") == 0
    assert "评分时也要写上：--standard 本市.toml" in capsys.readouterr().out
    assert run("check", "绩效自评表-本市.xlsx", "--standard", "本市.toml") == 1
    assert assess("绩效自评表-本市.xlsx", "本市.toml").card.submission.project.standard == "本市项目支出绩效自评"


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Standard, Path]]:
    """Each standard, at last one of a user's own, and its empty workbook."""
    own, folder = tmp_path_factory.mktemp("标准") / "本市.toml", tmp_path_factory.mktemp("模板")
    own.write_text(OWN, encoding="utf-8")
    every = {name: standards.load(name) for name in standards.available()} | {"本市": standards.load(str(own))}
    for name, each in every.items():
        (folder / f"{name}.xlsx").write_bytes(empty_workbook(each))
    return {name: (each, folder / f"{name}.xlsx") for name, each in every.items()}


@pytest.fixture(params=[*standards.available(), "本市"])
def standard(request: pytest.FixtureRequest, templates: dict[str, tuple[Standard, Path]]) -> Standard:
    return templates[request.param][0]


@pytest.fixture
def template(standard: Standard, templates: dict[str, tuple[Standard, Path]]) -> Path:
    return next(path for each, path in templates.values() if each is standard)


def test_it_is_the_same_every_time(templates: dict[str, tuple[Standard, Path]]) -> None:
    """Those that are shipped are compared with new ones in test_templates, too."""
    for name in ("guangxi", "本市"):
        each, path = templates[name]
        assert empty_workbook(each) == path.read_bytes()


def test_the_judges_find_nothing(templates: dict[str, tuple[Standard, Path]]) -> None:
    paths = [path for _, path in templates.values()]
    for path, printed in zip(paths, office.convert(paths, ".pdf", "pdf:calc_pdf_Export"), strict=True):
        assert openxml.notices(path) == [], path
        assert "##" not in office.pdf_text(printed), path


def test_it_names_its_standard_and_offers_all(standard: Standard, template: Path) -> None:
    book = openpyxl.load_workbook(template, data_only=True)
    assert (beside(book[PROJECT], "评价标准"), beside(book[PROJECT], "标准编号")) == (standard.name, standard.id)
    offered = [
        cell.value for row in book[GUIDE][next(book.defined_names["可选_评价标准"].destinations)[1]] for cell in row
    ]
    assert {standard.name, *(each.name for each in standards.offered())} == set(offered)


def test_points_are_only_held_against_a_sum_where_the_standard_has_one() -> None:
    for name, shown in (("zhejiang", None), ("anhui", "分值合计正确"), ("chongqing", "差90分")):
        data = io.BytesIO(empty_workbook(standards.load(name)))
        assert openpyxl.load_workbook(data, data_only=True)[INDICATORS]["I3"].value == shown


def test_the_id_of_an_older_workbook_is_shown_too(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(empty_workbook(standards.load("guangxi"))))
    next(cell for cell in book[PROJECT]["A"] if cell.value == "评价标准").offset(column=1).value = "hubei-2019"
    book.save(tmp_path / "编号.xlsx")
    shown = openpyxl.load_workbook(office.recalculate(tmp_path / "编号.xlsx"), data_only=True)[PROJECT]
    assert beside(shown, "标准编号") == "hubei-2019"
    assert assess(str(tmp_path / "编号.xlsx")).card.standard_id == "hubei-2019"


def test_what_is_reached_in_all_parts_gets_full_marks(standard: Standard, template: Path, tmp_path: Path) -> None:
    for year in (None, *(first for first, _ in standard.editions)):
        card = filled_and_scored(standard, template, year, tmp_path / "填好.xlsx")
        full = in_force(standard, card.submission)
        assert [(s.name, s.score) for s in card.sections] == [(s.name, s.weight) for s in full.sections if not s.bonus]
        assert (card.total, full.weight) == (Decimal(100), Decimal(100))
        assert card.grade == full.bands.grades[0].grade if full.bands.grades else not card.grade


def filled_and_scored(standard: Standard, template: Path, year: int | None, path: Path) -> Scorecard:
    """Fill the workbook as staff do, every target reached and all money spent, and score it."""
    book = openpyxl.load_workbook(template)
    fill(book, standard, year or standard.effective.year)
    book.save(path)
    given = standard if standard.id not in standards.available() else None
    return assessed(read_document(str(path)), given).card


def fill(book: Workbook, standard: Standard, year: int) -> None:
    rules = standard.for_year(year)
    for label, value in {
        "项目名称": "技能培训",
        "评价年度": year,
        "主管部门": "人社局",
        "实施单位": "培训中心",
    }.items():
        next(cell for cell in book[PROJECT]["A"] if cell.value == label).offset(column=1).value = value
    money: dict[str, object] = {
        "序号": "1",
        "项目明细": "培训费",
        "年初预算数": 100,
        "全年预算数": 100,
        "全年执行数": 100,
    }
    write(book[BUDGET], 0, money)
    parts = [section for section in rules.sections if section.source == "indicators" and not section.bonus]
    sheet = book[INDICATORS]
    for line in range(5, sheet.max_row + 1):
        for column in range(1, sheet.max_column + 1):
            sheet.cell(line, column).value = None
    for number, section in enumerate(parts):
        level1 = section.level1[0] if section.level1 else None
        row: dict[str, object] = {
            "一级指标": level1, "三级指标": f"培训人数{number}", "指标性质": "≥", "年度指标值": "100人",
            "实际完成值": "100人", "分值": float(section.weight), "计分方法": "达标",
        }  # fmt: skip
        write(sheet, number, row)


def write(sheet: Worksheet, number: int, row: dict[str, object]) -> None:
    header = {cell.value: cell.column for cell in sheet[4]}
    for title, value in row.items():
        sheet.cell(5 + number, header[title]).value = value


def beside(sheet: Worksheet, label: str) -> object:
    return next(cell.offset(column=1).value for cell in sheet["A"] if cell.value == label)


def test_what_is_ticked_on_the_form_of_hubei_goes_out_and_comes_in(here: Path) -> None:
    ticked = {"项目类别": "省直专项", "项目属性": "持续性项目", "项目类型": "常年性项目、一次性项目"}
    standard = standards.load("hubei-2019")
    book = openpyxl.load_workbook(io.BytesIO(empty_workbook(standard)))
    fill(book, standard, 2021)
    for label, value in ticked.items():
        next(cell for cell in book[PROJECT]["A"] if cell.value == label).offset(column=1).value = value
    book.save("自评.xlsx")
    assert run("export", "自评.xlsx", "--to", "form", "-o", "报送.xlsx") == 0
    assert run("import", "报送.xlsx", "--standard", "hubei-2019", "-o", "收到.xlsx") == 0
    sheet = openpyxl.load_workbook("收到.xlsx")[PROJECT]
    assert {label: beside(sheet, label) for label in ticked} == ticked


def test_what_has_no_cell_in_another_standard_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    test_what_is_ticked_on_the_form_of_hubei_goes_out_and_comes_in(here)
    capsys.readouterr()
    assert run("import", "报送.xlsx", "--standard", "mof-2020", "-o", "别的.xlsx") in (0, 1)
    said = capsys.readouterr().out
    assert "“项目类别”在这个评价标准的工作簿里没有对应的栏目" in said and "省直专项" in said


@pytest.mark.parametrize(
    ("printed", "ticked"),
    [
        ("1、部门预算项目□　　2、省直专项☑　　3、省对下转移支付项目□", "省直专项"),
        ("☑持续性项目　□新增性项目", "持续性项目"),
        ("1. √常年性项目 2. □延续性项目 3. √一次性项目", "常年性项目、一次性项目"),
        ("部门预算项目□√ 省直专项□", "部门预算项目"),
        ("1、持续性项目□　　2、新增性项目□", ""),
        ("省直专项", "省直专项"),
    ],
)
def test_boxes_are_read_whichever_side_they_stand_on(printed: str, ticked: str) -> None:
    assert labels.ticked(printed) == ticked
