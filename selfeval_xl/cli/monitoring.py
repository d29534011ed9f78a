"""The command ``monitor``: adds the sheet 运行监控 to a workbook, and lights its lamps once it is filled in."""

import argparse
import os
from collections.abc import Iterator
from operator import itemgetter

from selfeval_xl.cli import jsonview, textview
from selfeval_xl.cli.choices import chosen_codes, chosen_kind
from selfeval_xl.cli.files import Told, tell
from selfeval_xl.documents.blocks import Table, columns
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.domain.layout import MONITORING
from selfeval_xl.domain.monitoring import UNLIT
from selfeval_xl.storage import saving, standards
from selfeval_xl.tasks.monitor import Monitored, monitor
from selfeval_xl.writers.terminal import one_line, table

OUTPUT = "运行监控汇总.xlsx"
"""What the roll-up of a folder is called when nobody says."""
_NOT_WRITTEN = "还有没填的或必改的问题，运行监控表没有写。"


def run(arguments: argparse.Namespace) -> int:
    """Add or read the sheet 运行监控, write the lamps into the workbook (a backup stays) and tell what is found."""
    chosen_kind(arguments.output, ["xlsx"])
    if os.path.isdir(arguments.file):
        return _folder(arguments)
    done = monitor(
        arguments.file, arguments.month, arguments.rules or standards.MONITOR, arguments.standard,
        chosen_codes(arguments.off), arguments.source or "",
    )  # fmt: skip
    textview.remark_if_open(arguments.file)
    is_open = any(finding.level == ERROR for finding in done.findings) or (arguments.form and done.is_new)
    data, target = _file(arguments, done)
    backup = None
    if data and not (arguments.form and is_open):
        backup = saving.save_new(target, data, arguments.force or target == arguments.file)
        written = [*textview.saved("已写入", target, backup)]
    else:
        target, written = "", ["", _NOT_WRITTEN] if arguments.form else []
    return tell(arguments, Told(int(is_open), [*_render(done), *written], lambda: _object(done, target, backup)))


def _folder(arguments: argparse.Namespace) -> int:
    """Write the roll-up of a folder, and tell what it comes to."""
    from selfeval_xl.rollup.monitoring import monitor_folder
    from selfeval_xl.writers.xlsx.book import MonitorSink

    target = arguments.output or OUTPUT
    rules = arguments.rules or standards.MONITOR
    done = monitor_folder(
        arguments.file, target, rules, arguments.month, arguments.standard, chosen_codes(arguments.off)
    )
    sink = MonitorSink(target, done.folder, force=arguments.force)
    tables = done.tables()
    sink.close(tables)
    counted = f"{len(done.projects)} 张运行监控（{done.rules.name}），别的文件 {len(done.others)} 个。"
    lines = [counted, *table(tables[1]), *textview.saved("已写入", target, next(iter(sink.backups), None))]
    return tell(arguments, Told(0, lines, lambda: {"output": target, **{each.name: each.rows for each in tables}}))


def _file(arguments: argparse.Namespace, done: Monitored) -> tuple[bytes, str]:
    """Return what is written, and where: the form, or the workbook in place; of a form alone nothing is."""
    if not arguments.form:
        return done.data, arguments.output or arguments.file
    target = arguments.output or f"{os.path.splitext(arguments.file)[0]}-运行监控表.xlsx"
    return b"" if done.is_new else done.form(target), target


def _render(done: Monitored) -> Iterator[str]:
    yield f"{textview.project_name(done.card)}　1-{done.monitoring.month}月运行监控　（{done.rules.name}）"
    if done.is_new:
        yield f"已加上工作表“{MONITORING}”：{len(done.monitoring.rows)} 个指标、{len(done.monitoring.funds)} 行资金。"
        yield "请填写执行情况、全年预计、偏差原因和完成可能性，保存后再运行一次，程序亮灯并列出问题。"
        return
    if done.unplaced:
        yield "监控表里没有抄进来的："
        yield from (f"  {one_line(each.message)}" for each in done.unplaced)
    yield done.counted
    yield ""
    rows = tuple(map(itemgetter("name", "done", "expected", "lamp", "derivation"), _rows(done)))
    yield from table(Table("lamps", columns(("三级指标", "执行情况", "全年预计", "预警灯", "亮灯依据"), "<><<<"), rows))
    yield ""
    yield from textview.findings(done.findings)


def _rows(done: Monitored) -> Iterator[dict[str, str]]:
    """Yield each indicator as an object: where it stands, what was typed, its lamp."""
    for each in done.monitoring.rows:
        lamp = done.lamps.get(each.row, UNLIT)
        yield {
            "sheet": done.monitoring.sheet,
            "cell": each.place("done").cell,
            "name": each.name,
            "done": text_of(each.done),
            "expected": text_of(each.expected),
            "lamp": lamp.colour,
            "derivation": lamp.derivation,
        }


def _object(done: Monitored, target: str, backup: str | None) -> jsonview.Json:
    return {
        "output": target,
        "backup": backup,
        "month": done.monitoring.month,
        "added": done.is_new,
        "unplaced": [jsonview.finding_object(finding) for finding in done.unplaced],
        "rules": {"id": done.rules.id, "name": done.rules.name},
        "indicators": list(_rows(done)),
        "findings": [jsonview.finding_object(finding) for finding in done.findings],
    }
