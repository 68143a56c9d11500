"""`python -m quickexit` is the command `quickexit`."""

from quickexit.cli import main

if __name__ == "__main__":
    main()
