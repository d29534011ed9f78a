"""The wire to a browser: questions and answers as JSON over a web socket, events in between."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import websocket

PATIENCE = 180
"""Seconds until a browser counts as stuck; far above what anything takes, also on a busy machine."""

Event = Callable[[dict[str, Any]], None]


class BrowserError(Exception):
    """The browser refused what it was asked to do."""


class Wire:
    """One connection; whoever wants events adds a function to ``listeners``."""

    def __init__(self, address: str) -> None:
        # Without the origin that browsers send along; Chromium refuses one that it was not told of.
        self._socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
        self._last = 0
        self.listeners: list[Event] = []

    def post(self, method: str, params: Mapping[str, object] | None = None, **more: object) -> int:
        """Send a command without waiting for the answer; returns its number."""
        self._last += 1
        command = {"id": self._last, "method": method, "params": params or {}}
        self._socket.send(json.dumps(command | {key: value for key, value in more.items() if value is not None}))
        return self._last

    def send(self, method: str, params: Mapping[str, object] | None = None, **more: object) -> dict[str, Any]:
        """Send a command and return the result; events that come meanwhile go to the listeners."""
        number = self.post(method, params, **more)
        given_up = time.monotonic() + PATIENCE
        while (answer := self._next(given_up)).get("id") != number:
            if "method" in answer:
                for listener in self.listeners:
                    listener(answer)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer.get('message') or answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self, given_up: float) -> dict[str, Any]:
        self._socket.settimeout(max(0.1, given_up - time.monotonic()))
        try:
            said: dict[str, Any] = json.loads(self._socket.recv())
        except websocket.WebSocketTimeoutException as late:
            raise BrowserError("The browser gave no answer") from late
        return said

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


class Program:
    """A browser that runs with a home of its own; ``wire`` leads to it. Nothing of it is left after ``end``."""

    def __init__(self, command: list[str], home: Path, path: str = "", environment: Mapping[str, str] | None = None):
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (closed in end)
        self._process = subprocess.Popen(
            # Should the tests be killed, nobody else would end it.
            ["setpriv", "--pdeathsig", "KILL", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            env=os.environ | {"HOME": str(home), "TZ": "Asia/Shanghai"} | dict(environment or {}),
            start_new_session=True,
        )
        try:
            self.wire = Wire(self._address() + path)
        except BaseException:
            self.end()
            raise

    def _address(self) -> str:
        """Where it listens, which it says on its error output."""
        given_up = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < given_up:
            if found := re.search(rb"listening on (ws://\S+)", self._heard()):
                return found[1].decode()
            time.sleep(0.05)
        raise BrowserError(f"The browser did not start: {self._heard()[-1000:].decode(errors='replace')}")

    def _heard(self) -> bytes:
        self._said.seek(0)
        return self._said.read()

    def end(self) -> None:
        """End the browser and all the processes it started."""
        if hasattr(self, "wire"):
            self.wire.close()
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._said.close()
