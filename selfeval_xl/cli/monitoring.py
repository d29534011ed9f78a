"""The command ``monitor``: adds the sheet 运行监控 to a workbook, and lights its lamps once it is filled in."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator

from selfeval_xl.cli import jsonview, saved, textview
from selfeval_xl.cli.choices import chosen_codes, chosen_kind
from selfeval_xl.documents.blocks import Table, columns
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.domain.layout import MONITORING
from selfeval_xl.domain.monitoring import LAMPS
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
    saved.remark_if_open(arguments.file)
    is_open = any(finding.level == ERROR for finding in done.findings) or (arguments.form and done.is_new)
    data, target = _file(arguments, done)
    backup = None
    if data and not (arguments.form and is_open):
        backup = saving.save_new(target, data, arguments.force or target == arguments.file)
        written = [*saved.render("已写入", target, backup)]
    else:
        target, written = "", ["", _NOT_WRITTEN] if arguments.form else []
    if arguments.json:
        jsonview.show(_object(done, target, backup))
    else:
        print(*_told(done), *written, sep="\n")
    return int(is_open)


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
    if arguments.json:
        jsonview.show({"output": target, **{each.name: [*map(list, each.rows)] for each in tables}})
        return 0
    print(f"{len(done.projects)} 张运行监控（{done.rules.name}），别的文件 {len(done.others)} 个。")
    print(*table(tables[1]), *saved.render("已写入", target, next(iter(sink.backups), None)), sep="\n")
    return 0


def _file(arguments: argparse.Namespace, done: Monitored) -> tuple[bytes, str]:
    """Return what is written, and where: the form, or the workbook in place; of a form alone nothing is."""
    if not arguments.form:
        return done.data, arguments.output or arguments.file
    target = arguments.output or f"{os.path.splitext(arguments.file)[0]}-运行监控表.xlsx"
    return b"" if done.is_new else done.form(target), target


def _told(done: Monitored) -> Iterator[str]:
    name = one_line(text_of(done.card.submission.project.name)) or "（未填项目名称）"
    yield f"{name}　1-{done.monitoring.month}月运行监控　（{done.rules.name}）"
    if done.is_new:
        yield f"已加上工作表“{MONITORING}”：{len(done.monitoring.rows)} 个指标、{len(done.monitoring.funds)} 行资金。"
        yield "请填写执行情况、全年预计、偏差原因和完成可能性，保存后再运行一次，程序亮灯并列出问题。"
        return
    if done.unplaced:
        yield "监控表里没有抄进来的："
        yield from (f"  {one_line(each.message)}" for each in done.unplaced)
    yield _count(done)
    yield ""
    rows = tuple(
        (
            each.name,
            text_of(each.done),
            text_of(each.expected),
            lamp.colour if lamp else "",
            lamp.derivation if lamp else "",
        )
        for each in done.monitoring.rows
        for lamp in [done.lamps.get(each.row)]
    )
    yield from table(Table("lamps", columns(("三级指标", "执行情况", "全年预计", "预警灯", "亮灯依据"), "<><<<"), rows))
    yield ""
    yield from textview.findings(done.findings)


def _count(done: Monitored) -> str:
    counts = Counter(lamp.colour for lamp in done.lamps.values())
    return "　".join(f"{colour} {counts[colour]}" for colour in LAMPS) + f"　没有亮灯 {counts['']}"


def _object(done: Monitored, target: str, backup: str | None) -> jsonview.Json:
    return {
        "output": target,
        "backup": backup,
        "month": done.monitoring.month,
        "added": done.is_new,
        "unplaced": [jsonview.finding_object(finding) for finding in done.unplaced],
        "rules": {"id": done.rules.id, "name": done.rules.name},
        "indicators": [
            {
                "sheet": done.monitoring.sheet,
                "cell": each.place("done").cell,
                "name": each.name,
                "done": text_of(each.done),
                "expected": text_of(each.expected),
                "lamp": lamp.colour if lamp else "",
                "derivation": lamp.derivation if lamp else "",
            }
            for each in done.monitoring.rows
            for lamp in [done.lamps.get(each.row)]
        ],
        "findings": [jsonview.finding_object(finding) for finding in done.findings],
    }
