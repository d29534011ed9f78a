"""The coverage-guided fuzzer on the reader, the parser of targets and the quantities, for ``FUZZ_SECONDS`` each."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = int(os.environ.get("FUZZ_SECONDS", "600"))


@pytest.mark.parametrize("goal", ["reader", "targets", "quantities"])
def test_the_fuzzer_finds_nothing(goal: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.soak.fuzzing", goal, str(tmp_path), str(SECONDS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS * 2 + 300, check=False)
    tried = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    covered = re.findall(r"cov: (\d+)", done.stderr)
    assert done.returncode == 0, done.stderr[-6000:]
    assert tried and covered
    print(f"fuzzing {goal}: {tried[1]} inputs in {SECONDS} s, {covered[-1]} branches covered, nothing found")
