"""The offline folder: everything a machine without internet needs, with checksums; only Python itself is not in it."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from selfeval_xl.install import bootstrap, places, wheel
from selfeval_xl.messages import codes, input_error, storage_error
from selfeval_xl.storage import os_errors, resources, temp_dir

PYTHONS = ("3.11", "3.12", "3.13")
"""The Python versions on which the program is tested; ``install.cmd`` looks for the same."""
BESIDES = ("et_xmlfile==2.0.0", "lxml==6.1.3", "pywin32==312", "typing_extensions==4.16.0")
"""What openpyxl, python-docx and xlwings need in turn on Windows, where alone pip sees it; so it is named here."""
GUIDE, INSTALL = "安装说明.txt", "install.cmd"
TEMPLATES = "模板"
_TIME_LIMIT = 600

Download = Callable[[str, tuple[str, ...], Path], None]


def templates() -> tuple[str, ...]:
    """Return the workbooks that come with the program."""
    return (*(f"{name}.xlsx" for name in resources.templates()), *resources.SAMPLES.values())


def parts() -> tuple[str, ...]:
    """Return every file beside the modules that the program needs on a colleague's machine."""
    return (*templates(), places.ADDIN, INSTALL, places.UNINSTALL, places.DROP, GUIDE)


def bundle(target: Path, download: Download | None = None) -> list[str]:
    """Make the folder and return the names of its files; raises StorageError or InputError, and then makes none."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise input_error(codes.NOT_EMPTY, file=target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temp_dir.folder(target.parent) as folder:
            made = Path(folder, "bundle")
            _fill(made, download or fetch)
            if target.exists():
                target.rmdir()
            os.replace(made, target)
    except OSError as error:
        raise storage_error(codes.UNWRITABLE, file=target, detail=os_errors.reason(error)) from error
    return [file.relative_to(target).as_posix() for file in _files(target)]


def _fill(folder: Path, download: Download) -> None:
    wheels = folder / bootstrap.WHEELS
    wheels.mkdir(parents=True)
    for version in PYTHONS:
        download(version, wheel.requirements() + BESIDES, wheels)
    try:
        (wheels / wheel.filename()).write_bytes(wheel.built(parts()))
        _copy_parts(folder)
    except FileNotFoundError as error:
        raise storage_error(codes.NO_ADDIN, file=error.filename or error) from error
    sums = "".join(f"{_digest(file)} *{file.relative_to(folder).as_posix()}\r\n" for file in _files(folder))
    (folder / bootstrap.SUMS).write_bytes(sums.encode("utf-8"))


def _copy_parts(folder: Path) -> None:
    for name in (INSTALL, places.UNINSTALL, places.DROP, GUIDE):
        (folder / name).write_bytes(windows_text(resources.read(name)))
    (folder / places.ADDIN).write_bytes(resources.read(places.ADDIN))
    shutil.copyfile(bootstrap.__file__, folder / bootstrap.NAME)
    (folder / TEMPLATES).mkdir()
    for name in templates():
        (folder / TEMPLATES / name).write_bytes(resources.read(name))


def windows_text(data: bytes) -> bytes:
    """Give a text the line ends that cmd.exe and old editors want, wherever the checkout comes from."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def fetch(version: str, pins: tuple[str, ...], folder: Path) -> None:
    """Download the wheels for 64-bit Windows and one Python version; raises StorageError (F46)."""
    platform = ["--platform", "win_amd64", "--implementation", "cp", "--python-version", version]
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--only-binary", ":all:"]
    command = [sys.executable, "-I", "-m", "pip", "download", *options, *platform, "--dest", str(folder), *pins]
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=_TIME_LIMIT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise storage_error(codes.DOWNLOAD, detail=type(error).__name__) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        raise storage_error(codes.DOWNLOAD, detail=said[-1] if said else f"pip {done.returncode}")
