"""``python -m selfeval_xl``: the command line."""

from selfeval_xl.cli import run

run()
