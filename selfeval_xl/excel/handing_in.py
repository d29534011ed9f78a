"""What the groups 填报, 报送 and 审核 do beyond a single dialog: exports, 自评报告, 全套报送材料, 导入官方表, 核对."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import xlwings

from selfeval_xl.documents import drafts
from selfeval_xl.documents.delivery import FOLDER, title_of, unit_of_report
from selfeval_xl.documents.forms import kinds
from selfeval_xl.domain.errors import InputError, StorageError
from selfeval_xl.domain.finding import NOTICE, VERDICTS
from selfeval_xl.domain.layout import PROJECT
from selfeval_xl.domain.printed import UNGRADED
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.excel import book as books
from selfeval_xl.excel import dialogs, session
from selfeval_xl.storage import folders, saving
from selfeval_xl.tasks import deliver as delivering
from selfeval_xl.tasks import export_form
from selfeval_xl.tasks.assess import Assessment
from selfeval_xl.tasks.import_form import import_each
from selfeval_xl.tasks.scored_copy import numbered
from selfeval_xl.tasks.verify import Verified, verify_each

FINDINGS_SHOWN, GAPS_SHOWN = 4, 6
"""How many things are listed in a message; Excel cuts a message off at about a thousand characters."""
_MEANWHILE = "改好后再点一次。"
_ALONE = "旁边打开的自评工作簿一起报；不一起报的，先关掉它再点。"


def held_back(card: Scorecard) -> str:
    """Return what must be mended before anything is written, ``""`` where all is well."""
    left = drafts.must_mend(card)
    return "\n".join((*drafts.kept_back(left, FINDINGS_SHOWN), _MEANWHILE)) if left else ""


def deliver(caller: session.Caller) -> str | None:
    """全套报送材料: write everything that is handed in into a folder beside the workbook, or where the user says."""
    place = os.path.dirname(books.path_of(caller.book))
    every, left_out = _handed_in_together(caller, place)
    if left := _held_back(every):
        return left
    chosen = place if os.path.isdir(place) else dialogs.ask_for_folder(caller.app)
    if chosen is None:
        return None
    projects = delivering.named(every)
    bar = dialogs.StatusBar(caller.app.hwnd, FOLDER)
    made = delivering.made(projects, printer=lambda each: _printed(caller, each), tell=bar)
    target = os.path.join(chosen, FOLDER)
    backup = folders.put(target, made.files, force=True)
    return "\n".join((*delivering.render(projects, made, target, backup), *left_out))


def _handed_in_together(caller: session.Caller, place: str) -> tuple[list[Assessment], list[str]]:
    """Return the projects open in one folder, of one unit and year; and which workbooks there cannot be read."""
    done, left_out = books.assessed(caller.book), list[str]()
    found = {title_of(done.card): (caller.book.name, done)}
    for book in _beside(caller, place):
        try:
            other = books.assessed(book)
        except InputError as trouble:
            left_out.append(f"“{book.name}”没有一起报：{trouble.message}")
            continue
        if unit_of_report(other.card) == unit_of_report(done.card):
            found.setdefault(title_of(other.card), (book.name, other))
    return [each for _name, each in sorted(found.values(), key=lambda each: each[0])], left_out


def _beside(caller: session.Caller, place: str) -> Iterator[xlwings.Book]:
    """Yield the other workbooks of ours that are open and lie in the same folder."""
    for book in caller.app.books if os.path.isdir(place) else ():
        is_other = book.name != caller.book.name and os.path.dirname(books.path_of(book)) == place
        if is_other and PROJECT in book.sheet_names:
            yield book


def _held_back(every: Sequence[Assessment]) -> str:
    """Return what must be mended before these projects are handed in, named where they are several."""
    left = [(title_of(each.card), told) for each in every if (told := held_back(each.card))]
    if len(every) == 1:
        return left[0][1] if left else ""
    return "\n".join((*(f"【{name}】{told}" for name, told in left), _ALONE)) if left else ""


def _printed(caller: session.Caller, workbooks: Sequence[bytes]) -> list[bytes]:
    """Print by Excel, or else by LibreOffice; raises StorageError where neither can."""
    from selfeval_xl.writers import pdf

    try:
        return [books.printed(caller.app, each) for each in workbooks]
    except StorageError:
        return pdf.from_workbooks(workbooks)


def export_official_form(caller: session.Caller) -> str | None:
    """导出自评表: write the official form of the 评价标准 where the user says."""
    done = books.assessed(caller.book)
    if left := held_back(done.card):
        return left
    kind = done.standard.form
    made = partial(export_form.make, kind, done.card, done.standard)
    said = _exported(caller, export_form.file_name(kind, f"{books.stem(caller.book)}.xlsx"), made)
    return said and f"{said}\n（{kinds.TITLES[kind]}，已重新打开与评分结果核对一致。）"


def export_summary(caller: session.Caller) -> str | None:
    """导出汇总: write the summary alone into a workbook or a PDF of the user's choice."""
    from selfeval_xl.tasks import export

    done = books.assessed(caller.book)
    if left := held_back(done.card):
        return left

    def made(target: str) -> bytes:
        content = export.WRITERS["xlsx"](export.summary_of(done.card))
        return books.printed(caller.app, content) if target.lower().endswith(".pdf") else content

    return _exported(caller, f"{books.stem(caller.book)}-汇总.xlsx", made, dialogs.WORKBOOK_OR_PDF)


