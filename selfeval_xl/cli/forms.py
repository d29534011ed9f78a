"""Official forms on the command line: writing one, and telling how the import of one went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selfeval_xl.cli import saved, textview
from selfeval_xl.documents.forms import kinds
from selfeval_xl.domain.finding import Finding
from selfeval_xl.storage import saving
from selfeval_xl.tasks import export_form
from selfeval_xl.tasks.assess import Assessment, standard_for
from selfeval_xl.tasks.import_form import Imported
from selfeval_xl.tasks.import_remarks import KINDS
from selfeval_xl.writers.terminal import one_line


def write(assessment: Assessment, source: str, kind: str | None, output: str | None, standard: str | None,
          force: bool) -> Iterator[str]:  # fmt: skip
    """Write the official form of a workbook and yield what to say about it."""
    card = assessment.card
    chosen = kind or kinds.usual_form(card.standard_id)
    target = output or export_form.file_name(chosen, source)
    data = export_form.make(chosen, card, standard_for(card.submission, standard), target)
    backup = saving.save_new(target, data, force)
    yield from saved.render("已导出", target, backup, f"（{kinds.TITLES[chosen]}，已重新打开与评分结果核对一致）")
    if card.total is None:
        yield "总分还算不出，表上空着；请用 selfeval-xl check 看哪些内容没有填。"
    if chosen == kinds.PLATFORM:
        yield "平台只收 .xls 的，请用 Excel 另存为“Excel 97-2003 工作簿”再导入。"


def render(imported: Imported, source: str, target: str, backup: str | None) -> Iterator[str]:
    """Yield the report of an import: what was read, then every remark with its cell."""
    form, submission = imported.form, imported.card.submission
    yield from saved.render("已导入", f"{source} 的“{form.sheet}” → {target}", backup)
    funds, indicators = len(submission.printed.funds), len(submission.indicators)
    yield f"读到 {funds} 行项目资金、{indicators} 行指标，按“{imported.card.standard_name}”填好。"
    for kind in KINDS:
        remarks = [remark for remark in imported.remarks if remark.subject == kind]
        if remarks:
            yield ""
            yield f"{kind}（{len(remarks)}）"
            yield from map(_line, remarks)
    yield ""
    yield from textview.headline(imported.card)
    yield f"接下来请核对上面各项，再运行：selfeval-xl check {target}"


def _line(remark: Finding) -> str:
    where = f"{remark.place.cell:<5} " if remark.place.cell else ""
    shown = one_line(remark.printed)
    cut = f"{shown[:40]}……" if len(shown) > 40 else shown
    return f"  {where}{f'“{cut}” ' if cut else ''}{one_line(remark.reason)}"


def as_object(imported: Imported, target: str) -> Mapping[str, object]:
    """Return the report as the object that ``--json`` prints; numbers are decimal strings."""
    form, card = imported.form, imported.card
    submission = card.submission
    return {
        "output": target,
        "sheet": form.sheet,
        "form": form.kind,
        "standard": card.standard_id,
        "funds": len(submission.printed.funds),
        "indicators": len(submission.indicators),
        "total": None if card.total is None else str(card.total),
        "remarks": [_remark_object(remark) for remark in imported.remarks],
    }


def _remark_object(remark: Finding) -> Mapping[str, str]:
    return {
        "kind": remark.subject,
        "sheet": remark.place.sheet,
        "cell": remark.place.cell,
        "shown": remark.printed,
        "message": remark.reason,
    }
