"""selfeval-xl: 项目支出绩效自评 (self-evaluation of project expenditure) for Excel, WPS and the command line.

For scripts: ``score``, ``check``, ``verify`` and ``read_documents`` of :mod:`selfeval_xl.api`, and
:func:`selfeval_xl.rollup.frame`.
"""

from typing import Any

__version__ = "0.3.0"


def __getattr__(name: str) -> Any:
    """Import the functions for scripts when one is asked for, so that ``import selfeval_xl`` costs nothing more."""
    if name in ("score", "score_each", "check", "verify", "verify_each", "read_documents"):
        from importlib import import_module

        return getattr(import_module(f"{__name__}.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
