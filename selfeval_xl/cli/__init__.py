"""The command line ``selfeval-xl``: what to type, and how trouble is told.

Exit codes: 0 done, 1 findings of level 必改, 2 unusable input or usage.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gc
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from selfeval_xl import __version__
from selfeval_xl.domain.errors import UserError
from selfeval_xl.writers import terminal

UNUSABLE = 2
STOPPED = 130
FORMS = ("mof-2020", "mof-2021", "hubei", "platform")
"""What ``--form`` takes; ``documents.forms.kinds`` says what they are."""
_Option = tuple[tuple[str, ...], dict[str, Any]]
"""An argument of a command as ``add_argument`` takes it: how it is typed, and its settings."""


class _Formatter(argparse.HelpFormatter):
    """Help that begins in Chinese too."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse with its own words in Chinese."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._positionals.title, self._optionals.title = "参数", "选项"

    def _get_formatter(self) -> argparse.HelpFormatter:
        # For each argument that is declared argparse asks how wide the terminal is, and imports shutil for it.
        return _Formatter(self.prog, width=terminal_width() - 2)

    def error(self, message: str) -> NoReturn:
        from selfeval_xl.cli import usage

        self.exit(UNUSABLE, f"命令写得不对：{usage.render(message)}。\n请看用法：{self.prog} --help\n")


def _run(name: str) -> Callable[[argparse.Namespace], int]:
    """Return a command by ``module.function``; the module is imported only when it is run, so ``--help`` is quick."""

    def command(arguments: argparse.Namespace) -> int:
        module, function = name.split(".")
        code: int = getattr(importlib.import_module(f"selfeval_xl.cli.{module}"), function)(arguments)
        return code

    return command


@functools.cache
def terminal_width(otherwise: int = 80) -> int:
    """Return how many columns the terminal has, or ``otherwise`` when the output goes elsewhere."""
    try:
        return int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size().columns
    except (OSError, ValueError):
        return otherwise


def _option(*flags: str, **settings: Any) -> _Option:
    return flags, settings


