"""Laid-out documents to files: one writer a format."""
