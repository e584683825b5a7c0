"""A run that writes made-up sets to a folder, to be killed: python -m tests.faults.child FOLDER FIRST LAST [wait]."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from csat.errors import CsatError
from csat.report.folder import Folder
from tests.faults.sets import made


def main(folder: str, first: str, last: str, *wait: str) -> int:
    """Write the sets from ``first`` to ``last``, each told when all of it is on the disk."""
    real = os.replace

    def slowly(*names: Any) -> None:
        real(*names)
        time.sleep(0.001)  # a slow disk, so that kills meet the moments between two files

    setattr(os, "replace", slowly)  # noqa: B010
    print("begun", flush=True)
    for number in range(int(first), int(last) + 1):
        try:
            with Folder(folder, bool(wait)) as held:
                held.put(made(number), {})
        except CsatError as trouble:
            print(trouble, file=sys.stderr)
            return trouble.exit_code
        print(number, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
