"""The two write-ups' own models and tables, on public data: one params file each, run by the ordinary pipeline."""
