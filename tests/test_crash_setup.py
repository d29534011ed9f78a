"""Installing is killed or refused at every call: nothing half-written lies where Excel looks, and all can be undone."""

from __future__ import annotations

import functools
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from selfeval_xl.domain.errors import StorageError
from selfeval_xl.install import bootstrap, places
from selfeval_xl.install.installing import Payload, install, uninstall
from selfeval_xl.install.places import Environment
from tests.faults.points import ERRORS, KILL_AFTER, KILL_BEFORE, Fault, watched
from tests.test_setup_installing import LIBRARY, here, tree

__all__ = ["here"]
OLD = Payload(b"add-in" * 100, b"drop" * 100, {LIBRARY: b"library" * 100})
NEW = Payload(b"newer " * 120, b"newer" * 120, {LIBRARY: b"newer lib" * 120})


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody cuts the power here, and waiting for the disk would take most of the time."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def lost(environment: Environment) -> Environment:
    """The same, where VBA would not find xlwings' library."""
    return environment._replace(found=frozenset())


def child(work: Callable[[], object]) -> int:
    """Do something in a process of its own; return how it ended."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:
            os._exit(3)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def count(environment: Environment, payload: Payload) -> int:
    with watched(Path(environment.profile)) as watch:
        install(environment, payload, "1.1")
    return len(watch.points)


def contents(environment: Environment) -> list[bytes | None]:
    """What lies where Excel, VBA and Explorer look for our files."""
    found = [places.addin(environment), places.send_to(environment), environment.interpreter.parent / LIBRARY]
    return [Path(path).read_bytes() if Path(path).exists() else None for path in found]


def loaded_at_start(environment: Environment) -> set[str]:
    """What Excel opens when it starts: all that lies in XLSTART."""
    folder = Path(places.addin(environment).parent)
    return set(os.listdir(folder)) if folder.exists() else set()


def swept(environment: Environment) -> None:
    """An hour goes by."""
    for path in Path(environment.profile).rglob("~selfeval-*.tmp"):
        os.utime(path, (0, 0))


@pytest.mark.parametrize("earlier", [None, OLD], ids=["the first time", "over an older version"])
def test_killed_at_any_call_it_can_be_uninstalled_or_installed_again(
    here: Environment, earlier: Payload | None
) -> None:
    environment, clean = lost(here), tree(here)
    if earlier:
        install(environment, earlier, "1.0")
    installed = shutil.copytree(environment.profile, Path(environment.profile).parent / "kept")
    wholes = [(OLD.addin, NEW.addin), (OLD.drop, NEW.drop), (OLD.libraries[LIBRARY], NEW.libraries[LIBRARY])]
    for at in range(1, count(environment, NEW) + 1):
        reset(environment, installed)
        ended = child(functools.partial(killed, environment, Fault(at, KILL_AFTER)))
        assert ended in (-signal.SIGKILL, 0), at
        for content, allowed in zip(contents(environment), wholes, strict=True):
            assert content in (None, *allowed), at
        assert loaded_at_start(environment) <= {places.ADDIN}, at
        half = shutil.copytree(environment.profile, Path(environment.profile).parent / "half", dirs_exist_ok=True)
        install(environment, NEW, "1.1")
        assert contents(environment) == [each[1] for each in wholes], at
        reset(environment, half)
        uninstall(environment)
        assert left_over(environment, clean) == set(), at
        shutil.rmtree(half)


def killed(environment: Environment, fault: Fault) -> None:
    with watched(Path(environment.profile), fault):
        install(environment, NEW, "1.1")


def reset(environment: Environment, kept: Path) -> None:
    shutil.rmtree(environment.profile)
    shutil.copytree(kept, environment.profile)


def left_over(environment: Environment, clean: dict[str, bytes | None]) -> set[str]:
    """What is there that was not before, but for temporary files, which the next installation takes along."""
    return {name for name in tree(environment).keys() - clean.keys() if "~selfeval-" not in name}


@pytest.mark.parametrize("earlier", [None, OLD], ids=["the first time", "over an older version"])
def test_refused_at_any_call_it_says_so_and_can_be_undone(here: Environment, earlier: Payload | None) -> None:
    environment, clean = lost(here), tree(here)
    if earlier:
        install(environment, earlier, "1.0")
    installed = shutil.copytree(environment.profile, Path(environment.profile).parent / "kept")
    refused = 0
    for at in range(1, count(environment, NEW) + 1):
        for number in ERRORS[:4]:
            reset(environment, installed)
            try:
                with watched(Path(environment.profile), Fault(at, number)):
                    install(environment, NEW, "1.1")
            except StorageError as trouble:
                refused += 1
                assert trouble.message.endswith("。") and trouble.remedy.endswith("。")
            uninstall(environment)
            assert left_over(environment, clean) == set(), (at, number)
    assert refused > 20


def test_what_killed_installations_left_is_swept_up_by_the_next(here: Environment) -> None:
    environment = lost(here)
    for at in range(1, count(environment, OLD) + 1):
        uninstall(environment)
        child(functools.partial(killed, environment, Fault(at, KILL_BEFORE)))
    assert list(Path(environment.profile).rglob("~selfeval-*.tmp")) != []
    swept(environment)
    uninstall(environment)
    install(environment, NEW, "1.1")
    assert list(Path(environment.profile).rglob("~selfeval-*.tmp")) == []


def test_an_environment_whose_making_was_broken_off_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its Python runs already, but there is no pip in it yet."""
    commands: list[list[str]] = []

    def runs(command: list[str]) -> bool:
        commands.append(command)
        return "venv" in command or "import pip" not in command[-1]

    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(bootstrap, "_runs", runs)
    assert bootstrap.environment(tmp_path) == python
    assert "--clear" in commands[-1]


def test_a_script_is_copied_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new.cmd").write_bytes(b"rd /s /q %FOLDER%\\venv")
    (tmp_path / "uninstall.cmd").write_bytes(b"old")

    def half(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:17])
        raise OSError("full")

    monkeypatch.setattr(shutil, "copyfile", half)
    with pytest.raises(OSError):
        bootstrap._copy(tmp_path / "new.cmd", tmp_path / "uninstall.cmd")
    assert (tmp_path / "uninstall.cmd").read_bytes() == b"old"
