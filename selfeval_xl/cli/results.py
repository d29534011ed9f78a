"""What ``verify`` and ``import`` tell: in lines for the terminal, and as the object of ``--json``."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.cli import jsonview, saved, terminal
from selfeval_xl.domain.finding import Finding
from selfeval_xl.tasks.import_form import Imported
from selfeval_xl.tasks.import_remarks import KINDS
from selfeval_xl.tasks.verify import Verified
from selfeval_xl.writers.screen import one_line


def verified(done: Verified) -> Iterator[str]:
    """Yield every printed figure that differs beside the computed one, with the reason; then the findings."""
    yield from terminal.headline(done.card)
    differing = [each for each in done.comparisons if not each.agrees]
    same = len(done.comparisons) - len(differing)
    yield f"核对了 {len(done.comparisons)} 个印出的数：{same} 个一致，{len(differing)} 个不同。"
    if differing:
        yield ""
        rows = [(each.subject, each.place.address, each.printed, each.computed, each.reason) for each in differing]
        yield from terminal.table(("项目", "位置", "印的", "按规则", "差在哪里"), rows, align="<<>><")
    yield from (f"注意：{one_line(remark)}" for remark in done.remarks)
    yield ""
    yield from terminal.findings(done.card.findings)


def verified_object(done: Verified) -> jsonview.Json:
    """Return the object that ``verify --json`` prints."""
    fields = ("subject", "sheet", "cell", "printed", "computed", "reason")
    return {
        "total": None if done.card.total is None else str(done.card.total),
        "grade": done.card.grade,
        "comparisons": [jsonview.finding_object(each, fields, subject="what") for each in done.comparisons],
        "remarks": list(done.remarks),
        "findings": [jsonview.finding_object(finding) for finding in done.card.findings],
    }


def imported(done: Imported, source: str, target: str, backup: str | None) -> Iterator[str]:
    """Yield what was read of a form, then every remark with its cell."""
    submission = done.card.submission
    yield from saved.render("已导入", f"{source} 的“{done.form.sheet}” → {target}", backup)
    funds, indicators = len(submission.printed.funds), len(submission.indicators)
    yield f"读到 {funds} 行项目资金、{indicators} 行指标，按“{done.card.standard_name}”填好。"
    for kind in KINDS:
        remarks = [remark for remark in done.remarks if remark.subject == kind]
        if remarks:
            yield ""
            yield f"{kind}（{len(remarks)}）"
            yield from map(_remark, remarks)
    yield ""
    yield from terminal.headline(done.card)
    yield f"接下来请核对上面各项，再运行：selfeval-xl check {target}"


def _remark(remark: Finding) -> str:
    where = f"{remark.place.cell:<5} " if remark.place.cell else ""
    shown = one_line(remark.printed)
    cut = f"{shown[:40]}……" if len(shown) > 40 else shown
    return f"  {where}{f'“{cut}” ' if cut else ''}{one_line(remark.reason)}"


def imported_object(done: Imported, target: str) -> jsonview.Json:
    """Return the object that ``import --json`` prints; numbers are decimal strings."""
    card, names = done.card, {"subject": "kind", "printed": "shown", "reason": "message"}
    fields = ("subject", "sheet", "cell", "printed", "reason")
    return {
        "output": target,
        "sheet": done.form.sheet,
        "form": done.form.kind,
        "standard": card.standard_id,
        "funds": len(card.submission.printed.funds),
        "indicators": len(card.submission.indicators),
        "total": None if card.total is None else str(card.total),
        "remarks": [jsonview.finding_object(remark, fields, **names) for remark in done.remarks],
    }
