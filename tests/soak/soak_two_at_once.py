"""Two at once, again and again: pairs of processes with one target, roll-ups of a folder that is being written to."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import threading
from collections import Counter
from pathlib import Path

import pytest

from selfeval_xl.cli import main
from selfeval_xl.messages import codes
from selfeval_xl.storage import resources, saving
from tests.faults import openable
from tests.test_two_at_once import folder, scores, states_of

__all__ = ["folder"]
PAIRS, ROLL_UPS = 50, 40
HALF_WRITTEN = {codes.DAMAGED, codes.EMPTY, codes.NOT_A_WORKBOOK, codes.CHANGING, codes.KEPT_CHANGING}


@pytest.mark.parametrize("options", [(), ("--force",)], ids=["", "force"])
def test_pairs_of_processes_with_one_target(folder: Path, options: tuple[str, ...]) -> None:
    target, old, found = folder / "结果.xlsx", resources.read("mof-2020.xlsx"), Counter[tuple[int, ...]]()
    for _ in range(PAIRS):
        for path in (target, *openable.backups(folder)):
            path.unlink(missing_ok=True)
        if options:
            target.write_bytes(old)
        told = scores(folder, *options)
        assert all(("已写入" in shown) == (code == 0) for code, shown, _ in told)
        assert openable.openable(target.read_bytes(), ".xlsx") and openable.temporaries(folder) == []
        assert not options or old in [path.read_bytes() for path in openable.backups(folder)]
        found[tuple(sorted(code for code, _, _ in told))] += 1
    assert set(found) == {(0, 0) if options else (0, 2)}
    print(f"\nscore in pairs {options}: {PAIRS} pairs, exit codes {dict(found)}, the file whole, each told the truth")


@pytest.mark.parametrize("at_once", [True, False], ids=["as we save", "piece by piece into the file itself"])
def test_a_folder_is_rolled_up_while_it_is_written_to(
    folder: Path, tmp_path: Path, at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    states = {path: states_of(path) for path in (folder / f"项目{number}.xlsx" for number in range(6))}
    stop, found = threading.Event(), Counter[str]()

    def write() -> None:
        for turn in itertools.count():
            for path, both in states.items():
                if stop.is_set():
                    return
                saving.save_new(path, both[turn % 2], force=True) if at_once else rewrite(path, both[turn % 2])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(ROLL_UPS):
            with contextlib.redirect_stdout(io.StringIO()):
                assert main(["rollup", str(folder), "--to", "csv", "-o", "汇总表.csv", "--jobs", "1", "--force"]) in (
                    0,
                    1,
                )
            found += outcomes(tmp_path / "汇总表.csv")
    finally:
        stop.set()
        writer.join()
    scored = found.pop("89.00")
    assert scored + found.total() == 7 * ROLL_UPS and set(found) <= HALF_WRITTEN
    assert not at_once or not found
    print(f"\n{ROLL_UPS} roll-ups of a folder being written to: {scored} times read and scored right, "
          f"refused as half-written {dict(found)}, no wrong figure")  # fmt: skip


def rewrite(path: Path, data: bytes) -> None:
    with open(path, "wb") as file:
        for start in range(0, len(data), 8192):
            file.write(data[start : start + 8192])
            file.flush()


def outcomes(path: Path) -> Counter[str]:
    """The scores in a roll-up, and the codes of what was refused."""
    found = Counter[str]()
    for file, column in ((path, "得分"), (path.with_name(f"{path.stem}-未读文件.csv"), "编号")):
        with open(file, encoding="utf-8-sig", newline="") as text:
            found.update(row[column] for row in csv.DictReader(text))
    return found
