"""For reviewers: re-score a filled workbook or official form and hold what it prints against the result."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from selfeval_xl import comparison
from selfeval_xl.comparison import Comparison, Printed, Shown
from selfeval_xl.documents.summary import UNGRADED
from selfeval_xl.domain.cells import parse_decimal, text_of
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.grid import Grid
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT, SUMMARY
from selfeval_xl.domain.place import Place
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers import results
from selfeval_xl.readers.forms.entry import points_of
from selfeval_xl.readers.forms.filled import Said, Unread
from selfeval_xl.readers.grids import Workbook, read_workbook
from selfeval_xl.readers.own import read
from selfeval_xl.rules import Standard, in_force
from selfeval_xl.scoring import score
from selfeval_xl.storage import standards
from selfeval_xl.tasks import import_form
from selfeval_xl.tasks.assess import standard_for
from selfeval_xl.tasks.evaluation import evaluate
from selfeval_xl.tasks.import_form import Imported

OURS = (PROJECT, BUDGET, INDICATORS, SUMMARY)
"""The sheets of a workbook of ours that hold inputs or results."""
_JUDGED = frozenset({"人工", "定性"})
"""Methods whose typed score is the rule's own input, not another opinion beside it."""


class Verified(NamedTuple):
    """The result by rule, each printed figure beside it, and what is to be said of the whole (``remarks``)."""

    card: Scorecard
    comparisons: tuple[Comparison, ...]
    remarks: tuple[str, ...]


def verify(path: str, standard: str | None = None, tolerance: Decimal = comparison.TOLERANCE) -> Verified:
    """Re-score the workbook or form at ``path``.  Raises InputError or StorageError when it cannot be read."""
    workbook = read_workbook(path, OURS)
    if {PROJECT, BUDGET, INDICATORS} <= workbook.grids.keys():
        return _verified_workbook(workbook, standard, tolerance)
    return verified_form(import_form.imported(workbook.data, path, standard), standard, tolerance)


def verified_form(
    imported: Imported, standard: str | Standard | None = None, tolerance: Decimal = comparison.TOLERANCE
) -> Verified:
    """Hold what an imported form prints against the result by rule; ``standard`` as it was imported with."""
    rules = in_force(standards.load(standard or imported.by_rule.standard_id), imported.by_rule.submission)
    printed = printed_on_form(imported)
    compared = comparison.compare(imported.by_rule, printed, rules, tolerance)
    return Verified(imported.by_rule, compared, tuple(map(_unread, imported.form.unread)))


def _unread(unread: Unread) -> str:
    place = unread.place
    return f"{place.sheet}{'!' if place.cell else ''}{place.cell}：{unread.why}"


def _verified_workbook(workbook: Workbook, standard: str | None, tolerance: Decimal) -> Verified:
    submission = read(workbook.grids)
    rules = standard_for(submission, standard)
    card = evaluate(_without_opinions(submission, rules), rules)
    summary = workbook.grids.get(SUMMARY)
    printed = printed_in(workbook.grids, card, rules)
    remarks = tuple(_age(results.fingerprint_on(summary), fingerprint(submission))) if summary else ()
    return Verified(card, comparison.compare(card, printed, rules, tolerance), remarks)


def printed_in(grids: Mapping[str, Grid], card: Scorecard, rules: Standard) -> Printed:
    """Return what a workbook of ours says of its own results, ``card`` being what it was read as, by ``rules``."""
    printed = Printed(tuple(map(_shown, results.scores(grids[INDICATORS], card.indicators))))
    summary = grids.get(SUMMARY)
    if not summary:
        return printed
    rate, total, grade = (results.beside(summary, label) for label in ("预算执行率", "总分", "评价等级"))
    section = comparison.execution_section(card, rules)
    return printed._replace(
        rate=_shown_rate(rate),
        execution=_shown(results.section_score(summary, section.name)) if section else None,
        total=_shown(total),
        grade=_shown_grade(grade, card),
    )


def _shown_grade(told: results.Told | None, card: Scorecard) -> tuple[str, Place] | None:
    """Return the printed grade; 暂不评级 is none where there is none."""
    grade = text_of(told.value) if told else ""
    return (grade, told.place) if told and (grade != UNGRADED or card.grade) else None


def _without_opinions(submission: Submission, rules: Standard) -> Submission:
    """Take out typed scores that stand beside a score by rule, so that they cannot confirm themselves."""
    by_rule = score(submission, rules).indicators
    kept = (
        row.indicator if row.system is None or row.method in _JUDGED else row.indicator._replace(typed_score=None)
        for row in by_rule
    )
    return submission._replace(indicators=tuple(kept))


def _age(printed: str, current: str) -> list[str]:
    if not printed:
        return ["“汇总”还没有计算过，没有可以核对的总分和等级。"]
    if printed != current:
        return ["“汇总”比填写的内容旧：计算之后又改过输入，请重新计算。"]
    return []


def _shown(told: results.Told | None) -> Shown | None:
    number = parse_decimal(told.value) if told else None
    return Shown(number, told.place) if told and number is not None else None


def _shown_rate(told: results.Told | Said | None) -> Shown | None:
    rate = results.rate_in(told.value) if told else None
    return Shown(rate, told.place) if told and rate is not None else None


def _points(said: Said | None) -> Shown | None:
    number = points_of(said.value) if said else None
    return Shown(number, said.place) if said and number is not None else None


def printed_on_form(imported: Imported) -> Printed:
    """Return what a form says of its own results, the scores in the order of ``by_rule``."""
    form, card, rows = imported.form, imported.by_rule, imported.rows
    funds = form.funds[0].cells if form.funds else {}
    by_row = {row.indicator.row: printed for row, printed in zip(rows, form.indicators, strict=True) if row}
    return Printed(
        scores=tuple(_points(by_row[row.indicator.row].cells.get("score")) for row in card.indicators),
        rate=_shown_rate(funds.get("rate")),
        execution=_points(funds.get("score")),
        total=_points(form.total),
        grade=(text_of(form.grade.value), form.grade.place) if form.grade else None,
    )
