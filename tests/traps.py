"""A folder of received files that is full of traps: whatever is imported or started from it leaves a mark."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from selfeval_xl.storage import resources, standards

MODULES = (
    *("openpyxl", "python_calamine", "docx", "lxml", "xlwings", "json", "csv", "decimal", "tomllib", "encodings"),
    *("sitecustomize", "usercustomize", "multiprocessing", "site", "re", "signal", "tempfile", "subprocess", "pandas"),
)
PROGRAMS = ("soffice", "libreoffice", "python", "python3", "py", "cmd", "taskkill", "xdg-open", "open")
_TRAP = "import os\nopen(os.environ['SELFEVAL_MARK'], 'a').write({name!r} + '\\n')\n"
_PROGRAM = '#!/bin/sh\necho "{name}" >> "$SELFEVAL_MARK"\n'


class Traps:
    """The folder, and the file in which a trap that went off leaves its name."""

    def __init__(self, folder: Path, outside: Path) -> None:
        self.folder, self.mark = folder, outside / "mark"
        folder.mkdir()
        for name in MODULES:
            (folder / f"{name}.py").write_text(_TRAP.format(name=name), encoding="utf-8")
        self._package()
        for name in PROGRAMS:
            for ending in ("", ".exe", ".bat", ".cmd", ".com"):
                path = folder / (name + ending)
                path.write_text(_PROGRAM.format(name=path.name), encoding="utf-8")
                path.chmod(0o755)
        self._settings()
        self.book = folder / "收到的表.xlsx"
        self.book.write_bytes(resources.read(resources.SAMPLE))

    def _package(self) -> None:
        for name in ("__init__", "__main__", "cli", "files"):
            path = self.folder / "selfeval_xl" / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(_TRAP.format(name=f"selfeval_xl.{name}"), encoding="utf-8")

    def _settings(self) -> None:
        """Settings of every kind that name a program or a folder of modules in this folder."""
        here, program = str(self.folder), str(self.folder / "python")
        pairs = f'"INTERPRETER_WIN","{program}"\n"INTERPRETER_MAC","{program}"\n"PYTHONPATH","{here}"\n'
        for name in ("xlwings.conf", "selfeval.conf", ".xlwings/xlwings.conf", ".selfeval/selfeval.conf"):
            self._write(name, pairs)
        self._write(".env", f"PYTHONPATH={here}\nPATH={here}\nPYTHONSTARTUP={here}/json.py\n")
        self._write("pyvenv.cfg", f"home = {here}\ninclude-system-site-packages = true\n")
        for name in ("pip.ini", "pip.conf"):
            self._write(name, f"[global]\nindex-url = file://{here}\n")
        self._write("evil.pth", "import json\n")
        self._write("setup.cfg", f"[options]\npackage_dir = {here}\n")
        self._write("conftest.py", _TRAP.format(name="conftest"))
        weaker = standards._text(standards._path("donghu-2017")).replace("weight = 16", "weight = 15")
        for name in ("donghu-2017", "mof-2020", "evil"):
            self._write(f"standards/{name}.toml", weaker)
            self._write(f"{name}.toml", weaker)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    @property
    def went_off(self) -> list[str]:
        """The traps that went off."""
        return sorted(set(self.mark.read_text(encoding="utf-8").split())) if self.mark.exists() else []

    @property
    def environment(self) -> dict[str, str]:
        """What a process in the folder is given: a search path on which the current folder comes first, too."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SELFEVAL"))}
        path = f"{os.pathsep}.{os.pathsep}{own['PATH']}"
        return own | {"SELFEVAL_MARK": str(self.mark), "PATH": path, "SAL_USE_VCLPLUGIN": "svp"}

    def gone(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder)
