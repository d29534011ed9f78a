"""Opens the add-in in LibreOffice and calls its VBA.

A program of its own, because the bridge to LibreOffice only lives in Debian's Python:
``/usr/bin/python3 office.py FILE SHEET... < calls.json`` opens FILE with its macros and then, for every SHEET, an empty
workbook with a sheet of that name, the last one in front.  It makes the calls, each a list of ``module.procedure`` and
its arguments, and prints what they returned.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue

_SECONDS = 60


def main() -> None:
    home = tempfile.mkdtemp(prefix="selfeval-office-")
    pipe = f"selfeval{os.getpid()}"
    # The program itself, not the script of that name: that one puts it where it cannot be ended from here.
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is not installed"
    command = [str(Path(soffice).resolve().with_name("soffice.bin"))]
    command += [f"-env:UserInstallation={Path(home).as_uri()}", "--headless", "--norestore", "--nologo"]
    command.append(f"--accept=pipe,name={pipe};urp;")
    office = None
    try:
        office, desktop = _connect(command, pipe)
        document = _load(desktop, Path(sys.argv[1]).as_uri(), FilterName="Calc MS Excel 2007 VBA XML")
        for name in sys.argv[2:]:
            _load(desktop, "private:factory/scalc").Sheets.insertNewByName(name, 0)
        answer = _describe(document) | {"returned": [_call(document, *call) for call in json.load(sys.stdin)]}
        json.dump(answer, sys.stdout)
    finally:
        if office:
            office.kill()
            office.wait()
        shutil.rmtree(home, ignore_errors=True)


def _connect(command, pipe):
    """Start the office, more than once when it has just made its profile, and return it with its desktop."""
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    office = _start(command)
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return office, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            if office.poll() is not None:
                office = _start(command)
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not start.")


def _start(command):
    quiet, environment = subprocess.DEVNULL, os.environ | {"SAL_USE_VCLPLUGIN": "svp"}
    return subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)


def _load(desktop, url, **properties):
    properties |= {"MacroExecutionMode": 4}
    values = []
    for name, value in properties.items():
        values.append(PropertyValue())
        values[-1].Name, values[-1].Value = name, value
    document = desktop.loadComponentFromURL(url, "_blank", 0, tuple(values))
    if document is None:
        raise SystemExit(f"LibreOffice did not open {url}.")
    return document


def _describe(document):
    library = document.BasicLibraries.getByName("selfeval")
    modules = {name: library.getByName(name) for name in library.ElementNames}
    return {"modules": modules, "sheets": {sheet.Name: sheet.IsVisible for sheet in document.Sheets}}


def _call(document, name, *arguments):
    """What the procedure returned; the argument "PRESSED" stands for a ribbon control, with its tag behind a colon."""
    script = document.getScriptProvider().getScript(
        f"vnd.sun.star.script:selfeval.{name}?language=Basic&location=document"
    )
    return script.invoke(tuple(_argument(document, value) for value in arguments), (), ())[0]


def _argument(document, value):
    if not value.startswith("PRESSED"):
        return value
    control = document.createInstance("com.sun.star.form.component.CommandButton")
    control.Tag = value.partition(":")[2]
    return control


if __name__ == "__main__":
    main()
