"""What the groups 填报, 报送 and 审核 do beyond a single dialog: 全套报送材料, 导出自评表, 导入官方表, 核对."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from selfeval_xl.documents import drafts
from selfeval_xl.documents.delivery import FOLDER
from selfeval_xl.documents.forms import kinds
from selfeval_xl.domain.errors import StorageError
from selfeval_xl.domain.finding import NOTICE, VERDICTS
from selfeval_xl.domain.printed import UNGRADED
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.excel import book as books
from selfeval_xl.excel import dialogs, session
from selfeval_xl.storage import folders, saving
from selfeval_xl.tasks import deliver as delivering
from selfeval_xl.tasks import export_form
from selfeval_xl.tasks.import_form import import_each
from selfeval_xl.tasks.verify import Verified

FINDINGS_SHOWN = 4
"""How many things are listed in a message; Excel cuts a message off at about a thousand characters."""
_MEANWHILE = "改好后再点一次。"


def held_back(card: Scorecard) -> str:
    """Return what must be mended before anything is written, ``""`` where all is well."""
    left = drafts.must_mend(card)
    return "\n".join((*drafts.kept_back(left, FINDINGS_SHOWN), _MEANWHILE)) if left else ""


def deliver(caller: session.Caller) -> str | None:
    """Write everything that is handed in into a folder beside the workbook, or where the user says."""
    done = books.assessed(caller.book)
    if left := held_back(done.card):
        return left
    place = os.path.dirname(books.path_of(caller.book))
    chosen = place if os.path.isdir(place) else dialogs.ask_for_folder(caller.app)
    if chosen is None:
        return None
    projects = delivering.named([done])
    bar = dialogs.StatusBar(caller.app.hwnd, FOLDER)
    made = delivering.made(projects, delivering.DeliveryLook(), lambda each: _printed(caller, each), bar)
    target = os.path.join(chosen, FOLDER)
    backup = folders.put(target, made.files, force=True)
    return "\n".join(delivering.render(projects, made, target, backup))


def _printed(caller: session.Caller, workbooks: Sequence[bytes]) -> list[bytes]:
    """Print by Excel, or else by LibreOffice; raises StorageError where neither can."""
    from selfeval_xl.writers import pdf

    try:
        return [books.printed(caller.app, each) for each in workbooks]
    except StorageError:
        return pdf.from_workbooks(workbooks)


def export_official_form(caller: session.Caller) -> str | None:
    """Write the official form of the 评价标准 where the user says."""
    done = books.assessed(caller.book)
    if left := held_back(done.card):
        return left
    kind = done.standard.form
    target = dialogs.ask_where_to_save(caller.app, export_form.file_name(kind, f"{books.stem(caller.book)}.xlsx"))
    if target is None:
        return None
    data = export_form.make(kind, done.card, done.standard, target)
    backup = saving.save_new(target, data, force=True)
    return f"{dialogs.saved('已导出', target, backup)}\n（{kinds.TITLES[kind]}，已重新打开与评分结果核对一致。）"


def import_official_form(caller: session.Caller) -> str | None:
    """Make a workbook of each form in a file of the user's choice, beside it, and open them."""
    from selfeval_xl.tasks.scored_copy import numbered

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
    """Tell how many printed figures got which verdict, and those to look at first."""
    done = books.verified(caller.book)
    return "\n".join(line for each in done for line in _verified(each))


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
