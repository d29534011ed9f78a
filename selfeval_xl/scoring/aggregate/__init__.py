"""One project of several units -> one submission: 先汇总完成数，再计算得分, by the standard's ``[aggregation]``."""

from selfeval_xl.scoring.aggregate.combine import MergedSubmission, combine

__all__ = ["MergedSubmission", "combine"]
