"""One file for the roll-up: its row says what ``score`` says of it alone, and whatever is wrong with it is told."""

import errno
import json
import os
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from selfeval_xl.cli import main
from selfeval_xl.documents.rollup.oddities import kind
from selfeval_xl.documents.rollup.records import FileResult
from selfeval_xl.domain.errors import StorageError
from selfeval_xl.readers.documents import Document
from selfeval_xl.rollup import fetching, listing, reading
from selfeval_xl.storage import resources, standards
from selfeval_xl.tasks import assess
from tests import folders


def read(folder: Path) -> dict[str, FileResult]:
    """What became of each file of a folder."""
    return {outcome.source.file: outcome for outcome in reading.outcomes(folders.batch(folder))}


def spoken(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    """What a command says as JSON."""
    main([*arguments, "--json"])
    return dict(json.loads(capsys.readouterr().out))


def sections_of(spoken: dict[str, object]) -> str:
    return "；".join(f"{part['name']} {part['score']}/{part['weight']}" for part in spoken["sections"])  # type: ignore


def test_row_says_what_score_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folders.sample(tmp_path / "in" / "样例.xlsx")
    alone = spoken(capsys, "score", str(path), "-o", str(tmp_path / "out.xlsx"))
    row = read(path.parent)["样例.xlsx"].project
    assert row is not None
    assert (row.total, row.grade) == (alone["total"], alone["grade"]) == ("89.00", "良好")
    assert row.sections == sections_of(alone) == "投入管理 14.00/16；过程管理 17.00/24；项目绩效 58.00/60"
    assert (row.budget, row.executed, row.rate) == (170920000, 155387019, "0.9091")
    assert (row.department, row.unit, row.year) == ("高新区管委会", "佛祖岭街道办事处", "2017")


def test_indicators_say_what_score_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folders.sample(tmp_path / "样例.xlsx")
    alone = spoken(capsys, "score", str(path), "-o", str(tmp_path / "out.xlsx"))
    indicators = read(tmp_path)["样例.xlsx"].indicators
    told = [(each["sheet"], each["name"], each["weight"], each["score"]) for each in alone["indicators"]]  # type: ignore
    assert [(row.sheet, row.name, row.weight, row.score) for row in indicators] == told
    assert sum(Decimal(row.score) for row in indicators) == Decimal("89.00")


def test_form_is_read_as_import_and_verify_read_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = folders.sample(tmp_path / "样例.xlsx")
    form = tmp_path / "表" / "自评表.xlsx"
    form.parent.mkdir()
    main(["export", str(sample), "--form", "mof-2020", "-o", str(form)])
    main(["import", str(form), "--standard", "donghu-2017", "-o", str(tmp_path / "导入.xlsx")])
    capsys.readouterr()
    alone = spoken(capsys, "score", str(tmp_path / "导入.xlsx"), "-o", str(tmp_path / "out.xlsx"))
    batch = folders.batch(form.parent)._replace(standard=standards.load("donghu-2017"))
    (outcome,) = reading.outcomes(batch)
    assert outcome.project is not None
    assert outcome.project.form == "项目支出绩效自评表"
    assert (outcome.project.total, outcome.project.grade) == (alone["total"], alone["grade"])
    assert outcome.project.printed_total == "89"


def test_printed_total_that_was_changed_by_hand_is_told(tmp_path: Path) -> None:
    source = folders.sample(tmp_path / "样例.xlsx")
    scored = tmp_path / "改过" / "样例.xlsx"
    scored.parent.mkdir()
    main(["score", str(source), "-o", str(scored)])
    where = next(
        cell
        for line in load_workbook(scored)["汇总"].iter_rows()
        for cell in line
        if cell.value == 89 and line[0].value == "总分"
    )
    folders.change(scored, "汇总", {where.coordinate: 95})
    outcome = read(scored.parent)["样例.xlsx"]
    assert outcome.project is not None
    assert (outcome.project.total, outcome.project.printed_total) == ("89.00", "95")
    told = [each for each in outcome.oddities if kind(each) == "得分不符"]
    assert [each.place.address for each in told] == [f"汇总!{where.coordinate}"]
    assert "表上是 95，重算是 89.00" in told[0].message


REFUSED = {
    "空.xlsx": (b"", "F07"),
    "旧.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "F0"),
    "半个.xlsx": (folders.SAMPLE[: len(folders.SAMPLE) // 2], "F04"),
    "文字.xlsx": (b"no workbook at all", "F01"),
    "空白.xlsx": (resources.read("mof-2020.xlsx"), "F93"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_told_and_stops_nothing(name: str, tmp_path: Path) -> None:
    content, code = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    folders.sample(tmp_path / "好的.xlsx")
    found = read(tmp_path)
    refusal = found[name].refusal
    assert refusal is not None
    assert refusal.code.startswith(code)
    assert name in refusal.message
    assert refusal.remedy.endswith("。")
    assert found["好的.xlsx"].project is not None


def test_rollup_made_before_is_told_as_that(tmp_path: Path) -> None:
    folders.sample(tmp_path / "好的.xlsx")
    assert main(["rollup", str(tmp_path), "-o", str(tmp_path / "上次的汇总.xlsx")]) == 0
    found = read(tmp_path)
    assert found["上次的汇总.xlsx"].other == listing.OWN
    assert found["好的.xlsx"].project is not None


def test_form_beside_a_list_of_projects_of_the_bureau_is_read(tmp_path: Path) -> None:
    sample = folders.sample(tmp_path / "样例.xlsx")
    form = tmp_path / "表" / "自评表.xlsx"
    form.parent.mkdir()
    main(["export", str(sample), "--form", "mof-2020", "-o", str(form)])
    book = load_workbook(form)
    book.create_sheet("项目汇总").append(["项目名称", "实施单位", "得分", "等级"])
    book.save(form)
    assert read(form.parent)["自评表.xlsx"].project is not None


def test_file_that_vanishes_is_told(tmp_path: Path) -> None:
    folders.sample(tmp_path / "在.xlsx")
    folders.sample(tmp_path / "走.xlsx")
    batch = folders.batch(tmp_path)
    (tmp_path / "走.xlsx").unlink()
    stays, gone = reading.outcomes(batch)
    assert stays.project is not None
    assert gone.refusal is not None and gone.refusal.code == "F21"


def test_file_that_another_program_keeps_locked_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders.projects(tmp_path, 2)
    true = fetching._read

    def kept(path: str) -> object:
        if path.endswith("0001.xlsx"):
            raise PermissionError(13, "Permission denied", path)
        return true(path)

    monkeypatch.setattr(fetching, "_read", kept)
    found = [outcome.refusal and outcome.refusal.code for outcome in reading.outcomes(folders.batch(tmp_path))]
    assert sorted(map(str, found)) == ["F23", "None"]


def test_bug_in_one_file_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders.projects(tmp_path, 3)
    true = assess.evaluated

    def stumbling(workbook: Document, *others: Any) -> assess.Assessment:
        if workbook.path.endswith("0002.xlsx"):
            raise ZeroDivisionError
        return true(workbook, *others)

    monkeypatch.setattr(assess, "evaluated", stumbling)
    found = read(tmp_path)
    assert {name: outcome.refusal and outcome.refusal.code for name, outcome in found.items()} == {
        "2科/项目0001.xlsx": None,
        "1科/项目0003.xlsx": None,
        "3科/项目0002.xlsx": "F83",
    }


def test_file_written_to_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folders.sample(tmp_path / "在写.xlsx")
    times = iter([0, 1, 2, 2])
    true = os.fstat

    def moving(descriptor: int) -> os.stat_result:
        os.utime(path, ns=(0, next(times, 2)))
        return true(descriptor)

    monkeypatch.setattr(os, "fstat", moving)
    monkeypatch.setattr(fetching, "_PAUSE", 0)
    fetched = fetching.fetch(str(path))
    assert fetched.data == folders.SAMPLE
    assert next(times, None) is None


def test_file_written_to_all_the_time_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folders.sample(tmp_path / "在写.xlsx")
    true, clock = os.fstat, iter(range(10**6))

    def moving(descriptor: int) -> os.stat_result:
        os.utime(path, ns=(0, next(clock)))
        return true(descriptor)

    batch = folders.batch(tmp_path)
    monkeypatch.setattr(os, "fstat", moving)
    monkeypatch.setattr(fetching, "_PAUSE", 0)
    (outcome,) = reading.outcomes(batch)
    assert outcome.refusal is not None and outcome.refusal.code == "F82"


def test_listing_takes_workbooks_only_and_always_in_the_same_order(tmp_path: Path) -> None:
    names = ["乙/2.xlsx", "甲/1.xlsm", "甲/深/3.xls", "甲.et", "b.ods"]
    passed = ["~$2.xlsx", ".隐藏.xlsx", "~selfeval-0.tmp", "表.备份-20260101-120000.xlsx", "说明.txt", "汇总表.xlsx"]
    for name in [*names, *passed]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = listing.find(str(tmp_path), [str(tmp_path / "汇总表.xlsx")])
    assert [source.file for source in found.sources] == sorted(names)


def test_listing_does_not_follow_links_in_circles(tmp_path: Path) -> None:
    folders.sample(tmp_path / "里" / "一.xlsx")
    (tmp_path / "里" / "圈").symlink_to(tmp_path)
    assert [source.file for source in listing.find(str(tmp_path)).sources] == ["里/一.xlsx"]


def _barred(monkeypatch: pytest.MonkeyPatch, barred: Path) -> None:
    """Let a folder be seen, but not listed, by a person who may not (root may always)."""
    true = os.scandir

    def scandir(path: str) -> object:
        if os.path.realpath(path) == os.path.realpath(barred):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return true(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_folder_that_may_not_be_listed_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _barred(monkeypatch, tmp_path)
    with pytest.raises(StorageError) as caught:
        listing.find(str(tmp_path))
    assert (caught.value.code, caught.value.message) == ("F23", f"没有权限打开“{tmp_path}”。")


def test_folder_below_that_may_not_be_listed_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders.sample(tmp_path / "甲科" / "一.xlsx")
    folders.sample(tmp_path / "乙科" / "二.xlsx")
    _barred(monkeypatch, tmp_path / "乙科")
    monkeypatch.chdir(tmp_path)
    found = listing.find(str(tmp_path))
    assert [source.file for source in found.sources] == ["甲科/一.xlsx"]
    assert [(each.source.file, each.refusal and each.refusal.code) for each in found.settled] == [("乙科", "F23")]


def test_file_held_open_is_known(tmp_path: Path) -> None:
    folders.sample(tmp_path / "开着.xlsx")
    (tmp_path / "~$开着.xlsx").write_bytes(b"x")
    assert listing.find(str(tmp_path)).held == {"开着.xlsx"}


def test_slow_folder_is_read_ahead_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folders.projects(tmp_path, 40)
    quick = [outcome.project for outcome in reading.outcomes(folders.batch(folder))]
    true, together, most = fetching._read, set[int](), 0

    def slow(path: str) -> object:
        nonlocal most
        together.add(id(path))
        most = max(most, len(together))
        time.sleep(0.01)
        together.discard(id(path))
        return true(path)

    monkeypatch.setattr(fetching, "_read", slow)
    reading._fetcher.cache_clear()
    try:
        assert [outcome.project for outcome in reading.outcomes(folders.batch(folder))] == quick
    finally:
        reading._fetcher.cache_clear()
    assert most > 4


def test_reading_needs_no_heavy_library() -> None:
    script = (
        "import sys, selfeval_xl.rollup.job; print({'pandas', 'numpy', 'openpyxl', 'distributed'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("kind", ["hubei", "mof-2020"])
def test_places_are_those_of_the_form_that_the_reviewer_opens(kind: str, tmp_path: Path) -> None:
    folders.sample(tmp_path / "~.xlsx")
    form = tmp_path / "自评表.xlsx"
    assert main(["export", str(tmp_path / "~.xlsx"), "--to", "form", "--form", kind, "-o", str(form)]) == 0
    (outcome,) = reading.outcomes(folders.batch(tmp_path))
    book = load_workbook(form)
    assert outcome.indicators
    assert {each.sheet for each in outcome.indicators} | {each.place.sheet for each in outcome.oddities} == {
        book.active.title
    }
    sheet = book[book.active.title]
    assert [str(sheet[row.cell].value) for row in outcome.indicators] == [row.actual for row in outcome.indicators]
    assert all(each.message.startswith(each.place.address) for each in outcome.oddities)
