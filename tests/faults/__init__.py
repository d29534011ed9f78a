"""Test equipment: a disk that refuses and a process that is killed, at a chosen call to the system.

Every call that touches the watched folder is a point.  A dry run counts the points; then each is made to fail in turn.
"""
