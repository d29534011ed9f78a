"""What the commands do that begin or end the work: new, import, demo.  Each returns its exit code."""

import argparse
import os
import sys
from collections.abc import Iterator

from selfeval_xl.cli import terminal_width, textview
from selfeval_xl.cli.choices import chosen_kind
from selfeval_xl.cli.files import DONE, MUST_MEND, UNUSABLE, Told, beside, exit_code, print_lines, tell
from selfeval_xl.messages import codes, input_error
from selfeval_xl.rules import Standard
from selfeval_xl.storage import os_errors, resources, saving, standards
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.scored_copy import numbered

_BOOK, _DOCUMENT = "xlsx", "docx"
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
    print_lines(textview.saved("已生成", target, saving.save_new(target, data, arguments.force)), advice)
    return DONE


def _new_file(arguments: argparse.Namespace) -> tuple[str, bytes, list[str]]:
    """Return the usual name and the contents of what ``new`` writes, and what to do with it."""
    if arguments.report:
        from selfeval_xl.tasks import outlines

        advice = "在 Word 里改好后，用 selfeval-xl report 工作簿 --template 这个文件 生成报告。"
        return os.path.basename(outlines.TEMPLATE), outlines.template(), [advice]
    advice = "请在 Excel 或 WPS 中填写浅黄色的单元格，再运行：selfeval-xl score 文件名"
    if arguments.sample:
        wanted = standards.load(arguments.standard).id if arguments.standard else _OF_THE_SAMPLE
        sample = resources.SAMPLES.get(wanted)
        if sample is None:
            raise input_error(codes.OTHER_SAMPLE, standard=arguments.standard, sample="、".join(resources.SAMPLES))
        return sample, resources.read(sample), [advice]
    from selfeval_xl.workbook.template import empty_workbook

    standard = standards.load(arguments.standard or _USUAL, arguments.year)
    targets = arguments.stage == "targets"
    data = empty_workbook(standard.for_year(arguments.year), arguments.year, targets)
    if targets:
        advice = "请在 Excel 或 WPS 中填写浅黄色的单元格，再运行：selfeval-xl target 文件名"
    return f"绩效{'目标' if targets else '自评'}表-{standard.id}.xlsx", data, [advice, *_choices(arguments, standard)]


def _choices(arguments: argparse.Namespace, standard: Standard) -> Iterator[str]:
    """Yield what else could have been chosen, or has to be told again when the workbook is scored."""
    if not arguments.standard:
        other = standards.load(_BESIDE_THE_USUAL)
        yield f"评价标准是 {standard.id}（{standard.name}）；成本指标单列为一级指标的表，请加 --standard {other.id}。"
        yield "各地的评价标准见 selfeval-xl new --list。"
    if standard.editions and arguments.year is None:
        years = "、".join(f"{year}" for year, _ in standard.editions)
        yield f"这个标准从{years}年度起规则有变；要那时的表，请加 --year 年度。"
    if not standards.is_built_in(standard.id):
        yield f"这是自己的评价标准，评分时也要写上：--standard {arguments.standard}"


def import_form(arguments: argparse.Namespace) -> int:
    """Make a workbook of each filled official form, all or none, and tell every cell that needs a look."""
    if arguments.into:
        return _update_targets(arguments)
    from selfeval_xl.cli import jsonview
    from selfeval_xl.tasks.import_form import import_each

    chosen_kind(arguments.output, [_BOOK])
    done = import_each(arguments.file, arguments.standard, arguments.sheet)
    targets = numbered(arguments.output or beside(arguments.file, "-自评.xlsx"), len(done))
    files = dict(zip(targets, done, strict=True))
    kept = saving.save_all({path: each.data for path, each in files.items()}, arguments.force)
    textview.remark_if_open(arguments.file)
    written = {each.part: (path, kept[path]) for path, each in files.items()}
    lines = textview.one_by_one(done, lambda each: textview.imported(each, arguments.file, *written[each.part]))
    return tell(arguments, Told(
        exit_code(*(each.card for each in done)), list(lines),
        lambda: jsonview.one_or_all(done, lambda each: jsonview.imported_object(each, written[each.part][0])),
    ))  # fmt: skip


def _update_targets(arguments: argparse.Namespace) -> int:
    """Bring the approved targets into a workbook: in place with a backup, or with ``-o`` into a copy."""
    from selfeval_xl.cli import jsonview
    from selfeval_xl.tasks import update_targets

    chosen_kind(arguments.output, [os.path.splitext(arguments.into)[1].lower().removeprefix(".")])
    done = update_targets.update(arguments.into, arguments.file)
    target = arguments.output or arguments.into
    backup = saving.save_new(target, done.data, arguments.force or not arguments.output)
    textview.remark_if_open(arguments.file)
    code = MUST_MEND if any(each.subject == update_targets.UNPLACED for each in done.told) else DONE
    lines = [*textview.updated(done, target, backup)]
    return tell(arguments, Told(code, lines, lambda: jsonview.updated_object(done, target, backup)))


def page(arguments: argparse.Namespace) -> int:
    """Hand out the page that does all this in a browser."""
    chosen_kind(arguments.output, ["html"])
    try:
        data = resources.read(resources.PAGE)
    except FileNotFoundError:
        print(f"这样安装的程序没有带网页版“{resources.PAGE}”。请向发给您程序的人要这一个文件；", file=sys.stderr)
        print("有源代码的，运行 make page，它就在 dist 文件夹里。", file=sys.stderr)
        return UNUSABLE
    target = arguments.output or resources.PAGE
    advice = "双击打开，把填好的工作簿或自评表拖进去；可以拷给没有装程序的同事。"
    print_lines(textview.saved("已取出", target, saving.save_new(target, data, arguments.force)), [advice])
    return DONE


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
    print_lines(textview.scorecard(assessment.card, terminal_width(otherwise=160)))
    print_lines([""], textview.saved("样例", source, before), textview.saved("结果", target, backup))
    return DONE
