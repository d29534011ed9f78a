"""A legal spelling of OOXML never changes a result: the sample, spelled in many ways, through every command.

What is written into a workbook changes the cells that are ours and nothing else, however the rest is spelled.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.layout import PROJECT
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package
from selfeval_xl.readers.grids import read_grids
from selfeval_xl.tasks.assess import assess
from selfeval_xl.tasks.verify import verify
from tests.spellings import ILLEGAL, LEGAL, sample
from tests.spellings.cells import with_day
from tests.spellings.parts import SHEETS, parts_of
from tests.spellings.zips import plain

OURS = ("预算", "指标", "汇总", "校验结果")
TOTAL = "89.00"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample in all its spellings, one file each."""
    place = tmp_path_factory.mktemp("写法")
    for name, spell in LEGAL.items():
        path_of(place, name).write_bytes(spell(sample()))
    return place


def path_of(folder: Path, name: str) -> Path:
    return folder / f"{name.replace('/', '∕')}.xlsx"


def told(path: Path) -> tuple[object, ...]:
    """What ``check`` and ``score`` say of a workbook: the result and every finding with its cell."""
    card = assess(str(path)).card
    return card.total, card.grade, [(each.code, each.place, each.message) for each in card.findings]


def test_there_are_enough_of_them() -> None:
    assert len(LEGAL) >= 80


@pytest.mark.parametrize("name", LEGAL)
def test_check_and_score_say_the_same_and_leave_all_else_as_it_was(name: str, folder: Path, tmp_path: Path) -> None:
    path, usual = path_of(folder, name), told(path_of(folder, "unchanged"))
    assert (str(usual[0]), usual[1]) == (TOTAL, "良好")
    assert told(path) == usual
    done = assess(str(path))
    scored = tmp_path / "已评分.xlsx"
    scored.write_bytes(done.filled(done.output()))
    assert told(scored) == usual
    before, after = parts_of(path.read_bytes()), parts_of(scored.read_bytes())
    assert before.keys() == after.keys()
    assert {each for each in before if before[each] != after[each]} <= written_to(path)
    compared = verify(str(scored)).comparisons
    assert compared and all(each.agrees for each in compared)


def written_to(path: Path) -> set[str]:
    """The parts that may change: four sheets, their drawings, and the workbook's wish to be calculated."""
    package = Package(path.read_bytes(), path.name)
    where = parts.find(package)
    ours = {part.part for name in OURS if (part := where.sheet(name))} | {where.workbook}
    names = {each.lower().replace("\\", "/"): each for each in parts_of(path.read_bytes())}
    drawn = {name for low, name in names.items() if "drawing" in low or "chart" in low}
    return {names[each.lower()] for each in ours} | drawn


def test_a_roll_up_counts_them_all_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, target = tmp_path / "单位", tmp_path / "汇总.json"
    folder.mkdir()
    name, project = SHEETS[1], "公共服务经费"
    for number, (spelling, spell) in enumerate(LEGAL.items()):
        # Files of one content would be taken for copies of one project.
        own = sample()[name].decode().replace(f">{project}<", f">{project}（{number}）<").encode()
        path_of(folder, spelling).write_bytes(spell(sample() | {name: own}))
    assert main(["rollup", str(folder), "--to", "json", "-o", str(target)]) in (0, 1)
    capsys.readouterr()
    rows = json.loads(target.read_text(encoding="utf-8"))["项目汇总"]
    assert len(rows) == len(LEGAL)
    assert {(row["total"], row["grade"], row["executed_fen"]) for row in rows} == {
        (TOTAL, "良好", rows[0]["executed_fen"])
    }


@pytest.mark.parametrize("name", ILLEGAL)
def test_what_is_no_spelling_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    spell, code = ILLEGAL[name]
    path = tmp_path / "表.xlsx"
    path.write_bytes(spell(sample()))
    with pytest.raises(InputError) as caught:
        assess(str(path))
    assert caught.value.code == code and caught.value.message.endswith("。")


@pytest.mark.parametrize("day", [("43097",), ("41635", "n", True), ("2017-12-28", "d"), ("2017-12-28T00:00:00", "d")])
def test_a_day_is_the_same_in_every_date_system(day: tuple[str] | tuple[str, str] | tuple[str, str, bool]) -> None:
    grid = read_grids(plain(with_day(*day)(sample())), "表", (PROJECT,))[PROJECT]
    assert grid.rows[28][1] == datetime.date(2017, 12, 28)
