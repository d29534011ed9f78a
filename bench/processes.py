"""Whole processes: a click costs the start of Python, the imports and the work."""

from __future__ import annotations

import compileall
import itertools
import subprocess
import sys
from pathlib import Path

import selfeval_xl
from bench import books, forms
from bench.goals import Goal
from bench.harness import Job

START, CLICK = "python -c pass", "selfeval-xl score"
GOALS = (Goal(CLICK, START, 8),)


def jobs(folder: Path) -> dict[str, Job]:
    """Return the start of Python alone, and the command on the small workbook."""
    # As an installed program has it; otherwise each start would compile the sources anew.
    compileall.compile_dir(Path(selfeval_xl.__file__).parent, quiet=1)
    book = folder / "process.xlsx"
    books.write(forms.SIZES[0], book)
    number = itertools.count()

    def click() -> None:
        target = folder / f"process-{next(number)}.xlsx"
        _run([*_command(), "score", str(book), "-o", str(target)])
        target.unlink()

    return {START: lambda: _run([sys.executable, "-c", "pass"]), CLICK: click}


def _command() -> list[str]:
    script = Path(sys.executable).with_name("selfeval-xl")
    return [str(script)] if script.exists() else [sys.executable, "-m", "selfeval_xl"]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    # 1 tells of findings that must be mended.
    if done.returncode > 1:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
