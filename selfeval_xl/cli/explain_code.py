"""What ``selfeval-xl help`` does."""

from __future__ import annotations

import argparse

from selfeval_xl.tasks.help import find, no_such_code, render


def explain(arguments: argparse.Namespace) -> int:
    """List all codes, or tell the page of one; in the browser only when asked for."""
    page = find(arguments.code) if arguments.code else None
    if arguments.code and page is None:
        raise no_such_code(arguments.code)
    if arguments.open:
        from selfeval_xl.tasks.help import opening

        print(opening.show(page.code if page else "").told)
        return 0
    for line in render.render(page) if page else render.overview():
        print(line)
    return 0
