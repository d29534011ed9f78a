"""The command ``rollup``: what was asked for, and what is told at the end.

Exit codes: 0 all files read, 1 some were refused, 2 nothing could be done, 130 stopped by Ctrl-C.
"""

import argparse
import contextlib
import gc
import sys
from collections.abc import Iterator, Sequence

from selfeval_xl.cli import terminal_width
from selfeval_xl.cli.choices import chosen_codes, chosen_kind, meant
from selfeval_xl.messages import codes, input_error, storage_error
from selfeval_xl.rollup import job, journal, sharing
from selfeval_xl.rollup.combined import MergedProjects
from selfeval_xl.rollup.job import Extra, Plan, Tally, Work
from selfeval_xl.rollup.lastyear import LastYear
from selfeval_xl.rollup.progress import Bar
from selfeval_xl.rules import Standard
from selfeval_xl.storage import saving, standards
from selfeval_xl.writers.formats import KINDS, sink_for
from selfeval_xl.writers.sinks import set_aside

DONE, SOME_REFUSED, STOPPED = 0, 1, 130
OUTPUT = "汇总表"
"""What the roll-up is called when nobody says."""
MERGE, SHARD = "merge", "分片"


def rollup(arguments: argparse.Namespace) -> int:
    """Roll a folder up into tables, or read a shard of it, or put shards together."""
    gc.enable()  # the work is long enough for garbage to count
    first, *rest = arguments.folder
    if first == MERGE and rest:
        return _merge(arguments, rest)
    if not first:
        raise storage_error(codes.NO_SUCH_FOLDER, file=first, detail="里没有写文件夹的名字")
    if rest:
        raise input_error(codes.ONE_FOLDER, shown="、".join(arguments.folder))
    return _shard(arguments, first) if arguments.shard else _whole(arguments, first)


def _whole(arguments: argparse.Namespace, folder: str) -> int:
    kind, target = _kind_and_target(arguments)
    work = job.begin(_plan(arguments, folder, target, target + journal.ENDING))
    return _tables(arguments, work, kind, target)


def _kind_and_target(arguments: argparse.Namespace) -> tuple[str, str]:
    """Return what to write and where; who names a file with a known ending has said what it shall be."""
    kind = chosen_kind(arguments.output, [arguments.to] if arguments.to else list(KINDS))
    return kind, arguments.output or f"{OUTPUT}.{kind}"


def _plan(arguments: argparse.Namespace, folder: str, target: str, kept: str) -> Plan:
    return Plan(
        folder,
        _standard(arguments),
        chosen_codes(arguments.off),
        _jobs(arguments.jobs),
        arguments.scheduler or "",
        sharing.shard(arguments.shard) if arguments.shard else None,
        kept,
        arguments.resume,
        (target,),
    )


def _standard(arguments: argparse.Namespace) -> Standard | None:
    return standards.load(arguments.standard) if arguments.standard else None


def _jobs(shown: str | None) -> int | None:
    if shown is None:
        return None
    if not shown.isascii() or not shown.isdigit() or int(shown) == 0:
        raise input_error(codes.BAD_NUMBER, option="--jobs", shown=shown)
    return int(shown)


def _tables(arguments: argparse.Namespace, work: Work, kind: str, target: str) -> int:
    """Read what is still to be read, write the tables and tell what they come to."""
    sink = sink_for(kind, target, work.folder, arguments.force)
    extras: list[Extra] = [LastYear(arguments.last)] if arguments.last else []
    extras.append(MergedProjects(work.folder, arguments.standard))
    with _bar(target + journal.ENDING) as bar:
        tally = job.roll_up(work.outcomes, sink, work.found, extras, bar)
    return _report(tally._replace(reused=work.reused), target, sink.backups)


@contextlib.contextmanager
def _bar(kept: str) -> Iterator[Bar]:
    """Give a bar in the terminal; where Ctrl-C stops the work, say that what was read is ``kept``."""
    bar = Bar(sys.stderr, width=terminal_width())
    try:
        yield bar
    except KeyboardInterrupt:
        bar.end()
        print(f"读完的都记在“{kept}”里，汇总表没有写。加上 --resume 再运行一次，就从这里接着做。", file=sys.stderr)
        raise
    finally:
        bar.end()


def _shard(arguments: argparse.Namespace, folder: str) -> int:
    """Read one part of a folder; what is written is for ``merge``."""
    chosen_kind(arguments.output, [SHARD])
    target = arguments.output or f"{OUTPUT}-{arguments.shard.replace('/', '共')}.{SHARD}"
    if not arguments.resume:
        saving.require_free(target, arguments.force)
    work = job.begin(_plan(arguments, folder, target, target))
    # The journal is written where it will lie, so what is there makes way first.
    before = [] if arguments.resume else set_aside([target])
    tally = Tally(work.found, reused=work.reused)
    with _bar(target) as bar:
        for number, results in enumerate(job.by_file(work.outcomes), 1):
            tally = tally.with_file(results)
            bar(number, work.found)
    return _report(tally, target, before, "合并后列在“未读文件”里")


def _merge(arguments: argparse.Namespace, paths: list[str]) -> int:
    kind, target = _kind_and_target(arguments)
    shards = sharing.load_shards([path for each in paths for path in meant(each)])
    sharing.require_standard(shards[0], _standard(arguments))
    found = sum(len(each.places) for each in shards)
    work = Work(sharing.merged(shards), shards[0].begun.folder, found, reused=0)
    return _tables(arguments, work, kind, target)


def _report(tally: Tally, target: str, before: Sequence[str] = (), where: str = "原因见“未读文件”") -> int:
    print(f"已写入：{target}")
    for backup in before:
        print(f"原来的文件留了备份：{backup}")
    again = f"（其中 {tally.reused:,} 个没有变，没有重读）" if tally.reused else ""
    forms = f"（{tally.forms:,} 张自评表）" if tally.forms != tally.read else ""
    others = f"；不是自评表 {tally.others:,} 个" if tally.others else ""
    print(
        f"共 {tally.found:,} 个文件{again}：读出 {tally.read:,} 个{forms}，评出得分 {tally.scored:,} 个，"
        f"未读 {tally.refused:,} 个{f'，{where}' if tally.refused else ''}{others}。"
    )
    return SOME_REFUSED if tally.refused else DONE
