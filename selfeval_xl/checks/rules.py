"""Which rule a finding rests on: where its own rule was found, and what the 评价标准 says about the matter."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from selfeval_xl.domain.finding import Explained, Finding
from selfeval_xl.domain.reference import EVIDENCE, Reference
from selfeval_xl.messages import TEMPLATES
from selfeval_xl.messages.sources import CONVENTION
from selfeval_xl.messages.template import MessageTemplate
from selfeval_xl.rules import Standard

_KNOWN = EVIDENCE | {"C": "平台或复核工具的公开行为", "S": ""}
"""Evidence in the words of these citations; a report that is named by its title needs no grade beside it."""


class Matter(NamedTuple):
    """What a standard rules: how its reference is called, and whether the standard has the rule at all."""

    name: str
    has: Callable[[Standard], object] = lambda standard: True


_EXECUTION, _TIERS, _CREDIBILITY = Matter("预算执行率得分"), Matter("定性档次"), Matter("可信度预警")
_OVER = "超额完成"
_WEIGHTS = Matter("")
MATTERS = {
    "B01": _EXECUTION,
    "B02": _CREDIBILITY,
    "B07": Matter("偏差原因", lambda standard: standard.reasons.execution_below),
    "W03": _WEIGHTS,
    "W04": Matter("", lambda standard: any(section.fixed for section in standard.sections)),
    "W05": Matter("", lambda standard: not all(section.fixed for section in standard.sections)),
    "W06": _WEIGHTS,
    "I05": _TIERS,
    "I08": Matter("不适用指标"),
    "I12": Matter(_OVER, lambda standard: standard.over.flag),
    "S04": _TIERS,
    "S05": Matter("时限", lambda standard: standard.late.per_day is None),
    "S10": _TIERS,
    "S13": Matter("总分不超过", lambda standard: standard.caps),
    "S15": Matter(_OVER, lambda standard: standard.over.deduct_from),
    "R01": Matter("偏差原因", lambda standard: standard.reasons.below_weight and standard.reasons.scope == "row"),
    "R02": Matter("偏差原因", lambda standard: standard.reasons.below_weight and standard.reasons.scope == "table"),
    "R04": Matter(_OVER, lambda standard: standard.over.reason),
    "R06": Matter("定性档次", lambda standard: standard.qualitative.description_required),
    "C01": _CREDIBILITY,
    "C02": _CREDIBILITY,
}


def explained(findings: Iterable[Finding], standard: Standard) -> tuple[Explained, ...]:
    """Return what there is to know about the codes of these findings, each once, in their order."""
    entries = [TEMPLATES[code] for code in dict.fromkeys(finding.code for finding in findings)]
    return tuple(Explained(entry.code, entry.title, entry.why, "；".join(_rules(entry, standard))) for entry in entries)


def _rules(entry: MessageTemplate, standard: Standard) -> list[str]:
    own = of_standard(entry, standard)
    told = [own] if own and is_covered(entry, [own]) else [cited(entry.source), own]
    return [rule.rstrip("。") for rule in told if rule]


def of_standard(entry: MessageTemplate, standard: Standard) -> str:
    """Return the citation of what the standard itself rules in the matter of a finding, ``""`` where it has no rule."""
    matter = MATTERS.get(entry.code)
    return cited(_reference(standard, matter.name)) if matter and matter.has(standard) else ""


def is_covered(entry: MessageTemplate, told: Iterable[str]) -> bool:
    """Tell whether these citations of standards make the general one of the finding needless."""
    return entry.source == CONVENTION or any(entry.source.title in each for each in told)


def cited(reference: Reference) -> str:
    """Return a citation with how well it is known; what nobody could read in print says 未核实."""
    told = "，".join(filter(None, (reference.title, reference.clause)))
    known = _KNOWN.get(reference.evidence)
    return f"{told}（{known}）" if known else f"{told}。"


def _reference(standard: Standard, name: str) -> Reference:
    """Return the reference of that name, or of the first section where the matter is the weights."""
    return next(reference for what, reference in standard.references() if name in what)
