"""For reviewers: what a form or workbook prints beside what its inputs come to, with the reason where they differ."""

from selfeval_xl.comparison.comparing import TOLERANCE, compare

__all__ = ["TOLERANCE", "compare"]
