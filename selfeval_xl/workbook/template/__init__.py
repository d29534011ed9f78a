"""The empty workbook of any standard, a user's own included: made when asked for, one module for each sheet.

The usual ones come with the program as files, which are what is made here; they cost no library.
"""

from selfeval_xl.rules import Standard
from selfeval_xl.storage import resources, standards


def empty_workbook(standard: Standard, year: int | None = None, targets: bool = False) -> bytes:
    """Return the empty workbook of a standard, for that 评价年度 where one is given; ``targets`` as autumn needs it."""
    if (
        not targets
        and year is None
        and standard.id in resources.templates()
        and standard == standards.load(standard.id)
    ):
        return resources.read(f"{standard.id}.xlsx")
    from selfeval_xl.workbook.template import book  # openpyxl takes longer to import than all else takes to run

    return book.made(standard, book.blank(standard, year), targets)
