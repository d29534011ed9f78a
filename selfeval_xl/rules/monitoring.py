"""运行监控: from which share of the plan on a lamp is red, yellow, green or blue, and what has to be explained.

The numbers stand in ``rules/stages/monitor-*.toml``, each cited; a province changes what it does otherwise.
"""

from typing import NamedTuple

from selfeval_xl.domain.reference import Reference
from selfeval_xl.rules.kinds import Cited, Date, Flag, Folded, MultipleOrNone, Share, Text, Texts


class LampRule(NamedTuple):
    """How a lamp is lit.

    By now 指标值 × month ÷ 12 should be done: under ``red_below`` of it red, under ``yellow_below`` yellow, from
    ``blue_from`` on blue, else green.  That is so for 二级指标 that fold to one of ``by_month`` and targets of which
    more is better; for all others, and where less is better, what is done is within the target (green) or not (red).
    """

    red_below: Share
    yellow_below: Share
    blue_from: MultipleOrNone
    by_month: Folded
    reference: Cited


class EntryRule(NamedTuple):
    """What staff fill in.

    ``explain`` are the lamps that need 偏差原因, with 说明 too where ``in_words`` asks for it; ``causes`` and
    ``likelihoods`` are the words to choose from, ``unsure`` those of the latter after which 全年预计, 原因 and 说明 are
    due; from ``over`` on (1.2 is 120 % of the whole year's target) over-completion needs a reason as well.
    """

    explain: Texts
    in_words: Flag
    causes: Texts
    likelihoods: Texts
    unsure: Texts
    over: MultipleOrNone
    reference: Cited


class MonitorRules(NamedTuple):
    """The rules of one place as a whole."""

    id: Text
    name: Text
    version: Text
    effective: Date
    region: Text
    notes: Texts
    lamps: LampRule
    entry: EntryRule

    def references(self) -> tuple[tuple[str, Reference], ...]:
        """Return (what it governs, reference) for every rule."""
        return (("预警灯", self.lamps.reference), ("填报要求", self.entry.reference))
