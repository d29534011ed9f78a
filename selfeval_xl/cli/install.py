"""What ``install``, ``uninstall``, ``bundle`` and ``doctor`` do and say; each returns its exit code."""

import argparse
import os
from pathlib import Path

from selfeval_xl.domain.finding import ERROR

DONE, PROBLEMS = 0, 1
ACCEPTANCE = "绩效自评-验收.txt"
"""The file that the acceptance test leaves to be sent back."""


def install(arguments: argparse.Namespace) -> int:
    """Install the add-in for this user and say what was done."""
    from selfeval_xl import __version__
    from selfeval_xl.install import installing, machine

    machine.require_windows()
    beside = Path(arguments.source) if arguments.source else None
    done = installing.install(machine.environment(), machine.payload(beside), __version__)
    for each in done:
        print(f"  {each.state}　{each.name}：{each.path}")
    print(_INSTALLED)
    return DONE


_INSTALLED = """
装好了。请重新打开 Excel，功能区会多出“绩效自评”选项卡，里面的“计算评分”就是一键评分。
  · 不用 Excel 也行：右键点工作簿，选“发送到 → 计算评分”；或把工作簿拖到“计算评分.cmd”上。
  · 看不到选项卡时：右键点上面写的 selfeval.xlam，选“属性”，勾选“解除锁定”后确定，再打开 Excel。
  · 还不行：运行 selfeval-xl doctor（自检），它会逐项说明原因和办法。
  · 卸载：关闭 Excel，双击 uninstall.cmd。"""


def uninstall(_arguments: argparse.Namespace) -> int:
    """Remove what was installed and say what stays."""
    from selfeval_xl.install import installing, machine, places

    machine.require_windows()
    environment = machine.environment()
    done = installing.uninstall(environment)
    for each in done:
        print(f"  {each.state}　{each.path}")
    print("已卸载 Excel 加载项。" if done else "没有安装过 Excel 加载项，不需要卸载。")
    if Path(places.home(environment)).exists():
        print(f"程序自己的 Python 在“{places.home(environment)}”，uninstall.cmd 会接着删除它。")
    return DONE


def bundle(arguments: argparse.Namespace) -> int:
    """Make the folder for machines without Python or internet and say how to use it."""
    from selfeval_xl.install import bundling, embedded
    from selfeval_xl.storage import temp_dir

    with temp_dir.folder() as place:
        python = None if arguments.without_python else embedded.looked_at(_python_zip(arguments.python, Path(place)))
        if python:
            print(f"{python.path.name}（CPython {python.version}）\n  SHA-256 {python.digest}")
        print("正在收集 Windows 用的组件（下载的话约 15 MB）……", flush=True)
        wheels = Path(arguments.wheels) if arguments.wheels else None
        names = bundling.bundle(Path(arguments.output), python, wheels)
    print(f"已生成：{arguments.output}（{len(names)} 个文件，校验值在 SHA256SUMS.txt，来源在 {bundling.PARTS_LIST}）")
    print(
        _BUNDLED if python else "请把整个文件夹复制到目标电脑，先装 64 位的 Python 3.11 至 3.13，再双击 install.cmd。"
    )
    return DONE


_BUNDLED = """请把整个文件夹复制到目标电脑（Windows 10 及以上，什么都不用先装）：
  · 双击 install.cmd，Excel 里就有“绩效自评”选项卡；
  · 不安装也行：把工作簿拖到“计算评分.cmd”上，在 U 盘里也能用。"""


def _python_zip(given: str | None, place: Path) -> Path:
    """Return the embeddable zip that was given, else fetch one."""
    from selfeval_xl.install import embedded

    if given:
        return Path(given)
    print(f"正在从 python.org 下载 {embedded.NAME}（约 11 MB）……", flush=True)
    return embedded.fetch(place)


def doctor(arguments: argparse.Namespace) -> int:
    """Look at this machine and tell each problem with its remedy; 1 when there is one."""
    if arguments.acceptance:
        return _acceptance(os.path.abspath(arguments.place))
    from selfeval_xl.cli import jsonview
    from selfeval_xl.install import facts, probes
    from selfeval_xl.install.doctor import STATES, diagnose

    found = probes.machine_facts(Path(os.path.abspath(arguments.place)))
    diagnosis = diagnose(found)
    if arguments.json:
        names = ("name", "state", "text", "remedy", "closes")
        rows = [(line.subject, STATES[line.level], line.message, line.remedy, line.code) for line in diagnosis.lines]
        lines = [dict(zip(names, row, strict=True)) for row in rows]
        jsonview.show({"lines": lines, "road": diagnosis.road, "answers": facts.to_table(found)})
    else:
        for line in diagnosis.lines:
            remedy = f"\n       → {line.remedy}" if line.remedy else ""
            print(f"[{STATES[line.level]}] {line.subject}：{line.message}{remedy}")
        print(f"\n该走的路：{diagnosis.road}")
    return PROBLEMS if any(line.level == ERROR for line in diagnosis.lines) else DONE


def _acceptance(place: str) -> int:
    """Try the add-in on an Excel of its own, in a process of its own: nothing of Excel is imported here."""
    import subprocess
    import sys

    from selfeval_xl.install import machine

    machine.require_windows()
    folder = place if os.path.isdir(place) else os.path.dirname(place)
    target = os.path.join(folder, ACCEPTANCE)
    return subprocess.run([sys.executable, "-I", "-B", "-m", "selfeval_xl.excel.acceptance", target]).returncode
