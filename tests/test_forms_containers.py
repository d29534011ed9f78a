"""The same form in any file is the same submission: what import, verify, score and the roll-up make of it is one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.rollup.reading import Batch, read_batch
from selfeval_xl.rollup.listing import find
from selfeval_xl.tasks.import_form import import_form
from selfeval_xl.tasks.verify import verify
from tests import containers
from tests.containers import word
from tests.paper import PUBLISHED, lay_out

TABLES = sorted(PUBLISHED)


def read_as(card: Scorecard) -> list[tuple[object, ...]]:
    """Return what was read and what came of it, as a person sees it."""
    project = card.submission.project
    facts = [text_of(each) for each in (project.name, project.year, project.unit, project.department)]
    budget = [(line.annual, line.executed) for line in card.submission.budget]
    rows = [
        (*(text_of(value) for value in (row.indicator.name, row.indicator.target, row.indicator.actual)), row.score)
        for row in card.indicators
    ]
    return [(*facts, card.total, card.grade), *budget, *rows]


@pytest.mark.parametrize("name", TABLES)
def test_every_container_gives_the_same_scores(name: str, tmp_path: Path) -> None:
    path = lay_out(PUBLISHED[name], tmp_path / "表.xlsx")
    sheet = openpyxl.load_workbook(path)["自评表"]
    wanted = read_as(import_form(str(path)).card)
    compared = [(each.what, each.printed, each.computed, each.reason) for each in verify(str(path)).comparisons]
    for ending, make in containers.MAKERS.items():
        other = tmp_path / f"另一份{ending}"
        other.write_bytes(make([sheet]))
        assert read_as(import_form(str(other)).card) == wanted, ending
        assert [(each.what, each.printed, each.computed, each.reason) for each in verify(str(other)).comparisons] == compared, ending