_HELP = _option("-h", "--help", action="help", help="显示这份说明")
_JSON = _option("--json", action="store_true", help="输出 JSON")
_SHEET = _option("--sheet", default="", metavar="工作表", help="只看这张工作表；不写就看文件里的全部自评表")
_OFF = _option("--off", metavar="编号", help="不做这些检查，例如 C01,Q03")
_TARGET = (
    _option("-o", "--output", metavar="文件", help="写到哪里"),
    _option("--force", action="store_true", help="目标已存在时覆盖（先留备份）"),
)
_SOURCE = (
    _option("file", metavar="工作簿", help="要处理的 .xlsx，也可以是填好的官方自评表"),
    _option("--standard", metavar="标准", help="不用工作簿里写的评价标准，改用这个编号或 TOML 文件"),
    _option("--approved", metavar="工作簿", help="批复的绩效目标，逐项核对名称、指标值和分值"),
    _SHEET,
    _OFF,
    _option("--on", metavar="编号", help="另做这些平时不做的检查，例如 Q07"),
)
_COMMANDS: tuple[tuple[str, str, str, tuple[_Option, ...]], ...] = (
    ("new", "commands.new", "生成一份空白自评表（或填好的样例）", (
        _option("--standard", metavar="标准", help="评价标准的编号、名称、地区，或自己的 TOML 文件，默认 mof-2020"),
        _option("--year", metavar="年度", type=int, help="评价年度，例如 2026：按那一年的规则，并先填好年度"),
        _option("--list", action="store_true", help="列出可以选的评价标准"),
        _option("--sample", action="store_true", help="生成填好的样例"),
        _option("--report", action="store_true", help="生成自评报告的 Word 模板，可以改字体、间距和抬头"),
        *_TARGET,
    )),
    ("check", "commands.check", "列出工作簿或官方自评表里的全部问题，不写任何文件", (*_SOURCE, _JSON)),
    ("score", "commands.score",
     "评分：另存一份填好汇总、校验结果和计算列的工作簿；官方自评表只看结果，写了 -o 才另存", (
        *_SOURCE,
        _JSON,
        _option("--beside", action="store_true", help="官方自评表也另存，放在原文件旁边"),
        *_TARGET,
    )),
    ("target", "plans.target", "检查绩效目标：工作簿或绩效目标申报表，列出问题和复核时可能扣的分", (
        _option("files", metavar="文件", nargs="+", help="工作簿或绩效目标申报表；几个一起给，还核对是不是互相照抄"),
        _option("--standard", metavar="标准", help="用这个评价标准（编号或 TOML 文件），默认按文件写的"),
        _option("--form", choices=("target", "target-2026"),
                help="没有必改的问题时写出绩效目标申报表（-o 写到哪里）；target-2026 是项目和年度并列的一种"),
        _option("--review", metavar="规则", help="按这套复核规则估计扣分（编号或 TOML 文件）"),
        _SHEET,
        _OFF,
        _JSON,
        *_TARGET,
    )),
    ("monitor", "monitoring.run", "运行监控：给工作簿加一张“运行监控”表；填好后再运行一次，亮灯并列出问题", (
        _option("file", metavar="工作簿", help="自评工作簿，写在原处（先留备份）"),
        _option("--month", metavar="月份", type=int, choices=range(1, 13),
                help="监控到几月，默认看表上写的，新加的表是7月"),
        _option("--rules", metavar="规则", help="运行监控规则的编号、地区（天津、河北、宁夏）或自己的 TOML 文件"),
        _option("--standard", metavar="标准", help="用这个评价标准（编号或 TOML 文件）"),
        _OFF,
        _JSON,
        *_TARGET,
    )),
    ("export", "commands.export", "单独导出汇总或官方自评表，只有数值，可直接报送", (
        *_SOURCE,
        _option("--to", choices=("xlsx", "csv", "pdf", "form"),
                help="格式，默认看 -o 的扩展名，否则 xlsx；form 是自评表"),
        _option("--form", choices=FORMS, help="哪一种自评表，默认按评价标准"),
        *_TARGET,
    )),
    ("report", "commands.report", "生成 Word 自评报告：数字和表格填好，还要补充的逐项列出", (
        *_SOURCE,
        _JSON,
        _option("--outline", metavar="提纲", help="提纲的编号，或自己的 TOML 文件；默认按评价标准"),
        _option("--template", metavar="模板", help="改用本单位的 Word 模板（先用 new --report 得到一份）"),
        *_TARGET,
    )),
    ("verify", "commands.verify", "复核：重新计算填好的工作簿或官方自评表，与印出的分数、等级逐项核对", (
        _option("file", metavar="工作簿", help="填好的工作簿或官方自评表 .xlsx"),
        _option("--standard", metavar="标准", help="用这个评价标准（编号或 TOML 文件）"),
        _SHEET,
        _option("--tolerance", metavar="分", help="相差不到这么多算一致，默认 0.005 分"),
        _JSON,
    )),
    ("import", "commands.import_form",
     "把填好的官方自评表变成自评工作簿，一张表一个；或把新批复的目标更新进工作簿（--into）", (
        _option("file", metavar="自评表", help="填好的自评表；有 --into 时是批复的绩效目标"),
        _option("--into", metavar="工作簿", help="把批复的名称、指标值、分值更新进这份工作簿（先留备份），不另做"),
        _option("--standard", metavar="标准", help="用这个评价标准（编号或 TOML 文件），默认按表的样式"),
        _SHEET,
        _JSON,
        *_TARGET,
    )),
    ("rollup", "rollup.rollup", "多项目汇总：一个文件夹里的工作簿和自评表逐个重算，出一份汇总表", (
        _option("folder", metavar="文件夹", nargs="+", help="要汇总的文件夹；或 merge 加各个分片文件"),
        _option("--to", choices=("xlsx", "csv", "json", "parquet"), help="格式，默认看 -o 的扩展名，否则 xlsx"),
        _option("--standard", metavar="标准", help="都用这个评价标准（编号或 TOML 文件），不管各表写的是哪个"),
        _option("--last", metavar="汇总表", help="上年的汇总表，逐个项目同比"),
        _OFF,
        _option("--resume", action="store_true", help="接着上次做：没有变的文件不重读"),
        _option("--jobs", metavar="个数", help="用几个进程读，默认按文件多少和处理器个数"),
        _option("--shard", metavar="i/n", help="只读 n 片中的第 i 片，给几台电脑分着做，再用 rollup merge 合起来"),
        _option("--scheduler", metavar="地址", help="交给 dask 集群做，例如 tcp://10.0.0.8:8786"),
        *_TARGET,
    )),
    ("review", "reviewing.run", "复核（主管部门用）：一个文件夹里的自评逐项复核，出一份可以接着填的复核表", (
        _option("folder", metavar="文件夹", help="各单位交来的自评表和工作簿"),
        _option("--rules", metavar="规则", help="复核规则的编号或自己的 TOML 文件，默认 review-pidu-2025"),
        _option("--standard", metavar="标准", help="都用这个评价标准（编号或 TOML 文件）"),
        _option("--off", metavar="规则编号", help="不用这几条复核规则，例如 no-evidence,misplaced"),
        _option("--sample", metavar="个数", type=int, help="另抽查这么多个项目，按部门和金额分层随机"),
        _option("--seed", metavar="数", type=int, help="抽查的随机种子，默认今天的日期；同一种子抽出的相同"),
        _option("--notice", metavar="文件", help="另写一份复核通知（.docx）"),
        *_TARGET,
    )),
    ("standards", "explain.list_standards", "列出评价标准，或逐条说明其中一个", ()),
    ("standards list", "explain.list_standards", "列出全部评价标准", ()),
    ("standards show", "explain.show_standard", "逐条说明一个评价标准及其依据", (
        _option("id", metavar="编号", help="评价标准的编号、名称、地区，或自己的 TOML 文件"),
        _option("--year", metavar="年度", type=int, help="只看这个评价年度的规则"),
    )),
    ("help", "explain.explain", "说明一个编号的问题；不写编号就列出全部编号", (
        _option("code", metavar="编号", nargs="?", help="问题前面的编号，例如 B03、F04"),
        _option("--open", action="store_true", help="在浏览器里打开，可以打印"),
    )),
    ("page", "commands.page", "取出网页版“绩效自评.html”：在浏览器里用，不用安装，不用上网", _TARGET),
    ("demo", "commands.demo", "用真实的2017年度报告演示一遍", (
        _option("-o", "--output", metavar="文件夹", help="写到哪里，默认 selfeval-demo"),
    )),
    ("install", "install.install", "装上 Excel 加载项，只装给自己，不需要管理员权限", (
        _option("--from", dest="source", metavar="文件夹", help="程序里缺加载项时，从这个安装文件夹取"),
    )),
    ("uninstall", "install.uninstall", "卸载 Excel 加载项，装了什么就删什么", ()),
    ("bundle", "install.bundle", "制作离线安装文件夹，给不能上网的电脑用", (
        _option("-o", "--output", metavar="文件夹", required=True, help="写到哪里，要新的或空的文件夹"),
    )),
    ("doctor", "install.doctor", "自检：Excel、WPS、Python、宏设置等逐项检查，说明办法", (
        _option("place", metavar="工作簿", nargs="?", default=".", help="要用的工作簿或它所在的文件夹"),
        _option("--json", action="store_true", help="输出 JSON，连同查到的全部事实"),
    )),
)  # fmt: skip
"""Each command: its name (that of a part of ``standards`` after it), ``module.function``, what it does, its options."""


