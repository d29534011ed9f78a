"""Nothing is lost: at every call to the system the disk refuses, the process is killed, or somebody presses Ctrl-C."""

import errno
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.errors import StorageError
from selfeval_xl.messages import codes
from selfeval_xl.storage import atomic_write, backups, resources, saving
from selfeval_xl.writers import sinks
from tests.faults import openable
from tests.faults.points import ERRORS, INTERRUPT_AFTER, KILL_AFTER, KILL_BEFORE, SHORT, Fault, watched
from tests.faults.zygote import KILLED, RENAMEAT2, ROOT, Zygote

NEW, OLD = b"new" * 1000, b"old" * 900
NO_LINKS = ("link",)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    started = Zygote()
    yield started
    started.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with Chinese and a space in its name."""
    made = tmp_path / "绩效 自评"
    made.mkdir()
    return made


def fresh(folder: Path, old: bytes | None = None, earlier: int = 0) -> Path:
    """Empty the folder but for a target that may hold something, with some backups of before."""
    shutil.rmtree(folder)
    folder.mkdir()
    target = folder / "汇总 表.xlsx"
    if old is not None:
        target.write_bytes(old)
    for number in range(earlier):
        (folder / f"汇总 表.备份-2025010{number + 1}-080000.xlsx").write_bytes(b"%d" % number)
    return target


Scene = tuple[bytes | None, int, tuple[str, ...]]
SCENES = [
    pytest.param((None, 0, ()), id="a new file"),
    pytest.param((OLD, 0, ()), id="in the place of another"),
    pytest.param((OLD, 5, ()), id="with all backups there"),
    pytest.param((None, 0, NO_LINKS), id="a new file, no links"),
    pytest.param((OLD, 5, NO_LINKS), id="all backups there, no links"),
]


def points(folder: Path, scene: Scene) -> list[str]:
    """The calls that saving makes when nothing goes wrong."""
    old, earlier, refuses = scene
    target = fresh(folder, old, earlier)
    with watched(folder, refuses=refuses) as watch:
        saving.save_new(target, NEW, force=old is not None)
    return watch.points


@pytest.mark.parametrize("basic", [False, True], ids=["", "cannot rename without replacing"])
@pytest.mark.parametrize("scene", SCENES)
def test_whatever_the_disk_refuses_the_old_file_or_the_new_one_is_there(
    folder: Path, scene: Scene, basic: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, earlier, refuses = scene
    if basic:
        monkeypatch.setattr(atomic_write, "_renamed", lambda *_: False)
    calls = points(folder, scene)
    assert {"open", "write", "fsync", "close", "unlink"} <= set(calls)
    for at, call in enumerate(calls, 1):
        for number in ERRORS:
            target = fresh(folder, old, earlier)
            before = {path.name for path in openable.backups(folder)}
            with watched(folder, Fault(at, number), refuses):
                backup, said = save(target, force=old is not None)
            where = f"{errno.errorcode[number]} at {at} ({call})"
            content = target.read_bytes() if target.exists() else None
            assert content == (old if said else NEW), where
            names = {path.name for path in openable.backups(folder)}
            assert names == before if said else len(names) <= 6, where
            assert said or old is None or (backup and Path(backup).read_bytes() == old), where
            assert len(openable.temporaries(folder)) <= (call == "unlink"), where


def save(target: Path, force: bool) -> tuple[str | None, str]:
    """The backup, and the sentence when saving is refused; anything but a sentence is a bug."""
    try:
        return saving.save_new(target, NEW, force), ""
    except StorageError as trouble:
        assert trouble.message.endswith("。") and trouble.remedy.endswith("。")
        return None, trouble.message


@pytest.mark.parametrize("scene", SCENES)
def test_a_short_write_is_gone_on_with(folder: Path, scene: Scene) -> None:
    old, earlier, refuses = scene
    for at, call in enumerate(points(folder, scene), 1):
        if call == "write":
            target = fresh(folder, old, earlier)
            with watched(folder, Fault(at, SHORT), refuses) as watch:
                saving.save_new(target, NEW, force=old is not None)
            assert target.read_bytes() == NEW and watch.points[at] == "write"


@pytest.mark.parametrize("basic", [False, True], ids=["", "cannot rename without replacing"])
@pytest.mark.parametrize("scene", SCENES)
def test_ctrl_c_at_any_moment_loses_neither_file(
    folder: Path, scene: Scene, basic: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, earlier, refuses = scene
    if basic:
        monkeypatch.setattr(atomic_write, "_renamed", lambda *_: False)
    for at in range(1, len(points(folder, scene)) + 1):
        target = fresh(folder, old, earlier)
        with watched(folder, Fault(at, INTERRUPT_AFTER), refuses), pytest.raises(KeyboardInterrupt):
            saving.save_new(target, NEW, force=old is not None)
        content = target.read_bytes() if target.exists() else None
        # Between two calls the new name belongs to an empty file there.
        assert content in (old, NEW) or (basic and refuses and content == b""), at
        if old is not None and content == NEW:
            assert OLD in [path.read_bytes() for path in openable.backups(folder)], at


KILLS = [
    pytest.param((), id="links"),
    pytest.param(NO_LINKS, id="no links"),
]


@pytest.mark.parametrize("refuses", KILLS)
@pytest.mark.parametrize("force", [False, True], ids=["a new file", "in the place of another"])
def test_killed_at_any_call_the_score_is_whole_or_not_there(
    zygote: Zygote, folder: Path, refuses: tuple[str, ...], force: bool
) -> None:
    source, old = folder / "表.xlsx", resources.read("mof-2020.xlsx")
    target = folder / "表-已评分.xlsx"
    words = ("score", source.name, *(["--force"] if force else []))
    at, code = 0, KILLED
    while code == KILLED:
        at += 1
        for path in folder.iterdir():
            path.unlink()
        source.write_bytes(resources.read(resources.SAMPLE))
        if force:
            target.write_bytes(old)
        code, _, said = zygote.run(words, folder, Fault(at, KILL_AFTER), refuses)
        assert code in (KILLED, 0), said
        content = target.read_bytes() if target.exists() else None
        assert content == (old if force else None) or openable.openable(content or b"", ".xlsx"), at
        assert not force or old in [content, *(path.read_bytes() for path in openable.backups(folder))], at
        assert source.read_bytes() == resources.read(resources.SAMPLE)
        assert len(openable.temporaries(folder)) <= 2 and len(openable.backups(folder)) <= 1
    assert at > 10


def test_without_any_help_of_the_file_system_a_kill_leaves_at_worst_an_empty_file(zygote: Zygote, folder: Path) -> None:
    """No links, no renaming without replacing: between two calls the new name belongs to an empty file."""
    found = set()
    for at in range(1, 30):
        for path in folder.iterdir():
            path.unlink()
        code, _, _ = zygote.run(("new", "-o", "表.xlsx"), folder, Fault(at, KILL_AFTER), (*NO_LINKS, RENAMEAT2))
        target = folder / "表.xlsx"
        found.add(target.read_bytes() if target.exists() else None)
        if code != KILLED:
            break
    assert found == {None, b"", resources.read("mof-2020.xlsx")}


# --- nothing piles up


def test_what_killed_runs_left_is_gone_after_the_next_one(zygote: Zygote, folder: Path) -> None:
    for _ in range(12):
        zygote.run(("new", "-o", "表.xlsx"), folder, Fault(8, KILL_BEFORE))
    assert len(openable.temporaries(folder)) == 12 == len(list(folder.iterdir()))
    saving.save_new(folder / "另一个.xlsx", NEW)
    assert len(openable.temporaries(folder)) == 12, "they may still be in use"
    openable.grow_old(folder)
    saving.save_new(folder / "又一个.xlsx", NEW)
    assert sorted(path.name for path in folder.iterdir()) == ["又一个.xlsx", "另一个.xlsx"]


def test_only_our_own_old_temporary_files_are_swept_up(folder: Path) -> None:
    ours = folder / "~selfeval-0123456789ab.tmp"
    names = ["~selfeval-0123456789AB.tmp", "~selfeval-说明.tmp", "selfeval-0123456789ab.tmp"]
    theirs = [folder / name for name in (*names, "~selfeval-0123456789ab.tmp.xlsx", "~$表.xlsx", "~WRL0001.tmp")]
    linked, below = folder / "~selfeval-aaaaaaaaaaaa.tmp", folder / "~selfeval-bbbbbbbbbbbb.tmp"
    for path in (ours, *theirs):
        path.write_bytes(b"x")
        os.utime(path, (0, 0))
    below.mkdir()
    os.utime(below, (0, 0))
    linked.symlink_to(theirs[0])
    os.utime(linked, (0, 0), follow_symlinks=False)
    saving.save_new(folder / "表.xlsx", NEW)
    assert {path.name for path in folder.iterdir()} == {
        path.name for path in (folder / "表.xlsx", linked, below, *theirs)
    }


def test_a_wrong_clock_makes_nobody_sweep_what_is_in_use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = folder / "~selfeval-0123456789ab.tmp"
    live.write_bytes(b"x")
    monkeypatch.setattr(time, "time", lambda: 4e9)
    saving.save_new(folder / "表.xlsx", NEW)
    assert live.exists()


def test_fifty_killed_runs_push_no_backup_out(zygote: Zygote, folder: Path) -> None:
    old = resources.read("mof-2020.xlsx")
    words = ("new", "--sample", "--force", "-o", "汇总 表.xlsx")
    target = fresh(folder, old, earlier=5)
    _, count, _ = zygote.run(words, folder)
    target = fresh(folder, old, earlier=5)
    before = [path.name for path in openable.backups(folder)]
    for at in range(50):
        zygote.run(words, folder, Fault(at % count + 1, KILL_BEFORE))
        target.write_bytes(old)
    kept = [path.name for path in openable.backups(folder)]
    assert len(kept) <= 6 and set(before[1:]) <= set(kept)
    openable.grow_old(folder)
    saving.save_new(target, NEW, force=True)
    assert len(openable.backups(folder)) == 5 and openable.temporaries(folder) == []


def test_a_second_run_that_changes_nothing_makes_no_backup(folder: Path) -> None:
    target = fresh(folder, NEW, earlier=2)
    assert saving.save_new(target, NEW, force=True) is None
    assert len(openable.backups(folder)) == 2


def test_backups_keep_their_order_when_the_clock_jumps_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = fresh(folder, b"0")
    stamps = ["20990101-000000", "20260301-090000", "20260228-120000", "20260301-090000"]
    for number, stamp in enumerate(stamps * 2, 1):
        monkeypatch.setattr(time, "strftime", lambda _, stamp=stamp: stamp)
        made = saving.save_new(target, b"%d" % number, force=True)
        assert made and Path(made).read_bytes() == b"%d" % (number - 1)
    assert sorted(path.read_bytes() for path in openable.backups(folder)) == [b"3", b"4", b"5", b"6", b"7"]


def test_a_folder_full_of_backups_is_thinned_to_the_newest(folder: Path) -> None:
    target = fresh(folder, OLD)
    for number in range(500):
        (folder / f"汇总 表.备份-20250101-{number:06d}.xlsx").write_bytes(b"%d" % number)
    neighbour = folder / "汇总 表.备份-20250101-000000.csv"
    neighbour.touch()
    saving.save_new(target, NEW, force=True)
    kept = [path.read_bytes() for path in sorted(folder.glob("*.备份-*.xlsx"))]
    assert kept == [b"496", b"497", b"498", b"499", OLD] and neighbour.exists()


# --- what is said


def test_what_is_said_of_a_file_that_was_replaced_is_true(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    Path("表.xlsx").write_bytes(resources.read(resources.SAMPLE))
    assert main(["score", "表.xlsx"]) == 0
    said = capsys.readouterr().out
    assert "已写入：表-已评分.xlsx（原文件没有改动）" in said and "备份" not in said
    assert main(["score", "表.xlsx", "-o", "./表.xlsx", "--force"]) == 0
    said = capsys.readouterr().out
    (backup,) = openable.backups(folder)
    assert "没有改动" not in said and f"原来的那一份留了备份：{backup}" in said
    assert backup.read_bytes() == resources.read(resources.SAMPLE)


def test_a_demo_takes_away_nothing_that_was_tried_out_in_the_last(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = folder / "演示" / resources.SAMPLE
    for _ in range(2):
        assert main(["demo", "-o", str(folder / "演示")]) == 0
    assert list(changed.parent.glob(f"{changed.stem}.备份-*")) == []
    changed.write_bytes(b"tried out")
    assert main(["demo", "-o", str(folder / "演示")]) == 0
    (backup,) = changed.parent.glob(f"{changed.stem}.备份-*")
    assert backup.read_bytes() == b"tried out" and str(backup) in capsys.readouterr().out


@pytest.mark.parametrize("closed", [">/dev/full", ">&-", ">&- 2>&-"])
def test_a_screen_that_takes_nothing_changes_nothing_of_the_result(folder: Path, closed: str) -> None:
    (folder / "表.xlsx").write_bytes(resources.read(resources.SAMPLE))
    command = f"{shlex.quote(sys.executable)} -m selfeval_xl score 表.xlsx {closed}"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == (2 if "full" in closed else 0) and "意料之外" not in done.stderr
    assert ("没有全部显示出来" in done.stderr) == ("full" in closed)
    assert openable.openable((folder / "表-已评分.xlsx").read_bytes(), ".xlsx")


# --- places


def test_a_read_only_target_is_left_alone_also_by_force(folder: Path) -> None:
    target = fresh(folder, OLD)
    target.chmod(0o444)
    with pytest.raises(StorageError) as caught:
        saving.save_new(target, NEW, force=True)
    assert caught.value.code == codes.READ_ONLY and target.read_bytes() == OLD


def test_what_is_no_file_is_never_replaced(folder: Path) -> None:
    """An administrator who exports to a device by force would lose the device."""
    os.mkfifo(folder / "管道")
    for force in (False, True):
        with pytest.raises(StorageError):
            saving.save_new(folder / "管道", NEW, force)
    assert (folder / "管道").is_fifo()


@pytest.mark.parametrize(
    "name", ["a b  c.xlsx", "  .xlsx", "自评=表&100%^!.xlsx", "x" * 250 + ".xlsx", "绩" * 82 + ".xlsx"]
)
def test_any_name_that_the_disk_takes_is_saved_under(folder: Path, name: str) -> None:
    saving.save_new(folder / name, OLD)
    assert (folder / name).read_bytes() == OLD
    if len(name.encode()) < 230:
        backup = saving.save_new(folder / name, NEW, force=True)
        assert backup and Path(backup).read_bytes() == OLD
        return
    with pytest.raises(StorageError) as caught:  # no room in the name for that of a backup
        saving.save_new(folder / name, NEW, force=True)
    assert "太长" in caught.value.message and (folder / name).read_bytes() == OLD
    assert openable.temporaries(folder) == []


def test_a_folder_that_vanishes_while_saving_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = fresh(folder, OLD)
    real = atomic_write._fill

    def fill(descriptor: int, data: bytes) -> None:
        real(descriptor, data)
        shutil.rmtree(folder)

    monkeypatch.setattr(atomic_write, "_fill", fill)
    for force in (False, True):
        folder.mkdir(exist_ok=True)
        with pytest.raises(StorageError) as caught:
            saving.save_new(target.with_name("另.xlsx"), NEW, force)
        assert caught.value.code == codes.NO_FOLDER


def test_a_working_folder_that_is_gone_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    folder.rmdir()
    with pytest.raises(StorageError):
        saving.save_new("表.xlsx", NEW)


def test_a_link_that_points_nowhere_or_in_a_circle(folder: Path) -> None:
    (folder / "往.xlsx").symlink_to(folder / "真.xlsx")
    saving.save_new(folder / "往.xlsx", NEW)
    assert (folder / "真.xlsx").read_bytes() == NEW and (folder / "往.xlsx").is_symlink()
    (folder / "圈.xlsx").symlink_to(folder / "圈.xlsx")
    for force in (False, True):
        with pytest.raises(StorageError):
            saving.save_new(folder / "圈.xlsx", NEW, force)


def test_what_only_its_owner_may_read_stays_so_in_every_copy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = fresh(folder, OLD)
    target.chmod(0o600)
    seen, real = [], atomic_write._fill

    def fill(descriptor: int, data: bytes) -> None:
        seen.append(os.fstat(descriptor).st_mode & 0o777)
        real(descriptor, data)

    monkeypatch.setattr(atomic_write, "_fill", fill)
    with watched(folder, refuses=NO_LINKS):
        backup = saving.save_new(target, NEW, force=True)
    assert backup and os.stat(backup).st_mode & 0o777 == target.stat().st_mode & 0o777 == 0o600
    assert seen == [0o600, 0o600]


# --- Windows, as far as it can be played here


def in_use(winerror: int) -> PermissionError:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = winerror  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize("winerror", [5, 32])
def test_a_virus_scanner_that_looks_at_the_file_for_a_moment_is_waited_for(
    folder: Path, winerror: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = fresh(folder, OLD)
    real, refusals = os.replace, [in_use(winerror)] * 3

    def replace(source: str, to: str) -> None:
        if refusals:
            raise refusals.pop()
        real(source, to)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(atomic_write, "_PAUSES", (0.0,) * 4)
    saving.save_new(target, NEW, force=True)
    assert target.read_bytes() == NEW


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_a_file_held_by_a_program_without_a_mark_is_said_to_be_in_use(
    folder: Path, winerror: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = fresh(folder, OLD)

    def held(*_: object) -> None:
        raise in_use(winerror)

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(atomic_write, "_PAUSES", (0.0,))
    with pytest.raises(StorageError) as caught:
        saving.save_new(target, NEW, force=True)
    assert caught.value.code == codes.LOCKED and target.read_bytes() == OLD
    assert openable.backups(folder) == openable.temporaries(folder) == []


@pytest.mark.parametrize("kept", [False, True], ids=["made now", "there before"])
def test_on_windows_a_refused_replacement_leaves_no_second_name_of_the_file(
    folder: Path, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There no name of a file goes while somebody holds it, and what they write shows under each of its names."""
    target = fresh(folder, OLD)
    monkeypatch.setattr(backups, "_BY_LINK", False)
    monkeypatch.setattr(atomic_write, "_PAUSES", (0.0,))
    before = [Path(backups.make(str(target))[0])] if kept else []
    unlink, held = os.unlink, os.stat(target).st_ino

    def refuses(path: str) -> None:
        if os.stat(path).st_ino == held:
            raise in_use(32)
        unlink(path)

    def replace(*_: object) -> None:
        raise in_use(5)

    monkeypatch.setattr(os, "unlink", refuses)
    monkeypatch.setattr(os, "replace", replace)
    for act in (lambda: saving.save_new(target, NEW, force=True), lambda: sinks.set_aside([str(target)])):
        with pytest.raises(StorageError) as caught:
            act()
        assert caught.value.code == codes.LOCKED and openable.backups(folder) == before
        assert os.stat(target).st_nlink == 1


def test_on_windows_a_new_file_is_renamed_which_there_replaces_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(source: str, to: str) -> None:
        if os.path.exists(to):
            raise FileExistsError(errno.EEXIST, "exists")
        os.replace(source, to)

    monkeypatch.setattr(atomic_write, "_RENAMING_KEEPS", True)
    monkeypatch.setattr(os, "rename", rename)
    with watched(folder, refuses=NO_LINKS):
        saving.save_new(folder / "表.xlsx", NEW)
    with pytest.raises(StorageError) as caught:
        saving.save_new(folder / "表.xlsx", OLD)
    assert caught.value.code == codes.EXISTS and (folder / "表.xlsx").read_bytes() == NEW
