"""Hostile workbooks: a result or one sentence, soon and in little memory, and nothing else happens.

A few hundred of them here, in a process with its hands tied; ``soak/soak_hostile.py`` makes thousands.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from selfeval_xl.tasks.assess import assess
from tests.hostile import court, roads
from tests.hostile.corpus import SAMPLE, books, parts_of
from tests.hostile.found import FOUND
from tests.hostile.judge import Job, judge, judged
from tests.hostile.kinds import KINDS
from tests.hostile.relations import active

SEED, EACH = 1, 4


def test_hundreds_of_hostile_workbooks_end_in_a_result_or_a_sentence(tmp_path: Path) -> None:
    jobs = [Job(name, number, number == 0) for name, kind in KINDS.items() if not kind.heavy for number in range(EACH)]
    verdicts = list(judge(SEED, jobs, tmp_path))
    assert [f"{each.job}: {each.fault}" for each in verdicts if each.fault] == []
    assert len(verdicts) == len(jobs)


def test_what_was_found_ends_as_it_should(tmp_path: Path) -> None:
    verdicts = judged(
        [Job(name, 0, "texts" in name) for name in FOUND], lambda job: (job.kind, FOUND[job.kind][0]()), tmp_path
    )
    ends = {verdict.job.kind: verdict.fault or verdict.roads["score"] for verdict in verdicts}
    assert ends == {name: end for name, (_, end) in FOUND.items()}


@pytest.mark.parametrize("number", range(6))
def test_what_wants_to_run_is_kept_as_it_is_and_left_alone(number: int, tmp_path: Path) -> None:

    before = tmp_path / "来件.xlsm"
    before.write_bytes(active(random.Random(number), books()[SAMPLE]))
    assessment = assess(str(before))
    after = parts_of(assessment.filled(assessment.output()))
    extras = parts_of(before.read_bytes()).keys() - parts_of(books()[SAMPLE]).keys()
    kept = {*extras, "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"}
    assert extras
    assert {name: after[name] for name in kept} == {name: parts_of(before.read_bytes())[name] for name in kept}


def _endless(_: str) -> None:
    while True:
        pass


def _written_elsewhere(source: str) -> None:
    Path(source).parents[2].joinpath("evil").write_text("x")


BREACHES: dict[str, Callable[[str], object]] = {
    "socket.": lambda _: socket.socket(),
    "os.system": lambda _: os.system("true"),
    "subprocess.": lambda _: subprocess.run(["true"], check=False),
    "open: ": _written_elsewhere,
    "exec: ": lambda _: exec(compile("1", "from-the-workbook", "exec")),
    "MemoryError": lambda _: bytearray(2 * court.MEMORY),
    "the process ended with -24": _endless,
    "error: 坏了": lambda _: os.write(2, "error: 坏了".encode()),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_the_court_would_notice(breach: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(court, "SECONDS", 1)
    monkeypatch.setattr(court.Court, "rehearse", lambda self: self.hear(books()[SAMPLE], SAMPLE, sending=False))
    evil = BREACHES[breach]
    listening = court.Court.listen

    def listen(self: court.Court) -> None:
        listening(self)
        monkeypatch.setattr(roads, "verify", evil)  # only in the child

    monkeypatch.setattr(court.Court, "listen", listen)
    (verdict,) = judged([Job("breach", 0)], lambda _: (SAMPLE, books()[SAMPLE]), tmp_path)
    assert breach in verdict.fault
