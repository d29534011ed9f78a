"""LibreOffice as judge: it calculates a workbook anew, and shows what a person would see.

Every test process has an office profile of its own, so that tests can run beside each other.
"""

import atexit
import functools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.judges import program

_SECONDS = 180
_RESTART = 81  # soffice leaves with this code when it has just set up a new profile and wants to be started again

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""  # 0: always calculate, never believe the values stored in the file

_SANS = ("微软雅黑", "Microsoft YaHei", "等线", "DengXian", "黑体", "SimHei")
_SERIF = ("宋体", "SimSun", "新宋体", "NSimSun", "仿宋", "FangSong", "仿宋_GB2312",
          "楷体", "KaiTi", "楷体_GB2312", "方正小标宋简体", "华文中宋")  # fmt: skip


def _fonts() -> str:
    """A fontconfig file in which the fonts of Chinese Windows stand for the Noto fonts that are here."""
    alias = '<match target="pattern"><test name="family"><string>{}</string></test>'
    alias += '<edit name="family" mode="assign" binding="strong"><string>{}</string></edit></match>'
    rows = [alias.format(name, "Noto Sans CJK SC") for name in _SANS]
    rows += [alias.format(name, "Noto Serif CJK SC") for name in _SERIF]
    head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
    return "\n".join([head, '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>', *rows, "</fontconfig>"])


@functools.cache
def _home() -> Path:
    """Folder of this process for the profile and the results; goes when the process ends."""
    home = Path(tempfile.mkdtemp(prefix="selfeval-office-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "profile" / "user").mkdir(parents=True)
    (home / "profile" / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    (home / "fonts.conf").write_text(_fonts(), encoding="utf-8")
    return home


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a program in a group of its own, so that nothing of it is left when its time is over."""
    environment = os.environ | {"FONTCONFIG_FILE": str(_home() / "fonts.conf"), "SAL_USE_VCLPLUGIN": "svp"}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=_SECONDS)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(command, process.returncode, output)


def _convert(path: Path, suffix: str, target: str) -> Path:
    """Open the file in LibreOffice and store it as ``target``; the result lies in a new folder."""
    (result,) = convert([path], suffix, target)
    return result


def convert(paths: Sequence[Path], suffix: str, target: str, *options: str) -> list[Path]:
    """Open the files in one LibreOffice and store each as ``target``; their names must differ.

    ``target`` is what ``--convert-to`` takes, ``options`` are further words of the command line.
    """
    folder = Path(tempfile.mkdtemp(dir=_home()))
    command = [program("soffice"), f"-env:UserInstallation={(_home() / 'profile').as_uri()}"]
    command += ["--headless", "--norestore", *options, "--convert-to", target, "--outdir", str(folder)]
    for _ in range(3):
        run = _run([*command, *map(str, paths)])
        if run.returncode != _RESTART:
            break
    results = [folder / (path.stem + suffix) for path in paths]
    # soffice ends with 0 also when it could not load a file: only the result itself proves anything.
    lacking = [path.name for path, result in zip(paths, results, strict=True) if not result.is_file()]
    if run.returncode or lacking:
        raise RuntimeError(f"LibreOffice made no {suffix} of {lacking} (exit {run.returncode}): {run.stdout.strip()}")
    return results


def recalculate(path: Path) -> Path:
    """The workbook as an .xlsx in which LibreOffice has calculated every formula anew."""
    return _convert(path, ".xlsx", "xlsx:Calc MS Excel 2007 XML")


def to_pdf(path: Path) -> Path:
    """The workbook or Word document as it would be printed."""
    return _convert(path, ".pdf", f"pdf:{'writer' if path.suffix == '.docx' else 'calc'}_pdf_Export")


def render(path: Path, dpi: int = 60) -> list[Path]:
    """The printed pages of the workbook or document as PNG files, in order."""
    pdf = to_pdf(path)
    run = _run([program("pdftoppm"), "-png", "-r", str(dpi), str(pdf), str(pdf.parent / "page")])
    pages = sorted(pdf.parent.glob("page*.png"))  # pdftoppm pads the numbers, so this is the order of the pages
    if run.returncode or not pages:
        raise RuntimeError(f"No pages from {path.name}: {run.stdout.strip()}")
    return pages


def printed_text(path: Path) -> str:
    """The words and numbers on the printed pages, as laid out."""
    return pdf_text(to_pdf(path))


def pdf_text(path: Path) -> str:
    """The words and numbers of a PDF, as laid out."""
    run = _run([program("pdftotext"), "-layout", str(path), "-"])
    if run.returncode:
        raise RuntimeError(f"No text from {path.name}: {run.stdout.strip()}")
    return run.stdout


def fonts(path: Path) -> str:
    """The fonts of the printed pages, a table as ``pdffonts`` prints it."""
    return _run([program("pdffonts"), str(to_pdf(path))]).stdout
