"""The offline folder holds all that a Windows machine without internet needs, and install.cmd's program can use it."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import parse_wheel_filename

import selfeval_xl
from selfeval_xl.domain.errors import InputError, StorageError
from selfeval_xl.install import bootstrap, bundling, embedded, places, wheel
from selfeval_xl.messages import codes
from selfeval_xl.storage import resources

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module", autouse=True)
def add_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An add-in to bundle, should the one of the checkout not be built."""
    folder = tmp_path_factory.mktemp("addin")
    (folder / places.ADDIN).write_bytes(b"add-in")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "_CHECKOUT", (*resources._CHECKOUT, str(folder)))
        yield


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The offline folder, made once, with wheels from the package index."""
    folder = tmp_path_factory.mktemp("离线 安装") / "selfeval-xl"
    bundling.bundle(folder)
    return folder


def wheels(bundle: Path, python: str) -> dict[str, Path]:
    """Wheels in the folder that 64-bit Windows with this Python would take, by project."""
    found: dict[str, Path] = {}
    for path in (bundle / bootstrap.WHEELS).glob("*.whl"):
        name, _, _, tags = parse_wheel_filename(path.name)
        if any(fits(tag.interpreter, tag.abi, tag.platform, "cp" + python.replace(".", "")) for tag in tags):
            found[name] = path
    return found


def fits(interpreter: str, abi: str, platform: str, wanted: str) -> bool:
    """Whether a wheel with these tags installs on 64-bit Windows with the wanted CPython."""
    return platform in ("any", "win_amd64") and interpreter in ("py3", wanted) and abi in ("none", "abi3", wanted)


def metadata(path: Path) -> list[str]:
    """What a wheel requires."""
    with zipfile.ZipFile(path) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(archive.read(name).decode("utf-8")).get_all("Requires-Dist") or []


@pytest.mark.parametrize("python", embedded.PYTHONS)
def test_nothing_has_to_be_fetched_for_any_of_the_pythons(bundle: Path, python: str) -> None:
    found = wheels(bundle, python)
    here = {"platform_system": "Windows", "sys_platform": "win32", "os_name": "nt", "platform_machine": "AMD64"}
    here |= {"python_version": python, "python_full_version": f"{python}.0", "extra": ""}
    for path in found.values():
        for requirement in map(Requirement, metadata(path)):
            if requirement.marker is None or requirement.marker.evaluate(here):
                _, version, _, _ = parse_wheel_filename(found[requirement.name.replace("_", "-")].name)
                assert version in requirement.specifier
    assert {"selfeval-xl", "xlwings", "pywin32", "openpyxl", "xlrd"} <= set(found)


@pytest.mark.parametrize("python", embedded.PYTHONS)
def test_xlwings_brings_its_libraries_for_both_kinds_of_office(bundle: Path, python: str) -> None:
    with zipfile.ZipFile(wheels(bundle, python)["xlwings"]) as archive:
        names = {name.rpartition("/")[2] for name in archive.namelist()}
    pins = dict(pin.split("==") for pin in wheel.requirements())
    assert {f"xlwings{bits}-{pins['xlwings']}.dll" for bits in (32, 64)} <= names


def test_the_checksums_cover_every_file_but_themselves(bundle: Path) -> None:
    lines = (bundle / bootstrap.SUMS).read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, _, name in (line.partition(" *") for line in lines)}
    files = {path.relative_to(bundle).as_posix(): path for path in bundle.rglob("*") if path.is_file()}
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == {
        **sums,
        bootstrap.SUMS: hashlib.sha256(files[bootstrap.SUMS].read_bytes()).hexdigest(),
    }


def test_what_a_person_needs_is_there(bundle: Path) -> None:
    names = {path.name for path in bundle.iterdir()}
    assert names == {
        *("install.cmd", "uninstall.cmd", "计算评分.cmd", "安装说明.txt", "SHA256SUMS.txt", "install.py"),
        *("selfeval.xlam", "wheels", "模板", "texts", "组成.txt", "THIRD-PARTY.txt"),
        *([resources.PAGE] if resources.has(resources.PAGE) else []),
    }
    assert {path.name for path in (bundle / "模板").iterdir()} == set(bundling.templates())
    for name in ("install.cmd", "安装说明.txt"):
        data = (bundle / name).read_bytes()
        assert data.count(b"\n") == data.count(b"\r\n") > 0


def test_our_wheel_is_the_one_that_pip_would_build(bundle: Path, tmp_path: Path) -> None:
    built = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            tmp_path,
            copied(tmp_path),
        ],
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert built.returncode == 0
    (theirs,) = tmp_path.glob("*.whl")
    assert theirs.name == wheel.filename()
    ours, wanted = members(bundle / bootstrap.WHEELS / wheel.filename()), members(theirs)
    assert set(ours) == set(wanted) | {f"selfeval_xl/resources/{name}" for name in bundling.parts()}
    assert settings(ours) == settings(wanted)
    told = ("/RECORD", "/WHEEL", "/METADATA")
    for name, data in wanted.items():
        assert name.endswith(told) or ours[name] == data, name


def settings(wheel: dict[str, bytes]) -> list[tuple[str, str]]:
    """What a wheel says of itself to pip; the README after it may have grown since the checkout was installed."""
    (data,) = (data for name, data in wheel.items() if name.endswith("/METADATA"))
    return HeaderParser().parsestr(data.decode("utf-8")).items()


def copied(folder: Path) -> Path:
    """A copy of the checkout without anything of earlier builds, and without what lies beside the modules."""
    copy = folder / "checkout"
    shutil.copytree(ROOT / "selfeval_xl", copy / "selfeval_xl", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, copy)
    return copy


def members(path: Path) -> dict[str, bytes]:
    """Files in a wheel, those beside the modules apart."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_our_wheel_is_the_same_every_time() -> None:
    assert wheel.built(bundling.parts()) == wheel.built(bundling.parts())


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError) as trouble:
        bundling.bundle(tmp_path)
    assert trouble.value.code == codes.NOT_EMPTY
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_failed_download_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundling, "BESIDES", ("selfeval-no-such-package==1.0",))
    monkeypatch.setattr(wheel, "requirements", lambda: ())
    with pytest.raises(StorageError) as trouble:
        bundling.bundle(tmp_path / "new")
    assert trouble.value.code == codes.DOWNLOAD
    assert "selfeval-no-such-package" in trouble.value.message
    assert list(tmp_path.iterdir()) == []


