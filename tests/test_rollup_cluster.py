"""The same roll-up on a real dask cluster: a scheduler and two workers over loopback, one of them killed midway."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from distributed import KilledWorker

from selfeval_xl.documents.rollup.records import FileResult
from selfeval_xl.domain.errors import InputError
from selfeval_xl.rollup import cluster as clusters
from selfeval_xl.rollup import job, running
from selfeval_xl.rollup.reading import Batch
from tests import folders
from tests.dask_cluster import Cluster, cluster

COUNT = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folders.projects(tmp_path_factory.mktemp("many"), COUNT)


@pytest.fixture(scope="module")
def alone(folder: Path) -> list[FileResult]:
    return list(running.run(folders.batch(folder), 1))


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


def test_cluster_says_the_same(folder: Path, alone: list[FileResult], two_workers: Cluster) -> None:
    assert list(clusters.run_dask(two_workers.address, folders.batch(folder))) == alone


def test_worker_killed_midway_changes_nothing(
    folder: Path, alone: list[FileResult], two_workers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "CHUNK", 5)
    outcomes = job.begin(job.Plan(str(folder), scheduler=two_workers.address)).outcomes
    first = list(itertools.islice(outcomes, 12))
    two_workers.workers[0].kill()
    assert first + list(outcomes) == alone
    assert two_workers.workers[0].wait() < 0


def test_scheduler_that_is_not_there_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_CONNECT", 1)
    with pytest.raises(InputError) as caught:
        list(clusters.run_dask("tcp://127.0.0.1:9", folders.batch(folder)))
    assert caught.value.code == "F90"
    assert "tcp://127.0.0.1:9" in caught.value.message


class _Deadly:
    """A cluster whose workers die of one file, as the client tells it; everything else is read at once."""

    def __init__(self, file: str) -> None:
        self._file = file

    def ncores(self) -> dict[str, int]:
        return {"tcp://worker": 1}

    def submit(
        self, function: Callable[[Batch], list[FileResult]], batch: Batch, pure: bool
    ) -> Future[list[FileResult]]:
        future: Future[list[FileResult]] = Future()
        if any(source.file == self._file for source in batch.sources):
            future.set_exception(KilledWorker("read_batch", None, 3))
        else:
            future.set_result(function(batch))
        return future


def test_a_file_that_workers_die_of_is_told_and_the_others_are_read(folder: Path, alone: list[FileResult]) -> None:
    deadly = alone[1].source.file
    found = list(clusters._in_order(_Deadly(deadly), folders.batch(folder), ""))
    assert [each.refusal.code for each in found if each.source.file == deadly and each.refusal] == ["F84"]
    assert [each for each in found if each.source.file != deadly] == [
        each for each in alone if each.source.file != deadly
    ]
