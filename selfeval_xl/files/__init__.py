"""Closed workbooks on disk: reading, filling, saving, exporting.  Nothing is imported before it is needed."""
