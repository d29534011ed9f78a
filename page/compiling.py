"""Runs inside the engine, at build time: finds the modules that the page can come to import, and compiles them.

Only the engine itself compiles for itself, whatever Python builds the page.  ``compile.mjs`` calls :func:`build`.
"""

import ast
import importlib.util
import json
import marshal
import os
import struct
import sys
import zipfile

ROOTS = ("selfeval_xl.page.answering",)
"""What the page's worker imports."""
FOUND_BY_NAME = ("encodings", "_sysconfigdata__emscripten_wasm32-emscripten", "docx", "docx.parts")
"""Packages whose modules are looked up by name while the program runs, so all of them are kept."""
BOOTED = frozenset(sys.modules)
"""What the engine had imported by itself before it came to this file."""
NOT_HERE = (
    "asyncio", "concurrent.futures.process", "ctypes", "distributed", "distutils", "doctest", "ftplib", "getpass",
    "http", "imaplib", "lib2to3", "multiprocessing", "numpy", "pandas", "pdb", "pyarrow", "pydoc", "smtplib",
    "socketserver", "sqlite3", "ssl", "subprocess", "test", "tkinter", "unittest", "urllib.request", "webbrowser",
    "xmlrpc",
)  # fmt: skip
"""What can be of no use inside a page: processes, the network, windows, tests, other people's tables."""
_STORED = (2020, 1, 1, 0, 0, 0)


class Shelf:
    """Modules by their dotted names, and how to read them."""

    def __init__(self, names, read):
        self.read = read
        self.paths = {}
        for name in names:
            stem, ending = os.path.splitext(name)
            if ending == ".py":
                self.paths[stem.removesuffix("/__init__").replace("/", ".")] = name

    def package_of(self, module):
        return module if self.paths[module].endswith("__init__.py") else module.rpartition(".")[0]


def imported(shelf, module, deep):
    """Yield the dotted names that a module imports; with ``deep``, within functions as well."""
    nodes = [ast.parse(shelf.read(shelf.paths[module]))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                package = shelf.package_of(module).split(".")
                start = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
            yield start
            yield from (f"{start}.{alias.name}" for alias in node.names)
        elif deep or not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            nodes += ast.iter_child_nodes(node)


def closure(shelves, roots, deep):
    """Return for each shelf the modules that are reached from ``roots``; ``deep`` tells which shelves are read deep."""
    kept, waiting = [set() for _ in shelves], list(roots)
    while waiting:
        name = waiting.pop()
        if any(name == each or name.startswith(each + ".") for each in NOT_HERE):
            continue
        for shelf, own, is_deep in zip(shelves, kept, deep, strict=True):
            if name in shelf.paths and name not in own:
                own.add(name)
                waiting += [name.rpartition(".")[0], *imported(shelf, name, is_deep)]
    return kept


def compiled(source, name):
    """Return what a .pyc holds; unchecked, so that no clock and no source is asked for, without docstrings."""
    code = compile(source, name, "exec", dont_inherit=True, optimize=2)
    return importlib.util.MAGIC_NUMBER + struct.pack("<III", 1, 0, 0) + marshal.dumps(code)


def pack(files):
    """Return files as one: the length of the directory, the directory (name -> from, length), the contents."""
    entries, at = {}, 0
    for name, data in files.items():
        entries[name] = (at, len(data))
        at += len(data)
    directory = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
    return struct.pack(">I", len(directory)) + directory + b"".join(files.values())


def tree(top):
    """Yield the names of all files below a folder, sorted."""
    found = []
    for folder, _, names in os.walk(top):
        found += [os.path.relpath(os.path.join(folder, name), top) for name in names]
    return sorted(found)


def content(top, name):
    with open(os.path.join(top, name), "rb") as file:
        return file.read()


def build(site, library, out):
    """Write ``site.pack`` and ``std.zip`` to ``out``, from the folder of packages and the zip of the library.

    Other files of the packages than modules are kept as they are.
    """
    names = tree(site)
    archive = zipfile.ZipFile(library)
    packages, standard = Shelf(names, lambda name: content(site, name)), Shelf(archive.namelist(), archive.read)
    by_name = [each for shelf in (packages, standard) for each in shelf.paths
               if any(each == top or each.startswith(top + ".") for top in FOUND_BY_NAME)]  # fmt: skip
    own, needed = closure((packages, standard), [*ROOTS, *by_name, *BOOTED], (True, True))
    booted = {each for each in BOOTED if each in standard.paths}
    kept = {packages.paths[each]: each for each in own}
    files = {}
    for name in names:
        if name in kept:
            files[name + "c"] = compiled(content(site, name), "/site/" + name)
        elif not name.endswith((".py", ".pyi", "py.typed")) and ".dist-info/" not in name:
            files[name] = content(site, name)
    with open(os.path.join(out, "site.pack"), "wb") as file:
        file.write(pack(files))
    with zipfile.ZipFile(os.path.join(out, "std.zip"), "w", zipfile.ZIP_STORED) as new:
        for each in sorted(needed | booted):
            name = standard.paths[each]
            new.writestr(zipfile.ZipInfo(name + "c", _STORED), compiled(archive.read(name), "/lib/" + name))
    sys.path.insert(0, site)
    return json.dumps({"own": len(own), "standard": len(needed | booted)})


def about(site):
    """Return what the page shows before the engine has started."""
    sys.path.insert(0, site)
    from selfeval_xl.page.actions import Request
    from selfeval_xl.page.actions import about as told

    return json.dumps(told(Request((), {}, print)).told, ensure_ascii=False)
