"""The official forms of 自评, without any file: what goes into which cell, and what a filled form says."""
