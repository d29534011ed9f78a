"""Many workbooks: find them, evaluate each as ``score`` does, and make one roll-up (多项目汇总) of all."""

from selfeval_xl.rollup.frames import frame

__all__ = ["frame"]
