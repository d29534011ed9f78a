"""The command line ``selfeval-xl``: what to type, and how trouble is told.

Exit codes: 0 done, 1 findings of level 必改, 2 unusable input or usage.
"""

import argparse
import contextlib
import functools
import importlib
import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from selfeval_xl import __version__
from selfeval_xl.cli.declared import COMMANDS, HELP, Option, option
from selfeval_xl.domain.errors import UserError
from selfeval_xl.writers import terminal

UNUSABLE = 2
STOPPED = 130
_WORD = re.compile(r'(?:[^\s"]|"[^"]*(?:"|$))+')


# argparse looks for a translation of each of its words on the disk.  Ours are given in Chinese, and cli.usage knows its
# sentences in English.
vars(argparse)["_"] = lambda words: words


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


def _run(name: str, arguments: argparse.Namespace) -> int:
    """Run a command by ``module.function``; the module is imported only now, so that ``--help`` is quick."""
    module, function = name.split(".")
    code: int = getattr(importlib.import_module(f"selfeval_xl.cli.{module}"), function)(arguments)
    return code


@functools.cache
def terminal_width(otherwise: int = 80) -> int:
    """Return how many columns the terminal has, or ``otherwise`` when the output goes elsewhere."""
    try:
        return int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size().columns
    except (OSError, ValueError):
        return otherwise


def build_parser(wanted: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of the whole command line; of one command alone where ``wanted`` is one.

    argparse takes its time to declare them all.  Where ``wanted`` is none, it has their names to tell and no options.
    """
    parser = _Parser(prog="selfeval-xl", description="项目支出绩效自评：核对、评分、汇总、导出", add_help=False)
    _add(parser, (
        HELP,
        option("--version", action="version", version=__version__, help="显示版本"),
        option("--debug", action="store_true", help="出错时显示技术细节"),
    ))  # fmt: skip
    parser.set_defaults(json=False, approved=None, output=None)  # whether a command takes these or not
    groups = {"": parser.add_subparsers(title="命令", metavar="命令", required=True)}
    alone = [each for each in COMMANDS if each[0].partition(" ")[0] == wanted]
    for name, run, text, options in alone or COMMANDS:
        group, _, word = name.rpartition(" ")
        command = groups[group].add_parser(word, help=text, description=text, add_help=False)
        _add(command, (HELP, *options) if alone or wanted is None else ())
        command.set_defaults(run=functools.partial(_run, run))
        if word == "standards":
            groups[word] = command.add_subparsers(metavar="list|show")
    return parser


def _add(parser: argparse.ArgumentParser, options: Iterable[Option]) -> None:
    for flags, settings in options:
        choices = settings.get("choices")
        parser.add_argument(*flags, **(settings | {"choices": choices()} if callable(choices) else settings))


def typed() -> list[str]:
    r"""Return the words after the name of the command.

    Who types ``rollup "C:\收 上来\" -o 汇总.xlsx`` means a folder; a program in C is given its quote, and all that
    follows, as a part of the name.  No name on Windows can hold a quote, so the line is taken apart once more.
    """
    words = sys.argv[1:]
    if os.name != "nt" or not any('"' in word for word in words):
        return words
    return split_words(_whole_line(), len(sys.orig_argv) - len(words))


def split_words(line: str, before: int) -> list[str]:
    """Return the words of a line without the first so many; a backslash is no more than that, whatever follows it."""
    return [word.replace('"', "") for word in _WORD.findall(line)][before:]


def _whole_line() -> str:
    import ctypes

    windows: Any = ctypes
    ask = windows.windll.kernel32.GetCommandLineW
    ask.restype = ctypes.c_wchar_p
    line: str = ask()
    return line


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; a user never sees a traceback unless asked for by ``--debug``."""
    try:
        terminal.speak()
        terminal.guard()
        words = typed() if argv is None else argv
        wanted = next((word for word in words if not word.startswith("-")), "")
        return _carried_out(build_parser(wanted).parse_args(words))
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
    """Be the console command: :func:`main` in a process of its own."""
    # A Python that we start (one for each processor, for a roll-up) must not find modules in the folder of the files.
    os.environ["PYTHONSAFEPATH"] = "1"
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, terminal.NotShown):  # told already, where there was anybody to tell
            stream.flush()
    os._exit(code)
