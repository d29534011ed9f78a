"""A form that a document prints as several tables is one; other tables and other forms are none of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import pytest

from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.documents import read_document
from selfeval_xl.readers.forms.joining import joined
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


GOES_ON: Rows = [["产出指标", "数量指标", "培训场次", "≥3场", "3场", "5", "5", ""]]
TABLES: Mapping[str, Rows] = {
    "题": [[TITLE]],
    "名": FACTS,
    "资": FUNDS,
    "合": [*FUNDS, ["", "合计", "100", "100", "90", "", "90%", ""]],
    "表": [*HEAD, *ROWS],
    "完": [*HEAD, *ROWS, *TOTAL],
    "续": GOES_ON,
    "窄": [row[:7] for row in GOES_ON],
    "宽": [[*row, ""] for row in GOES_ON],
    "短": [["产出指标", "数量指标"]],
    "末": [["廉政", "违纪", "0起", "0起", "0起", "5", "5", ""], *TOTAL],
    "单": LIST,
    "空": [["", ""]],
}


@pytest.mark.parametrize(
    ("tables", "forms"),
    [
        ("题名资完", "题名资完"),
        ("题完题完", "题完 题完"),
        ("题完表", "题完 表"),
        ("题完续", "题完 续"),
        ("题名合表续", "题名合表续"),
        ("名名", "名 名"),
        ("题名名", "题名 名"),
        ("题资名", "题资 名"),
        ("题表名", "题表 名"),
        ("名资", "名资"),
        ("单资", "单 资"),
        ("题资资", "题资 资"),
        ("题表资", "题表 资"),
        ("单表", "单 表"),
        ("资表", "资表"),
        ("题表表", "题表表"),
        ("题表续续", "题表续续"),
        ("名表续", "名表续"),
        ("资表续", "资表续"),
        ("表续", "表 续"),
        ("题名续", "题名 续"),
        ("题表短", "题表 短"),
        ("题表单", "题表 单"),
        ("题表空", "题表 空"),
        ("题表宽", "题表 宽"),
        ("题表窄续", "题表窄 续"),
        ("题表末续", "题表末 续"),
        ("题表续末", "题表续末"),
    ],
)
def test_which_tables_belong_to_one_form(tables: str, forms: str) -> None:
    found = list(joined(Grid(each, [list(row) for row in TABLES[each]]) for each in tables))
    assert [each.name for each in found] == [form[0] for form in forms.split()]
    assert [len(each.rows) for each in found] == [sum(len(TABLES[one]) for one in form) for form in forms.split()]


def test_what_is_merged_hidden_or_not_calculated_moves_down_with_its_table() -> None:
    first = Grid("一", [list(row) for row in [[TITLE], *FACTS]], ((1, 1, 1, 4),), frozenset({(2, 4)}), frozenset({1}))
    second = Grid("二", [list(row) for row in FUNDS], ((1, 1, 2, 1),), frozenset({(2, 7)}), frozenset({2}))
    third = Grid("三", [list(row) for row in [*HEAD, *ROWS]], ((2, 8, 3, 8),), frozenset({(2, 7)}), frozenset())
    (whole,) = joined([first, second, third])
    assert whole.name == "一" and len(whole.rows) == 8
    assert whole.merges == ((1, 1, 1, 4), (3, 1, 4, 1), (6, 8, 7, 8))
    assert [whole.uncalculated, whole.hidden] == [{(2, 4), (4, 7), (6, 7)}, {1, 4}]


@MADE
def test_forms_below_each_other_stay_apart(make: object, ending: str, tmp_path: Path) -> None:
    other = [["项目名称", "乙项目", "主管部门", "某局"], *FORM[1:]]
    parts: list[str | Rows] = [TITLE, FORM, LIST, TITLE, other, FORM]
    path = (page if make is page else word)(parts, tmp_path / f"表{ending}")
    found = read_document(str(path)).submissions
    assert [each.project.name for each in found] == ["甲项目", "乙项目", "甲项目"]
    assert [len(each.indicators) for each in found] == [3, 3, 3]
    assert [each.printed for form in found if form.form for each in form.form.unread] == []
