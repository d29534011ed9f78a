"""Builds the Excel add-in from text: no Excel, no binary template, the same bytes on every machine.

``compression`` and ``compound`` are the two container formats, ``dirstream`` and ``project`` the two descriptions of a
VBA project in it, ``vba`` puts them together; ``sources`` and ``wrappers`` collect the modules, ``package`` writes the
workbook around them.  The layouts follow the published specifications [MS-OVBA] and [MS-CFB], whose section numbers
stand where a rule is applied.
"""


class BuildError(Exception):
    """The add-in cannot be built; the message says what is wrong and what to do."""
