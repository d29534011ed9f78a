"""Submission + Standard -> Scorecard: the methods of scoring, budget against execution, totals and grade."""

from selfeval_xl.scoring.scorecard import UNSORTED, score

__all__ = ["UNSORTED", "score"]
