"""What each command of ``selfeval-xl`` does.  Each returns its exit code: 0 done, 1 findings that must be mended."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence

from selfeval_xl import __version__
from selfeval_xl.cli import jsonview, results, saved, terminal_width, textview
from selfeval_xl.cli.choices import chosen_codes, chosen_kind
from selfeval_xl.documents import summary
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.messages import codes, input_error
from selfeval_xl.rules import Standard
from selfeval_xl.storage import os_errors, resources, saving, standards
from selfeval_xl.tasks import scored_copy
from selfeval_xl.tasks.assess import Assessment, assess, assess_each
from selfeval_xl.tasks.scored_copy import beside, numbered

DONE, MUST_MEND = 0, 1
_BOOK, _OLD_BOOK, _DOCUMENT = "xlsx", "xls", "docx"
_USUAL, _OF_THE_SAMPLE = "mof-2020", "donghu-2017"
"""The standard of a new workbook when none is named, and that of the filled sample."""
_BESIDE_THE_USUAL = "mof-2021"
"""The other layout of the 财政部, which is in use beside the usual one."""


def new(arguments: argparse.Namespace) -> int:
    """Write an empty workbook for a standard, the filled sample, or the template of the report."""
    if arguments.list:
        from selfeval_xl.cli.explain import list_standards

        return list_standards(arguments)
    chosen_kind(arguments.output, [_DOCUMENT if arguments.report else _BOOK])
    name, data, advice = _new_file(arguments)
    target = arguments.output or name
    _print(saved.render("已生成", target, saving.save_new(target, data, arguments.force)), advice)
    return DONE


def _new_file(arguments: argparse.Namespace) -> tuple[str, bytes, list[str]]:
    """Return the usual name and the contents of what ``new`` writes, and what to do with it."""
    if arguments.report:
        from selfeval_xl.tasks import outlines

        advice = "在 Word 里改好后，用 selfeval-xl report 工作簿 --template 这个文件 生成报告。"
        return os.path.basename(outlines.TEMPLATE), outlines.template(), [advice]
    advice = "请在 Excel 或 WPS 中填写浅黄色的单元格，再运行：selfeval-xl score 文件名"
    if arguments.sample:
        if arguments.standard and standards.load(arguments.standard).id != _OF_THE_SAMPLE:
            raise input_error(codes.OTHER_SAMPLE, standard=arguments.standard, sample=_OF_THE_SAMPLE)
        return resources.SAMPLE, resources.read(resources.SAMPLE), [advice]
    from selfeval_xl.workbook.template import empty_workbook

    standard = standards.load(arguments.standard or _USUAL, arguments.year)
    data = empty_workbook(standard.for_year(arguments.year), arguments.year)
    return f"绩效自评表-{standard.id}.xlsx", data, [advice, *_choices(arguments, standard)]


def _choices(arguments: argparse.Namespace, standard: Standard) -> Iterator[str]:
    """Yield what else could have been chosen, or has to be told again when the workbook is scored."""
    if not arguments.standard:
        other = standards.load(_BESIDE_THE_USUAL)
        yield f"评价标准是 {standard.id}（{standard.name}）；成本指标单列为一级指标的表，请加 --standard {other.id}。"
        yield "各地的评价标准见 selfeval-xl new --list。"
    if standard.editions and arguments.year is None:
        years = "、".join(f"{year}" for year, _ in standard.editions)
        yield f"这个标准从{years}年度起规则有变；要那时的表，请加 --year 年度。"
    if standard.id not in standards.available():
        yield f"这是自己的评价标准，评分时也要写上：--standard {arguments.standard}"


def check(arguments: argparse.Namespace) -> int:
    """List every problem of a workbook or of each official form without writing anything."""
    done = _assess_each(arguments)
    if arguments.json:
        found = [[jsonview.finding_object(finding) for finding in each.card.findings] for each in done]
        forms = [{"form": each.part, "findings": own} for each, own in zip(done, found, strict=True)]
        jsonview.show({"forms": forms} if len(forms) > 1 else found[0])
    else:
        _print(results.one_by_one(done, lambda each: results.checked(each.card)))
    return _exit_code(*(each.card for each in done))


def score(arguments: argparse.Namespace) -> int:
    """Show the result, and write a copy with 汇总, 校验结果 and the computed columns filled.

    Of official forms, only what ``-o`` or ``--beside`` asks for is written: what ``import`` would write, scored.
    """
    done = _assess_each(arguments)
    is_form = done[0].card.submission.form is not None
    chosen_kind(arguments.output, [scored_copy.ending_of(arguments.file, is_form).lower().removeprefix(".")])
    target = arguments.output
    if arguments.beside or not is_form:
        target = target or scored_copy.file_name(arguments.file, is_form)
    written = _scored_copies(arguments, done, target) if target else []
    if arguments.json:
        jsonview.show(results.one_or_all(done, lambda each: _card_object(each.card)))
    else:
        _print(results.one_by_one(done, lambda each: textview.scorecard(each.card, terminal_width(otherwise=160))))
        _print([""], written or ["这是官方自评表，只看结果，没有写文件；加上 -o 文件名，就另存成评好分的自评工作簿。"])
    return _exit_code(*(each.card for each in done))


def _scored_copies(arguments: argparse.Namespace, done: Sequence[Assessment], target: str) -> list[str]:
    """Write them, all or none, and return what to say about them."""
    given = chosen_codes(arguments.off), arguments.approved, chosen_codes(arguments.on)
    paths = scored_copy.numbered(target, len(done))
    files = {path: scored_copy.make(each, *given) for path, each in zip(paths, done, strict=True)}
    kept = saving.save_all(files, arguments.force)
    source = os.path.realpath(arguments.file)
    aside = {path: "" if source == os.path.realpath(path) else "（原文件没有改动）" for path in kept}
    return [line for path, backup in kept.items() for line in saved.render("已写入", path, backup, aside[path])]


def export(arguments: argparse.Namespace) -> int:
    """Write the summary alone, or the official form, as plain values, ready to send."""
    from selfeval_xl.tasks import export as exporting

    if arguments.to == "form" or arguments.form:
        return _export_form(arguments)
    kind = chosen_kind(arguments.output, [arguments.to] if arguments.to else list(exporting.WRITERS))
    assessment = _assess(arguments)
    sheet = summary.summary(assessment.card, assessment.stamp())
    target = arguments.output or beside(arguments.file, f"-汇总.{kind}")
    backup = saving.save_new(target, exporting.written(kind, sheet, target), arguments.force)
    _print(saved.render("已导出", target, backup, "（已重新打开核对）"))
    return _exit_code(assessment.card)


def _export_form(arguments: argparse.Namespace) -> int:
    """Write the official form of a workbook."""
    from selfeval_xl.documents.forms import kinds
    from selfeval_xl.tasks import export_form

    assessment = _assess(arguments)
    card, kind = assessment.card, arguments.form or assessment.standard.form
    chosen_kind(arguments.output, [_BOOK, _OLD_BOOK] if kind == kinds.PLATFORM else [_BOOK])
    target = arguments.output or export_form.file_name(kind, arguments.file)
    data = export_form.make(kind, card, assessment.standard, target)
    backup = saving.save_new(target, data, arguments.force)
    _print(saved.render("已导出", target, backup, f"（{kinds.TITLES[kind]}，已重新打开与评分结果核对一致）"))
    if card.total is None:
        print("总分还算不出，表上空着；请用 selfeval-xl check 看哪些内容没有填。")
    if kind == kinds.PLATFORM:
        print("平台只收 .xls 的，请加 -o 文件名.xls 再导出一次。")
    return _exit_code(card)


def report(arguments: argparse.Namespace) -> int:
    """Write the report as a Word document, and tell what is still missing in it."""
    from selfeval_xl.documents.report.render import gaps_told
    from selfeval_xl.tasks import write_report

    chosen_kind(arguments.output, [_DOCUMENT])
    card = _assess(arguments).card
    target = arguments.output or beside(arguments.file, write_report.ENDING)
    done = write_report.write(card, target, arguments.outline, arguments.template, arguments.force)
    if arguments.json:
        outline = {"id": done.outline.id, "name": done.outline.name}
        fields = ("subject", "message", "sheet", "cell", "remedy")
        gaps = [jsonview.finding_object(gap, fields, subject="section", message="missing") for gap in done.gaps]
        jsonview.show({"report": target, "outline": outline, "gaps": gaps})
    else:
        said = f"（提纲：{done.outline.name}，数字已与计算结果核对）"
        _print(saved.render("已生成", target, done.backup, said), gaps_told(done.gaps))
    return _exit_code(card)


def import_form(arguments: argparse.Namespace) -> int:
    """Make a workbook of each filled official form, all or none, and tell every cell that needs a look."""
    if arguments.into:
        return _update_targets(arguments)
    from selfeval_xl.tasks.import_form import import_each

    chosen_kind(arguments.output, [_BOOK])
    done = import_each(arguments.file, arguments.standard, arguments.sheet)
    targets = numbered(arguments.output or beside(arguments.file, "-自评.xlsx"), len(done))
    files = dict(zip(targets, done, strict=True))
    kept = saving.save_all({path: each.data for path, each in files.items()}, arguments.force)
    saved.remark_if_open(arguments.file)
    written = {each.part: (path, kept[path]) for path, each in files.items()}
    if arguments.json:
        jsonview.show(results.one_or_all(done, lambda each: results.imported_object(each, written[each.part][0])))
    else:
        _print(results.one_by_one(done, lambda each: results.imported(each, arguments.file, *written[each.part])))
    return _exit_code(*(each.card for each in done))


def _update_targets(arguments: argparse.Namespace) -> int:
    """Bring the approved targets into a workbook: in place with a backup, or with ``-o`` into a copy."""
    from selfeval_xl.cli import updating
    from selfeval_xl.tasks import update_targets

    chosen_kind(arguments.output, [os.path.splitext(arguments.into)[1].lower().removeprefix(".")])
    done = update_targets.update(arguments.into, arguments.file)
    target = arguments.output or arguments.into
    backup = saving.save_new(target, done.data, arguments.force or not arguments.output)
    saved.remark_if_open(arguments.file)
    if arguments.json:
        jsonview.show(updating.as_object(done, target, backup))
    else:
        _print(updating.lines(done, target, backup))
    return MUST_MEND if any(each.subject == update_targets.UNPLACED for each in done.told) else DONE


def verify(arguments: argparse.Namespace) -> int:
    """Re-score a filled workbook or each form and hold what it prints against the result; 1 when anything differs."""
    from selfeval_xl.comparison import TOLERANCE
    from selfeval_xl.domain.cells import parse_decimal
    from selfeval_xl.tasks import verify

    tolerance = TOLERANCE if arguments.tolerance is None else parse_decimal(arguments.tolerance)
    if tolerance is None or tolerance < 0:
        raise input_error(codes.NO_NUMBER, option="--tolerance", typed=arguments.tolerance)
    done = verify.verify_each(arguments.file, arguments.standard, tolerance, arguments.sheet)
    saved.remark_if_open(arguments.file)
    if arguments.json:
        jsonview.show(results.one_or_all(done, results.verified_object))
    else:
        _print(results.one_by_one(done, results.verified), results.count_verified(done))
    return DONE if all(each.agrees for one in done for each in one.comparisons) else MUST_MEND


def demo(arguments: argparse.Namespace) -> int:
    """Score the filled sample, a real report of 2017, and show the result."""
    folder = arguments.output or "selfeval-demo"
    source = os.path.join(folder, resources.SAMPLE)
    target = beside(source, "-已评分.xlsx")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise os_errors.writing(error, source) from error
    # Somebody may have tried things out in the files of the last time, so a backup of what was changed stays.
    before = saving.save_new(source, resources.read(resources.SAMPLE), force=True)
    assessment = assess(source)
    backup = saving.save_new(target, assessment.filled(assessment.output()), force=True)
    _print(textview.scorecard(assessment.card, terminal_width(otherwise=160)))
    _print([""], saved.render("样例", source, before), saved.render("结果", target, backup))
    return DONE


def _assess(arguments: argparse.Namespace) -> Assessment:
    assessment = assess(*_what(arguments))
    saved.remark_if_open(arguments.file)
    return assessment


def _assess_each(arguments: argparse.Namespace) -> list[Assessment]:
    found = assess_each(*_what(arguments))
    saved.remark_if_open(arguments.file)
    return found


def _what(arguments: argparse.Namespace) -> tuple[str, str | None, frozenset[str], str | None, frozenset[str], str]:
    """Return the arguments of ``assess`` that a command was given."""
    off, on = chosen_codes(arguments.off), chosen_codes(arguments.on)
    return arguments.file, arguments.standard, off, arguments.approved, on, arguments.sheet


def _card_object(card: Scorecard) -> jsonview.Json:
    return jsonview.scorecard(card, __version__, fingerprint(card.submission))


def _print(*parts: Iterable[str]) -> None:
    for part in parts:
        for line in part:
            print(line)


def _exit_code(*cards: Scorecard) -> int:
    return MUST_MEND if any(finding.level == ERROR for card in cards for finding in card.findings) else DONE