def test_an_add_in_taken_away_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> bytes:
        raise FileNotFoundError(2, "No such file or directory", name)

    monkeypatch.setattr(resources, "read", gone)
    monkeypatch.setattr(bundling, "fetch", lambda *_: None)
    with pytest.raises(StorageError) as trouble:
        bundling.bundle(tmp_path / "new")
    assert trouble.value.code == codes.NO_ADDIN


@pytest.fixture(scope="module")
def local_bundle(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An offline folder as ``bundle`` makes it, with wheels for the machine of the tests instead of Windows."""
    folder = tmp_path_factory.mktemp("U盘") / "安装 (1)"
    (folder / bootstrap.WHEELS).mkdir(parents=True)
    pins = (*wheel.requirements(), *(pin for pin in bundling.BESIDES if "pywin32" not in pin))
    fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*fetch, "-d", folder / bootstrap.WHEELS, *pins], stdin=subprocess.DEVNULL, check=True)
    ours = bundle / bootstrap.WHEELS / wheel.filename()
    (folder / bootstrap.WHEELS / ours.name).write_bytes(ours.read_bytes())
    for name in (bootstrap.NAME, bootstrap.UNINSTALL):
        (folder / name).write_bytes((bundle / name).read_bytes())
    return folder


def run_installer(folder: Path, local: Path) -> subprocess.CompletedProcess[str]:
    """What install.cmd runs, with no way to the package index."""
    environment = {"LOCALAPPDATA": str(local), "PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    environment |= {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PYTHONPATH": "/nowhere"}
    command = [sys.executable, str(folder / bootstrap.NAME), str(folder)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )


def test_the_installer_makes_its_own_python_without_internet(local_bundle: Path, tmp_path: Path) -> None:
    local = tmp_path / "张三 李" / "Local"
    done = run_installer(local_bundle, local)
    home = local / "selfeval-xl"
    # Everything but the last step works here; the add-in itself is for Windows.
    assert "只能装在 Windows 上" in done.stderr
    assert done.returncode == 2
    assert (home / "uninstall.cmd").read_bytes() == (local_bundle / "uninstall.cmd").read_bytes()
    python = home / "venv" / "bin" / "python"
    version = subprocess.run(
        [python, "-I", "-m", "selfeval_xl", "--version"], capture_output=True, text=True, check=True
    )
    assert version.stdout.strip() == selfeval_xl.__version__
    carried_there = list((home / "venv").glob("lib/*/site-packages/selfeval_xl/resources/*"))
    assert {path.name for path in carried_there} == set(bundling.parts())


def sums(folder: Path, *names: str) -> None:
    """Write checksums for files in a folder."""
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()} *{name}\n" for name in names]
    (folder / bootstrap.SUMS).write_text("".join(lines), encoding="utf-8")


def test_a_file_lost_or_damaged_on_the_way_is_named(tmp_path: Path) -> None:
    for name in ("a.whl", "b.whl"):
        (tmp_path / name).write_bytes(name.encode())
    sums(tmp_path, "a.whl", "b.whl")
    bootstrap.check_sums(tmp_path)
    (tmp_path / "b.whl").write_bytes(b"damaged")
    with pytest.raises(bootstrap.Stop, match=r"b\.whl.*校验值"):
        bootstrap.check_sums(tmp_path)
    (tmp_path / "a.whl").unlink()
    with pytest.raises(bootstrap.Stop, match=r"缺少文件“a\.whl”"):
        bootstrap.check_sums(tmp_path)


def test_the_installer_takes_the_wheels_beside_it_else_the_checkout_else_the_index(tmp_path: Path) -> None:
    folder = tmp_path / "addin"
    folder.mkdir()
    assert bootstrap.source(folder) == ["selfeval-xl"]
    (tmp_path / "pyproject.toml").touch()
    assert bootstrap.source(folder) == [str(tmp_path)]
    (folder / bootstrap.WHEELS).mkdir()
    assert bootstrap.source(folder)[0] == "--no-index"


def test_what_pip_could_not_do_is_told_with_the_log(local_bundle: Path, tmp_path: Path) -> None:
    python = Path(sys.executable)
    log = tmp_path / "install.log"
    with pytest.raises(bootstrap.Stop, match="请关闭 Excel"):
        bootstrap.install_packages(python, ["--no-index", "--dry-run", "selfeval-no-such-package"], log)
    assert "selfeval-no-such-package" in log.read_text(encoding="utf-8")
