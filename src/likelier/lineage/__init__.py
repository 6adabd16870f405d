"""What a registered version was made of: code, data, params, libraries; digests and counts, and nobody's name."""

from likelier.lineage.code import code_version
from likelier.lineage.digests import digest_of

LINEAGE = "likelier.lineage"  # the tag of a version: what `likelier.lineage.record` gathers, as JSON
PARAMS = "params.json"  # the file of a version: what the steps were set to
FIGURES = "figures.json"  # the file of a version: its figures on each split

__all__ = ["FIGURES", "LINEAGE", "PARAMS", "code_version", "digest_of"]
