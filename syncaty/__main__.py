"""Lets `python -m syncaty` do what the `syncaty` command does."""

from syncaty.cli import main

if __name__ == "__main__":
    main()
