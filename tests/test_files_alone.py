"""Saving where there are neither links nor locks nor threads, and where a file that is renamed over leaves a ghost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from selfeval_xl.domain.errors import StorageError
from selfeval_xl.rollup import fetching
from selfeval_xl.storage import atomic_write, backups, locks, saving


@pytest.fixture(autouse=True)
def in_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be as a Python inside a browser is."""
    for module in (atomic_write, backups, locks, fetching):
        monkeypatch.setattr(module, "IS_ALONE", True)
    monkeypatch.delattr(os, "link")
    monkeypatch.setattr(atomic_write, "_renamed", lambda *_: pytest.fail("asked for a system call"))
    monkeypatch.setattr(locks, "_by_folder", lambda *_: pytest.fail("asked for a lock"))
    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, _no_ghosts(getattr(os, name)))


def _no_ghosts(true: object) -> object:
    def moved(source: str, target: str) -> None:
        assert not os.path.lexists(target), "a file that is renamed over leaves a ghost"
        true(source, target)  # type: ignore[operator]

    return moved


def test_a_new_file_is_there_and_nothing_else(tmp_path: Path) -> None:
    assert saving.save_new(tmp_path / "a.xlsx", b"one") is None
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.xlsx": b"one"}


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"one")
    with pytest.raises(StorageError):
        saving.save_new(tmp_path / "a.xlsx", b"two")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.xlsx": b"one"}


def test_a_name_that_is_taken_at_the_last_moment_is_not_taken_away(tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"two")
    (tmp_path / "a.xlsx").write_bytes(b"one")
    with pytest.raises(FileExistsError):
        atomic_write.claim(str(tmp_path / "new"), str(tmp_path / "a.xlsx"))
    assert (tmp_path / "a.xlsx").read_bytes() == b"one"


def test_what_is_replaced_has_a_backup(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"one")
    backup = saving.save_new(tmp_path / "a.xlsx", b"two", force=True)
    assert backup
    assert Path(backup).read_bytes() == b"one"
    assert (tmp_path / "a.xlsx").read_bytes() == b"two"
    assert len(list(tmp_path.iterdir())) == 2


def test_many_files_are_read_without_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_SLOW", -1.0)  # every disk is slow
    monkeypatch.setattr(fetching, "ThreadPoolExecutor", lambda *_: pytest.fail("asked for threads"))
    paths = [tmp_path / f"{number}.xlsx" for number in range(3)]
    for path in paths:
        path.write_bytes(path.name.encode())
    fetched = fetching.Fetcher().each([str(path) for path in paths], [6, 6, 6])
    assert [each.data for each in fetched] == [path.name.encode() for path in paths]
