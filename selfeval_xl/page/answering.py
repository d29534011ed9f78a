"""One request of the page, answered: JSON in, JSON out, files in the folder that the work is done in."""

import gc
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from selfeval_xl.domain.errors import UserError
from selfeval_xl.messages import codes, input_error
from selfeval_xl.page.actions import ACTIONS
from selfeval_xl.page.asking import Request


def answer(asked: str, folder: str, progress: Callable[[int, int], None]) -> str:
    """Do what ``asked`` says in ``folder``, where the given files lie, and return what to show.

    ``asked`` is ``{"do": action, "files": [names], "chosen": {name: text}}``; the answer is ``{"told": …, "files":
    [names]}``, whose files lie in the folder then, or ``{"error": {code, message, remedy}}``.  It never raises.
    """
    given = json.loads(asked)
    files = tuple(given.get("files", ()))
    # The page is told two numbers, whatever else a task says of its progress.
    request = Request(files, given.get("chosen", {}), lambda done, total, _what="": progress(done, total))
    os.chdir(folder)
    try:
        done = ACTIONS[given["do"]](request)
        for name, data in done.files.items():
            Path(name).write_bytes(data)
        found: dict[str, object] = {"told": done.told, "files": list(done.files)}
    except UserError as trouble:
        found = {"error": _shown(trouble)}
    except Exception as bug:
        detail = f"{type(bug).__name__}：{bug}"
        told = input_error(codes.PUZZLED, file="、".join(files[:1]), detail=detail)
        found = {"error": {**_shown(told), "remedy": "请把这个文件发给维护人员。"}}
    return json.dumps(found, ensure_ascii=False)


def _shown(trouble: UserError) -> dict[str, str]:
    return {"code": trouble.code, "message": trouble.message, "remedy": trouble.in_window}


def clear(folder: str) -> None:
    """Take away what is left of a request."""
    os.chdir("/")
    shutil.rmtree(folder, ignore_errors=True)
    gc.collect()
