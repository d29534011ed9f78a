"""What ``install.cmd`` runs: puts the program's own Python in its place, then lets the program install itself.

That Python is the one in the folder of ``install.cmd``; where there is none, an environment is made of the Python at
hand.  Runs before anything is installed: standard library only, no import of this package.  The folder carries it under
the name ``install.py``.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAME, WHEELS, SUMS, PYTHON = "install.py", "wheels", "SHA256SUMS.txt", "python"
LOG, UNINSTALL, TEXTS = "install.log", "uninstall.cmd", "texts"
FAILED = 2
_VENV = "venv"
_NEW, _OLD = f"{PYTHON}.new", f"{PYTHON}.old"


class Stop(Exception):
    """What keeps the installation from going on: a Chinese sentence and what to do."""


def main(argv: list[str]) -> int:
    """Install from the folder ``argv[0]``, that of ``install.cmd``; return the exit code."""
    _speak()
    folder = Path(argv[0]).resolve()
    try:
        home = _home()
        print("第 1 步，共 3 步：核对安装文件", flush=True)
        check_sums(folder)
        carried = (folder / PYTHON).is_dir()
        python = copied(folder, home) if carried else made(folder, home)
        print("第 3 步，共 3 步：安装 Excel 加载项", flush=True)
        _copy_scripts(folder, home)
        code = subprocess.call([str(python), "-I", "-m", "selfeval_xl", "install", "--from", str(folder)])
        if not code:
            shutil.rmtree(home / (_VENV if carried else PYTHON), ignore_errors=True)
        return code
    except Stop as stop:
        print(f"\n没有装成。{stop}")
    except OSError as error:
        print(f"\n没有装成：{error.strerror or error}（{error.filename}）。请关闭 Excel 和相关窗口后再运行一次。")
    return FAILED


def _speak() -> None:
    """Write as the program will that is started in the end (``writers.terminal``), and never fail on a character."""
    for stream in (sys.stdout, sys.stderr):
        page = None if stream.isatty() else _page()
        stream.reconfigure(encoding=page, errors="replace")  # type: ignore[union-attr]


def _page() -> str:
    """Return the encoding for a pipe or a file: Windows' code page where it has Chinese."""
    if sys.platform != "win32":
        return "utf-8"
    import ctypes

    page = f"cp{ctypes.windll.kernel32.GetConsoleOutputCP() or ctypes.windll.kernel32.GetACP()}"
    try:
        "绩效自评".encode(page)
    except (LookupError, UnicodeEncodeError):
        return "utf-8"
    return page


def _copy_scripts(folder: Path, home: Path) -> None:
    for name in (UNINSTALL, *(f"{TEXTS}/{file.name}" for file in (folder / TEXTS).glob("*.txt"))):
        if (folder / name).exists():
            (home / name).parent.mkdir(exist_ok=True)
            _copy(folder / name, home / name)


def _copy(source: Path, target: Path) -> None:
    """Copy a script whole or not at all: of half a script Windows would run that half."""
    temporary = target.with_name(f"{target.name}.tmp")
    shutil.copyfile(source, temporary)
    os.replace(temporary, target)


def _home() -> Path:
    local = os.environ.get("LOCALAPPDATA")
    if not local:
        raise Stop("系统没有给出个人文件夹（LOCALAPPDATA），请用自己的帐户正常登录 Windows 后再试。")
    home = Path(local, "selfeval-xl")
    home.mkdir(parents=True, exist_ok=True)
    return home


def listed(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the checksum and name of each file in the folder; none where it has no checksums."""
    sums = folder / SUMS
    for line in sums.read_text(encoding="utf-8").splitlines() if sums.exists() else ():
        digest, _, name = line.partition(" *")
        yield digest, name


def check_sums(folder: Path) -> None:
    """Compare the folder with its checksums, where it has them; a file lost to antivirus is better told by its name."""
    for digest, name in listed(folder):
        file = folder / name
        if not file.exists():
            raise Stop(
                f"缺少文件“{name}”：没有复制完整，或被杀毒软件删除了。请重新复制整个安装文件夹，必要时把它加入信任区。"
            )
        if hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            raise Stop(f"文件“{name}”与 {SUMS} 里的校验值不符，可能没有传完整。请重新复制整个安装文件夹。")


def copied(folder: Path, home: Path) -> Path:
    """Copy the folder's Python with the program in it, and return its interpreter; the one before goes only then."""
    print("第 2 步，共 3 步：复制程序（几秒钟）", flush=True)
    new, old, place = home / _NEW, home / _OLD, home / PYTHON
    for left_over in (new, old):
        shutil.rmtree(left_over, ignore_errors=True)
    for _, name in listed(folder):
        if name.startswith(f"{PYTHON}/"):
            target = new / name.removeprefix(f"{PYTHON}/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, target)
    if not (new / "python.exe").exists():
        raise Stop(f"安装文件夹里没有 {SUMS}，或里面没有列出 Python。请重新复制整个安装文件夹。")
    _put_in_place(new, place, old)
    return place / "python.exe"


def _put_in_place(new: Path, place: Path, old: Path) -> None:
    """Let the new folder take the place of the one before; Windows moves none in which a program still runs."""
    try:
        if place.exists():
            os.replace(place, old)
        os.replace(new, place)
    except OSError as error:
        if old.exists() and not place.exists():
            os.replace(old, place)
        shutil.rmtree(new, ignore_errors=True)
        raise Stop("程序正被使用，多半是 Excel 还开着。请保存并关闭全部 Excel 窗口，再运行一次。") from error
    shutil.rmtree(old, ignore_errors=True)


def made(folder: Path, home: Path) -> Path:
    """Make an environment of the Python at hand with the program in it, and return its interpreter."""
    print("第 2 步，共 3 步：用电脑上的 Python 建立程序自己的环境，并安装组件（约一分钟）", flush=True)
    python = environment(home)
    install_packages(python, source(folder), home / LOG)
    return python


def environment(home: Path) -> Path:
    """Return the interpreter of the program's own environment, which is made, or made anew when it does not run."""
    folder = home / _VENV
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # One whose making was broken off may have a Python that runs, and no pip yet.
    check = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    if not _runs([str(python), "-I", "-c", check]):
        made = [sys.executable, "-I", "-m", "venv", "--clear", str(folder)]
        if not _runs(made) or not python.exists():
            raise Stop(
                "Python 环境没有建成。请关闭 Excel 后再试；用的若是精简版 Python，请改用自带 Python 的安装文件夹。"
            )
    return python


def _runs(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def source(folder: Path) -> list[str]:
    """Return what to tell pip: the wheels beside ``install.cmd``, else the checkout round it, else the public index."""
    wheels = folder / WHEELS
    if wheels.is_dir():
        return ["--no-index", "--find-links", str(wheels), "selfeval-xl"]
    if (folder.parent / "pyproject.toml").exists():
        return [str(folder.parent)]
    return ["selfeval-xl"]


def install_packages(python: Path, what: list[str], log: Path) -> None:
    """Install, or repair by installing anew; what pip says goes to the log."""
    options = "--disable-pip-version-check --no-input --no-user --no-warn-script-location --force-reinstall"
    command = [str(python), "-I", "-m", "pip", "install", *options.split(), *what]
    with log.open("wb") as said:
        done = subprocess.run(command, stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        reason = (
            "请关闭 Excel 后再试"
            if "--no-index" in what
            else "请改用自带 Python 的安装文件夹；或检查网络、关闭 Excel 后再试"
        )
        raise Stop(f"组件没有装成。{reason}；仍不行的，把记录发给维护人员：{log}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
