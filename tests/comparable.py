"""The bytes of two runs, to be compared."""

import re

LATENCY = re.compile(rb'\n  "latency": \{[^}]*\},')


def comparable(path):
    """The bytes of a file; of what `register` writes without the milliseconds, which no two runs share."""
    return LATENCY.sub(b"", path.read_bytes()) if path.suffix in (".json", "") else path.read_bytes()
