"""The page of each error that stops the work: brought about for real where that can be, else with made-up facts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from gallery.scenes import SCENES, play
from selfeval_xl.domain.errors import UserError
from selfeval_xl.messages import TEMPLATES, input_error
from selfeval_xl.messages.template import LISTED, MessageTemplate
from selfeval_xl.tasks.help import HelpPage

FACTS = tomllib.loads((Path(__file__).parent / "facts.toml").read_text(encoding="utf-8"))
GROUPS = (
    ("F 工作簿和文件", ("F01", "F20")),
    ("F 读写", ("F21", "F29"), ("F33", "F39")),
    ("F 导出和报告", ("F30", "F32"), ("F61", "F64")),
    ("F 安装", ("F40", "F49")),
    ("F 在 Excel 里", ("F51", "F56"), ("F59", "F60")),
    ("F 命令", ("F57", "F58"), ("F65", "F69")),
    ("F 多项目汇总", ("F70", "F99")),
)
_STOPPED = "关不掉。照上面处理之后，程序才能往下做；您填的内容没有改动。"
_LISTED = "关不掉。汇总里列明这个文件，其余的文件照常汇总。"


def groups() -> Iterator[tuple[str, list[HelpPage]]]:
    """Yield title and pages of each group."""
    cases = {code: template for code, template in sorted(TEMPLATES.items()) if code.startswith("F")}
    for title, *ranges in GROUPS:
        codes = [code for code in cases if any(first <= code <= last for first, last in ranges)]
        yield title, [page(code, cases.pop(code)) for code in codes]
    assert not cases, f"no group for {', '.join(cases)}"


def page(code: str, case: MessageTemplate) -> HelpPage:
    """Return the page of one error."""
    scene, facts = SCENES.get(code), FACTS["usual"] | FACTS.get(code, {})
    met = play(scene) if scene else _told(code, facts)
    listed = case.level == LISTED
    assert met.code == code, f"the scene of {code} meets {met.code}: {met}"
    return HelpPage(
        code=code,
        name=case.title,
        level="汇总时列出" if listed else "程序停下",
        situation=scene.situation if scene else facts.get("situation", ""),
        excerpts=(),
        command=scene.command if scene else "",
        message=met.message,
        remedy=met.remedy,
        why=case.why,
        rules=(),
        off=_LISTED if listed else _STOPPED,
    )


def _told(code: str, facts: Mapping[str, object]) -> UserError:
    try:
        return input_error(code, **facts)
    except KeyError as missing:
        raise AssertionError(f"gallery/facts.toml: [{code}] lacks {missing}") from None
