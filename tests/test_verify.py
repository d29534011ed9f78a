"""verify: a filled workbook or official form, re-scored and held against what it prints."""

from __future__ import annotations

import itertools
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.documents.rollup.oddities import kind
from selfeval_xl.domain.layout import INDICATORS, SUMMARY
from selfeval_xl.rollup import reading
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks.verify import Verified, verify, verify_each
from tests import folders, test_second_run
from tests.forms import Row


@pytest.fixture
def scored(tmp_path: Path) -> Path:
    (tmp_path / "样例.xlsx").write_bytes(resources.read(resources.SAMPLE))
    assert main(["score", str(tmp_path / "样例.xlsx"), "-o", str(tmp_path / "已评分.xlsx")]) == 0
    return tmp_path / "已评分.xlsx"


def change(path: Path, name: str, title: str, value: object) -> None:
    """Type ``value`` into the column ``title`` of the indicator ``name``."""
    book = openpyxl.load_workbook(path)
    sheet = book[INDICATORS]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value in (name, title)}
    sheet.cell(cells[name].row, cells[title].column).value = value
    book.save(path)


def test_what_the_program_wrote_agrees_with_itself(scored: Path) -> None:
    verified = verify(str(scored))
    assert len(verified.comparisons) == 21
    assert all(each.agrees for each in verified.comparisons)
    assert verified.remarks == ()


def test_a_summary_older_than_the_inputs_is_told(scored: Path) -> None:
    change(scored, "新增就业人数", "实际完成值", "2000人")
    verified = verify(str(scored))
    differing = {each.subject: (each.printed, each.computed) for each in verified.comparisons if not each.agrees}
    assert differing == {"新增就业人数": ("10", "8.33"), "总分": ("89", "87.33")}
    assert verified.remarks == ("“汇总”比填写的内容旧：计算之后又改过输入，请重新计算。",)


def test_a_typed_score_does_not_confirm_itself(scored: Path, tmp_path: Path) -> None:
    change(scored, "新增就业人数", "手工得分", 9)
    again = tmp_path / "再评.xlsx"
    main(["score", str(scored), "-o", str(again)])
    (judged,) = (each for each in verify(str(again)).comparisons if each.subject == "新增就业人数")
    assert (judged.printed, judged.computed) == ("9", "10.00")
    assert judged.reason == "达到目标而扣了 1 分，是人工评判，没有写原因"


SPENT: Row = {"序号": "1", "项目明细": "培训经费", "全年预算数": 100, "全年执行数": 81}


def goals(standard: str, *changes: Row) -> list[Row]:
    """Return an indicator for every section of a standard: the first not quite reached, the others in full."""
    sections = [section for section in standards.load(standard).sections if section.source == "indicators"]
    rows: list[Row] = [
        {"一级指标": "".join(part.level1[:1]), "二级指标": "数量指标", "三级指标": f"{part.name}人数",
         "年度指标值": "100人", "实际完成值": "100人", "分值": float(part.weight)}
        for part in sections
    ]  # fmt: skip
    rows[0] = {**rows[0], "实际完成值": "93人"}
    return [{**row, **change} for row, change in zip(rows, (*changes, *[{}] * len(rows)), strict=False)]


def fresh(path: Path, standard: str, rows: list[Row], line: Row = SPENT) -> Path:
    """Write a workbook as ``score`` leaves it."""
    template = standard if standard in resources.templates() else "mof-2020"
    facts: Row = {"项目名称": "技能培训", "评价年度": 2022, "评价标准": standard, "金额单位": "万元"}
    path.write_bytes(test_second_run.score(test_second_run.filled_in(template, facts, [line], rows))[1])
    return path


def change_total(path: Path, value: float) -> None:
    book = openpyxl.load_workbook(path)
    next(cells for cells in book[SUMMARY].iter_rows() if cells[0].value == "总分")[1].value = value
    book.save(path)


def change_execution(path: Path, value: float | None) -> None:
    """Change the 评价得分 of 预算执行率 in the table 三、评价得分."""
    book = openpyxl.load_workbook(path)
    below = itertools.dropwhile(lambda cells: cells[0].value != "三、评价得分", book[SUMMARY].iter_rows())
    next(cells for cells in below if cells[1].value == "预算执行率")[6].value = value
    book.save(path)


def differing(path: Path) -> dict[str, str]:
    return {each.subject: each.reason for each in verify(str(path)).comparisons if not each.agrees}


def oddities(path: Path) -> list[str]:
    """What the roll-up of the folder says of scores that differ."""
    (outcome,) = reading.outcomes(folders.batch(path.parent))
    assert outcome.project and outcome.project.total
    return [each.message for each in outcome.oddities if kind(each) == "得分不符"]


@pytest.mark.parametrize("standard", standards.available())
def test_what_was_just_scored_agrees_by_every_standard(standard: str, tmp_path: Path) -> None:
    path = fresh(tmp_path / "技能培训.xlsx", standard, goals(standard))
    assert differing(path) == {}
    assert oddities(path) == []


def test_a_workbook_that_has_no_grade_yet_agrees_until_it_could_have_one(tmp_path: Path) -> None:
    path = fresh(tmp_path / "技能培训.xlsx", "mof-2020", goals("mof-2020", {"实际完成值": None}))
    assert verify(str(path)).card.grade is None
    assert differing(path) == {}
    change(path, f"{standards.load('mof-2020').sections[1].name}人数", "实际完成值", "100人")
    assert differing(path).keys() == {"评价等级"}


