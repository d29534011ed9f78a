"""Shows a page in the browser, because the user asked for it.

A page of its own is written for one code: Windows drops what follows the ``#`` of an address when it opens a file.
"""

import os
import re
import tempfile
import webbrowser
from pathlib import Path
from typing import NamedTuple

from selfeval_xl.tasks.help import HTML

_PAGES = re.compile("(?<=<!-- pages -->\n).*(?=<!-- end of pages -->)", re.DOTALL)


class OpenedPage(NamedTuple):
    """The file with the page, and whether there was a browser to open it in."""

    path: str
    opened: bool

    @property
    def message(self) -> str:
        """Where the page is, in a sentence."""
        return f"已在浏览器里打开：{self.path}" if self.opened else f"没有找到浏览器，请自己打开：{self.path}"


def show(code: str = "") -> OpenedPage:
    """Open the page of a code, or the whole document."""
    path = _single(code) if code else HTML
    # Windows may take the signs of an address for those of its own code page, but not those of a path.
    address = path if os.name == "nt" else Path(path).as_uri()
    return OpenedPage(path, webbrowser.open(address))


def _single(code: str) -> str:
    """Write the page of one code into the folder for temporary files, always under the same name."""
    with open(HTML, encoding="utf-8") as file:
        document = file.read()
    (section,) = re.findall(f'<section id="{code}">.*?</section>', document, re.DOTALL)
    everything = f'<p><a href="{Path(HTML).as_uri()}">全部编号</a></p>'
    path = os.path.join(tempfile.gettempdir(), f"selfeval-问题说明-{code}.html")
    descriptor, written = tempfile.mkstemp(prefix="selfeval-", suffix=".html")
    with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(_PAGES.sub(lambda _: f"{section}\n{everything}\n", document))
    # Into place in one step, so that whatever somebody else put there under this name is not written through.
    os.replace(written, path)
    return path
