"""The command ``review``: a folder of self-evaluations into the review sheet, a sample and the notice."""

import argparse
import datetime
import os
import sys
from collections.abc import Iterator

from selfeval_xl.cli import terminal_width, textview
from selfeval_xl.cli.choices import chosen_kind
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.messages import codes, input_error
from selfeval_xl.rollup.progress import Bar
from selfeval_xl.rollup.reviewing import OUTPUT, FolderReview, drawn, render, review_folder
from selfeval_xl.storage import saving, standards


def run(arguments: argparse.Namespace) -> int:
    """Write or update the review sheet (a backup stays), and the notice where it is asked for."""
    chosen_kind(arguments.output, ["xlsx"])
    chosen_kind(arguments.notice, ["docx"])
    target = arguments.output or OUTPUT
    off = frozenset(filter(None, (arguments.off or "").replace("，", ",").split(",")))
    bar = Bar(sys.stderr, width=terminal_width())
    try:
        done = review_folder(
            arguments.folder, target, arguments.rules or standards.REVIEW, arguments.standard, off, bar
        )
    finally:
        bar.end()
    if not done.projects:
        raise input_error(codes.NOTHING_FOUND, file=arguments.folder)
    if arguments.sample:
        seed = arguments.seed if arguments.seed is not None else int(f"{datetime.date.today():%Y%m%d}")
        done = done._replace(sample=drawn(done.projects, arguments.sample, seed), seed=seed)
    print(*render(done), sep="\n")
    is_there = os.path.exists(target)
    print(*textview.saved("已更新" if is_there else "已写入", target, done.write(target)), sep="\n")
    if arguments.notice:
        print(*_notice(done, arguments.notice, arguments.force), sep="\n")
    return int(any(each.level == ERROR for each in done.findings) or any(each.refusal for each in done.others))


def _notice(done: FolderReview, target: str, force: bool) -> Iterator[str]:
    from selfeval_xl.tasks.write_report import notice_bytes

    backup = saving.save_new(target, notice_bytes(done.projects, done.review.name, done.year), force)
    yield from textview.saved("已生成复核通知", target, backup, "（落款和日期待补充）")
