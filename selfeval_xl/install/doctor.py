"""自检: what stands in the way on this machine, each with the remedy, and which road to take.

Pure: facts in, findings out, with what was looked at as ``subject`` and the road that a problem closes as ``code``: the
buttons in Excel, the functions in cells, or everything.  File mode (``计算评分.cmd``) needs nothing but Python.
"""

import ntpath
from collections.abc import Callable, Iterator
from typing import NamedTuple

from selfeval_xl.domain.finding import ERROR, NOTICE, Finding
from selfeval_xl.domain.place import Place
from selfeval_xl.install.facts import MachineFacts, Policy

FINE = "fine"
STATES = {FINE: "正常", NOTICE: "提示", ERROR: "问题"}
"""How each level is told; what is as it should be has the level ``FINE``."""
BUTTONS, FUNCTIONS, ALL = "buttons", "functions", "all"
"""What a problem closes: the buttons on the ribbon (and with them the functions), only the functions in cells, all."""
WINDOWS = "Windows"
_RERUN = "请关闭 Excel，再运行一次 install.cmd。"
_REPAIR_OFFICE = "请在“设置－应用－Microsoft Office－修改”里做一次“快速修复”。"
_TRUST = "请核对 SHA256SUMS.txt 后，把安装文件夹和 XLSTART 文件夹加入杀毒软件的信任区，"
_ASK_ADMIN = "请联系单位的电脑管理员放行，或改用拖放。"
_SIGNED_ONLY, _NONE = 3, 4
"""VBAWarnings under which the add-in, which is not signed, does not run."""
_BLOCK, _WARN = 1, 6
"""What a rule of Defender does with a program that Office starts, or with a macro that calls Windows."""
_NAMES = {"15.0": "Excel 2013", "16.0": "Excel 2016 或更新"}
RIBBON_ROAD = "请用 Excel 里“绩效自评”选项卡上的按钮。"
DROP_ROAD = "请用拖放：保存并关闭工作簿，把它拖到“计算评分.cmd”上（或右键“发送到 → 计算评分”），结果与按钮完全相同。"
COMMAND_ROAD = "请用命令行：selfeval-xl score 工作簿.xlsx，结果与按钮完全相同。"
NO_ROAD = "请先照上面的办法处理好 Python，再运行一次自检。"


def fine(name: str, text: str) -> Finding:
    """Return the finding for what is as it should be."""
    return Finding("", FINE, Place(""), text, "", name)


def hint(name: str, text: str, remedy: str) -> Finding:
    """Return the finding for what may matter."""
    return Finding("", NOTICE, Place(""), text, remedy, name)


def problem(name: str, text: str, remedy: str, closes: str = "") -> Finding:
    """Return the finding for what has to be mended."""
    return Finding(closes, ERROR, Place(""), text, remedy, name)


class Diagnosis(NamedTuple):
    """All lines, and the road that is open."""

    lines: tuple[Finding, ...]
    road: str


def diagnose(facts: MachineFacts) -> Diagnosis:
    """Judge what was found of a machine."""
    checks = _CHECKS if facts.system == WINDOWS else (_system, _python, _scrambled, _writable)
    lines = tuple(line for check in checks for line in check(facts))
    return Diagnosis(lines, _road(facts, {line.code for line in lines}))


def _road(facts: MachineFacts, closed: set[str]) -> str:
    if ALL in closed:
        return NO_ROAD
    if facts.system != WINDOWS:
        return COMMAND_ROAD
    return DROP_ROAD if BUTTONS in closed else RIBBON_ROAD


def _system(facts: MachineFacts) -> Iterator[Finding]:
    if facts.system == WINDOWS and int(facts.release.partition(".")[0] or 10) < 10:
        yield hint(
            "系统", f"Windows {facts.release}，比 10 旧，没有试过。", "请在 Windows 10 及以上用；这里能用多少算多少。"
        )
    elif facts.system == WINDOWS:
        yield fine("系统", f"Windows {facts.release}")
    else:
        yield hint("系统", f"{facts.system} {facts.release}：Excel 里的按钮和函数只在 Windows 上有。", COMMAND_ROAD)


def _office(facts: MachineFacts) -> Iterator[Finding]:
    office = facts.office
    if not office.excel and office.wps:
        yield problem("Excel", "只装了 WPS 表格，没有 Excel；按钮要用 Excel。", "填表仍用 WPS，计分用拖放。", BUTTONS)
    elif not office.excel:
        yield problem("Excel", "没有找到 Excel。", "装有 Excel 才能用按钮；计分可用拖放，不需要 Excel。", BUTTONS)
    elif office.version and float(office.version) < 15:
        remedy = "按钮需要 Excel 2013 或更新；计分可用拖放。"
        yield problem("Excel", f"Excel 版本过旧（{office.version}）。", remedy, BUTTONS)
    else:
        bits = f"，{office.bits} 位" if office.bits else ""
        yield fine("Excel", f"{_NAMES.get(office.version, 'Excel')}{bits}")


