"""Makes the help pages: one for every problem, from the tiny workbooks and commands that bring it about."""
