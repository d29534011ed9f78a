"""What ``install.cmd`` runs: makes the program's own Python environment, then lets the program install itself.

Runs on any Python 3.11 to 3.13 before anything is installed: standard library only, no import of this package.  The
offline folder carries it under the name ``install.py``.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAME, WHEELS, SUMS = "install.py", "wheels", "SHA256SUMS.txt"
LOG, UNINSTALL = "install.log", "uninstall.cmd"
FAILED = 2


class Stop(Exception):
    """What keeps the installation from going on: a Chinese sentence and what to do."""


def main(argv: list[str]) -> int:
    """Install from the folder ``argv[0]``, that of ``install.cmd``; return the exit code."""
    folder = Path(argv[0]).resolve()
    try:
        home = _home()
        print("第 1 步，共 4 步：核对安装文件")
        check_sums(folder)
        print("第 2 步，共 4 步：建立程序自己的 Python 环境（约半分钟）")
        python = environment(home)
        print("第 3 步，共 4 步：安装组件")
        install_packages(python, source(folder), home / LOG)
        print("第 4 步，共 4 步：安装 Excel 加载项", flush=True)
        if (folder / UNINSTALL).exists():
            _copy(folder / UNINSTALL, home / UNINSTALL)
        return subprocess.call([str(python), "-I", "-m", "selfeval_xl", "install", "--from", str(folder)])
    except Stop as stop:
        print(f"\n没有装成。{stop}")
    except OSError as error:
        print(f"\n没有装成：{error.strerror or error}（{error.filename}）。请关闭 Excel 和相关窗口后再运行一次。")
    return FAILED


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


def check_sums(folder: Path) -> None:
    """Compare the folder with its checksums, where it has them; a file lost to antivirus is better told by its name."""
    sums = folder / SUMS
    if not sums.exists():
        return
    for line in sums.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition(" *")
        file = folder / name
        if not file.exists():
            raise Stop(
                f"缺少文件“{name}”：没有复制完整，或被杀毒软件删除了。请重新复制整个安装文件夹，必要时把它加入信任区。"
            )
        if hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            raise Stop(f"文件“{name}”与 {SUMS} 里的校验值不符，可能没有传完整。请重新复制整个安装文件夹。")


def environment(home: Path) -> Path:
    """Return the interpreter of the program's own environment, which is made, or made anew when it does not run."""
    folder = home / "venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # One whose making was broken off may have a Python that runs, and no pip yet.
    check = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    if not _runs([str(python), "-I", "-c", check]):
        made = [sys.executable, "-I", "-m", "venv", "--clear", str(folder)]
        if not _runs(made) or not python.exists():
            raise Stop(
                "Python 环境没有建成。请关闭 Excel 后再试；用的若是精简版 Python，请改装 python.org 的完整安装包。"
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
    options = [
        "--disable-pip-version-check",
        "--no-input",
        "--no-user",
        "--no-warn-script-location",
        "--force-reinstall",
    ]
    command = [str(python), "-I", "-m", "pip", "install", *options, *what]
    with log.open("wb") as said:
        done = subprocess.run(command, stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        reason = (
            "请关闭 Excel 后再试"
            if "--no-index" in what
            else "请检查网络（或改用带 wheels 文件夹的离线安装包）、关闭 Excel 后再试"
        )
        raise Stop(f"组件没有装成。{reason}；仍不行的，把记录发给维护人员：{log}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
