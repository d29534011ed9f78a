"""The command ``review``: a folder of self-evaluations into the review sheet, a sample and the notice."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from collections import Counter
from collections.abc import Iterator

from selfeval_xl.cli import saved, terminal_width
from selfeval_xl.cli.choices import chosen_kind
from selfeval_xl.domain.decimals import ZERO, format_decimal, percent
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.messages import codes, input_error
from selfeval_xl.rollup.progress import Bar
from selfeval_xl.rollup.reviewing import OUTPUT, FolderReview, drawn, review_folder
from selfeval_xl.storage import saving, standards
from selfeval_xl.writers.terminal import one_line

_MOST_TOLD = 10


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
    print(*told(done), sep="\n")
    is_there = os.path.exists(target)
    print(*saved.render("已更新" if is_there else "已写入", target, done.write(target)), sep="\n")
    if arguments.notice:
        print(*_notice(done, arguments.notice, arguments.force), sep="\n")
    return int(any(each.level == ERROR for each in done.findings) or any(each.refusal for each in done.others))


def _notice(done: FolderReview, target: str, force: bool) -> Iterator[str]:
    from selfeval_xl.tasks.review_notice import notice_bytes

    backup = saving.save_new(target, notice_bytes(done.projects, done.review.name, done.year), force)
    yield from saved.render("已生成复核通知", target, backup, "（落款和日期待补充）")


def told(done: FolderReview) -> Iterator[str]:
    """Yield what came of it, the projects that lost most first."""
    kinds = Counter("未读" if each.refusal else each.other for each in done.others)
    others = "".join(f"，{one_line(kind)} {count} 个" for kind, count in kinds.items())
    indicators = sum(len(each.rows) for each in done.projects)
    yield f"复核了 {len(done.projects)} 个项目、{indicators} 个指标（{done.review.name}）{others}。"
    lost = [gap for each in done.projects for row in each.rows if (gap := row.deviation) is not None and gap > 0]
    yield f"扣分的指标 {len(lost)} 个，合计扣 {format_decimal(sum(lost, ZERO))} 分。"
    if done.kept:
        yield f"保留复核时填写的内容 {done.kept} 行。"
    rates = [each for each in done.projects if each.rate]
    for each in sorted(rates, key=lambda each: -(each.rate or 0))[:_MOST_TOLD]:
        assert each.rate is not None and each.own is not None and each.score is not None  # they have a rate
        yield (
            f"  {one_line(each.name)}：自评 {format_decimal(each.own)}，复核 {format_decimal(each.score)}，"
            f"偏离度 {percent(each.rate)}"
        )
    for found in done.findings[:_MOST_TOLD]:
        yield f"  [{found.level_name}] {found.code}  {one_line(found.message)}"
        yield f"         → {one_line(found.remedy)}"
    if len(done.findings) > _MOST_TOLD:
        yield f"  还有 {len(done.findings) - _MOST_TOLD} 条，见“核对”表。"
    if done.sample:
        yield f"抽查 {len(done.sample)} 个项目（随机种子 {done.seed}，同一种子抽出的相同），见“抽查名单”。"
