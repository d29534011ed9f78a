"""计分方法: each a small pure function from a case to a mark, by the name it has on the sheet."""

from collections.abc import Callable, Mapping

from selfeval_xl.scoring.comparing import all_or_nothing, deducting, laddered, proportional
from selfeval_xl.scoring.context import MethodResult, ScoringContext
from selfeval_xl.scoring.judging import by_execution, by_hand, checked_items, in_time, qualitative

METHODS: Mapping[str, Callable[[ScoringContext], MethodResult]] = {
    "比例": proportional,
    "达标": all_or_nothing,
    "扣分": deducting,
    "分档": laddered,
    "定性": qualitative,
    "检查项": checked_items,
    "人工": by_hand,
    "执行率": by_execution,
    "时限": in_time,
}
