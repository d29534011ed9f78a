"""The official form of 运行监控: out of a workbook, in from any container, into a workbook, told apart in folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.cli import main
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.monitoring import Monitoring
from selfeval_xl.readers.documents import read_document
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.monitor import monitor
from tests import containers, plans, tiny
from tests.judges import office
from tests.layouts import Sheet

MADE: dict[str, Callable[[list[Worksheet]], bytes]] = {
    ".docx": containers.word,
    ".xls": containers.xls,
    "网页.xls": containers.page,
    ".xlsb": containers.xlsb,
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The clean self-evaluation with its sheet 运行监控 filled in, one reason too."""
    filled = {"学员培训后就业率": {"偏差原因": "人员保障", "原因说明": "企业招工少"}}
    return tiny.workbook({"运行监控": filled}, tmp_path / "工作簿.xlsx")


@pytest.fixture
def form(book: Path, tmp_path: Path) -> Path:
    made = tmp_path / "监控表.xlsx"
    assert main(["monitor", str(book), "--form", "-o", str(made)]) == 0
    return made


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    capsys.readouterr()
    code = main([str(word) for word in words])
    return code, capsys.readouterr().out


def sheets(path: Path) -> list[Worksheet]:
    return openpyxl.load_workbook(path).worksheets


def said(found: Monitoring | None) -> list[tuple[object, ...]]:
    assert found is not None
    return [(row.name, *map(str, row[5:8])) for row in found.rows]


def read(path: Path) -> Monitoring:
    (submission,) = read_document(str(path)).submissions
    assert submission.form and submission.form.kind == "monitoring" and submission.monitoring
    return submission.monitoring


def test_what_goes_out_is_landscape_a4_and_says_nothing_of_the_office(form: Path) -> None:
    (sheet,) = sheets(form)
    assert sheet.page_setup.orientation == "landscape" and int(sheet.page_setup.paperSize) == 9
    texts = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    assert not any(word in texts for word in ("灯", "M0", "亮", "必改", "selfeval"))
    assert "1-7月执行情况" in texts and "全年预计执行数" in texts and "人员保障" in texts
    assert len(office.render(form)) == 1


def test_what_goes_out_comes_in(book: Path, form: Path) -> None:
    own, read_back = read_document(str(book)).submissions[0].monitoring, read(form)
    assert said(own) == said(read_back) and read_back.month == 7
    assert {line.name: (line.executed, line.expected) for line in read_back.funds}["宣传费"] == (6000000, 10000000)


