"""ESLint and TypeScript as judges: does a script keep to the rules, and do its types (as JSDoc) fit together?"""

import subprocess
from pathlib import Path

from tests.judges import program

PAGE = Path(__file__).parents[2] / "page"
_MODULES = Path(__file__).parents[2] / ".judges" / "node_modules"
_SECONDS = 300


def lint(folder: Path) -> str:
    """What ESLint has to say about the scripts of a folder, by the rules of the page; empty when nothing."""
    config = folder / "eslint.config.mjs"
    if folder != PAGE:
        config.write_bytes((PAGE / config.name).read_bytes())
    return _run("eslint/bin/eslint.js", folder, "--config", str(config), ".")


def types(folder: Path) -> str:
    """What TypeScript has to say about the scripts of a folder; empty when nothing."""
    config = folder / "tsconfig.json"
    if folder != PAGE:
        config.write_bytes((PAGE / config.name).read_bytes())
    return _run("typescript/bin/tsc", folder, "--project", str(config))


def _run(tool: str, folder: Path, *options: str) -> str:
    command = [program("node"), str(_MODULES / tool), *options]
    run = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=_SECONDS)
    if run.returncode and not run.stdout:
        raise RuntimeError(f"{tool} could not be run: {run.stderr.strip()}")
    return run.stdout.strip()
