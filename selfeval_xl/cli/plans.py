"""The command ``target``: what is found in the targets of one project or several, before the year begins."""

import argparse
import os
from collections.abc import Iterator

from selfeval_xl.cli import jsonview, textview
from selfeval_xl.cli.choices import chosen_codes, chosen_kind
from selfeval_xl.cli.files import Told, exit_code, tell
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.decimals import ZERO, format_decimal
from selfeval_xl.domain.money import in_unit, money_unit
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.storage import saving
from selfeval_xl.tasks.target import CheckedTargets, check_each, file_names
from selfeval_xl.writers.terminal import one_line


def target(arguments: argparse.Namespace) -> int:
    """Look targets over and tell what is found; with ``-o`` write a copy with 校验结果."""
    chosen_kind(arguments.output, ["xlsx"])
    options = {"review": arguments.review} if arguments.review else {}
    found = check_each(
        arguments.files, arguments.standard, off=chosen_codes(arguments.off), sheet=arguments.sheet, **options
    )
    for path in arguments.files:
        textview.remark_if_open(path)
    code = exit_code(*(each.card for each in found))
    written = _written(arguments, found, bool(code))
    objects = [_object(each) for each in found]
    one_or_all = objects[0] if len(objects) == 1 else {"files": objects}
    return tell(arguments, Told(code, [*_render(found), *written], lambda: one_or_all))


def _written(arguments: argparse.Namespace, found: list[CheckedTargets], is_open: bool) -> list[str]:
    """Write a copy of each with 校验结果, or its form, all or none; several go into the folder that ``-o`` names."""
    if arguments.form and is_open:
        return ["", "还有必改的问题，绩效目标申报表没有写。"]
    if not arguments.output and not arguments.form:
        return []
    paths = _paths(arguments, found)
    files = {
        path: each.form(arguments.form, path) if arguments.form else each.workbook()
        for path, each in zip(paths, found, strict=True)
    }
    kept = saving.save_all(files, arguments.force)
    return ["", *(line for path, backup in kept.items() for line in textview.saved("已写入", path, backup))]


def _paths(arguments: argparse.Namespace, found: list[CheckedTargets]) -> list[str]:
    names = file_names(found, bool(arguments.form))
    if not arguments.output:
        return names
    if len(found) == 1:
        return [arguments.output]
    os.makedirs(arguments.output, exist_ok=True)
    return [os.path.join(arguments.output, os.path.basename(name)) for name in names]


def _render(found: list[CheckedTargets]) -> Iterator[str]:
    for number, each in enumerate(found, 1):
        if len(found) > 1:
            yield from [""] * (number > 1)
            name = " › ".join(filter(None, (each.document.path, each.part)))
            yield f"【第 {number} 个，共 {len(found)} 个】{one_line(name)}"
        yield from _headline(each.card)
        yield ""
        yield from textview.findings(each.card.findings)
    yield f"“复核时可能扣”的分数按“{found[0].review.name}”估计，供修改目标时参考。"


def _headline(card: Scorecard) -> Iterator[str]:
    unit = money_unit(card.submission.project.money_unit)
    yield textview.project_name(card)
    points = sum((row.weight for row in card.indicators if row.weight is not None), ZERO)
    first = next(iter(card.submission.budget), None)
    fen = (first.initial if first.annual is None else first.annual) if first else None
    funds = f"　资金 {format_decimal(in_unit(fen, unit))} {unit}" if fen is not None else ""
    yield f"绩效目标：{len(card.indicators)} 个指标　分值合计 {format_decimal(points)}{funds}　（{card.standard_name}）"


def _object(each: CheckedTargets) -> jsonview.Json:
    return {
        "file": each.document.path,
        "form": each.part,
        "project": text_of(each.card.submission.project.name),
        "standard": {"id": each.standard.id, "name": each.standard.name},
        "review": {"id": each.review.id, "name": each.review.name},
        "findings": [jsonview.finding_object(finding) for finding in each.card.findings],
    }