def _entry(facts: MachineFacts) -> Iterator[Finding]:
    """The entry Excel.Application: WPS takes it over when it is installed or updated after Excel."""
    office = facts.office
    if not office.excel:
        return
    program = ntpath.basename(office.server).lower()
    if program == "excel.exe":
        yield fine("Excel 登记", "Excel.Application 指向 Excel")
    elif not program:
        yield problem("Excel 登记", "系统里没有 Excel.Application 的登记。", _REPAIR_OFFICE, BUTTONS)
    else:
        text = f"Excel.Application 被 WPS 接管，指向 {program}，按钮会去找 WPS。"
        remedy = "请打开“WPS 配置工具－高级－兼容设置”，取消与其他 Office 软件的兼容选项；" + _REPAIR_OFFICE
        yield problem("Excel 登记", text, remedy, BUTTONS)


def _python(facts: MachineFacts) -> Iterator[Finding]:
    python = facts.python
    version = tuple(int(part) for part in python.version.split(".")[:2])
    shown = f"Python {python.version}，{python.bits} 位"
    other = "请改用自带 Python 的安装文件夹，或安装 64 位的 Python 3.11 至 3.13，再运行 install.cmd。"
    if version < (3, 11):
        yield problem("Python", f"{shown}，版本过旧。", other, ALL)
    elif python.bits == 32 and facts.system == WINDOWS:
        yield problem("Python", f"{shown}，组件只有 64 位的。", other, ALL)
    elif version > (3, 13):
        yield hint("Python", f"{shown}，比测试过的版本新。", "如有异常，请改用 Python 3.11 至 3.13。")
    else:
        yield fine("Python", shown)


def _xlwings(facts: MachineFacts) -> Iterator[Finding]:
    """The version stands in the add-in's VBA and in the name of the library: all three must be the same."""
    python, built, wrong = facts.python, facts.addin.xlwings, ""
    if not python.xlwings:
        wrong = "Python 环境里没有 xlwings。"
    elif python.xlwings != python.required:
        wrong = f"xlwings 是 {python.xlwings}，本程序要 {python.required}。"
    elif built and built != python.xlwings:
        wrong = f"加载项是按 xlwings {built} 做的，Python 环境里是 {python.xlwings}。"
    yield problem("xlwings", wrong, _RERUN, BUTTONS) if wrong else fine("xlwings", python.xlwings)


def _library(facts: MachineFacts) -> Iterator[Finding]:
    if not facts.office.excel or not facts.python.xlwings:
        return
    wanted = f"xlwings{facts.office.bits or 64}-{facts.python.required}.dll"
    if wanted in facts.python.libraries:
        yield fine("xlwings 组件", wanted)
    else:
        remedy = f"可能被杀毒软件删除了。{_TRUST}{_RERUN}单元格里的 SE_ 函数要用它。"
        yield problem("xlwings 组件", f"Python 旁边没有 {wanted}。", remedy, FUNCTIONS)


def _pywin32(facts: MachineFacts) -> Iterator[Finding]:
    lacking = problem("pywin32", "Python 环境里没有 pywin32，程序够不着 Excel。", _RERUN, BUTTONS)
    yield fine("pywin32", "已安装") if facts.python.pywin32 else lacking


def _addin(facts: MachineFacts) -> Iterator[Finding]:
    addin = facts.addin
    if not addin.digest and addin.installed:
        remedy = f"多半被杀毒软件删除了。{_TRUST}{_RERUN}"
        yield problem("加载项", f"装过的加载项不见了：{addin.path}", remedy, BUTTONS)
    elif not addin.digest:
        yield problem("加载项", "还没有安装 Excel 加载项。", "请双击 install.cmd。", BUTTONS)
    elif addin.digest == addin.carried:
        yield fine("加载项", addin.path)
    elif addin.digest == addin.installed:
        yield problem("加载项", "加载项是别的版本装的，与程序不配套。", _RERUN, BUTTONS)
    else:
        remedy = f"可能被杀毒软件“清理”过。{_TRUST}{_RERUN}"
        yield problem("加载项", "加载项在安装后被改动过。", remedy, BUTTONS)


def _configuration(facts: MachineFacts) -> Iterator[Finding]:
    addin = facts.addin
    if not addin.digest:
        return
    if not addin.interpreter:
        yield problem("配置", "没有写明用哪个 Python。", _RERUN, BUTTONS)
    elif not addin.interpreter_found:
        yield problem("配置", f"配置里的 Python 不在了：{addin.interpreter}", _RERUN, BUTTONS)
    else:
        yield fine("配置", addin.interpreter)


