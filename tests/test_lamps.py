"""运行监控: which lamp is lit by what was done (cases/lamps.toml), and what a place changes in the rules."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from selfeval_xl.domain.monitoring import GREEN, RED, YELLOW, worst
from selfeval_xl.rules import StandardError, explanation
from selfeval_xl.rules.monitoring import MonitorRules
from selfeval_xl.scoring import score
from selfeval_xl.scoring.lamps import lamp
from selfeval_xl.storage import standards
from tests import forms, tiny

CASES = tomllib.loads((tiny.CASES / "lamps.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["名称"]))
def test_lamps_are_lit_by_the_month(case: tiny.Case) -> None:
    levels = {"一级指标": case.get("一级指标", "产出指标"), "二级指标": case.get("二级指标", "数量指标")}
    own = {"年度指标值": case["指标值"], **levels, "分值": 10}
    standard, rules = standards.load("mof-2020"), standards.monitor_rules()
    (row,) = score(forms.submission([own]), standard).indicators
    found = [lamp(row, done, case["月份"], 2026, standard, rules.lamps) for done, _colour in case["完成"]]
    assert [each.colour for each in found] == [colour for _done, colour in case["完成"]]
    assert all(each.derivation for each in found if each.colour)


def test_how_late_it_is_is_said() -> None:
    own: forms.Row = {"年度指标值": "2026年6月30日", "二级指标": "时效指标", "分值": 10}
    standard, rules = standards.load("mof-2020"), standards.monitor_rules()
    (row,) = score(forms.submission([own]), standard).indicators
    told = [lamp(row, done, 7, 2026, standard, rules.lamps).derivation for done in ("2026年7月3日", "2026年6月30日")]
    assert told == ["逾期3天", "按期"]


def test_the_worst_lamp_counts() -> None:
    assert (worst([GREEN, RED, YELLOW]), worst([GREEN, YELLOW]), worst(["", ""])) == (RED, YELLOW, "")


def test_a_place_changes_only_what_it_does_otherwise() -> None:
    usual, tianjin = standards.monitor_rules(), standards.monitor_rules("天津")
    assert tianjin.id == "monitor-tianjin"
    assert tianjin.lamps == usual.lamps
    assert (usual.entry.unsure, tianjin.entry.unsure) == ((), ("有可能", "完全不可能"))
    assert standards.monitor_rules("宁夏").entry.explain == (RED,)


OWN = {
    "base": 'base = "monitor-general"',
    "head": 'name = "本市"\nversion = "1"\neffective = 2026-01-01\nregion = "本市"',
    "source": '[references.own]\ntitle = "通知"\nclause = ""\nurl = ""\nevidence = "W"',
    "lamps": '[lamps]\nred_below = 0.5\nreference = "own"',
}


def own_rules(folder: Path, **said: str) -> MonitorRules:
    """Return the rules of a file that says so."""
    path = folder / "本市.toml"
    path.write_text("\n".join({**OWN, **said}.values()), encoding="utf-8")
    return standards.monitor_rules(str(path))


def test_rules_of_ones_own_change_what_they_say(tmp_path: Path) -> None:
    usual, own = standards.monitor_rules(), own_rules(tmp_path)
    assert (own.id, own.lamps.reference.title) == ("本市", "通知")
    assert own.lamps == usual.lamps._replace(red_below=Decimal("0.5"), reference=own.lamps.reference)
    assert own.entry == usual.entry
    cited = own_rules(tmp_path, source="", lamps='[lamps]\nred_below = 0.5\nreference = "lamps"')
    assert cited.lamps.reference == usual.lamps.reference


def test_rules_that_ask_for_less_say_less(tmp_path: Path) -> None:
    less = '\nblue_from = "无"\n[entry]\nin_words = false\nunsure = []\nover = "无"\nreference = "own"'
    (_, lit), (_, asked) = explanation.of_monitoring(own_rules(tmp_path, lamps=OWN["lamps"] + less))
    assert lit[0][1].endswith("：到目前应完成的50%以下红灯，50%至80%黄灯，其余绿灯")
    assert asked == (("偏差原因", "亮红灯、黄灯的必填"),)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"lamps": OWN["lamps"] + "\npurple = 2"}, "本市.toml 的 lamps.purple：没有这一项。"),
        ({"lamps": ""}, "本市.toml 的 references.own：没有哪条规则用到这条依据。"),
        ({"base": "purple = 2"}, "本市.toml 的 purple：没有这一项。"),
        ({"base": 'reference = "news"'}, "本市.toml 的 reference：[references] 里没有叫“news”的依据。"),
        ({"base": 'base = "没有的"'}, "本市.toml 的 base：找不到作为基础的标准“没有的”。"),
        ({"base": 'base = "本市"'}, "本市.toml 的 base：绕成了一圈：本市 → 本市。"),
        ({"base": ""}, "本市.toml 的 notes：没有写。"),
    ],
)
def test_slips_in_rules_of_ones_own_are_told(said: dict[str, str], told: str, tmp_path: Path) -> None:
    with pytest.raises(StandardError) as refused:
        own_rules(tmp_path, **said)
    assert refused.value.message.endswith(told)
