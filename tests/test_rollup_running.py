"""Whoever reads the files, the outcomes are the same: one process or several, a worker lost, stopped and resumed."""

import contextlib
import functools
import itertools
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from selfeval_xl import __version__
from selfeval_xl.documents.rollup.records import FileResult, Source
from selfeval_xl.domain.errors import InputError, UserError
from selfeval_xl.rollup import fetching, job, journal, listing, pool, reading, running, sharing
from tests import folders

COUNT = 150
"""More than two chunks, so that processes have something to share."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = folders.projects(tmp_path_factory.mktemp("many"), COUNT)
    (made / "坏.xlsx").write_bytes(b"PK\x03\x04")
    return made


@pytest.fixture(scope="module")
def alone(folder: Path) -> list[FileResult]:
    return list(running.run(folders.batch(folder), 1))


def plan(folder: Path, **options: Any) -> job.Plan:
    return job.Plan(str(folder))._replace(**options)


def test_side_by_side_is_the_same(folder: Path, alone: list[FileResult]) -> None:
    assert list(pool.run_pool(folders.batch(folder), 2)) == alone


def test_processes_that_are_started_afresh_as_on_windows_read_the_same(
    folder: Path, alone: list[FileResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    afresh = functools.partial(ProcessPoolExecutor, mp_context=multiprocessing.get_context("spawn"))
    monkeypatch.setattr(pool, "ProcessPoolExecutor", afresh)
    assert list(pool.run_pool(folders.batch(folder), 2)) == alone


def test_processes_are_forked_from_one_that_has_read_ahead(
    folder: Path, alone: list[FileResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    true = fetching._read

    def slow(path: str) -> object:
        time.sleep(0.01)
        return true(path)

    monkeypatch.setattr(fetching, "_SLOW", 0)
    monkeypatch.setattr(fetching, "_read", slow)  # as on a share, so that all threads are called up here
    assert list(running.run(folders.batch(folder), 1)) == alone
    assert list(pool.run_pool(folders.batch(folder), 2)) == alone


def test_few_files_are_read_by_one_process() -> None:
    assert running.usual_jobs(running.WORTH_IT - 1) == 1
    assert running.usual_jobs(running.WORTH_IT) == max(1, len(running._cores()))


def test_worker_that_dies_costs_only_the_file_it_died_of(
    folder: Path, alone: list[FileResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly, true = alone[70].source.file, reading._evaluated

    def evaluated(source: Source, *others: Any) -> list[FileResult]:
        if source.file == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return true(source, *others)

    monkeypatch.setattr(reading, "_evaluated", evaluated)
    found = list(pool.run_pool(folders.batch(folder), 2))
    assert [each for each in found if each.source.file != deadly] == [
        each for each in alone if each.source.file != deadly
    ]
    assert [each.refusal.code for each in found if each.refusal and each.source.file == deadly] == ["F84"]


def test_worker_that_dies_while_rows_are_written_costs_nothing_else(
    folder: Path, alone: list[FileResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of memory, say: nobody waits for that worker at the time."""
    unlucky, true, once = alone[100].source.file, reading._evaluated, tmp_path / "died"

    def evaluated(source: Source, *others: Any) -> list[FileResult]:
        if source.file == unlucky and not once.exists():
            once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return true(source, *others)

    monkeypatch.setattr(reading, "_evaluated", evaluated)
    outcomes = pool.run_pool(folders.batch(folder), 2)
    found = [next(outcomes)]
    while not once.exists():
        time.sleep(0.05)
    time.sleep(0.3)
    assert [*found, *outcomes] == alone


def test_no_more_processes_than_there_is_work_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, true = [], pool._pool

    def noted(jobs: int) -> ProcessPoolExecutor:
        asked.append(jobs)
        return true(jobs)

    monkeypatch.setattr(pool, "_pool", noted)
    list(pool.run_pool(folders.batch(folder), 40_000))
    assert asked == [3]


def test_stopping_early_leaves_no_process(folder: Path) -> None:
    before = set(_children())
    outcomes = pool.run_pool(folders.batch(folder), 2)
    list(itertools.islice(outcomes, 3))
    assert [child for child in _children() if child not in before and _is_python(child)]
    outcomes.close()
    assert not [child for child in _children() if child not in before and _is_python(child)]


def _children() -> Iterator[int]:
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a thread that has just ended
            yield from map(int, (task / "children").read_text().split())


