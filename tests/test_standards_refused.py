"""What a refused standard is told, whole: tests/cases/standards_refused.toml, read and approved by eye.

``[…]`` are the files of tests/cases/standards_broken; ``[[case]]`` are overlays, of which the case says what stands in
them below the head; where it has no ``提示``, they are sound.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from selfeval_xl.rules import StandardError, shortened
from selfeval_xl.rules.loading import read_standard
from selfeval_xl.scoring.methods import ensure_known
from selfeval_xl.storage import standards
from tests.test_scoring_cases import HERE

APPROVED = tomllib.loads((HERE / "standards_refused.toml").read_text(encoding="utf-8"))
BROKEN = sorted((HERE / "standards_broken").glob("*.toml"))
HEAD = 'id = "本级"\nname = "本级标准"\nversion = "1"\neffective = 2024-01-01\nbase = "甲县试行"\n'
SOURCE = '[references.own]\ntitle = "本级通知"\nclause = ""\nurl = ""\nevidence = "W"\n'


def told(refused: StandardError) -> list[str]:
    """Return what the author reads; the page that helps is the same for all."""
    assert refused.code == "F18"
    return [refused.message, refused.remedy]


def base_text(name: str) -> str | None:
    """Return the text of a standard that a case may lie over."""
    path = HERE / "standards_own" / f"{name}.toml"
    return path.read_text(encoding="utf-8") if path.exists() else None


def test_every_broken_standard_has_its_approved_words() -> None:
    assert set(APPROVED["文件"]) == {path.stem for path in BROKEN}


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_told_so(path: Path) -> None:
    with pytest.raises(StandardError) as refused:
        standards.load(str(path))
    assert told(refused.value) == APPROVED["文件"][path.stem]


@pytest.mark.parametrize("case", APPROVED["case"], ids=lambda case: case["name"])
def test_an_overlay_is_told_so(case: dict[str, Any]) -> None:
    text = HEAD + case.get("头", "") + (SOURCE if '"own"' in case["内容"] else "") + case["内容"]
    if "提示" not in case:
        assert ensure_known(read_standard(text, "本级.toml", base_text), "本级.toml").id == "本级"
        return
    with pytest.raises(StandardError) as refused:
        ensure_known(read_standard(text, "本级.toml", base_text), "本级.toml")
    assert told(refused.value) == case["提示"]


@pytest.mark.parametrize(
    ("text", "problem"), [("a = " + "[" * 5000, "括号套得太深"), ("a = " + "9" * 5000, "有一个数长得无法处理")]
)
def test_a_file_that_is_something_else_is_told_so_as_a_whole(text: str, problem: str) -> None:
    with pytest.raises(StandardError) as refused:
        ensure_known(read_standard(text, "本级.toml", base_text), "本级.toml")
    assert told(refused.value) == [f"评价标准文件 本级.toml：{problem}。", "请核对是不是给错了文件。"]


def test_what_a_file_says_is_repeated_as_far_as_there_is_room() -> None:
    assert shortened("好" * 300) == "好" * 300
    assert shortened("好" * 301) == "好" * 300 + "……"


@pytest.mark.parametrize("part", ["a", "_-1", '"甲 乙"', "'甲 乙'", '""', "''", " a ", "\ta\t", ' "甲" '])
def test_a_key_of_forty_parts_is_no_key(part: str) -> None:
    found = []
    for parts in (39, 40):
        with pytest.raises(StandardError) as refused:
            read_standard("a" + f".{part}" * parts + " = 1", "本级.toml", base_text)
        found.append(refused.value.message)
    assert found == ["评价标准文件 本级.toml 的 a：没有这一项。", "评价标准文件 本级.toml：括号套得太深。"]
