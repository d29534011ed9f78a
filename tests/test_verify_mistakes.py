"""verify on the 13 real mistakes of published tables: each is named, in its form as it was published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from selfeval_xl.cli.textview import verified as render
from selfeval_xl.tasks.verify import verify

HEADER = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
FUNDS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
MET = ("产出指标", "数量指标", "服务人数", "100人", "100人", 90, 90)
SPENT = (100, 100, 100, 10, "100%", 10)
Cells = tuple[Any, ...]


class Mistake(NamedTuple):
    """A form as printed, and words by which verify must name what is wrong with it."""

    number: int
    place: str
    words: Sequence[str]
    indicators: Sequence[Cells] = (MET,)
    funds: Sequence[Cells] = (SPENT,)
    total: float | None = None
    unit: str = "万元"


def goal(level1: str, level2: str, *rest: Any) -> Cells:
    return (f"{level1}指标", f"{level2}指标", *rest)


MISTAKES = (
    Mistake(
        1, "池州", ["B09", "下级各行却有 89.974万元"],
        funds=[(0, 0, 0, 10, "0", 0), (90, 89.974, 89.974, None, None, None)],
    ),
    Mistake(
        2, "普陀", ["预算执行率", "86.19%", "86.18%", "计算或抄写差错"],
        funds=[(250000, 250000, 215457.6, 10, "86.19%", 8.62)], unit="元",
    ),
    Mistake(
        3, "廊坊", ["取整到了百分之一", "四舍五入到了整数", "Q02"],
        [goal("产出", "数量", "资金金额", "43.2", "37.24", 90, 90)], [(43.2, 43.2, 37.24, 10, "86%", 9)],
    ),
    Mistake(4, "海淀", ["取整到了百分之一", "按取整后的执行率计分"], funds=[(310.2, 310.2, 154.74, 10, "50%", 5)]),
    Mistake(5, "黄冈", ["用完成值 98% 直接乘了分值"], [goal("产出", "质量", "合格率", "98%", "98%", 20, 19.6)]),
    Mistake(
        6, "丽江", ["达到目标而扣了 1 分，是人工评判，没有写原因"],
        [goal("产出", "数量", "发放金额", "72890元", "72890元", 10, 9)],
    ),
    Mistake(
        7, "稷山", ["比按规则多 0.21 分，是人工评判", "没有达到目标而给了满分，没有写原因"],
        [
            goal("产出", "数量", "高血压管理", "3807", "3224", 2, 1.9),
            goal("产出", "数量", "健康档案", "38508人", "37442人", 3, 3),
        ],
    ),
    Mistake(
        8, "中江", ["各项分值相加是 110 分，多 10 分", "加总差错：印出的各项相加是 110"],
        [
            goal("产出", "数量", "栽植面积", "≥266米", "≥266米", 70, 70),
            goal("效益", "社会效益", "受益人数", "≥1000人", "≥1000人", 20, 20),
            goal("满意度", "服务对象满意度", "满意度", "≥90%", "≥90%", 10, 10),
        ],
        total=100,
    ),
    Mistake(
        9, "区商务局", ["各项分值相加是 110 分，多 10 分", "加总差错：印出的各项相加是 110"],
        [goal("产出", "数量", "活动次数", "3", "3", 60, 60), goal("效益", "社会效益", "知晓率", "98%", "98%", 40, 40)],
        total=100,
    ),
    Mistake(
        10, "大英", ["完成值写的是“完成”，没有写数"],
        [goal("产出", "成本", "成本控制数", "≤30万元", "完成", 90, 90)],
    ),
    Mistake(11, "通州", ["I16"], [goal("产出", "质量", "系统稳定运行率", "≤99%", "99%", 90, 90)]),
    Mistake(
        12, "佛祖岭", ["Q03", "Q06", "没有写原因"],
        [
            goal("产出", "实效", "完成时间", "1年内", "1年内", 40, 40),
            goal("效益", "社会效益", "社会公众对公共服务满意度", "95%", "93%", 50, 48),
        ],
    ),
    Mistake(13, "佛祖岭", ["C01"], funds=[(170.92, 170.92, 155.387019, 10, "90.91%", 9.09)]),
)  # fmt: skip


def form(mistake: Mistake, path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(("项目支出绩效自评表",))
    sheet.append(("(2021年度)",))
    sheet.append(("项目名称", f"{mistake.place}的项目", "主管部门", "财政局", "实施单位", "办公室"))
    sheet.append((f"项目资金({mistake.unit})", None, *FUNDS))
    for label, amounts in zip(("年度资金总额", "其中：当年财政拨款"), mistake.funds, strict=False):
        sheet.append((None, label, *amounts))
    sheet.append((None, *HEADER))
    for row in mistake.indicators:
        sheet.append((None, *row))
    if mistake.total is not None:
        sheet.append(("总分", None, None, None, None, None, 100, mistake.total))
    book.save(path)
    return path


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.number}-{mistake.place}")
def test_each_mistake_is_named(mistake: Mistake, tmp_path: Path) -> None:
    said = "\n".join(render(verify(str(form(mistake, tmp_path / "自评表.xlsx")), "mof-2020")))
    missing = [word for word in mistake.words if word not in said]
    assert not missing, said


def test_all_thirteen_are_here() -> None:
    assert [mistake.number for mistake in MISTAKES] == list(range(1, 14))
