"""`python -m sonix.cli`, for where the `sonix` command is not on the path."""

from sonix.cli import main

if __name__ == "__main__":
    main()
