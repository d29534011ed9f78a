"""The add-in goes to the user's own folders, and away again without a trace of ours or a loss of theirs."""

import hashlib
import json
import os
from pathlib import Path, PureWindowsPath

import pytest

from selfeval_xl.domain.errors import InputError, StorageError
from selfeval_xl.install import configuration, places
from selfeval_xl.install.installing import CHANGED, NEW, REMOVED, RENEWED, SAME, Payload, install, plan, uninstall
from selfeval_xl.install.places import Environment
from selfeval_xl.messages import codes

LIBRARY = "xlwings64-0.37.8.dll"
PAYLOAD = Payload(b"add-in", b"drop", {LIBRARY: b"library"})
PROFILE = PureWindowsPath(r"C:\Users\张三 李")
WINDOWS = Environment(
    roaming=PROFILE / r"AppData\Roaming",
    local=PROFILE / r"AppData\Local",
    profile=PROFILE,
    interpreter=PROFILE / r"AppData\Local\selfeval-xl\venv\Scripts\python.exe",
    ansi="cp936",
    found=frozenset({LIBRARY}),
)


@pytest.fixture
def here(tmp_path: Path) -> Environment:
    """A made-up profile with a Python of its own, an Excel that was used before, and the user's own files."""
    profile = tmp_path / "Users" / "张三 李"
    scripts = profile / "AppData" / "Local" / "selfeval-xl" / "venv" / "Scripts"
    startup = profile / "AppData" / "Roaming" / "Microsoft" / "Excel"
    for folder in (scripts, startup, profile / "AppData" / "Roaming" / "Microsoft" / "Windows" / "SendTo"):
        folder.mkdir(parents=True)
    (scripts / "python.exe").write_bytes(b"python")
    (startup / "Excel15.xlb").write_bytes(b"the user's toolbar")
    appdata = profile / "AppData"
    return Environment(
        appdata / "Roaming", appdata / "Local", profile, scripts / "python.exe", "cp936", frozenset({LIBRARY})
    )


def tree(environment: Environment) -> dict[str, bytes | None]:
    """Everything below the profile, folders as ``None``."""
    top = Path(environment.profile)
    return {str(path.relative_to(top)): path.read_bytes() if path.is_file() else None for path in top.rglob("*")}


def test_everything_goes_below_the_users_own_profile() -> None:
    writes = {str(write.target): write.content for write in plan(WINDOWS, PAYLOAD)}
    assert set(writes) == {
        r"C:\Users\张三 李\AppData\Roaming\Microsoft\Excel\XLSTART\selfeval.xlam",
        r"C:\Users\张三 李\AppData\Roaming\Microsoft\Windows\SendTo\计算评分.cmd",
        r"C:\Users\张三 李\.selfeval\selfeval.conf",
    }


def test_the_configuration_names_the_python_by_variables() -> None:
    (line,) = configuration.written(WINDOWS).decode("cp936").splitlines()
    assert line == r'"INTERPRETER_WIN","%LOCALAPPDATA%\selfeval-xl\venv\Scripts\python.exe"'


def test_a_python_elsewhere_is_named_in_the_code_page_of_vba() -> None:
    elsewhere = WINDOWS._replace(interpreter=PureWindowsPath(r"D:\工具\Python312\python.exe"))
    assert r'"D:\工具\Python312\python.exe"'.encode("cp936") in configuration.written(elsewhere)


def test_a_python_that_vba_cannot_name_is_refused_before_anything_is_written(here: Environment) -> None:
    strange = here._replace(interpreter=Path("/Программы/python.exe"), ansi="cp1252")
    before = tree(here)
    with pytest.raises(InputError) as trouble:
        install(strange, PAYLOAD, "1.0")
    assert trouble.value.code == codes.STRANGE_NAME
    assert tree(here) == before


def test_settings_the_user_added_stay(here: Environment) -> None:
    install(here, PAYLOAD, "1.0")
    path = Path(places.configuration(here))
    path.write_bytes(path.read_bytes() + b'"Keep Python alive","False"\r\n')
    install(here, PAYLOAD, "1.1")
    pairs = configuration.read(path.read_bytes(), "cp936")
    assert pairs["KEEP PYTHON ALIVE"] == "False" and pairs["INTERPRETER_WIN"]


def test_installing_again_changes_nothing(here: Environment) -> None:
    assert {done.state for done in install(here, PAYLOAD, "1.0")} == {NEW}
    once = tree(here)
    assert {done.state for done in install(here, PAYLOAD, "1.0")} == {SAME}
    assert tree(here) == once


def test_a_newer_add_in_takes_the_place_of_the_older(here: Environment) -> None:
    install(here, PAYLOAD, "1.0")
    states = {done.name: done.state for done in install(here, PAYLOAD._replace(addin=b"newer"), "1.1")}
    assert states["Excel 加载项"] == RENEWED
    assert Path(places.addin(here)).read_bytes() == b"newer"
    assert {done.state for done in uninstall(here)} == {REMOVED}


