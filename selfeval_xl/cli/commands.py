"""What each command of ``selfeval-xl`` does.  Each returns its exit code: 0 done, 1 findings that must be mended."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable

from selfeval_xl import __version__
from selfeval_xl.cli import jsonview, saved, terminal, terminal_width
from selfeval_xl.cli.choices import chosen_codes, chosen_kind
from selfeval_xl.documents import summary
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
"""What a scored copy keeps as its ending: Excel would not open a workbook with macros under another one."""


def new(arguments: argparse.Namespace) -> int:
    """Write an empty workbook for a standard, the filled sample, or the template of the report."""
    chosen_kind(arguments.output, [_DOCUMENT if arguments.report else _BOOK])
    name, data, advice = _new_file(arguments)
    target = arguments.output or name
    _print(saved.render("已生成", target, saving.save_new(target, data, arguments.force)), [advice])
    return DONE


def _new_file(arguments: argparse.Namespace) -> tuple[str, bytes, str]:
    """Return the usual name and the contents of what ``new`` writes, and what to do with it."""
    if arguments.report:
        from selfeval_xl.tasks import outlines

        advice = "在 Word 里改好后，用 selfeval-xl report 工作簿 --template 这个文件 生成报告。"
        return os.path.basename(outlines.TEMPLATE), outlines.template(), advice
    advice = "请在 Excel 或 WPS 中填写浅黄色的单元格，再运行：selfeval-xl score 文件名"
    if arguments.sample:
        if arguments.standard not in (None, _OF_THE_SAMPLE):
            raise input_error(codes.OTHER_SAMPLE, standard=arguments.standard, sample=_OF_THE_SAMPLE)
        return resources.SAMPLE, resources.read(resources.SAMPLE), advice
    standard = arguments.standard or _USUAL
    if standard not in resources.templates():
        raise input_error(codes.NO_TEMPLATE, standard=standard, known="、".join(resources.templates()))
    return f"绩效自评表-{standard}.xlsx", resources.read(f"{standard}.xlsx"), advice


def check(arguments: argparse.Namespace) -> int:
    """List every problem of a workbook or official form without writing anything."""
    card = _assess(arguments).card
    if arguments.json:
        _print_json([jsonview.finding_object(finding) for finding in card.findings])
    else:
        _print(terminal.headline(card), [""], terminal.findings(card.findings))
    return _exit_code(card)


def score(arguments: argparse.Namespace) -> int:
    """Show the result, and write a copy with 汇总, 校验结果 and the computed columns filled.

    Of an official form, only what ``-o`` or ``--beside`` asks for is written: what ``import`` would write, scored.
    """
    assessment = _assess(arguments)
    is_form = assessment.card.submission.form is not None
    suffix = os.path.splitext(arguments.file)[1]
    if is_form or suffix.lower() not in _OWN_ENDINGS:
        suffix = ".xlsx"
    chosen_kind(arguments.output, [suffix.lower().removeprefix(".")])
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

        codes_off, codes_on = chosen_codes(arguments.off), chosen_codes(arguments.on)
        assessment = as_workbook(assessment, codes_off, arguments.approved, codes_on)
    backup = saving.save_new(target, assessment.filled(assessment.output()), arguments.force)
    return [*saved.render("已写入", target, backup, saved.untouched(arguments.file, target))]


def export(arguments: argparse.Namespace) -> int:
    """Write the summary alone, or the official form, as plain values, ready to send."""
    from selfeval_xl.tasks import export as exporting

    if arguments.to == "form" or arguments.form:
        return _export_form(arguments)
    kind = chosen_kind(arguments.output, [arguments.to] if arguments.to else list(exporting.WRITERS))
    assessment = _assess(arguments)
    sheet = summary.summary(assessment.card, assessment.stamp())
    target = arguments.output or _beside(arguments.file, f"-汇总.{kind}")
    backup = saving.save_new(target, exporting.written(kind, sheet, target), arguments.force)
    _print(saved.render("已导出", target, backup, "（已重新打开核对）"))
    return _exit_code(assessment.card)


def _export_form(arguments: argparse.Namespace) -> int:
    """Write the official form of a workbook."""
    from selfeval_xl.documents.forms import kinds
    from selfeval_xl.tasks import assess, export_form

    chosen_kind(arguments.output, [_BOOK])
    card = _assess(arguments).card
    kind = arguments.form or kinds.usual_form(card.standard_id)
    target = arguments.output or export_form.file_name(kind, arguments.file)
    data = export_form.make(kind, card, assess.standard_for(card.submission, arguments.standard), target)
    backup = saving.save_new(target, data, arguments.force)
    _print(saved.render("已导出", target, backup, f"（{kinds.TITLES[kind]}，已重新打开与评分结果核对一致）"))
    if card.total is None:
        print("总分还算不出，表上空着；请用 selfeval-xl check 看哪些内容没有填。")
    if kind == kinds.PLATFORM:
        print("平台只收 .xls 的，请用 Excel 另存为“Excel 97-2003 工作簿”再导入。")
    return _exit_code(card)


def report(arguments: argparse.Namespace) -> int:
    """Write the report as a Word document, and tell what is still missing in it."""
    from selfeval_xl.documents.report.render import gaps_told
    from selfeval_xl.tasks import write_report

    chosen_kind(arguments.output, [_DOCUMENT])
    card = _assess(arguments).card
    target = arguments.output or _beside(arguments.file, write_report.ENDING)
    done = write_report.write(card, target, arguments.outline, arguments.template, arguments.force)
    if arguments.json:
        outline = {"id": done.outline.id, "name": done.outline.name}
        fields = ("subject", "message", "sheet", "cell", "remedy")
        gaps = [jsonview.finding_object(gap, fields, subject="section", message="missing") for gap in done.gaps]
        _print_json({"report": target, "outline": outline, "gaps": gaps})
    else:
        said = f"（提纲：{done.outline.name}，数字已与计算结果核对）"
        _print(saved.render("已生成", target, done.backup, said), gaps_told(done.gaps))
    return _exit_code(card)


def import_form(arguments: argparse.Namespace) -> int:
    """Make a workbook of a filled official form, and tell every cell that needs a look."""
    from selfeval_xl.cli import results
    from selfeval_xl.tasks.import_form import import_form as imported_from

    chosen_kind(arguments.output, [_BOOK])
    imported = imported_from(arguments.file, arguments.standard, arguments.sheet)
    target = arguments.output or _beside(arguments.file, "-自评.xlsx")
    backup = saving.save_new(target, imported.data, arguments.force)
    saved.remark_if_open(arguments.file)
    if arguments.json:
        _print_json(results.imported_object(imported, target))
    else:
        _print(results.imported(imported, arguments.file, target, backup))
    return _exit_code(imported.card)


def verify(arguments: argparse.Namespace) -> int:
    """Re-score a filled workbook or form and hold what it prints against the result; 1 when anything differs."""
    from selfeval_xl.cli import results
    from selfeval_xl.comparison import TOLERANCE
    from selfeval_xl.domain.cells import parse_decimal
    from selfeval_xl.tasks import verify

    tolerance = TOLERANCE if arguments.tolerance is None else parse_decimal(arguments.tolerance)
    if tolerance is None or tolerance < 0:
        raise input_error(codes.NO_NUMBER, option="--tolerance", typed=arguments.tolerance)
    verified = verify.verify(arguments.file, arguments.standard, tolerance, arguments.sheet)
    saved.remark_if_open(arguments.file)
    if arguments.json:
        _print_json(results.verified_object(verified))
    else:
        _print(results.verified(verified))
    return DONE if all(each.agrees for each in verified.comparisons) else MUST_MEND


def list_standards(_arguments: argparse.Namespace) -> int:
    """List the built-in standards."""
    rows = [
        (each.id, each.name, each.version, "有未核实的规则" if each.unverified() else "")
        for each in map(standards.load, standards.available())
    ]
    _print(terminal.table(("编号", "名称", "版本", "说明"), rows, align="<<<<"))
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


def _beside(path: str, ending: str) -> str:
    return os.path.splitext(path)[0] + ending


def _show(card: Scorecard, as_json: bool) -> None:
    if as_json:
        _print_json(jsonview.scorecard(card, __version__, fingerprint(card.submission)))
    else:
        _print(terminal.scorecard(card, terminal_width(otherwise=160)))


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
