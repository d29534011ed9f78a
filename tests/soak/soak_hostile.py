"""Twenty thousand hostile workbooks: each ends in a result or one sentence, within bounds, and nothing else happens.

``HOSTILE_SEED`` makes other ones, ``HOSTILE_FILES`` more or fewer; those at fault are kept in ``HOSTILE_KEEP``.
"""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.hostile.judge import MEMORY, RESULT, SECONDS, Job, Verdict, judge
from tests.hostile.kinds import KINDS

SEED = int(os.environ.get("HOSTILE_SEED", "20261124"))
FILES = int(os.environ.get("HOSTILE_FILES", "20000"))
HEAVY = 25
"""How many are made of each kind of which one takes seconds."""
SENT = 40
"""One in so many is also exported in every way, which takes longest."""
KEPT = Path(os.environ.get("HOSTILE_KEEP", ".hostile"))


def jobs(files: int) -> Iterator[Job]:
    """Spread the files over the kinds, the heavy ones last."""
    heavy = [name for name, kind in KINDS.items() if kind.heavy]
    light = [name for name, kind in KINDS.items() if not kind.heavy]
    of_heavy = min(HEAVY, files // len(KINDS))
    each, more = divmod(files - of_heavy * len(heavy), len(light))
    counts = [(name, each + (index < more)) for index, name in enumerate(light)]
    for name, count in (*counts, *((name, of_heavy) for name in heavy)):
        yield from (Job(name, number, number % SENT == 0) for number in range(count))


def line(name: str, verdicts: Sequence[Verdict]) -> str:
    """One line of figures: how many, how they ended, the slowest, and the most memory."""
    ends = Counter(end for verdict in verdicts for road, end in verdict.roads.items() if road == "score")
    told = "、".join(f"{code} {count}" for code, count in sorted(ends.items()) if code != RESULT)
    slowest, peak = max(each.seconds for each in verdicts), max(each.peak for each in verdicts) >> 20
    return f"{name:22} {len(verdicts):6}  result {ends[RESULT]:5}  refused: {told}  slowest {slowest:.1f} s, {peak} MB"


def test_every_hostile_workbook_ends_in_a_result_or_a_sentence() -> None:
    every: list[Verdict] = []
    for name, verdicts in itertools.groupby(judge(SEED, list(jobs(FILES)), KEPT), lambda verdict: verdict.job.kind):
        of_kind = list(verdicts)
        every += of_kind
        print(line(name, of_kind), flush=True)
    roads = sum(len(verdict.roads) for verdict in every)
    print(line(f"all, seed {SEED}", every), f"({roads} roads; bounds {SECONDS} s, {MEMORY >> 30} GB)")
    assert len(every) == FILES
    assert [f"{each.job}: {each.fault}" for each in every if each.fault] == []
