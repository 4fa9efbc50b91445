"""The program `bakhsh`, also as `python -m bakhsh`."""

from __future__ import annotations

import sys

STOPPED = 130


def main() -> None:
    """Runs the command line. Imported first and alone, so that Ctrl-C ends it in peace from the first moment on."""
    try:
        from bakhsh.cli.main import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(STOPPED)


if __name__ == "__main__":
    main()