def _marked(facts: MachineFacts) -> Iterator[Finding]:
    """A trusted location outweighs the mark; without trusted locations Office refuses the macros of such a file."""
    if not facts.addin.marked:
        return
    remedy = "请右键点这个文件－属性，勾选“解除锁定”后确定；或关闭 Excel，再运行一次 install.cmd。"
    blocked = "，单位策略禁止运行这样的宏" if facts.policy.internet_blocked else ""
    closes = BUTTONS if facts.policy.trusted_locations_off else ""
    yield problem("下载标记", f"加载项带有“来自互联网”的标记{blocked}：{facts.addin.path}", remedy, closes)


def _disabled(facts: MachineFacts) -> Iterator[Finding]:
    name = ntpath.basename(facts.addin.path).lower()
    if name and any(ntpath.basename(item).lower() == name for item in facts.office.disabled):
        remedy = "请在 Excel 的“文件－选项－加载项”下方选“管理：禁用项目－转到”，选中 selfeval.xlam 后点“启用”。"
        yield problem("禁用项目", "Excel 上次出错后把加载项禁用了。", remedy, BUTTONS)


def _macro_settings(facts: MachineFacts) -> Iterator[Finding]:
    """The add-in lies in XLSTART, a trusted location: the macro warnings count only where such are switched off."""
    reason = _forbidden(facts.policy)
    if reason:
        yield problem("宏设置", reason, _ASK_ADMIN, BUTTONS)
    elif facts.policy.trusted_locations_off:
        remedy = "请在每次打开 Excel 时点“启用宏”；嫌麻烦的，请联系管理员恢复受信任位置，或改用拖放。"
        yield hint("宏设置", "受信任位置被关闭，Excel 每次会问是否启用宏。", remedy)
    else:
        yield fine("宏设置", "加载项在受信任位置，可以运行")


def _forbidden(policy: Policy) -> str:
    """Return why the add-in's macros cannot run; an empty text when they can."""
    macros_off = policy.trusted_locations_off and policy.macro_warnings in (_SIGNED_ONLY, _NONE)
    reasons = (
        (policy.vba_off, "策略关闭了 Office 的全部宏（VBA）。"),
        (policy.addins_off, "策略禁用了全部 Excel 加载项。"),
        (policy.signed_only, "策略只允许有数字签名的加载项，本加载项没有签名。"),
        (macros_off, "受信任位置被关闭，宏又被设为禁用。"),
    )
    return next((text for holds, text in reasons if holds), "")


def _defender(facts: MachineFacts) -> Iterator[Finding]:
    """Defender's rules against what the buttons do: they start Python, and load the library of xlwings from a macro."""
    blocks = (
        ("子进程限制", facts.policy.child_processes,
            "禁止 Office 启动其他程序，按钮启动不了 Python。", "会在按钮启动 Python 时提醒。"),
        ("宏的接口调用", facts.policy.api_calls,
            "禁止 Office 的宏调用 Windows 接口（规则 92e97fa1），加载项会被拦下，甚至被删除。",
            "会在加载项装入 xlwings 组件时提醒（规则 92e97fa1）。"),
    )  # fmt: skip
    for name, rule, blocked, warned in blocks:
        if rule == _BLOCK:
            yield problem(name, f"Windows Defender {blocked}", _ASK_ADMIN, BUTTONS)
        elif rule == _WARN:
            remedy = "出现提醒时请选“允许”；没有这个选项的，请改用拖放。"
            yield hint(name, f"Windows Defender {warned}", remedy)


def _scrambled(facts: MachineFacts) -> Iterator[Finding]:
    """Encryption on the fly: Office sees the document, every other program what lies on the disk."""
    if not facts.scrambled:
        return
    count = len(facts.scrambled)
    others = f"等 {count} 个文件" if count > 1 else ""
    text = (
        f"“{facts.scrambled[0]}”{others}读出来既不是 .xlsx 也不是旧格式的样子，"
        "多半是单位的文档加密软件加了密：Excel 打得开，本程序读到的是密文。"
    )
    program = f"（{facts.python.path}）" if facts.python.path else ""
    remedy = f"请联系管理员，把本程序的 Python{program}加进加密软件的授权程序；或先把文件解密（“外发”）再用。"
    yield problem("文档加密", text, remedy)


def _writable(facts: MachineFacts) -> Iterator[Finding]:
    for folder in facts.unwritable:
        yield problem("写入权限", f"不能在“{folder}”里保存文件。", "请把工作簿复制到自己的文件夹（例如“文档”）里再用。")
    if not facts.unwritable:
        yield fine("写入权限", "工作簿所在文件夹和临时文件夹都能写")


_CHECKS: tuple[Callable[[MachineFacts], Iterator[Finding]], ...] = (
    *(_system, _office, _entry, _python, _xlwings, _library, _pywin32, _addin, _configuration, _marked, _disabled),
    *(_macro_settings, _defender, _scrambled, _writable),
)
