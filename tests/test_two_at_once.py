"""Two at once: one target written by several, a workbook that is open elsewhere, a file written while it is read."""

import builtins
import contextlib
import errno
import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.errors import InputError, StorageError, UserError
from selfeval_xl.domain.layout import PROJECT
from selfeval_xl.messages import codes
from selfeval_xl.storage import atomic_write, locks, resources, saving, stable_read
from selfeval_xl.tasks.assess import assess
from tests.faults import openable
from tests.faults.points import watched
from tests.libre import office
from tests.workbooks import read_workbook

SAMPLE = resources.read(resources.SAMPLE)
ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a workbook to score."""
    made = tmp_path / "绩效 自评"
    made.mkdir()
    (made / "表.xlsx").write_bytes(SAMPLE)
    return made


def scores(folder: Path, *options: str, count: int = 2) -> list[tuple[int, str, str]]:
    """Score the workbook in several processes at once; exit code, output and error of each."""
    command = [sys.executable, "-m", "selfeval_xl", "score", "表.xlsx", "-o", "结果.xlsx", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, env=environment, encoding="utf-8")
        for _ in range(count)
    ]
    said = [process.communicate(timeout=120) for process in started]  # first, for a full pipe would stop them
    return [(process.returncode, *each) for process, each in zip(started, said, strict=True)]


# --- the same target


def test_of_two_processes_each_says_truly_whether_it_wrote(folder: Path) -> None:
    """Who finds the file made meanwhile refuses; who comes when it was made replaces it: nobody changed it by hand."""
    wrote, refused = (0, False, True), (2, True, False)
    met = sorted((code, "--force" in said, "已写入" in shown) for code, shown, said in scores(folder))
    assert met in ([wrote, refused], [wrote, wrote])
    assert openable.openable((folder / "结果.xlsx").read_bytes(), ".xlsx")
    kept = [path.name for path in openable.backups(folder)]
    assert len(kept) <= met.count(wrote) - 1
    assert sorted(os.listdir(folder)) == sorted(["结果.xlsx", "表.xlsx", *kept])


def test_two_processes_that_replace_both_say_the_truth_and_what_was_there_has_its_backup(folder: Path) -> None:
    old = resources.read("mof-2020.xlsx")
    (folder / "结果.xlsx").write_bytes(old)
    for code, shown, _ in scores(folder, "--force"):
        assert code == 0 and "已写入：结果.xlsx" in shown
    assert openable.openable((folder / "结果.xlsx").read_bytes(), ".xlsx")
    assert old in [path.read_bytes() for path in openable.backups(folder)]
    assert openable.temporaries(folder) == []


@pytest.mark.parametrize("refuses", [(), ("link",)], ids=["links", "no links"])
def test_of_five_who_replace_a_file_none_loses_what_another_wrote(
    folder: Path, refuses: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    target, real = folder / "结果.xlsx", atomic_write.replace
    target.write_bytes(b"old")

    def slowly(source: str, to: str) -> None:
        time.sleep(0.01)  # so that without the lock they would meet here
        real(source, to)

    monkeypatch.setattr(atomic_write, "replace", slowly)
    written: dict[bytes, str | None] = {}

    def save(number: int) -> None:
        data = b"by %d" % number
        written[data] = saving.save_new(target, data, force=True)

    with watched(folder, refuses=refuses):
        threads = [threading.Thread(target=save, args=(number,)) for number in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    kept = [path.read_bytes() for path in openable.backups(folder)]
    assert sorted([*kept, target.read_bytes()]) == sorted([b"old", *written])
    assert sorted(written.values(), key=str) == sorted(map(str, openable.backups(folder)))


def test_who_holds_the_lock_for_ever_is_not_waited_for_for_ever(folder: Path) -> None:
    waited: list[float] = []
    with locks.exclusive(str(folder / "结果.xlsx")):
        with (
            pytest.raises(OSError, match="一直在保存") as caught,
            locks.exclusive(str(folder / "别.xlsx"), waited.append),
        ):
            raise AssertionError("the lock is held")
        assert caught.value.errno == errno.EDEADLK and 5 < sum(waited) < 20


def test_a_file_system_without_locks_is_saved_to_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    (folder / "结果.xlsx").write_bytes(b"old")
    assert saving.save_new(folder / "结果.xlsx", b"new", force=True)


def test_on_windows_a_file_that_goes_with_its_holder_is_the_lock(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows removes it with the last handle; here, who closes it."""
    monkeypatch.setattr(locks, "_ON_WINDOWS", True)
    opened, close = [], os.close

    def closes(descriptor: int) -> None:
        close(descriptor)
        for path in openable.temporaries(folder):
            path.unlink()

    monkeypatch.setattr(os, "close", closes)
    with locks.exclusive(str(folder / "结果.xlsx")):
        opened += openable.temporaries(folder)
        with pytest.raises(OSError), locks.exclusive(str(folder / "结果.xlsx"), lambda _: None):
            raise AssertionError("the lock is held")
    assert len(opened) == 1 and openable.temporaries(folder) == []
    with locks.exclusive(str(folder / "结果.xlsx")):
        pass


