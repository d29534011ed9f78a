"""The folder for machines without internet: with its own Python for Windows, or with wheels for a Python at hand."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import selfeval_xl
from selfeval_xl.install import bootstrap, embedded, places, said, wheel
from selfeval_xl.install.embedded import EmbeddablePython
from selfeval_xl.messages import codes, input_error, storage_error
from selfeval_xl.storage import os_errors, resources, temp_dir

BESIDES = ("et_xmlfile==2.0.0", "lxml==6.1.3", "pywin32==312", "typing_extensions==4.16.0")
"""What openpyxl, python-docx and xlwings need in turn on Windows, where alone pip sees it; so it is named here."""
GUIDE, INSTALL, NOTICES = "安装说明.txt", "install.cmd", "THIRD-PARTY.md"
NOTICES_TEXT = "THIRD-PARTY.txt"
"""What the same is called in the folder: double-clicked, it opens in Notepad."""
TEMPLATES, PARTS_LIST = "模板", "组成.txt"
_TIME_LIMIT = 600


def templates() -> tuple[str, ...]:
    """Return the workbooks that come with the program."""
    return (*(f"{name}.xlsx" for name in resources.templates()), *resources.SAMPLES.values())


def parts() -> tuple[str, ...]:
    """Return every file beside the modules that the program needs on a colleague's machine."""
    return (*templates(), places.ADDIN, INSTALL, places.UNINSTALL, places.DROP, GUIDE, NOTICES)


def bundle(target: Path, python: EmbeddablePython | None = None, wheels: Path | None = None) -> list[str]:
    """Make the folder and return the names of its files; raises StorageError or InputError, and then makes none.

    It gets ``python``, if it is to have one, and the wheels from the folder ``wheels``, else from the index.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise input_error(codes.NOT_EMPTY, file=target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temp_dir.folder(target.parent) as folder:
            made = Path(folder, "bundle")
            made.mkdir()
            _fill(made, python, wheels)
            if target.exists():
                target.rmdir()
            os.replace(made, target)
    except OSError as error:
        raise storage_error(codes.UNWRITABLE, file=target, detail=os_errors.reason(error)) from error
    return [file.relative_to(target).as_posix() for file in _files(target)]


def _fill(folder: Path, python: EmbeddablePython | None, source: Path | None) -> None:
    wheels = folder / bootstrap.WHEELS
    wheels.mkdir()
    for version in (python.version,) if python else embedded.PYTHONS:
        fetch(version, wheel.requirements() + BESIDES, wheels, source)
    try:
        (wheels / wheel.filename()).write_bytes(wheel.built(parts()))
        _copy_parts(folder)
    except FileNotFoundError as error:
        raise storage_error(codes.NO_ADDIN, file=error.filename or error) from error
    _list_parts(folder, python)
    if python:
        embedded.unpack(python, folder / bootstrap.PYTHON)
        embedded.unpack_wheels(_files(wheels), folder / bootstrap.PYTHON)
        shutil.rmtree(wheels)
    sums = "".join(f"{_digest(file)} *{file.relative_to(folder).as_posix()}\r\n" for file in _files(folder))
    (folder / bootstrap.SUMS).write_bytes(sums.encode("utf-8"))


def _copy_parts(folder: Path) -> None:
    for name in (INSTALL, places.UNINSTALL, places.DROP, GUIDE):
        (folder / name).write_bytes(windows_text(resources.read(name)))
    (folder / NOTICES_TEXT).write_bytes(windows_text(resources.read(NOTICES)))
    for name in (places.ADDIN, *([resources.PAGE] if resources.has(resources.PAGE) else [])):
        (folder / name).write_bytes(resources.read(name))
    shutil.copyfile(bootstrap.__file__, folder / bootstrap.NAME)
    (folder / TEMPLATES).mkdir()
    for name in templates():
        (folder / TEMPLATES / name).write_bytes(resources.read(name))
    (folder / said.FOLDER).mkdir()
    for name, text in said.TEXTS.items():
        (folder / said.FOLDER / f"{name}.txt").write_bytes(said.encoded(text))


def _list_parts(folder: Path, python: EmbeddablePython | None) -> None:
    """Record of what the folder was made, so that it can be compared with what its makers publish."""
    lines = [f"selfeval-xl {selfeval_xl.__version__} 的 Windows 文件夹，由下列部件做成，前面是各部件的 SHA-256：", ""]
    if python:
        lines.append(f"{python.digest}  {python.path.name}（CPython，python.org）")
    lines += [f"{_digest(file)}  {file.name}" for file in _files(folder / bootstrap.WHEELS)]
    (folder / PARTS_LIST).write_bytes("".join(f"{line}\r\n" for line in lines).encode("utf-8-sig"))


def windows_text(data: bytes) -> bytes:
    """Give a text the line ends that cmd.exe and old editors want, wherever the checkout comes from."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def fetch(version: str, pins: tuple[str, ...], folder: Path, wheels: Path | None = None) -> None:
    """Download the wheels for 64-bit Windows and one Python version; raises StorageError (F46).

    From the folder ``wheels``, where there is one, without asking the network.
    """
    if wheels and not wheels.is_dir():
        raise storage_error(codes.MISSING, file=wheels)
    source = ["--no-index", "--find-links", str(wheels)] if wheels else []
    platform = ["--platform", "win_amd64", "--implementation", "cp", "--python-version", version]
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--only-binary", ":all:", *source]
    command = [sys.executable, "-I", "-m", "pip", "download", *options, *platform, "--dest", str(folder), *pins]
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=_TIME_LIMIT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise storage_error(codes.DOWNLOAD, python=version, detail=type(error).__name__) from error
    if done.returncode:
        said_last = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        detail = said_last[-1] if said_last else f"pip {done.returncode}"
        raise storage_error(codes.DOWNLOAD, python=version, detail=detail)
