"""Indicators as 运行监控 finds them: by the names that stand on both sheets."""

from collections.abc import Sequence

from selfeval_xl.domain.monitoring import row_key
from selfeval_xl.domain.scorecard import IndicatorScore


def by_row_key(rows: Sequence[IndicatorScore]) -> dict[str, IndicatorScore]:
    """Return the indicators by their folded names; of two with one name the first."""
    return {row_key(row.indicator.level2, row.indicator.name): row for row in reversed(rows)}
