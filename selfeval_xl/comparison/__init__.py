"""For reviewers: what a form or workbook prints beside what its inputs come to, with the reason where they differ."""

from selfeval_xl.comparison.comparing import TOLERANCE, compare, with_judgements
from selfeval_xl.comparison.points import with_points

__all__ = ["TOLERANCE", "compare", "with_judgements", "with_points"]
