"""THIRD-PARTY.md lists what is sent to users, no more and no less, with the texts that its makers ask for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval_xl.install import bootstrap, bundling, embedded, wheel
from tests.test_setup_bundling import add_in, bundle
from tests.test_setup_folder import folder

__all__ = ["add_in", "bundle", "folder"]
ROOT = Path(__file__).parents[1]
NOTICES = (ROOT / bundling.NOTICES).read_text(encoding="utf-8")
ROWS = [re.split(r" *\| *", line)[1:-1] for line in NOTICES.splitlines() if re.match(r"\| [^-部]", line)]
OF_LEFT_OUT = re.compile(r"LICENSE_PRO|/(adodbapi|isapi|pythonwin|mapi)/")
"""Licences of parts that :mod:`selfeval_xl.install.embedded` leaves out."""
FONTS = (b"\0\1\0\0\0", b"OTTO", b"true\0", b"ttcf", b"wOFF", b"wOF2")


def words(text: str) -> str:
    return " ".join(text.split())


def licences(path: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each licence that a wheel carries."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            asked = re.search(r"\.dist-info/.*(licen[cs]e|notice|copying)[^/]*$", name, re.IGNORECASE)
            if asked and not OF_LEFT_OUT.search(name):
                yield name, archive.read(name).decode("utf-8")


def test_the_folder_holds_what_is_listed_in_its_very_version() -> None:
    listed = {name: version for name, version, _, where, _ in ROWS if "文件夹" in where and version[0].isdigit()}
    pins = dict(pin.split("==") for pin in (*wheel.requirements(), *bundling.BESIDES))
    assert {name: version.split("；")[0] for name, version in listed.items()} == pins | {"CPython": embedded.VERSION}


def test_the_page_holds_what_is_listed_in_its_very_version() -> None:
    listed = {name: version.split("网页里 ")[-1] for name, version, _, where, _ in ROWS if "网页" in where}
    wheels = (ROOT / "page" / "wheels.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split()[0].split("==") for line in wheels if not line.startswith("#"))
    (engine,) = re.findall(r'ENGINE = "pyodide@(.+)"', (ROOT / "page" / "fetching.py").read_text(encoding="utf-8"))
    assert {name: listed.get(name) for name in (*pins, "Pyodide")} == pins | {"Pyodide": engine}
    compiled = {"Emscripten", "musl", "CPython", "stackframe", "error-stack-parser", "lxml"}
    assert {name for name, version in listed.items() if version[0].isdigit()} == {*pins, "Pyodide", *compiled}


def test_each_licence_of_a_wheel_is_in_the_list_word_for_word(bundle: Path) -> None:
    seen = 0
    for path in sorted((bundle / bootstrap.WHEELS).glob("*.whl")):
        if not path.name.startswith("selfeval_xl"):
            for name, text in licences(path):
                seen += 1
                assert words(text) in words(NOTICES), f"{path.name}: {name}"
    assert seen > 20


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_part_has_a_licence_with_its_text_and_the_address_of_its_source(row: list[str]) -> None:
    name, version, licence, where, source = row
    assert version and licence and set(where.split("、")) <= {"文件夹", "网页", "加载项"}
    assert re.fullmatch(r"<https://[^>]+>", source)
    titles = " ".join(re.findall(r"(?m)^## (.+)$", NOTICES))
    inside = {"libxml2、libxslt、libexslt": "lxml", "libiconv": "LGPL"}
    assert inside.get(name, name) in titles


def test_the_same_text_lies_in_the_folder(folder: Path) -> None:
    assert (folder / bundling.NOTICES_TEXT).read_text(encoding="utf-8").splitlines() == NOTICES.splitlines()


def test_no_font_is_embedded_anywhere(folder: Path) -> None:
    found = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and font(path.read_bytes())]
    assert found == []


def test_the_page_brings_none_either() -> None:
    parts = [path for path in (ROOT / "page").iterdir() if path.suffix in (".css", ".html", ".js")]
    assert len(parts) > 5
    assert [path.name for path in parts if re.search("@font-face|data:font|FontFace", path.read_text("utf-8"))] == []


def font(data: bytes) -> bool:
    """Whether these are the bytes of a font, or of a package or page with one in it."""
    if data.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any("/fonts/" in name or font(archive.read(name)) for name in archive.namelist())
    page = data[:200].lstrip().lower().startswith(b"<!doctype html")
    return data.startswith(FONTS) or (page and (b"@font-face" in data or b"data:font" in data))


def test_a_font_would_be_seen() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/media/1.odttf", b"OTTO font")
    assert font(b"\0\1\0\0\0\x10") and font(packed.getvalue()) and font(b"<!DOCTYPE html><style>@font-face{}</style>")
    assert not font(b"PK text") and not font(b"true enough")
