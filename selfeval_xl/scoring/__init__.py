"""Submission + Standard -> Scorecard: the methods of scoring, budget against execution, totals and grade."""

from selfeval_xl.scoring.scorecard import score
from selfeval_xl.scoring.totals import UNSORTED

__all__ = ["UNSORTED", "score"]
