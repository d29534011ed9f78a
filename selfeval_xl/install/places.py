"""Where things go on a Windows machine, all of it below the user's own profile: no admin rights are needed.

Paths are pure, so that the tests can plan for ``C:\\Users\\张三`` on any system.
"""

from pathlib import PurePath
from typing import NamedTuple

PROJECT = "selfeval"
"""The name under which the add-in looks for its configuration."""
ADDIN = f"{PROJECT}.xlam"
DROP = "计算评分.cmd"
UNINSTALL = "uninstall.cmd"


class Environment(NamedTuple):
    """The machine as far as installing needs it."""

    roaming: PurePath
    """``%APPDATA%``"""
    local: PurePath
    """``%LOCALAPPDATA%``"""
    profile: PurePath
    """``%USERPROFILE%``"""
    interpreter: PurePath
    """The ``python.exe`` that the buttons start; this very program runs in its environment."""
    ansi: str
    """The code page in which VBA reads text files, as Python calls it: ``cp936``."""
    found: frozenset[str]
    """Names of the xlwings libraries that lie where VBA looks for them: beside the interpreter, or one folder up."""


def addin(environment: Environment) -> PurePath:
    """Return where the add-in goes: the start folder of Excel, a trusted location unless a policy takes that away."""
    return environment.roaming / "Microsoft" / "Excel" / "XLSTART" / ADDIN


def configuration(environment: Environment) -> PurePath:
    """Return the user's configuration file as the add-in looks for it."""
    return environment.profile / f".{PROJECT}" / f"{PROJECT}.conf"


def send_to(environment: Environment) -> PurePath:
    """Return the entry for file mode in Explorer's menu 发送到."""
    return environment.roaming / "Microsoft" / "Windows" / "SendTo" / DROP


def home(environment: Environment) -> PurePath:
    """Return the program's own folder; ``install.cmd`` makes the Python environment in it."""
    return environment.local / "selfeval-xl"


def record(environment: Environment) -> PurePath:
    """Return the file that lists what was installed."""
    return home(environment) / "installed.json"
