"""Runs the practice sites in the foreground: `python -m practice --help`."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path

from practice.site import PORT, PortTakenError, serve


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m practice", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=PORT, help=f"port of every site (default {PORT}; 0: a free one)"
    )
    parser.add_argument("--night", type=int, default=1, help="show the sites as on this night (default 1)")
    parser.add_argument("--sites", type=Path, metavar="FILE", help="write the registry of the sites to FILE")
    given = parser.parse_args()
    try:
        with serve(given.port, given.night) as running:
            for site in running.sites:
                sys.stdout.write(f"{site.id:24} {running.url(site.id, site.columns[0])}\n")
            if given.sites:
                given.sites.write_text(running.registry(), "utf-8")
            sys.stdout.write("Ctrl-C ends it.\n")
            sys.stdout.flush()
            threading.Event().wait()
    except PortTakenError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
