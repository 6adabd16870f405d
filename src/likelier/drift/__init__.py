"""Drift: whether new posts are still like those that the champion has learned from."""
