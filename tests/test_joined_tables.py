"""A form that a document prints as several tables is one; other tables and other forms are none of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from selfeval_xl.readers.documents import read_document
from selfeval_xl.tasks.verify import verify_each

Rows = Sequence[Sequence[str]]
TITLE = "2023年度项目支出绩效自评表"
FACTS: Rows = [["项目名称", "甲项目", "主管部门", "某局"]]
FUNDS: Rows = [
    ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["", "年度资金总额", "100", "100", "90", "10", "90%", "9"],
]
HEAD: Rows = [["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"]]
ROWS: Rows = [
    ["产出指标", "数量指标", "培训人数", "≥100人", "110人", "50", "50", ""],
    ["效益指标", "社会效益", "就业率", "≥60%", "57%", "30", "28.5", "岗位少"],
    ["满意度指标", "满意度", "学员满意度", "≥90%", "95%", "10", "10", ""],
]
TOTAL: Rows = [["总分", "", "", "", "", "100", "97.5", ""]]
FORM: Rows = [*FACTS, *FUNDS, *HEAD, *ROWS, *TOTAL]
LIST: Rows = [["年份", "人数", "金额"], ["2022", "80", "70"]]


def page(parts: Sequence[str | Rows], path: Path) -> Path:
    lines = ["<html><meta charset='utf-8'><body>"]
    for part in parts:
        if isinstance(part, str):
            lines.append(f"<p>{part}</p>")
        else:
            rows = ("".join(f"<td>{cell}</td>" for cell in row) for row in part)
            lines.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    path.write_text("".join(lines), encoding="utf-8")
    return path


def word(parts: Sequence[str | Rows], path: Path) -> Path:
    made = docx.Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
            continue
        table = made.add_table(len(part), max(map(len, part)))
        for number, row in enumerate(part):
            for column, cell in enumerate(row):
                table.cell(number, column).text = cell
    made.save(str(path))
    return path


MADE = pytest.mark.parametrize(("make", "ending"), [(page, ".html"), (word, ".docx")])


@MADE
@pytest.mark.parametrize(
    "parts",
    [
        [TITLE, FACTS, FUNDS, [*HEAD, *ROWS, *TOTAL]],
        [TITLE, "一、基本情况", FACTS, "二、资金情况", FUNDS, "三、绩效指标", [*HEAD, *ROWS, *TOTAL], "填报人：张三"],
        [TITLE, [*FACTS, *FUNDS, *HEAD, *ROWS[:2]], [*ROWS[2:], *TOTAL]],
        [TITLE, [*FACTS, *FUNDS, *HEAD, *ROWS[:2]], [*HEAD, *ROWS[2:], *TOTAL]],
        ["一、项目概况", LIST, "附件：" + TITLE, FACTS, FUNDS, [*HEAD, *ROWS, *TOTAL], "附表", LIST],
    ],
    ids=["three tables", "with headings", "goes on", "goes on with its header", "in a report"],
)
def test_several_tables_are_one_form(make: object, ending: str, parts: Sequence[str | Rows], tmp_path: Path) -> None:
    path = (page if make is page else word)(parts, tmp_path / f"表{ending}")
    (done,) = verify_each(str(path))
    assert (str(done.card.total), len(done.card.indicators)) == ("97.50", 3)
    assert done.card.submission.project.name == "甲项目"
    assert all(each.verdict == "相符" for each in done.comparisons)


@MADE
def test_forms_below_each_other_stay_apart(make: object, ending: str, tmp_path: Path) -> None:
    other = [["项目名称", "乙项目", "主管部门", "某局"], *FORM[1:]]
    parts: list[str | Rows] = [TITLE, FORM, LIST, TITLE, other, FORM]
    path = (page if make is page else word)(parts, tmp_path / f"表{ending}")
    found = read_document(str(path)).submissions
    assert [each.project.name for each in found] == ["甲项目", "乙项目", "甲项目"]
    assert [len(each.indicators) for each in found] == [3, 3, 3]
    assert [each.printed for form in found if form.form for each in form.form.unread] == []
