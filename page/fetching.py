"""What the page is made of besides our own: the engine from npm, wheels from PyPI, and lxml where it can be had.

Everything is named by its exact version and held against its hash; what does not match is thrown away.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENGINE = "pyodide@0.24.1"
_INTEGRITY = "sha512-fkNolNwiv41E2KKCP2bgW+dwr95B+0KSC/WG9WCmlWM9MNFbRVX0rF9i4OikRM78bGeVUvLdVJw8jY17wxKoRQ=="
"""Of the package as npm serves it, in npm's own spelling."""
_OWN_WHEELS = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{file}"
"""Where the engine's makers keep the compiled wheels that their list names."""
_PATIENCE = 20
"""Seconds to wait for that address, which many networks do not let through."""
_REPORT = ("python_docx", "typing_extensions")
"""The wheels that nothing but the Word report needs."""


def engine(cache: Path) -> Path:
    """Return the folder of the unpacked engine; raises SystemExit when it is not the one that is meant."""
    folder = cache / "engine" / "package"
    if missing := [name for name in ("node", "npm") if not shutil.which(name)]:
        sys.exit(f"the page is made with Node.js, please install: {' '.join(missing)}")
    if not folder.is_dir():
        said = subprocess.run(
            ["npm", "pack", "--silent", "--pack-destination", str(cache), ENGINE],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        archive = cache / said.stdout.split()[-1]
        found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != _INTEGRITY:
            archive.unlink()
            sys.exit(f"{ENGINE} is not the package that is meant: {found}")
        with tarfile.open(archive) as packed:
            # Early releases of Python 3.11 know no filters; the archive is the one that is meant, by its hash.
            packed.extractall(cache / "engine", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    return folder


def wheels(cache: Path) -> list[Path]:
    """Return the pure Python wheels; pip holds them against their hashes."""
    folder = cache / "wheels"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--require-hashes", "-r", str(HERE / "wheels.txt"), "-d", str(folder)]
    wanted = [line for line in (HERE / "wheels.txt").read_text().splitlines() if line and not line.startswith("#")]
    if len(list(folder.glob("*.whl"))) != len(wanted):
        subprocess.run(command, check=True)
    return sorted(folder.glob("*.whl"))


def lxml(cache: Path, folder: Path, given: Path | None) -> Path | None:
    """Return the wheel of lxml for the engine, ``None`` where it cannot be had; ``given`` is one that is at hand."""
    told = json.loads((folder / "pyodide-lock.json").read_bytes())
    entry = told["packages"]["lxml"]
    kept = cache / entry["file_name"]
    if given:
        data = given.read_bytes()
    elif kept.exists():
        data = kept.read_bytes()
    else:
        address = _OWN_WHEELS.format(version=told["info"]["version"], file=entry["file_name"])
        try:
            with urllib.request.urlopen(address, timeout=_PATIENCE) as answer:
                data = answer.read()
        except OSError as error:
            print(f"lxml for the engine cannot be had here ({error})")
            return None
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        sys.exit(f"{entry['file_name']} is not the file that the engine's list names")
    kept.write_bytes(data)
    return kept


def unpacked(cache: Path, target: Path, given: Path | None) -> bool:
    """Unpack the packages into ``target``; return whether the Word report is among what they can do."""
    compiled = lxml(cache, engine(cache), given)
    for wheel in [*wheels(cache), *([compiled] if compiled else [])]:
        if compiled or not wheel.name.startswith(_REPORT):
            with zipfile.ZipFile(wheel) as packed:
                packed.extractall(target)
    return compiled is not None