def _is_python(process: int) -> bool:
    try:
        return b"python" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def stopped_after(folder: Path, path: str, count: int) -> None:
    """Begin a roll-up and stop it as Ctrl-C does."""
    work = job.begin(plan(folder, journal=path, jobs=1))
    list(itertools.islice(work.outcomes, count))
    work.outcomes.close()


def test_resumed_run_says_the_same_and_reads_only_the_rest(
    folder: Path, alone: list[FileResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "汇总表.进度")
    stopped_after(folder, path, 100)
    read, true = [], reading._evaluated

    def evaluated(source: Source, *others: Any) -> list[FileResult]:
        read.append(source.file)
        return true(source, *others)

    monkeypatch.setattr(reading, "_evaluated", evaluated)
    work = job.begin(plan(folder, journal=path, resume=True, jobs=1))
    assert work.reused >= 99
    assert list(work.outcomes) == alone
    assert len(read) == COUNT + 1 - work.reused


def test_second_run_reads_nothing_that_did_not_change(folder: Path, alone: list[FileResult], tmp_path: Path) -> None:
    path = str(tmp_path / "汇总表.进度")
    list(job.begin(plan(folder, journal=path, jobs=1)).outcomes)
    again = job.begin(plan(folder, journal=path, resume=True, jobs=1))
    assert again.reused == COUNT + 1
    assert list(again.outcomes) == alone


def test_what_only_stood_in_the_way_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, path, true = folders.projects(tmp_path / "in", 3), str(tmp_path / "汇总表.进度"), fetching._read

    def locked(name: str) -> object:
        if name.endswith("0002.xlsx"):
            raise PermissionError(13, "Permission denied", name)
        return true(name)

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "_read", locked)
        first = list(job.begin(plan(folder, journal=path, jobs=1)).outcomes)
    assert [bool(each.refusal) for each in first].count(True) == 1
    again = job.begin(plan(folder, journal=path, resume=True, jobs=1))
    assert again.reused == 2
    assert all(each.project for each in again.outcomes)


def test_changed_file_is_read_again(tmp_path: Path) -> None:
    folder, path = folders.projects(tmp_path / "in", 4), str(tmp_path / "汇总表.进度")
    list(job.begin(plan(folder, journal=path, jobs=1)).outcomes)
    folders.change(folder / "1科" / "项目0003.xlsx", "项目信息", {folders.NAME: "改了名"})
    again = job.begin(plan(folder, journal=path, resume=True, jobs=1))
    assert again.reused == 3
    assert "改了名" in [outcome.project.name for outcome in again.outcomes if outcome.project]


def test_other_options_read_everything_again(tmp_path: Path) -> None:
    folder, path = folders.projects(tmp_path / "in", 3), str(tmp_path / "汇总表.进度")
    list(job.begin(plan(folder, journal=path, jobs=1)).outcomes)
    assert job.begin(plan(folder, journal=path, resume=True, jobs=1, off=frozenset({"C01"}))).reused == 0


def test_what_another_version_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, path = folders.projects(tmp_path / "in", 3), str(tmp_path / "汇总表.进度")
    with monkeypatch.context() as earlier:
        earlier.setattr(job, "__version__", "0.1.0")
        list(job.begin(plan(folder, journal=path, jobs=1)).outcomes)
    again = job.begin(plan(folder, journal=path, resume=True, jobs=1))
    assert (again.reused, len(list(again.outcomes))) == (0, 3)
    assert job.begin(plan(folder, journal=path, resume=True, jobs=1)).reused == 3


