"""``python -m selfeval_xl``: the command line."""

import sys

from selfeval_xl.cli import main

sys.exit(main())
