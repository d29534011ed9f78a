"""What ``check``, ``verify`` and ``import`` tell, in lines for the terminal.

A file may hold several forms; then each is told under a line that says which it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from selfeval_xl.cli import saved, textview
from selfeval_xl.documents.blocks import Table, columns
from selfeval_xl.domain.finding import AGREES, NOTICE, VERDICTS, Finding
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.writers.terminal import one_line, table

if TYPE_CHECKING:  # check and score, which tell their results by this module too, need neither
    from selfeval_xl.tasks.import_form import Imported
    from selfeval_xl.tasks.verify import Verified


class _Told(Protocol):
    """What came of one form, which its ``part`` says of a file with several (see ``tasks.assess.Assessment``)."""

    @property
    def part(self) -> str: ...


_One = TypeVar("_One", bound=_Told)


def one_by_one(done: Sequence[_One], lines: Callable[[_One], Iterable[str]]) -> Iterator[str]:
    """Yield the lines about each form of a file; the only one goes without a heading."""
    for number, each in enumerate(done, 1):
        if len(done) > 1:
            yield from [""] * (number > 1)
            yield f"【第 {number} 张，共 {len(done)} 张】{one_line(each.part)}"
        yield from lines(each)


def one_or_all(done: Sequence[_One], as_object: Callable[[_One], Mapping[str, object]]) -> Mapping[str, object]:
    """Return the object about the only form of a file, or ``{"forms": [...]}`` with that of each."""
    if len(done) == 1:
        return as_object(done[0])
    return {"forms": [{"form": each.part, **as_object(each)} for each in done]}


def checked(card: Scorecard) -> Iterator[str]:
    """Yield every finding, below what the form is about."""
    yield from textview.headline(card)
    yield ""
    yield from textview.findings(card.findings)


def count_verified(done: Sequence[Verified]) -> Iterator[str]:
    """Yield how many of several forms agree with the rule."""
    if len(done) > 1:
        same = sum(all(each.agrees for each in one.comparisons) for one in done)
        yield ""
        yield f"共 {len(done)} 张自评表：{same} 张印的都一致，{len(done) - same} 张有不同。"


def verified(done: Verified) -> Iterator[str]:
    """Yield how many printed figures got which verdict, those to look at with the reason, then the findings."""
    yield from textview.headline(done.card)
    yield f"核对了 {len(done.comparisons)} 个印出的数：{'，'.join(_counted(done.comparisons))}。"
    taken = [each.place.cell for each in done.comparisons if each.level == NOTICE and not each.agrees]
    if taken:
        yield f"定性指标由人评分，分数与所写的完成情况相称，照此采用：{'、'.join(taken)}。"
    told = [each for each in done.comparisons if each.level != NOTICE]
    if told:
        yield ""
        rows = [(each.subject, each.place.address, each.printed, each.computed, each.reason) for each in told]
        titles = ("项目", "位置", "印的", "按规则", "差在哪里")
        yield from table(Table("differences", columns(titles, "<<>><"), tuple(rows)))
    yield from (f"注意：{one_line(remark)}" for remark in done.remarks)
    yield ""
    yield from textview.findings(done.card.findings)


def _counted(comparisons: Iterable[Finding]) -> Iterator[str]:
    counts = Counter(each.verdict for each in comparisons)
    for verdict in VERDICTS:
        if counts[verdict] or verdict == AGREES:
            yield f"{counts[verdict]} 个{verdict}"


def by_kind(told: Sequence[Finding], kinds: Iterable[str], line: Callable[[Finding], str]) -> Iterator[str]:
    """Yield what is told of each kind, which is the ``subject``, below its name and how many there are."""
    for kind in kinds:
        own = [each for each in told if each.subject == kind]
        if own:
            yield ""
            yield f"{kind}（{len(own)}）"
            yield from map(line, own)


def imported(done: Imported, source: str, target: str, backup: str | None) -> Iterator[str]:
    """Yield what was read of a form, then every remark with its cell."""
    from selfeval_xl.tasks.import_remarks import KINDS

    submission = done.card.submission
    yield from saved.render("已导入", f"{source} 的“{done.form.sheet}” → {target}", backup)
    funds, indicators = len(submission.printed.funds or submission.budget), len(submission.indicators)
    yield f"读到 {funds} 行项目资金、{indicators} 行指标，按“{done.card.standard_name}”填好。"
    yield from by_kind(done.remarks, KINDS, _remark)
    yield ""
    yield from textview.headline(done.card)
    yield f"接下来请核对上面各项，再运行：selfeval-xl check {target}"


def _remark(remark: Finding) -> str:
    where = f"{remark.place.cell:<5} " if remark.place.cell else ""
    shown = one_line(remark.printed)
    cut = f"{shown[:40]}……" if len(shown) > 40 else shown
    return f"  {where}{f'“{cut}” ' if cut else ''}{one_line(remark.reason)}"
