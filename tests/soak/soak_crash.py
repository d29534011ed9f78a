"""Crashes by the hundred: every command killed at random moments and at every call, and refused at every call.

The old file or the whole new one must be there each time, and nothing may pile up.  Real processes, real signals, and
for one part the refusals of the kernel itself (strace) and a disk that is really full.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from selfeval_xl.cli import main
from selfeval_xl.storage import resources
from selfeval_xl.tasks import outlines
from tests.faults import openable
from tests.faults.points import ERRORS, KILL_AFTER, KILL_BEFORE, SHORT, Fault
from tests.faults.zygote import KILLED, ROOT, Zygote
from tests.judges import program

KILLS = 100
"""How often each command is killed at a random moment, once where its file is new and once where it replaces one."""
PRINTED_KILLS = 20
"""The same for the command that starts LibreOffice, which takes seconds each time."""
SEED = 2017


class Job(NamedTuple):
    """A command, what it writes, and what may lie there before."""

    name: str
    words: tuple[str, ...]
    target: str
    old: bytes


OLD_CSV = ("项目,一,二\r\n" + "甲,1,2\r\n" * 6).encode("utf-8-sig")
OLD_BOOK = resources.read("mof-2020.xlsx")
JOBS = [
    Job("score", ("score", "表.xlsx"), "表-已评分.xlsx", OLD_BOOK),
    Job("export xlsx", ("export", "表.xlsx"), "表-汇总.xlsx", OLD_BOOK),
    Job("export csv", ("export", "表.xlsx", "--to", "csv"), "表-汇总.csv", OLD_CSV),
    Job("export form", ("export", "表.xlsx", "--to", "form"), "表-自评表.xlsx", OLD_BOOK),
    Job("report", ("report", "表.xlsx"), "表-自评报告.docx", outlines.template()),
    Job("import", ("import", "官方.xlsx"), "官方-自评.xlsx", OLD_BOOK),
    Job("new", ("new", "--sample", "-o", "新.xlsx"), "新.xlsx", OLD_BOOK),
    Job("rollup", ("rollup", "多个", "-o", "汇总表.xlsx", "--jobs", "1"), "汇总表.xlsx", OLD_BOOK),
]
PRINTED = Job("export pdf", ("export", "表.xlsx", "--to", "pdf"), "表-汇总.pdf", b"%PDF-1.4 old")
EACH = pytest.mark.parametrize("job", JOBS, ids=[job.name for job in JOBS])
FORCED = pytest.mark.parametrize("force", [False, True], ids=["new", "replacing"])


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook, the official form and the folder of workbooks that the commands read."""
    folder = tmp_path_factory.mktemp("来源")
    (folder / "表.xlsx").write_bytes(resources.read(resources.SAMPLE))
    main(["export", str(folder / "表.xlsx"), "--to", "form", "-o", str(folder / "官方.xlsx")])
    (folder / "多个").mkdir()
    for number in range(4):
        shutil.copy(folder / ("表.xlsx" if number % 2 else "官方.xlsx"), folder / "多个" / f"项目{number}.xlsx")
    return folder


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    started = Zygote()
    yield started
    started.close()


class Scene:
    """A folder for one command, as it was before it and judged after it."""

    def __init__(self, sources: Path, folder: Path, job: Job, force: bool) -> None:
        self.sources, self.folder, self.job, self.force = sources, folder / "绩效 自评", job, force
        self.words = (*job.words, *(["--force"] if force else []))
        self.target = self.folder / job.target
        self.kept: dict[str, bytes] = {}

    def set(self) -> None:
        """Put everything as it was, but for what lies around of runs before."""
        self.folder.mkdir(exist_ok=True)
        for name in ("表.xlsx", "官方.xlsx"):
            shutil.copy(self.sources / name, self.folder / name)
        shutil.copytree(self.sources / "多个", self.folder / "多个", dirs_exist_ok=True)
        if self.force:
            self.target.write_bytes(self.job.old)
        else:
            self.target.unlink(missing_ok=True)

    def clean(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.set()

    def judge(self, where: str, told: int | None = None) -> str:
        """Hold what is there against what may be; return ``old`` or ``new``.  ``told`` is the exit code, if any."""
        for name in ("表.xlsx", "官方.xlsx"):
            assert (self.folder / name).read_bytes() == (self.sources / name).read_bytes(), where
        content = self.target.read_bytes() if self.target.exists() else None
        state = "old" if content == (self.job.old if self.force else None) else "new"
        if state == "new":
            assert content is not None and openable.openable(content, self.target.suffix), where
            if self.force:
                assert self.job.old in [path.read_bytes() for path in openable.backups(self.folder)], where
        if told is not None:
            assert (state == "new") == (told in (0, 1)), (where, told, state)
        assert len(openable.backups(self.folder)) <= 6, where
        return state

    def tidied(self) -> None:
        """Run the command once more, an hour later, and find nothing left of all the runs before."""
        openable.grow_old(self.folder)
        self.set()
        done = subprocess.run(command(self.words), cwd=self.folder, capture_output=True, check=False)
        assert done.returncode in (0, 1), done.stderr.decode()
        assert openable.temporaries(self.folder) == [] and len(openable.backups(self.folder)) <= 5
        ours = {"表.xlsx", "官方.xlsx", "多个", self.job.target, f"{self.job.target}.进度"}
        left = {path.name for path in self.folder.iterdir()} - ours
        assert left == {path.name for path in openable.backups(self.folder)}


def command(words: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "selfeval_xl", *words]


def start(words: tuple[str, ...], folder: Path) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command(words), cwd=folder, stdout=quiet, stderr=quiet, env=environment)


