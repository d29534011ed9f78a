"""A LibreOffice that runs, with a profile of its own, and a way to ask it things; every wait has an end."""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.judges import JudgeMissing, program

_SECONDS = 120
_PYTHON = "/usr/bin/python3"
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop>
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Input">
<prop oor:name="ReplaceCellsWarning" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


class Bridge:
    """The conversation with one office."""

    def __init__(self, pipe: str) -> None:
        self.pipe = pipe
        command = [_PYTHON, str(Path(__file__).with_name("bridge.py")), pipe]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=_plain(os.environ)
        )
        assert self._process.stdin and self._process.stdout
        self._questions, self._answers = self._process.stdin, self._process.stdout

    def ask(self, question: str, *arguments: object) -> Any:
        """Return the answer; RuntimeError when LibreOffice refuses, or does not answer in time."""
        self._questions.write(json.dumps([question, *arguments]) + "\n")
        self._questions.flush()
        if not self.hears(_SECONDS):
            raise RuntimeError(f"LibreOffice has not answered for {_SECONDS} seconds: {question}")
        return self.answer()

    def hears(self, seconds: float) -> bool:
        """Whether an answer comes within so many seconds."""
        return bool(select.select([self._answers], [], [], seconds)[0])

    def answer(self) -> Any:
        line = self._answers.readline()
        if not line:
            raise RuntimeError("The bridge to LibreOffice broke; its last words stand above.")
        said = json.loads(line)
        if "error" in said:
            raise RuntimeError(said["error"])
        return said["answer"]

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


def _plain(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what belongs to the Python of the tests."""
    return {name: value for name, value in environment.items() if not name.startswith("PYTHON")}


@contextlib.contextmanager
def running(home: Path, environment: Mapping[str, str]) -> Iterator[Bridge]:
    """Run an office whose files are in ``home``; in the end nothing of it is left but these.

    ``environment`` is what it gets besides ours, e.g. the display it shows itself on.
    """
    if subprocess.run([_PYTHON, "-c", "import uno"], env=_plain(os.environ), capture_output=True).returncode:
        raise JudgeMissing(f"The tests need the module uno for {_PYTHON} (package python3-uno). Run: make judges")
    profile = home / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    pipe = f"selfeval{os.getpid()}{time.monotonic_ns()}"
    # The program itself, not the script of that name: that one puts it where it cannot be ended from here.
    command = [str(Path(program("soffice")).resolve().with_name("soffice.bin"))]
    command += [f"-env:UserInstallation={profile.as_uri()}", "--norestore", "--nologo", "--nodefault"]
    environment = {**environment, "SELFEVAL_PIPE": pipe}
    command += [f"--accept=pipe,name={pipe};urp;", *([] if "DISPLAY" in environment else ["--headless"])]
    bridge, office = Bridge(pipe), None
    try:
        office = _start(command, environment)
        end = time.monotonic() + _SECONDS
        while not bridge.hears(0.2):
            if office.poll() is not None:  # it has made its profile and wants to be started again
                office = _start(command, environment)
            if time.monotonic() > end:
                raise RuntimeError(f"LibreOffice did not start within {_SECONDS} seconds.")
        bridge.answer()
        yield bridge
    finally:
        bridge.close()
        if office:
            _end(office)
        shutil.rmtree(profile, ignore_errors=True)


def _start(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the office in a group of its own, to which also belongs what it starts."""
    quiet = subprocess.DEVNULL
    plugin = "gen" if "DISPLAY" in environment else "svp"
    own = {**_plain(os.environ), "SAL_USE_VCLPLUGIN": plugin, **environment}
    return subprocess.Popen(command, env=own, start_new_session=True, stdin=quiet, stdout=quiet, stderr=quiet)


def _end(office: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(office.pid, signal.SIGKILL)
    office.wait()
