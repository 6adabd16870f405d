"""Making a registered version again: what it takes, what of that is here, and whether the same came out."""
