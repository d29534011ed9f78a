"""All shipped workbooks, every maker of the form through every program that stores it anew, and through two of them."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.layout import SUMMARY
from selfeval_xl.storage import resources
from selfeval_xl.tasks.assess import assess
from tests import foreign
from tests.judges import makers, openxml
from tests.test_foreign_files import CODES, TOTAL

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl", "ignore::DeprecationWarning:openpyxl")
_FIGURES: Counter[str] = Counter()


def test_every_shipped_workbook_is_read_as_openpyxl_reads_it_or_refused_in_a_sentence() -> None:
    outcomes: Counter[str] = Counter()
    slowest, cells = 0.0, 0
    for name, data in foreign.shipped():
        began = time.monotonic()
        outcome = foreign.judged(name, data)
        slowest = max(slowest, time.monotonic() - began)
        outcomes[outcome] += 1
        cells += len(foreign.read_by_us(data, name)) if outcome == "same" else 0
    assert set(outcomes) <= {"same", "refused", "openpyxl gives up"}, outcomes
    print(
        f"\n别人的工作簿：{sum(outcomes.values())} 个，{outcomes['same']} 个（{cells} 个单元格）与 openpyxl 逐格一致，"
        f"{outcomes['refused']} 个用一句话说明后拒绝，"
        f"{outcomes['openpyxl gives up']} 个 openpyxl 自己读不了、我们读得了；"
        f"最慢的一个连同对照 {slowest:.1f} 秒；没有异常中断"
    )


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("forms")
    return [make(folder / f"{name}.xlsx") for name, make in foreign.MAKERS.items()]


@pytest.mark.parametrize("name", makers.REWRITERS)
def test_the_form_of_every_maker_survives_every_program(name: str, forms: list[Path], tmp_path: Path) -> None:
    wanted = {at: text_of(value) for at, value in foreign.expected().items()}
    for path in makers.REWRITERS[name](forms, tmp_path):
        found = {at: text_of(value) for at, value in foreign.read_by_us(path.read_bytes(), path.name).items()}
        assert found == wanted, path.name
        card = assess(str(path)).card
        assert str(card.total) == TOTAL and {finding.code for finding in card.findings} == CODES, path.name
        _FIGURES["forms"] += 1


@pytest.mark.parametrize("first", makers.REWRITERS)
def test_what_we_write_into_the_files_of_one_program_is_kept_by_the_others(first: str, tmp_path: Path) -> None:
    """The sample stored by one program, scored by us, and stored again by each of the others."""
    source = tmp_path / "样例.xlsx"
    source.write_bytes(resources.read(resources.SAMPLE))
    wanted = assess(str(source))
    (stored,) = makers.REWRITERS[first]([source], _folder(tmp_path, "一"))
    done = assess(str(stored))
    assert (done.card.total, done.card.grade) == (wanted.card.total, wanted.card.grade)
    scored = tmp_path / "已评分.xlsx"
    scored.write_bytes(done.filled(done.output()))
    before, after = openxml.errors(stored), openxml.errors(scored)
    assert len(after) <= len(before), after
    for second, rewrite in makers.REWRITERS.items():
        (again,) = rewrite([scored], _folder(tmp_path, second))
        assert foreign.lost(scored, again, (SUMMARY,)) == [], second
        card = assess(str(again)).card
        assert (card.total, card.grade, card.findings) == (done.card.total, done.card.grade, done.card.findings), second
        _FIGURES["round trips"] += 1


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder


def test_the_figures() -> None:
    print(
        f"\n自评表由 {len(foreign.MAKERS)} 种写法写出、{len(makers.REWRITERS)} 条路另存："
        f"{_FIGURES['forms']} 个都读得一样、得分一样；"
        f"样例另存、评分、再另存 {_FIGURES['round trips']} 条路，汇总没有少一格，总分和问题不变"
    )
