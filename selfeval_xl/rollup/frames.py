"""The roll-up as pandas data frames, for whoever scripts it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from selfeval_xl.documents.rollup import tables
from selfeval_xl.documents.rollup.records import FileResult, Source
from selfeval_xl.rollup import job, listing, running
from selfeval_xl.rollup.reading import Batch
from selfeval_xl.rollup.repeats import Seen
from selfeval_xl.storage import standards

if TYPE_CHECKING:
    import pandas

_TABLES = {"projects": tables.PROJECTS, "indicators": tables.INDICATORS, "oddities": tables.ODDITIES,
           "refusals": tables.REFUSALS, "others": tables.OTHERS}  # fmt: skip


def frame(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    table: str = "projects",
    standard: str | None = None,
    jobs: int | None = None,
) -> pandas.DataFrame:
    """Read workbooks and return one table of their roll-up as a data frame.

    ``paths`` is a folder, which is read with all below it, or files.  ``table`` is ``projects`` (a row for each
    project), ``indicators`` (for each 三级指标), ``oddities`` (异常清单), ``refusals`` (what could not be read, and
    why) or ``others`` (不是自评表).  ``standard`` (an id or a TOML file) is used instead of what the workbooks name.
    ``jobs`` processes share the work; in a script, call this under ``if __name__ == "__main__":`` then.

    Columns are called by the ``field`` names of :mod:`selfeval_xl.documents.rollup.tables`.  Their types are
    pyarrow's: text is ``string``, counts and money ``int64`` (money in whole 分), points and rates ``decimal128``,
    exact (a rate of 90.91 % is 0.9091); what is blank is ``<NA>``, text ``""``.

    >>> [project] = frame([sample]).to_dict("records")
    >>> project["name"], round(project["total"], 2), project["grade"]
    ('公共服务经费', Decimal('89.00'), '良好')
    >>> len(frame([sample], "indicators"))
    18

    Raises InputError or StorageError for a folder that is not there; a file that cannot be read raises nothing, it is
    in ``refusals``.  Needs pandas and pyarrow (``pip install "selfeval-xl[rollup]"``).
    """
    from pandas import ArrowDtype

    from selfeval_xl.writers.parquet import arrow_table

    chosen, seen = _TABLES[table], Seen()
    outcomes = map(seen.look, _outcomes(paths, standard, jobs))
    rows = [row for outcome in outcomes for row in tables.rows_of(outcome).get(chosen.name, ())]
    found: pandas.DataFrame = arrow_table(chosen, rows).to_pandas(types_mapper=ArrowDtype)
    return found


def _outcomes(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], standard: str | None, jobs: int | None
) -> Iterable[FileResult]:
    rules = standards.load(standard) if standard else None
    if isinstance(paths, str | os.PathLike):
        return job.begin(job.Plan(os.fspath(paths), rules, jobs=jobs)).outcomes
    files = [os.fspath(path) for path in paths]
    return running.run(Batch("", tuple(map(_source, files)), rules), jobs)


def _source(file: str) -> Source:
    try:
        return listing.source_of(file, os.stat(file))
    except OSError:
        return Source(file, 0, 0, 0)  # what is in the way shows again, and is told, when it is read
