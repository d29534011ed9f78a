"""Every command does on Windows what it does here: the same words, the same exit code, the same files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

import pytest

from selfeval_xl.cli import main, terminal_width
from tests.windows.machine import PLACE, Hand, Machine, path
from tests.windows.place import environment

COMMANDS = tuple(
    line.split()
    for line in """
--version
new --list
new --sample -o 样例.xlsx
new --standard 湖北 --year 2026 -o 空&表.xlsx
new --report -o 模板.docx
check 样例.xlsx
check 样例.xlsx --json
check 空&表.xlsx
score 样例.xlsx
score 样例.xlsx --standard hubei-2019
score 样例.xlsx --force --json --off P02
export 样例.xlsx
export 样例.xlsx -o 汇总.csv
export 样例.xlsx --form mof-2020 -o 自评表.xlsx
export 样例.xlsx --form platform -o 平台.xls
report 样例.xlsx
report 样例.xlsx --template 模板.docx -o 报告.docx --json
import 自评表.xlsx
import 自评表.xlsx --into 样例.xlsx -o 更新.xlsx
verify 样例-已评分.xlsx
verify 自评表.xlsx --json
rollup . -o 汇.xlsx --jobs 1
rollup . -o 汇.csv --last 汇.xlsx
rollup . -o 汇.json --jobs 2
rollup . --shard 1/2 -o 一.分片
rollup . --shard 2/2 -o 二.分片
rollup merge *.分片 -o 合.csv
target 样例.xlsx
target 样例.xlsx --json
new --for targets -o 目标.xlsx
target 目标.xlsx -o 目标-已检查.xlsx
monitor 样例.xlsx --month 7
monitor 样例.xlsx
monitor 样例.xlsx --json
review . -o 复核.xlsx --sample 1 --seed 7 --notice 通知.docx
review . -o 复核.xlsx
standards
standards show 湖北
standards show 天津
help
help B03
demo
demo
chek
check 没有.xlsx
new -o 没有这个夹/表.xlsx
new -o 样例/
""".strip().splitlines()
)
_TIMES = re.compile(
    rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?|\d{8}-\d{6}(-\d)?|\d{4}\xe5\xb9\xb4\d+\xe6\x9c\x88\d+\xe6\x97\xa5"
)

_OF_THIS_MACHINE = (".进度", ".分片")
"""What names the folder, and tells when each file was written; what comes of it is compared."""


class Outcome(NamedTuple):
    """What a command showed and said, and what it wrote."""

    code: int
    shown: str
    said: str
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def outcomes(
    machine: Machine, program: Hand, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Outcome, Outcome]]:
    """Of each command, after those before it: what came of it here, and there."""
    here, there = tmp_path_factory.mktemp("绩效 自评"), machine.folder / "同 一 份"
    there.mkdir()
    return [(_here(words, here), _there(program, words, there)) for words in COMMANDS]


def _here(words: list[str], folder: Path) -> Outcome:
    with pytest.MonkeyPatch.context() as patch, _written(folder) as files:
        patch.chdir(folder)
        patch.setenv("COLUMNS", environment(PLACE)["COLUMNS"])  # how wide it was for an earlier test is remembered
        terminal_width.cache_clear()
        out, err = io.StringIO(), io.StringIO()
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        try:
            code = main(words)
        except SystemExit as left:
            code = int(left.code or 0)
        terminal_width.cache_clear()
        shown, said = (each.getvalue().replace(f"{folder}/", "") for each in (out, err))
        return Outcome(code, shown, said, files)


def _there(program: Hand, words: list[str], folder: Path) -> Outcome:
    with _written(folder) as files:
        encoding = "utf-8" if "--json" in words else "gbk"
        done = program.program(*words, at=folder)
        texts = (each.replace("\\", "/") for each in (done.shown(encoding), done.said()))
        shown, said = (each.replace(f"{PureWindowsPath(path(folder)).as_posix()}/", "") for each in texts)
        return Outcome(done.code, shown, said, files)


class _written:
    """The files of a folder that were not there before, or not so."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._files = folder, dict[str, bytes]()

    def __enter__(self) -> dict[str, bytes]:
        self._before = {file: file.stat().st_mtime_ns for file in self._paths()}
        return self._files

    def __exit__(self, *_: object) -> None:
        for file in self._paths():
            if self._before.get(file) != file.stat().st_mtime_ns:
                named = file.relative_to(self._folder).as_posix()
                name = _TIMES.sub(b"", named.encode()).decode()
                self._files[name] = file.read_bytes()
                if name != named:
                    file.unlink()  # which shard a backup falls to depends on the second that its name tells

    def _paths(self) -> Iterator[Path]:
        return (file for file in self._folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=[" ".join(words) for words in COMMANDS])
def test_the_same_comes_of_a_command(outcomes: list[tuple[Outcome, Outcome]], number: int) -> None:
    here, there = outcomes[number]
    assert _timeless(here.shown) == _timeless(there.shown)
    assert _timeless(here.said) == _timeless(there.said)
    assert here.code == there.code
    assert here.files.keys() == there.files.keys()
    for name, data in here.files.items():
        ours, theirs = _parts(name, data), _parts(name, there.files[name])
        assert ours.keys() == theirs.keys()
        assert [part for part in ours if ours[part] != theirs[part]] == [], name


def _timeless(text: str) -> str:
    return _TIMES.sub(b"", text.encode()).decode()


def _parts(name: str, data: bytes) -> dict[str, bytes]:
    if name.endswith(_OF_THIS_MACHINE):
        return {name: b""}
    if not data.startswith(b"PK"):
        return {name: _TIMES.sub(b"", data)}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {part: _TIMES.sub(b"", archive.read(part)) for part in archive.namelist()}
