"""What kind of system Python runs on, where that changes how files are handled."""

import sys

IS_ALONE = sys.platform == "emscripten"
"""Whether this is the only process, with one thread and a file system in memory that nobody else sees: in a browser.

It has no links, no locks and no threads, and needs none.  A file that is renamed over another leaves an empty ghost
there, which no folder lists and which appears once the file is removed.
"""
