"""Open workbooks in Excel through xlwings: the macros behind the ribbon, and the functions for cells.

A click takes a copy of the open workbook (which is its backup too), evaluates that copy as the command line would,
and takes the results over.  So there is one engine, and the number of calls to Excel does not depend on the rows.
"""
