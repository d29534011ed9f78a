"""What was laid out is what is read: every published table, in the headers and shapes that provinces print."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.domain.money import money
from selfeval_xl.domain.printed import points_in, rate_in
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers.documents import Document, document_of
from selfeval_xl.readers.forms.reading import read_forms
from selfeval_xl.tasks.assess import assessed
from tests import containers, layouts
from tests.layouts import Style
from tests.paper import PUBLISHED, Table
from tests.test_forms_reading import form_of, shown

NAMES = ("level1", "level2", "name")
WEIGHT_FIRST = (*NAMES, "weight", "target", "actual", "score", "reason")
XINJIANG = (*NAMES, "basis", "last", "target", "actual", "weight", "rule", "score", "reason", "note")
CHONGQING = (*NAMES, "target", "actual", "factor", "weight", "score", "reason", "core", "review")
STYLES = {
    "财政部": Style(),
    "没有题名": Style(title="", inline=True, block=False),
    "云南": Style(split_target=True, grade="优"),
    "安徽": Style(order=WEIGHT_FIRST, names={"target": "年度目标值", "actual": "全年完成值", "annual": "预算数(A)"}),
    "新疆": Style(order=XINJIANG, names={"weight": "指标分值权重", "target": "指标值", "actual": "完成指标值"}),
    "重庆": Style(order=CHONGQING, names={"weight": "权重(%)", "target": "预期指标值", "annual": "全年(调整)预算数"}),
    "银川": Style(
        order=WEIGHT_FIRST,
        texts=True,
        names={
            "weight": "参考分值",
            "score": "自评得分",
            "actual": "年末完成值",
            "executed": "执行数(B)",
            "rate": "B÷A",
        },
    ),
    "湖北": Style(names={"target": "年初目标值（A）", "actual": "实际完成值（B）", "executed": "实际支出数"}),
    "两栏三级指标": Style(split_name=True, notes=True),
    "两栏三级指标和三栏指标值": Style(split_name=True, split_target=True, block=False),
    "分页": Style(page_break=True, notes=True, names={"actual": "全年实际完成值", "reason": "偏差原因分析"}),
    "合计行": Style(sums=True, names={"weight": "标准分", "reason": "未完成原因分析及改进措施"}),
    "空行空栏": Style(spacers=True, grade="优秀", names={"weight": "指标分值", "score": "评分"}),
    "资金横排": Style(across=True, names={"annual": "调整预算数（A）", "actual": "指标完成情况"}),
    "资金横排带单位": Style(across=True, texts=True, names={"annual": "调整预算数（A）"}),
    "天津": Style(names={"actual": "目标完成情况综述", "target": "年度绩效目标值", "annual": "调整预算数（A）"}),
}
AMOUNTS = ("initial", "annual", "executed")


def sheet_of(table: Table, style: Style) -> layouts.Sheet:
    return layouts.lay_out(table, style)


def read(table: Table, style: Style) -> Submission:
    (form,) = read_forms(sheet_of(table, style).grid())
    return form


def plain(value: Any) -> str:
    """Return a cell as a person reads it, points without 分."""
    points = points_in(value) if value not in (None, "") else None
    return text_of(value) if points is None else format_decimal(points)


def laid_out(table: Table, style: Style) -> list[list[str]]:
    fields = layouts.columns(table, style) if table["indicators"] else []
    return [
        ["".join(text_of(row[field]).splitlines()) for field in ("level1", "level2")]
        + [text_of(row[key]) if field in fields else "" for field, key in
           (("name", "name"), ("target", "target_text"), ("actual", "actual_text"))]
        + [plain(row[key]) for key in ("weight", "score_printed")] + [_reason(row, fields, number)]
        for number, row in enumerate(table["indicators"], 1)
    ]  # fmt: skip


def _reason(row: Table, fields: list[str], number: int) -> str:
    """Return the reason of a row; where a form has no column for it, what stands under 备注 is taken for one."""
    return f"另{number}" if "note" in fields and "reason" not in fields else text_of(row["reason"])


def found(form: Submission) -> list[list[str]]:
    is_printed = not form_of(form).weights_deduced
    return [
        [row.level1, row.level2, row.name, "".join(map(text_of, (row.sign, row.target, row.unit))),
         text_of(row.actual), plain(row.weight) if is_printed else "", plain(score.value if score else None),
         text_of(row.reason)]
        for row, score in zip(form.indicators, form.printed.scores, strict=True)
    ]  # fmt: skip


def funds_laid_out(table: Table) -> list[list[Any]]:
    if not table["funds"]:
        return []
    unit = table["funds"]["unit"] or "万元"
    return [[money(row[field], unit).fen for field in AMOUNTS] for row in (table["funds"], *table["funds_sub"])]


def check(table: Table, style: Style, form: Submission) -> None:
    assert found(form) == laid_out(table, style)
    amounts = [[getattr(line, field) for field in AMOUNTS] for line in form.budget]
    assert amounts == [row for row in funds_laid_out(table) if any(each is not None for each in row)] or not amounts
    if table["funds"]:
        first, said = form.printed.funds[0], table["funds"]
        assert amounts[0] == funds_laid_out(table)[0]
        assert rate_in(first.rate.value if first.rate else None) == rate_in(said["rate_printed"])
        assert plain(first.score.value if first.score else None) == plain(said["score_printed"])
        assert plain(first.weight.value if first.weight else None) == plain(said["weight"])
    if table["indicators"]:
        assert plain(form.printed.total.value if form.printed.total else None) == plain(table["total_printed"])
        has_place = "reason" in layouts.columns(table, style)
        assert shown(form.printed.grade) == (style.grade if has_place else "")
    assert (form.project.name, text_of(form.project.year)) == (table["title"], str(table["year"]))


def test_amounts_in_columns_say_the_cells_they_stand_in() -> None:
    table = PUBLISHED["ah-chizhou-tangxi-2022-cunji"]
    grid = sheet_of(table, STYLES["资金横排"]).grid()
    for line, said in zip(read(table, STYLES["资金横排"]).budget, (table["funds"], *table["funds_sub"]), strict=True):
        places = [line.place(field) for field in AMOUNTS]
        assert [grid.rows[place.row - 1][place.column - 1] for place in places] == [said[field] for field in AMOUNTS]


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("style", STYLES)
def test_what_was_laid_out_is_what_is_read(style: str, name: str) -> None:
    form = read(PUBLISHED[name], STYLES[style])
    check(PUBLISHED[name], STYLES[style], form)


def mistakes(form: Submission) -> Counter[tuple[str, str]]:
    """Return what is held against a form, by the kind of mistake and the row it is about."""
    card = assessed(Document("表.xlsx", b"", (form,))).card
    names = {row.row: row.name for row in form.indicators}
    return Counter((each.code, names.get(each.place.row, "")) for each in card.findings if each.level == ERROR)


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("style", [style for style in STYLES if style != "财政部"])
def test_no_layout_is_held_against_a_form(style: str, name: str) -> None:
    usual = mistakes(read(PUBLISHED[name], STYLES["财政部"]))
    assert mistakes(read(PUBLISHED[name], STYLES[style])) - usual == Counter()


HEADERS = {
    "target": [
        "年度指标值",
        "年度目标值",
        "预期指标值",
        "年初目标值（A）",
        "指标值",
        "绩效目标值",
        "目标值\n(A)",
        "全年目标值",
    ],
    "actual": [
        "全年实际完成值",
        "年末完成值",
        "完成指标值",
        "实际完成情况",
        "全年完成值",
        "目标完成情况综述",
        "实际值(B)",
        "完成数",
    ],
    "weight": [
        "参考分值",
        "指标分值",
        "权重",
        "标准分",
        "满分",
        "指标权重(分)",
        "分值（90分）",
        "权重分值",
    ],
    "score": ["得分", "自评得分", "自评分值", "评分", "实际得分", "单项得分", "得分(分)"],
    "reason": [
        "偏差原因分析",
        "未完成原因分析及改进措施",
        "未完成的原因及说明",
        "原因分析",
        "改进措施",
        "偏差原因说明",
    ],
    "initial": ["年初预算", "年初预算数", "年初批复预算", "年初预算金额"],
    "annual": ["调整预算数（A）", "全年预算数", "调整后预算数（A）", "预算数（A）", "全年预算金额", "预算总额"],
    "executed": ["全年执行数", "执行数（B）", "实际支出数", "支出金额", "预算执行数", "实际使用资金"],
    "rate": ["执行率", "执行率（B/A）", "B÷A", "预算执行率（%）", "支出进度"],
    "fund_weight": ["分值", "权重", "标准分"],
    "fund_score": ["得分", "自评得分", "执行率得分"],
}
EXTRA = ["basis", "last", "rule", "factor", "core", "review", "note"]


@st.composite
def styles(draw: st.DrawFn) -> Style:
    names = {field: draw(st.sampled_from(spelled)) for field, spelled in HEADERS.items()}
    middle = draw(st.permutations(["target", "actual", "weight", *draw(st.lists(st.sampled_from(EXTRA), unique=True))]))
    switches = draw(st.fixed_dictionaries({field: st.booleans() for field in (
        "inline", "notes", "split_target", "split_name", "texts", "page_break", "sums", "spacers", "block", "across"
    )}))  # fmt: skip
    title = draw(st.sampled_from(["", "项目支出绩效自评表", "附件1"]))
    order = (*NAMES, *middle, "score", "reason")
    return Style(title=title, names=names, order=order, grade=draw(st.sampled_from(["", "优", "良好"])), **switches)


@given(st.sampled_from(sorted(PUBLISHED)), styles())
def test_any_mixture_of_layouts_is_read(name: str, style: Style) -> None:
    check(PUBLISHED[name], style, read(PUBLISHED[name], style))


@given(st.lists(st.tuples(st.sampled_from(sorted(PUBLISHED)), styles()), min_size=2, max_size=4), st.booleans())
def test_forms_below_one_another_are_read_apart(pages: list[tuple[str, Style]], is_apart: bool) -> None:
    sheet = layouts.Sheet(gap=False)
    for name, style in pages:
        layouts.lay_out(PUBLISHED[name], style, sheet)
        if is_apart:
            sheet.add("")
    forms = read_forms(sheet.grid())
    assert len(forms) == len(pages)
    for (name, style), form in zip(pages, forms, strict=True):
        check(PUBLISHED[name], style, form)


@pytest.mark.parametrize("ending", [".xlsx", *containers.MAKERS])
@pytest.mark.parametrize("style", STYLES)
def test_every_container_holds_the_same(style: str, ending: str, tmp_path: Path) -> None:
    """Two forms, one on each sheet, behind a cover: all are found, whatever program wrote them."""
    cover = layouts.Sheet(gap=False)
    cover.add("2022年度项目支出绩效自评材料目录")
    cover.add("序号", "项目名称", "自评得分", "页码")
    cover.add(1, "甲项目", 98, 2)
    pages = [PUBLISHED["sx-jishan-ybj-2020-jiandanglika"], PUBLISHED["ah-chizhou-tangxi-2022-weituo"]]
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheets = [cover.write(book, "目录")]
    sheets += [sheet_of(table, STYLES[style]).write(book, f"表{number}") for number, table in enumerate(pages, 1)]
    book.save(tmp_path / "表.xlsx")
    make = containers.MAKERS.get(ending)
    data = make(sheets) if make else (tmp_path / "表.xlsx").read_bytes()
    found_forms = document_of(data, f"表{ending}").submissions
    assert len(found_forms) == 2
    for table, form in zip(pages, found_forms, strict=True):
        check(table, STYLES[style], form)
