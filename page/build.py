"""``python -m page.build``: makes ``dist/绩效自评.html``, one file that scores workbooks in any browser, off-line.

``--lxml WHEEL`` gives the wheel of lxml for the engine where it cannot be fetched.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from page import fetching

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = ROOT / ".page"
TARGET = ROOT / "dist" / "绩效自评.html"
MOST = 10_000_000
"""Bytes that the page may have: what still goes through the mail of most offices."""
_LEFT_OUT = ("install", "cli", "excel")
"""Rooms of the package that have no use inside a browser."""
_POLICY = (
    "default-src 'none'; script-src {script} 'wasm-unsafe-eval' 'unsafe-eval'; worker-src blob:; "
    "style-src {style}; img-src data:; form-action 'none'; base-uri 'none'"
)
"""Chromium before 97 needs 'unsafe-eval' to run WebAssembly; a test holds that our own script has no use for it."""
_IMPORT = re.compile(r"^import \{[^}]*\} from '\./([\w-]+)\.js';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class|let)\b)", re.MULTILINE)
_NAMED = re.compile(r"^(?:async )?(?:function|const|class|let) (\w+)", re.MULTILINE)


def bundle(entry: str) -> str:
    """Return a script and the modules that it imports as one classic script, each before those that import it."""
    texts: dict[str, str] = {}

    def add(name: str) -> None:
        if name in texts:
            return
        source = (HERE / f"{name}.js").read_text(encoding="utf-8")
        for other in _IMPORT.findall(source):
            add(other)
        texts[name] = _EXPORT.sub("", _IMPORT.sub("", source))

    add(entry)
    names = [name for text in texts.values() for name in _NAMED.findall(text)]
    if twice := {name for name in names if names.count(name) > 1}:
        sys.exit(f"two modules of the page have the same name for something: {twice}")
    return "(function () {\n'use strict';\n" + "\n".join(texts.values()) + "})();\n"


def digest(text: str) -> str:
    """Return the hash of an inline script or style, as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def packed(data: bytes) -> str:
    """Return bytes as the page carries them."""
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def stage(work: Path, lxml: Path | None) -> bool:
    """Lay out everything that is to be compiled; return whether the Word report is among it."""
    shutil.rmtree(work, ignore_errors=True)
    site = work / "site"
    (work / "out").mkdir(parents=True)
    report = fetching.unpacked(CACHE, site, lxml)
    left_out = shutil.ignore_patterns("__pycache__", *_LEFT_OUT)

    def ignored(folder: str, names: list[str]) -> set[str]:
        at_the_top = Path(folder) == ROOT / "selfeval_xl"
        return set(left_out(folder, names)) if at_the_top else {"__pycache__"}

    shutil.copytree(ROOT / "selfeval_xl", site / "selfeval_xl", ignore=ignored)
    resources = site / "selfeval_xl" / "resources"
    resources.mkdir()
    for workbook in (ROOT / "workbook_templates").glob("*.xlsx"):
        shutil.copy(workbook, resources)
    return report


def engine_script(engine: Path) -> str:
    """Return the worker: our part first, so that no directive of the others leads, then the engine's two scripts."""
    texts = [(engine / name).read_text(encoding="utf-8") for name in ("pyodide.asm.js", "pyodide.js")]
    return "\n;".join([bundle("worker"), *(text.split("\n//# sourceMappingURL")[0] for text in texts)])


def licences() -> str:
    """Return the texts of all licences, as far as they were written down."""
    names = ("LICENSE", "THIRD-PARTY.md")
    return "\n\n".join((ROOT / name).read_text(encoding="utf-8") for name in names if (ROOT / name).exists())


def page(engine: Path, out: Path) -> str:
    """Return the page, from what was compiled into ``out``."""
    lock = json.loads((engine / "pyodide-lock.json").read_bytes())
    parts = {
        "code": engine_script(engine).encode(),
        "wasm": (engine / "pyodide.asm.wasm").read_bytes(),
        "std": (out / "std.zip").read_bytes(),
        "site": (out / "site.pack").read_bytes(),
        "lock": json.dumps({**lock, "packages": {}}).encode(),
    }
    blocks = [f'<script type="text/plain" id="part-{name}">{packed(data)}</script>' for name, data in parts.items()]
    about = (out / "about.json").read_text(encoding="utf-8").replace("<", "\\u003c")
    script, css = bundle("main"), (HERE / "page.css").read_text(encoding="utf-8")
    filled = {
        "policy": html.escape(_POLICY.format(script=digest(script), style=digest(css)), quote=True).replace(
            "&#x27;", "'"
        ),
        "css": css,
        "licences": html.escape(licences()),
        "about": f'<script type="application/json" id="about-data">{about}</script>',
        "parts": "\n".join(blocks),
        "script": script,
    }
    template = (HERE / "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda place: filled[place[1]], template)


def main() -> None:
    """Make the page and say what it can do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lxml", type=Path, help="the wheel of lxml for the engine, where it cannot be fetched")
    parser.add_argument("-o", "--output", type=Path, default=TARGET)
    given = parser.parse_args()
    CACHE.mkdir(exist_ok=True)
    engine, work = fetching.engine(CACHE), CACHE / "work"
    report = stage(work, given.lxml)
    subprocess.run(["node", str(HERE / "compile.mjs"), str(engine), str(work)], check=True)
    text = page(engine, work / "out")
    size = len(text.encode())
    if size > MOST:
        sys.exit(f"the page has {size:,} bytes, more than {MOST:,}")
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(text, encoding="utf-8", newline="\n")
    told = "writes Word reports" if report else "has no Word report: lxml for the engine could not be had"
    print(f"{given.output}: {size:,} bytes; this copy {told}")


if __name__ == "__main__":
    main()
