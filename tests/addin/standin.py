"""Worksheet functions with the arguments of the real ones, for tests of the build that do not want to calculate."""

import xlwings as xw


@xw.func
def SE_EXECUTION_RATE(executed, budget): ...


@xw.func
def SE_DEVIATION(target, actual): ...


@xw.func
def SE_SCORE(target, actual, weight, method=None, parameter=None, standard=None): ...


@xw.func
def SE_SCORES(rows, standard=None): ...


@xw.func
def SE_GRADE(total, standard=None): ...


@xw.func
def SE_EXPLAIN(target, actual, weight, method=None, parameter=None, standard=None): ...
