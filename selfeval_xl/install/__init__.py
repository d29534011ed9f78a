"""Putting the program on a colleague's machine and taking it off again: install, bundle, doctor."""
