"""Saving: whole or not at all, never over a file unasked, and with a backup when asked."""

import contextlib
import errno
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval_xl.domain.errors import StorageError
from selfeval_xl.messages import codes
from selfeval_xl.storage import atomic_write, os_errors
from selfeval_xl.storage.saving import save_new


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where to save; Chinese and spaces in the path."""
    folder = tmp_path / "绩效 自评"
    folder.mkdir()
    return folder / "汇总 表.xlsx"


def trouble(target: Path, force: bool = False) -> StorageError:
    """The error when saving; it names the place, and nothing of ours is left behind."""
    with pytest.raises(StorageError) as caught:
        save_new(target, b"new", force)
    assert not list(target.parent.glob("~selfeval-*"))
    return caught.value


def test_a_new_file_is_there_whole_and_nothing_else(target: Path) -> None:
    assert save_new(target, b"new") is None
    assert target.read_bytes() == b"new" and os.listdir(target.parent) == [target.name]


def test_what_is_made_piece_by_piece_is_saved_as_a_whole(target: Path) -> None:
    assert save_new(target, lambda: iter([b"ne", b"", b"w"])) is None
    assert target.read_bytes() == b"new" and os.listdir(target.parent) == [target.name]
    backup = save_new(target, lambda: iter([b"newer"]), force=True)
    assert backup and Path(backup).read_bytes() == b"new" and target.read_bytes() == b"newer"


def test_pieces_that_stop_midway_leave_nothing(target: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(StorageError) as caught:
        save_new(target, pieces)
    assert caught.value.code == codes.DISK_FULL and os.listdir(target.parent) == []


def test_the_file_has_the_rights_that_the_user_gives_to_new_files(target: Path) -> None:
    before = os.umask(0o027)
    try:
        save_new(target, b"new")
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o640


def test_an_existing_file_is_not_replaced_unasked(target: Path) -> None:
    target.write_bytes(b"old")
    error = trouble(target)
    assert error.code == codes.EXISTS and "--force" in error.remedy
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_at_the_last_moment_is_not_replaced(
    target: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = atomic_write.written

    @contextlib.contextmanager
    def late(folder: str, data: bytes, mode: int) -> Iterator[str]:
        with written(folder, data, mode) as temporary:
            target.write_bytes(b"other")
            yield temporary

    monkeypatch.setattr(atomic_write, "written", late)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    assert trouble(target).code == codes.EXISTS
    assert target.read_bytes() == b"other"


def no_links(*_: object) -> None:
    """A file system that knows no links, such as that of a USB stick."""
    raise OSError(errno.EPERM, "no links here")


@pytest.mark.parametrize("links", [True, False])
def test_of_many_who_save_under_one_name_only_one_succeeds(
    target: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    outcomes: list[str] = []

    def save(number: int) -> None:
        try:
            save_new(target, b"%d" % number)
            outcomes.append(str(number))
        except StorageError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [outcome for outcome in outcomes if outcome != codes.EXISTS]
    assert len(outcomes) == 8 and winners == [target.read_text()]


@pytest.mark.parametrize("links", [True, False])
def test_forced_saving_keeps_a_backup(target: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    target.write_bytes(b"old")
    target.chmod(0o600)
    backup = save_new(target, b"new", force=True)
    assert backup and re.search(r"汇总 表\.备份-\d{8}-\d{6}\.xlsx$", backup)
    assert Path(backup).read_bytes() == b"old" and target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600


def test_the_newest_five_backups_stay(target: Path) -> None:
    neighbour = target.with_name("汇总 表.备份-说明.xlsx")
    neighbour.write_bytes(b"mine")
    save_new(target, b"0")
    for number in range(1, 8):
        save_new(target, b"%d" % number, force=True)
    backups = sorted(path.read_text() for path in target.parent.glob("*.备份-2*.xlsx"))
    assert backups == ["2", "3", "4", "5", "6"] and neighbour.exists()


@pytest.mark.parametrize("lock", ["~$汇总 表.xlsx", ".~汇总 表.xlsx", ".~lock.汇总 表.xlsx#"])
def test_a_file_that_is_open_elsewhere_is_not_replaced(target: Path, lock: str) -> None:
    target.write_bytes(b"old")
    (target.parent / lock).touch()
    error = trouble(target, force=True)
    assert error.code == codes.LOCKED and lock in error.remedy
    assert target.read_bytes() == b"old"


def test_what_windows_says_when_excel_holds_the_file(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target.write_bytes(b"old")

    def held(*_: object) -> None:
        error = PermissionError(errno.EACCES, "in use")
        error.winerror = 32  # type: ignore[attr-defined]
        raise error

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(atomic_write, "_PAUSES", (0.0, 0.0))
    assert trouble(target, force=True).code == codes.LOCKED
    assert target.read_bytes() == b"old" and os.listdir(target.parent) == [target.name]


def test_a_link_to_a_file_stays_a_link(target: Path) -> None:
    real = target.with_name("真.xlsx")
    real.write_bytes(b"old")
    target.symlink_to(real)
    save_new(target, b"new", force=True)
    assert target.is_symlink() and real.read_bytes() == b"new"


def test_a_folder_in_the_way_and_a_folder_that_is_not_there(target: Path) -> None:
    missing = target.parent / "没有" / "a.xlsx"
    assert trouble(missing).code == codes.NO_FOLDER
    assert str(missing.parent) in trouble(missing).message
    assert trouble(target.parent).code == codes.IS_FOLDER


def test_a_name_that_ends_like_a_folder_is_no_file(target: Path) -> None:
    for force in (False, True):
        with pytest.raises(StorageError) as caught:
            save_new(f"{target.with_suffix('')}{os.sep}", b"new", force)
        assert caught.value.code == codes.IS_FOLDER and os.listdir(target.parent) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, codes.DISK_FULL),
        (errno.EDQUOT, codes.DISK_FULL),
        (errno.EACCES, codes.FOLDER_UNWRITABLE),
        (errno.EROFS, codes.FOLDER_UNWRITABLE),
        (errno.ENAMETOOLONG, codes.OTHER),
        (errno.EIO, codes.OTHER),
    ],
)
def test_what_the_system_says_becomes_a_sentence(
    target: Path, number: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fails)
    target.write_bytes(b"old")
    error = trouble(target, force=True)
    assert error.code == code and error.message.endswith("。") and error.remedy.endswith("。")
    assert target.read_bytes() == b"old" and os.listdir(target.parent) == [target.name]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (IsADirectoryError(errno.EISDIR, "Is a directory"), codes.IS_FOLDER),
        (PermissionError(errno.EACCES, "Permission denied"), codes.IS_FOLDER),  # as Windows says it
        (OSError(errno.EIO, "Input/output error"), codes.OTHER),
    ],
)
def test_a_folder_given_for_a_file_is_told_as_that(tmp_path: Path, error: OSError, code: str) -> None:
    assert os_errors.reading(error, str(tmp_path)).code == code


def test_a_folder_that_was_wanted_is_none_the_worse_for_being_one(tmp_path: Path) -> None:
    error = PermissionError(errno.EACCES, "Permission denied")
    assert os_errors.listing(error, str(tmp_path)).code == codes.NO_PERMISSION


def test_the_reason_of_the_system_is_told_in_chinese() -> None:
    error = os_errors.writing(OSError(errno.EIO, "Input/output error"), "自评表.xlsx")
    assert error.message == "读写“自评表.xlsx”时没有成功，系统给出的原因是：磁盘或网络盘没有响应。"
    rare = OSError(errno.E2BIG, "Argument list too long")
    assert "Argument list too long" in os_errors.writing(rare, "自评表.xlsx").message
    windows = OSError(errno.EINVAL, "文件名、目录名或卷标语法不正确。")
    windows.winerror = 123  # type: ignore[attr-defined, unused-ignore]
    assert os_errors.writing(windows, "自评?.xlsx").message.endswith("卷标语法不正确。")
    assert "。。" not in os_errors.writing(windows, "自评?.xlsx").message