def test_uninstalling_leaves_the_profile_as_it_was(here: Environment) -> None:
    before = tree(here)
    install(here, PAYLOAD, "1.0")
    install(here, PAYLOAD._replace(addin=b"newer"), "1.1")
    uninstall(here)
    assert tree(here) == before
    assert uninstall(here) == []


def test_a_library_is_copied_only_where_vba_would_not_find_it_and_taken_away_again(here: Environment) -> None:
    lost = here._replace(found=frozenset())
    before = tree(here)
    install(lost, PAYLOAD, "1.0")
    library = Path(here.interpreter).parent / LIBRARY
    assert library.read_bytes() == b"library"
    install(here, PAYLOAD, "1.0")
    assert library.read_bytes() == b"library"
    uninstall(here)
    assert tree(here) == before


def test_a_file_changed_since_stays_and_is_told(here: Environment) -> None:
    install(here, PAYLOAD, "1.0")
    addin = Path(places.addin(here))
    addin.write_bytes(b"changed by somebody")
    states = {done.path: done.state for done in uninstall(here)}
    assert states[str(addin)] == CHANGED
    assert addin.read_bytes() == b"changed by somebody"


def test_only_our_own_file_loses_the_mark_of_a_download(here: Environment) -> None:
    addin = Path(places.addin(here))
    addin.parent.mkdir()
    mine, other = Path(f"{addin}:Zone.Identifier"), addin.with_name("other.xlam:Zone.Identifier")
    for stream in (mine, other):
        stream.write_text("[ZoneTransfer]\nZoneId=3\n")
    install(here, PAYLOAD, "1.0")
    assert not mine.exists()
    assert other.exists()


def test_nothing_is_changed_while_excel_holds_the_add_in(here: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(here)
    install(here, PAYLOAD, "1.0")
    installed = tree(here)
    refuse_add_in(monkeypatch)
    with pytest.raises(StorageError) as trouble:
        install(here, PAYLOAD._replace(addin=b"newer", drop=b"newer"), "1.1")
    assert trouble.value.code == codes.EXCEL_OPEN
    assert tree(here) == installed
    monkeypatch.undo()
    uninstall(here)
    assert tree(here) == before


def test_an_installation_that_broke_off_can_be_uninstalled(here: Environment) -> None:
    before = tree(here)
    obstacle = Path(places.send_to(here))
    obstacle.mkdir()
    with pytest.raises(StorageError):
        install(here, PAYLOAD, "1.0")
    obstacle.rmdir()
    assert tree(here) != before
    uninstall(here)
    assert tree(here) == before


def test_what_an_earlier_version_installed_elsewhere_goes(here: Environment) -> None:
    install(here, PAYLOAD, "1.0")
    old = Path(here.local) / "selfeval-xl" / "old.txt"
    old.write_bytes(b"old")
    record = Path(places.record(here))
    table = json.loads(record.read_text(encoding="utf-8"))
    table["files"][str(old)] = hashlib.sha256(b"old").hexdigest()
    record.write_text(json.dumps(table), encoding="utf-8")
    assert (str(old), REMOVED) in [(done.path, done.state) for done in install(here, PAYLOAD, "1.1")]
    assert not old.exists()


def refuse_add_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system refuse to replace or delete an add-in, as Windows does while Excel holds it."""
    real = os.replace

    def replace(source: str, target: str) -> None:
        if target.endswith(".xlam"):
            raise PermissionError(13, "Permission denied", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)


def test_nothing_is_removed_while_excel_holds_the_add_in(here: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    install(here, PAYLOAD, "1.0")
    before = tree(here)
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".xlam":
            raise PermissionError(13, "Permission denied", str(path))
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(StorageError) as trouble:
        uninstall(here)
    assert trouble.value.code == codes.EXCEL_OPEN
    assert tree(here) == before


def test_a_folder_that_cannot_be_written_is_told(here: Environment) -> None:
    (Path(here.profile) / ".selfeval").write_text("a file in the way")
    with pytest.raises(StorageError) as trouble:
        install(here, PAYLOAD, "1.0")
    assert trouble.value.code == codes.UNWRITABLE


def test_the_record_says_what_was_written(here: Environment) -> None:
    install(here, PAYLOAD, "1.0")
    table = json.loads(Path(places.record(here)).read_text(encoding="utf-8"))
    assert table["version"] == "1.0"
    assert table["files"][str(places.addin(here))] == hashlib.sha256(b"add-in").hexdigest()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1, "files": [], "folders": []}'])
def test_a_damaged_record_removes_nothing(here: Environment, text: str) -> None:
    install(here, PAYLOAD, "1.0")
    Path(places.record(here)).write_text(text, encoding="utf-8")
    before = tree(here)
    with pytest.raises(StorageError) as trouble:
        uninstall(here)
    assert trouble.value.code == codes.BAD_RECORD
    assert tree(here) == before
