"""The official forms, laid out."""
