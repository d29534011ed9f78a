"""verify: a filled workbook or official form, re-scored and held against what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.files import carried
from selfeval_xl.files.verifying import verify
from selfeval_xl.sheets.layout import INDICATORS


@pytest.fixture
def scored(tmp_path: Path) -> Path:
    (tmp_path / "样例.xlsx").write_bytes(carried.read(carried.SAMPLE))
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
    differing = {each.what: (each.printed, each.computed) for each in verified.comparisons if not each.agrees}
    assert differing == {"新增就业人数": ("10", "8.33"), "总分": ("89", "87.33")}
    assert verified.remarks == ("“汇总”比填写的内容旧：计算之后又改过输入，请重新计算。",)


def test_a_typed_score_does_not_confirm_itself(scored: Path, tmp_path: Path) -> None:
    change(scored, "新增就业人数", "手工得分", 9)
    again = tmp_path / "再评.xlsx"
    main(["score", str(scored), "-o", str(again)])
    (judged,) = (each for each in verify(str(again)).comparisons if each.what == "新增就业人数")
    assert (judged.printed, judged.computed) == ("9", "10.00")
    assert judged.reason == "达到目标而扣了 1 分，是人工评判，没有写原因"


def test_a_workbook_never_computed_says_so(tmp_path: Path) -> None:
    (tmp_path / "样例.xlsx").write_bytes(carried.read(carried.SAMPLE))
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
    told = {each.what: each.reason for each in verify(str(jishan)).comparisons}
    assert told["预算执行率"] == "取整到了百分之一"
    assert told["预算执行率得分"] == "只取整数，小数舍去了"
    assert told["全县参合人数"] == "比按规则少 1.86 分，是人工评判，原因已写明"
    assert told["资金是否全部纳入医保统筹"] == ""
    assert told["是否满意"] == "达到目标而扣了 1 分，是人工评判，没有写原因"
    assert told["总分"] == "加总差错：印出的各项相加是 93"


def test_the_command_and_its_exit_code(scored: Path, jishan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["verify", str(scored)]) == 0
    assert "21 个一致，0 个不同" in capsys.readouterr().out
    assert main(["verify", str(jishan), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["comparisons"][0]["printed"] == "99.00%"
    assert main(["verify", str(jishan), "--tolerance", "多少"]) == 2
