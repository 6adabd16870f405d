"""What a data set looks like before anything is learned from it: one page, its plots, and its figures.

A section is a module with ``section(data: Data) -> Section``. It says in words what cannot be drawn; it never draws an
empty plot. Accounts have numbers, the largest is 1: no name and no caption leaves the shards, only pictures do.
"""
