"""The page of each error that stops the work: brought about for real where that can be, else with made-up facts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from gallery.scenes import SCENES, play
from selfeval_xl.domain.errors import UserError
from selfeval_xl.messages import input_error, stops
from selfeval_xl.messages.template import LISTED, MessageTemplate
from selfeval_xl.tasks.help import HelpPage

FACTS = tomllib.loads((Path(__file__).parent / "facts.toml").read_text(encoding="utf-8"))
GROUPS = {
    "F 工作簿和文件": "contents",
    "F 读不了的文件": "file_kinds",
    "F 读写": "places",
    "F 导出和报告": "products",
    "F 安装": "install",
    "F 在 Excel 里": "excel",
    "F 命令": "command_line",
    "F 多项目汇总": "rollup",
}
_STOPPED = "关不掉。照上面处理之后，程序才能往下做；您填的内容没有改动。"
_LISTED = "关不掉。汇总里列明这个文件，其余的文件照常汇总。"


def groups() -> Iterator[tuple[str, list[HelpPage]]]:
    """Yield title and pages of each group."""
    for title, about in GROUPS.items():
        yield title, list(map(page, stops()[about].values()))


def page(template: MessageTemplate) -> HelpPage:
    """Return the page of one error."""
    code, listed = template.code, template.level == LISTED
    scene, facts = SCENES.get(code), FACTS["usual"] | FACTS.get(code, {})
    met = play(scene) if scene else _told(code, facts)
    assert met.code == code, f"the scene of {code} meets {met.code}: {met}"
    return HelpPage(
        code=code,
        name=template.title,
        level="汇总时列出" if listed else "程序停下",
        situation=scene.situation if scene else facts.get("situation", ""),
        excerpts=(),
        command=scene.command if scene else "",
        message=met.message,
        remedy=met.remedy,
        why=template.why,
        rules=(),
        off=_LISTED if listed else _STOPPED,
    )


def _told(code: str, facts: Mapping[str, object]) -> UserError:
    try:
        return input_error(code, **facts)
    except KeyError as missing:
        raise AssertionError(f"gallery/facts.toml: [{code}] lacks {missing}") from None