def test_a_total_at_the_cap_or_scaled_to_100_is_no_slip(tmp_path: Path) -> None:
    capped = fresh(tmp_path / "封顶.xlsx", "manual-2022", goals("manual-2022"), {**SPENT, "全年执行数": 45})
    assert verify(str(capped)).card.total == 59
    scaled = fresh(tmp_path / "折算.xlsx", "mof-2020", goals("mof-2020", {}, {"实际完成值": "不适用"}))
    assert differing(capped) == differing(scaled) == {}
    for path in (capped, scaled):
        change_total(path, 98)
    assert differing(capped)["总分"] == "与计算不同：执行率低于50%，总分不超过59分"
    assert differing(scaled)["总分"] == "与计算不同：不适用的指标不计分，其余折算为百分制"


def test_a_changed_total_is_a_slip_and_a_changed_execution_score_is_told(tmp_path: Path) -> None:
    path = fresh(tmp_path / "技能培训.xlsx", "mof-2020", goals("mof-2020"))
    change_total(path, 98)
    assert differing(path) == {"总分": "加总差错：印出的各项相加是 94.6"}
    assert len(oddities(path)) == 1
    change_total(path, 94.6)
    change_execution(path, 9)
    assert differing(path) == {"预算执行率得分": "与执行率×分值不符", "总分": "加总差错：印出的各项相加是 95.5"}


def test_no_slip_is_claimed_where_the_execution_score_is_not_printed(tmp_path: Path) -> None:
    path = fresh(tmp_path / "技能培训.xlsx", "mof-2020", goals("mof-2020"))
    change_execution(path, None)
    assert differing(path) == {}
    change_total(path, 98)
    assert differing(path) == {"总分": "与计算不同：总分为各部分得分之和"}


def test_a_workbook_never_computed_says_so(tmp_path: Path) -> None:
    (tmp_path / "样例.xlsx").write_bytes(resources.read(resources.SAMPLE))
    verified = verify(str(tmp_path / "样例.xlsx"))
    assert verified.comparisons == ()
    assert "还没有计算过" in verified.remarks[0]


@pytest.fixture
def jishan(tmp_path: Path) -> Path:
    """稷山's form as it was published: 95 % of 95 % scored 9 of 10, and a total that is not the sum."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("项目支出绩效自评表",),
        ("(2020年度)",),
        ("项目名称", "建档立卡个人缴费县级配套资金"),
        ("项目资金(万元)", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        (None, "年度资金总额", None, 65.66, 65.07, 10, "99%", 9),
        (
            None,
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ),
        (None, "产出指标(50分)", "数量指标", "全县参合人数", "8755", "8676", 15, 13, "有新增死亡人员"),
        (None, None, "质量指标", "资金是否全部纳入医保统筹", "100%", "100%", 15, 15),
        (None, None, "时效指标", "资金是否全部及时纳入", "100%", "100%", 10, 10),
        (None, None, "成本指标", "配套资金每人每年", "75元", "75元", 10, 10),
        (None, "效益指标(30分)", "社会效益指标", "是否解决看病难贵问题", "95%", "95%", 30, 27),
        (None, "满意度指标(10分)", "服务对象满意度指标", "是否满意", "95%", "95%", 10, 9),
        ("总分", None, None, None, None, None, 100, 94),
    ):
        sheet.append(row)
    book.save(tmp_path / "稷山.xlsx")
    return tmp_path / "稷山.xlsx"


def test_an_official_form(jishan: Path) -> None:
    told = {each.subject: each.reason for each in verify(str(jishan)).comparisons}
    assert told["预算执行率"] == "取整到了百分之一"
    assert told["预算执行率得分"] == "只取整数，小数舍去了"
    assert told["全县参合人数"] == "比按规则少 1.86 分，是人工评判，原因已写明"
    assert told["资金是否全部纳入医保统筹"] == ""
    assert told["是否满意"] == "达到目标而扣了 1 分，是人工评判，没有写原因"
    assert told["总分"] == "加总差错：印出的各项相加是 93"


def test_who_verifies_says_how_much_may_differ(jishan: Path) -> None:
    usual, generous = verify(str(jishan)), verify(str(jishan), tolerance=Decimal("1.87"))
    agreeing = [{each.subject for each in done.comparisons if each.agrees} for done in (usual, generous)]
    assert agreeing[1] - agreeing[0] == {"预算执行率", "预算执行率得分", "全县参合人数", "是否满意"}
    taken = [done.card.indicators[0].score for done in (usual, generous)]
    assert list(map(str, taken)) == ["13.00", "14.86"]  # what agrees is no judgement of a person
    assert verify_each(str(jishan), tolerance=Decimal("1.87"))[0].comparisons == generous.comparisons


def test_the_command_and_its_exit_code(scored: Path, jishan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["verify", str(scored)]) == 0
    assert "21 个相符。" in capsys.readouterr().out
    assert main(["verify", str(jishan), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["comparisons"][0]["printed"] == "99.00%"
    assert main(["verify", str(jishan), "--tolerance", "6"]) == 0
    assert main(["verify", str(jishan), "--tolerance", "多少"]) == 2


def test_what_is_said_of_several_cells_is_said_once(scored: Path) -> None:
    blank = "空白表上的占位行，没有填内容"
    whole = "“汇总”还没有计算过，没有可以核对的总分和等级。"
    card = verify(str(scored)).card
    remarks = (
        *(f"表!D{row}：{blank}" for row in (5, 6)),
        "表!A9：备注，工作簿里没有对应的栏目",
        f"表!D7：{blank}",
        whole,
    )
    assert list(Verified(card, (), remarks).told) == [
        f"表!D5、表!D6、表!D7：{blank}",
        "表!A9：备注，工作簿里没有对应的栏目",
        whole,
    ]
    many = tuple(f"表!D{row}：{blank}" for row in range(5, 9))
    assert list(Verified(card, (), many).told) == [f"表!D5、表!D6、表!D7 等 4 处：{blank}"]
