"""Print the registry's fault matrix; exit code 1 if a row does not hold."""

import argparse
import sys
from collections.abc import Iterator
from itertools import chain

from benchmarks.registry_faults import anywhere, of_server, of_sqlite
from benchmarks.registry_faults.places import Actors, server, sqlite
from benchmarks.registry_faults.row import Row, table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registry_faults", description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="how often several write at once")
    parser.add_argument("--store", choices=("sqlite", "server", "both"), default="both")
    parser.add_argument("--only", default="", help="rows whose fault has these words")
    given = parser.parse_args()
    actors, rows = Actors(), list[Row]()

    def kept() -> Iterator[Row]:
        for store, part in ((sqlite, of_sqlite), (server, of_server)):
            if given.store not in ("both", store.__name__):
                continue
            with store(actors) as place:
                for fault, run in chain(part.rows(place), anywhere.rows(place, given.times)):
                    if given.only in fault:
                        yield run(fault)

    def counted() -> Iterator[Row]:
        for row in kept():
            rows.append(row)
            yield row

    try:
        for line in table(counted()):
            print(line, flush=True)
    except BaseException as error:
        if type(error).__name__ != "Skipped":  # how the tests' servers say that this machine has none
            raise
        print(f"server: not run: {error}")
    finally:
        actors.close()
    held = sum(row.held for row in rows)
    print(f"{held} of {len(rows)} rows held")
    return 0 if held == len(rows) else 1


sys.exit(main())
