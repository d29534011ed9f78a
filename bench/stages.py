"""Where the time goes: each stage of the job alone, and each check, in microseconds for a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench import books, forms, harness, peers
from selfeval_xl import scoring
from selfeval_xl.checks import run
from selfeval_xl.domain.measures.reading import read_actual, read_target
from selfeval_xl.readers.own import read
from selfeval_xl.storage import standards
from tests.workbooks import read_workbook


def stages(size: forms.Size, folder: Path, rounds: int) -> Iterator[str]:
    """Yield a line for each stage of reading, checking and scoring workbooks of that size."""
    sets = [_jobs(size, folder, seed) for seed in range(size.variants)]
    times = harness.measure({name: harness.in_turn([jobs[name] for jobs in sets]) for name in sets[0]}, rounds)
    rows = size.indicators + size.lines
    for name, seconds in times.items():
        middle = median(seconds)
        yield f"{size.name:8}{middle * 1e3:10.3f} ms{middle / rows * 1e6:10.2f} µs/row  {name}"


def _jobs(size: forms.Size, folder: Path, seed: int) -> dict[str, harness.Job]:
    path = folder / f"{size.name}-{seed}-stages.xlsx"
    books.write(size, path, seed)
    standard = standards.load("mof-2020")
    grids = read_workbook(path).grids
    submission = read(grids)
    card = scoring.score(submission, standard)
    return {
        "calamine, the three input sheets": lambda: peers.bare_read(path, peers.INPUTS),
        "files.reading, that included": lambda: read_workbook(path),
        "sheets.reading": lambda: read(grids),
        "scoring": lambda: scoring.score(submission, standard),
        "targets, a part of scoring": lambda: [
            (read_target(row.sign, row.target, row.unit), read_actual(row.actual, row.unit))
            for row in submission.indicators
        ],
        "checks": lambda: run(card, standard),
    }
