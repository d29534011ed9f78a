"""The parts of ``build.py``: each module makes one sheet, or one thing that all sheets share."""
