"""Roll a folder up on a dask cluster; here one is started on this machine: ``python rollup_on_dask.py 收上来的``.

Needs ``pip install "selfeval-xl[cluster]"``; on a real cluster every worker needs the same version and the same paths.
"""

import sys

from distributed import LocalCluster

from selfeval_xl.rollup.job import Plan, begin


def main(folder: str) -> None:
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        for outcome in begin(Plan(folder, scheduler=cluster.scheduler_address)).outcomes:
            project = outcome.project
            print(outcome.source.file, f"{project.total} {project.grade}" if project else "没有读出来")


if __name__ == "__main__":
    main(*sys.argv[1:])
