"""Whether Excel will run our macros and let them start Python.

The add-in lies in the user's XLSTART, which Office trusts by default: what lies in a trusted location runs whatever
the macro warnings say and wherever it came from.  Only when trusted locations are switched off do those count.
"""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.domain.finding import Finding
from selfeval_xl.install.diagnostics import BUTTONS, fine, hint, problem
from selfeval_xl.install.facts import MachineFacts, Policy

_ASK_ADMIN = "请联系单位的电脑管理员放行，或改用拖放。"
_SIGNED_ONLY, _NONE = 3, 4
_BLOCK, _WARN = 1, 6


def macro_settings(answers: MachineFacts) -> Iterator[Finding]:
    """Judge the settings about macros and add-ins."""
    reason = _forbidden(answers.policy)
    if reason:
        yield problem("宏设置", reason, _ASK_ADMIN, BUTTONS)
    elif answers.policy.trusted_locations_off:
        remedy = "请在每次打开 Excel 时点“启用宏”；嫌麻烦的，请联系管理员恢复受信任位置，或改用拖放。"
        yield hint("宏设置", "受信任位置被关闭，Excel 每次会问是否启用宏。", remedy)
    else:
        yield fine("宏设置", "加载项在受信任位置，可以运行")


def _forbidden(policy: Policy) -> str:
    """Return why the add-in's macros cannot run; an empty text when they can."""
    if policy.vba_off:
        return "策略关闭了 Office 的全部宏（VBA）。"
    if policy.addins_off:
        return "策略禁用了全部 Excel 加载项。"
    if policy.signed_only:
        return "策略只允许有数字签名的加载项，本加载项没有签名。"
    if policy.trusted_locations_off and policy.macro_warnings in (_SIGNED_ONLY, _NONE):
        return "受信任位置被关闭，宏又被设为禁用。"
    return ""


def child_processes(answers: MachineFacts) -> Iterator[Finding]:
    """Judge Defender's rule that keeps Office from starting other programs; the buttons start Python."""
    rule = answers.policy.child_processes
    if rule == _BLOCK:
        text = "Windows Defender 禁止 Office 启动其他程序，按钮启动不了 Python。"
        yield problem("子进程限制", text, _ASK_ADMIN, BUTTONS)
    elif rule == _WARN:
        text = "Windows Defender 会在按钮启动 Python 时提醒。"
        yield hint("子进程限制", text, "出现提醒时请选“允许”；没有这个选项的，请改用拖放。")
