"""The folder with its own Python: every zip that will not do is told, and what is made needs nothing else."""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

from selfeval_xl.cli import main
from selfeval_xl.domain.errors import InputError, StorageError
from selfeval_xl.install import bootstrap, bundling, embedded, said, wheel
from selfeval_xl.messages import codes
from selfeval_xl.storage import resources
from tests.programs import imported
from tests.test_setup_bundling import add_in, bundle

__all__ = ["add_in", "bundle"]
_NAMES = """
advapi32 bcrypt bcryptprimitives comctl32 comdlg32 credui crypt32 gdi32 iphlpapi kernel32 ktmw32 loadperf lz32 mpr
msimg32 mswsock msvcrt netapi32 ntdll ntdsapi odbc32 ole32 oleacc oleaut32 pdh powrprof propsys psapi rasapi32
rpcrt4 secur32 setupapi sfc shell32 shlwapi urlmon user32 userenv uxtheme version wininet winhttp winmm ws2_32
wtsapi32 winspool.drv
"""
OF_WINDOWS = {name if "." in name else f"{name}.dll" for name in _NAMES.split()}
"""Libraries that every Windows 10 has."""
AMD64, I386, ARM64 = 0x8664, 0x014C, 0xAA64
VERSION, STEM = "3.13", "python313"


def program(machine: int) -> bytes:
    """The beginning of a Windows program for a processor."""
    return b"MZ".ljust(60, b"\0") + struct.pack("<I4sH", 64, b"PE\0\0", machine) + b"\0" * 64


