"""The entry of the command `portal`."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; whatever goes wrong is said in one line, never as a traceback."""
    try:
        from portal.cli.run import run  # here, so that Ctrl-C while Python still loads is caught too

        return run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        sys.stderr.write("portal: stopped\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
