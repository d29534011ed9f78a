"""One project through its year: targets in autumn, 运行监控 in July, 自评 in spring, 复核 of a folder of sixty.

All of it in one workbook.

Nothing is typed twice, and nothing that was typed is lost.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from selfeval_xl.cli import main
from selfeval_xl.domain.cells import CellValue, text_of
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers.documents import read_document
from selfeval_xl.tasks.assess import assess
from tests import containers, layouts, tiny
from tests.judges import office

TARGETS = tiny.TARGETS
TABLES = [json.loads(line) for line in (tiny.CASES / "published_tables.jsonl").read_text(encoding="utf-8").splitlines()]
JULY: dict[str, tuple[CellValue, ...]] = {  # 执行情况, 全年预计, 偏差原因, 原因说明, 可能性
    "培训就业困难人员数": (240, 400, None, None, "确定能"),
    "培训合格率": ("96%", "96%", None, None, "确定能"),
    "培训完成时间": ("2026年7月20日", "2026年11月20日", None, None, "确定能"),
    "人均培训成本": (950, 980, None, None, "确定能"),
    "学员培训后就业率": ("20%", "55%", "人员保障", "企业招工比上年少", "有可能"),
    "培训课件共享机制": ("达成", "达成", None, None, "确定能"),
    "学员满意度": ("55%", "92%", None, None, "确定能"),
}
JULY_MONEY = {"年度资金总额": (28.5, 49.5), "财政拨款": (22.5, 39.5), "其他资金": (6, 10)}
SPRING = {
    "培训就业困难人员数": 412,
    "培训合格率": "96.5%",
    "培训完成时间": "2026年11月20日",
    "人均培训成本": 944,
    "学员培训后就业率": "58%",
    "培训课件共享机制": "课件已上传市级平台，向各区开放",
    "学员满意度": "94%",
}
SPRING_MONEY = {"年度资金总额": 48.6, "财政拨款": 38.9, "其他资金": 9.7}
SPRING_TEXTS = {
    "实际完成情况": "培训412人，学员满意度94%。",
    "存在的问题": "部分学员培训后没有找到合适的岗位。",
    "改进建议": "下一年与用人单位签订定向培训协议。",
}
REASON = "企业招工比上年少，下一年与用人单位签订定向培训协议。"
SIXTY = 60


def command(*words: object) -> int:
    return main([str(word) for word in words])


def header(sheet: Worksheet, title: str) -> tuple[int, int]:
    """The row and column of a header."""
    return next((cell.row, cell.column) for row in sheet.iter_rows() for cell in row if cell.value == title)


def type_in(sheet: Worksheet, named_by: str, cells: dict[str, dict[str, object]]) -> None:
    """Type into the rows of these names, below these headers."""
    head, names = header(sheet, named_by)
    for row in range(head + 1, sheet.max_row + 1):
        for title, value in cells.get(str(sheet.cell(row, names).value), {}).items():
            if value is not None:
                sheet.cell(row, header(sheet, title)[1]).value = value


def promises(submission: Submission) -> list[tuple[str, str, str]]:
    """What was promised in autumn, however the cells of a form divide it."""
    rows = submission.indicators
    said = ("".join(map(text_of, (row.sign, row.target, row.unit))).removeprefix("定性") for row in rows)
    return [(row.level2, row.name, wanted) for row, wanted in zip(rows, said, strict=True)]


def autumn(folder: Path) -> Path:
    """The form of targets comes in, as a Word document, and is looked over."""
    plan = tiny.workbook({"底表": "绩效目标"}, folder / "目标工作簿.xlsx")
    assert command("target", plan, "--form", "target", "-o", folder / "目标申报表.xlsx") == 0
    form = folder / "目标申报表.docx"
    form.write_bytes(containers.word(openpyxl.load_workbook(folder / "目标申报表.xlsx").worksheets))
    assert command("target", form) == 0
    book = folder / "技能培训.xlsx"
    assert command("import", form, "-o", book) == 1  # results are still open
    return book


def summer(book: Path, form: Path) -> None:
    """July: the sheet is added, staff type how far they are, the lamps are lit, the form goes out."""
    assert command("monitor", book, "--month", "7") == 0
    sheets = openpyxl.load_workbook(book)
    titles = ("1-7月执行情况", "全年预计完成情况", "偏差原因", "原因说明", "完成目标可能性")
    sheet = sheets["运行监控"]
    type_in(sheet, "三级指标", {name: dict(zip(titles, typed, strict=True)) for name, typed in JULY.items()})
    for row in sheet.iter_rows(max_row=header(sheet, "三级指标")[0]):
        if row[0].value in JULY_MONEY:
            row[4].value, row[5].value = JULY_MONEY[str(row[0].value)]
    sheets.save(book)
    assert command("monitor", book) == 0
    assert command("monitor", book, "--form", "-o", form) == 0


def spring(book: Path) -> list[str]:
    """Spring: what summer expected is offered; the results are typed; return what was offered before."""
    offered = [found.code for found in assess(str(book)).card.findings]
    sheets = openpyxl.load_workbook(book)
    type_in(sheets["指标"], "三级指标", {name: {"实际完成值": value} for name, value in SPRING.items()})
    tier: dict[str, dict[str, object]] = {"培训课件共享机制": {"定性档次": "达成"}}
    type_in(sheets["指标"], "三级指标", tier)
    type_in(sheets["预算"], "项目明细", {name: {"全年执行数": value} for name, value in SPRING_MONEY.items()})
    for label, value in SPRING_TEXTS.items():
        row, column = header(sheets["项目信息"], label)
        sheets["项目信息"].cell(row, column + 1).value = value
    sheets.save(book)
    return offered


def reason(book: Path) -> None:
    sheets = openpyxl.load_workbook(book)
    type_in(sheets["指标"], "三级指标", {"学员培训后就业率": {"偏差原因分析及改进措施": REASON}})
    sheets.save(book)


def sixty(folder: Path) -> None:
    """Self-evaluations as published, each under a number of its own."""
    for number in range(SIXTY):
        book = openpyxl.Workbook()
        book.remove(book.active)
        table = TABLES[number % len(TABLES)]
        layouts.lay_out(table | {"title": f"{table['title']}{number}"}, layouts.Style()).write(book, "自评表")
        book.save(folder / f"{number:02d}.xlsx")


def test_one_project_goes_through_its_year_and_nothing_is_typed_twice_or_lost(tmp_path: Path) -> None:
    book, form = autumn(tmp_path), tmp_path / "监控表.xlsx"
    (promised,) = read_document(str(tmp_path / "目标申报表.docx")).submissions
    own = read_document(str(book)).submissions[0]
    assert promises(own) == promises(promised)
    assert [row.weight for row in own.indicators] and text_of(own.project.name) == TARGETS["项目信息"]["项目名称"]
    summer(book, form)
    offered = spring(book)
    assert offered.count("M11") == len(JULY) + len(JULY_MONEY)
    due = [found for found in assess(str(book)).card.findings if found.code == "M12"]
    assert [re.search("“(.*)”", found.message)[1] for found in due] == ["人员保障：企业招工比上年少"]  # type: ignore[index]
    reason(book)
    done = assess(str(book))
    assert (str(done.card.total), done.card.grade) == ("99.05", "优")
    assert [found.message for found in done.card.findings if found.level == ERROR] == []
    handed = tmp_path / "报送材料"
    assert command("score", book, "-o", tmp_path / "已评分.xlsx") == 0
    assert command("deliver", book, "-o", handed) == 0
    (sent,) = [path for path in handed.rglob("*自评表*.xlsx")]
    received = read_document(str(sent)).submissions[0]
    assert promises(received) == promises(promised)
    assert {row.name: text_of(row.actual).removesuffix("人").removesuffix("元") for row in received.indicators} == {
        name: str(value) for name, value in SPRING.items()
    }
    # What was typed in July still stands in the workbook that went through spring.
    july = read_document(str(tmp_path / "已评分.xlsx")).submissions[0].monitoring
    assert july and {row.name: row.explanation for row in july.rows}["学员培训后就业率"] == "企业招工比上年少"
    assert {row.name: text_of(row.done) for row in july.rows} == {n: text_of(v[0]) for n, v in JULY.items()}
    review(tmp_path, sent)
    for made in (tmp_path / "目标申报表.xlsx", form, sent):
        assert len(office.render(made)) == 1, f"{made.name} is one page"


def review(folder: Path, sent: Path) -> None:
    """The bureau reviews sixty others and this one."""
    received = folder / "收到的自评"
    received.mkdir()
    sixty(received)
    (received / "技能培训.xlsx").write_bytes(sent.read_bytes())
    command("review", received, "-o", folder / "复核表.xlsx", "--sample", "6", "--seed", "7")
    found = openpyxl.load_workbook(folder / "复核表.xlsx")
    projects = [row for row in found["复核汇总"].iter_rows(min_row=2, values_only=True) if row[-1] != "技能培训.xlsx"]
    (this,) = [row for row in found["复核汇总"].iter_rows(min_row=2, values_only=True) if row[-1] == "技能培训.xlsx"]
    assert len(projects) == SIXTY and len({row[-1] for row in projects}) == SIXTY
    assert (this[0], float(this[3])) == (TARGETS["项目信息"]["项目名称"], 99.05)
    rows = [row for row in found["复核表"].iter_rows(min_row=2, values_only=True) if row[15] == "技能培训.xlsx"]
    assert [row[2] for row in rows[1:]] == list(SPRING)
    assert found["抽查名单"].max_row == 7
