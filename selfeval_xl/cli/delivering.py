"""The commands that write what is handed in or kept: export, report, deliver; each takes one file or several."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence

from selfeval_xl.cli import jsonview, textview
from selfeval_xl.cli.choices import chosen_codes, chosen_kind
from selfeval_xl.cli.files import MUST_MEND, Told, assessed, beside, each_file, exit_code, found_in, print_lines
from selfeval_xl.documents import drafts, personal
from selfeval_xl.documents.delivery import FOLDER
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.documents import Document, read_document
from selfeval_xl.storage import folders, saving
from selfeval_xl.writers.terminal import one_line

_XLSX, _XLS, _DOCX = "xlsx", "xls", "docx"
_MEANWHILE = "改好后再导出。要先看样子的，加上 --draft：照写，每页标明“草稿”。"


def export(arguments: argparse.Namespace) -> int:
    """Write the summary alone, or the official form, as plain values, ready to send."""
    return each_file(_form if arguments.to == "form" or arguments.form else _summary)(arguments)


def _summary(arguments: argparse.Namespace) -> Told:
    from selfeval_xl.tasks import export as exporting

    kind = chosen_kind(arguments.output, [arguments.to] if arguments.to else list(exporting.WRITERS))
    card = assessed(arguments).card
    if left := _kept_back(arguments, card):
        return left
    target = arguments.output or beside(arguments.file, f"-汇总.{kind}", arguments.folder)
    sheet = exporting.summary_of(_for_readers(arguments, card), arguments.draft, arguments.public)
    backup = saving.save_new(target, exporting.written(kind, sheet, target), arguments.force)
    lines = textview.saved("已导出", target, backup, "（已重新打开核对）")
    return Told(exit_code(card), [*lines, *_looked_at(arguments, card)])


def _form(arguments: argparse.Namespace) -> Told:
    from selfeval_xl.documents.forms import kinds
    from selfeval_xl.tasks import export_form

    assessment = assessed(arguments)
    card, kind = assessment.card, arguments.form or assessment.standard.form
    if left := _kept_back(arguments, card):
        return left
    for_import = kinds.EXPORTED[kind].for_import
    chosen_kind(arguments.output, [_XLSX, _XLS] if for_import else [_XLSX])
    target = arguments.output or export_form.file_name(kind, beside(arguments.file, ".xlsx", arguments.folder))
    shown = _for_readers(arguments, card)
    data = export_form.make(kind, shown, assessment.standard, target, arguments.draft, arguments.public)
    backup = saving.save_new(target, data, arguments.force)
    lines = [*textview.saved("已导出", target, backup, f"（{kinds.TITLES[kind]}，已重新打开与评分结果核对一致）")]
    if card.total is None:
        lines.append("总分还算不出，表上空着；请用 selfeval-xl check 看哪些内容没有填。")
    if for_import:
        lines.append("平台只收 .xls 的，请加 -o 文件名.xls 再导出一次。")
    return Told(exit_code(card), [*lines, *_looked_at(arguments, card)])


@each_file
def report(arguments: argparse.Namespace) -> Told:
    """Write the report as a Word document, and tell what is still missing in it."""
    from selfeval_xl.documents.report.gaps import gaps_told
    from selfeval_xl.tasks import write_report

    chosen_kind(arguments.output, [_DOCX])
    card = assessed(arguments).card
    left = drafts.must_mend(card)
    target = arguments.output or beside(arguments.file, write_report.ENDING, arguments.folder)
    look = write_report.ReportLook(
        arguments.outline, arguments.template, arguments.draft or bool(left), arguments.public
    )
    done = write_report.write(card, target, look, arguments.force)
    outline = {"id": done.outline.id, "name": done.outline.name}
    fields = ("subject", "message", "sheet", "cell", "remedy")
    gaps = [jsonview.finding_object(gap, fields, subject="section", message="missing") for gap in done.gaps]
    said = f"（提纲：{done.outline.name}，数字已与计算结果核对）"
    lines = [*textview.saved("已生成", target, done.backup, said), *gaps_told(done.gaps), *_looked_at(arguments, card)]
    if left:
        lines.append(f"还有 {len(left)} 处“必改”没有改，所以每页标了“草稿”；用 selfeval-xl check 看是哪几处。")
    return Told(exit_code(card), lines, lambda: {"report": target, "outline": outline, "gaps": gaps})


def deliver(arguments: argparse.Namespace) -> int:
    """Write everything that is handed in of one or several projects into a folder, whole or not at all."""
    from selfeval_xl.tasks import deliver as delivering
    from selfeval_xl.tasks.write_report import ReportLook
    from selfeval_xl.writers import pdf

    target = arguments.output or FOLDER
    folders.require_free(target, arguments.force)
    documents, passed = _documents(arguments.file, target)
    projects, again = delivering.gathered(documents, arguments.standard, chosen_codes(arguments.off))
    left = list(delivering.kept_back(projects))
    if left and not arguments.draft:
        print_lines(map(one_line, left), [_MEANWHILE])
        return MUST_MEND
    look = ReportLook(arguments.outline, arguments.template, arguments.draft, arguments.public)
    done = delivering.made(projects, look, pdf.from_workbooks, _step)
    backup = folders.put(target, done.files, arguments.force)
    print_lines(
        delivering.render(projects, done, target, backup),
        passed,
        (f"“{path}”与别的一份相同，只做了一次。" for path in again),
    )
    cards = [each.card for each in projects]
    print_lines(*(_looked_at(arguments, card) for card in cards))
    return exit_code(*cards)


def _documents(given: Sequence[str], target: str) -> tuple[list[Document], list[str]]:
    """Return what was read, and what to say of the files of a folder that hold nothing to hand in."""
    read, passed = [], []
    for each in given:
        for path in found_in(each, leave_out=target):
            try:
                read.append(read_document(path, results=False))
            except UserError as trouble:
                if not os.path.isdir(each):
                    raise
                passed.append(f"没有算在内：{one_line(path)}（{one_line(trouble.message)}）")
            textview.remark_if_open(path)
    if not read:
        raise input_error(codes.NOTHING_THERE, folder="、".join(given))
    return read, passed


def _step(done: int, total: int, what: str) -> None:
    """Say on the error stream what is being made, since it takes some seconds and is no result."""
    if what:
        print(f"[{done + 1}/{total}] {one_line(what)}", file=sys.stderr, flush=True)


def _kept_back(arguments: argparse.Namespace, card: Scorecard) -> Told | None:
    """Return what to tell where nothing is written, because something must be mended first."""
    left = drafts.must_mend(card)
    if not left or arguments.draft:
        return None
    shown = [each._replace(message=one_line(each.message)) for each in left]
    return Told(MUST_MEND, [*drafts.kept_back(shown), _MEANWHILE])


def _for_readers(arguments: argparse.Namespace, card: Scorecard) -> Scorecard:
    return drafts.published(card) if arguments.public else card


def _looked_at(arguments: argparse.Namespace, card: Scorecard) -> Iterator[str]:
    """Yield which texts of a public copy look as if they named somebody."""
    if arguments.public:
        yield from map(one_line, personal.listed(personal.seen(card.submission)))
