"""分值 on forms that were received: what they add up to, whom they belong to, and in what they are written."""

from __future__ import annotations

import pytest

from selfeval_xl.comparison import compare
from selfeval_xl.domain.finding import ERROR, UNVERIFIABLE
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.domain.submission import Submission
from selfeval_xl.readers.forms import points
from selfeval_xl.scoring import score
from selfeval_xl.tasks.assess import by_standard
from selfeval_xl.tasks.evaluation import evaluate
from tests.test_awkward_forms import FUNDS, HEAD, NAME, ROWS, N, Row, form

FULL = [[*row[:5], row[5], row[5], N] for row in ROWS[:3]]


def evaluated(found: Submission) -> Scorecard:
    return evaluate(*by_standard(found))


def errors(card: Scorecard) -> list[tuple[str, str]]:
    return [(each.code, each.place.cell) for each in card.findings if each.level == ERROR]


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([ROWS[0], ["总分", N, N, N, N, 60, 59, N]], "F7"),
        ([ROWS[0], ["总分", N, N, N, N, N, 59, N]], "G7"),
        ([ROWS[0]], ""),
        ([*ROWS[:3], ROWS[2]], ""),
    ],
    ids=["beside its points", "beside its score", "without 总分", "more than 100"],
)
def test_points_that_do_not_make_100_have_to_be_mended_and_give_no_grade(rows: list[Row], cell: str) -> None:
    card = evaluated(form([*NAME, *FUNDS, HEAD, *rows]))
    assert ("W03", cell) in errors(card)
    assert card.total is not None and card.grade is None


@pytest.mark.parametrize("said", ["满分", "#REF!", "约九十", "√"])
@pytest.mark.parametrize("spot", [(3, 6), (3, 7), (6, 6), (8, 6)], ids=["rate", "score of the funds", "score", "total"])
def test_a_figure_that_is_printed_in_words_is_told_as_not_compared(spot: tuple[int, int], said: str) -> None:
    rows = [[*row] for row in (*NAME, *FUNDS, HEAD, *ROWS)]
    rows[spot[0]][spot[1]] = said
    found, rules = by_standard(form(rows))
    words = [each for each in compare(score(found, rules), rules) if each.reason == "印的不是数，没有核对"]
    told = [each.place.cell for each in words if each.verdict == UNVERIFIABLE]
    unread = [each.place.cell for each in found.form.unread] if found.form else []
    assert f"{'ABCDEFGH'[spot[1]]}{spot[0] + 1}" in (*told, *unread)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("97.5(优)", ("97.5", "优")),
        ("97.5优", ("97.5", "优")),
        ("97分优", ("97", "优")),
        ("97 分 (优秀)", ("97", "优秀")),
        ("97,优", ("97", "优")),
        ("97、优", ("97", "优")),
        ("97;不合格", ("97", "不合格")),
        ("97分 ( 优 )", ("97", "优")),
        ("优(98分)", ("98", "优")),
        ("优97", None),
        ("97", None),
        ("97.(优)", None),
        ("97(1)", None),
        ("97(基本合格)", None),
        ("97.5(_)", None),
    ],
)
def test_a_total_and_its_grade_may_stand_in_one_cell(text: str, said: tuple[str, str] | None) -> None:
    assert points.with_grade(text) == said
