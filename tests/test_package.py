"""What a colleague installs is what lies in the checkout: no standard and no template left behind."""

import shutil
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

import selfeval_xl

ROOT = Path(__file__).parents[1]
CARRIED = (("workbook_templates", "*.xlsx"), ("addin", "*.xlam"), ("addin", "*.cmd"), ("addin", "*.txt"))
"""What lies at the top of the checkout and goes into the wheel under ``selfeval_xl/resources``."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from a copy so that nothing of an earlier build gets in."""
    copy, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "selfeval_xl", copy / "selfeval_xl", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, copy)
    for folder, pattern in CARRIED:
        (copy / folder).mkdir(exist_ok=True)
        for file in (ROOT / folder).glob(pattern):
            shutil.copy(file, copy / folder)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(out), str(copy)], check=True, stdin=subprocess.DEVNULL)
    (path,) = out.glob("*.whl")
    return zipfile.ZipFile(path)


def test_every_file_of_the_package_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    checkout = {path.relative_to(ROOT).as_posix() for path in (ROOT / "selfeval_xl").rglob("*") if path.is_file()}
    wanted = {name for name in checkout if "__pycache__" not in name}
    carried = [file.name for folder, pattern in CARRIED for file in (ROOT / folder).glob(pattern)]
    assert len(carried) >= 9
    wanted |= {f"selfeval_xl/resources/{name}" for name in carried}
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == wanted


def test_the_wheel_has_the_version_and_the_pins(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = HeaderParser().parsestr(wheel.read(name).decode("utf-8"))
    assert metadata["Version"] == selfeval_xl.__version__
    pins = {line for line in (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines() if "==" in line}
    required = {line.partition(";")[0].strip() for line in metadata.get_all("Requires-Dist", [])}
    assert required <= pins
    assert len(required) == 8
