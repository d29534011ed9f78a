"""Which rules a finding rests on, over all standards that the program brings along."""

from __future__ import annotations

from selfeval_xl.checks.rules import cited, is_covered, of_standard
from selfeval_xl.messages.template import MessageTemplate
from selfeval_xl.storage import standards


def of_finding(entry: MessageTemplate) -> tuple[str, ...]:
    """Return the citations of a finding: the general one, then those of the standards, alike ones together."""
    by_standard = _of_standards(entry)
    return tuple(by_standard) if by_standard and is_covered(entry, by_standard) else (cited(entry.source), *by_standard)


def _of_standards(entry: MessageTemplate) -> list[str]:
    names: dict[str, list[str]] = {}
    for name in standards.available():
        told = of_standard(entry, standards.load(name))
        if told:
            names.setdefault(told, []).append(name)
    return [f"评价标准 {'、'.join(ids)}：{told}" for told, ids in names.items()]
