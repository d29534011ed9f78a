"""For reviewers: what a form or workbook prints beside what its inputs come to, with the reason where they differ."""

from selfeval_xl.comparison.comparing import TOLERANCE, compare, execution_section
from selfeval_xl.comparison.printed import Comparison, Printed, Shown

__all__ = ["TOLERANCE", "Comparison", "Printed", "Shown", "compare", "execution_section"]