# --- at random moments


def seconds_of(scene: Scene) -> float:
    """How long the command takes here, the longest of three."""
    times = []
    for _ in range(3):
        scene.set()
        begun = time.perf_counter()
        assert start(scene.words, scene.folder).wait() in (0, 1)
        times.append(time.perf_counter() - begun)
    return max(times)


def killed_at_random(scene: Scene, times: int) -> Counter[str]:
    chance, found = random.Random(SEED), Counter[str]()
    length = seconds_of(scene)
    scene.clean()
    for number in range(times):
        scene.set()
        process = start(scene.words, scene.folder)
        if number % 2:
            time.sleep(chance.uniform(0, 1.05 * length))
        else:
            await_writing(scene.folder, process)
            time.sleep(chance.uniform(0, 0.004))
        process.send_signal(signal.SIGKILL)
        code = process.wait()
        state = scene.judge(f"kill {number}", code if code >= 0 else None)
        found[f"{'killed' if code < 0 else 'done before'}, {state}"] += 1
    scene.tidied()
    return found


def await_writing(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until the temporary file of this run is there: what follows takes a few thousandths of a second."""
    before = len(openable.temporaries(folder))
    while process.poll() is None and len(openable.temporaries(folder)) == before:
        time.sleep(0.0005)


@EACH
@FORCED
def test_killed_at_random_moments(sources: Path, tmp_path: Path, job: Job, force: bool) -> None:
    found = killed_at_random(Scene(sources, tmp_path, job, force), KILLS)
    print(f"\n{job.name}, {'replacing' if force else 'new'}: {KILLS} random kills, {dict(found)}, nothing torn or lost")


def test_killed_while_libreoffice_prints(sources: Path, tmp_path: Path) -> None:
    found = killed_at_random(Scene(sources, tmp_path, PRINTED, force=False), PRINTED_KILLS)
    print(f"\n{PRINTED.name}: {PRINTED_KILLS} random kills, {dict(found)}, nothing torn or lost")


# --- at every call


@EACH
@FORCED
@pytest.mark.parametrize("refuses", [(), ("link",)], ids=["links", "no links"])
def test_every_call(
    zygote: Zygote, sources: Path, tmp_path: Path, job: Job, force: bool, refuses: tuple[str, ...]
) -> None:
    scene = Scene(sources, tmp_path, job, force)
    scene.clean()
    code, count, said = zygote.run(scene.words, scene.folder, refuses=refuses)
    assert code in (0, 1) and count > 10, said
    found = Counter[str]()
    for at in range(1, count + 1):
        for what in (KILL_BEFORE, KILL_AFTER, SHORT, *ERRORS):
            scene.clean()
            fault = Fault(at, what)
            code, _, said = zygote.run(scene.words, scene.folder, fault, refuses)
            assert code == KILLED or code in (0, 1, 2, 130), (str(fault), said)
            assert "Traceback" not in said and "意料之外" not in said, (str(fault), said)
            state = scene.judge(str(fault), code if code != KILLED and job.name != "report" else None)
            left = len(openable.temporaries(scene.folder))
            assert left <= (2 if code == KILLED else 1), str(fault)
            found[f"{'killed' if code == KILLED else 'refused' if code == 2 else 'done'}, {state}"] += 1
    what = f"{job.name}, {'replacing' if force else 'new'}{', no links' if refuses else ''}"
    print(f"\n{what}: {count} calls, {sum(found.values())} faults, {dict(found)}, nothing torn or lost")


# --- the kernel itself says no

_CALLS = (
    *("link", "linkat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "fsync", "flock", "write", "openat"),
    *("chmod", "fchmodat", "getdents64", "close"),
)
_LAST = 14
"""Of calls that starting Python makes by the hundred, how many of the last are tried."""
_WHAT = ("error=ENOSPC", "error=EIO", "error=EACCES", "error=EPERM", "error=EXDEV", "error=EBUSY", "error=EINTR",
         "error=EROFS", "signal=KILL")  # fmt: skip


def traced(words: tuple[str, ...], folder: Path, inject: str = "") -> tuple[int, str]:
    """Run a command under strace; return its exit code and the trace."""
    trace = folder.parent / "trace"
    options = ["-o", str(trace), "-e", f"trace={','.join(_CALLS)}", *(["-e", f"inject={inject}"] if inject else [])]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([program("strace"), *options, *command(words)], cwd=folder, capture_output=True,
                          env=environment, check=False)  # fmt: skip
    said = done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")
    return done.returncode, trace.read_text("utf-8", "replace") + said


@pytest.mark.parametrize("job", [JOBS[0], JOBS[2]], ids=[JOBS[0].name, JOBS[2].name])
@FORCED
def test_the_kernel_refuses(sources: Path, tmp_path: Path, job: Job, force: bool) -> None:
    scene, found = Scene(sources, tmp_path, job, force), Counter[str]()
    scene.clean()
    traced(scene.words, scene.folder)  # so that Python's own files are where they stay
    scene.clean()
    code, trace = traced(scene.words, scene.folder)
    assert code in (0, 1), trace
    counts = Counter(re.findall(rf"^({'|'.join(_CALLS)})\(", trace, re.MULTILINE))
    assert counts["fsync"] >= 2 and counts["openat"] > 50
    for call, count in counts.items():
        for at in range(max(count - _LAST, 0) + 1, count + 1):
            for what in _WHAT:
                scene.clean()
                code, trace = traced(scene.words, scene.folder, f"{call}:{what}:when={at}")
                if re.search(rf"^{call}\((?!.*绩效 自评|.*selfeval-|[3-9],).*INJECTED", trace, re.MULTILINE):
                    continue  # Python itself was hit, at its start or when it shows something
                killed = "+++ killed by SIGKILL" in trace
                state = scene.judge(f"{call} {at} {what}", None if killed or code not in (0, 1, 2) else code)
                found[f"{'killed' if killed else 'refused' if code == 2 else 'done'}, {state}"] += 1
    assert sum(found.values()) > 100
    what = f"{job.name}, {'replacing' if force else 'new'}"
    print(f"\n{what}: {sum(found.values())} refusals and kills by the kernel, {dict(found)}, nothing torn or lost")


_FULL = """
import os, subprocess, sys
folder, sources, python, root, words = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:]
for room in range(0, 600, 8):
    for name in os.listdir(folder):
        os.unlink(os.path.join(folder, name))
    subprocess.run(["cp", *(os.path.join(sources, name) for name in ("表.xlsx", "表-已评分.xlsx")), folder], check=True)
    used = subprocess.run(["du", "-sk", folder], capture_output=True, text=True, check=True).stdout.split()[0]
    subprocess.run(["mount", "-o", f"remount,size={int(used) + room}k", folder], check=True)
    done = subprocess.run([python, "-m", "selfeval_xl", *words], cwd=folder, capture_output=True,
                          env=os.environ | {"PYTHONPATH": root})
    same = open(os.path.join(folder, "表-已评分.xlsx"), "rb").read() == open(
        os.path.join(sources, "表-已评分.xlsx"), "rb").read()
    names = len(os.listdir(folder))
    print(done.returncode, same, names, "磁盘空间" in done.stderr.decode(), sep=",")
    subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)
"""


def test_a_disk_that_is_really_full(sources: Path, tmp_path: Path) -> None:
    """A file system of its own (user namespace, tmpfs), from no room at all to more than enough."""
    disk, kept = tmp_path / "满盘", tmp_path / "原样"
    disk.mkdir()
    kept.mkdir()
    shutil.copy(sources / "表.xlsx", kept)
    (kept / "表-已评分.xlsx").write_bytes(OLD_BOOK)
    run = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=64m tmpfs "$1" && shift && exec "$@"', "sh", str(disk)]
    words = ["score", "表.xlsx", "--force"]
    done = subprocess.run([*run, sys.executable, "-c", _FULL, str(disk), str(kept), sys.executable, str(ROOT), *words],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = [line.split(",") for line in done.stdout.split()]
    refused = [row for row in rows if row[0] == "2"]
    assert {tuple(row) for row in refused} == {("2", "True", "2", "True")}, "the old file stays, with a sentence"
    assert {tuple(row) for row in rows if row[0] == "0"} == {("0", "False", "3", "False")}
    assert 5 < len(refused) < len(rows)
    print(f"\na full disk: {len(rows)} sizes, {len(refused)} refused with the old file in its place, the others whole")
