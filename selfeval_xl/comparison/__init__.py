"""For reviewers: what a form or workbook prints beside what its inputs come to, with the reason where they differ."""

from selfeval_xl.comparison.comparing import TOLERANCE, compare, execution_section

__all__ = ["TOLERANCE", "compare", "execution_section"]
