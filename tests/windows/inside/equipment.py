"""Goes into the installed Python as ``sitecustomize.py``: what the made-up Excel lacks of the real one.

It has no type library.  pywin32 learns the names of arguments from that, so here arguments with names go by their
order; and xlwings asks it for the name of an object's type, which nothing depends on.
"""

import contextlib
import sys

import pythoncom
import win32com.client.dynamic as dynamic
import win32com.server.util as util

_made = dynamic.CDispatch._make_method_


def _make_method(self, name):
    made = _made(self, name)
    return made and (lambda *values, **named: made(*values, *named.values()))


def _from_variant(value):
    with contextlib.suppress(pythoncom.com_error, ValueError):
        value = util.unwrap(value).obj
    return dynamic.Dispatch(value) if type(value) is pythoncom.TypeIIDs[pythoncom.IID_IDispatch] else value


dynamic.CDispatch._make_method_ = _make_method
if any("xlwings.serve" in word for word in sys.orig_argv):
    from xlwings import com_server

    com_server.FromVariant = _from_variant
