"""Sheets as PDF, printed by the LibreOffice of this machine; a PDF of whatever origin is looked at first.

An office that is missing, hangs or gives up is told in one sentence.  It gets a profile of its own, so that an office
which the user has open is neither needed nor disturbed.
"""

import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence

from selfeval_xl.messages import codes, storage_error
from selfeval_xl.storage import temp_dir

_SECONDS = 120
"""How long an office may take; on an old machine its first start alone takes half a minute."""
_SECONDS_EACH = 10
"""How much longer each further sheet may take."""
_RESTART = 81
"""soffice leaves with this code when it has just set up a profile and wants to be started again."""
_NAMES = ("soffice", "libreoffice")
_WINDOWS_FOLDERS = ("ProgramFiles", "ProgramFiles(x86)", "ProgramW6432", "LOCALAPPDATA")
_ON_WINDOWS = "LibreOffice/program/soffice.exe", "Programs/LibreOffice/program/soffice.exe"
_ON_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_PACKED = re.compile(rb"/ObjStm.{0,200}?stream\r?\n(.*?)endstream", re.DOTALL)


def from_workbook(workbook: bytes) -> bytes:
    """Return the workbook as it would be printed.  Raises StorageError when there is no office, or when it fails."""
    return from_workbooks([workbook])[0]


def from_workbooks(workbooks: Sequence[bytes]) -> list[bytes]:
    """Return each workbook as it would be printed, all by one start of the office; raises StorageError."""
    office = _office()
    if office is None:
        raise storage_error(codes.NO_PRINTER)
    with temp_dir.folder() as folder:
        stems = [os.path.join(folder, f"sheet{number}") for number in range(len(workbooks))]
        for stem, workbook in zip(stems, workbooks, strict=True):
            temp_dir.put(f"{stem}.xlsx", workbook)
        _convert(office, [f"{stem}.xlsx" for stem in stems], folder)
        return [checked(f"{stem}.pdf") for stem in stems]


def checked(path: str) -> bytes:
    """Return the PDF at ``path``.  Raises StorageError when it is not there, is cut off, or has no page."""
    try:
        with open(path, "rb") as file:
            pdf = file.read()
    except FileNotFoundError:
        pdf = b""
    if pages(pdf) == 0:
        raise storage_error(codes.NOT_PRINTED, detail="没有得到完整的 PDF")
    return pdf


def pages(pdf: bytes) -> int:
    """Return how many pages a PDF has; 0 for anything that is no PDF from its first byte to its last."""
    if not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-1024:]:
        return 0
    return len(_PAGE.findall(pdf)) + sum(len(_PAGE.findall(objects)) for objects in _unpacked(pdf))


def _unpacked(pdf: bytes) -> Iterator[bytes]:
    """Yield the packed objects of a PDF, among which a page may be."""
    for match in _PACKED.finditer(pdf):
        try:
            yield zlib.decompressobj().decompress(match[1])
        except zlib.error:
            continue


def _office() -> str | None:
    """Return the program of LibreOffice: on the path, or where it is usually installed."""
    for name in _NAMES:
        if found := _on_path(name):
            return found
    roots = [os.environ[name] for name in _WINDOWS_FOLDERS if os.environ.get(name)]
    usual = [os.path.join(root, *each.split("/")) for root in roots for each in _ON_WINDOWS]
    return next((each for each in (*usual, _ON_MAC) if os.path.isfile(each)), None)


def _on_path(name: str) -> str | None:
    """Return a program on the search path, of which only whole folders count.

    Windows, and a path with an empty entry, would begin with the current folder, where received files may lie.
    """
    folders = filter(os.path.isabs, os.environ.get("PATH", "").split(os.pathsep))
    ending = ".exe" if sys.platform.startswith("win") else ""
    places = (os.path.join(folder, name + ending) for folder in folders)
    return next((place for place in places if os.path.isfile(place) and os.access(place, os.X_OK)), None)


def _convert(office: str, sources: Sequence[str], folder: str) -> None:
    from pathlib import Path

    profile = Path(folder, "profile").as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nologo", "--convert-to"]
    for _ in range(3):
        if _run([*command, "pdf:calc_pdf_Export", "--outdir", folder, *sources], len(sources)) != _RESTART:
            return


def _run(command: Sequence[str], sheets: int) -> int:
    """Run the office and return its exit code; when its time is over, nothing of it is left."""
    quiet = subprocess.DEVNULL
    # A group of its own: soffice is only the door to the program that does the work.
    own_group = not sys.platform.startswith("win")
    try:
        with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=own_group) as office:
            try:
                return office.wait(_SECONDS + (sheets - 1) * _SECONDS_EACH)
            except BaseException:
                _end(office)
                raise
    except subprocess.TimeoutExpired as late:
        raise storage_error(codes.NOT_PRINTED, detail=f"等了 {_SECONDS} 秒还没有完成") from late
    except OSError as refused:
        raise storage_error(codes.NOT_PRINTED, detail="LibreOffice 启动不了") from refused


def _end(office: subprocess.Popen[bytes]) -> None:
    """End the office with all that it started."""
    if sys.platform == "win32":
        killer = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")
        subprocess.run([killer, "/F", "/T", "/PID", str(office.pid)], capture_output=True, check=False)
    else:
        import signal

        os.killpg(office.pid, signal.SIGKILL)
