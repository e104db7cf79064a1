"""`python -m cxzy` runs the command line."""

from cxzy.cli import main

if __name__ == "__main__":
    main()
