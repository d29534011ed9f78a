"""The sheets of some names in any file that can hold sheets."""

from collections.abc import Sequence

from selfeval_xl.domain.errors import InputError
from selfeval_xl.domain.grid import Grid
from selfeval_xl.readers.grids import read_grids


def grids_of_workbook(data: bytes, shown: str, names: Sequence[str]) -> dict[str, Grid]:
    """Return the sheets ``names`` of a file, as far as they are there, read as quickly as its kind allows."""
    try:
        return read_grids(data, shown, names)
    except InputError:
        # What tells other kinds of files apart is not for a click on a workbook to pay for.
        from selfeval_xl.readers.containers import identity

        if identity.kind_of(data) is identity.XLSX:
            raise
        from selfeval_xl.readers.sheets import read_sheets

        return {grid.name: grid for grid in read_sheets(data, shown).grids if grid.name in names}
