"""What each command of ``selfeval-xl`` does.  Each returns its exit code: 0 done, 1 findings that must be mended."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable

from selfeval_xl import __version__
from selfeval_xl.cli import endings, saved, terminal_width, textview
from selfeval_xl.cli.choosing import chosen_codes
from selfeval_xl.documents import summary
from selfeval_xl.documents.blocks import Table, columns
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.messages import codes, input_error
from selfeval_xl.storage import os_errors, resources, saving, standards
from selfeval_xl.tasks.assess import Assessment, assess

DONE, MUST_MEND = 0, 1
_BOOK, _DOCUMENT = "xlsx", "docx"
_USUAL, _OF_THE_SAMPLE = "mof-2020", "donghu-2017"
"""The standard of a new workbook when none is named, and that of the filled sample."""
_OWN_ENDINGS = (".xlsm", ".xltx", ".xltm")


def new(arguments: argparse.Namespace) -> int:
    """Write an empty workbook for a standard, the filled sample, or the template of the report."""
    if arguments.report:
        return _new_template(arguments)
    endings.chosen(arguments.output, [_BOOK])
    name = _sample(arguments.standard) if arguments.sample else _template_of(arguments.standard or _USUAL)
    target = arguments.output or (name if arguments.sample else f"绩效自评表-{name}")
    backup = saving.save_new(target, resources.read(name), arguments.force)
    _print(saved.render("已生成", target, backup))
    print("请在 Excel 或 WPS 中填写浅黄色的单元格，再运行：selfeval-xl score 文件名")
    return DONE


def _new_template(arguments: argparse.Namespace) -> int:
    from selfeval_xl.tasks import outlines

    endings.chosen(arguments.output, [_DOCUMENT])
    target = arguments.output or os.path.basename(outlines.TEMPLATE)
    backup = saving.save_new(target, outlines.template(), arguments.force)
    _print(saved.render("已生成", target, backup))
    print("在 Word 里改好后，用 selfeval-xl report 工作簿 --template 这个文件 生成报告。")
    return DONE


def _sample(standard: str | None) -> str:
    """Return the filled sample; refuse when it is wanted by another standard than its own."""
    if standard not in (None, _OF_THE_SAMPLE):
        raise input_error(codes.OTHER_SAMPLE, standard=standard, sample=_OF_THE_SAMPLE)
    return resources.SAMPLE


def _template_of(standard: str) -> str:
    """Return the template of a standard, or refuse with the list of those that have one."""
    if standard not in resources.templates():
        raise input_error(codes.NO_TEMPLATE, standard=standard, known="、".join(resources.templates()))
    return f"{standard}.xlsx"


def check(arguments: argparse.Namespace) -> int:
    """List every problem of a workbook or official form without writing anything."""
    card = _assess(arguments).card
    if arguments.json:
        from selfeval_xl.cli import jsonview

        _print_json([jsonview.finding_object(finding) for finding in card.findings])
    else:
        _print(textview.headline(card), [""], textview.findings(card.findings))
    return _exit_code(card)


def score(arguments: argparse.Namespace) -> int:
    """Show the result, and write a copy with 汇总, 校验结果 and the computed columns filled.

    Of an official form, only what ``-o`` or ``--beside`` asks for is written: what ``import`` would write, scored.
    """
    assessment = _assess(arguments)
    is_form = assessment.card.submission.form is not None
    suffix = ".xlsx" if is_form else _suffix(arguments.file)
    endings.chosen(arguments.output, [suffix.lower().removeprefix(".")])
    target = arguments.output
    if arguments.beside or not is_form:
        target = target or _beside(arguments.file, f"-已评分{suffix}")
    written = _scored_copy(arguments, assessment, target) if target else []
    _show(assessment.card, arguments.json)
    if not arguments.json:
        _print([""], written or ["这是官方自评表，只看结果，没有写文件；加上 -o 文件名，就另存成评好分的自评工作簿。"])
    return _exit_code(assessment.card)


def _scored_copy(arguments: argparse.Namespace, assessment: Assessment, target: str) -> list[str]:
    """Write it and return what to say about it."""
    if assessment.card.submission.form:
        from selfeval_xl.tasks.import_form import as_workbook

        assessment = as_workbook(
            assessment, chosen_codes(arguments.off), arguments.approved, chosen_codes(arguments.on)
        )
    backup = saving.save_new(target, assessment.filled(assessment.output()), arguments.force)
    return [*saved.render("已写入", target, backup, saved.untouched(arguments.file, target))]


def export(arguments: argparse.Namespace) -> int:
    """Write the summary alone, or the official form, as plain values, ready to send."""
    from selfeval_xl.tasks import export as exporting

    if arguments.to == "form" or arguments.form:
        return _export_form(arguments)
    kind = endings.chosen(arguments.output, [arguments.to] if arguments.to else list(exporting.WRITERS))
    assessment = _assess(arguments)
    sheet = summary.summary(assessment.card, assessment.stamp())
    target = arguments.output or _beside(arguments.file, f"-汇总.{kind}")
    backup = saving.save_new(target, exporting.written(kind, sheet, target), arguments.force)
    _print(saved.render("已导出", target, backup, "（已重新打开核对）"))
    return _exit_code(assessment.card)


def _export_form(arguments: argparse.Namespace) -> int:
    from selfeval_xl.cli import forms

    endings.chosen(arguments.output, [_BOOK])
    assessment = _assess(arguments)
    choice = (arguments.form, arguments.output, arguments.standard, arguments.force)
    _print(forms.write(assessment, arguments.file, *choice))
    return _exit_code(assessment.card)


def report(arguments: argparse.Namespace) -> int:
    """Write the report as a Word document, and tell what is still missing in it."""
    from selfeval_xl.cli import reports
    from selfeval_xl.tasks import write_report

    endings.chosen(arguments.output, [_DOCUMENT])
    card = _assess(arguments).card
    target = arguments.output or _beside(arguments.file, write_report.ENDING)
    done = write_report.write(card, target, arguments.outline, arguments.template, arguments.force)
    if arguments.json:
        _print_json(reports.as_object(done, target))
    else:
        _print(reports.render(done, target))
    return _exit_code(card)


def import_form(arguments: argparse.Namespace) -> int:
    """Make a workbook of a filled official form, and tell every cell that needs a look."""
    from selfeval_xl.cli import forms
    from selfeval_xl.tasks.import_form import import_form as imported_from

    endings.chosen(arguments.output, [_BOOK])
    imported = imported_from(arguments.file, arguments.standard, arguments.sheet)
    target = arguments.output or _beside(arguments.file, "-自评.xlsx")
    backup = saving.save_new(target, imported.data, arguments.force)
    saved.remark_if_open(arguments.file)
    if arguments.json:
        _print_json(forms.as_object(imported, target))
    else:
        _print(forms.render(imported, arguments.file, target, backup))
    return _exit_code(imported.card)


def verify(arguments: argparse.Namespace) -> int:
    """Re-score a filled workbook or form and hold what it prints against the result; 1 when anything differs."""
    from selfeval_xl.cli import verification
    from selfeval_xl.comparison import TOLERANCE
    from selfeval_xl.domain.cells import parse_decimal
    from selfeval_xl.tasks import verify

    tolerance = TOLERANCE if arguments.tolerance is None else parse_decimal(arguments.tolerance)
    if tolerance is None or tolerance < 0:
        raise input_error(codes.NO_NUMBER, option="--tolerance", typed=arguments.tolerance)
    verified = verify.verify(arguments.file, arguments.standard, tolerance, arguments.sheet)
    saved.remark_if_open(arguments.file)
    if arguments.json:
        _print_json(verification.as_object(verified))
    else:
        _print(verification.render(verified))
    return DONE if all(each.agrees for each in verified.comparisons) else MUST_MEND


def list_standards(_arguments: argparse.Namespace) -> int:
    """List the built-in standards."""
    from selfeval_xl.writers.terminal import table

    rows = []
    for name in standards.available():
        standard = standards.load(name)
        rows.append((standard.id, standard.name, standard.version, "有未核实的规则" if standard.unverified() else ""))
    _print(table(Table("standards", columns(("编号", "名称", "版本", "说明"), "<<<<"), tuple(rows))))
    return DONE


def show_standard(arguments: argparse.Namespace) -> int:
    """Explain one standard: every rule with its source."""
    from selfeval_xl.cli import explain

    rules = standards.load(arguments.id, arguments.year)
    _print(explain.standard(rules.for_year(arguments.year)._replace(editions=()) if arguments.year else rules))
    return DONE


def demo(arguments: argparse.Namespace) -> int:
    """Score the filled sample, a real report of 2017, and show the result."""
    folder = arguments.output or "selfeval-demo"
    source = os.path.join(folder, resources.SAMPLE)
    target = _beside(source, "-已评分.xlsx")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise os_errors.writing(error, source) from error
    # Somebody may have tried things out in the files of the last time, so a backup of what was changed stays.
    before = saving.save_new(source, resources.read(resources.SAMPLE), force=True)
    assessment = assess(source)
    backup = saving.save_new(target, assessment.filled(assessment.output()), force=True)
    _show(assessment.card, as_json=False)
    _print([""], saved.render("样例", source, before), saved.render("结果", target, backup))
    return DONE


def _assess(arguments: argparse.Namespace) -> Assessment:
    off, on = chosen_codes(arguments.off), chosen_codes(arguments.on)
    sheet = getattr(arguments, "sheet", "")
    assessment = assess(arguments.file, arguments.standard, off, arguments.approved, on, sheet)
    saved.remark_if_open(arguments.file)
    return assessment


def _suffix(path: str) -> str:
    """Return the ending of a scored copy: a workbook with macros keeps its own, or Excel would not open it."""
    own = os.path.splitext(path)[1]
    return own if own.lower() in _OWN_ENDINGS else ".xlsx"


def _beside(path: str, ending: str) -> str:
    return os.path.splitext(path)[0] + ending


def _show(card: Scorecard, as_json: bool) -> None:
    if as_json:
        from selfeval_xl.cli import jsonview

        _print_json(jsonview.scorecard(card, __version__, fingerprint(card.submission)))
    else:
        _print(textview.scorecard(card, terminal_width(otherwise=160)))


def _print(*parts: Iterable[str]) -> None:
    for part in parts:
        for line in part:
            print(line)


def _print_json(value: object) -> None:
    import json

    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    print()


def _exit_code(card: Scorecard) -> int:
    return MUST_MEND if any(finding.level == ERROR for finding in card.findings) else DONE
