"""`python -m bakhsh` is the command `bakhsh`."""

from bakhsh.cli.main import main

if __name__ == "__main__":
    main()
