"""The files that come with the program: workbook templates, the filled sample, the Excel add-in.

An installed package carries them beside its modules; a checkout has them in folders at its top.
"""

import os

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_INSTALLED = (os.path.join(_PACKAGE, "resources"),)
_CHECKOUT = tuple(
    os.path.join(os.path.dirname(_PACKAGE), folder) for folder in ("workbook_templates", "addin", "dist", "")
)
SAMPLE, SAMPLE_2025 = "样例-佛祖岭街道2017.xlsx", "样例-技能培训2025.xlsx"
SAMPLES = {"donghu-2017": SAMPLE, "mof-2020": SAMPLE_2025}
"""The filled samples by their standard: a real report of 2017, and a project of 2025 under the rules in force."""
ADDIN = "selfeval.xlam"
PAGE = "绩效自评.html"
"""The program as one page for a browser; not every installation carries it, a checkout has it once it was made."""


def path(name: str) -> str:
    """Return where the file ``name`` is, e.g. ``mof-2020.xlsx``.

    Raises FileNotFoundError, which means that the installation is incomplete and is a bug.
    """
    for folder in _INSTALLED + _CHECKOUT:
        candidate = os.path.join(folder, name)
        if os.path.exists(candidate):
            return candidate
    raise FileNotFoundError(name)


def has(name: str) -> bool:
    """Return whether there is a file ``name``: the page is only there where it has been built."""
    return any(os.path.isfile(os.path.join(folder, name)) for folder in _INSTALLED + _CHECKOUT)


def read(name: str) -> bytes:
    """Return the bytes of the file ``name``; raises as :func:`path` does."""
    with open(path(name), "rb") as file:
        return file.read()


def templates() -> tuple[str, ...]:
    """Return the ids of the standards that have a template of their own, sorted."""
    names = {name for folder in _INSTALLED + _CHECKOUT[:1] if os.path.isdir(folder) for name in os.listdir(folder)}
    return tuple(
        sorted(name.removesuffix(".xlsx") for name in names if name.endswith(".xlsx") and name not in SAMPLES.values())
    )
