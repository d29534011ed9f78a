"""The charts of an open workbook: copying the cells of a sheet leaves them where they are, so they are led after it."""

from __future__ import annotations

from typing import Any

from selfeval_xl.documents.charts import NAMES


def follow(source: Any, target: Any) -> None:
    """Make our charts on ``target`` stand and draw as they do on ``source``; their look is not touched.

    Both are sheets as Excel itself shows them, ``source`` that of a copy of the workbook of ``target``, so that they
    have the same charts in the same order.  Each call to Excel takes its time; nothing is asked that is known.
    """
    frames, models = target.ChartObjects(), None
    for number in range(1, frames.Count + 1):
        frame = frames.Item(number)
        if frame.Name in NAMES:
            models = models or source.ChartObjects()
            _follow(models.Item(number), frame)


def _follow(source: Any, target: Any) -> None:
    target.Top, target.Height = source.Top, source.Height
    target.Visible = True
    theirs, ours = source.Chart.SeriesCollection(), target.Chart.SeriesCollection()
    # Somebody may have taken a series out.
    for number in range(1, ours.Count + 1):
        ours.Item(number).Formula = theirs.Item(number).Formula
