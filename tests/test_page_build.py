"""How the page is put together: one script out of modules, and nothing from anywhere but what is meant."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from page import build, fetching

PAGE = Path(__file__).parents[1] / "page"

SCRIPTS = {path.stem: path.read_text(encoding="utf-8") for path in PAGE.glob("*.js")}
HTML = (PAGE / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", ["main", "worker"])
def test_a_bundle_is_one_classic_script(entry: str) -> None:
    text = build.bundle(entry)
    assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE)
    assert text.startswith("(function () {\n'use strict';\n")
    assert text.endswith("})();\n")


def test_a_module_comes_before_those_that_import_it() -> None:
    text = build.bundle("main")
    places = [text.index(f"function {name}(") for name in ("byId", "bytesOf", "handOut", "obtain", "begin")]
    assert places == sorted(places)


def test_every_module_is_in_one_of_the_two_scripts() -> None:
    both = build.bundle("main") + build.bundle("worker")
    assert [name for name, text in SCRIPTS.items() if text.splitlines()[0] not in both] == []


def test_two_modules_with_one_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.js").write_text("import { one } from './b.js';\nfunction two() {}\n", encoding="utf-8")
    (tmp_path / "b.js").write_text("export function one() {}\nfunction two() {}\n", encoding="utf-8")
    monkeypatch.setattr(build, "HERE", tmp_path)
    with pytest.raises(SystemExit, match="two"):
        build.bundle("a")


def test_what_the_scripts_look_for_is_on_the_page() -> None:
    ids = set(re.findall(r' id="([\w-]+)"', HTML)) | {"about-data"}
    wanted = {name for text in SCRIPTS.values() for name in re.findall(r"byId\('([\w-]+)'\)", text)}
    made = {"result-title"}  # by a script, with the result
    assert wanted - made <= ids


def test_what_is_said_to_tests_is_there() -> None:
    """The head of main.js names what may be held on to."""
    head = SCRIPTS["main"].partition("import ")[0]
    made = re.findall(r"id: '([\w-]+)'", SCRIPTS["result"])
    ids = {*re.findall(r' id="([\w-]+)"', HTML), *made}
    assert set(re.findall(r"#([a-z][\w-]*)", head)) - {"r"} <= ids


def test_no_address_of_anybody_is_in_our_part() -> None:
    ours = "".join([HTML, (PAGE / "page.css").read_text(encoding="utf-8"), *SCRIPTS.values()])
    # Where the engine is told that its parts are; it never gets to ask.
    assert set(re.findall(r"[a-z]+://[^\s'\"]+", ours)) == {"https://nowhere.invalid/"}


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """A list of wheels with an lxml that is ours."""
    entry = {"file_name": "lxml-1.whl", "sha256": hashlib.sha256(b"the wheel").hexdigest()}
    lock = {"info": {"version": "1"}, "packages": {"lxml": entry}}
    (tmp_path / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    return tmp_path


def test_the_wheel_that_is_given_is_taken_and_kept(engine: Path, tmp_path: Path) -> None:
    (tmp_path / "given.whl").write_bytes(b"the wheel")
    kept = fetching.lxml(tmp_path, engine, tmp_path / "given.whl")
    assert kept == tmp_path / "lxml-1.whl"
    assert fetching.lxml(tmp_path, engine, None) == kept


def test_another_wheel_is_refused(engine: Path, tmp_path: Path) -> None:
    (tmp_path / "given.whl").write_bytes(b"another")
    with pytest.raises(SystemExit, match="not the file"):
        fetching.lxml(tmp_path, engine, tmp_path / "given.whl")
    assert not (tmp_path / "lxml-1.whl").exists()


def test_without_a_way_to_it_there_is_no_wheel(engine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("urllib.request.urlopen", refused)
    assert fetching.lxml(tmp_path, engine, None) is None
