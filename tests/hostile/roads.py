"""Everything that the program does with a workbook, as roads by name, and what a refusal must sound like."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from selfeval_xl.cli import jsonview, textview
from selfeval_xl.documents.forms.kinds import EXPORTED
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.layout import BUDGET, INDICATORS, SUMMARY
from selfeval_xl.messages import codes
from selfeval_xl.ooxml import obstacles
from selfeval_xl.readers.grids import read_grids
from selfeval_xl.storage import saving
from selfeval_xl.tasks import export, export_form, write_report
from selfeval_xl.tasks.assess import Assessment, assess, standard_for
from selfeval_xl.tasks.import_form import import_each
from selfeval_xl.tasks.verify import verify
from selfeval_xl.workbook.patcher import patch
from tests import rich
from tests.hostile.corpus import RICH

RESULT = "result"
WRITTEN = frozenset({"已评分.xlsx", "导入.xlsx", "报告.docx"})
"""The files that the roads write into the folder ``out``."""
_OURS = frozenset({codes.NOT_RECONCILED, codes.REPORT_NOT_RECONCILED})
"""Refusals that own up to a mistake of the program."""


def badly_said(trouble: UserError) -> str:
    """Tell when a refusal is no Chinese sentence of a bearable length."""
    text = str(trouble)
    chinese = any("一" <= character <= "鿿" for character in trouble.message)
    ours = trouble.code in _OURS
    sound = (
        not ours
        and chinese
        and len(text) < 2000
        and trouble.message.endswith("。")
        and trouble.remedy
        and "Traceback" not in text
    )
    return "" if sound else f"{trouble.code} is badly said: {text[:300]!r}"


def roads(source: str, folder: Path, book: str, sending: bool) -> dict[str, Callable[[], object]]:
    """Return what the program can do with a workbook, by name."""
    out = folder / "out"
    out.mkdir(exist_ok=True)

    def score() -> None:
        assessment = assess(source)
        _told(assessment)
        if assessment.card.submission.form:
            return  # names were lost, so that it is read as a form, of which import makes a workbook
        data = assessment.filled(assessment.output())
        saving.save_new(str(out / "已评分.xlsx"), data)
        again = read_grids(data, source, (INDICATORS, BUDGET, SUMMARY))
        assert {INDICATORS, BUDGET, SUMMARY} <= again.keys(), "what was written cannot be read"

    def imported() -> None:
        result = import_each(source)[0]
        saving.save_new(str(out / "导入.xlsx"), result.data)

    def ribbon() -> None:
        data = Path(source).read_bytes()
        list(obstacles.obstacles(data, (INDICATORS, SUMMARY)))
        patch.fill(data, rich.output(), source)

    found: dict[str, Callable[[], object]] = {"score": score, "verify": lambda: verify(source), "import": imported}
    if book == RICH:
        found["fill"] = ribbon
    if sending:
        found["send"] = lambda: _send(source, out)
    return found


def _told(assessment: Assessment) -> None:
    list(textview.scorecard(assessment.card, 160))
    json.dumps(jsonview.scorecard(assessment.card), ensure_ascii=False)


def _send(source: str, out: Path) -> None:
    """Take every exit that a scored workbook has."""
    assessment = assess(source)
    card = assessment.card
    for kind in ("csv", "xlsx"):
        export.written(kind, export.summary_of(card), "汇总")
    standard = standard_for(card.submission)
    for kind in EXPORTED:
        export_form.make(kind, card, standard, "表.xlsx")
    write_report.write(card, str(out / "报告.docx"))
