"""Helpers for the tests of the add-in."""
