"""Which official forms there are; a 评价标准 names its own."""

from collections.abc import Mapping
from typing import NamedTuple

MOF, MOF_COST, HUBEI, PLATFORM = "mof-2020", "mof-2021", "hubei", "platform"
TARGET, TARGET_WHOLE = "target", "target-2026"
MONITORING = "monitoring"
TITLES: Mapping[str, str] = {
    MOF: "项目支出绩效自评表",
    MOF_COST: "项目支出绩效自评表（成本指标单列）",
    HUBEI: "湖北省项目自评表",
    PLATFORM: "项目支出绩效自评指标完成情况导入模板",
    TARGET: "项目支出绩效目标申报表",
    TARGET_WHOLE: "项目支出绩效目标申报表（项目和年度）",
    MONITORING: "项目支出绩效运行监控表",
}
"""The forms by the name they have on the command line, and what they are called on paper."""


class ExportedForm(NamedTuple):
    """A form that ``export`` writes.

    ``module`` of this room has its layout, ``form(card, rows, standard, signed)``.  ``by_levels``: a row for every
    一级 and 二级指标 of the standard, filled or not.  ``has_weights``: it prints 分值.  ``for_import``: what a platform
    takes in, which has rows alone, with scores before deductions; it may be an .xls.  ``name`` is that of the file.
    """

    module: str
    by_levels: bool = False
    has_weights: bool = True
    for_import: bool = False
    name: str = "{stem}-自评表.xlsx"


EXPORTED: Mapping[str, ExportedForm] = {
    MOF: ExportedForm("mof"),
    MOF_COST: ExportedForm("mof", by_levels=True),
    HUBEI: ExportedForm("hubei", has_weights=False),
    PLATFORM: ExportedForm("platform", for_import=True, name="项目支出绩效自评指标完成情况导入模板-{stem}.xlsx"),
}
"""Those of a self-evaluation."""

USUAL_STANDARD: Mapping[str, str] = {
    MOF: "mof-2020",
    HUBEI: "hubei-2019",
    PLATFORM: "platform",
    TARGET: "mof-2020",
    MONITORING: "mof-2020",
}
"""The standard that a form on paper is read by when nobody names another."""