@pytest.mark.parametrize("ending", MADE)
def test_a_form_in_any_container_gives_its_lamps(
    ending: str, form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"收到{ending}"
    path.write_bytes(MADE[ending](sheets(form)))
    before = path.read_bytes()
    code, told = run(capsys, "monitor", path, "--json")
    found = json.loads(told)
    assert (code, found["month"], found["output"], found["findings"]) == (0, 7, "", [])
    assert {row["lamp"] for row in found["indicators"]} == {"绿灯"} and len(found["indicators"]) == 7
    assert path.read_bytes() == before


def test_a_form_with_ticks_is_read_as_one_with_words(tmp_path: Path) -> None:
    sheet = Sheet(False)
    sheet.merge(sheet.add("2026年度项目支出绩效运行监控表"), 1, 1, 15)
    sheet.add("项目名称", "技能培训")
    sheet.add("项目资金（万元）", "", "", "全年预算数", "1-8月执行数", "执行率", "全年预计执行数")
    sheet.add("", "年度资金总额", "", 50, 20, "40%", 48)
    causes = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因说明")
    head = ("一级指标", "二级指标", "三级指标", "年度指标值", "1-8月执行情况", "全年预计完成情况")
    likely = ("确定能", "有可能", "完全不可能")
    sheet.add(*head, "偏差原因分析", *[""] * 5, "完成目标可能性", "", "", "备注")
    sheet.add(*[""] * 6, *causes, *likely, "")
    sheet.merge(5, 7, 5, 12)
    sheet.merge(5, 13, 5, 15)
    for column in (1, 2, 3, 4, 5, 6, 16):
        sheet.merge(5, column, 6, column)
    sheet.add(
        *("产出指标", "数量指标", "培训人数", "≥400人", "100人", "300人"),
        *("√", "", "√", "", "", "师资不够", "", "√", "", "继续"),
    )
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet.write(book, "监控")
    book.save(tmp_path / "表.xlsx")
    found = read(tmp_path / "表.xlsx")
    (row,) = found.rows
    assert (found.month, row.done, row.expected) == (8, "100人", "300人")
    assert (row.cause, row.explanation, row.likelihood, row.remark) == (
        "经费保障、人员保障",
        "师资不够",
        "有可能",
        "继续",
    )
    done = monitor(str(tmp_path / "表.xlsx"))
    assert [lamp.colour for lamp in done.lamps.values()] == ["红灯"]
    assert done.card.submission.project.year == 2026 and not done.data


def test_a_form_without_a_forecast_is_one_by_its_likelihood(tmp_path: Path) -> None:
    sheet = Sheet(False)
    sheet.add("某市项目支出绩效监控表")
    sheet.add("项目名称", "申遗经费")
    sheet.add("项目资金（万元）", "", "年初预算数", "1-6月执行数", "全年预计执行数")
    sheet.add("", "年度资金总额", 220, "87.57", 220)
    sheet.add("一级指标", "指标名称", "指标值", "半年度指标执行情况", "完成目标可能性（确定能、不可能）", "备注")
    sheet.add("产出指标", "举办活动", "5场", "3场", "确定能")
    made = openpyxl.Workbook()
    for row in sheet.rows:
        made.active.append(row)
    made.save(tmp_path / "监控.xlsx")
    found = read(tmp_path / "监控.xlsx")
    assert said(found) == [("举办活动", "3场", "None", "None")]
    assert [row.likelihood for row in found.rows] == ["确定能"]


def test_no_form_while_something_must_be_mended(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = (filled := openpyxl.load_workbook(book))["运行监控"]
    next(row for row in sheet.iter_rows() if row[2].value == "学员满意度")[4].value = None
    filled.save(book)
    before = book.read_bytes()
    code, told = run(capsys, "monitor", book, "--form", "-o", book.parent / "没有.xlsx")
    assert code == 1 and "M01" in told and "运行监控表没有写" in told
    assert not (book.parent / "没有.xlsx").exists() and book.read_bytes() == before


def test_a_form_fills_what_is_blank_and_lists_what_has_no_place(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    word = tmp_path / "监控表.docx"
    word.write_bytes(containers.word(sheets(form)))
    case = {"指标": {"学员满意度": {"三级指标": "参训学员好评率"}}, "缺列": []}
    book = tiny.workbook(case, tmp_path / "新.xlsx")
    code, told = run(capsys, "monitor", book, "--from", word)
    found = read_document(str(book)).submissions[0].monitoring
    assert found and found.month == 7
    rows = {row.name: row for row in found.rows}
    assert str(rows["培训就业困难人员数"].done) == "240.0" or rows["培训就业困难人员数"].done == 240
    assert rows["学员培训后就业率"].explanation == "企业招工少" and rows["参训学员好评率"].done is None
    assert code == 1 and "学员满意度：工作簿里没有这个指标" in told and "年度资金总额" not in told
    assert {line.name: line.executed for line in found.funds}["培训费"] == 22500000


def test_what_was_typed_before_is_kept_and_the_difference_told(
    book: Path, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = (filled := openpyxl.load_workbook(book))["运行监控"]
    next(row for row in sheet.iter_rows() if row[2].value == "培训合格率")[4].value = "97%"
    filled.save(book)
    code, told = run(capsys, "monitor", book, "--from", form)
    assert code == 0 and "监控表写“96%”，工作簿里已经填了“97%”，没有改" in told
    kept = read_document(str(book)).submissions[0].monitoring
    assert kept and next(row.done for row in kept.rows if row.name == "培训合格率") == "97%"


@pytest.mark.parametrize("ending", [".docx", ".xls"])
def test_forms_of_other_stages_are_counted_in_a_folder_and_not_scored(
    ending: str, form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    tiny.workbook({}, folder / "自评.xlsx")
    (folder / f"监控{ending}").write_bytes(MADE[ending](sheets(form)))
    targets = openpyxl.Workbook()
    targets.remove(targets.active)
    plans.yearly(plans.PUBLISHED[0]).write(targets, "目标表")
    (folder / f"目标{ending}").write_bytes(MADE[ending](targets.worksheets))
    run(capsys, "rollup", folder, "-o", tmp_path / "汇总.xlsx")
    run(capsys, "review", folder, "-o", tmp_path / "复核.xlsx")
    kinds = {f"监控{ending}": "项目支出绩效运行监控表", f"目标{ending}": "项目支出绩效目标申报表"}
    for made, name in (("汇总.xlsx", "项目汇总"), ("复核.xlsx", "复核汇总")):
        found = openpyxl.load_workbook(tmp_path / made)
        others = [tuple(map(str, row)) for row in found["不是自评表"].iter_rows(min_row=2, values_only=True)]
        assert {row[1]: row[0] for row in others} == kinds
        assert found[name].max_row == 2
    with pytest.raises(InputError, match="评不了分"):
        assess(str(folder / f"监控{ending}"))


def test_what_has_no_monitoring_is_said_to_have_none(book: Path, tmp_path: Path) -> None:
    targets = openpyxl.Workbook()
    targets.remove(targets.active)
    plans.yearly(plans.PUBLISHED[0]).write(targets, "目标表")
    targets.save(tmp_path / "目标.xlsx")
    with pytest.raises(InputError, match="也没有运行监控表"):
        monitor(str(book), source=str(tmp_path / "目标.xlsx"))


def test_a_folder_is_summed_up_by_department_and_what_is_red_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    behind = {"1-7月执行情况": 60, "偏差原因": "人员保障", "原因说明": "师资不够"}
    july, august = tmp_path / "七月.xlsx", tmp_path / "八月.xlsx"
    tiny.workbook({"运行监控": {"培训就业困难人员数": behind, "学员满意度": behind | {"1-7月执行情况": "20%"}}}, july)
    tiny.workbook({"运行监控": {"培训就业困难人员数": behind}}, august)
    run(capsys, "monitor", august, "--month", "8")
    for source in (july, august):
        made = tmp_path / f"{source.stem}-表.xlsx"
        assert run(capsys, "monitor", source, "--form", "-o", made)[0] == 0
        (folder / f"{source.stem}.docx").write_bytes(containers.word(sheets(made)))
    other = {"项目信息": {"项目名称": "别的项目", "主管部门": "市教育局"}, "运行监控": {}}
    tiny.workbook(other, folder / "别的.xlsx")
    tiny.workbook({}, folder / "自评.xlsx")
    code, told = run(capsys, "monitor", folder, "-o", tmp_path / "汇总.xlsx")
    assert code == 0 and "3 张运行监控" in told and "别的文件 1 个" in told
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    rows = {name: [*book[name].iter_rows(min_row=2, values_only=True)] for name in book.sheetnames}
    assert {(row[4], row[6], row[11]) for row in rows["监控项目"]} == {(7, 2, 1), (8, 1, 1), (7, 0, 0)}
    # A department counts each project by its latest month.
    assert {row[0]: (row[1], row[3]) for row in rows["监控部门"]} == {
        "市人力资源和社会保障局": (1, 1),
        "市教育局": (1, 0),
    }
    assert {(row[2], row[4]): row[8] for row in rows["红灯和黄灯"]}[("培训就业困难人员数", 7)] == "是"
    assert rows["偏差原因"] == [("人员保障", 1)]
    assert [row[1] for row in rows["不是自评表"]] == ["自评.xlsx"]
