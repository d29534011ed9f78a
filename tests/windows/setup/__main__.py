"""Make a real CPython for Windows that runs under Wine: ``python -m tests.windows.setup FOLDER``.

Everything comes from Debian (Wine, a cross compiler) and from PyPI: python.org's own libraries lie in the wheel of
panda3d, which carries them for the programs that it freezes.  The standard library is the one of the Python that runs
this, of the same minor version; ``python.exe`` is compiled here, as CPython's own is, from ten lines of C.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from selfeval_xl.install import bundling, wheel
from tests.windows.place import WINE, Place, environment

MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"
PYTHON = f"python{MINOR.replace('.', '')}"
PANDA = {"3.11": "1.10.14", "3.12": "1.10.14", "3.13": "1.10.16"}
"""The panda3d whose wheel for that Python carries its libraries."""
EQUIPMENT = (f"pyOpenVBA=={metadata.version('pyOpenVBA')}",)
"""What the made-up Excel needs besides, in the version of the other tests."""
SOURCES = Path(__file__).parent
_COMPILER = ["x86_64-w64-mingw32-gcc", "-O1", "-s"]
_NOT_TAKEN = ("__pycache__", "site-packages", "lib-dynload", "test", "tests", "config-*", "idlelib", "turtledemo")


def main(folder: Path) -> None:
    """Make it, unless it is there as it would be made now."""
    place, wanted = Place(folder), _wanted()
    if place.stamp.exists() and place.stamp.read_text() == wanted:
        return
    if place.prefix.exists():
        # Whatever still runs there would be left without its files.
        subprocess.run([f"{os.path.dirname(WINE)}/wineserver64", "-k"], env=environment(place), check=False)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for step in (_locales, _prefix, _libraries, _standard_library, _programs, _packages, _embeddable):
        print(f"windows: {step.__name__.strip('_').replace('_', ' ')}", flush=True)
        step(place)
    place.stamp.write_text(wanted)


def _packages_wanted() -> tuple[str, ...]:
    """What the program needs, as the offline folder carries it."""
    return (*wheel.requirements(), *bundling.BESIDES)


def _wanted() -> str:
    """Return a text that changes with all that is made here."""
    sources = (Path(__file__), *sorted(SOURCES.glob("*.c")))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    return "\n".join((sys.version, *_packages_wanted(), *EQUIPMENT, digest))


def _run(*command: object, cwd: Path | None = None, quiet: bool = False) -> bytes:
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else None,
    )  # fmt: skip
    return done.stdout


def _locales(place: Place) -> None:
    """Wine takes its code page from the locale: this one gives 936, that of C gives 1252."""
    place.locales.mkdir()
    _run("localedef", "-i", "zh_CN", "-f", "UTF-8", place.locales / "zh_CN.UTF-8")


def _prefix(place: Place) -> None:
    place.home.mkdir()
    # Windows that nobody sees need no display.
    unseen = ["reg", "add", r"HKCU\Software\Wine\Drivers", "/v", "Graphics", "/d", "null", "/f"]
    for command in (["wineboot", "-i"], ["winecfg", "-v", "win10"], unseen):
        subprocess.run(
            [WINE, *command], env=environment(place), stdin=subprocess.DEVNULL, check=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def _libraries(place: Place) -> None:
    """Take python.org's libraries out of the wheel, to where its installer would put them."""
    (place.python / "DLLs").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        _download(Path(folder), f"panda3d=={PANDA[MINOR]}")
        (panda,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(panda) as archive:
            for name in archive.namelist():
                base = name.removeprefix("deploy_libs/")
                if base != name and base and not re.match(r"api-ms|.*cp\d+t-", base):
                    beside = base.lower().startswith(("python3", "vcruntime"))
                    (place.python / ("" if beside else "DLLs") / base).write_bytes(archive.read(name))


def _download(folder: Path, *packages: str) -> None:
    command = (sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps")
    _run(*command, "--only-binary=:all:", "--platform", "win_amd64", "--python-version", MINOR, "-d", folder, *packages)


def _standard_library(place: Place) -> None:
    shutil.copytree(
        sysconfig.get_path("stdlib"),
        place.python / "Lib",
        ignore=shutil.ignore_patterns(*_NOT_TAKEN),
        ignore_dangling_symlinks=True,
    )


def _programs(place: Place) -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        names = _exported(place.python / f"{PYTHON}.dll", work)
        _link(work, "python", PYTHON, place.python / "python.exe", "-municode")
        _link(work, "python", PYTHON, place.python / "pythonw.exe", "-municode", "-mwindows", "-DWINDOWED")
        # Modules for any Python 3 ask for python3.dll, which hands everything on to the one of this version.
        (work / "python3.def").write_text(
            "LIBRARY python3.dll\nEXPORTS\n" + "".join(f"{name}={PYTHON}.{name}\n" for name in names)
        )
        (work / "none.c").write_text("int __stdcall DllMain(void *a, unsigned b, void *c) { return 1; }\n")
        _run(*_COMPILER, "-shared", "-o", place.python / "python3.dll", "none.c", "python3.def", cwd=work)
    library = place.prefix / "drive_c/windows/system32/bcryptprimitives.dll"
    if not library.exists():
        _run(*_COMPILER, "-shared", "-o", library, SOURCES / "bcryptprimitives.c", "-ladvapi32")


def _exported(library: Path, work: Path) -> list[str]:
    """Write an import library beside; return the names that a library exports."""
    definition = _run("gendef", "-", library, quiet=True)
    (work / "python.def").write_bytes(definition)
    _run("x86_64-w64-mingw32-dlltool", "-d", "python.def", "-D", library.name, "-l", f"lib{PYTHON}.a", cwd=work)
    words = definition.decode().partition("EXPORTS")[2].splitlines()
    return [line.split()[0] for line in words if re.match("_?Py", line)]


def _link(work: Path, source: str, library: str, target: Path, *options: str) -> None:
    _run(*_COMPILER, *options, "-o", target, SOURCES / f"{source}.c", "-L", work, f"-l{library}")


def _packages(place: Place) -> None:
    place.wheels.mkdir()
    _download(place.wheels, *_packages_wanted())
    site = place.python / "Lib/site-packages"
    command = (sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--no-compile")
    target = ("--target", site, "--platform", "win_amd64", "--python-version", MINOR, "--only-binary=:all:")
    _run(*command, *target, *place.wheels.glob("*.whl"), *EQUIPMENT)
    for library in site.rglob("xlwings*.dll"):
        shutil.copy(library, place.python)


def _embeddable(place: Place) -> None:
    """The zip that python.org offers for embedding, put together from the same parts."""
    with zipfile.ZipFile(place.embeddable(), "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (*place.python.glob("*.exe"), *place.python.glob("[pv]*.dll"), *place.python.glob("DLLs/*")):
            archive.write(path, path.name)
        archive.writestr(
            f"{PYTHON}._pth",
            f"{PYTHON}.zip\r\n.\r\n\r\n# Uncomment to run site.main() automatically\r\n#import site\r\n",
        )
        library = place.folder / f"{PYTHON}.zip"
        with zipfile.ZipFile(library, "w", zipfile.ZIP_DEFLATED) as inner:
            for path in _library_files(place.python / "Lib"):
                inner.write(path, path.relative_to(place.python / "Lib").as_posix())
        archive.write(library, library.name)
        library.unlink()


def _library_files(library: Path) -> Iterator[Path]:
    return (path for path in sorted(library.rglob("*.py")) if "site-packages" not in path.parts)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
