"""The Python that the button in LibreOffice starts, as xlwings starts one from Excel.

``python click.py LINE`` does what the line of the add-in would, in the office that the environment names.
When all is done it notes what was told, and the time, in the file that the environment names.  A blank comes as %20.
"""

import json
import os
import shlex
import sys
import time
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.libre import engine, office


def main() -> None:
    note = Path(os.environ["SELFEVAL_NOTE"])
    bridge = office.Bridge(os.environ["SELFEVAL_PIPE"])
    try:
        bridge.answer()
        with engine.active(bridge) as lo:
            from selfeval_xl.excel import dialogs

            _python, *words = shlex.split(urllib.parse.unquote(sys.argv[1]))
            vars(dialogs)["tell"] = lo.said.append
            code = words.index("-c") + 1
            sys.argv = ["-c", *words[code + 1 :]]
            exec(words[code])
        told = {"said": lo.said, "end": time.time()}
    except BaseException as error:
        told = {"said": [f"{type(error).__name__}: {error}"], "end": time.time()}
        raise
    finally:
        bridge.close()
        unfinished = note.with_suffix(".part")
        unfinished.write_text(json.dumps(told), encoding="utf-8")
        unfinished.rename(note)


if __name__ == "__main__":
    main()
