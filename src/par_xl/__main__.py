"""The program's start: ``par-xl``, or ``python -P -m par_xl`` where scripts are not on the PATH."""

import sys


def main() -> None:
    """Run the command line; Ctrl-C, however early or often, shows no traceback."""
    try:
        from par_xl.system.own_code import shut_out_current_folder

        shut_out_current_folder()
        import gc
        import signal

        from par_xl.app.cli import main as command_line

        try:
            command_line()
        finally:
            # All is put in order: from here on, Ctrl-C may end this process at once.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            # Nor has Python to look for circles in what ends with the process.
            gc.freeze()
    except KeyboardInterrupt:
        # It came before the command line could tell of it, or while it did.
        sys.exit(2)


if __name__ == "__main__":
    if not sys.flags.safe_path:
        # Without -P it is the current folder.
        del sys.path[0]
    main()
