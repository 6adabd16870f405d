"""Models and tables on public data, of the two write-ups and beyond: one params file each, run by the pipeline."""
