"""The parts of collecting through Instaloader; `likelier.collecting.instaloader` puts them together.

They override the places of Instaloader where it waits, writes and reports. Its queries, its reading of pages and of
nodes, its resuming and the layout of its archive are its own.
"""
