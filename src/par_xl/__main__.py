"""``python -m par_xl``: the command line where scripts are not on the PATH."""

from par_xl.cli import main

if __name__ == "__main__":
    main()
