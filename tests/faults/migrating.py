"""A process that migrates: `python -m tests.faults.migrating ADDRESS FOLDER` says when it begins."""

import sys
from pathlib import Path

from eye.db import migrate

if __name__ == "__main__":
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    migrate(sys.argv[1], Path(sys.argv[2]))
    sys.stdout.write("done\n")
