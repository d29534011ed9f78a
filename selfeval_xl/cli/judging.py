"""The commands that judge what was filled in: check, score, verify; each takes one file or several."""

import argparse
import os
from collections.abc import Sequence
from decimal import Decimal
from types import ModuleType

from selfeval_xl.cli import terminal_width, textview
from selfeval_xl.cli.choices import chosen_kind
from selfeval_xl.cli.files import DONE, MUST_MEND, Told, each_assessed, each_file, exit_code, in_folder, options_of
from selfeval_xl.messages import codes, input_error
from selfeval_xl.storage import saving
from selfeval_xl.tasks import scored_copy
from selfeval_xl.tasks.assess import Assessment, is_outdated

OUTDATED = "注意：“汇总”比填写的内容旧：计算之后又改过输入，请重新计算。"
_ONLY_SHOWN = "这是官方自评表，只看结果，没有写文件；加上 -o 文件名，就另存成评好分的自评工作簿。"


@each_file
def check(arguments: argparse.Namespace) -> Told:
    """List every problem of a workbook or of each official form without writing anything."""
    done = each_assessed(arguments)
    lines = list(textview.one_by_one(done, lambda each: textview.checked(each.card)))
    if any(map(is_outdated, done)):
        lines.append(OUTDATED)
    return Told(exit_code(*(each.card for each in done)), lines, lambda: _view().found_in(done))


def _view() -> ModuleType:
    """Return what makes objects of results, which costs time that only ``--json`` need take."""
    from selfeval_xl.cli import jsonview

    return jsonview


@each_file
def score(arguments: argparse.Namespace) -> Told:
    """Show the result, and write a copy with 汇总, 校验结果 and the computed columns filled.

    Of official forms, only what ``-o`` or ``--beside`` asks for is written: what ``import`` would write, scored.
    """
    done = each_assessed(arguments)
    is_form = done[0].card.submission.form is not None
    usual = scored_copy.file_name(arguments.file, is_form)
    chosen_kind(arguments.output, [os.path.splitext(usual)[1].lower().removeprefix(".")])
    target = arguments.output
    if arguments.beside or arguments.folder or not is_form:
        target = target or in_folder(usual, arguments.folder)
    written = _copies(arguments, done, target) if target else []
    lines = [*textview.one_by_one(done, lambda each: textview.scorecard(each.card, terminal_width(otherwise=160)))]
    return Told(
        exit_code(*(each.card for each in done)),
        [*lines, "", *(written or [_ONLY_SHOWN])],
        lambda: _view().one_or_all(done, lambda each: _view().scorecard(each.card)),
    )


def _copies(arguments: argparse.Namespace, done: Sequence[Assessment], target: str) -> list[str]:
    """Write them, all or none, and return what to say about them."""
    targets = scored_copy.numbered(target, len(done))
    force = arguments.force or _are_replaceable(targets, done)
    options = options_of(arguments)
    files = {path: scored_copy.make(each, options) for path, each in zip(targets, done, strict=True)}
    kept = saving.save_all(files, force)
    source = os.path.realpath(arguments.file)
    aside = {path: "" if source == os.path.realpath(path) else "（原文件没有改动）" for path in kept}
    return [line for path, backup in kept.items() for line in textview.saved("已写入", path, backup, aside[path])]


def _are_replaceable(targets: Sequence[str], done: Sequence[Assessment]) -> bool:
    """Tell whether all that lies where results are to go are results of before, as the program wrote them."""
    there = [(path, each) for path, each in zip(targets, done, strict=True) if os.path.lexists(path)]
    if not there:
        return False
    return all([scored_copy.may_replace(path, each.card.submission) for path, each in there])


def verify(arguments: argparse.Namespace) -> int:
    """Re-score a filled workbook or each form and hold what it prints against the result; 1 when anything differs."""
    from selfeval_xl.comparison import TOLERANCE
    from selfeval_xl.domain.cells import parse_decimal

    tolerance = TOLERANCE if arguments.tolerance is None else parse_decimal(arguments.tolerance)
    if tolerance is None or tolerance < 0:
        raise input_error(codes.NO_NUMBER, option="--tolerance", typed=arguments.tolerance)
    return each_file(lambda each: _verified(each, tolerance))(arguments)


def _verified(arguments: argparse.Namespace, tolerance: Decimal) -> Told:
    from selfeval_xl.tasks import verify

    done = verify.verify_each(arguments.file, arguments.standard, tolerance, arguments.sheet)
    textview.remark_if_open(arguments.file)
    lines = [*textview.one_by_one(done, textview.verified), *textview.count_verified(done)]
    agrees = all(each.agrees for one in done for each in one.comparisons)
    return Told(DONE if agrees else MUST_MEND, lines, lambda: _view().one_or_all(done, _view().verified_object))
