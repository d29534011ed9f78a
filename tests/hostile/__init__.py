"""Hostile workbooks: made from good ones by a seeded mutator, and judged in a process that may do next to nothing."""