def test_line_cut_off_by_a_crash_is_read_again(tmp_path: Path) -> None:
    folder, path = folders.projects(tmp_path / "in", 4), tmp_path / "汇总表.进度"
    whole = list(job.begin(plan(folder, journal=str(path), jobs=1)).outcomes)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]) + lines[3][: len(lines[3]) // 2])
    again = job.begin(plan(folder, journal=str(path), resume=True, jobs=1))
    assert again.reused == 2
    assert list(again.outcomes) == whole
    assert job.begin(plan(folder, journal=str(path), resume=True)).reused == 4


def test_journal_does_not_grow_with_every_run(tmp_path: Path) -> None:
    folder, path = folders.projects(tmp_path / "in", 3), tmp_path / "汇总表.进度"
    sizes = []
    for number in range(8):
        for file in folder.rglob("*.xlsx"):
            os.utime(file, ns=(number, number))
        list(job.begin(plan(folder, journal=str(path), resume=True, jobs=1)).outcomes)
        sizes.append(path.stat().st_size)
    assert max(sizes) < 2.5 * sizes[0]


@pytest.mark.parametrize("left", [0, 10, 40])
def test_a_journal_cut_off_in_its_first_line_is_begun_anew(tmp_path: Path, left: int) -> None:
    folder, path = folders.projects(tmp_path / "in", 2), tmp_path / "汇总表.进度"
    again = plan(folder, journal=str(path), resume=True)
    list(job.begin(again).outcomes)
    path.write_bytes(path.read_bytes()[:left])
    assert (len(list(job.begin(again).outcomes)), job.begin(again).reused) == (2, 2)


def test_a_file_that_was_moved_away_is_in_no_shard_any_more(tmp_path: Path) -> None:
    folder, path = folders.projects(tmp_path / "in", 3), str(tmp_path / "1.分片")
    share = plan(folder, journal=path, resume=True, shard=sharing.Shard(1, 1))
    list(job.begin(share).outcomes)
    gone = next(folder.rglob("*2.xlsx"))
    gone.unlink()
    assert len(list(job.begin(share).outcomes)) == 2
    assert len(list(sharing.merged(sharing.load_shards([path])))) == 2


def test_foreign_file_in_the_place_of_the_journal_is_left_alone(tmp_path: Path) -> None:
    folder, path = folders.projects(tmp_path / "in", 1), tmp_path / "汇总表.进度"
    path.write_text("somebody's notes")
    with pytest.raises(InputError) as caught:
        job.begin(plan(folder, journal=str(path), resume=True))
    assert caught.value.code == "F91"
    assert path.read_text() == "somebody's notes"


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "-1/2", "1/2/3", "一/二", "1/0"])
def test_shard_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        sharing.shard(text)
    assert caught.value.code == "F85"


def shards(folder: Path, where: Path, of: int) -> list[str]:
    """Read a folder in shards, each as another machine would."""
    paths = []
    for number in range(1, of + 1):
        paths.append(str(where / f"{number}.分片"))
        list(job.begin(plan(folder, journal=paths[-1], shard=sharing.Shard(number, of), jobs=1)).outcomes)
    return paths


def test_shards_together_are_the_whole(folder: Path, alone: list[FileResult], tmp_path: Path) -> None:
    paths = shards(folder, tmp_path, 3)
    parts = [journal.kept(path) for path in paths]
    assert all(part and 30 < len(part.places) < 70 for part in parts)
    assert list(sharing.merged(sharing.load_shards(paths[::-1]))) == alone


def test_shards_of_another_version_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folders.projects(tmp_path / "in", 4)
    with monkeypatch.context() as earlier:
        earlier.setattr(job, "__version__", "0.1.0")
        old = shards(folder, tmp_path, 2)
    with pytest.raises(InputError, match=rf"与“现在的程序”不能合在一起：程序版本不同（0\.1\.0 和 {__version__}）"):
        sharing.load_shards(old)
    (tmp_path / "new").mkdir()
    with pytest.raises(InputError, match="程序版本不同"):
        sharing.load_shards([old[0], shards(folder, tmp_path / "new", 2)[1]])


def test_missing_twice_given_or_strange_shards_are_told(folder: Path, tmp_path: Path) -> None:
    paths = shards(folder, tmp_path, 3)
    strange = tmp_path / "别的"
    strange.write_text("x")
    unfinished = tmp_path / "半.分片"
    unfinished.write_bytes(Path(paths[0]).read_bytes().rpartition(b'"finished"')[0])
    cases = [("F88", paths[:2]), ("F87", [*paths, paths[0]]), ("F86", [str(strange)]), ("F86", [str(unfinished)])]
    for code, given in cases:
        with pytest.raises(InputError) as caught:
            sharing.load_shards(given)
        assert caught.value.code == code


def test_vanished_folder_and_empty_folder_are_told(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "没有", "F94"), (folders.sample(tmp_path / "是文件.xlsx"), "F94")):
        with pytest.raises(UserError) as caught:
            listing.find(str(path))
        assert caught.value.code == code
    (tmp_path / "空").mkdir()
    with pytest.raises(InputError) as found_none:
        job.begin(plan(tmp_path / "空"))
    assert found_none.value.code == "F80"
