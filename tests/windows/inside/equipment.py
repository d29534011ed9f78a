"""Goes into the installed Python as ``sitecustomize.py``: what the made-up Excel lacks of the real one.

It has no type library, from which pywin32 learns the names of arguments, so arguments with names go by their order.
"""

import win32com.client.dynamic as dynamic

_made = dynamic.CDispatch._make_method_


def _make_method(self, name):
    made = _made(self, name)
    return made and (lambda *values, **named: made(*values, *named.values()))


dynamic.CDispatch._make_method_ = _make_method
