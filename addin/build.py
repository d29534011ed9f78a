"""Makes ``selfeval.xlam`` beside it, from the text in this folder and the installed xlwings.

Run it after a change to anything here, to the worksheet functions or to the version of xlwings: ``make build``.  Every
run gives the same bytes, so that git shows a change exactly when there is one.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from addin._build import BuildError, sources
from addin._build.package import About, Sheet, package
from addin._build.vba import Module, vba_project
from addin._build.wrappers import signatures, udf_module
from selfeval_xl import __version__

HERE = Path(__file__).resolve().parent
TARGET = HERE / "selfeval.xlam"
PROJECT = "selfeval"
FUNCTIONS = "selfeval_xl.excel.udfs"
_LONGEST = 255  # characters that the function wizard shows of one text


def build(functions: str = FUNCTIONS) -> bytes:
    """Return the add-in, with worksheet functions for those of the Python module ``functions``.

    Raises BuildError when something is missing or not as it has to be.
    """
    about = _toml("texts.toml")["about"]
    ribbon = (HERE / "ribbon" / "customUI14.xml").read_bytes()
    project = vba_project(PROJECT, modules(functions))
    return package(sheets(), project, ribbon, About(about["title"], about["description"]))


def modules(functions: str = FUNCTIONS) -> list[Module]:
    """Return all modules of the VBA project."""
    wrappers = udf_module(functions)
    _check_descriptions(signatures(wrappers), _toml("texts.toml")["functions"])
    documents = [sources.workbook_module(HERE / "vba" / "ThisWorkbook.cls")]
    documents += [sources.sheet_module(sheet.code_name) for sheet in sheets()]
    return [*documents, *sources.own_modules(HERE / "vba"), wrappers]


def sheets() -> list[Sheet]:
    """Return the sheets: the texts, and the configuration, which is hidden from everything but VBA.

    A workbook must not have hidden sheets only; being an add-in, it is not shown anyway.
    """
    texts = _text_rows(_toml("texts.toml"))
    return [Sheet(PROJECT, "Texts", False, texts), Sheet(f"{PROJECT}.conf", "Config", True, _conf())]


def _conf() -> list[list[str | None]]:
    """Rows of the configuration sheet: the settings, and the two versions, which the self-test compares."""
    versions = {"SELFEVAL VERSION": __version__, "XLWINGS VERSION": sources.xlwings_version(HERE / "vba")}
    return [[key, value or None] for key, value in (_toml("configuration.toml") | versions).items()]


def _text_rows(texts: Mapping[str, Any]) -> list[list[str | None]]:
    """Rows of the text sheet: A and B the messages, from D on the functions with what the function wizard shows."""
    messages: list[list[str]] = [[key, text] for key, text in texts["messages"].items()]
    functions: list[list[str]] = [
        [name, entry["description"], *entry["arguments"].values()] for name, entry in texts["functions"].items()
    ]
    rows = zip_longest(messages, functions, fillvalue=())
    return [[*(message or (None, None)), None, *function] for message, function in rows]


def _check_descriptions(found: Mapping[str, list[str]], described: Mapping[str, Any]) -> None:
    """Raise BuildError unless every function and argument has a description that fits into the function wizard."""
    names = {name: list(entry["arguments"]) for name, entry in described.items()}
    if names != found:
        raise BuildError(f"texts.toml describes {names}, but the worksheet functions are {found}.")
    for name, entry in described.items():
        for text in (entry["description"], *entry["arguments"].values()):
            if len(text) > _LONGEST:
                raise BuildError(f"texts.toml, {name}: longer than {_LONGEST} characters: {text}")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    try:
        TARGET.write_bytes(build())
    except BuildError as error:
        sys.exit(f"selfeval.xlam was not built: {error}")
