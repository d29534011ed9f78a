"""The same roll-up on a real dask cluster: a scheduler and two workers over loopback, one of them killed midway."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval_xl.rollup import cluster as clusters
from selfeval_xl.rollup import job, running
from selfeval_xl.rollup.records import Outcome
from selfeval_xl.trouble import UnusableInput
from tests import folders
from tests.dask_cluster import Cluster, cluster

COUNT = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folders.projects(tmp_path_factory.mktemp("many"), COUNT)


@pytest.fixture(scope="module")
def alone(folder: Path) -> list[Outcome]:
    return list(running.alone(folders.batch(folder)))


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


def test_cluster_says_the_same(folder: Path, alone: list[Outcome], two_workers: Cluster) -> None:
    assert list(clusters.over(two_workers.address, folders.batch(folder))) == alone


def test_worker_killed_midway_changes_nothing(
    folder: Path, alone: list[Outcome], two_workers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "CHUNK", 5)
    outcomes = job.begin(job.Plan(str(folder), scheduler=two_workers.address)).outcomes
    first = list(itertools.islice(outcomes, 12))
    two_workers.workers[0].kill()
    assert first + list(outcomes) == alone
    assert two_workers.workers[0].wait() < 0


def test_scheduler_that_is_not_there_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_CONNECT", 1)
    with pytest.raises(UnusableInput) as caught:
        list(clusters.over("tcp://127.0.0.1:9", folders.batch(folder)))
    assert caught.value.code == "F90"
    assert "tcp://127.0.0.1:9" in caught.value.message
