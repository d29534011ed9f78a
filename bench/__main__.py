"""``python -m bench``: measure, print the ratios with their goals, and exit with 1 when one is missed."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bench import containers, forms, goals, harness, page, processes, rollup, rollup_writing, stages

_ROUNDS = {
    "small": 15,
    "medium": 9,
    "huge": 5,
    "bloat": 7,
    "process": 15,
    "kinds": 9,
    "page": 5,
    "rollup": 2,
    "few": 7,
    "share": 2,
    "writing": 5,
}
_LINE = "{:8}  {:26}  {:34}  {:>8}  {:>8}  {:4}  {:>10}  {:>10}"


def main() -> int:
    """Run the parts asked for; return 0 when every goal is met."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        if arguments.stages:
            for size in _sizes(arguments.only):
                print(*stages.stages(size, folder, arguments.rounds or 5), sep="\n")
            return 0
        met = [_measured(arguments.only, arguments.rounds, folder)]
        met.append(_measured_roll_up(arguments.only, arguments.rounds, folder, arguments.files))
        return 0 if all(met) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=tuple(_ROUNDS), default=tuple(_ROUNDS), help="parts to run")
    parser.add_argument("--rounds", type=int, default=0, help="rounds of each part instead of the usual number")
    parser.add_argument("--files", type=int, default=rollup.MANY, help="workbooks of the large roll-up")
    parser.add_argument("--stages", action="store_true", help="tell where the time goes instead")
    return parser.parse_args()


def _sizes(only: Iterable[str]) -> list[forms.Size]:
    return [size for size in forms.SIZES if size.name in only]


def _measured(only: Iterable[str], rounds: int, folder: Path) -> bool:
    print(_LINE.format("size", "what", "against", "ratio", "goal", "met", "ms", "against ms"))
    met = [
        _show(size.name, goals.jobs_for(size, folder), goals.GOALS[size.name], rounds or _ROUNDS[size.name])
        for size in _sizes(only)
    ]
    if "process" in only:
        met.append(_show("process", processes.jobs(folder), processes.GOALS, rounds or _ROUNDS["process"]))
    if "page" in only:
        met.append(_show("page", page.jobs(folder), page.GOALS, rounds or _ROUNDS["page"]))
    if "kinds" in only:
        met.append(_show("kinds", containers.jobs(folder), containers.GOALS, rounds or _ROUNDS["kinds"]))
    return all(met)


def _measured_roll_up(only: Iterable[str], rounds: int, folder: Path, files: int) -> bool:
    met = []
    if "few" in only:
        jobs = rollup.own_jobs(folder, rollup.FEW)
        met.append(_show("few", jobs, rollup.FEW_GOALS, rounds or _ROUNDS["few"], harness.wall))
    if "share" in only:
        jobs = rollup.distant_jobs(folder, rollup.DISTANT)
        met.append(_show("share", jobs, rollup.DISTANT_GOALS, rounds or _ROUNDS["share"], harness.wall))
    if "writing" in only:
        met.append(_show("writing", rollup_writing.jobs(folder), rollup_writing.GOALS, rounds or _ROUNDS["writing"]))
    if "rollup" in only:
        jobs = rollup.jobs(folder, files)
        memory = rollup.peak_memory(jobs[rollup.USUAL])
        with rollup.on_cluster(folder, folder / f"in-{files}") as on_cluster:
            all_jobs = {**jobs, rollup.CLUSTER: on_cluster}
            met.append(_show("rollup", all_jobs, rollup.GOALS, rounds or _ROUNDS["rollup"], harness.wall))
        print(f"rollup    peak memory of all processes {memory:.0f} MiB, goal {rollup.MEMORY}", flush=True)
        met.append(memory <= rollup.MEMORY)
    return all(met)


def _show(
    name: str,
    jobs: dict[str, harness.Job],
    wanted: tuple[goals.Goal, ...],
    rounds: int,
    clock: harness.Clock = harness.cpu,
) -> bool:
    times = harness.measure(jobs, rounds, clock=clock)
    found = goals.outcomes(times, wanted)
    for goal, ratio in found:
        limit = "" if goal.limit is None else f"{goal.limit:.3f}"
        verdict = "" if goal.limit is None else "yes" if ratio <= goal.limit else "NO"
        own, other = (f"{harness.milliseconds(times, each):.2f}" for each in (goal.job, goal.baseline))
        print(_LINE.format(name, goal.job, goal.baseline, f"{ratio:.3f}", limit, verdict, own, other), flush=True)
    return all(outcome.met for outcome in found)


sys.exit(main())