def _exported(
    caller: session.Caller, suggestion: str, made: Callable[[str], bytes], files: str = dialogs.WORKBOOK
) -> str | None:
    """Write what is made where the user says, and tell it; nothing when they think better of it.

    Excel's own dialog has asked already whether an existing file may be replaced; a backup stays all the same.
    """
    target = dialogs.ask_where_to_save(caller.app, suggestion, files)
    return target and dialogs.saved("已导出", target, saving.save_new(target, made(target), force=True))


def write_report(caller: session.Caller) -> str | None:
    """自评报告: write the Word report where the user says, and tell what is still missing in it."""
    from selfeval_xl.documents.report.gaps import gaps_told
    from selfeval_xl.tasks import write_report as writing

    done = books.assessed(caller.book)
    suggestion = books.stem(caller.book) + writing.ENDING
    target = dialogs.ask_where_to_save(caller.app, suggestion, "Word 文档 (*.docx),*.docx")
    if target is None:
        return None
    report = writing.write(done.card, target, writing.ReportLook(draft=bool(drafts.must_mend(done.card))), force=True)
    return "\n".join((dialogs.saved("已生成", target, report.backup), *gaps_told(report.gaps, GAPS_SHOWN)))


def import_official_form(caller: session.Caller) -> str | None:
    """导入官方表: make a workbook of each form in a file of the user's choice, beside it, and open them."""
    source = dialogs.ask_for_file(caller.app, dialogs.FORMS)
    if source is None:
        return None
    done = import_each(source)
    targets = numbered(f"{os.path.splitext(source)[0]}-自评.xlsx", len(done))
    saving.save_all({path: each.data for path, each in zip(targets, done, strict=True)})
    for path in targets:
        caller.app.books.open(path)
    looks = sum(len(each.remarks) for each in done)
    return (
        f"已导入 {len(done)} 张自评表：{'、'.join(map(os.path.basename, targets))}。\n"
        f"有 {looks} 处请核对，逐格的说明见 selfeval-xl import；接着点“计算评分”。"
    )


def verify(caller: session.Caller) -> str:
    """核对: tell how many printed figures got which verdict, and those to look at first; nothing is changed."""
    return "\n".join(line for each in books.of_copy(caller.book, verify_each) for line in _verified(each))


def _verified(done: Verified) -> Iterator[str]:
    total = UNGRADED if done.card.total is None else f"{done.card.total}分"
    yield f"{done.part or '按规则'}：总分 {total}，等级 {done.card.grade or UNGRADED}。"
    counts = [(verdict, sum(each.verdict == verdict for each in done.comparisons)) for verdict in VERDICTS]
    shown = "，".join(f"{count} 个{verdict}" for verdict, count in counts if count)
    yield f"核对了 {len(done.comparisons)} 个印出的数：{shown or '没有'}。"
    differing = [each for each in done.comparisons if each.level != NOTICE]
    for each in differing[:FINDINGS_SHOWN]:
        yield f"  {each.place.address} {each.subject}：印的 {each.printed}，按规则 {each.computed}。{each.reason}"
    if len(differing) > FINDINGS_SHOWN:
        yield f"  其余 {len(differing) - FINDINGS_SHOWN} 处用 selfeval-xl verify 看。"
    yield from done.remarks
