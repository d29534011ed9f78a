"""Lays published targets (cases/target_forms.jsonl) out as the forms that people hand in, for the readers to find."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.layouts import Sheet

Plan = Mapping[str, Any]
PUBLISHED: list[Plan] = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "target_forms.jsonl").read_text(encoding="utf-8").splitlines()
]
TITLES = {"level1": "一级指标", "level2": "二级指标", "name": "三级指标", "target": "指标值", "weight": "分值"}
FUNDS = {"whole": ("100", "80", "20"), "year": ("50", "40.00", "10")}
GOAL = "完成本年度各项建设任务，经验收合格并按时投入使用"


def yearly(plan: Plan, *, title: str = "项目支出绩效目标申报表") -> Sheet:
    """Lay a plan out as most units do: facts, the year's funds, the goal, one table."""
    sheet = Sheet(False)
    sheet.merge(sheet.add(title), 1, 1, 6)
    sheet.add("（2026年度）")
    sheet.add("项目名称", plan["title"], "", "项目起止时间", "2026年3月-2026年11月")
    sheet.add("主管部门", "县农业农村局", "", "实施单位", "县农技站")
    total, state, other = FUNDS["year"]
    sheet.add("项目资金\n（万元）", "年度资金总额：", total)
    sheet.add("", "其中：财政拨款", state)
    sheet.add("", "其他资金", other)
    sheet.merge(5, 1, 7, 1)
    sheet.add("年度总体目标", GOAL)
    _table(sheet, plan)
    return sheet


def long_term(plan: Plan) -> Sheet:
    """Lay a plan out as the form of 2026 does: the whole project beside the year, dates apart, two goals."""
    sheet = Sheet(False)
    sheet.add("项目绩效目标申报表（2026年度）")
    sheet.add("项目名称", plan["title"])
    sheet.add("主管部门", "县农业农村局", "项目实施单位", "县农技站")
    sheet.add("计划开始日期", "2026-03-01", "计划完成日期", "2026-11-30")
    for label, whole, year in zip(("资金总额", "财政资金", "其他资金"), FUNDS["whole"], FUNDS["year"], strict=True):
        above = ("项目资金总额（万元）", "年度资金申请总额（万元）") if label == "资金总额" else (f"其中：{label}",) * 2
        sheet.add(above[0], whole, above[1], year)
    sheet.add("项目总目标", "三年内建成全县技术服务网络", "年度总体目标", GOAL)
    _table(sheet, plan)
    return sheet


def _table(sheet: Sheet, plan: Plan) -> None:
    fields = [field for field in TITLES if field != "weight" or any(row.get("weight") for row in plan["rows"])]
    signed = any(row.get("sign") for row in plan["rows"])
    sheet.add("绩效指标", *(TITLES[field] for field in fields), *(("指标方向", "计量单位") if signed else ()))
    for row in plan["rows"]:
        cells = [row.get("target_text" if field == "target" else field) for field in fields]
        sheet.add("", *cells, *((row.get("sign"), row.get("unit")) if signed else ()))