def members(machine: int = AMD64, stem: str = STEM) -> dict[str, bytes]:
    """What lies in an embeddable zip, as far as anybody looks at it here."""
    names = (f"{stem}.dll", "python3.dll", f"{stem}.zip", f"{stem}._pth", "_ctypes.pyd", "LICENSE.txt")
    return {"python.exe": program(machine)} | {name: name.encode() for name in names}


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.fixture(scope="module")
def folder(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as ``bundle`` makes it, with the wheels of the other one and a made-up Python."""
    place = tmp_path_factory.mktemp("U 盘")
    python = embedded.looked_at(zipped(place / "python-3.13.11-embed-amd64.zip", members()))
    target = place / "绩效自评"
    bundling.bundle(target, python, bundle / bootstrap.WHEELS)
    return target


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (members(I386), "32 位"),
        (members(ARM64), "ARM"),
        (members() | {"python.exe": b"\x7fELF" + b"\0" * 100}, "不是 Windows 程序"),
        (members() | {"python.exe": b"MZ"}, "不是 Windows 程序"),
        (members(stem="python310"), "是 Python 3.10"),
        (members(stem="python314"), "是 Python 3.14"),
        (members(stem="python313t"), "不是 python.org 的可嵌入版"),
        ({name: data for name, data in members().items() if not name.endswith("._pth")}, "缺它的标准库"),
        ({f"tools/{name}": data for name, data in members().items()}, "没有 python.exe"),
        ({"bin/python3": b"\x7fELF", "lib/libpython3.13.so": b"\x7fELF"}, "没有 python.exe"),
        ({}, "没有 python.exe"),
    ],
)
def test_a_zip_that_will_not_do_is_told_in_one_sentence(files: dict[str, bytes], told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=told) as trouble:
        embedded.looked_at(zipped(tmp_path / "python.zip", files))
    assert trouble.value.code == codes.NOT_EMBEDDABLE
    assert trouble.value.message.count("。") == 1


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b\x08 a Linux build", program(AMD64)])
def test_what_is_no_zip_is_told(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "python.tar.gz").write_bytes(data)
    code = main(["bundle", "--python", str(tmp_path / "python.tar.gz"), "-o", str(tmp_path / "out")])
    assert code == 2
    assert "不是 zip 压缩包" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_zip_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as trouble:
        embedded.looked_at(tmp_path / "没有.zip")
    assert trouble.value.code == codes.MISSING


def test_a_damaged_zip_is_told_and_leaves_nothing(bundle: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "python.zip", members())
    path.write_bytes(path.read_bytes().replace(b"_ctypes.pyd_ctypes.pyd", b"_ctypes.pyd_ctypes.PYD"))
    with pytest.raises(InputError, match="已损坏"):
        bundling.bundle(tmp_path / "out", embedded.looked_at(path), bundle / bootstrap.WHEELS)
    assert os.listdir(tmp_path) == ["python.zip"]


def test_wheels_of_another_python_are_told(bundle: Path, tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for path in (bundle / bootstrap.WHEELS).glob("*.whl"):
        if "cp313" not in path.name:
            (wheels / path.name).write_bytes(path.read_bytes())
    python = embedded.looked_at(zipped(tmp_path / "python.zip", members()))
    with pytest.raises(StorageError, match=r"Python 3\.13") as trouble:
        bundling.bundle(tmp_path / "out", python, wheels)
    assert trouble.value.code == codes.DOWNLOAD
    assert not (tmp_path / "out").exists()


def test_a_folder_of_wheels_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as trouble:
        bundling.bundle(tmp_path / "out", wheels=tmp_path / "没有")
    assert trouble.value.code == codes.MISSING
    assert os.listdir(tmp_path) == []


def test_without_a_network_one_sentence_says_where_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable(address: str, timeout: float) -> None:
        raise urllib.error.URLError("getaddrinfo failed")

    monkeypatch.setattr(urllib.request, "urlopen", unreachable)
    assert main(["bundle", "-o", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert embedded.ADDRESS in told and "--python" in told and "getaddrinfo failed" in told
    assert os.listdir(tmp_path) == []


def test_what_is_fetched_is_looked_at_like_what_is_given(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = zipped(tmp_path / "there.zip", members()).read_bytes()
    monkeypatch.setattr(urllib.request, "urlopen", lambda address, timeout: io.BytesIO(data))
    assert main(["bundle", "--wheels", str(bundle / bootstrap.WHEELS), "-o", str(tmp_path / "out")]) == 0
    digest = hashlib.sha256(data).hexdigest()
    assert digest in capsys.readouterr().out
    assert f"{digest}  {embedded.NAME}" in (tmp_path / "out" / bundling.PARTS_LIST).read_text(encoding="utf-8-sig")


def test_nothing_has_to_be_installed_from_it(folder: Path) -> None:
    assert not (folder / bootstrap.WHEELS).exists()
    site = folder / bootstrap.PYTHON / embedded.SITE
    for module in ("selfeval_xl", "openpyxl", "docx", "lxml", "xlwings", "win32com", "xlrd", "xlwt"):
        assert (site / module).is_dir(), module
    assert (site / "selfeval_xl" / "resources" / "selfeval.xlam").is_file()
    for name in members():
        assert (folder / bootstrap.PYTHON / name).is_file()


def test_what_windows_looks_for_beside_the_program_lies_there(folder: Path) -> None:
    beside = {path.name for path in (folder / bootstrap.PYTHON).iterdir()}
    pins = dict(pin.split("==") for pin in wheel.requirements())
    assert {f"xlwings{bits}-{pins['xlwings']}.dll" for bits in (32, 64)} <= beside
    assert {"pywintypes313.dll", "pythoncom313.dll"} <= beside


def test_no_library_is_wanted_that_windows_10_or_the_python_does_not_bring(folder: Path) -> None:
    """Wine has more than Windows brings: the C++ library, which only an installer would add, among others."""
    programs = [path for path in folder.rglob("*") if path.suffix in (".dll", ".pyd") and path.stem != STEM]
    programs = [path for path in programs if path.name not in members()]
    wanted = {name for path in programs for name in imported(path.read_bytes())}
    here = {path.name.lower() for path in programs} | {f"{STEM}.dll", "python3.dll"}
    theirs = {"vcruntime140.dll", "vcruntime140_1.dll"}  # in python.org's zip
    assert len(programs) > 30 and f"{STEM}.dll" in wanted
    assert {name for name in wanted - here - theirs - OF_WINDOWS if not name.startswith("api-ms-win-")} == set()


def test_our_packages_come_before_those_of_the_user(folder: Path) -> None:
    lines = (folder / bootstrap.PYTHON / f"{STEM}._pth").read_text(encoding="utf-8").splitlines()
    assert lines == [f"{STEM}.zip", ".", r"Lib\site-packages", "import site"]


def test_what_is_under_another_licence_or_looks_like_malware_is_left_out(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert not [name for name in names if "/xlwings/pro" in name or "/Pythonwin" in name or "/Demos" in name]
    macros = {name for name in names if re.search(r"\.(xlam|xlsm|xla|bas|vbs|scr)$", name)}
    assert macros == {"selfeval.xlam", f"python/{embedded.SITE}/selfeval_xl/resources/selfeval.xlam"}


def test_its_checksums_cover_every_file_but_themselves(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {name for _, name in bootstrap.listed(folder)} == files - {bootstrap.SUMS}
    bootstrap.check_sums(folder)


def test_the_guide_names_everything_that_is_seen(folder: Path) -> None:
    guide = (folder / bundling.GUIDE).read_text(encoding="utf-8-sig")
    seen = {path.name for path in folder.iterdir()}
    assert {name for name in seen if name not in guide} == set()
    assert "Windows 10 及以上" in guide and "Windows 10 及以上" in said.TEXTS["blocked"]


def test_the_page_goes_along_where_it_was_built(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / resources.PAGE).write_bytes(b"<!doctype html>")
    monkeypatch.setattr(resources, "_CHECKOUT", (*resources._CHECKOUT, str(tmp_path / "dist")))
    monkeypatch.setattr(resources, "_INSTALLED", ())
    monkeypatch.setattr(bundling, "fetch", lambda *_: None)
    bundling.bundle(tmp_path / "out")
    assert (tmp_path / "out" / resources.PAGE).is_file()


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("xlwings-0.37.8.data/data/xlwings32-0.37.8.dll", "xlwings32-0.37.8.dll"),
        ("pywin32_system32/pywintypes313.dll", "pywintypes313.dll"),
        ("a-1.data/platlib/a/b.pyd", "Lib/site-packages/a/b.pyd"),
        ("xlrd-2.0.2.data/scripts/runxlrd.py", ""),
        ("xlwings/pro/__init__.py", ""),
        ("xlwings/conversion/__init__.py", "Lib/site-packages/xlwings/conversion/__init__.py"),
        ("win32/lib/win32timezone.py", "Lib/site-packages/win32/lib/win32timezone.py"),
        ("win32com/server/util.py", "Lib/site-packages/win32com/server/util.py"),
        ("openpyxl/", ""),
    ],
)
def test_every_part_of_a_wheel_goes_where_pip_would_put_it(name: str, place: str) -> None:
    assert embedded.place(name) == place


def usb(place: Path, text: str = "new") -> Path:
    """A folder as far as copying needs it."""
    for name in ("python/python.exe", "python/Lib/site-packages/a.py", "install.cmd"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    names = ("python/python.exe", "python/Lib/site-packages/a.py", "install.cmd")
    sums = [f"{hashlib.sha256((place / name).read_bytes()).hexdigest()} *{name}\n" for name in names]
    (place / bootstrap.SUMS).write_text("".join(sums), encoding="utf-8")
    return place


def tree(place: Path) -> dict[str, str]:
    return {path.relative_to(place).as_posix(): path.read_text() for path in place.rglob("*") if path.is_file()}


def test_what_the_folder_lists_is_copied_and_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    source, home = usb(tmp_path / "U 盘"), tmp_path / "home"
    cache = source / "python/__pycache__"
    cache.mkdir()
    (cache / "a.pyc").write_text("used from the stick before")
    for stale in ("python/gone.py", "python.new/half.py", "python.old/half.py"):
        (home / stale).parent.mkdir(parents=True)
        (home / stale).write_text("old")
    assert bootstrap.copied(source, home) == home / "python/python.exe"
    assert tree(home) == {"python/python.exe": "new", "python/Lib/site-packages/a.py": "new"}


@pytest.mark.parametrize("refused", [1, 2])
def test_while_excel_runs_the_program_stays_as_it_is(
    refused: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, home = usb(tmp_path / "U 盘"), usb(tmp_path / "home", "old")
    real, calls = os.replace, []

    def replace(before: Path, after: Path) -> None:
        calls.append(before)
        if len(calls) == refused:
            raise PermissionError(13, "Access is denied", str(before))
        real(before, after)

    monkeypatch.setattr(os, "replace", replace)
    before = tree(home)
    with pytest.raises(bootstrap.Stop, match="关闭全部 Excel"):
        bootstrap.copied(source, home)
    assert tree(home) == before


def test_a_folder_without_its_list_is_not_copied(tmp_path: Path) -> None:
    source = usb(tmp_path / "U 盘")
    (source / bootstrap.SUMS).unlink()
    with pytest.raises(bootstrap.Stop, match="重新复制"):
        bootstrap.copied(source, tmp_path / "home")
