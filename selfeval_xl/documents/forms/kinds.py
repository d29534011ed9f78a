"""Which official forms there are, and which one belongs to which 评价标准."""

from __future__ import annotations

from collections.abc import Mapping

MOF, HUBEI, PLATFORM = "mof-2020", "hubei", "platform"
TITLES: Mapping[str, str] = {
    MOF: "项目支出绩效自评表",
    HUBEI: "湖北省项目自评表",
    PLATFORM: "项目支出绩效自评指标完成情况导入模板",
}
"""The forms by the name they have on the command line, and what they are called on paper."""

_USUAL_FORM: Mapping[str, str] = {
    "hubei-2019": HUBEI,
    "platform": PLATFORM,
    "guangxi": PLATFORM,
    "manual-2022": PLATFORM,
}
USUAL_STANDARD: Mapping[str, str] = {MOF: "mof-2020", HUBEI: "hubei-2019", PLATFORM: "platform"}
"""The standard that a form on paper is read by when nobody names another."""


def usual_form(standard_id: str) -> str:
    """Return the form of a standard: its own where it has one, else the 2020 form of the 财政部."""
    return _USUAL_FORM.get(standard_id, MOF)
