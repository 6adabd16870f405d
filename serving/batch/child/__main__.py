"""The process: the table on its input, the settings as JSON in its argument, on its output what came of it.

The settings are `format`, `columns` (their kinds by name), `max_rows`, `max_bytes` and `memory`. What comes out is the
table as an Arrow stream; with exit code `REFUSED` it is what is wrong, as JSON.
"""

import json
import resource
import sys
from pathlib import Path

import pyarrow as pa

from serving.batch.child import json_lines, parquet
from serving.batch.child.kinds import REFUSED, Refused, check_size

READERS = {"parquet": parquet.read, "json_lines": json_lines.read}


def main() -> None:
    """Read the table that comes in."""
    settings = json.loads(sys.argv[1])
    body = sys.stdin.buffer.read()
    _limit(settings["memory"])
    try:
        try:
            table = READERS[settings["format"]](body, settings)
        except MemoryError:  # pyarrow's own is one, too
            check_size(settings["max_bytes"] + 1, settings["max_bytes"])
    except Refused as refused:
        print(json.dumps(dict(zip(("status", "code", "message", "field"), refused.args, strict=True))))
        sys.exit(REFUSED)
    with pa.ipc.new_stream(sys.stdout.buffer, table.schema) as stream:
        stream.write_table(table)


def _limit(memory: int) -> None:
    """Let this process take so many bytes more than it has now."""
    size = Path("/proc/self/statm")
    if size.exists():  # a system without it does not keep such a limit either
        most = int(size.read_text().split()[0]) * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
