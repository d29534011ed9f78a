"""The sheets of a workbook that are asked for."""

from collections.abc import Sequence

from selfeval_xl.domain import layout
from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.grid import Grid
from selfeval_xl.ooxml import workbook

NEEDED = (layout.PROJECT, layout.BUDGET, layout.INDICATORS, layout.APPROVED, layout.MONITORING)
"""The sheets that scoring looks at; 批复目标 and 运行监控 need not be there."""


def read_grids(data: bytes, shown: str, names: Sequence[str] = NEEDED) -> dict[str, Grid]:
    """Read the sheets ``names`` from the bytes of a workbook; ``shown`` is what error messages call it."""
    try:
        grids = workbook.read_grids(data, shown, names)
    except InputError:
        # What is no workbook at all has a better reason than where reading it failed; imported when it is asked for.
        from selfeval_xl.readers.containers import identity

        identity.require_workbook(data, shown)
        raise
    if layout.SUMMARY in grids:
        # Results only, and dozens of exemplar rows that are hidden on purpose.
        grids[layout.SUMMARY] = grids[layout.SUMMARY]._replace(uncalculated=frozenset(), hidden=frozenset())
    return grids