def test_a_backup_whose_name_another_takes_at_the_last_moment_gets_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, real = folder / "结果.xlsx", os.link
    target.write_bytes(b"old")
    taken: list[Path] = []

    def link(source: str, to: str) -> None:
        if ".备份-" in to and not taken:
            taken.append(Path(to))
            taken[0].write_bytes(b"of another")
        real(source, to)

    monkeypatch.setattr(os, "link", link)
    backup = saving.save_new(target, b"new", force=True)
    assert backup and Path(backup).read_bytes() == b"old" and taken[0].read_bytes() == b"of another"


def test_a_target_that_comes_and_goes_is_still_replaced_with_a_backup(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, real = folder / "结果.xlsx", atomic_write.claim
    times: list[int] = []

    def claim(temporary: str, to: str) -> None:
        if to == str(target) and not times:
            times.append(1)
            target.write_bytes(b"of another")  # it was not there a moment ago
        real(temporary, to)

    monkeypatch.setattr(atomic_write, "claim", claim)
    backup = saving.save_new(target, b"new", force=True)
    assert backup and Path(backup).read_bytes() == b"of another" and target.read_bytes() == b"new"


# --- open elsewhere

MARKS = ["~$表.xlsx", ".~表.xlsx", ".~lock.表.xlsx#"]


@pytest.mark.parametrize("mark", MARKS)
def test_a_workbook_that_is_open_is_scored_as_last_saved_and_that_is_said(
    folder: Path, mark: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    (folder / mark).touch()
    for words in (["score", "表.xlsx"], ["check", "表.xlsx"], ["score", "表.xlsx", "-o", "另.xlsx", "--json"],
                  ["verify", "表.xlsx"], ["export", "表.xlsx"], ["report", "表.xlsx"]):  # fmt: skip
        assert main(words) in (0, 1)
        said = capsys.readouterr()
        assert mark in said.err and "最近一次保存的内容" in said.err and mark not in said.out


@pytest.mark.parametrize("mark", MARKS)
def test_a_result_that_is_open_is_not_replaced(
    folder: Path, mark: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    (folder / mark).touch()
    assert main(["score", "表.xlsx", "-o", "表.xlsx", "--force"]) == 2
    assert mark in capsys.readouterr().err
    assert (folder / "表.xlsx").read_bytes() == SAMPLE


@pytest.mark.parametrize(
    ("name", "mark"),
    [("报告.docx", "~$报告.docx"), ("七个字的报告呀.docx", "~$个字的报告呀.docx"),
     ("佛祖岭街道自评报告.docx", "~$岭街道自评报告.docx")],
)  # fmt: skip
def test_word_marks_a_long_name_in_its_own_way(folder: Path, name: str, mark: str) -> None:
    (folder / name).write_bytes(b"old")
    (folder / mark).touch()
    with pytest.raises(StorageError) as caught:
        saving.save_new(folder / name, b"new", force=True)
    assert caught.value.code == codes.LOCKED and mark in caught.value.remedy


def test_the_mark_of_another_workbook_does_not_count(folder: Path) -> None:
    (folder / "~$岭街道自评表.xlsx").touch()
    (folder / "佛祖岭街道自评表.xlsx").write_bytes(b"old")
    assert saving.save_new(folder / "佛祖岭街道自评表.xlsx", b"new", force=True)


def test_a_libreoffice_that_holds_the_workbook_is_respected(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    with office.running(tmp_path / "office", {}) as bridge:
        bridge.ask("open_book", str(folder / "表.xlsx"))
        assert main(["score", "表.xlsx"]) == 0
        assert ".~lock.表.xlsx#" in capsys.readouterr().err
        assert main(["score", "表.xlsx", "-o", "表.xlsx", "--force"]) == 2
        assert "正被别的程序打开" in capsys.readouterr().err
    assert (folder / "表.xlsx").read_bytes() == SAMPLE
    assert openable.openable((folder / "表-已评分.xlsx").read_bytes(), ".xlsx")


# --- written while it is read


class _Slow:
    """A file that somebody writes to after a piece of it was read."""

    def __init__(self, file: Any, meanwhile: Callable[[], None]) -> None:
        self._file, self._meanwhile = file, meanwhile

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._file.read(size)
        self._meanwhile()
        return data

    def __enter__(self) -> "_Slow":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextlib.contextmanager
def meanwhile(path: Path, happens: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let something happen to the file each time that it was read."""
    real = builtins.open

    def slow(file: Any, *values: Any, **named: Any) -> Any:
        opened = real(file, *values, **named)
        is_it = isinstance(file, (str, Path)) and Path(file) == path and (*values, "r")[0] == "rb"
        return _Slow(opened, happens) if is_it else opened

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "open", slow)
        patch.setattr(stable_read, "_PAUSES", (0.0, 0.0))
        yield


def other(folder: Path) -> bytes:
    """The same workbook, scored, and so with other bytes in nearly every part."""
    done = assess(str(folder / "表.xlsx"))
    return done.filled(done.output())


def test_a_file_that_is_written_while_it_is_read_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, after = folder / "表.xlsx", other(folder)
    times: list[int] = []

    def happens() -> None:
        if not times:
            times.append(1)
            path.write_bytes(after)

    with meanwhile(path, happens, monkeypatch):
        assert read_workbook(path).data == after


def test_a_change_of_no_other_size_and_time_is_seen_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "表.xlsx"
    times: list[int] = []
    after = SAMPLE[:-1] + bytes([SAMPLE[-1] ^ 1])
    stamp = path.stat().st_mtime_ns

    def happens() -> None:
        if not times:
            times.append(1)
            path.write_bytes(after)
            os.utime(path, ns=(stamp, stamp))

    with meanwhile(path, happens, monkeypatch):
        assert stable_read.made_of(str(path), 1 << 30, bytes) == after


def test_a_file_that_never_comes_to_rest_is_refused_kindly(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, number = folder / "表.xlsx", iter(range(100))
    with (
        meanwhile(path, lambda: os.utime(path, ns=(0, next(number))), monkeypatch),
        pytest.raises(StorageError) as caught,
    ):
        read_workbook(path)
    assert caught.value.code == codes.CHANGING and "再试" in caught.value.remedy


def test_a_file_caught_half_copied_is_read_when_it_is_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "表.xlsx"
    path.write_bytes(SAMPLE[: len(SAMPLE) // 2])
    monkeypatch.setattr(stable_read, "_PAUSES", (0.0, 0.0))

    def make(data: bytes) -> bytes:
        if len(data) < len(SAMPLE):
            path.write_bytes(SAMPLE)
            raise InputError("F04", "", "")
        return data

    assert stable_read.made_of(str(path), 1 << 30, make) == SAMPLE


def test_a_file_that_is_still_being_copied_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, arrived = folder / "表.xlsx", iter((len(SAMPLE) * 2 // 3, len(SAMPLE) * 3 // 4, len(SAMPLE)))
    path.write_bytes(SAMPLE[: len(SAMPLE) // 2])

    def more(_: float) -> None:
        path.write_bytes(SAMPLE[: next(arrived, None)])

    monkeypatch.setattr(time, "sleep", more)
    assert read_workbook(path).data == SAMPLE


def test_a_damaged_file_that_lies_still_is_said_to_be_damaged_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "表.xlsx").write_bytes(SAMPLE[: len(SAMPLE) // 2])
    os.utime(folder / "表.xlsx", (0, 0))
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("there is nothing to wait for"))
    with pytest.raises(InputError) as caught:
        read_workbook(folder / "表.xlsx")
    assert caught.value.code == codes.DAMAGED


def test_half_of_one_file_and_half_of_another_never_pass_for_a_workbook(folder: Path, tmp_path: Path) -> None:
    book = tmp_path / "另.xlsx"
    openpyxl.load_workbook(folder / "表.xlsx").save(book)
    states = (SAMPLE, other(folder), book.read_bytes())
    path, tried = folder / "撕.xlsx", 0
    for before in states:
        for after in states:
            for at in range(1, max(map(len, states)), 4999):
                torn = after[:at] + before[at:]
                if torn not in states:
                    path.write_bytes(torn)
                    os.utime(path, (0, 0))  # nobody has been writing to it for long, so that nobody is waited for
                    with pytest.raises(InputError):
                        done = assess(str(path))
                        done.filled(done.output())
                    tried += 1
    assert tried > 50


def test_a_file_rewritten_again_and_again_is_read_as_one_or_the_other_or_refused(folder: Path) -> None:
    path, after = folder / "表.xlsx", other(folder)
    stop = threading.Event()

    def rewrite() -> None:
        states = [after, SAMPLE]
        while not stop.is_set():
            with open(path, "wb") as file:
                for start in range(0, len(states[0]), 16_384):
                    file.write(states[0][start : start + 16_384])
                    file.flush()
            states.reverse()

    writer = threading.Thread(target=rewrite)
    writer.start()
    found: list[bytes | str] = []
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stable_read, "_PAUSES", (0.0,))
            patch.setattr(stable_read, "_PATIENCE", 0.01)
            for _ in range(25):
                try:
                    found.append(read_workbook(path).data)
                except UserError as trouble:
                    found.append(trouble.code)
    finally:
        stop.set()
        writer.join()
    allowed = {SAMPLE, after, codes.CHANGING, codes.DAMAGED, codes.EMPTY, codes.NOT_A_WORKBOOK}
    assert set(found) <= allowed


def test_a_pipe_in_the_place_of_a_workbook_does_not_hang(folder: Path) -> None:
    os.mkfifo(folder / "管道.xlsx")
    with pytest.raises(StorageError):
        read_workbook(folder / "管道.xlsx")


# --- a folder rolled up while files are saved into it


def test_a_folder_is_rolled_up_while_results_are_saved_into_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    states = [states_of(folder / f"项目{number}.xlsx") for number in range(4)]
    stop = threading.Event()

    def save() -> None:
        while not stop.is_set():
            for number, both in enumerate(states):
                saving.save_new(folder / f"项目{number}.xlsx", both[0], force=True)
                both.reverse()

    writer = threading.Thread(target=save)
    writer.start()
    try:
        code = main(["rollup", str(folder), "-o", "汇总表.xlsx", "--jobs", "1"])
    finally:
        stop.set()
        writer.join()
    said = capsys.readouterr().out
    # The backups of what was saved meanwhile are none of the five, and counted as what they are.
    assert code == 0 and "读出 5 个，评出得分 5 个，未读 0 个" in said, said
    assert openable.openable((tmp_path / "汇总表.xlsx").read_bytes(), ".xlsx")
    assert all(len(list(folder.glob(f"项目{number}.备份-*"))) <= 5 for number in range(4))
    assert openable.temporaries(folder) == []


def states_of(path: Path) -> list[bytes]:
    """A workbook of a project of its own, written to ``path``, before and after it was scored."""
    book = openpyxl.load_workbook(io.BytesIO(SAMPLE))
    cell = next(row[1] for row in book[PROJECT] if row[0].value == "项目名称")
    cell.value = path.stem
    book.save(path)
    done = assess(str(path))
    return [done.filled(done.output()), path.read_bytes()]