def build_parser(wanted: str = "") -> argparse.ArgumentParser:
    """Return the parser of the whole command line; of one command alone where ``wanted`` is one.

    argparse takes its time to declare them all.
    """
    parser = _Parser(prog="selfeval-xl", description="项目支出绩效自评：核对、评分、汇总、导出", add_help=False)
    _add(parser, (
        _HELP,
        _option("--version", action="version", version=__version__, help="显示版本"),
        _option("--debug", action="store_true", help="出错时显示技术细节"),
    ))  # fmt: skip
    groups = {"": parser.add_subparsers(title="命令", metavar="命令", required=True)}
    alone = [each for each in _COMMANDS if each[0].partition(" ")[0] == wanted]
    for name, run, text, options in alone or _COMMANDS:
        group, _, word = name.rpartition(" ")
        command = groups[group].add_parser(word, help=text, description=text, add_help=False)
        _add(command, (_HELP, *options))
        command.set_defaults(run=_run(run))
        if word == "standards":
            groups[word] = command.add_subparsers(metavar="list|show")
    return parser


def _add(parser: argparse.ArgumentParser, options: Iterable[_Option]) -> None:
    for flags, settings in options:
        parser.add_argument(*flags, **settings)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; a user never sees a traceback unless asked for by ``--debug``."""
    try:
        _speak_utf8()
        terminal.guard()
        words = sys.argv[1:] if argv is None else argv
        return _carried_out(build_parser(*words[:1]).parse_args(words))
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr)
        return STOPPED


def _carried_out(arguments: argparse.Namespace) -> int:
    """Return the exit code of the command; whatever trouble it meets is told."""
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except UserError as trouble:
        if arguments.debug:
            raise
        print(f"{terminal.one_line(trouble.message)}\n{trouble.remedy}", file=sys.stderr)
        print(f"详细说明：selfeval-xl help {trouble.code}", file=sys.stderr)
        return UNUSABLE
    except terminal.NotShown as full:
        # What was written by then is whole, and lies where it was to go.
        print(f"结果没有全部显示出来：屏幕内容要存进去的文件写不下了（{full}）。", file=sys.stderr)
        print("要写出的工作簿如果在，就是完整的；请换一个有空间的地方再存一次屏幕内容。", file=sys.stderr)
        return UNUSABLE
    except Exception as bug:
        if arguments.debug:
            raise
        print(
            f"程序出了意料之外的错（{type(bug).__name__}），您的文件没有改动。\n"
            "请加上 --debug 再运行一次，把显示的内容连同工作簿发给维护人员。",
            file=sys.stderr,
        )
        return UNUSABLE
    return code


def run() -> NoReturn:
    """Be the console command: :func:`main` in a process of its own, which is over before tidying up could pay."""
    gc.disable()
    # A Python that we start (one for each processor, for a roll-up) must not find modules in the folder of the files.
    os.environ["PYTHONSAFEPATH"] = "1"
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, terminal.NotShown):  # told already, where there was anybody to tell
            stream.flush()
    os._exit(code)


def _speak_utf8() -> None:
    """Never fail on a terminal that lacks a character: a redirected stream on Windows would otherwise be ANSI."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, for as long as we run
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
