"""Print the fault matrix; exit code 1 if a row does not hold."""

import argparse
import sys
from collections.abc import Iterator
from itertools import chain

from benchmarks.faults import sanctioned, unofficial
from benchmarks.faults.row import Row, table

PARTS = (unofficial, sanctioned)  # each with `rows(kills)`


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=24, help="at how many moments a run is killed")
    given = parser.parse_args()
    rows: list[Row] = []

    def kept() -> Iterator[Row]:
        for row in chain.from_iterable(part.rows(given.kills) for part in PARTS):
            rows.append(row)
            yield row

    for line in table(kept()):
        print(line, flush=True)
    held = sum(row.held for row in rows)
    print(f"{held} of {len(rows)} rows held")
    return 0 if held == len(rows) else 1


sys.exit(main())
