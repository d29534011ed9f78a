"""Test equipment: xlwings on a live LibreOffice, so that our macros run in an open window here, too.

``bridge`` speaks to LibreOffice, ``office`` starts both, ``engine`` is what xlwings sees.  For the click of a mouse
there are ``screen``, a display of its own, ``button``, a workbook with a button, and ``click``, the Python it starts.
"""
